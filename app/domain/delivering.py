"""Delivering: a queued message leaves, and what the gateway says of it. The gate is asked once more
right before; reports come late, twice and out of order, and only what makes sense is taken."""

from app.domain import cadence, closing, hours, permission, reach, sending, timing
from app.domain import commands as c
from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.message import IN_HAND, Message, MessageState
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused

HOLDS = 5
"""How often a gateway is asked for one message before it is given up."""
LATE_MS = 10 * 60_000
"""Sent later than this after it was to leave, what follows is planned anew."""
LEFT: frozenset[MessageState] = frozenset({"sending", "sent", "delivered", "unknown"})


def begin(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """Only `MessageSending` among the facts lets the hub ask the gateway. That its desk is gone for
    good may be known before its undo window ends."""
    command = order.command
    assert isinstance(command, c.BeginSending)
    about = lead.message(command.message)
    if about is None or about.state not in IN_HAND:
        return ()
    lost = command.gone != "" and about.state == "waiting"
    if about.goes > now and not lost:
        return ()
    if (why := _stopped(lead, about, policy, now)) != "":
        return refused(lead, about, why, policy, now)
    if lost:
        return sending.given_back(lead, about, command.gone, policy, now)
    opening = _opens(lead, about, policy, now)
    if isinstance(opening, Refused):
        return refused(lead, about, opening.msg, policy, now)
    if opening > now:
        return _held(lead, about, opening, sending.QUIET, policy, now)
    return (f.MessageSending(message=about.id, at=now, gateway=command.gateway),)


def sent(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """A deadline missed before it left was missed."""
    command = order.command
    assert isinstance(command, c.RecordSent)
    about = lead.message(command.message)
    if about is None or about.state not in ("sending", "unknown"):
        return ()
    made = f.MessageSent(
        message=about.id, at=now, gateway=about.gateway, ref=command.ref, parts=command.parts
    )
    return _left(lead, about, made, policy, now)


def delivered(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """A success never overwrites the error of another part."""
    command = order.command
    assert isinstance(command, c.RecordDelivered)
    about = lead.message(command.message)
    if about is None or about.state not in ("sending", "sent", "unknown"):
        return ()
    made = f.MessageDelivered(message=about.id, at=now)
    return _left(lead, about, made, policy, now)


def held(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command = order.command
    assert isinstance(command, c.RecordHeld)
    about = lead.message(command.message)
    if about is None or about.state != "sending":
        return ()
    if about.tries >= HOLDS:
        return _failed(lead, about, command.why, "", policy, now)
    return _held(lead, about, max(now, command.until), command.why, policy, now)


def failed(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """Also after it seemed delivered: one of its parts was not."""
    command = order.command
    assert isinstance(command, c.RecordFailed)
    about = lead.message(command.message)
    if about is None or about.state not in LEFT | IN_HAND:
        return ()
    return _failed(lead, about, command.why, command.code, policy, now)


def unknown(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command = order.command
    assert isinstance(command, c.RecordUnknown)
    about = lead.message(command.message)
    if about is None or about.state not in ("sending", "unknown"):
        return ()
    if about.state == "unknown" and about.why == command.why:
        return ()
    made = f.MessageUnknown(message=about.id, at=now, why=command.why)
    after = evolve(lead, made)
    if about.automatic or after.next_touch is not None or sending.busy(after, now):
        return (made,)
    said = permission.SPOKEN[about.channel]
    why = f"Not known whether the {said} arrived"
    return (made, f.NextTouchSet(next=cadence.soon(after, why, policy.playbook, now), at=now))


def refused(lead: Lead, about: Message, why: str, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """Stopped here: no gateway was asked."""
    made = f.MessageFailed(message=about.id, at=now, why=why, refused=True)
    said = f"{permission.SPOKEN[about.channel]} not sent: {why.rstrip('.')}"
    return (made, *sending.unsent(evolve(lead, made), about, policy, now, said))


# ---- parts -----------------------------------------------------------------------------------


def _stopped(lead: Lead, about: Message, policy: Policy, now: Ms) -> str:
    """Why it may not leave any more, whatever the hour."""
    if lead.state == "closed":
        return "The lead was closed."
    if about.promise is not None and about.promise <= now:
        return "The time it names has gone."
    if about.automatic and _answered_since(lead, about):
        return "Somebody answered them meanwhile."
    first = lead.message(about.retry_of) if about.retry_of else None
    if first is not None and first.state in ("sent", "delivered"):
        return "The first one was sent after all."
    assert about.channel != "call"
    no = permission.may_use(lead, about.channel)
    if no is None and not reach.usable(lead, about.channel):
        no = Refused(code="no_address", msg="That number is somebody else's.")
    if no is None and about.to not in reach.addresses(lead, about.channel):
        no = Refused(code="no_address", msg="That address is not theirs any more.")
    no = no or sending.suppressed(lead, about.channel, about.to, policy)
    return no.msg if no is not None else ""


def _answered_since(lead: Lead, about: Message) -> bool:
    """Has anybody here touched them, or written to them, since it was queued?"""
    if any(t.rep and t.direction == "outbound" and t.started >= about.at for t in lead.touches):
        return True
    return any(m.rep and m.at >= about.at and m.state in LEFT | IN_HAND for m in lead.messages)


def _opens(lead: Lead, about: Message, policy: Policy, now: Ms) -> Ms | Refused:
    """When it may leave: a person's answer as a touch by hand may be made, an automatic one only in
    the hours of every zone there is evidence for."""
    book = policy.playbook
    if about.automatic:
        return _automatic_opens(lead, about, policy, now)
    shut = permission.may_touch(lead, about.channel, book, now)
    if shut is None:
        return now
    opening = permission.next_allowed(lead, about.channel, now, book)
    return shut if opening is None else opening


def _automatic_opens(lead: Lead, about: Message, policy: Policy, now: Ms) -> Ms | Refused:
    if about.channel == "email":
        return now
    where = hours.careful(lead.where, policy.playbook.rules)
    opening = hours.next_legal(now, where, policy.playbook.rules, about.channel)
    if opening is None:
        return Refused(code="outside_hours", msg="Nobody knows when an SMS is allowed there.")
    return opening


def _held(
    lead: Lead, about: Message, until: Ms, why: str, policy: Policy, now: Ms
) -> tuple[Fact, ...]:
    made = f.MessageHeld(message=about.id, at=now, until=until, why=why)
    if lead.asked() > about.at:
        return (made,)  # They wrote meanwhile: to answer that is what is planned.
    return (made, *sending.booked(evolve(lead, made), about.id, policy, now))


def _left(
    lead: Lead, about: Message, made: f.MessageSent | f.MessageDelivered, policy: Policy, now: Ms
) -> tuple[Fact, ...]:
    """It left: the next touch stands as it was booked, unless there is none, as the cadence is
    over, or it left much later than it was booked for and they did not write meanwhile."""
    after = evolve(lead, made)
    if about.automatic:
        return (made,)
    facts = (*timing.breach(lead, now), made)
    planned = after.next_touch
    late = now - about.goes > LATE_MS and lead.asked() <= about.at
    if about.state not in ("sending", "unknown") or sending.busy(after, now):
        return facts
    if planned is not None and not late:
        return facts
    ahead = cadence.next_touch(after, "sent", policy.playbook, now, policy.choose, since=now)
    if planned is None:
        over = closing.when_over(after, policy.playbook)
        return (*facts, *closing.planned_or_closed(after, ahead, c.HUB, now, over))
    return facts if ahead in (None, planned) else (*facts, f.NextTouchSet(next=ahead, at=now))


def _failed(
    lead: Lead, about: Message, why: str, code: str, policy: Policy, now: Ms
) -> tuple[Fact, ...]:
    made = f.MessageFailed(
        message=about.id, at=now, why=why, code=code, refused=about.state in IN_HAND
    )
    said = f"{permission.SPOKEN[about.channel]} not delivered: {why.rstrip('.')}"
    return (made, *sending.unsent(evolve(lead, made), about, policy, now, said))
