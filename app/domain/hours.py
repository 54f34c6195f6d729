"""Calling hours: may this person be called at this instant, and when may they next? Rules are the
playbook's data; which zones a person may be in is intake's work."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.domain.ids import Ms, ms
from app.domain.ids import at as moment
from app.domain.lead import Where
from app.domain.playbook import Hours

DEFAULT = "default"
LOOK_AHEAD_DAYS = 16
"""A week holds every weekday; twice that and a day survives any clock change in between."""
MINUTE = 60_000


@lru_cache(maxsize=1024)
def zone(key: str) -> ZoneInfo | None:
    """The zone named `key`, or None when this machine's zone data has no such name."""
    if not key or key == "Etc/Unknown":
        return None
    try:
        return ZoneInfo(key)
    except (OSError, ValueError, LookupError):
        return None


def zones(where: Where) -> tuple[ZoneInfo, ...]:
    """Every zone the person may be in; empty when that is not known, or when one name means
    nothing here: a call must be legal in each of them, and nobody can say so of a zone without
    rules."""
    known = tuple(found for key in where.zones if (found := zone(key)) is not None)
    return known if len(known) == len(where.zones) else ()


def rule(where: Where, hours: Mapping[str, Hours]) -> Hours:
    """The hours of the person's country, or the default ones. Raises KeyError without a default."""
    return hours.get(where.country) or hours[DEFAULT]


def opens(hours: Hours, local: datetime) -> bool:
    """Is `local`, on the person's own clock, inside the hours? The end is exclusive."""
    minute, day = local.hour * 60 + local.minute, local.weekday()
    if hours.pause[0] <= minute < hours.pause[1]:
        return False
    start, end = hours.start[day], hours.end[day]
    if start < end:
        if start <= minute < end:
            return True
    elif hours.overnight and end < start <= minute:
        return True
    before = (day - 1) % 7
    return (
        hours.overnight and hours.end[before] < hours.start[before] and minute < hours.end[before]
    )


def legal(at: Ms, where: Where, hours: Mapping[str, Hours]) -> bool:
    """May the person be called at `at`, in every zone they may be in? False while their zone is
    unknown."""
    return _closed_in(at, where, hours) is None and bool(zones(where))


def next_legal(after: Ms, where: Where, hours: Mapping[str, Hours]) -> Ms | None:
    """The first legal instant not before `after`; None when the zone is unknown or nothing ever
    opens."""
    places, ruled = zones(where), rule(where, hours)
    if not places:
        return None
    edges = {*ruled.start, *ruled.end, *ruled.pause, 0}
    marks = {after}.union(*(changes(place, edges, after, LOOK_AHEAD_DAYS) for place in places))
    return next((mark for mark in sorted(marks) if legal(mark, where, hours)), None)


def closed_words(at: Ms, where: Where, hours: Mapping[str, Hours]) -> str:
    """Why `at` is no time to call, on their clock, and when the hours open; empty when it is
    one."""
    if not zones(where):
        return "The time there is not known, so no call can be planned."
    shut = _closed_in(at, where, hours)
    if shut is None:
        return ""
    there = "there" if len(where.zones) == 1 else f"in {city(shut)}, where they may be,"
    words = f"{spoken(at, shut)} {there} is outside calling hours"
    opening = next_legal(at, where, hours)
    if opening is None:
        return f"{words}, and no time in the next two weeks is inside."
    return f"{words}; the next time is {spoken(opening, shut)} there."


def _closed_in(at: Ms, where: Where, hours: Mapping[str, Hours]) -> ZoneInfo | None:
    ruled = rule(where, hours)
    return next((z for z in zones(where) if not opens(ruled, moment(at).astimezone(z))), None)


def changes(place: ZoneInfo, edges: Iterable[int], after: Ms, days: int) -> Iterator[Ms]:
    """Every instant later than `after`, for `days` days, at which the clock of `place` shows one
    of `edges` (minutes after midnight), and every instant at which that clock is set. Nothing
    that depends on the minute of the week alone can change between two of them."""
    here = moment(after).astimezone(place)
    wanted = sorted(edge for edge in set(edges) if 0 <= edge < 1440)
    for ahead in range(-1, days + 1):
        day = datetime(here.year, here.month, here.day, tzinfo=place) + timedelta(days=ahead)
        for edge in wanted:
            for fold in (0, 1):
                local = day.replace(hour=edge // 60, minute=edge % 60, fold=fold)
                if (instant := ms(local)) > after:
                    yield instant
        if (turned := _clock_set(place, day)) is not None and turned > after:
            yield turned


def _clock_set(place: ZoneInfo, day: datetime) -> Ms | None:
    """The minute of `day` at which the clock of `place` is set forward or back, if it is."""
    low, high = ms(day), ms(day + timedelta(days=1))
    before = _offset(place, low)
    if before == _offset(place, high):
        return None
    while high - low > MINUTE:
        middle = (low + high) // (2 * MINUTE) * MINUTE
        low, high = (middle, high) if _offset(place, middle) == before else (low, middle)
    return high


def _offset(place: ZoneInfo, instant: Ms) -> timedelta | None:
    return moment(instant).astimezone(place).utcoffset()


def spoken(at: Ms, place: ZoneInfo | None) -> str:
    """`Thu 26 Nov, 16:10` on the clock of `place`, or in UTC and saying so where no zone is
    known."""
    local = moment(at).astimezone(place or UTC)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[local.weekday()]
    words = f"{day} {local.day} {_MONTHS[local.month - 1]}, {local:%H:%M}"
    return words if place else f"{words} UTC"


def city(place: ZoneInfo) -> str:
    """`Los Angeles` for America/Los_Angeles."""
    return place.key.rsplit("/", 1)[-1].replace("_", " ")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
