"""What is believed of one lead now, and what that says of the next call at any time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hub.planner.cells import CELLS, Floats, Ints
from hub.planner.habits import library
from hub.planner.model import LEAK, Model
from hub.planner.options import Options
from hub.planner.posterior import History, calls_of, posterior

CEILING = 0.9
"""No call is surer than this, whatever the factors say."""

AT_ONCE = 64
"""Leads worked out together: each takes 0.1 MB an array meanwhile."""


@dataclass(frozen=True)
class Belief:
    """rates: [away, 336] expected pick-ups a call of the living, absence by absence."""

    rates: Floats
    until: Ints
    away: Floats
    dead: float
    shape: float
    fade: float
    since: int
    spread: float
    """Squared variation of the level: how much one failure tells against all hours."""

    def rates_at(self, cells: Ints, days: Ints) -> Floats:
        """Mean rate at each (week cell, day); equal lengths."""
        present = np.where(days[None, :] >= self.until[:, None], 1.0, LEAK)
        rates: Floats = (self.rates[:, cells] * present).sum(axis=0)
        aged: Floats = rates * np.exp(self.fade * np.maximum(0, days - self.since))
        return aged

    def chance(self, cells: Ints, days: Ints) -> Floats:
        """Chance in (0, 0.9] that a call then reaches the person."""
        rates = self.rates_at(cells, days)
        reached = (1 - self.dead) * (1 - (1 + rates / self.shape) ** -self.shape)
        return np.clip(reached, 1e-6, CEILING)


def believe(model: Model, options: Options, histories: Sequence[History]) -> list[Belief]:
    """One belief a history; about 0.6 ms each."""
    beliefs: list[Belief] = []
    for start in range(0, len(histories), AT_ONCE):
        beliefs += _believe(model, options, histories[start : start + AT_ONCE])
    return beliefs


def _believe(model: Model, options: Options, histories: Sequence[History]) -> list[Belief]:
    shapes = library()
    found = posterior(model, options, histories, calls_of(histories))
    beliefs = []
    for n, one in enumerate(histories):
        level = found.weight[n] * found.level[n]
        by_cell = shapes.days.T @ (level.transpose(0, 2, 1) @ shapes.times)  # [away, 7, 48]
        week = model.week * np.exp(model.segment_log(one.segment))
        alive = 1 - float(found.dead[n])
        mean = float(level.sum()) * alive
        shape = float(found.shape[n])
        square = float((level * found.level[n]).sum()) * (1 + 1 / shape) * alive
        beliefs.append(
            Belief(
                rates=(by_cell * week[None]).reshape(-1, CELLS),
                until=found.until[n],
                away=found.weight[n].sum(axis=(1, 2)),
                dead=float(found.dead[n]),
                shape=shape,
                fade=model.fade,
                since=one.since,
                spread=square / (mean * mean) - 1,
            )
        )
    return beliefs


def predict(belief: Belief, day: int) -> Floats:
    """Chance over the 336 cells of the week, were it called around `day`."""
    return belief.chance(np.arange(CELLS), np.full(CELLS, day))
