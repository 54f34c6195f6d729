"""A week's working hours as one typed line, `mon-thu 9-17, fri 9-14`, read and said back. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.rep_times import Block
from ui.words import DAYS

EXAMPLE = "mon-fri 09:00-12:30 13:30-18:00"
_NAMES = tuple(day.lower() for day in DAYS)
_DAY = re.compile(rf"({'|'.join(_NAMES)})[a-z]*(?:-({'|'.join(_NAMES)})[a-z]*)?")
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?(am|pm)?"
_SPAN = re.compile(rf"{_CLOCK}-{_CLOCK}")
_LAST = 1440


class BadLine(ValueError):
    """The line cannot be read; the text is a sentence that names the word."""


def read_hours(text: str) -> tuple[Block, ...]:
    """The blocks of a line, in order of the week. Raises BadLine. Empty for an empty line."""
    blocks: list[Block] = []
    days: list[int] = []
    filled = True
    for word in _words(text):
        if (found := _DAY.fullmatch(word)) is not None:
            days = _days(found[1], found[2]) if filled else days + _days(found[1], found[2])
            filled = False
        elif (span := _SPAN.fullmatch(word)) is not None:
            if not days:
                raise BadLine(f"Say the days before {word}: mon-fri {word}.")
            start, end = _span(span, word)
            blocks += [Block(day=day, start=start, end=end) for day in days]
            filled = True
        else:
            raise BadLine(f"“{word[:20]}” is neither a day nor hours like 9-17.")
    if not filled:
        raise BadLine(f"{DAYS[days[-1]]} has no hours: add them, or leave the day out.")
    return tuple(sorted(blocks, key=lambda block: (block.day, block.start)))


def line_of(blocks: Sequence[Block]) -> str:
    """The line that reads as these blocks."""
    return ", ".join(
        f"{_range(days, '-').lower()} {' '.join(_said(span, '-') for span in spans)}"
        for days, spans in _alike(blocks)
    )


def echo(blocks: Sequence[Block]) -> str:
    """In words, with the hours a week: `Mon to Thu 09:00–17:00, Fri 09:00–14:00: 37 h a week`."""
    if not blocks:
        return ""
    parts = ", ".join(
        f"{_range(days, ' to ')} {' and '.join(_spoken(days, span) for span in spans)}"
        for days, spans in _alike(blocks)
    )
    minutes = sum(_length(block.start, block.end) for block in blocks)
    hours, rest = divmod(minutes, 60)
    return f"{parts}: {hours} h{f' {rest:02}' if rest else ''} a week"


# ---- reading -----------------------------------------------------------------------------------


def _words(text: str) -> list[str]:
    low = text.casefold().replace("–", "-").replace("—", "-")
    low = re.sub(r"\s*(?:-|\bto\b|\buntil\b)\s*", "-", low)
    low = re.sub(r"(?<=\d)\s+(?=(?:am|pm)\b)", "", low)
    return re.sub(r"[,;&+]|\band\b|\.(?=\s|$)", " ", low).split()


def _days(first: str, last: str | None) -> list[int]:
    start = _NAMES.index(first)
    end = _NAMES.index(last) if last else start
    return [day % 7 for day in range(start, end + (7 if end < start else 0) + 1)]


def _span(found: re.Match[str], word: str) -> tuple[int, int]:
    start, end = _minute(*found.groups()[:3], word=word), _minute(*found.groups()[3:], word=word)
    if start in (end, _LAST):
        raise BadLine(f"{word} begins and ends at the same time.")
    return start, end


def _minute(hour: str, minute: str | None, half: str | None, *, word: str) -> int:
    hours, minutes = int(hour), int(minute or 0)
    if half and hours in range(1, 13):
        hours = hours % 12 + (12 if half == "pm" else 0)
    total = 60 * hours + minutes
    if minutes > 59 or total > _LAST:
        raise BadLine(f"{word} is no time of day: the hours are 0:00 to 24:00.")
    return total


# ---- saying ------------------------------------------------------------------------------------

_Span = tuple[int, int]


def _alike(blocks: Sequence[Block]) -> list[tuple[tuple[int, ...], tuple[_Span, ...]]]:
    """Neighbouring days with the same hours, together."""
    found: list[tuple[tuple[int, ...], tuple[_Span, ...]]] = []
    for day in range(7):
        spans = tuple(sorted((b.start, b.end) for b in blocks if b.day == day))
        if not spans:
            continue
        if found and found[-1][1] == spans and found[-1][0][-1] == day - 1:
            found[-1] = (*found[-1][0], day), spans
        else:
            found.append(((day,), spans))
    return found


def _range(days: tuple[int, ...], between: str) -> str:
    if len(days) == 1:
        return DAYS[days[0]]
    return f"{DAYS[days[0]]}{between}{DAYS[days[-1]]}"


def _said(span: _Span, dash: str) -> str:
    return dash.join(f"{minute // 60:02}:{minute % 60:02}" for minute in span)


def _spoken(days: tuple[int, ...], span: _Span) -> str:
    over = span[1] <= span[0]
    morning = f" of {DAYS[(days[0] + 1) % 7]}" if len(days) == 1 else " of the next day"
    return _said(span, "–") + (morning if over else "")


def _length(start: int, end: int) -> int:
    return end - start if end > start else end - start + _LAST
