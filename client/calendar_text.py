"""iCalendar text before it is parsed: unfolded, cut into entries that may concern us, its zones
made known. What an entry means is `calendar_reading.py`.

A stranger wrote it: no expression here looks further than a line, so that no text makes it slow.
"""

import codecs
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from app.domain.hours import zone
from client.calendar_address import Unreadable

_BEGIN = re.compile(r"^BEGIN:VCALENDAR[ \t]*$", re.M | re.I)
_REPEATS = re.compile(r"^(RRULE|RDATE|RECURRENCE-ID)\b", re.M | re.I)
_LENGTH = re.compile(r"^DURATION\b", re.M | re.I)
_DAY = re.compile(r"^(DTSTART|DTEND)[^:\n]*:(\d{8})", re.M | re.I)
_RULE = re.compile(r"^RRULE[^:\n]*:(.*)$", re.M | re.I)
_UID = re.compile(r"^UID[^:\n]*:(.*)$", re.M | re.I)
_STANDS_FOR = re.compile(r"^X-WR-TIMEZONE[^:\n]*:(.*)$", re.M | re.I)
_VENDOR = re.compile(r'TZID="?/([^":;,\n]{1,200})"?(?=[:;])', re.I)
_MOST_ZONES = 200
LONGEST = timedelta(days=60)
"""An entry given by its length that lasts longer is no meeting."""
SPACING = timedelta(days=2)
"""No zone is further from UTC, so that a first look at bare dates loses nothing."""


class NotACalendar(Unreadable):
    """The text is no iCalendar at all. Says so in a sentence."""


def plain(data: bytes) -> str:
    """As text, lines ended alike and unfolded (before decoding: a fold may split a letter). Raises
    NotACalendar."""
    lines = data.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    text = lines.replace(b"\n ", b"").replace(b"\n\t", b"").decode("utf-8", "replace")
    if not _BEGIN.search(text):
        raise NotACalendar("This is not a calendar in the iCalendar format (.ics).")
    return _VENDOR.sub(_without_vendor, text)


def _without_vendor(found: "re.Match[str]") -> str:
    """`/vendor.example/20070129_1/Europe/Berlin` means Europe/Berlin (RFC 5545 §3.2.19)."""
    parts = found.group(1).split("/")
    ends = ("/".join(parts[start:]) for start in range(len(parts)))
    meant = next((end for end in ends if zone(end) is not None), None)
    return f"TZID={meant}" if meant else found.group()


def series(text: str, start: datetime, end: datetime) -> Iterator[list[str]]:
    """Entries that may concern us, those of one UID together: overrides belong to their series."""
    together: dict[str, list[str]] = {}
    for number, block in enumerate(_blocks(text, "VEVENT")):
        if _elsewhere(block, start, end):
            continue
        name = _UID.search(block)
        together.setdefault(name.group(1).strip() if name else f"#{number}", []).append(block)
    yield from together.values()


def _elsewhere(block: str, start: datetime, end: datetime) -> bool:
    """Plainly long over or far ahead: years of old meetings need no parser."""
    if _REPEATS.search(block):
        return False
    days = sorted(day for _, day in _DAY.findall(block))
    if _LENGTH.search(block):
        start -= LONGEST
    first, last = (start - SPACING).strftime("%Y%m%d"), (end + SPACING).strftime("%Y%m%d")
    return bool(days) and (days[-1] < first or days[0] > last)


def learn_zones(text: str) -> str:
    """Make the calendar's own zones known to the parser, those that change by the year; the name
    of the zone its floating times are in (X-WR-TIMEZONE), empty for the rep's."""
    from icalendar import Calendar
    from icalendar.timezone import tzp

    tzp.use_default()  # it keeps what it has seen, and another calendar's zone may bear the name
    for number, block in enumerate(_blocks(text, "VTIMEZONE")):
        rules = _RULE.findall(block)
        if number >= _MOST_ZONES:
            break
        if any(not re.match(r"FREQ=YEARLY(;|$)", rule, re.I) for rule in rules):
            continue
        try:
            Calendar.from_ical(f"BEGIN:VCALENDAR\n{block}END:VCALENDAR\n")
        except Exception:  # then its name alone must do
            continue
    named = _STANDS_FOR.search(text)
    meant = tzp.timezone(named.group(1).strip()) if named else None
    return str(getattr(meant, "key", ""))


def without_alarms(block: str) -> str:
    """An entry without its reminders: they ring elsewhere."""
    first, *rest = _mark("BEGIN", "VALARM").split(block)
    ends = _mark("END", "VALARM")
    return first + "".join(ends.split(piece, maxsplit=1)[-1] for piece in rest)


def _blocks(text: str, name: str) -> Iterator[str]:
    """The text's parts of that name, whole; one without an end is none."""
    ends = _mark("END", name)
    for piece in _mark("BEGIN", name).split(text)[1:]:
        inside = ends.split(piece, maxsplit=1)
        if len(inside) == 2:
            yield f"BEGIN:{name}\n{inside[0]}END:{name}\n"


def _mark(where: str, name: str) -> "re.Pattern[str]":
    return re.compile(rf"^{where}:{name}[ \t]*\n?", re.M | re.I)
