"""The planner in the middle of a crowded town: 1,000 open leads, a stopwatch at every door."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from benchmarks.schedule.clues import Clue
from benchmarks.schedule.play import play
from benchmarks.schedule.policy import Policy
from benchmarks.schedule.town import draw
from benchmarks.schedule.world import NORMAL
from hub.planner import Case, Wish, explain, pack
from hub.planner.ahead import Outlook, Plea, outlooks

OPEN = 1000
CROWDED = replace(NORMAL, name="crowded", leads=1600, arrival_days=13, days=26, places_per_lead=2.0)
AHEAD_DAYS = 5
LEAD, RANK, NEW, NIGHT = "a call or clue on one lead", "whom to call", "a new lead", "the night"
T = TypeVar("T")


@dataclass(frozen=True)
class Queue:
    """A rep's leads, the worth of their next touch in each coming slot, and the places there."""

    wishes: list[Wish]
    places: list[int]

    def packed(self, *, exact: bool) -> float:
        """The worth of all touches that found a place."""
        placed = pack(self.wishes, self.places, exact=exact)
        pairs = zip(self.wishes, placed, strict=True)
        return sum(wish.worth[at.slot] for wish, at in pairs if at.slot >= 0)


class Enough(Exception):
    """All samples wanted were taken."""


class Crowded(Policy):
    """The planner with a stopwatch at each door, read while about 1,000 leads are open."""

    def __init__(self, nights: int) -> None:
        super().__init__()
        self._nights = nights
        self.samples: dict[str, list[float]] = {name: [] for name in (LEAD, RANK, NEW, NIGHT)}
        self.open: list[int] = []
        self.queues: list[Queue] = []
        """Every rep's next touches as they stood after each night."""

    def arrive(self, lead: Mapping[str, Any]) -> None:
        step = super().arrive
        self._timed(NEW, lambda: step(lead))

    def day(self, d: int) -> None:
        if len(self.samples[NIGHT]) >= self._nights:
            raise Enough
        step = super().day
        self._timed(NIGHT, lambda: step(d))
        self.today = d
        if self._crowded:
            self.queues += [self.queue(rep) for rep in range(CROWDED.reps)]

    def select(self, rep: int, slot: int, capacity: int) -> list[str]:
        step = super().select
        return self._timed(RANK, lambda: step(rep, slot, capacity))

    def observe(self, id: str, slot: int, outcome: str, clue: Clue | None) -> None:
        step = super().observe
        self._timed(LEAD, lambda: step(id, slot, outcome, clue))

    def _timed(self, what: str, step: Callable[[], T]) -> T:
        crowded = self._crowded
        began = time.perf_counter()
        result = step()
        if crowded:
            self.samples[what].append(1000 * (time.perf_counter() - began))
            self.open.append(len(self._cases))
        return result

    @property
    def _crowded(self) -> bool:
        return 0.9 * OPEN <= len(self._cases) <= 1.15 * OPEN

    # -- planning ahead ----------------------------------------------------------------------------

    def cases(self, rep: int) -> list[Case]:
        """A rep's open leads, of the first 1,000."""
        return [case for case in list(self._cases.values())[:OPEN] if case.rep == rep]

    def queue(self, rep: int) -> Queue:
        cases = self.cases(rep)
        seen = self.outlooks(rep, [self.plea(case) for case in cases])
        wishes = [Wish(id=c.id, worth=one.worth) for c, one in zip(cases, seen, strict=True)]
        return Queue(wishes, self.free(rep))

    def ahead(self) -> range:
        """The slots of the coming days."""
        first = self.today * self._per_day
        return range(first, min(first + AHEAD_DAYS * self._per_day, len(self._rota.clock)))

    def free(self, rep: int) -> list[int]:
        """Call places of a rep in each of those slots."""
        return [int(self._rota.capacity[rep, slot]) for slot in self.ahead()]

    def plea(self, case: Case) -> Plea:
        """What the case asks for in each of those slots."""
        where, slots = self._places[case.where], np.array(self.ahead())
        open_ = where.legal[slots] & (slots >= case.ready) & (slots < case.until)
        return Plea(
            history=case.history,
            cell=where.cells[slots].tolist(),
            day=where.days[slots].tolist(),
            open=(open_ & (self._rota.capacity[case.rep][slots] > 0)).tolist(),
            left=case.left,
        )

    def outlooks(self, rep: int, pleas: list[Plea]) -> list[Outlook]:
        slots = self.ahead()
        return outlooks(
            self._model,
            pleas,
            clock=slots,
            price=self._queue.price[rep][slots.start : slots.stop].tolist(),
            gap=int(self._meta["min_gap_slots"]),
        )

    def explain_some(self) -> list[float]:
        """Milliseconds for the reason of one touch, for some of the open leads."""
        took = []
        for case in self.cases(0)[:100]:
            where, slot = self._places[case.where], case.ready
            began = time.perf_counter()
            explain(self._model, case.history, int(where.cells[slot]), int(where.days[slot]))
            took.append(1000 * (time.perf_counter() - began))
        return took


def play_crowded(nights: int) -> Crowded:
    """A planner in the middle of a crowded town, after that many crowded nights."""
    policy = Crowded(nights)
    with suppress(Enough):
        play(draw(CROWDED, 1), policy)
    return policy
