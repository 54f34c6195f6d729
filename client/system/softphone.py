"""Calls made by a SIP softphone on this desk (baresip, through its control port): dial, hang up,
and what it tells of a call, from ringing to the end. Which lead it is about is not known here."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Final, Literal

from msgspec import Struct

from app.domain.ids import Ms
from client.system import sip_words
from client.system.links import NotOpenable, sip_fault, sip_target
from client.system.phone_line import ANSWER_S, Event, Lost, PhoneLine, address_fault

FIRST_S: Final = 0.2
MOST_S: Final = 15.0
STEADY_MS: Final = 10_000
"""A connection that lasted so long did not end because somebody else wants this phone, too."""
OTHERS: Final = 32
"""Calls of others at a time; what tells of more is no telephone."""
STOPPED: Final = "the softphone stopped"
UNHEARD: Final = "nobody listened when it ended"
_RINGING: Final = ("CALL_RINGING", "CALL_PROGRESS")

CallStep = Literal["ringing", "answered", "ended", "failed"]


class CallEvent(Struct, frozen=True, kw_only=True):
    """A step of a call we dialled. `id` is what it was dialled as; `seconds`: how long they talked,
    at the end; `why` it is over, as part of a sentence."""

    state: CallStep
    id: str
    at_ms: Ms
    seconds: int = 0
    why: str = ""


class OtherCall(Struct, frozen=True, kw_only=True):
    """A call on that phone which we did not dial. `number` as the phone tells it, "" when hidden;
    `missed`: it came in, ended, and nobody took it."""

    state: Literal["coming_in", "going_out", "answered", "ended"]
    number: str
    at_ms: Ms
    missed: bool = False


class Probe(Struct, frozen=True):
    """Whether calls can be made, in words."""

    usable: bool
    text: str


class _Call(Struct):
    """A call as far as it is known. `own`: what it was dialled as, "" for one of others."""

    own: str
    peer: str
    phone_id: str = ""
    answered_at: int | None = None
    incoming: bool = False
    hung_up: bool = False
    resumed: bool = False
    """Dialled before this program began: nobody knows yet whether it is still there."""


class Softphone:
    """`run()` keeps the connection to the phone while `use` names one. `event` and `other` are
    called on the loop. `mono` counts ms; a phone that takes longer than `answer_s` for an answer is
    given up."""

    def __init__(
        self, *, now: Callable[[], Ms], mono: Callable[[], int], answer_s: float = ANSWER_S
    ) -> None:
        self.event: Callable[[CallEvent], None] = lambda event: None
        self.other: Callable[[OtherCall], None] = lambda call: None
        self._now, self._mono, self._answer_s = now, mono, answer_s
        self._at = self._template = ""
        self._changed = asyncio.Event()
        self._line: PhoneLine | None = None
        self._why_not = "The softphone is not connected yet."
        self._call: _Call | None = None
        self._others: dict[str, _Call] = {}
        self._jobs: set[asyncio.Task[None]] = set()

    # ---- which phone -------------------------------------------------------------------------

    def use(self, at: str, template: str = "{e164}") -> None:
        """Drive the phone at `host:port` from now on; "": none. `template`: what it dials."""
        self._template = template
        if at != self._at:
            self._at = at
            self._why_not = "The softphone is not connected yet."
            self._changed.set()
            if self._line is not None:
                self._line.close()

    @property
    def why_not(self) -> str:
        """Why no call can be made now, as a sentence; "" when one can."""
        if self._line is None:
            return self._why_not
        if self._call is not None or self._others:
            return "The phone is busy with a call. Hang up first."
        return sip_fault(self._template)

    async def run(self) -> None:
        """Connect, listen, connect again; until cancelled."""
        pause = FIRST_S / 2
        while True:
            self._changed.clear()
            began = self._mono()
            await self._live()
            pause = min(MOST_S, pause * 2) if self._mono() - began < STEADY_MS else FIRST_S
            with suppress(TimeoutError):
                async with asyncio.timeout(random.uniform(pause / 2, pause) if self._at else None):
                    await self._changed.wait()
                    pause = FIRST_S

    async def _live(self) -> None:
        """One connection from begin to end, if there can be one."""
        try:
            self._line = line = await self._open()
        except Lost as why:
            self._why_not = str(why)
            self._lost()
            return
        self._others.clear()
        if self._call is not None:
            self._job(self._still_there(line))
        try:
            await line.run()
        except Lost as why:
            self._why_not = str(why)
        finally:
            self._line = None
            line.close()

    async def _open(self) -> PhoneLine:
        wrong = address_fault(self._at) if self._at else "Calls are not made by a softphone."
        if wrong:
            raise Lost(wrong)
        return await PhoneLine.open(self._at, self._heard, self._answer_s)

    # ---- acts --------------------------------------------------------------------------------

    def dial(self, e164: str, call: str) -> str:
        """Call `e164`; its steps come as events with `call` as id. Answers at once: why not, as a
        sentence, or "" when it is on its way."""
        no, line = self.why_not, self._line
        if no or line is None:
            return no
        try:
            target = sip_target(e164, self._template)
        except NotOpenable as wrong:
            return str(wrong)
        self._call = made = _Call(own=call, peer=target)
        self._job(self._dial(line, made))
        return ""

    def resume(self, e164: str, call: str, talking_ms: int | None) -> None:
        """A call dialled before this program began, and answered `talking_ms` ago (None: not that
        anybody knew): its steps come as events again, if only that it is over."""
        try:
            target = sip_target(e164, self._template)
        except NotOpenable:
            return
        begun = None if talking_ms is None else self._mono() - talking_ms
        self._call = _Call(own=call, peer=target, answered_at=begun, resumed=True)
        if self._line is not None:
            self._job(self._still_there(self._line))

    def hang_up(self) -> bool:
        """End the call we dialled; False when there is none. It is over once its event comes."""
        call, line = self._call, self._line
        if call is None or line is None:
            return False
        call.hung_up = True
        self._job(self._hang_up(line, call))
        return True

    async def probe(self, at: str, template: str = "{e164}") -> Probe:
        """Can calls be made by the phone at `host:port`, in words."""
        wrong = address_fault(at) or sip_fault(template)
        if wrong:
            return Probe(False, wrong)
        if self._line is not None and at == self._at:
            return await _asked(self._line)
        try:
            line = await PhoneLine.open(at, lambda event: None, self._answer_s)
        except Lost as why:
            return Probe(False, str(why))
        reading = asyncio.create_task(_until_lost(line))
        try:
            return await _asked(line)
        finally:
            line.close()
            await reading

    async def _dial(self, line: PhoneLine, call: _Call) -> None:
        try:
            answer = await line.ask("dial", call.peer)
        except Lost:
            line.close()  # whatever became of it: a phone that does not answer is not relied on
            return
        if not answer.ok and self._call is call:
            self._over("failed", "the softphone refused it")

    async def _hang_up(self, line: PhoneLine, call: _Call) -> None:
        """The phone hangs up the call it looks at: with several, ours is put there first."""
        try:
            known = sip_words.lines((await line.ask("listcalls")).data)
            ours = [one for one in known if not one.incoming and _same(one.peer, call.peer)]
            if len(known) > 1 and ours:
                await line.ask("line", str(ours[0].number))
            if self._call is call and (ours or len(known) == 1):
                await line.ask("hangup")
            elif self._call is call and not known:
                self._over("ended", sip_words.HUNG_UP)
        except Lost:
            line.close()

    async def _still_there(self, line: PhoneLine) -> None:
        """The connection was lost while a call ran: is the call?"""
        call = self._call
        try:
            known = sip_words.lines((await line.ask("listcalls")).data)
        except Lost:
            line.close()
            known = ()
        if call is None or self._call is not call:
            return
        ours = [one for one in known if not one.incoming and _same(one.peer, call.peer)]
        if not ours:
            self._lost()
            return
        call.resumed = False
        if ours[0].established:
            self._answered(call)

    # ---- what it tells -----------------------------------------------------------------------

    def _heard(self, event: Event) -> None:
        if not event.type.startswith("CALL_"):
            return
        call = self._call
        if call is not None and self._ours(call, event):
            call.phone_id = call.phone_id or event.id
            self._ours_said(call, event)
        elif event.id:
            self._others_said(event)

    def _ours(self, call: _Call, event: Event) -> bool:
        if call.phone_id and event.id:
            return event.id == call.phone_id
        return (
            event.direction == "outgoing"
            and event.id not in self._others
            and _same(event.peeruri, call.peer)
        )

    def _ours_said(self, call: _Call, event: Event) -> None:
        if event.type in _RINGING:
            self._tell(CallEvent(state="ringing", id=call.own, at_ms=self._now()))
        elif event.type == "CALL_ESTABLISHED":
            self._answered(call)
        elif event.type == "CALL_CLOSED":
            answered = call.answered_at is not None
            failed, why = sip_words.why_closed(event.param, answered=answered)
            if call.hung_up:
                failed, why = False, sip_words.HUNG_UP
            self._over("failed" if failed else "ended", why)

    def _answered(self, call: _Call) -> None:
        if call.answered_at is None:
            call.answered_at = self._mono()
            self._tell(CallEvent(state="answered", id=call.own, at_ms=self._now()))

    def _others_said(self, event: Event) -> None:
        number = sip_words.number_of(event.peeruri)
        known = self._others.get(event.id)
        if event.type == "CALL_CLOSED":
            if known is None:
                return
            del self._others[event.id]
            missed = known.incoming and known.answered_at is None
            self.other(OtherCall(state="ended", number=number, at_ms=self._now(), missed=missed))
        elif event.type == "CALL_ESTABLISHED" and known is not None:
            known.answered_at = self._mono()
            self.other(OtherCall(state="answered", number=number, at_ms=self._now()))
        elif event.type in ("CALL_INCOMING", "CALL_OUTGOING", *_RINGING) and known is None:
            if len(self._others) >= OTHERS and self._line is not None:
                self._line.close()
                return
            incoming = event.direction == "incoming"
            self._others[event.id] = _Call("", event.peeruri, event.id, incoming=incoming)
            state: Literal["coming_in", "going_out"] = "coming_in" if incoming else "going_out"
            self.other(OtherCall(state=state, number=number, at_ms=self._now()))

    def _lost(self) -> None:
        """Nothing is known of the running call any more."""
        self._others.clear()
        call = self._call
        if call is not None:
            why = UNHEARD if call.resumed else STOPPED
            self._over("failed" if call.answered_at is None else "ended", why)

    def _over(self, state: CallStep, why: str) -> None:
        call, self._call = self._call, None
        if call is not None:
            begun = None if call.resumed else call.answered_at
            seconds = 0 if begun is None else round((self._mono() - begun) / 1000)
            now = self._now()
            self._tell(CallEvent(state=state, id=call.own, at_ms=now, seconds=seconds, why=why))

    def _tell(self, event: CallEvent) -> None:
        self.event(event)

    def _job(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)


def _same(peer: str, dialled: str) -> bool:
    """Is `peer`, as the phone writes it, what was dialled? It completes a bare number with its
    account's domain."""
    peer = peer.strip("<>").partition(";")[0]
    whole = dialled if dialled.startswith("sip:") else f"sip:{dialled}"
    return peer == whole or ("@" not in whole and peer.startswith(f"{whole}@"))


async def _until_lost(line: PhoneLine) -> None:
    with suppress(Lost):
        await line.run()


async def _asked(line: PhoneLine) -> Probe:
    try:
        version = sip_words.version((await line.ask("about")).data)
        known = sip_words.accounts((await line.ask("reginfo")).data)
    except Lost as why:
        return Probe(False, str(why))
    if not version:
        return Probe(False, "What listens there does not speak as baresip does.")
    if not known:
        return Probe(False, f"baresip {version} has no account. Give it one, then test again.")
    first = known[0]
    usable = first.stand != "not registered yet"
    return Probe(usable, f"baresip {version}, account {first.uri}, {first.stand}.")
