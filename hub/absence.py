"""Leave: what becomes of what falls due while its owner is away. Pure: a lead and the team's times
in, orders out, the same ones however often it is asked; `cover.py` carries them out."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from app.domain import commands as c
from app.domain import shift
from app.domain.bounds import Bounds, Choice, Choose, Span
from app.domain.facts import LeadReleased
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Planning
from app.domain.rep_times import Busy, Leave, RepTimes
from hub.plans import slots

LOOK_AHEAD_DAYS = 400
"""Days after a leave that are looked at for room: at one touch a day, more than anybody has."""
CATCHING_UP_DAYS = 60
HOUR, DAY = 3_600_000, 86_400_000

Booked = Callable[[str, Ms, Ms], int]
"""How many next touches a rep has from one instant up to another."""


class Team(Struct, frozen=True, kw_only=True):
    """Who is on the team (`roster`: who may be given a lead, id to name), their times as set, and
    what each has booked."""

    times: Mapping[str, RepTimes]
    roster: Mapping[str, str]
    planning: Planning
    booked: Booked

    def of(self, rep: str) -> RepTimes:
        return slots.kept(self.times.get(rep), self.planning)


def concerns(lead: Lead, times: RepTimes | None, now: Ms) -> Leave | None:
    """The leave of its owner, whose `times` these are, that leaves `lead` with nobody: its next
    touch is due in it, or it waits for an answer that only somebody else can give."""
    if times is None or not times.leave or lead.state == "closed" or not lead.owner:
        return None
    if lead.running() is not None or lead.state == "claimed":
        return None  # its own end, or that of its lease, asks again
    today, ahead = shift.on_leave(times, now), lead.next_touch
    if today is not None:
        over = shift.leave_span(times, today)[1]
        if waits(lead) or (ahead is not None and ahead.at < over):
            return today
    return shift.on_leave(times, ahead.at) if ahead is not None and ahead.at >= now else None


def waits(lead: Lead) -> bool:
    """Did they write since somebody last tried them?"""
    tried = max((t.started for t in lead.touches if t.direction == "outbound"), default=0)
    return lead.first_attempt is None or lead.asked() > tried


def orders(lead: Lead, team: Team, now: Ms) -> tuple[c.Command, ...]:
    """What the hub is to do about `lead` at `now`, in order; nothing where its owner is there.

    Who stands in takes it as it is promised, or planned for when they are free. Without anybody
    to stand in, a promise and whoever waits for an answer go back to the pool, where they ring;
    the rest waits until the owner is back, a few a day."""
    times = team.times.get(lead.owner)
    leave = concerns(lead, times, now)
    if leave is None or times is None:
        return ()
    ahead = lead.next_touch
    waiting = shift.on_leave(times, now) is not None and waits(lead)
    fixed = waiting or (ahead is not None and ahead.pinned)
    at = max(now, ahead.at if ahead is not None and not waiting else now)
    away, cover = _away(lead.owner, leave, team), _cover(leave, team, at)
    handed = (
        c.AddNote(text=f"{away}; {team.roster.get(cover)} stands in."),
        c.AssignLead(rep=cover),
    )
    if fixed:
        return handed if cover else _put_back(lead, leave, times, away, waiting, now)
    over = shift.leave_span(times, leave)[1]
    if cover and (room := _room(cover, team, at, over, _places)) is not None:
        return (*handed, c.PlanAnew(why=away, not_before=room))
    back = max(now, over)
    later = _room(lead.owner, team, back, back + LOOK_AHEAD_DAYS * DAY, _after_leave)
    return (c.PlanAnew(why=away, not_before=back if later is None else later),)


def sparing(choose: Choose | None, rep: str, team: Team, now: Ms) -> Choose:
    """`choose` kept off the days of `rep` that are full or on leave; without a planner, or where it
    knows no time, the first moment of the other days."""

    def chosen(lead: Lead, bounds: Bounds, when: Ms) -> Choice | None:
        if lead.owner != rep or not bounds.spans:
            return choose(lead, bounds, when) if choose else None
        shut = _shut(rep, team, bounds.spans[0][0], bounds.spans[-1][1])
        spans = _cut(bounds.spans, shut)
        if not spans:
            return None
        rest = replace(
            bounds,
            spans=spans,
            wished=_cut(bounds.wished, shut),
            varied=_cut(bounds.varied, shut),
        )
        first = (rest.wished or rest.spans)[0][0]
        found = choose(lead, rest, when) if choose else None
        return found or Choice(at=first, reason=bounds.why)

    return chosen


def movable(
    leads: Sequence[Lead], times: RepTimes, planning: Planning, now: Ms
) -> tuple[list[Lead], RepTimes]:
    """What of a rep's `leads` may be packed anew, and into which times (`times` as `slots.kept`
    returns them): days after a leave that are as full as they may be, and the one after them, are
    left as they are."""
    booked = [lead.next_touch.at for lead in leads if lead.next_touch is not None]
    shut = [_catching_up(times, leave, booked, planning, now) for leave in times.leave]
    kept = tuple(Busy(start=low, end=high) for low, high in shut if low < high)
    rest = [
        lead
        for lead in leads
        if lead.next_touch is None
        or not any(busy.start <= lead.next_touch.at < busy.end for busy in kept)
    ]
    return rest, replace(times, busy=(*times.busy, *kept))


def _catching_up(
    times: RepTimes, leave: Leave, booked: Sequence[Ms], planning: Planning, now: Ms
) -> Span:
    over = shift.leave_span(times, leave)[1]
    start = high = max(over, shift.day(times, now)[0])
    for ahead in range(CATCHING_UP_DAYS if over > now - CATCHING_UP_DAYS * DAY else 0):
        low, high = shift.day(times, start, ahead)
        there = sum(low <= at < high for at in booked)
        if there < planning.after_leave and slots.free(times, low, high):
            break
    return start, high


# ---- nobody stands in ------------------------------------------------------------------------


def _put_back(
    lead: Lead, leave: Leave, times: RepTimes, away: str, waiting: bool, now: Ms
) -> tuple[c.Command, ...]:
    if shift.leave_span(times, leave)[0] > now and _taken_again(lead):
        return ()  # they know, and may still agree on another time; if not, the leave's begin asks
    held = "somebody waits for an answer" if waiting else "promised for a time in it"
    return (c.PullBackLead(reason=f"{away}, {held}"),)


def _taken_again(lead: Lead) -> bool:
    """Did its owner claim it after the hub had put it back?"""
    back = [e.at for e in lead.timeline if e.kind == LeadReleased.k and not e.by]
    return bool(back) and (lead.claimed or 0) > max(back)


def _away(rep: str, leave: Leave, team: Team) -> str:
    until = date.fromisoformat(leave.last)
    name = team.roster.get(rep, "Its owner")
    return f"{name} is on leave until {until.day} {until:%B}"


# ---- who stands in, and whether there is room ------------------------------------------------


def _cover(leave: Leave, team: Team, at: Ms) -> str:
    """Who stands in at `at`; where they are away themselves, who stands in for them. "" nobody."""
    asked: set[str] = set()
    while leave.cover and leave.cover in team.roster and leave.cover not in asked:
        asked.add(leave.cover)
        theirs = shift.on_leave(team.of(leave.cover), at)
        if theirs is None:
            return leave.cover
        leave = theirs
    return ""


def _room(
    rep: str, team: Team, start: Ms, end: Ms, most: Callable[[Planning, Ms], int]
) -> Ms | None:
    """When `rep` is first there on the first day from `start` up to `end` that has fewer touches
    than `most(planning, time worked)`; None where there is no such day."""
    times = team.of(rep)
    low, ahead = start, 0
    while low < end:
        begins, high = shift.day(times, start, ahead)
        worked = slots.free(times, max(begins, start), high)
        length = sum(ends - starts for starts, ends in worked)
        if worked and team.booked(rep, begins, high) < most(team.planning, length):
            return worked[0][0]
        low, ahead = high, ahead + 1
    return None


def _places(planning: Planning, worked: Ms) -> int:
    """Calls that fit in the time worked, beside the share kept for leads that ring."""
    return int(worked / HOUR * planning.calls_an_hour * (1 - planning.live_share))


def _after_leave(planning: Planning, _worked: Ms) -> int:
    return planning.after_leave


def _shut(rep: str, team: Team, start: Ms, end: Ms) -> tuple[Span, ...]:
    """Days on which nothing more is to be put: leave, and those that are full."""
    times, shut = team.of(rep), list[Span]()
    low, ahead = start, 0
    while low < end:
        low, high = shift.day(times, start, ahead)
        away = shift.on_leave(times, low) is not None
        if away or team.booked(rep, low, high) >= team.planning.after_leave:
            shut.append((low, high))
        low, ahead = high, ahead + 1
    return tuple(shut)


def _cut(spans: tuple[Span, ...], shut: tuple[Span, ...]) -> tuple[Span, ...]:
    for low, high in shut:
        spans = tuple(
            piece
            for start, end in spans
            for piece in ((start, min(end, low)), (max(start, high), end))
            if piece[0] < piece[1]
        )
    return spans
