"""The hub's planner told every true chance instead of its own beliefs: its look-ahead and prices
alone, to be held against the bound."""

from collections.abc import Mapping
from typing import Any

from benchmarks.schedule.policy import Policy
from benchmarks.schedule.town import Town


class Told(Policy):
    """The hub's planner, with the town to look into."""

    told_truth = True

    def __init__(self, town: Town) -> None:
        super().__init__()
        self._town = town


class KnownChances(Told):
    """Knows each lead's chances from its arrival on; arrivals to come it must guess."""

    def start(self, meta: Mapping[str, Any]) -> None:
        super().start(meta)
        chances = {lead.id: self._town.chance[n] for n, lead in enumerate(self._town.leads)}
        self._queue.use(chances)
