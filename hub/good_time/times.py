"""The times the page offers, and whether one that was tapped may still be had. Pure: a lead, who
could call and what is booked in; open half-hours out. Legal on every clock they may go by."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from app.domain import hours, opening, permission, reach, steps, tries
from app.domain import wish as wishes
from app.domain.bounds import Bounds, Choose, Span
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.rep_times import RepTimes
from app.domain.wish import Wish
from hub.plans import slots
from hub.plans.slots import HALF_HOUR, MINUTE, Slot

SOONEST = 30 * MINUTE
"""Sooner than this is "now"."""
NEAR_DAYS, FAR_DAYS = 8, 22
"""Days in which times are looked for; the later ones only where the first leave too few."""
DAY = 86_400_000
OPTIONS = 3
SENSIBLE = (8 * 60 + 30, 18 * 60 + 30)
"""Minutes of their day between which times are offered; others that are legal may be asked for."""
USUAL = (16 * 60, 9 * 60 + 30, 15 * 60)
"""Where nobody has learnt better: late on the first day, a morning, an afternoon. Minutes."""
APART = 3 * 3_600_000


class Caller(Struct, frozen=True, kw_only=True):
    """Somebody who could make the call: their times as `slots.kept` returns them, and when their
    other next touches are."""

    times: RepTimes
    booked: tuple[Ms, ...] = ()


class Crew(Struct, frozen=True, kw_only=True):
    """Who could call: the owner alone, or everybody. `promised` are calls that nobody owns yet."""

    callers: tuple[Caller, ...]
    promised: tuple[Ms, ...] = ()


class Offer(Struct, frozen=True, kw_only=True):
    """One button. `promised`: what we told them already. `said`: their own words that it suits."""

    at: Ms
    promised: bool = False
    said: str = ""


def may_call(lead: Lead) -> bool:
    """Can they be called at all, and is it known when?"""
    return reach.usable(lead, "call") and bool(hours.zones(lead.where)) and lead.state != "closed"


def may_call_now(lead: Lead, playbook: Playbook, now: Ms) -> bool:
    """Is it legal there at this moment? They ask for it themselves, so that their own clock counts
    and no other they might have moved to."""
    return may_call(lead) and permission.closed(lead, "call", now, playbook) is None


def offers(
    lead: Lead, crew: Crew, playbook: Playbook, now: Ms, choose: Choose | None = None
) -> tuple[Offer, ...]:
    """Up to three times in order, on different days where there are any: what was promised, what
    the planner has shown the rep, then the best of today, tomorrow and another day."""
    if not may_call(lead):
        return ()
    spans = _spans(lead, playbook, now + SOONEST)
    found: list[Offer] = []
    for days in (NEAR_DAYS, FAR_DAYS):
        free = places(spans, crew, playbook, now + SOONEST, now + days * DAY)
        found = _three(lead, free, playbook, now, choose)
        if len(found) == OPTIONS:
            break
    return tuple(sorted(found, key=lambda offer: offer.at))


def bookable(lead: Lead, at: Ms, crew: Crew, playbook: Playbook, now: Ms) -> bool:
    """May they have `at`? Legal, in somebody's shift, with a place left. What is asked need never
    have stood on the page."""
    if not may_call(lead) or not now <= at < now + FAR_DAYS * DAY:
        return False
    begin = at // HALF_HOUR * HALF_HOUR
    spans = [span for span in _spans(lead, playbook, now) if span[0] <= at < span[1]]
    if not places(spans, crew, playbook, max(begin, now), begin + HALF_HOUR):
        return False
    return any(
        slots.inside(at, slots.free(caller.times, begin, begin + HALF_HOUR))
        and all(other // MINUTE != at // MINUTE for other in _booked(caller, crew))
        for caller in crew.callers
    )


def places(spans: Sequence[Span], crew: Crew, playbook: Playbook, start: Ms, end: Ms) -> list[Slot]:
    """Half-hours in `spans` in which somebody has a place left for a call, in order."""
    near = [(max(low, start), min(high, end)) for low, high in spans if high > start and low < end]
    room: dict[int, int] = {}
    first: dict[int, Slot] = {}
    for caller in crew.callers:
        booked = _booked(caller, crew)
        free = slots.common(near, slots.free(caller.times, start, end))
        for slot in slots.open_slots(free, booked, playbook.planning, start):
            taken = sum(at // HALF_HOUR == slot.number for at in booked)
            left = slots.places(slot.number, playbook.planning) - taken
            room[slot.number] = room.get(slot.number, 0) + left
            first.setdefault(slot.number, slot)
    for at in crew.promised if len(crew.callers) > 1 else ():
        room[at // HALF_HOUR] = room.get(at // HALF_HOUR, 0) - 1
    return [first[number] for number in sorted(first) if room[number] > 0]


# ---- parts -----------------------------------------------------------------------------------


def _booked(caller: Caller, crew: Crew) -> tuple[Ms, ...]:
    """What nobody owns yet falls to whoever is the only one."""
    alone = len(crew.callers) == 1
    return tuple(sorted((*caller.booked, *crew.promised))) if alone else caller.booked


def _spans(lead: Lead, playbook: Playbook, start: Ms) -> tuple[Span, ...]:
    """Where the call may begin. They choose: the half-hour that was just tried will do."""
    wish = wishes.wish(lead, start)
    return opening.openings(lead, "call", start, wish, playbook, workdays=True, repeats=True).spans


def _three(
    lead: Lead, free: Sequence[Slot], playbook: Playbook, now: Ms, choose: Choose | None
) -> list[Offer]:
    """On as many days as there are, and hours apart on one day."""
    wish = wishes.wish(lead, now)
    suiting = [slot for slot in free if wish.fits(tries.local(lead, slot.at))] or free
    likely = [slot for slot in suiting if _sensible(lead, slot.at)] or suiting
    picked = _said_before(lead, free, now)
    for apart in (_other_day, _hours_apart):
        left = [s for s in likely if all(apart(lead, s.at, o.at) for o in picked)]
        while left and len(picked) < OPTIONS:
            first = [s for s in left if _day(lead, s.at) == _day(lead, left[0].at)]
            at = _best(lead, first, len(picked), playbook, now, choose)
            picked.append(Offer(at=at, said=_their_words(wish, tries.local(lead, at))))
            left = [s for s in left if apart(lead, s.at, at)]
    return picked


def _said_before(lead: Lead, free: Sequence[Slot], now: Ms) -> list[Offer]:
    """A promise that stands, and what the planner has shown the rep, where it may still be had."""
    ahead, numbers = lead.next_touch, {slot.number for slot in free}
    if ahead is None or ahead.channel != "call" or ahead.needs_time:
        return []
    if ahead.pinned:
        return [Offer(at=ahead.at, promised=True)] if ahead.at > now else []
    open_ = [option.at for option in ahead.options if option.at // HALF_HOUR in numbers]
    return [Offer(at=at) for at in open_[:OPTIONS]]


def _their_words(wish: Wish, local: datetime) -> str:
    """What they wrote themselves and `local` suits; never a rep's note of it."""
    note = wish.asked
    return note.text if note is not None and not note.by and wish.fits(local) else ""


def _best(
    lead: Lead, day: Sequence[Slot], nth: int, playbook: Playbook, now: Ms, choose: Choose | None
) -> Ms:
    """Of one day's half-hours the one the planner would take; else the one nearest to a time that
    is usual for this button."""
    choice = choose(lead, _bounds(lead, day, playbook), now) if choose is not None else None
    if choice is not None:
        return choice.at
    return min((slot.at for slot in day), key=lambda at: abs(_minute(lead, at) - USUAL[nth]))


def _bounds(lead: Lead, day: Sequence[Slot], playbook: Playbook) -> Bounds:
    attempt, of = steps.position(lead, playbook, "call")
    spans = tuple((slot.at, slot.at + MINUTE) for slot in day)
    return Bounds(
        channel="call",
        attempt=attempt,
        of=of,
        earliest=spans[0][0],
        latest=spans[-1][1],
        why="",
        spans=spans,
        wished=spans,
        tailored=True,
        review=False,
    )


def _other_day(lead: Lead, one: Ms, other: Ms) -> bool:
    return _day(lead, one) != _day(lead, other)


def _hours_apart(lead: Lead, one: Ms, other: Ms) -> bool:
    return abs(one - other) >= APART


def _day(lead: Lead, at: Ms) -> date:
    return tries.local(lead, at).date()


def _minute(lead: Lead, at: Ms) -> int:
    local = tries.local(lead, at)
    return local.hour * 60 + local.minute


def _sensible(lead: Lead, at: Ms) -> bool:
    return SENSIBLE[0] <= _minute(lead, at) < SENSIBLE[1]
