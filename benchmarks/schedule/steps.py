"""How long each step of the planner takes with 1,000 open leads, taken while a crowded town plays;
and what exact packing of their next touches is worth over greedy."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import numpy as np

from benchmarks.benchmark import Pace
from benchmarks.figures import Aim, Figure, measured
from benchmarks.schedule.clues import Clue
from benchmarks.schedule.play import play
from benchmarks.schedule.policy import Policy
from benchmarks.schedule.town import draw
from benchmarks.schedule.world import NORMAL
from hub.planner import Case, Wish, explain, pack
from hub.planner.ahead import Outlook, Plea, outlooks

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
    reps = range(CROWDED.reps)
    cases = [[case for case in timed.cases() if case.rep == rep] for rep in reps]
    pleas = [[timed.plea(case) for case in mine] for mine in cases]
    one = [_ms(partial(timed.outlooks, 0, [plea])) for plea in pleas[0][:100]]
    yield measured("planner: one lead's next five days", "ms", one, Aim(10, "p99"))
    whole = [_ms(lambda: [timed.outlooks(rep, pleas[rep]) for rep in reps]) for _ in range(times)]
    note = f"{sum(map(len, cases)):,} leads of {len(reps)} reps, rep by rep"
    yield measured("planner: every lead's next five days", "ms", whole, note=note)
    wishes = [
        [
            Wish(id=case.id, worth=seen.worth)
            for case, seen in zip(cases[rep], timed.outlooks(rep, pleas[rep]), strict=True)
        ]
        for rep in reps
    ]
    places = [timed.free(rep) for rep in reps]
    note = f"{sum(map(len, wishes)):,} leads into {sum(map(sum, places)):,} places"
    for exact in (True, False):
        work = partial(_pack, wishes, places, exact)
        took = [_ms(work) for _ in range(times)]
        how, aims = ("exact", (Aim(10, "p99"),)) if exact else ("greedy", ())
        yield measured(f"planner: the whole queue packed, {how}", "ms", took, *aims, note=note)
    found = _pack(wishes, places, False) / _pack(wishes, places, True)
    yield measured("planner: worth of the packing, greedy over exact", "x", [found])


def _pack(wishes: list[list[Wish]], places: list[list[int]], exact: bool) -> float:
    """The worth of all placed, after packing each rep's wishes."""
    worth = 0.0
    for mine, free in zip(wishes, places, strict=True):
        for wish, placed in zip(mine, pack(mine, free, exact=exact), strict=True):
            worth += wish.worth[placed.slot] if placed.slot >= 0 else 0.0
    return worth


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)
