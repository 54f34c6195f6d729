"""How a playbook's author writes `[planning]`: shifts as `mon-fri = "09:00-18:00"`, a published
table in figures of any scale. Turned here into the numbers of `Planning`."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from app.domain.clue_words import DAYS
from app.domain.playbook import Planning, Published
from app.domain.playbook_values import CLOSED, Wrong, span
from app.domain.rules_file import named_days

HOURS_A_DAY = 24


def planning(table: Any) -> Any:
    """A `[planning]` table as `Planning` takes it. Raises Wrong."""
    if not isinstance(table, dict):
        return table
    made = dict(table)
    if "shift" in made:
        made["shift"] = _shift(made["shift"])
    if "published" in made:
        made["published"] = _published(made["published"])
    return made


def mistakes(made: Planning) -> Iterator[tuple[str, str]]:
    """What is wrong with figures that are of the right type: key and why."""
    for key in ("calls_an_hour", "attempts", "window_days", "review_after", "after_leave"):
        if getattr(made, key) < 1:
            yield key, f"{getattr(made, key)} is too small; 1 is the least"
    if made.calls_an_hour > 60:
        yield "calls_an_hour", "nobody makes more than one call a minute"
    if not 0 <= made.live_share < 1:
        yield "live_share", "expected a share from 0 up to, but not including, 1"
    if not 0 <= made.published.temper <= 1:
        yield "published.temper", "expected 0 (believe nothing of it) to 1 (believe all of it)"


def _shift(table: Any) -> list[dict[str, int]]:
    """Blocks in order. A weekday that is not named is free, and named once at most."""
    if not isinstance(table, dict):
        raise Wrong("shift", 'expected weekdays, like mon-fri = "09:00-18:00"')
    days: dict[int, list[tuple[int, int]]] = {}
    for key, value in table.items():
        named = named_days(key)
        if not named:
            raise Wrong(f"shift.{key}", "expected a weekday or days, like mon or mon-fri")
        spans = [
            span(each, f"shift.{key}") for each in (value if isinstance(value, list) else [value])
        ]
        if any(late[0] < early[1] for early, late in pairwise(spans)):
            raise Wrong(f"shift.{key}", "write the hours in order, without overlaps")
        for day in named:
            if day in days:
                raise Wrong(f"shift.{key}", f"{DAYS[day]} has its hours already")
            days[day] = [each for each in spans if each != CLOSED]
    return [
        {"day": day, "start": start, "end": end} for day in sorted(days) for start, end in days[day]
    ]


def _published(table: Any) -> Any:
    """Figures of any scale as multipliers around 1; what is not published counts as usual."""
    if not isinstance(table, dict):
        return table
    for key in table:
        if key not in Published.__struct_fields__:
            raise Wrong(f"published.{key}", "unknown key")
    made = dict(table)
    if "days" in made:
        made["days"] = _around_one(made["days"], "days", len(DAYS), named_days)
    if "hours" in made:
        made["hours"] = _around_one(made["hours"], "hours", HOURS_A_DAY, _hours)
    return made


def _around_one(table: Any, key: str, size: int, places: Any) -> list[float]:
    if not isinstance(table, dict):
        raise Wrong(f"published.{key}", "expected a table of figures")
    figures: dict[int, float] = {}
    for name, value in table.items():
        found = places(name)
        if not found:
            hint = "mon" if key == "days" else '"16-18"'
            raise Wrong(f"published.{key}.{name}", f"expected a name like {hint}")
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
            raise Wrong(f"published.{key}.{name}", "expected a number above 0")
        figures.update(dict.fromkeys(found, float(value)))
    mean = sum(figures.values()) / len(figures) if figures else 1.0
    return [round(figures[place] / mean, 4) if place in figures else 1.0 for place in range(size)]


def _hours(name: str) -> list[int]:
    """`"16-18"` as the hours 16 and 17."""
    found = re.fullmatch(r"(\d\d?)-(\d\d?)", name)
    if not found or not int(found[1]) < int(found[2]) <= HOURS_A_DAY:
        return []
    return list(range(int(found[1]), int(found[2])))
