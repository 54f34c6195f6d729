"""How long each step of the planner takes with 1,000 open leads, taken while a crowded town plays;
and what exact packing of their next touches is worth over greedy."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from benchmarks.benchmark import Pace
from benchmarks.figures import Aim, Figure, measured
from benchmarks.schedule.clues import Clue
from benchmarks.schedule.play import play
from benchmarks.schedule.policy import Policy
from benchmarks.schedule.tables import Floats
from benchmarks.schedule.town import draw
from benchmarks.schedule.world import NORMAL
from hub.planner import Case, Wish, explain, pack
from hub.planner.ahead import Places, outlook

OPEN = 1000
CROWDED = replace(NORMAL, name="crowded", leads=1900, arrival_days=14, days=20, places_per_lead=1.6)
AHEAD_DAYS = 5
LEAD, RANK, NEW, NIGHT = "a call or clue on one lead", "whom to call", "a new lead", "the night"
T = TypeVar("T")


class Enough(Exception):
    """All samples wanted were taken."""


class Timed(Policy):
    """The planner with a stopwatch at each door, read while about 1,000 leads are open."""

    def __init__(self, nights: int) -> None:
        super().__init__()
        self._nights = nights
        self.samples: dict[str, list[float]] = {name: [] for name in (LEAD, RANK, NEW, NIGHT)}
        self.open: list[int] = []

    def arrive(self, lead: Mapping[str, Any]) -> None:
        step = super().arrive
        self._timed(NEW, lambda: step(lead))

    def day(self, d: int) -> None:
        if len(self.samples[NIGHT]) >= self._nights:
            raise Enough
        step = super().day
        self._timed(NIGHT, lambda: step(d))
        self.today = d

    def select(self, rep: int, slot: int, capacity: int) -> list[str]:
        step = super().select
        return self._timed(RANK, lambda: step(rep, slot, capacity))

    def observe(self, id: str, slot: int, outcome: str, clue: Clue | None) -> None:
        step = super().observe
        self._timed(LEAD, lambda: step(id, slot, outcome, clue))

    def _timed(self, what: str, step: Callable[[], T]) -> T:
        crowded = len(self._cases) >= 0.9 * OPEN
        began = time.perf_counter()
        result = step()
        if crowded:
            self.samples[what].append(1000 * (time.perf_counter() - began))
            self.open.append(len(self._cases))
        return result

    # -- planning ahead ----------------------------------------------------------------------------

    def cases(self) -> list[Case]:
        return list(self._cases.values())[:OPEN]

    def ahead(self) -> range:
        """The slots of the coming days."""
        first = self.today * self._per_day
        return range(first, min(first + AHEAD_DAYS * self._per_day, len(self._rota.clock)))

    def free(self, rep: int) -> list[int]:
        """Call places of a rep in each of those slots."""
        return [int(self._rota.capacity[rep, slot]) for slot in self.ahead()]

    def worth(self, case: Case) -> Floats:
        """What the case's next call is worth in each of those slots; 0 where it may not go."""
        where, rota = self._places[case.where], self._rota
        slots = [
            slot
            for slot in self.ahead()
            if case.ready <= slot < case.until
            and where.legal[slot]
            and rota.capacity[case.rep, slot]
        ]
        places = Places(
            cell=where.cells[slots].tolist(),
            day=where.days[slots].tolist(),
            clock=slots,
            price=self._queue.price[case.rep][slots].tolist(),
        )
        gap = int(self._meta["min_gap_slots"])
        found = outlook(self._model, case.history, places, left=case.left, gap=gap)
        worth = np.zeros(len(self.ahead()))
        worth[np.array(slots, dtype=int) - self.ahead().start] = found.worth
        return worth

    def explain_some(self) -> list[float]:
        """Milliseconds for the reason of one touch, for some of the open leads."""
        took = []
        for case in self.cases()[:100]:
            where, slot = self._places[case.where], case.ready
            began = time.perf_counter()
            explain(self._model, case.history, int(where.cells[slot]), int(where.days[slot]))
            took.append(1000 * (time.perf_counter() - began))
        return took


def take(pace: Pace) -> Iterator[Figure]:
    """Aims are SCHEDULE's: p99 under 10 ms for what somebody waits for."""
    timed = Timed(pace.of(5, 2))
    with suppress(Enough):
        play(draw(CROWDED, 1), timed)
    open_ = f"{min(timed.open):,} to {max(timed.open):,} leads open, {CROWDED.reps} reps"
    online = (Aim(10, "p99"),)
    yield measured("planner: a call or clue on one lead", "ms", timed.samples[LEAD], *online)
    note = f"{open_}; the worst are the first of a rep's day, when every lead is valued anew"
    yield measured("planner: whom a rep calls now", "ms", timed.samples[RANK], *online, note=note)
    yield measured("planner: a new lead", "ms", timed.samples[NEW], *online)
    yield measured("planner: the reason of one touch", "ms", timed.explain_some(), *online)
    yield from _packed(timed, pace.of(20, 5))
    yield measured(
        "planner: the night (learn, believe anew, prices)",
        "ms",
        timed.samples[NIGHT],
        note="in the background",
    )


def _packed(timed: Timed, times: int) -> Iterator[Figure]:
    """One next touch each for all open leads over five days, rep by rep as they are owned."""
    ahead, queues = [], []
    for rep in range(CROWDED.reps):
        wishes, capacity = [], timed.free(rep)
        for case in timed.cases():
            if case.rep != rep:
                continue
            began = time.perf_counter()
            worth = timed.worth(case)
            ahead.append(1000 * (time.perf_counter() - began))
            wishes.append(Wish(id=case.id, worth=tuple(worth.tolist())))
        queues.append((wishes, capacity))
    yield measured(
        "planner: one lead's five days ahead", "ms", ahead, Aim(10, "p99"), note="any next touch"
    )
    total = sum(len(wishes) for wishes, _ in queues)
    value = {}
    for exact in (True, False):
        took = []
        for _ in range(times):
            began = time.perf_counter()
            placed = [pack(wishes, capacity, exact=exact) for wishes, capacity in queues]
            took.append(1000 * (time.perf_counter() - began))
        value[exact] = sum(
            wish.worth[place.slot]
            for (wishes, _), places in zip(queues, placed, strict=True)
            for wish, place in zip(wishes, places, strict=True)
            if place.slot >= 0
        )
        how = "exact" if exact else "greedy"
        places = sum(sum(capacity) for _, capacity in queues)
        note = f"{total:,} leads into {places:,} places of {CROWDED.reps} reps"
        aims = (Aim(10, "p99"),) if exact else ()
        yield measured(f"planner: whole queue packed, {how}", "ms", took, *aims, note=note)
    yield measured(
        "planner: worth of the packing, greedy over exact", "x", [value[False] / value[True]]
    )
