"""The days to come, one line each: who is first, and how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain import board
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from ui import words
from ui.models.my_day import day_of
from ui.my_clock import my_zone
from ui.person_words import cleaned, name

_NAMED = 2
_BY = {"email": "by email", "sms": "by SMS"}
_EVENING = 18


@dataclass(frozen=True, slots=True)
class Coming:
    """A day folded to one line."""

    day: date
    label: str
    words: str
    count: int

    @property
    def said(self) -> str:
        """For a screen reader."""
        return f"{self.label}, {words.counted(self.count, 'touch', 'touches')}: {self.words}"


def days_with(leads: Iterable[Lead], me: str, now: Ms) -> dict[date, list[Lead]]:
    """My touches by day, today and what is overdue left out, days and touches in order."""
    today, found = day_of(now), dict[date, list[Lead]]()
    for lead in board.agenda(leads, me, now):
        touch = lead.next_touch
        if touch is not None and not touch.needs_time and (day := day_of(touch.at)) > today:
            found.setdefault(day, []).append(lead)
    return dict(sorted(found.items()))


def coming(leads: Iterable[Lead], me: str, now: Ms) -> list[Coming]:
    """A line for each day to come that has touches."""
    return [
        Coming(day, label(day), "; ".join(_lines(held, now)), len(held))
        for day, held in days_with(leads, me, now).items()
    ]


def label(day: date) -> str:
    """`Fri 20`; the month joins from the first of another one."""
    short = f"{words.DAYS[day.weekday()]} {day.day}"
    return short if day.day > 1 else f"{short} {words.MONTHS[day.month - 1]}"


def _lines(held: Sequence[Lead], now: Ms) -> list[str]:
    """The first touch with its time, the second by name; the count says how many there are."""
    made = []
    for place, lead in enumerate(held[:_NAMED]):
        touch = lead.next_touch
        assert touch is not None
        clock = words.clock(at(touch.at), my_zone())
        who = cleaned(lead.person.name, 40) or name(lead.person)
        said = f"{clock} {who}" if place == 0 else who
        made.append(said + _how(lead, now))
    return made


def _how(lead: Lead, now: Ms) -> str:
    touch = lead.next_touch
    assert touch is not None
    if touch.review:
        return ", being chosen"
    if touch.pinned and touch.reason.startswith("Promised"):
        return f", promised{_when_said(lead, now)}"
    return f" {_BY[touch.channel]}" if touch.channel in _BY else ""


def _when_said(lead: Lead, now: Ms) -> str:
    """` last night`: when the promise was given, if that is known."""
    touch = lead.next_touch
    assert touch is not None
    kept = max((n.kept for n in lead.clues if any(c.at == touch.at for c in n.clues)), default=None)
    if kept is None:
        return ""
    ago = (day_of(now) - day_of(kept)).days
    if ago == 0:
        return " today"
    if ago == 1:
        late = at(kept).astimezone(my_zone()).hour >= _EVENING
        return " last night" if late else " yesterday"
    return f" {words.day(at(kept), at(now), my_zone())}"
