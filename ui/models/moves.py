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
    """Times later than now and than it is planned for, soonest first; what is not allowed is not
    offered."""
    found = []
    planned = lead.next_touch
    ahead = planned is not None and not planned.needs_time and planned.at > now
    for when, said in _later(planned.at if planned and ahead else now, ahead):
        if not move_refused(lead, when, playbook, now, "snoozed"):
            found.append(Put(when, said, busy_words(mine, when)))
    return found


def _later(start: Ms, planned: bool) -> Iterator[tuple[Ms, str]]:
    """From now on, or from the time it is planned for."""
    yield start + 10 * MINUTE, "10 min later" if planned else "in 10 min"
    for hours_on in (1, 3):
        said = f"{hours_on} h later" if planned else f"in {hours_on} h"
        yield _rounded(start + hours_on * HOUR), said
    here = at(start).astimezone(my_zone())
    tomorrow = _working(here, 1)
    soon = not planned and (tomorrow - here.date()).days == 1
    word = "tomorrow" if soon else f"{tomorrow:%A}"
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
