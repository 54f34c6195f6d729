"""Leads as planning meets them: called, spoken of, seen; and bounds to plan them in."""

from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from app.domain import facts as f
from app.domain.bounds import Bounds, Span
from app.domain.clue import Clue
from app.domain.facts import Fact
from app.domain.ids import Ms, ms
from app.domain.lead import Lead, Where
from app.domain.rep_times import Block, Busy, RepTimes
from app.domain.touch import Disposition
from hub.plans.choose import Tables
from hub.plans.learning import first_model
from tests.builders import MINUTE, a_lead, a_note, a_playbook, claimed, ended, started

LISBON = Where(zones=("Europe/Lisbon",), country="PT", confidence="high", source="form")
HELSINKI = "Europe/Helsinki"
WEEK = tuple(Block(day=day, start=540, end=1080) for day in range(5))
"""Working hours, 09:00 to 18:00."""


def moment(day: int, hour: int, minute: int = 0, zone: str = "Europe/Lisbon") -> Ms:
    """In November 2026; the 16th is a Monday. Days over 30 run on into December."""
    month, day = (11, day) if day <= 30 else (12, day - 30)
    return ms(datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(zone)))


def call(at: Ms, ending: Disposition = "no_answer", name: str = "") -> tuple[Fact, Fact]:
    """A call of two minutes that ended so."""
    touch = name or f"touch-{at}"
    return started(touch, at=at), ended(touch, ending, at=at + 2 * MINUTE)


def said(text: str, *clues: Clue, at: Ms, **more: Any) -> Fact:
    return f.ClueKept(note=a_note(*clues, text=text, at=at, **more))


def tue_or_thu(at: Ms) -> Fact:
    return said(
        "Tue or Thu after 3",
        Clue(kind="days", days=(1, 3)),
        Clue(kind="window", start=15 * 60, end=1440),
        at=at,
    )


def beatriz(*facts: Fact, **changes: Any) -> Lead:
    """Asked from Lisbon on Thursday the 19th at 12:35, taken at once; then `facts`."""
    at = moment(19, 12, 35)
    values: dict[str, Any] = {"received": at, "opted_in": at, "where": LISBON, **changes}
    return a_lead(claimed(at=at + MINUTE), *facts, **values)


def days(first: int, last: int, start: int = 8, end: int = 20) -> tuple[Span, ...]:
    """Working days of November from `start` to `end` o'clock there."""
    return tuple(
        (moment(day, start), moment(day, end))
        for day in range(first, last + 1)
        if (day - 16) % 7 < 5
    )


def bounds(**changes: Any) -> Bounds:
    """From Friday the 20th on for two weeks, the whole day, chosen for this person."""
    spans = changes.pop("spans", days(20, 34))
    values: dict[str, Any] = {
        "channel": "call",
        "attempt": 4,
        "of": 6,
        "earliest": spans[0][0] if spans else 0,
        "latest": moment(40, 12),
        "why": "No answer 3 times, one working day later",
        "spans": spans,
        "wished": spans,
        "tailored": True,
        "review": True,
    }
    return Bounds(**{**values, **changes})


def helsinki(*busy: Busy, **changes: Any) -> RepTimes:
    """A rep two hours east of Lisbon."""
    values: dict[str, Any] = {"zone": HELSINKI, "blocks": WEEK, "busy": busy, **changes}
    return RepTimes(**values)


@cache
def tables() -> Tables:
    """Before the first night."""
    model = first_model(a_playbook().planning.published)
    return Tables(model=model, version=model.version)


def three_calls(ending: Disposition = "no_answer") -> tuple[Fact, ...]:
    """In vain, on the Thursday: 12:45, 14:00, 15:30 there; the last one ended in `ending`."""
    first, second = call(moment(19, 12, 45)), call(moment(19, 14))
    return (*first, *second, *call(moment(19, 15, 30), ending))


LATER = moment(19, 15, 32)
"""When the last of `three_calls` had ended."""
