"""When people in general pick up, by weekday and local hour: the published table and others.

Relative figures with mean one over the legal week; no person and no base level in here."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HALF_HOURS = 48
WEEKDAYS = 5
FIRST, LAST = 16, 40
"""The legal half-hours of a local day: 08:00 up to 20:00."""

# The planner's own copy of the table is another reading of the same study, not this one.
# LRM 2007, contacts from first dials by weekday (counts, not rates), Monday to Friday.
PUBLISHED_DAYS = (1640.0, 1590.0, 2260.0, 2340.0, 1980.0)
# Drawn after the same study's text: 16-18 best (+114 % over 11-12), 8-9 second, 13-14 weak.
# The hours it does not name lie between; 8:00 to 19:00, an entry an hour.
PUBLISHED_HOURS = (1.25, 1.0, 0.8, 0.74, 0.86, 0.66, 0.8, 1.1, 1.65, 1.4, 0.95, 0.85)
# Later studies that say the opposite: Tuesday best, 10 to 16 best, evenings poor.
CONTRARY_DAYS = (1.05, 1.25, 1.0, 0.9, 0.8)
CONTRARY_HOURS = (0.6, 0.85, 1.25, 1.3, 1.25, 1.25, 1.3, 1.2, 0.8, 0.7, 0.6, 0.55)


def _table(days: tuple[float, ...], hours: tuple[float, ...]) -> Floats:
    by_day = np.array(days) / np.mean(days)
    by_hour = np.repeat(np.array(hours) / np.mean(hours), 2)
    full = np.ones((WEEKDAYS, HALF_HOURS))
    full[:, FIRST:LAST] = by_day[:, None] * by_hour[None, :]
    return full


PUBLISHED = _table(PUBLISHED_DAYS, PUBLISHED_HOURS)
CONTRARY = _table(CONTRARY_DAYS, CONTRARY_HOURS)
TABLES = {"published": PUBLISHED, "contrary": CONTRARY}


def population(name: str, strength: float) -> Floats:
    """(5, 48) multipliers: the named table to the power `strength` (0 flat, 1 as printed)."""
    table: Floats = TABLES[name] ** strength
    table /= table[:, FIRST:LAST].mean()
    return table
