"""Leads nobody is told of: where a first call is known only because it failed, those it reached are
missing, and the rest look deader than people are. How many are missing, and of what habits.

Expectation-maximisation for truncated data: each told lead stands for (1 - q) / q unseen ones, q
the chance that the first call to such a lead fails."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hub.planner.cells import HALVES, Floats, Ints
from hub.planner.habits import library
from hub.planner.model import LEAK, Model
from hub.planner.posterior import History, shares_of


@dataclass(frozen=True)
class Shares:
    """Expected numbers of leads by strength group of time and day habit, by absence, and dead."""

    times: Floats
    days: Floats
    away: Floats
    dead: float
    leads: float
    silent: float = 0.0
    """Calls to dead numbers that did not tell so; `wrong`: leads that turned out to be dead."""
    wrong: int = 0


def unseen(model: Model, histories: Sequence[History]) -> Shares:
    """The missing leads behind those whose first call is `given`."""
    shapes = library()
    time = shares_of(model.time_shares, shapes.time_group)
    day = shares_of(model.day_shares, shapes.day_group)
    away = np.array(model.away)
    present = np.array([1.0] + [LEAK] * (len(away) - 1))
    prior = away[:, None, None] * time[None, :, None] * day[None, None, :]
    missing = np.zeros_like(prior)
    first = Counter(
        (one.signs[0].cell, one.segment)
        for one in histories
        if one.signs and one.signs[0].kind == "given" and 0 <= one.signs[0].cell < 336
    )
    for (cell, segment), count in sorted(first.items()):
        weekday, half = divmod(cell, HALVES)
        rate = model.week[weekday, half] * np.exp(model.segment_log(segment))
        shape = shapes.times[:, half][:, None] * shapes.days[:, weekday][None, :]
        exposure = (rate * present)[:, None, None] * shape[None]
        reached = prior * (1 - (1 + exposure / model.shape) ** -model.shape)
        share = (1 - model.dead) * float(reached.sum())
        missing += count * (1 - model.dead) * reached / (1 - share)
    return Shares(
        times=_by_group(missing.sum(axis=(0, 2)), shapes.time_group, len(model.time_shares)),
        days=_by_group(missing.sum(axis=(0, 1)), shapes.day_group, len(model.day_shares)),
        away=missing.sum(axis=(1, 2)),
        dead=0.0,
        leads=float(missing.sum()),
    )


def _by_group(found: Floats, group: Ints, groups: int) -> Floats:
    return np.asarray(np.bincount(group, found, minlength=groups), dtype=np.float64)
