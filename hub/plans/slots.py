"""Half-hours in which a next touch may be put: where its bounds, the rep's free time and what is
booked already leave a place. Pure; which of them is best is not decided here."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.domain import shift
from app.domain.bounds import Span
from app.domain.ids import Ms
from app.domain.playbook import Planning
from app.domain.rep_times import RepTimes

MINUTE = 60_000
HALF_HOUR = 30 * MINUTE
GRID = 5 * MINUTE
"""Planned times are those a person would say: 16:10, not 16:07."""


class Slot(Struct, frozen=True, kw_only=True):
    """One half-hour (counted from 1970) and the minute in it a touch would begin at. `number`
    is the same for every rep and zone."""

    number: int
    at: Ms


def kept(times: RepTimes | None, planning: Planning) -> RepTimes:
    """The rep's times with the team's shift where none was set. Without a known zone a shift means
    nothing: calling hours alone bind, less meetings and leave."""
    times = times or RepTimes()
    if not times.zone:
        return replace(times, blocks=())
    return times if times.blocks else replace(times, blocks=planning.shift)


def free(times: RepTimes, start: Ms, end: Ms) -> tuple[Span, ...]:
    """When the rep is at work and in no meeting; `times` as `kept` returns them."""
    near = tuple(busy for busy in times.busy if busy.end > start and busy.start < end)
    return shift.free(replace(times, busy=near), start, end)


def inside(at: Ms, spans: Sequence[Span]) -> bool:
    return any(low <= at < high for low, high in spans)


def common(spans: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """Where both are open; each in order and without overlaps."""
    found: list[Span] = []
    first = 0
    for low, high in spans:
        while first < len(others) and others[first][1] <= low:
            first += 1
        for start, end in others[first:]:
            if start >= high:
                break
            found.append((max(low, start), min(high, end)))
    return tuple(found)


def places(number: int, planning: Planning) -> int:
    """Follow-up calls one rep can make in half-hour `number`. Parts of a call are carried over to
    the next half-hour, so that every run of them comes to the true rate."""
    thousandth = round(planning.calls_an_hour * (1 - planning.live_share) * 500)
    return (number + 1) * thousandth // 1000 - number * thousandth // 1000


def open_slots(
    spans: Iterable[Span], booked: Iterable[Ms], planning: Planning, after: Ms
) -> list[Slot]:
    """Half-hours in `spans` with a place left, in order, none before `after`; the minute keeps its
    distance from what is `booked` where it can, and is never one that is taken."""
    taken: dict[int, list[Ms]] = {}
    for at in booked:
        taken.setdefault(at // HALF_HOUR, []).append(at)
    parts: dict[int, list[Span]] = {}
    for low, high in spans:
        for number in range(max(low, after) // HALF_HOUR, -(-high // HALF_HOUR)):
            part = (max(low, after, number * HALF_HOUR), min(high, (number + 1) * HALF_HOUR))
            if part[0] < part[1]:
                parts.setdefault(number, []).append(part)
    found = []
    for number, open_parts in sorted(parts.items()):
        there, most = taken.get(number, []), places(number, planning)
        begin = _minute(open_parts, there, HALF_HOUR // most) if len(there) < most else None
        if begin is not None:
            found.append(Slot(number=number, at=begin))
    return found


def first_free(spans: Iterable[Span], booked: Iterable[Ms], after: Ms) -> Ms | None:
    """The first moment in `spans` from `after` on at whose minute nothing else is booked."""
    taken = {at // MINUTE for at in booked}
    for low, high in spans:
        at = max(low, after)
        while at < high:
            if at // MINUTE not in taken:
                return at
            at = (at // MINUTE + 1) * MINUTE
    return None


def _minute(parts: Sequence[Span], taken: Sequence[Ms], apart: Ms) -> Ms | None:
    """The first that keeps its distance; else any whose own minute nothing has."""
    for distance in (apart, MINUTE):
        for at in _said(parts):
            if all(abs(at - other) >= distance for other in taken):
                return at
    return None


def _said(parts: Sequence[Span]) -> Iterator[Ms]:
    for low, high in parts:
        yield from range(-(-low // GRID) * GRID, high, GRID)
        yield low
