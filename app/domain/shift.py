"""When a rep is there, and when free: shifts without leave, and those without meetings. Across
clock changes; the values are `rep_times.py`."""

from datetime import date, datetime, timedelta

from app.domain import hours
from app.domain.ids import Ms, ms
from app.domain.ids import at as moment
from app.domain.rep_times import Busy, Leave, RepTimes


def on_leave(times: RepTimes, at: Ms) -> Leave | None:
    """The leave that `at` lies in, by the rep's own calendar."""
    day = _local(times, at).date()
    spans = (
        (leave, date.fromisoformat(leave.first), date.fromisoformat(leave.last))
        for leave in times.leave
    )
    return next((leave for leave, first, last in spans if first <= day <= last), None)


def busy_at(times: RepTimes, at: Ms) -> Busy | None:
    """The meeting going on at `at`; the one that ends last where several do."""
    going = [busy for busy in times.busy if busy.start <= at < busy.end]
    return max(going, key=lambda busy: busy.end, default=None)


def shifts(times: RepTimes, start: Ms, end: Ms) -> tuple[tuple[Ms, Ms], ...]:
    """Working spans that touch `start`..`end`, in order, merged where they meet, leave taken out;
    meetings are not. Whole days where no blocks are set."""
    first = _local(times, start).date() - timedelta(days=1)
    last = _local(times, end).date()
    spans: list[tuple[Ms, Ms]] = []
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        if _away(times, day):
            continue
        for low, high in _of_day(times, day):
            spans.append((low, high))
    away = [leave_span(times, leave) for leave in times.leave] if times.blocks else []
    for low, high in away:  # a night that runs into a leave ends with the day before it
        spans = [piece for span in spans for piece in _without(span, Busy(start=low, end=high))]
    return tuple(span for span in _merged(spans) if span[1] > start and span[0] < end)


def free(times: RepTimes, start: Ms, end: Ms) -> tuple[tuple[Ms, Ms], ...]:
    """Working spans within `start`..`end` without the meetings, in order."""
    left: list[tuple[Ms, Ms]] = []
    for low, high in shifts(times, start, end):
        spans = [(max(low, start), min(high, end))]
        for busy in times.busy:
            spans = [piece for span in spans for piece in _without(span, busy)]
        left += spans
    return tuple(span for span in left if span[0] < span[1])


def leave_span(times: RepTimes, leave: Leave) -> tuple[Ms, Ms]:
    """From the first midnight of `leave` to the one after its last day, on the rep's clock."""
    first, last = date.fromisoformat(leave.first), date.fromisoformat(leave.last)
    return _instant(times, first, 0), _instant(times, last + timedelta(days=1), 0)


def day(times: RepTimes, at: Ms, ahead: int = 0) -> tuple[Ms, Ms]:
    """The rep's calendar day that `at` lies in, or the one `ahead` days later."""
    begins = _local(times, at).date() + timedelta(days=ahead)
    return _instant(times, begins, 0), _instant(times, begins + timedelta(days=1), 0)


def _of_day(times: RepTimes, day: date) -> list[tuple[Ms, Ms]]:
    if not times.blocks:
        return [(_instant(times, day, 0), _instant(times, day + timedelta(days=1), 0))]
    spans = []
    for block in times.blocks:
        if block.day != day.weekday():
            continue
        over = block.end <= block.start
        begins = _instant(times, day, block.start)
        ends = _instant(times, day + timedelta(days=over), block.end)
        if begins < ends:  # else all of it lies in the hour a clock change skips
            spans.append((begins, ends))
    return spans


def _away(times: RepTimes, day: date) -> bool:
    return any(leave.first <= day.isoformat() <= leave.last for leave in times.leave)


def _merged(spans: list[tuple[Ms, Ms]]) -> list[tuple[Ms, Ms]]:
    merged: list[tuple[Ms, Ms]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _without(span: tuple[Ms, Ms], busy: Busy) -> list[tuple[Ms, Ms]]:
    low, high = span
    if busy.end <= low or busy.start >= high:
        return [span]
    return [piece for piece in ((low, busy.start), (busy.end, high)) if piece[0] < piece[1]]


def _instant(times: RepTimes, day: date, minute: int) -> Ms:
    """That minute of `day` on the rep's clock; one a clock change skips is the one just after."""
    start = datetime(day.year, day.month, day.day, tzinfo=_local(times, 0).tzinfo)
    if minute >= 1440:
        start, minute = start + timedelta(days=1), minute - 1440
    return ms(start.replace(hour=minute // 60, minute=minute % 60))


def _local(times: RepTimes, at: Ms) -> datetime:
    place = hours.zone(times.zone)
    return moment(at).astimezone(place) if place else moment(at)
