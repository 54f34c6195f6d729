"""What is planned changes: a rep moves the next touch, leaves it out or accepts it, the planner
places it, or it is planned again from the facts."""

from msgspec.structs import replace

from app.domain import cadence, closing, fences, permission, tries
from app.domain import commands as c
from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused
from app.domain.touch import Channel, NextTouch, Option

A_YEAR_MS = 366 * 86_400_000
REASON = 500
"""Characters kept of a reason."""
MOVED = {"moved": "Set by", "snoozed": "Put off by", "again": "Again soon, set by"}


def move(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """By hand, so neither the cadence's gaps bind nor the half-hour tried last; the law does, at
    the gate (`standing.py`)."""
    command, actor = order.command, order.actor
    assert isinstance(command, c.MoveNextTouch)
    if (lost := fences.not_mine_to_plan(lead, order)) is not None:
        return lost
    if command.how == "accepted":
        made = _accepted(lead, command.at, now)
        return made if isinstance(made, Refused) else (_set(made, actor, now),)
    at = _kept_up(lead, command, order, policy, now)
    late = at != command.at
    if not (now < at or late) or at > now + A_YEAR_MS:
        return Refused(code="bad_field", msg="at: choose a time from now to one year ahead.")
    was = lead.next_touch
    channel = command.channel or (was.channel if was else "call")
    attempt, of = cadence.position(lead, policy.playbook, channel)
    moved = NextTouch(
        at=at,
        channel=channel,
        attempt=attempt,
        of=of,
        reason=f"{MOVED[command.how]} {actor.name}",
        pinned=True,
        instead=_instead(was) if command.how == "moved" else None,
    )
    return (_set(moved, actor, now),)


def skip(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """The planned touch is left out; what comes after it counts from when it would have been."""
    command, actor = order.command, order.actor
    assert isinstance(command, c.SkipTouch)
    if (lost := fences.not_mine_to_plan(lead, order)) is not None:
        return lost
    was, reason = lead.next_touch, command.reason.strip()
    if was is None:
        return Refused(code="version_conflict", msg="Nothing is planned that could be left out.")
    if not reason:
        return Refused(code="bad_field", msg="reason: say why it is left out.")
    left_out = f.TouchSkipped(
        rep=actor.rep,
        rep_name=actor.name,
        at=now,
        reason=reason[:REASON],
        channel=was.channel,
    )
    after = evolve(lead, left_out)
    since = max(now, was.at)
    ahead = cadence.anew(after, policy.playbook, now, policy.choose, since=since)
    return (left_out, *closing.planned_or_closed(after, ahead, actor, now))


def place(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """Only what the plan made, for the very lead it was made from, and within its bounds."""
    command = order.command
    assert isinstance(command, c.PlaceTouch)
    was = lead.next_touch
    stale = command.seen_v != lead.v or lead.state == "closed" or lead.running() is not None
    if stale or was is None or was.pinned or was == command.next:
        return ()
    within = cadence.bounds(lead, policy.playbook, now)
    ahead = command.next
    fits = within is not None and within.channel == ahead.channel and within.allow(ahead.at)
    if not fits or ahead.at < now or ahead.pinned:
        return Refused(code="outside_hours", msg="That time is not open for this lead.")
    return (f.NextTouchSet(next=ahead, at=now),)


def plan_anew(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """For a lead somebody has tried to reach: the others wait to be answered, in the pool or under
    a lease."""
    command = order.command
    assert isinstance(command, c.PlanAnew)
    tried = lead.state == "engaged" or tries.last(lead) is not None
    if lead.state in ("closed", "claimed") or not tried or lead.on_the_phone(now):
        return ()
    since = max(now, command.not_before)
    ahead = cadence.anew(lead, policy.playbook, since, policy.choose, why=command.why)
    if ahead is not None and ahead == lead.next_touch:
        return ()
    return closing.planned_or_closed(lead, ahead, order.actor, now)


# ---- parts of a move -------------------------------------------------------------------------


def _set(ahead: NextTouch, actor: c.Actor, now: Ms) -> Fact:
    return f.NextTouchSet(next=ahead, by=actor.rep, by_name=actor.name, at=now)


def _accepted(lead: Lead, at: Ms, now: Ms) -> NextTouch | Refused:
    """One of the planner's own times, with all it was chosen for; the plan's first choice stays
    known where the rep took another."""
    was = lead.next_touch
    own = was.at if was is not None else None
    taken = next((o for o in was.options if o.at == at), None) if was is not None else None
    if was is None or was.needs_time or (taken is None and at != own):
        return Refused(code="version_conflict", msg="The plan changed meanwhile; look again.")
    if at < now:
        return Refused(code="bad_field", msg="at: that time has passed; choose another.")
    if taken is None or at == own:
        return replace(was, pinned=True, review=False)
    return replace(
        was,
        at=at,
        reason=taken.why,
        ratio=taken.ratio,
        odds=taken.odds,
        factors=taken.factors,
        pinned=True,
        review=False,
        due_told=False,
        instead=_instead(was),
    )


def _instead(was: NextTouch | None) -> Option | None:
    """What the plan would have done: its first word, however often the touch was moved since."""
    if was is None or was.instead is not None:
        return was.instead if was else None
    if not was.odds:
        return None
    first = next((option.why for option in was.options if option.at == was.at), was.reason)
    return Option(at=was.at, ratio=was.ratio, odds=was.odds, why=first, factors=was.factors)


def _kept_up(lead: Lead, command: c.MoveNextTouch, order: c.Order, policy: Policy, now: Ms) -> Ms:
    """The time asked for. One that was ahead when the rep chose it, at a desk without the hub, and
    has gone by since, is the first allowed moment from now on."""
    if order.at is None or not order.at < command.at <= now:
        return command.at
    channel: Channel = command.channel or (lead.next_touch.channel if lead.next_touch else "call")
    return permission.next_allowed(lead, channel, now, policy.playbook) or now
