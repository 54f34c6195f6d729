"""Times a touch may be put off to, and when the law leaves it open at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain import hours
from app.domain.ids import Ms, at, ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.rep_times import RepTimes
from ui.models.my_day import busy_words
from ui.my_clock import my_zone
from ui.preview import move_refused

MINUTE, HOUR = 60_000, 3_600_000
_ROUND = 5 * MINUTE
_MORNING = time(9, 30)


@dataclass(frozen=True, slots=True)
class Put:
    """A time the touch may be put off to, in words."""

    at: Ms
    words: str
    note: str = ""


def puts_off(lead: Lead, playbook: Playbook, mine: RepTimes, now: Ms) -> list[Put]:
    """Later times that are allowed, soonest first; what is not allowed is not offered."""
    found = []
    for when, said in _later(now):
        if not move_refused(lead, when, playbook, now, "snoozed"):
            found.append(Put(when, said, busy_words(mine, when)))
    return found


def _later(now: Ms) -> Iterator[tuple[Ms, str]]:
    yield now + 10 * MINUTE, "in 10 min"
    for ahead, said in ((1, "in 1 h"), (3, "in 3 h")):
        yield _rounded(now + ahead * HOUR), said
    here = at(now).astimezone(my_zone())
    tomorrow = _working(here, 1)
    word = "tomorrow" if (tomorrow - here.date()).days == 1 else f"{tomorrow:%A}"
    yield _on(here, 1, here.time()), f"{word}, same time"
    yield _on(here, 1, _MORNING), f"{word} morning"
    yield _on(here, 5, here.time()), "a week on, same time"


def _on(here: datetime, days: int, clock: time) -> Ms:
    day = _working(here, days)
    then = datetime.combine(day, clock.replace(second=0, microsecond=0), tzinfo=here.tzinfo)
    return _rounded(ms(then))


def _working(here: datetime, days: int) -> date:
    day = here.date()
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def _rounded(instant: Ms) -> Ms:
    return -(-instant // _ROUND) * _ROUND


def legal_spans(lead: Lead, playbook: Playbook, low: Ms, high: Ms) -> tuple[tuple[Ms, Ms], ...]:
    """When the next touch may stand between two instants, by the law; always for an email."""
    channel = lead.next_touch.channel if lead.next_touch is not None else "call"
    if channel == "email":
        return ((low, high),)
    return hours.spans(low, high, lead.where, playbook.rules, channel)
