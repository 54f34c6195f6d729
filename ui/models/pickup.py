"""How often calls are picked up, as numbers a person may rely on: cells of the week, intervals, and
the few sentences they bear. Pure; a share resting on fewer than 20 calls is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from app.protocol.messages import Pickup, PickupCell
from ui.words import DAYS

FEW = 20
"""Calls below which a share is hatched and not named."""
Z = 1.96
"""A 95 % interval."""
Z_OF_MANY = 2.9
"""For the best of a dozen windows: the best of many looks good by chance alone."""
LESSONS = 3
_WINDOW = 2
_SPAN = re.compile(r"(?<=\d)-(?=\d)")
_STEPS = (0.7, 0.9, 1.1, 1.35)
"""Times the usual; between them lie the five colours."""


@dataclass(frozen=True)
class Count:
    """Calls, and how many were picked up."""

    calls: int = 0
    reached: int = 0

    @property
    def share(self) -> float:
        """0 to 1; 0 without calls."""
        return self.reached / self.calls if self.calls else 0.0

    def interval(self, z: float = Z) -> tuple[float, float]:
        """Wilson's score interval: holds for few calls and for shares near 0 and 1 too."""
        n, p = self.calls, self.share
        if not n:
            return 0.0, 1.0
        middle, wide = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        whole = 1 + z * z / n
        return max(0.0, (middle - wide) / whole), min(1.0, (middle + wide) / whole)

    def __add__(self, other: Count) -> Count:
        return Count(self.calls + other.calls, self.reached + other.reached)


@dataclass(frozen=True)
class Cell:
    """One hour of one weekday on the prospect's clock."""

    day: int
    hour: int
    count: Count
    expected: float
    """What the plan expects there for a new lead; 0: not said."""

    @property
    def when(self) -> str:
        """`Wed 16 to 17`."""
        return f"{DAYS[self.day]} {self.hour} to {self.hour + 1}"

    @property
    def shown(self) -> bool:
        """Whether its share may be named."""
        return self.count.calls >= FEW


@dataclass(frozen=True)
class Week:
    """The hours that were called in, as rows and columns without holes."""

    days: tuple[int, ...]
    hours: tuple[int, ...]
    cells: tuple[tuple[Cell, ...], ...]
    whole: Count


def week(pickup: Pickup) -> Week:
    """The weekdays with calls, and every hour from the first to the last with any."""
    told = {(cell.day, cell.hour): cell for cell in pickup.cells}
    called = [cell for cell in pickup.cells if cell.calls]
    days = tuple(sorted({cell.day for cell in called}))
    hours = sorted({cell.hour for cell in called})
    span = tuple(range(hours[0], hours[-1] + 1)) if hours else ()
    return Week(
        days=days,
        hours=span,
        cells=tuple(tuple(_cell(told.get((d, h)), d, h) for h in span) for d in days),
        whole=Count(pickup.calls, pickup.reached),
    )


def _cell(told: PickupCell | None, day: int, hour: int) -> Cell:
    if told is None:
        return Cell(day, hour, Count(), 0.0)
    return Cell(day, hour, Count(told.calls, told.reached), told.p)


def step(share: float, usual: float) -> int:
    """Which of the five colours: by how many times the usual it is, so that little difference is
    shown as little."""
    times = share / usual if usual else 1.0
    return sum(times >= edge for edge in _STEPS)


def per_cent(share: float) -> str:
    """`29`, a number between 0 and 100."""
    return f"{100 * share:.0f}"


def between(count: Count) -> str:
    """`29 % (23 to 35)`: the share with its 95 % interval."""
    low, high = count.interval()
    return f"{per_cent(count.share)} % ({per_cent(low)} to {per_cent(high)})"


def cell_words(cell: Cell) -> str:
    """What one cell rests on."""
    calls = cell.count.calls
    if not calls:
        said = f"{cell.when} there: no calls"
    elif not cell.shown:
        said = (
            f"{cell.when} there: {cell.count.reached} of {calls} picked up. Fewer than {FEW} calls"
            " say little"
        )
    else:
        said = (
            f"{cell.when} there: {cell.count.reached:,} of {calls:,} picked up,"
            f" {between(cell.count)}"
        )
    if not cell.expected:
        return f"{said}."
    return f"{said}. The plan expects {per_cent(cell.expected)} % of a new lead."


def own_words(pickup: Pickup) -> str:
    """How times chosen by hand did against the plan's own; empty without any."""
    if not pickup.chosen:
        return ""
    said = (
        f"Times chosen by hand: {pickup.chosen_reached} of {pickup.chosen} reached; the plan"
        f" expected {pickup.chosen_expected:.1f} there and {pickup.instead_expected:.1f} at its"
        " own."
    )
    return said if pickup.chosen >= FEW else f"{said} Too few to tell which is better."


# ---- what to take from it ----------------------------------------------------------------------


def lessons(pickup: Pickup) -> tuple[str, ...]:
    """At most three sentences, each borne by intervals that do not overlap."""
    seen = week(pickup)
    if seen.whole.calls < FEW:
        return ()
    cells = [cell for row in seen.cells for cell in row]
    found = [
        _hours(cells, seen.hours, best=True),
        _hours(cells, seen.hours, best=False),
        _days(cells, seen.days),
    ]
    said = tuple(sentence for sentence in found if sentence)[:LESSONS]
    if said:
        return said
    return (
        f"No hour and no day stands out: with {seen.whole.calls:,} calls the differences are no"
        " larger than chance makes them.",
    )


def _hours(cells: Sequence[Cell], hours: Sequence[int], *, best: bool) -> str:
    """The two hours that differ most from all others."""
    found: list[tuple[float, int, Count, Count]] = []
    for first in hours[: 1 - _WINDOW]:
        inside = range(first, first + _WINDOW)
        one = _sum(cell for cell in cells if cell.hour in inside)
        rest = _sum(cell for cell in cells if cell.hour not in inside)
        if (_apart(one, rest) if best else _apart(rest, one)) and one.calls >= FEW:
            found.append((one.share, first, one, rest))
    if not found:
        return ""
    _, first, one, rest = max(found) if best else min(found)
    word = "most" if best else "least"
    return (
        f"{first} to {first + _WINDOW} on their clock picks up {word}: {per_cent(one.share)} %,"
        f" against {per_cent(rest.share)} % at other times."
    )


def _days(cells: Sequence[Cell], days: Sequence[int]) -> str:
    """The weekday above or below the others by most."""
    found: list[tuple[float, int, Count, Count]] = []
    for day in days:
        one = _sum(cell for cell in cells if cell.day == day)
        rest = _sum(cell for cell in cells if cell.day != day)
        if one.calls >= FEW and (_apart(one, rest) or _apart(rest, one)):
            found.append((abs(one.share - rest.share), day, one, rest))
    if not found:
        return ""
    _, day, one, rest = max(found)
    word = "more" if one.share > rest.share else "less"
    return (
        f"{DAYS[day]} picks up {word} than other days: {per_cent(one.share)} % against"
        f" {per_cent(rest.share)} %."
    )


def _sum(cells: Iterable[Cell]) -> Count:
    return sum((cell.count for cell in cells), Count())


def _apart(high: Count, low: Count) -> bool:
    """Is `high` surely above `low`?"""
    return high.interval(Z_OF_MANY)[0] > low.interval(Z_OF_MANY)[1]


# ---- the published table -----------------------------------------------------------------------


def published(pickup: Pickup, seen: Week) -> tuple[tuple[float, ...], ...]:
    """The table's figures for the same hours, times the usual."""
    table = pickup.published
    return tuple(tuple(table.days[d] * table.hours[h] for h in seen.hours) for d in seen.days)


def whole_words(pickup: Pickup) -> str:
    """All of it in one line."""
    whole = Count(pickup.calls, pickup.reached)
    return f"{pickup.calls:,} calls in {pickup.days} days, {between(whole)} picked up."


def source_words(text: str) -> str:
    """The table's source, with dashes where figures span: `16–18`."""
    return _SPAN.sub("–", text)


def trust_words(pickup: Pickup) -> str:
    """How much of the table the plan still goes by."""
    began, now = per_cent(pickup.published.temper), per_cent(pickup.trust)
    if began == now:
        return f"The plan goes by {now} % of it; your own calls say more as they add up."
    word = "less" if pickup.trust < pickup.published.temper else "more"
    return (
        f"The plan began with {began} % of it and goes by {word} now, {now} %: your calls say so."
    )
