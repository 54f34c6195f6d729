"""Are somebody's own times possible? Checked at the hub's door, where they come from outside; what
they then mean is `shift.py`."""

from collections.abc import Container
from datetime import date
from itertools import pairwise

from msgspec.structs import replace

from app.domain import hours
from app.domain.refusals import Refused
from app.domain.rep_times import Block, Busy, Leave, RepTimes

DAY_MIN = 1440
WEEK_MIN = 7 * DAY_MIN
BLOCKS = 42
LEAVES = 40
LEAVE_DAYS = 366
BUSY = 500
LABEL = 120
YEARS = range(2000, 2200)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def without_titles(times: RepTimes) -> RepTimes:
    """As it may leave its owner's desk."""
    return replace(times, busy=tuple(Busy(start=busy.start, end=busy.end) for busy in times.busy))


def impossible(times: RepTimes, whose: str, roster: Container[str]) -> Refused | None:
    """What cannot be in the times of rep `whose`, naming the field and what to do; None when all is
    well. `roster`: who may be cover."""
    wrong = (
        _zone(times.zone)
        or _blocks(times.blocks)
        or _leave(times.leave, whose, roster)
        or _busy(times.busy)
        or _label(times.calendar)
    )
    return Refused(code="bad_field", msg=wrong) if wrong else None


def _zone(zone: str) -> str:
    if not zone or (len(zone) <= 64 and hours.zone(zone) is not None):
        return ""
    return "zone: choose one of the world's zones, such as Europe/Berlin."


def _blocks(blocks: tuple[Block, ...]) -> str:
    if len(blocks) > BLOCKS:
        return f"blocks: a week may have {BLOCKS} pieces; join some of them."
    for block in blocks:
        if block.day not in range(7):
            return "blocks: a weekday is 0 (Monday) to 6 (Sunday)."
        if block.start not in range(DAY_MIN) or block.end not in range(DAY_MIN + 1):
            return f"blocks: {DAYS[block.day]} has the hours 0:00 to 24:00."
        if block.start == block.end:
            return f"blocks: {DAYS[block.day]} begins and ends at {_clock(block.end)}; give an end."
    return _overlapping(blocks)


def _overlapping(blocks: tuple[Block, ...]) -> str:
    """Two blocks may meet but not share a minute, Sunday night and Monday morning included."""
    spans = sorted((b.day * DAY_MIN + b.start, b.day * DAY_MIN + _ends(b), b) for b in blocks)
    if not spans:
        return ""
    again = (spans[0][0] + WEEK_MIN, 0, spans[0][2])
    for (_, end, block), (start, _, after) in zip(spans, (*spans[1:], again), strict=True):
        if end > start:
            return (
                f"blocks: {DAYS[block.day]} {_clock(block.start)} to {_clock(block.end)} runs into "
                f"{DAYS[after.day]} {_clock(after.start)}; end it before."
            )
    return ""


def _ends(block: Block) -> int:
    return block.end if block.end > block.start else block.end + DAY_MIN


def _leave(leaves: tuple[Leave, ...], whose: str, roster: Container[str]) -> str:
    if len(leaves) > LEAVES:
        return f"leave: {LEAVES} at a time; take out those that are over."
    spans = []
    for leave in leaves:
        first, last = _day(leave.first), _day(leave.last)
        if first is None or last is None:
            return "leave: write days as 2026-11-30."
        if last < first:
            return f"leave: the last day, {leave.last}, is before the first, {leave.first}."
        if (last - first).days >= LEAVE_DAYS:
            return f"leave: from {leave.first} is longer than a year; end it earlier."
        if leave.cover and leave.cover == whose:
            return "leave: choose somebody else as cover."
        if leave.cover and leave.cover not in roster:
            return "leave: the cover is nobody on this team who calls; choose another."
        spans.append((first, last))
    spans.sort()
    for (_, last), (first, _) in pairwise(spans):
        if first <= last:
            return f"leave: two of them share {first.isoformat()}; make them one."
    return ""


def _busy(busy: tuple[Busy, ...]) -> str:
    if len(busy) > BUSY:
        return f"busy: {BUSY} meetings at a time; send fewer days ahead."
    spans = sorted((span.start, span.end) for span in busy)
    if any(end <= start for start, end in spans):
        return "busy: a meeting has to end after it begins."
    if any(end > start for (_, end), (start, _) in pairwise(spans)):
        return "busy: two meetings overlap; send them as one."
    return ""


def _label(label: str) -> str:
    if len(label) <= LABEL and (label.isprintable() or not label):
        return ""
    return f"calendar: a name of up to {LABEL} characters, on one line."


def _day(text: str) -> date | None:
    """A day written in exactly one way, so that days compare as they are written."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text and day.year in YEARS else None


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
