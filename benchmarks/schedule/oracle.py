"""A caller told every hidden chance, and the best prices: how near one can come to the bound.

Nothing a hub could run; it bounds what the planner's look-ahead may be blamed for."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from benchmarks.schedule.bound import Solved, queues, solve
from benchmarks.schedule.clues import Clue
from benchmarks.schedule.town import Town


class Oracle:
    """Calls whoever gains most by a call now over waiting, at the bound's own prices."""

    told_truth = True

    def __init__(self, town: Town) -> None:
        self._town = town

    def start(self, meta: Mapping[str, Any]) -> None:
        self._solved: list[Solved] = [solve(queue) for queue in queues(self._town)]
        self._number = {lead.id: n for n, lead in enumerate(self._town.leads)}
        self._rep = [lead.rep for lead in self._town.leads]
        self._left = np.full(len(self._town.leads), meta["max_attempts"])
        self._free = np.array([lead.slot + meta["min_gap_slots"] for lead in self._town.leads])
        self._gap = int(meta["min_gap_slots"])

    def arrive(self, lead: Mapping[str, Any]) -> None:
        """Known already: chances are 0 before arrival."""

    def day(self, d: int) -> None:
        """Nothing to learn."""

    def select(self, rep: int, slot: int, capacity: int) -> list[str]:
        queue, worth = self._solved[rep].queue, self._solved[rep].worth
        at = int(np.searchsorted(queue.slots, slot))
        column = np.arange(len(queue.leads))
        left = self._left[queue.leads]
        chance = queue.chance[at]
        later = worth[queue.after[at], np.maximum(left - 1, 0), column]
        gain = chance + (1 - chance) * later - worth[at + 1, left, column]
        can = (left > 0) & (self._free[queue.leads] <= slot) & (chance > 0) & (gain > 0)
        gain = np.where(can, gain, -1.0)
        order = np.argsort(-gain, kind="stable")[:capacity]
        return [self._town.leads[queue.leads[n]].id for n in order if gain[n] > 0]

    def observe(self, id: str, slot: int, outcome: str, clue: Clue | None) -> None:
        n = self._number[id]
        self._free[n] = slot + self._gap
        self._left[n] = self._left[n] - 1 if outcome == "no_answer" else 0
