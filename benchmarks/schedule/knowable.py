"""The best belief anyone could hold: Bayes' rule under the true prior, in the planner's look-ahead.

Told how people are made (habits, levels, how honest clues are, this town's table), never who is
who. What the planner lacks to this is its model; what this lacks to the oracle cannot be known."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.random import Generator

from benchmarks.schedule.clues import Clue, sayings
from benchmarks.schedule.habits import habit
from benchmarks.schedule.known import Told
from benchmarks.schedule.tables import FIRST, WEEKDAYS, Floats
from benchmarks.schedule.town import SEGMENTS, SLOTS, Town
from hub.planner import Case

PEOPLE = 900
"""Habits drawn to stand for all there are."""
LEVELS = 7
WINDOWS = 4
"""Draws of what one habit may let fall."""
BACK = (0, 2, 3, 4, 5, 6, 7, 8)
"""Days after arrival on which one away is back; 0 was never away."""


class Kind:
    """Everything there is to believe of a lead of one segment, before a call to it."""

    def __init__(self, town: Town, segment: int, habits: list[Floats], rng: Generator) -> None:
        crowd, world = town.crowd, town.world
        weeks = [crowd.table * crowd.segment_hours[segment] * one for one in habits]
        self.weeks = np.array(weeks)
        quantiles = (np.arange(LEVELS) + 0.5) / LEVELS
        spread, draws = world.level_spread, np.sort(rng.normal(size=20_000))
        normal = draws[(quantiles * len(draws)).astype(int)]
        level = world.level * crowd.segment_level[segment]
        self.levels = level * np.exp(spread * normal - spread * spread / 2)
        self._said: dict[Clue, Floats] = {}
        for n, week in enumerate(weeks):
            for _ in range(WINDOWS):
                told = sayings(rng, week, None, dead=False).true
                for clue in told:
                    by = self._said.setdefault(clue, np.zeros(len(weeks)))
                    by[n] += 1 / len(told) / WINDOWS
        self.prior = np.full((len(weeks), LEVELS, len(BACK)), 1.0 / len(weeks) / LEVELS)
        self.prior *= np.where(np.array(BACK) == 0, 1 - world.away, world.away / (len(BACK) - 1))

    def said(self, clue: Clue, truth: float) -> Floats:
        """How likely each habit makes the clue."""
        false = 1 / 54
        if clue[0] == "days" and isinstance(clue[1], tuple):
            false = 0.5 / 3 / {1: 5, 2: 10, 3: 10}.get(len(clue[1]), 10)
        return truth * self._said.get(clue, np.zeros(len(self.weeks))) + (1 - truth) * false


class Belief:
    """What may be true of one lead, weighted by all that happened."""

    def __init__(self, kind: Kind, town: Town, slot: int, offset: int) -> None:
        self.kind, self._world, self._came = kind, town.world, slot // SLOTS
        self.weight = kind.prior.copy()
        self.dead = town.world.dead
        of_day = np.arange(SLOTS)
        self._local = np.clip(FIRST + of_day + 2 * offset, 0, 47)

    def failed(self, slot: int) -> None:
        """A call in `slot` reached nobody."""
        day, half = slot // SLOTS, int(self._local[slot % SLOTS])
        rate = self.kind.weeks[:, day % WEEKDAYS, half] * self._world.fade ** (day - self._came)
        there = np.where(day >= self._returns(), 1.0, self._world.away_factor)
        chance = rate[:, None, None] * self.kind.levels[None, :, None] * there[None, None, :]
        self.weight *= 1 - np.minimum(0.9, chance)
        self._settle(1 - self._world.reveal)

    def heard(self, clue: Clue, truth: float, day: int) -> None:
        kind, value = clue
        if kind == "back" and isinstance(value, int):
            away = day < self._returns()
            likely = np.where(self._returns() == value, truth, (1 - truth) / 8)
            self.weight *= np.where(away, likely, 1e-9)
        elif kind == "wrong_number":
            self.dead = 1.0
        else:
            self.weight *= self.kind.said(clue, truth)[:, None, None]
            self.dead = 0.0  # somebody spoke for a live number
        self._settle(1.0)

    def _returns(self) -> Floats:
        back = np.array(BACK)
        return np.where(back > 0, self._came + back, 0).astype(float)

    def _settle(self, dead: float) -> None:
        """Weights to one again; `dead` is how likely a dead number made what was seen."""
        total = float(self.weight.sum())
        self.weight /= total
        alive = (1 - self.dead) * total
        self.dead = self.dead * dead / max(1e-12, self.dead * dead + alive)

    def chances(self, days: int) -> Floats:
        """Of a call in each slot of the run."""
        mean = np.einsum("mla,l->am", self.weight, self.kind.levels)
        week = mean @ self.kind.weeks[:, :, self._local].reshape(len(self.weight), -1)
        week = week.reshape(len(BACK), WEEKDAYS, SLOTS)
        day = np.arange(days)
        there = np.where(day[:, None] >= self._returns()[None, :], 1.0, self._world.away_factor)
        found = np.einsum("da,ads->ds", there, week[:, day % WEEKDAYS])
        found *= (self._world.fade ** np.maximum(0, day - self._came))[:, None]
        chances: Floats = np.minimum(0.9, found.reshape(-1)) * (1 - self.dead)
        return chances


class Knowable(Told):
    """The planner's look-ahead on the best beliefs there can be."""

    def start(self, meta: Mapping[str, Any]) -> None:
        super().start(meta)
        rng = np.random.default_rng(1)
        world = self._town.world
        habits = [habit(rng, world.forms, world.habits) for _ in range(PEOPLE)]
        self._kinds = [Kind(self._town, n, habits, rng) for n in range(len(SEGMENTS))]
        self._beliefs: dict[str, Belief] = {}
        self._known: dict[str, Floats] = {}
        self._queue.use(self._known)

    def arrive(self, lead: Mapping[str, Any]) -> None:
        kind = self._kinds[SEGMENTS.index(lead["segment"])]
        belief = Belief(kind, self._town, lead["slot"], lead["utc_offset_hours"])
        belief.failed(lead["slot"])
        for clue in lead["asked"]:
            belief.heard(clue, self._town.world.asked_truth, lead["slot"] // SLOTS)
        self._beliefs[lead["id"]] = belief
        super().arrive(lead)

    def observe(self, id: str, slot: int, outcome: str, clue: Clue | None) -> None:
        if outcome == "no_answer":
            self._beliefs[id].failed(slot)
            if clue is not None:
                self._beliefs[id].heard(clue, self._town.world.clue_truth, slot // SLOTS)
        super().observe(id, slot, outcome, clue)

    def _keep(self, case: Case) -> None:
        self._known[case.id] = self._beliefs[case.id].chances(self._town.world.days)
        super()._keep(case)

    def _close(self, id: str) -> None:
        super()._close(id)
        del self._beliefs[id]
