"""What a calendar says of when its owner is busy: iCalendar text in, meetings out. Pure, and wary:
the text is a stranger's. Cutting it up is `calendar_text.py`, where it comes from
`calendar_source.py`, when it is read `calendar.py`.

Busy is what the calendar itself counts as busy (RFC 5545 §3.8.2.7, and Outlook's own word for it):
a cancelled meeting, one marked free, one without length is not. A whole-day entry is busy where
somebody marked it so; where nothing is said, only if its title speaks of being away, because most
whole-day entries are birthdays, holidays and reminders.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from msgspec import Struct

from app.domain.ids import Ms, ms
from app.domain.ids import at as moment
from app.domain.rep_times import Busy
from client import calendar_text
from client.calendar_address import TooSlow

AHEAD_DAYS = 28
MOST_SPANS = 500
"""Busy spans told to the hub; a calendar with more is told as far ahead as these reach."""
MOST_BLOCK = 512 * 1024
"""Characters of one entry; more is no meeting."""
MOST_RULES = 4
"""Repeat rules of one entry; the standard advises one."""
MOST_STEPS = 500_000
"""Steps from an entry's first day to the horizon, at its frequency: an hourly one from 1970."""
TITLE = 120
Entry = Any
"""An event of the parser's; what its fields hold depends on the text, so no type would be true."""
AWAY = re.compile(
    r"\b(leave|vacation|holidays?|(days?|time|week) off|ooo|out of (the )?office|pto|sick|away"
    r"|absent|urlaub|krank|abwesend|frei|congés?|vacances|absente?|loma|vacaciones|ferie|semester)\b",
    re.IGNORECASE,
)


class Reading(Struct, frozen=True):
    """What was found between the start of the rep's day and `until`. `meetings` are in order, with
    titles, and may overlap; `spans` are theirs without, merged."""

    meetings: tuple[Busy, ...]
    spans: tuple[Busy, ...]
    until: Ms
    left_out: int = 0
    """Entries that could not be understood, or that repeat too often to be meetings."""


def read(data: bytes, zone: tzinfo, now: Ms, go_on: Callable[[], bool]) -> Reading:
    """Meetings of the next four weeks. `zone` is the rep's own: floating times and whole days are
    theirs. Raises `calendar_text.NotACalendar`, and TooSlow once `go_on` says no."""
    text = calendar_text.plain(data)
    today = moment(now).astimezone(zone).date()
    start = datetime.combine(today, time(), zone)
    end = start + timedelta(days=AHEAD_DAYS)
    known = calendar_text.learn_zones(text)
    found: list[Busy] = []
    left_out = 0
    for blocks in calendar_text.series(text, start, end):
        if not go_on():
            raise TooSlow
        try:
            found += _meetings(blocks, known, zone, start, end)
        except Exception:  # what a stranger's text can do to a parser has no end
            left_out += 1
    found.sort(key=lambda busy: (busy.start, busy.end, busy.title))
    spans = merged(found)
    until = ms(end)
    if len(spans) > MOST_SPANS:
        until = spans[MOST_SPANS].start
        spans = spans[:MOST_SPANS]
    return Reading(
        meetings=tuple(busy for busy in found if busy.start < until),
        spans=spans,
        until=until,
        left_out=left_out,
    )


def merged(meetings: Iterable[Busy]) -> tuple[Busy, ...]:
    """When any of them is on, in order, without titles."""
    spans: list[Busy] = []
    for busy in sorted(meetings, key=lambda busy: busy.start):
        if spans and busy.start <= spans[-1].end:
            spans[-1] = Busy(start=spans[-1].start, end=max(spans[-1].end, busy.end))
        else:
            spans.append(Busy(start=busy.start, end=busy.end))
    return tuple(spans)


# ---- one series --------------------------------------------------------------------------------


def _meetings(
    blocks: list[str], known: str, zone: tzinfo, start: datetime, end: datetime
) -> list[Busy]:
    """What one entry, with its repeats and overrides, keeps busy. Raises whatever its text makes
    the parser raise."""
    import recurring_ical_events  # late, as the parser: a quarter of a second of a start
    from icalendar import Calendar, Event

    calendar = Calendar()
    if known:
        calendar["X-WR-TIMEZONE"] = known
    for block in blocks:
        if len(block) > MOST_BLOCK:
            raise ValueError("too long")
        event = Event.from_ical(calendar_text.without_alarms(block))
        _bound(event, end)
        calendar.add_component(event)
    around = (
        (start - calendar_text.SPACING).astimezone(UTC),
        (end + calendar_text.SPACING).astimezone(UTC),
    )
    found = recurring_ical_events.of(calendar).between(*around)
    spans = (_span(event, zone) for event in found if _counts(event))
    low, high = ms(start), ms(end)
    return [
        Busy(start=max(a, low), end=min(b, high), title=title)
        for a, b, title in spans
        if a < b and b > low and a < high
    ]


def _bound(event: Entry, end: datetime) -> None:
    """Refuse rules whose working out would take long: the text decides how long, not we. (One that
    never comes true is tried for eight thousand years all the same: a few seconds.)"""
    rules = event.get("RRULE", [])
    rules = rules if isinstance(rules, list) else [rules]
    if len(rules) > MOST_RULES:
        raise ValueError("too many rules")
    first = event["DTSTART"].dt
    day = first.date() if isinstance(first, datetime) else first
    for rule in rules:
        _bear(rule, (end.date() - day).days)


def _bear(rule: Any, days: int) -> None:
    every = str((rule.get("FREQ") or [""])[0]).upper()
    inner = {name: max(1, len(rule.get(name) or ())) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")}
    a_day = {"HOURLY": 24}.get(every, inner["BYHOUR"]) * inner["BYMINUTE"] * inner["BYSECOND"]
    if every not in ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY") or a_day > 24:
        raise ValueError("repeats more than hourly")
    if days * a_day > MOST_STEPS:
        raise ValueError("began too long ago")


def _counts(event: Entry) -> bool:
    """Does the calendar say that its owner is busy then?"""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    shown = str(event.get("TRANSP", "")).upper()
    office = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    if shown == "TRANSPARENT" or office == "FREE":
        return False
    if isinstance(event["DTSTART"].dt, datetime):
        return True
    return shown == "OPAQUE" or office in ("BUSY", "OOF") or bool(AWAY.search(_title(event)))


def _span(event: Entry, zone: tzinfo) -> tuple[Ms, Ms, str]:
    return _instant(event["DTSTART"].dt, zone), _instant(event["DTEND"].dt, zone), _title(event)


def _instant(when: date, zone: tzinfo) -> Ms:
    """A floating time is the rep's own, a date begins at the rep's midnight."""
    if not isinstance(when, datetime):
        return ms(datetime.combine(when, time(), zone))
    return ms(when if when.tzinfo is not None else when.replace(tzinfo=zone))


def _title(event: Entry) -> str:
    said = " ".join(str(event.get("SUMMARY", "")).split())
    return said[:TITLE]
