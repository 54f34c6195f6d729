"""A day of mine: what is booked on it, and what of it is taken: meetings, breaks, the ends of my
shift. Words and instants; where they stand is `strip_layout`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType

from msgspec.structs import replace

from app.domain import board, shift
from app.domain.ids import Ms, at, ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.rep_times import Busy, Leave, RepTimes
from app.protocol.messages import Times
from ui import words
from ui.models.touch_face import kind_of
from ui.my_clock import my_zone
from ui.person_words import cleaned

_FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FULL_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_BREAK = 4 * 3_600_000
"""The longest time between two blocks of a day that is a break."""
_STAYS_ON = 30 * 60_000
"""Whoever takes the baton is on for at least this long after me."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch of my day that is not free, in words. Of no length: a moment, the end of my
    shift."""

    start: Ms
    end: Ms
    words: str
    icon: str


def day_of(instant: Ms) -> date:
    """The day on my clock."""
    return at(instant).astimezone(my_zone()).date()


def midnight(day: date) -> Ms:
    """The instant my day begins."""
    return ms(datetime(day.year, day.month, day.day, tzinfo=my_zone()))


def title(day: date) -> str:
    """`Thursday 19 November`."""
    return f"{_FULL_DAYS[day.weekday()]} {day.day} {_FULL_MONTHS[day.month - 1]}"


def weekday(day: date) -> str:
    """`Tuesday`."""
    return _FULL_DAYS[day.weekday()]


def touches_on(leads: Iterable[Lead], me: str, now: Ms, day: date) -> list[Lead]:
    """My touches of a day, in the order to call. Today has what waits for a time and what is
    overdue as well."""
    today = day_of(now)
    found = []
    for lead in board.agenda(leads, me, now):
        touch = lead.next_touch
        assert touch is not None
        asked = kind_of(touch, now) == "ask"
        due = today if asked else max(today, day_of(touch.at))
        if due == day:
            found.append((not asked, touch.at, lead))
    return [lead for _, _, lead in sorted(found, key=lambda row: row[:2])]


# ---- my own times ----------------------------------------------------------------------------


def my_times(times: Times | None, playbook: Playbook | None, meetings: Sequence[Busy]) -> RepTimes:
    """My times as the plan sees them: what I set, else the team's shift; meetings with titles."""
    mine = times.times if times is not None else RepTimes()
    blocks = mine.blocks or (playbook.planning.shift if playbook is not None else ())
    zone = mine.zone or getattr(my_zone(), "key", "")
    return replace(mine, zone=zone, blocks=blocks, busy=tuple(meetings) or mine.busy)


def shifts_on(mine: RepTimes, day: date) -> tuple[tuple[Ms, Ms], ...]:
    """When I am on that day; empty on a free day, and where no shift is set at all."""
    if not mine.blocks:
        return ()
    low, high = midnight(day), midnight(day + timedelta(days=1))
    return tuple(span for span in shift.shifts(mine, low, high) if span[0] < high)


def taken_on(
    mine: RepTimes, day: date, baton: str = "", names: Mapping[str, str] = MappingProxyType({})
) -> list[Taken]:
    """What of my day is not free, in order. `baton`: who is on after me; `names` of the team by
    rep id."""
    low, high = midnight(day), midnight(day + timedelta(days=1))
    leave = shift.on_leave(mine, low + 12 * 3_600_000)
    if leave is not None:
        return [Taken(low, high, _leave_words(leave, names), "moon")]
    spans = shifts_on(mine, day)
    made = [_meeting(busy, low, high) for busy in mine.busy if busy.start < high and busy.end > low]
    if mine.blocks and not spans:
        made.append(Taken(low, high, "You have no shift on this day", "moon"))
    for (_, ends), (starts, _) in pairwise(spans):
        off = starts - ends > _BREAK
        word, icon = ("Off shift", "moon") if off else ("Break", "clock")
        made.append(Taken(ends, starts, f"{word} {_clock(ends)} to {_clock(starts)}", icon))
    if spans and spans[0][0] > low:
        made.append(Taken(low, spans[0][0], f"Shift starts {_clock(spans[0][0])}", "clock"))
    if spans and spans[-1][1] < high:
        last = spans[-1][1]
        said = f"Shift ends {_clock(last)}" + (f", baton to {baton}" if baton else "")
        made.append(Taken(last, last, said, "log-out"))
    return sorted(made, key=lambda taken: (taken.start, taken.end))


def baton_to(times: Times | None, names: Mapping[str, str], ends: Ms) -> str:
    """Who of the team is on after me, by first name; empty when nobody is known to be."""
    if times is None:
        return ""
    for rep, theirs in sorted(times.team.items()):
        on = shift.free(theirs, ends, ends + _STAYS_ON) if theirs.blocks else ()
        if rep in names and sum(b - a for a, b in on) >= _STAYS_ON:
            return cleaned(names[rep], 40).split(" ")[0]
    return ""


def busy_words(mine: RepTimes, instant: Ms) -> str:
    """`You are in “QBR” until 17:00.`, empty when I am free."""
    busy = shift.busy_at(mine, instant)
    if busy is None:
        return ""
    title = cleaned(busy.title, 60)
    return f"You are in “{title}”" if title else "You are busy"


def _meeting(busy: Busy, low: Ms, high: Ms) -> Taken:
    title = cleaned(busy.title, 60)
    said = f", “{title}” in your calendar" if title else ""
    span = f"Busy {_clock(busy.start)} to {_clock(busy.end)}"
    if busy.start <= low and busy.end >= high:
        span = "Busy all day"
    return Taken(max(busy.start, low), min(busy.end, high), span + said, "calendar-clock")


def _leave_words(leave: Leave, names: Mapping[str, str]) -> str:
    last = date.fromisoformat(leave.last)
    day = f"{words.DAYS[last.weekday()]} {last.day} {words.MONTHS[last.month - 1]}"
    cover = cleaned(names.get(leave.cover, ""), 40).split(" ")[0]
    return f"On leave until {day}" + (f", {cover} covers" if cover else "")


def _clock(instant: Ms) -> str:
    return words.clock(at(instant), my_zone())
