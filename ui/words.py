"""The words for time: how long is left, how long ago, and whose clock it is. Pure; knows no widget.

Spans are integer milliseconds. Instants are aware datetimes; a naive one raises ValueError.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Literal

from client.countdown import HOUR, MINUTE, MINUTES_UNDER, countdown
from client.countdown import span as span

Whose = Literal["her", "his", "their"]
"""`her` or `his` only when the person gave a salutation; never guessed from a name."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNKNOWN = "time there unknown"

_SAME_NIGHT = 12 * HOUR


def time_left(ms: int) -> str:
    """Time to a lane's deadline: `4:24 left`, or `1:07 over` once it has passed (negative)."""
    return f"{countdown(ms)} left" if ms > 0 else over(-ms)


def to_claim(ms: int) -> str:
    """Time to answer an offer, only where it is offered to the reader: `0:24 to claim`."""
    return f"{countdown(ms)} to claim"


def digits_left(ms: int) -> str:
    """The bare countdown, for rings: `0:24`, and `0:00` when it is over."""
    return countdown(ms)


def over(ms: int) -> str:
    """Time since a missed deadline: `1:07 over`."""
    return f"{span(ms)} over"


def answered_in(ms: int) -> str:
    """Time it took until the first touch: `in 0:41`."""
    return f"in {span(ms)}"


def was(ms: int) -> str:
    """A countdown that stopped because nothing is live: `was 0:41`, or `over`."""
    return f"was {countdown(ms)}" if ms > 0 else "over"


def not_before(instant: datetime, zone: tzinfo) -> str:
    """The earliest moment, on the given clock: `from 02:00`."""
    return f"from {clock(instant, zone)}"


def since(instant: datetime, zone: tzinfo) -> str:
    """`since 14:02` on the given clock."""
    return f"since {clock(instant, zone)}"


def age(then: datetime, now: datetime, zone: tzinfo) -> str:
    """How long ago, for the reader in `zone`: `36 s ago`, `4 min ago`, `2 h 14`, then the day.

    A moment in the future (a clock is off) reads `0 s ago`: nothing has happened later than now.
    """
    seconds = max(0, int((_aware(now) - _aware(then)).total_seconds()))
    if seconds < MINUTE:
        return f"{seconds} s ago"
    if seconds < MINUTES_UNDER:
        return f"{seconds // MINUTE} min ago"
    here, there = now.astimezone(zone), then.astimezone(zone)
    if seconds < _SAME_NIGHT or here.date() == there.date():
        return span(seconds * 1_000)
    return day(then, now, zone)


def day(then: datetime, now: datetime, zone: tzinfo) -> str:
    """The day, as short as it stays clear: `Tue` (the week past), `3 Nov`, `3 Nov 2025`."""
    here, there = _aware(now).astimezone(zone), _aware(then).astimezone(zone)
    if 0 <= (here.date() - there.date()).days < 7:
        return DAYS[there.weekday()]
    date = f"{there.day} {MONTHS[there.month - 1]}"
    return date if there.year == here.year else f"{date} {there.year}"


def clock(instant: datetime, zone: tzinfo) -> str:
    """`14:32` in the zone."""
    return f"{_aware(instant).astimezone(zone):%H:%M}"


def clock_seconds(instant: datetime, zone: tzinfo) -> str:
    """`14:32:08` in the zone."""
    return f"{_aware(instant).astimezone(zone):%H:%M:%S}"


def dated(instant: datetime, zone: tzinfo) -> str:
    """`Tue 24 Nov, 15:10` in the zone."""
    local = _aware(instant).astimezone(zone)
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}, {local:%H:%M}"


def there(instant: datetime, zone: tzinfo | None) -> str:
    """Their clock in a dense list: `12:32 there`, or `time there unknown`, never a guess."""
    return UNKNOWN if zone is None else f"{clock(instant, zone)} there"


def their_time(instant: datetime, zone: tzinfo | None, whose: Whose = "their") -> str:
    """The prospect's clock in full: `12:32 her time`."""
    return UNKNOWN if zone is None else f"{clock(instant, zone)} {whose} time"


def two_clocks(
    instant: datetime, theirs: tzinfo | None, mine: tzinfo, whose: Whose = "their"
) -> str:
    """Both clocks: `12:32 her time · 14:32 yours`; the weekday joins where the days differ."""
    return f"{their_time(instant, theirs, whose)} · {_yours(instant, theirs, mine)}"


def two_clocks_dated(
    instant: datetime, theirs: tzinfo | None, mine: tzinfo, whose: Whose = "their"
) -> str:
    """Both clocks of a moment to come: `Tue 24 Nov, 15:10 her time · 17:10 yours`."""
    if theirs is None:
        return f"{dated(instant, mine)} yours · {UNKNOWN}"
    return f"{dated(instant, theirs)} {whose} time · {_yours(instant, theirs, mine)}"


def agreed_zone(zones: Iterable[tzinfo], instant: datetime) -> tzinfo | None:
    """One zone to show for a person who may live in several: the first when all clocks agree now,
    else None, which reads `time there unknown`."""
    known = list(zones)
    offsets = {_aware(instant).astimezone(zone).utcoffset() for zone in known}
    return known[0] if len(offsets) == 1 else None


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 lead`, `3 leads`; `many` where the plural is not one with s."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def _yours(instant: datetime, theirs: tzinfo | None, mine: tzinfo) -> str:
    local = _aware(instant).astimezone(mine)
    differs = theirs is not None and instant.astimezone(theirs).date() != local.date()
    return f"{DAYS[local.weekday()]} {local:%H:%M} yours" if differs else f"{local:%H:%M} yours"


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("a moment needs a zone")
    return instant
