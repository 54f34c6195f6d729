"""What facts about messages and the phone make of a lead: part of `evolve.py`, the one projection.

A message by a person becomes a touch once it is sent, not before: that stops the SLA clock. One
that turns out not to have arrived is no attempt after all. What goes out automatically never is.
"""

from typing import Any

from msgspec.structs import replace

from app.domain import facts as f
from app.domain import memory
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.message import KEPT, ON_ITS_WAY, OUT, Message, MessageState
from app.domain.telling import told
from app.domain.touch import NextTouch, Touch


def queued(lead: Lead, fact: f.MessageQueued) -> Lead:
    message = Message(
        id=fact.message,
        channel=fact.channel,
        text=fact.text,
        state="held" if fact.held_why else "waiting",
        at=fact.at,
        to=fact.to,
        subject=fact.subject,
        template=fact.template,
        variant=fact.variant,
        language=fact.language,
        rep=fact.rep,
        rep_name=fact.rep_name,
        goes=fact.goes,
        held_why=fact.held_why,
        changed=fact.at,
        retry_of=fact.retry_of,
        automatic=fact.automatic,
        promise=fact.promise,
    )
    after = _kept(replace(lead, ack_at=None), message)
    if not fact.automatic:
        planned = lead.next_touch
        after = replace(
            after,
            state="engaged" if lead.owner else lead.state,
            lease_until=None,
            next_touch=planned if outlasts(planned, fact.at) else None,
        )
    return told(
        after,
        fact,
        at=fact.at,
        by=fact.rep,
        by_name=fact.rep_name,
        channel=fact.channel,
        direction="outbound",
        text=fact.text,
    )


def outlasts(planned: NextTouch | None, at: Ms) -> bool:
    """A message does not undo a call promised for later."""
    return planned is not None and planned.pinned and planned.at > at


def taken_back(lead: Lead, fact: f.MessageTakenBack) -> Lead:
    back = {"why": fact.why, "desk": fact.desk}
    after = _now(lead, fact.message, "taken_back", fact.at, **back)
    return _telling(after, fact, fact.message, fact.why, by=fact.by, by_name=fact.by_name)


def held(lead: Lead, fact: f.MessageHeld) -> Lead:
    return _now(lead, fact.message, "held", fact.at, goes=fact.until, held_why=fact.why)


def sending(lead: Lead, fact: f.MessageSending) -> Lead:
    was = lead.message(fact.message)
    tries = was.tries + 1 if was is not None else 1
    return _now(lead, fact.message, "sending", fact.at, gateway=fact.gateway, tries=tries)


def sent(lead: Lead, fact: f.MessageSent) -> Lead:
    what = {"gateway": fact.gateway, "ref": fact.ref, "parts": fact.parts}
    known = {name: value for name, value in what.items() if value}
    return _attempted(_now(lead, fact.message, "sent", fact.at, **known), fact.message, fact.at)


def delivered(lead: Lead, fact: f.MessageDelivered) -> Lead:
    # The report may overtake the gateway's answer, or be all that is left of it.
    was = lead.message(fact.message)
    at = was.changed if was is not None and was.state == "sent" else fact.at
    return _attempted(_now(lead, fact.message, "delivered", fact.at), fact.message, at)


def failed(lead: Lead, fact: f.MessageFailed) -> Lead:
    state: MessageState = "refused" if fact.refused else "failed"
    after = _now(lead, fact.message, state, fact.at, why=fact.why, code=fact.code)
    touches = tuple(
        replace(t, disposition="not_sent") if t.id == fact.message else t for t in lead.touches
    )
    after = replace(after, touches=touches, first_attempt=_first(touches))
    return _telling(after, fact, fact.message, text=fact.why)


def unknown(lead: Lead, fact: f.MessageUnknown) -> Lead:
    was = lead.message(fact.message)
    after = _now(lead, fact.message, "unknown", fact.at, why=fact.why)
    if was is not None and was.state == "unknown":
        return after
    return _telling(after, fact, fact.message, text=fact.why)


def received(lead: Lead, fact: f.MessageReceived) -> Lead:
    message = Message(
        id=fact.message,
        channel=fact.channel,
        text=fact.text,
        state="received",
        at=fact.at,
        direction="inbound",
        to=fact.from_,
        subject=fact.subject,
        ref=fact.ref,
        changed=fact.at,
        away=fact.away,
    )
    after = _kept(lead, message)
    if not fact.away:
        after = _came(after, fact.message, fact.channel, fact.at)
        after = replace(after, first_contact=lead.first_contact or fact.at)
        after = _rings(after, fact.claim_by)
    return told(
        after,
        fact,
        at=fact.at,
        channel=fact.channel,
        direction=None if fact.away else "inbound",
        text=fact.text,
    )


def call_missed(lead: Lead, fact: f.CallMissed) -> Lead:
    after = _rings(_came(lead, fact.call, "call", fact.at), fact.claim_by)
    return told(after, fact, at=fact.at, channel="call", direction="inbound", text=fact.from_)


def call_progress(lead: Lead, fact: f.CallProgress) -> Lead:
    touches = tuple(
        replace(t, call=fact.state, call_at=fact.at, talked=fact.seconds or t.talked)
        if t.id == fact.touch
        else t
        for t in lead.touches
    )
    return replace(lead, touches=touches)


def good_time_answered(lead: Lead, fact: f.GoodTimeAnswered) -> Lead:
    after = _rings(lead, fact.claim_by)
    return told(after, fact, at=fact.at, direction="inbound", text=fact.text or fact.choice)


def promised(lead: Lead, fact: f.LeadPromised) -> Lead:
    after = replace(lead, due=fact.due, claim_by=fact.claim_by, not_before=fact.not_before)
    if lead.state == "open":
        after = replace(after, offer_ended=None)
    return told(after, fact, at=fact.at)


def ack_skipped(lead: Lead, fact: f.AckSkipped) -> Lead:
    return told(replace(lead, ack_at=None), fact, at=fact.at, text=fact.why)


def expected(lead: Lead) -> Lead:
    """`lead` as it will be once what people here wrote has left, or may have: what to plan from.
    Each is a touch from when it was written until it leaves."""
    made = tuple(
        Touch(
            id=m.id,
            channel=m.channel,
            rep=m.rep,
            started=m.at,
            ended=max(m.at, m.goes),
            disposition="sent",
        )
        for m in lead.messages
        if m.state in ON_ITS_WAY and not m.automatic
    )
    return replace(lead, touches=(*lead.touches, *made)) if made else lead


# ---- parts -----------------------------------------------------------------------------------


def _kept(lead: Lead, message: Message) -> Lead:
    """With one message more; an old one goes, but none whose end nobody knows yet. What it said
    is not forgotten."""
    every = (*lead.messages, message)
    spare = max(0, len(every) - KEPT)
    old = [m for m in every if m.state not in ON_ITS_WAY][:spare]
    if not old:
        return replace(lead, messages=every)
    got = memory.got_from([replace(lead, messages=tuple(old))])
    return replace(lead, messages=tuple(m for m in every if m not in old), got=got)


def _now(lead: Lead, message: str, state: MessageState, at: Ms, **what: Any) -> Lead:
    changed = {"why": "", "code": "", "held_why": "", **what, "state": state, "changed": at}
    every = tuple(replace(m, **changed) if m.id == message else m for m in lead.messages)
    return replace(lead, messages=every)


def _telling(lead: Lead, fact: Any, message: str, text: str = "", **by: str) -> Lead:
    about = lead.message(message)
    channel = about.channel if about is not None else None
    return told(lead, fact, at=fact.at, channel=channel, direction="outbound", text=text, **by)


def _attempted(lead: Lead, message: str, at: Ms) -> Lead:
    about = lead.message(message)
    if about is None or about.automatic or about.state not in OUT:
        return lead
    known = next((t for t in lead.touches if t.id == message), None)
    if known is not None and known.disposition == "sent":
        return lead
    made = Touch(
        id=message,
        channel=about.channel,
        rep=about.rep,
        started=at,
        ended=at,
        disposition="sent",
    )
    rest = tuple(t for t in lead.touches if t.id != message)
    in_time = lead.first_attempt is None and lead.due is not None and at < lead.due
    return replace(
        lead,
        touches=(*rest, made),
        first_attempt=lead.first_attempt or at,
        breached=None if in_time else lead.breached,
    )


def _rings(lead: Lead, until: Ms | None) -> Lead:
    """Nobody has it, and they did something: it is offered once more."""
    if until is None or lead.state != "open":
        return lead
    return replace(lead, claim_by=until, offer_ended=None, passed={})


def _came(lead: Lead, touch: str, channel: Any, at: Ms) -> Lead:
    theirs = Touch(id=touch, channel=channel, rep="", started=at, direction="inbound", ended=at)
    return replace(lead, touches=(*lead.touches, theirs))


def _first(touches: tuple[Touch, ...]) -> Ms | None:
    """When the first attempt that counts was made."""
    made = (t.started for t in touches if t.direction == "outbound" and t.disposition != "not_sent")
    return min(made, default=None)
