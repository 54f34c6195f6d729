"""The library of habits: shapes a person's week may have, by half-hour of day and by weekday.

A person is a pair (time-of-day shape, weekday shape). Shapes come in several strengths, so how much
people differ is learnt as shares of the library, not assumed (half the population may be flat)."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np

from hub.planner.cells import HALVES, OFFICE, WEEKDAYS, Floats, Ints

CENTRES = tuple(8.5 + hour for hour in range(12))
WIDTHS = (0.9, 2.0)
PEAKS = (0.8, 1.8)
EDGES = (11.0, 13.0, 15.0)
DEPTHS = (0.7, 1.8)
WORKDAYS = 5


@dataclass(frozen=True)
class Library:
    """Rates relative to the person's mean over office hours and working days."""

    times: Floats
    """[shape, half-hour of day]; shape 0 is flat."""
    time_group: Ints
    """Strength group of each shape: 0 flat, then in the order of `TIME_GROUPS`."""
    days: Floats
    """[shape, weekday]; shape 0 is flat."""
    day_group: Ints


def _times() -> list[tuple[int, Floats]]:
    at = np.arange(HALVES) / 2 + 0.25
    shapes: list[tuple[int, Floats]] = [(0, np.zeros(HALVES))]
    for strength, peak in enumerate(PEAKS):
        for width in WIDTHS:
            for centre in CENTRES:
                shapes.append((1 + strength, peak * np.exp(-0.5 * ((at - centre) / width) ** 2)))
        for edge in EDGES:
            for side in (-1.0, 1.0):
                shapes.append((1 + strength, peak / (1 + np.exp(-side * (at - edge) / 0.4))))
    return shapes


def _days() -> list[tuple[int, Floats]]:
    shapes: list[tuple[int, Floats]] = [(0, np.zeros(WEEKDAYS))]
    for strength, depth in enumerate(DEPTHS):
        for count in (1, 2, 3):
            for chosen in combinations(range(WORKDAYS), count):
                shape = np.full(WEEKDAYS, -depth)
                shape[list(chosen)] = 0.0
                shapes.append((1 + strength, shape))
    return shapes


@lru_cache(maxsize=1)
def library() -> Library:
    """Built once; the same on every machine."""
    times, days = _times(), _days()
    time = np.exp(np.array([shape for _, shape in times]))
    day = np.exp(np.array([shape for _, shape in days]))
    return Library(
        times=time / time[:, OFFICE].mean(axis=1)[:, None],
        time_group=np.array([group for group, _ in times], dtype=np.int64),
        days=day / day[:, :WORKDAYS].mean(axis=1)[:, None],
        day_group=np.array([group for group, _ in days], dtype=np.int64),
    )
