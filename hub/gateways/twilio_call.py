"""Calls by the Twilio-shaped API: the rep's phone rings first, says who is being called, then rings
the lead from the company's number. Each leg reports by itself."""

import re
from collections import OrderedDict
from xml.sax.saxutils import escape, quoteattr

from app.domain.ids import Ms
from hub.gateways.answers import Key, NoAnswer
from hub.gateways.port import (
    BadCallback,
    Callback,
    CallState,
    Inbound,
    Outcome,
    Refused,
    Report,
    Ring,
    Unknown,
)
from hub.gateways.twilio import EARLIER_MS, NUMBER
from hub.gateways.twilio_account import Account, Resource
from hub.gateways.twilio_callbacks import MISSED, missed_call, sid_of, signed_form

REP_RINGS_S = 20
"""Before most mailboxes answer: a lead must never be put through to a rep's voicemail."""
LEAD_RINGS_S = 30
LONGEST_NAME = 60
REMEMBERED = 10_000
_EVENTS = ("initiated", "ringing", "answered", "completed")
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_NOT_THROUGH = {
    "busy": "Their line was busy.",
    "no-answer": "They did not answer.",
    "failed": "The call could not be put through to them.",
    "canceled": "The call was ended before they answered.",
}
_REP_NOT = {
    "busy": "Your own phone was busy, so they were not called.",
    "no-answer": "Your own phone was not answered, so they were not called.",
    "failed": "Your own phone could not be reached, so they were not called.",
    "canceled": "The call was ended before your phone was answered.",
}


class TwilioCall:
    """`number` is the company's; `signing` as in `TwilioText`."""

    def __init__(self, account: Account, number: str, signing: Key | None) -> None:
        self.title = account.title
        self._account = account
        self._number = number
        self._signing = signing
        self._rung: OrderedDict[str, Outcome] = OrderedDict()

    async def ring(self, ring: Ring) -> Outcome:
        """A second time for the same id rings nobody, unless it was certainly not placed: it gets
        what the first one got, or Unknown while that is under way."""
        if not NUMBER.fullmatch(ring.rep_phone):
            return Refused(code="rep_phone", why="Your own phone number is not set up for calls.")
        if not NUMBER.fullmatch(ring.to):
            return Refused(code="number", why="This is not a phone number that can be called.")
        before = self._rung.get(ring.id)
        if before is not None and not isinstance(before, Refused):
            return before
        self._remember(ring.id, Unknown(why="This call is being placed already."))
        told = await self._account.give("Calls", self._fields(ring))
        self._remember(ring.id, told)
        return told

    def _remember(self, ring_id: str, told: Outcome) -> None:
        self._rung[ring_id] = told
        if len(self._rung) > REMEMBERED:
            self._rung.popitem(last=False)

    def _fields(self, ring: Ring) -> list[tuple[str, str]]:
        fields = [
            ("To", ring.rep_phone),
            ("From", self._number),
            ("Twiml", spoken(ring, self._number)),
            ("Timeout", str(REP_RINGS_S)),
        ]
        if ring.report_to:
            fields += [("StatusCallback", ring.report_to), ("StatusCallbackMethod", "POST")]
            fields += [("StatusCallbackEvent", event) for event in _EVENTS]
        return fields

    async def ask(self, ring: Ring, ref: str, since: Ms) -> Report:
        """Without `ref` it is looked for among the calls to the rep's phone."""
        try:
            if ref:
                found = await self._account.show("Calls", ref)
            else:
                found = await self._by_phone(ring, since)
            if found is None:
                return Report(state="not_known", ref=ref, message=ring.id)
            return await self._whole(found, ring.id)
        except NoAnswer as wrong:
            return Report(state="no_answer", ref=ref, message=ring.id, why=str(wrong))

    async def _by_phone(self, ring: Ring, since: Ms) -> Resource | None:
        """The first call to the rep since then whose other leg is this lead's; one that has none
        yet may be it."""
        page = await self._account.find("Calls", [("To", ring.rep_phone)])
        since_then = [
            (made, each)
            for each in page.calls
            if (made := each.made()) is not None and made >= since - EARLIER_MS
        ]
        for _, each in sorted(since_then, key=lambda pair: pair[0]):
            leg = await self._leg(each.sid)
            if leg is None or leg.to == ring.to:
                return each
        return None

    async def _leg(self, parent: str) -> Resource | None:
        page = await self._account.find("Calls", [("ParentCallSid", parent)])
        return page.calls[0] if page.calls else None

    async def _whole(self, call: Resource, ours: str) -> Report:
        """Where a call is, by both its legs. Raises NoAnswer."""
        leg = await self._leg(call.sid)
        if leg is not None:
            return lead_leg(call.sid, leg.status, _seconds(leg.duration), ours)
        if call.status == "completed":
            why = "Your phone was answered, but they could not be called."
            return Report(
                state="call", call="ended", ref=call.sid, message=ours, code="completed", why=why
            )
        return rep_leg(call.sid, call.status, ours)

    async def check(self) -> str:
        told = await self._account.check("call", self._number, "voice")
        if self._signing is None:
            return f"{told} Its callbacks will be refused: there is no call.signing_key."
        await self._signing()
        return told

    async def read_callback(self, callback: Callback) -> Report | Inbound | None:
        """Where a call of ours is, under the name `ring` gave; or a call nobody took. At the end of
        the rep's leg it is asked how the lead's went: the two reports may come in any order."""
        form = await signed_form(callback, self._account.name, self._signing)
        if "CallSid" not in form:
            raise BadCallback("it is not about a call")
        if form.get("Direction", "").lower() == "inbound":
            return missed_call(form)
        sid, status = sid_of(form, "CallSid"), form.get("CallStatus", "").lower()
        if form.get("ParentCallSid"):
            return lead_leg(
                sid_of(form, "ParentCallSid"), status, _seconds(form.get("CallDuration"))
            )
        if status != "completed":
            return rep_leg(sid, status)
        try:
            return await self._whole(Resource(sid=sid, status=status), "")
        except NoAnswer:
            return Report(state="on_its_way", ref=sid, code="completed")

    async def close(self) -> None:
        await self._account.close()


def spoken(ring: Ring, number: str) -> str:
    """What the call is told to do once the rep has picked up. Names are data, not markup."""
    name = _UNSPEAKABLE.sub(" ", ring.to_name).strip()[:LONGEST_NAME]
    say = f"<Say>Calling {escape(name)}.</Say>" if name else ""
    reports = ""
    if ring.report_to:
        reports = (
            f' statusCallback={quoteattr(ring.report_to)} statusCallbackMethod="POST"'
            f' statusCallbackEvent="{" ".join(_EVENTS)}"'
        )
    return (
        f'<Response>{say}<Dial callerId={quoteattr(number)} timeout="{LEAD_RINGS_S}">'
        f"<Number{reports}>{escape(ring.to)}</Number></Dial></Response>"
    )


def rep_leg(sid: str, status: str, ours: str = "") -> Report:
    """The rep's phone. Once it is answered, the lead's is next."""
    if status in MISSED:
        return Report(
            state="call", call="ended", ref=sid, message=ours, code=status, why=_REP_NOT[status]
        )
    state: CallState = "ringing" if status == "in-progress" else "ringing_rep"
    return Report(state="call", call=state, ref=sid, message=ours)


def lead_leg(sid: str, status: str, seconds: int, ours: str = "") -> Report:
    """The lead's phone; `sid` is the whole call's."""
    if status in MISSED:
        why = _NOT_THROUGH[status]
        return Report(state="call", call="ended", ref=sid, message=ours, code=status, why=why)
    if status == "completed":
        return Report(
            state="call", call="ended", ref=sid, message=ours, seconds=seconds, reached=True
        )
    state: CallState = "answered" if status == "in-progress" else "ringing"
    return Report(state="call", call=state, ref=sid, message=ours)


def _seconds(duration: str | int | None) -> int:
    told = str(duration or "")
    return int(told) if re.fullmatch(r"\d{1,6}", told, re.ASCII) else 0
