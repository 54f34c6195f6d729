"""Standing: no next touch becomes a fact outside consent, hours and limits, whoever set it. The one
gate behind every rule of `decide.py`; what the rules plan is meant to pass it untouched."""

from msgspec.structs import replace

from app.domain import facts as f
from app.domain import hours, limits, permission, reach
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead, Where
from app.domain.playbook import Playbook
from app.domain.policy import Decision
from app.domain.refusals import Refused
from app.domain.touch import NextTouch


def gate(lead: Lead | None, made: Decision, playbook: Playbook, now: Ms) -> Decision:
    """`made` with every next touch where it may stand. One that a person set is refused, naming the
    next time that is allowed; any other is held to that time. What stood before and may no longer,
    as they moved or said stop, is held in the same breath."""
    if isinstance(made, Refused):
        kept = gate(lead, made.kept, playbook, now) if made.kept else ()
        return replace(made, kept=kept) if isinstance(kept, tuple) else kept
    facts: list[Fact] = []
    after = lead
    for fact in made:
        if isinstance(fact, f.NextTouchSet) and after is not None:
            if fact.by and (no := may_stand(after, fact.next, playbook)) is not None:
                return no
            fact = fact if fact.by else replace(fact, next=held(after, fact.next, playbook))
        facts.append(fact)
        after = evolve(after, fact)
    if lead is not None and after is not None and _changed(lead, after):
        facts += _still(after, playbook, now)
    return tuple(facts)


def may_stand(
    lead: Lead, upcoming: NextTouch, playbook: Playbook, where: Where | None = None
) -> Refused | None:
    """Why `upcoming` may not stand as it is, or None. A time that somebody has yet to say stands;
    so does one said by hand where nobody knows the time there."""
    if upcoming.needs_time:
        return None
    if (no := permission.may_use(lead, upcoming.channel)) is not None:
        return no
    if not reach.usable(lead, upcoming.channel):
        return Refused(code="no_address", msg="That number is somebody else's.")
    return permission.closed(lead, upcoming.channel, upcoming.at, playbook, where)


def held(lead: Lead, upcoming: NextTouch, playbook: Playbook) -> NextTouch:
    """`upcoming` as it may stand: itself, or on a channel that is left, or later, or as a question
    to the rep. One that nobody pinned keeps the hours of every zone there is evidence for."""
    if upcoming.needs_time:
        return upcoming
    channel = reach.fallback(lead, upcoming.channel)
    if channel is None:
        return _asks(upcoming, "No way to reach them is left")
    if channel != upcoming.channel:
        upcoming = _moved(replace(upcoming, channel=channel), upcoming.at, "by another channel")
    if channel == "email":
        return upcoming
    if not hours.zones(lead.where):
        return _asks(upcoming, "Time there not known: say when")
    rules = playbook.rules
    where = lead.where if upcoming.pinned else hours.careful(lead.where, rules)
    at = permission.next_allowed(lead, channel, upcoming.at, playbook, where)
    if at == upcoming.at:
        return upcoming
    why = limits.words(lead, channel, upcoming.at, rules)
    why = why or hours.held_words(upcoming.at, where, rules, channel)
    if at is None:
        return _asks(upcoming, f"No time is allowed, as {why}: say when")
    place = hours.zones(lead.where)[0]
    return _moved(upcoming, at, f"held to {hours.spoken(at, place)} there: {why}")


def _changed(before: Lead, after: Lead) -> bool:
    return before.where != after.where or before.consent != after.consent


def _still(lead: Lead, playbook: Playbook, now: Ms) -> tuple[Fact, ...]:
    planned = lead.next_touch
    if planned is None or lead.state == "closed":
        return ()
    # What was due already is held from now on: nothing is planned into the past.
    due = planned if planned.at >= now else replace(planned, at=now)
    stands = held(lead, due, playbook)
    return () if stands == due else (f.NextTouchSet(next=stands, at=now),)


def _asks(upcoming: NextTouch, why: str) -> NextTouch:
    return replace(_moved(upcoming, upcoming.at, why), needs_time=True, pinned=False)


def _moved(upcoming: NextTouch, at: Ms, why: str) -> NextTouch:
    """What was scored for another time says nothing of this one."""
    return replace(
        upcoming,
        at=at,
        reason=f"{upcoming.reason}, {why}" if upcoming.reason else why,
        due_told=upcoming.due_told and at == upcoming.at,
        ratio=0.0,
        odds=0.0,
        factors=(),
        options=(),
        plan="",
    )
