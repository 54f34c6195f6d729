"""What a clue says about habits: how much likelier it makes each shape of the library.

A clue is true with probability `truth`; then a person names a time with probability rising in how
good it is for them, among all times of that length; else it says nothing."""

from functools import lru_cache
from itertools import combinations

import numpy as np

from hub.planner.cells import HALVES, OFFICE, Floats
from hub.planner.habits import WORKDAYS, library
from hub.planner.model import Model
from hub.planner.signs import Clue

SHARPNESS = 6.0
"""How surely a person names a better time rather than a worse: odds go as the rates' ratio to this
power, so a time twice as good is named 64 times as often."""
SILENT = 0.05
"""Somebody alike on all days names days this much less than somebody with days of their own."""


def time_weight(model: Model, shares: Floats, clue: Clue) -> Floats:
    """Likelihood ratio of each time-of-day shape; mean one under `shares`."""
    sign = -1.0 if clue.kind == "not_window" else 1.0
    return _weight(_named_window(*clue.value, sign), shares, _truth(model, clue))


def day_weight(model: Model, shares: Floats, clue: Clue) -> Floats:
    """Likelihood ratio of each weekday shape; mean one under `shares`."""
    sign = -1.0 if clue.kind == "not_days" else 1.0
    return _weight(_named_days(tuple(sorted(set(clue.value))), sign), shares, _truth(model, clue))


def _truth(model: Model, clue: Clue) -> float:
    return model.said_truth if clue.asked else model.truth


def _weight(named: Floats, shares: Floats, truth: float) -> Floats:
    usual = float(np.sum(shares * named))
    if usual <= 0:
        return np.ones_like(named)
    return truth * named / usual + (1 - truth)


@lru_cache(maxsize=512)
def _named_window(first: int, last: int, sign: float) -> Floats:
    times = library().times
    inside = np.arange(HALVES)
    if first < last:
        flags = (first <= inside) & (inside < last)
    else:
        flags = (first <= inside) | (inside < last)
    long = int(flags[OFFICE].sum())
    if not 0 < long < 24:
        return np.ones(len(times))
    sums = np.cumsum(np.pad(times[:, OFFICE], ((0, 0), (1, 0))), axis=1)
    everywhere = ((sums[:, long:] - sums[:, :-long]) / long) ** (sign * SHARPNESS)
    here = (times[:, OFFICE] @ flags[OFFICE] / long) ** (sign * SHARPNESS)
    named: Floats = here / np.maximum(everywhere.sum(axis=1), here)
    return named


@lru_cache(maxsize=512)
def _named_days(chosen: tuple[int, ...], sign: float) -> Floats:
    days = library().days[:, :WORKDAYS]
    on = [day for day in chosen if day < WORKDAYS]
    if not 0 < len(on) < WORKDAYS:
        return np.ones(len(days))
    here = days[:, on].mean(axis=1) ** (sign * SHARPNESS)
    everywhere = np.zeros(len(days))
    for rivals in combinations(range(WORKDAYS), len(on)):
        everywhere += days[:, list(rivals)].mean(axis=1) ** (sign * SHARPNESS)
    named: Floats = here / everywhere
    named[0] *= SILENT
    return named
