"""Calling hours: may this person be called at this instant, and when may they next? What each
jurisdiction says is `rules.py`; which zones a person may be in is intake's work."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from app.domain.ids import Ms
from app.domain.ids import at as moment
from app.domain.lead import Where
from app.domain.rules import Rule, Rules, binding
from app.domain.touch import Channel
from app.domain.turns import changes

LOOK_AHEAD_DAYS = 63
"""As long as the longest cooling-off, and a little."""
WEEK = 7
DAY = 86_400_000
Span = tuple[Ms, Ms]
"""Start inclusive, end exclusive."""


_NOBODYS = ("", "Etc/Unknown", "Factory", "localtime", "posixrules")
_COPIES = ("posix/", "right/")


@lru_cache(maxsize=1024)
def zone(key: str) -> ZoneInfo | None:
    """The zone named `key`, or None when this machine's zone data has no such name. A machine's own
    ("localtime", another clock on another machine) and its copies that count leap seconds are
    nobody's zone."""
    if key in _NOBODYS or key.startswith(_COPIES):
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


def careful(where: Where, rules: Rules) -> Where:
    """`where` with every zone that must be respected when nobody looks: those of weaker evidence,
    and, where a mobile number is all that is known, those it may have moved to with its owner.
    A time somebody chose by hand, or was promised, need only be legal in `where` itself."""
    if not where.zones:
        return where
    moved: tuple[str, ...] = ()
    if where.source == "number" and where.confidence == "low" and where.country in rules:
        moved = rules[where.country].moved
    every = tuple(dict.fromkeys((*where.zones, *where.also, *moved)))
    return where if every == where.zones else replace(where, zones=every)


def opens(rule: Rule, local: datetime) -> bool:
    """Is `local`, on the person's own clock, inside the rule's hours? Ends are exclusive. A night
    that began on a banned day is closed on both sides of midnight."""
    if rule.banned and local.date().isoformat() in rule.banned:
        return False
    minute, day = local.hour * 60 + local.minute, local.weekday()
    if any(start <= minute < end for start, end in rule.windows[day]):
        return True
    if not any(minute + 1440 < end for _, end in rule.windows[day - 1]):
        return False
    return (local.date() - timedelta(days=1)).isoformat() not in rule.banned


def legal(at: Ms, where: Where, rules: Rules, channel: Channel = "call") -> bool:
    """May the person be called at `at`, in every zone they may be in and by every rule that may
    bind them? False while their zone is unknown."""
    places = zones(where)
    return bool(places) and _closed_in(at, places, binding(where, rules, channel)) is None


def next_legal(after: Ms, where: Where, rules: Rules, channel: Channel = "call") -> Ms | None:
    """The first legal instant not before `after`; None when the zone is unknown or nothing opens
    for nine weeks."""
    if legal(after, where, rules, channel):
        return after
    for days in range(0, LOOK_AHEAD_DAYS, WEEK):
        start = after + days * DAY
        if found := spans(start, start + WEEK * DAY, where, rules, channel):
            return found[0][0]
    return None


def spans(
    after: Ms, before: Ms, where: Where, rules: Rules, channel: Channel = "call"
) -> tuple[Span, ...]:
    """When the person may be called from `after` until `before`, in order; empty while their zone
    is unknown."""
    places, bound = zones(where), binding(where, rules, channel)
    if not places or before <= after:
        return ()
    found: list[Span] = []
    for day in range(after // DAY, (before - 1) // DAY + 1):
        for start, end in _open_on(day, places, bound):
            start, end = max(start, after), min(end, before)
            if start >= end:
                continue
            if found and found[-1][1] == start:
                start = found.pop()[0]
            found.append((start, end))
    return tuple(found)


# ---- in words --------------------------------------------------------------------------------


def closed_words(at: Ms, where: Where, rules: Rules, channel: Channel = "call") -> str:
    """Why `at` is no time to call, on their clock, by whose rule, and when the hours open; empty
    when it is one."""
    places = zones(where)
    if not places:
        return "The time there is not known, so no call can be planned."
    shut = _closed_in(at, places, binding(where, rules, channel))
    if shut is None:
        return ""
    place, rule = shut
    there = "there" if len(places) == 1 else f"in {city(place)}, where they may be,"
    why = _not_allowed(rule, moment(at).astimezone(place), channel)
    words = f"{spoken(at, place)} {there} is outside calling hours: {why}"
    opening = next_legal(at, where, rules, channel)
    if opening is None:
        return f"{words}; no time in the next two months is inside."
    return f"{words}; the next time is {spoken(opening, place)} there."


def held_words(wanted: Ms, where: Where, rules: Rules, channel: Channel = "call") -> str:
    """`Kentucky does not allow sales calls before 10:00`: what keeps `wanted` from being legal;
    empty when it is, or when their zone is unknown."""
    shut = _closed_in(wanted, zones(where), binding(where, rules, channel))
    if shut is None:
        return ""
    return _not_allowed(shut[1], moment(wanted).astimezone(shut[0]), channel)


def _not_allowed(rule: Rule, local: datetime, channel: Channel) -> str:
    says = f"{rule.name} does not allow" if rule.law else f"our rule for {rule.name} allows no"
    return f"{says} sales {'texts' if channel == 'sms' else 'calls'} {_when(rule, local)}"


def _when(rule: Rule, local: datetime) -> str:
    """Which part of `rule` closes `local`: `before 10:00`, `on Sundays`, `on Labor Day`."""
    if name := rule.banned.get(local.date().isoformat()):
        return f"on {name}"
    minute, today = local.hour * 60 + local.minute, sorted(rule.windows[local.weekday()])
    if not today:
        return f"on {_WEEKDAYS[local.weekday()]}s"
    if coming := [start for start, _ in today if start > minute]:
        over = [end for _, end in today if end <= minute]
        opens_at = min(coming)
        return (
            f"between {_clock(max(over))} and {_clock(opens_at)}"
            if over
            else f"before {_clock(opens_at)}"
        )
    return f"after {_clock(max(end for _, end in today))}"


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def spoken(at: Ms, place: ZoneInfo | None) -> str:
    """`Thu 26 Nov, 16:10` on the clock of `place`, or in UTC and saying so where no zone is
    known."""
    local = moment(at).astimezone(place or UTC)
    day = _WEEKDAYS[local.weekday()][:3]
    words = f"{day} {local.day} {MONTHS[local.month - 1]}, {local:%H:%M}"
    return words if place else f"{words} UTC"


def city(place: ZoneInfo) -> str:
    """`Los Angeles` for America/Los_Angeles."""
    return place.key.rsplit("/", 1)[-1].replace("_", " ")


# ---- what is open ----------------------------------------------------------------------------


_memo: dict[tuple[object, ...], tuple[tuple[Rule, ...], tuple[Span, ...]]] = {}
"""What was open on a day, as worked out before: a thousand leads share a few dozen zones and rules.
The rules stand in the answer to keep what their ids in the question mean."""
REMEMBERED = 8_000


def _open_on(day: int, places: tuple[ZoneInfo, ...], bound: tuple[Rule, ...]) -> tuple[Span, ...]:
    """The open spans of one UTC day, counted from 1970."""
    key = (day, *(place.key for place in places), *(id(rule) for rule in bound))
    if (known := _memo.get(key)) is not None:
        return known[1]
    start, minutes = day * DAY, _edges(bound)
    marks = {start, start + DAY}
    for place in places:
        marks.update(mark for mark in changes(place, minutes, start, 1) if mark < start + DAY)
    spans_ = pairwise(sorted(marks))
    found = tuple(span for span in spans_ if _closed_in(span[0], places, bound) is None)
    if len(_memo) >= REMEMBERED:
        _memo.clear()
    _memo[key] = (bound, found)
    return found


def _edges(bound: Iterable[Rule]) -> set[int]:
    """The minutes after midnight at which any of these rules opens or closes."""
    each = (minute for rule in bound for day in rule.windows for window in day for minute in window)
    return {0, *(minute % 1440 for minute in each)}


def _closed_in(
    at: Ms, places: tuple[ZoneInfo, ...], bound: tuple[Rule, ...]
) -> tuple[ZoneInfo, Rule] | None:
    """The first zone and rule that keep `at` closed; None where every one of them is open."""
    instant = moment(at)
    for place in places:
        local = instant.astimezone(place)
        for rule in bound:
            if not opens(rule, local):
                return place, rule
    return None


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
