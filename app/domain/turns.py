"""Turns: when the clock of a place shows a minute of the day, and when that clock is set."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.domain.ids import Ms, ms
from app.domain.ids import at as moment

MINUTE, DAY = 60_000, 86_400_000


def changes(place: ZoneInfo, edges: Iterable[int], after: Ms, days: int) -> Iterator[Ms]:
    """Every instant later than `after`, for `days` days, at which the clock of `place` shows one
    of `edges` (minutes after midnight), and every instant at which that clock is set. Nothing
    that depends on the minute of the week alone can change between two of them."""
    wanted = tuple(sorted({edge for edge in edges if 0 <= edge < 1440}))
    today = moment(after).astimezone(place).toordinal()
    for ordinal in range(today - 1, today + days + 1):
        midnight, turned = _day(place, ordinal)
        if turned is None:
            marks: Iterable[Ms] = (midnight + edge * MINUTE for edge in wanted)
        else:
            marks = (turned, *_shown(place, ordinal, wanted))
        yield from (mark for mark in marks if mark > after)


@lru_cache(maxsize=8192)
def _day(place: ZoneInfo, ordinal: int) -> tuple[Ms, Ms | None]:
    """When that day begins in `place`, and when its clock is set on it, if it is."""
    day = datetime.fromordinal(ordinal).replace(tzinfo=place)
    low, high = ms(day), ms(day + timedelta(days=1))
    before = _offset(place, low)
    if before == _offset(place, high) and high - low == DAY:
        return low, None
    start = low
    while high - low > MINUTE:
        middle = (low + high) // (2 * MINUTE) * MINUTE
        low, high = (middle, high) if _offset(place, middle) == before else (low, middle)
    return start, high


def _shown(place: ZoneInfo, ordinal: int, edges: tuple[int, ...]) -> Iterator[Ms]:
    """On a day whose clock is set: a minute may come twice, or not at all."""
    day = datetime.fromordinal(ordinal).replace(tzinfo=place)
    for edge in edges:
        for fold in (0, 1):
            yield ms(day.replace(hour=edge // 60, minute=edge % 60, fold=fold))


def _offset(place: ZoneInfo, instant: Ms) -> timedelta | None:
    return moment(instant).astimezone(place).utcoffset()
