"""What a person, or whoever answers for them, lets fall about a good time: mostly true.

Built from the hidden week of one person; what a policy makes of it is its own business."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from benchmarks.schedule.tables import FIRST, LAST, WEEKDAYS, Floats

Clue = tuple[str, tuple[int, ...] | int | None]
"""(kind, value) as the policy hears it."""


@dataclass(frozen=True)
class Sayings:
    """What could be said about one person, true and false; drawn before anyone is called."""

    true: tuple[Clue, ...]
    false: tuple[Clue, ...]
    back: int | None
    dead: bool

    def pick(self, luck: float, honest: bool, day: int) -> Clue | None:
        """The clue of a call on `day`; `luck` 0..1 chooses among what could be said."""
        if self.dead:
            return ("wrong_number", None) if luck < 0.5 else None
        if self.back is not None and day < self.back and luck < 0.8:
            return ("back", self.back if honest else day + 1 + int(luck * 10))
        said = self.true if honest else self.false
        return said[int(luck * 0.9999 * len(said))]


def sayings(rng: Generator, week: Floats, back: int | None, dead: bool) -> Sayings:
    """`week`: the (5, 48) hidden multipliers of one person."""
    window, days = true_window(week, int(rng.choice([2, 3, 4]))), true_days(week)
    by_hour = week[:, FIRST:LAST].mean(axis=0)
    told_hours = by_hour.max() / by_hour.mean()
    by_day = week[:, FIRST:LAST].mean(axis=1)
    told_days = by_day.max() / by_day.mean() if days is not None else 0.0
    true: tuple[Clue, ...] = (window,)
    if days is not None:
        true = (days, days, window) if told_days > told_hours else (window, days)
    start = int(rng.integers(8, 17))
    some = rng.choice(WEEKDAYS, int(rng.integers(1, 4)), replace=False)
    false_window: Clue = ("window", (start, start + int(rng.integers(2, 5))))
    false_days: Clue = ("days", tuple(sorted(int(day) for day in some)))
    return Sayings(true, (false_window, false_days), back, dead)


def true_window(week: Floats, hours: int) -> Clue:
    """The best `hours` hours on end, by whole local hours."""
    by_hour = week[:, FIRST:LAST].mean(axis=0).reshape(-1, 2).mean(axis=1)
    sums = np.convolve(by_hour, np.ones(hours), "valid")
    start = 8 + int(np.argmax(np.round(sums, 9)))
    return ("window", (start, start + hours))


def true_days(week: Floats) -> Clue | None:
    """The days clearly better than the rest, or nothing to say."""
    by_day = week[:, FIRST:LAST].mean(axis=1)
    good = np.flatnonzero(by_day > 1.15 * by_day.mean())
    if not 1 <= len(good) <= 3 or by_day.max() < 1.8 * by_day.min():
        return None
    return ("days", tuple(int(day) for day in good))
