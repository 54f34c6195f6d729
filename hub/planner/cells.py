"""Half-hours of the week in a lead's own clock, and the array types of the planner.

A cell is 0..335, 0 = Monday 00:00. A day is days since 1970-01-01 (a Thursday) there; a clock is
any whole number of half-hours that only goes up. No time zones in here: callers translate."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

WEEKDAYS = 7
HALVES = 48
CELLS = WEEKDAYS * HALVES
OFFICE = slice(16, 40)
"""08:00 up to 20:00: the hours over which habits are normalised to mean one."""


def weekday_of(day: int) -> int:
    """0 = Monday, of a count of days since 1970-01-01."""
    return (day + 3) % WEEKDAYS
