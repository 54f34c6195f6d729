"""Days away as one typed line, `21 Dec to 2 Jan`, read and said back. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.domain.rep_times import Leave
from ui import words
from ui.models.hours_line import BadLine
from ui.words import DAYS, MONTHS

EXAMPLE = "21 Dec to 2 Jan"
_MONTH = "|".join(month.lower() for month in MONTHS)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WORDS = re.compile(rf"(\d{{1,2}})\.?(?: ({_MONTH})[a-z]*\.?)?(?: (\d{{4}}))?")
_TURNED = re.compile(rf"({_MONTH})[a-z]*\.? (\d{{1,2}})(?:,? (\d{{4}}))?")
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")

_TIGHT = re.compile(r"^(\d{1,2})-(\d{1,2} [a-z])")
_UNDER_WAY = timedelta(days=60)
"""A leave written down once it has begun."""

_Day = tuple[int, int | None, int | None]
"""Day, month and year, as far as they were said."""


def read_leave(text: str, today: date) -> tuple[date, date]:
    """First and last day of a line; one day alone is both. What was left out is filled in: the
    month of the other, the next year it comes round. Raises BadLine."""
    low = " ".join(text.casefold().replace("–", " - ").split())
    low = _TIGHT.sub(r"\1 - \2", low)
    sides = re.split(r"\s*(?:\bto\b|\buntil\b|\s-\s)\s*", low)
    if len(sides) > 2 or not sides[0]:
        raise BadLine(f"Write the first and the last day, like {EXAMPLE}.")
    first, last = _read(sides[0]), _read(sides[-1])
    if first[1] is None:
        first = (first[0], last[1], first[2])
    start = _dated(first, today - _UNDER_WAY, text)
    end = _dated(last, start, text)
    if end < today and not (first[2] or last[2]):  # long over: the next time it comes round
        start = _dated(first, today, text)
        end = _dated(last, start, text)
    if end < start:
        raise BadLine(f"The last day, {_day(end)}, is before the first, {_day(start)}.")
    return start, end


def leave_words(leave: Leave, today: date) -> str:
    """`Mon 21 Dec to Sat 2 Jan, 13 days`."""
    first, last = date.fromisoformat(leave.first), date.fromisoformat(leave.last)
    count = words.counted((last - first).days + 1, "day")
    said = _day(first, today) if first == last else f"{_day(first, today)} to {_day(last, today)}"
    return f"{said}, {count}"


def _read(side: str) -> _Day:
    if (found := _ISO.fullmatch(side)) is not None:
        return int(found[3]), int(found[2]), int(found[1])
    if (found := _DOTS.fullmatch(side)) is not None:
        return int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    if (found := _TURNED.fullmatch(side)) is not None:
        return int(found[2]), _month(found[1]), int(found[3]) if found[3] else None
    if (found := _WORDS.fullmatch(side)) is not None:
        month = _month(found[2]) if found[2] else None
        return int(found[1]), month, int(found[3]) if found[3] else None
    raise BadLine(f"“{side[:20]}” is no day: write it like 21 Dec or 2026-12-21.")


def _month(name: str) -> int:
    return [month.lower() for month in MONTHS].index(name[:3]) + 1


def _dated(said: _Day, after: date, text: str) -> date:
    """The day meant: with its year, or the next time it comes, `after` included."""
    day, month, year = said
    if month is None:
        raise BadLine(f"Which month? Write it like {EXAMPLE}.")
    years = (year,) if year else (after.year, after.year + 1)
    for one in years:
        try:
            made = date(one, month, day)
        except ValueError:
            continue
        if year or made >= after:
            return made
    raise BadLine(f"There is no such day: {' '.join(text.split())[:30]}.")


def _day(day: date, today: date | None = None) -> str:
    year = f" {day.year}" if today is not None and day - today > timedelta(days=300) else ""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"
