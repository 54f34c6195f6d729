"""The hidden weekly habit of one person, in many forms: nobody tells the planner which.

Each is a (5, 48) array of log multipliers over weekday and local half-hour; levels are elsewhere.
The forms are on purpose not those of any planner's library."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from benchmarks.schedule.tables import FIRST, HALF_HOURS, LAST, WEEKDAYS, Floats

HOURS: Floats = np.arange(HALF_HOURS) / 2 + 0.25


def bump(rng: Generator) -> Floats:
    """One favourite time of day, from half an hour to half a day wide."""
    centre = rng.uniform(8, 19.5)
    width = float(rng.choice([0.5, 0.9, 1.4, 2.2, 3.2]))
    peak = rng.uniform(1.6, 2.8) / max(1.0, width / 1.4) ** 0.5
    return _daily(peak * np.exp(-0.5 * ((HOURS - centre) / width) ** 2))


def two_peaks(rng: Generator) -> Floats:
    """Early and late, as before and after meetings, one side stronger."""
    early, late = rng.uniform(8, 11), rng.uniform(14.5, 19)
    heights = rng.uniform(0.8, 2.2, 2)
    width = rng.uniform(0.5, 1.2)
    first = heights[0] * np.exp(-0.5 * ((HOURS - early) / width) ** 2)
    return _daily(first + heights[1] * np.exp(-0.5 * ((HOURS - late) / width) ** 2))


def half_day(rng: Generator) -> Floats:
    """Mornings only or afternoons only, with a soft edge."""
    edge, side = rng.uniform(11, 15), float(rng.choice([-1.0, 1.0]))
    return _daily(rng.uniform(1.2, 2.4) / (1 + np.exp(-side * (HOURS - edge) / 0.4)))


def hole(rng: Generator) -> Floats:
    """Reachable but for a standing block of some hours."""
    start, long = rng.uniform(8.5, 15), rng.uniform(2, 5)
    inside = (start <= HOURS) & (start + long > HOURS)
    return _daily(np.where(inside, -rng.uniform(1.0, 2.5), 0.0))


def day_set(rng: Generator) -> Floats:
    """At the desk on one to three days of the week only."""
    count = int(rng.choice([1, 2, 2, 3]))
    on = rng.choice(WEEKDAYS, count, replace=False)
    habit = np.full((WEEKDAYS, HALF_HOURS), -rng.uniform(1.2, 2.6))
    habit[on] = 0.0
    return habit


def days_and_hour(rng: Generator) -> Floats:
    """Certain days, and a favourite time on them."""
    return 0.8 * day_set(rng) + 0.7 * bump(rng)


def alternating(rng: Generator) -> Floats:
    """Early on some days, late on the others: the hour depends on the day."""
    habit = np.zeros((WEEKDAYS, HALF_HOURS))
    edge, size = rng.uniform(12, 15), rng.uniform(1.0, 2.0)
    for day in range(WEEKDAYS):
        habit[day] = size / (1 + np.exp(-float(rng.choice([-1.0, 1.0])) * (HOURS - edge) / 0.5))
    return habit


def rough(rng: Generator) -> Floats:
    """No nameable form: a random curve over the day that drifts from day to day."""
    coarse = rng.normal(0, 0.8, 9)[None, :] + rng.normal(0, 0.45, (WEEKDAYS, 9))
    at = np.linspace(0, 24, 9)
    return np.array([np.interp(HOURS, at, row) for row in coarse])


def none(_rng: Generator) -> Floats:
    """Any time is as good as any other."""
    return np.zeros((WEEKDAYS, HALF_HOURS))


def _daily(curve: Floats) -> Floats:
    return np.tile(curve, (WEEKDAYS, 1))


def box(rng: Generator) -> Floats:
    """A favourite block of whole hours with hard edges, on all days or only some."""
    start, long = rng.uniform(8, 18), float(rng.choice([1, 2, 2, 3, 4]))
    inside = (start <= HOURS) & (start + long > HOURS)
    hours = _daily(np.where(inside, rng.uniform(0.9, 2.2), 0.0))
    if rng.uniform() < 0.6:
        return hours
    on = rng.choice(WEEKDAYS, int(rng.integers(1, 5)), replace=False)
    hours[np.setdiff1d(np.arange(WEEKDAYS), on)] -= rng.uniform(0.7, 2.5)
    return hours


def smooth(rng: Generator) -> Floats:
    """A random smooth curve over the day, another random figure a day: nothing to name."""
    distance = np.abs(HOURS[:, None] - HOURS[None, :])
    cover = np.exp(-0.5 * (distance / rng.uniform(0.8, 3.0)) ** 2) + 1e-6 * np.eye(HALF_HOURS)
    curve = rng.uniform(0.5, 1.1) * np.linalg.cholesky(cover) @ rng.normal(size=HALF_HOURS)
    habit: Floats = curve[None, :] + rng.normal(0, rng.uniform(0.1, 0.8), WEEKDAYS)[:, None]
    return habit


def alike(rng: Generator) -> Floats:
    """A trade with hours of its own: most are in early, the rest late, each a little different."""
    centre = rng.normal(9.2, 0.6) if rng.uniform() < 0.7 else rng.normal(17.5, 0.8)
    return _daily(rng.uniform(1.2, 2.2) * np.exp(-0.5 * ((HOURS - centre) / 1.1) ** 2))


Form = Callable[[Generator], Floats]
MANY: tuple[tuple[float, Form], ...] = (
    (0.26, bump),
    (0.10, two_peaks),
    (0.12, half_day),
    (0.07, hole),
    (0.14, day_set),
    (0.10, days_and_hour),
    (0.05, alternating),
    (0.08, rough),
    (0.08, none),
)


FAMILIES: dict[str, tuple[tuple[float, Form], ...]] = {
    "many": MANY,
    "boxes": ((0.8, box), (0.2, none)),
    "smooth": ((1.0, smooth),),
    "alike": ((0.7, alike), (0.3, none)),
}
"""By share of people. Kept apart so that a library fitted to one family is seen to fail another."""


def habit(rng: Generator, family: str, amplitude: float) -> Floats:
    """One person's multipliers, with mean one over the legal week."""
    forms = FAMILIES[family]
    shares = np.cumsum([share for share, _ in forms])
    form = forms[int(np.searchsorted(shares, rng.uniform(0, shares[-1])))][1]
    curve: Floats = np.exp(amplitude * form(rng))
    curve /= curve[:, FIRST:LAST].mean()
    return curve
