"""How long each step of the planner takes with 1,000 open leads."""

import time
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.benchmark import Pace
from benchmarks.figures import Aim, Figure, measured
from benchmarks.schedule.compare import Ratio, ratio
from benchmarks.schedule.crowded import CROWDED, LEAD, NEW, NIGHT, RANK, Crowded
from hub.planner.ahead import Plea

ONLINE = Aim(10, "p99")
"""Milliseconds, for what somebody waits for (SCHEDULE B5, B8)."""


def take(crowded: Crowded, pace: Pace) -> Iterator[Figure]:
    took = crowded.samples
    note = f"{min(crowded.open):,} to {max(crowded.open):,} leads open, {CROWDED.reps} reps"
    yield measured("planner: a call or clue on one lead", "ms", took[LEAD], ONLINE)
    yield measured("planner: whom a rep calls now", "ms", took[RANK], ONLINE, note=note)
    yield measured("planner: a new lead", "ms", took[NEW], ONLINE)
    yield measured("planner: the reason of one touch", "ms", crowded.explain_some(), ONLINE)
    yield from _ahead(crowded, pace.of(20, 5))
    yield from _packed(crowded, pace.of(20, 5))
    note = "learn, believe anew, price; in the background"
    yield measured("planner: the night", "ms", took[NIGHT], note=note)


def _ahead(crowded: Crowded, times: int) -> Iterator[Figure]:
    reps = range(CROWDED.reps)
    pleas = [[crowded.plea(case) for case in crowded.cases(rep)] for rep in reps]
    one = [_ms(partial(crowded.outlooks, 0, [plea])) for plea in pleas[0][:100]]
    yield measured("planner: one lead's next five days", "ms", one, ONLINE)
    work = partial(_all_ahead, crowded, pleas)
    whole = [_ms(work) for _ in range(times)]
    note = f"{sum(map(len, pleas)):,} leads of {len(reps)} reps, rep by rep"
    yield measured("planner: every lead's next five days", "ms", whole, note=note)


def _all_ahead(crowded: Crowded, pleas: list[list[Plea]]) -> None:
    for rep, mine in enumerate(pleas):
        crowded.outlooks(rep, mine)


def _packed(crowded: Crowded, times: int) -> Iterator[Figure]:
    """One next touch each for all open leads over five days, rep by rep as they are owned."""
    last = crowded.queues[-CROWDED.reps :]
    leads, places = (sum(len(q.wishes) for q in last), sum(sum(q.places) for q in last))
    note = f"{leads:,} leads into {places:,} places"
    for exact, how, aims in ((True, "exact", (ONLINE,)), (False, "greedy", ())):
        work = partial(_pack_all, crowded, exact)
        took = [_ms(work) for _ in range(times)]
        yield measured(f"planner: the whole queue packed, {how}", "ms", took, *aims, note=note)


def _pack_all(crowded: Crowded, exact: bool) -> None:
    for queue in crowded.queues[-CROWDED.reps :]:
        queue.packed(exact=exact)


def packing(crowded: Crowded) -> Ratio:
    """What exact packing is worth over greedy, over every rep's queue after every crowded night."""
    exact = [queue.packed(exact=True) for queue in crowded.queues]
    return ratio(exact, [queue.packed(exact=False) for queue in crowded.queues])


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)
