"""Many runs of many policies, each run's town the same for all; ratios are paired by run."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context

import numpy as np

from benchmarks.schedule.bound import upper_bound
from benchmarks.schedule.play import Caller, Result, play
from benchmarks.schedule.town import Town, draw
from benchmarks.schedule.world import World

HERE = "benchmarks.schedule"
YARDSTICK = f"{HERE}.baselines:FixedCadence"
PLANNER = f"{HERE}.policy:Policy"
KNOWING = f"{HERE}.known:KnownChances"
KNOWABLE = f"{HERE}.knowable:Knowable"
ORACLE = f"{HERE}.oracle:Oracle"
BOUND = "bound"
"""Stands among the policies; its `expected` is the bound and it makes no calls."""


def made(path: str, town: Town) -> Caller:
    """The policy `module:Name`; one with `told_truth` is handed the town itself."""
    module, _, name = path.partition(":")
    maker: Callable[..., Caller] = getattr(import_module(module), name)
    return maker(town) if getattr(maker, "told_truth", False) else maker()


@dataclass(frozen=True)
class Played:
    """One policy on one run."""

    result: Result
    seconds: float


@dataclass(frozen=True)
class Ratio:
    value: float
    error: float
    """Standard error; not a number from a single run."""

    def __str__(self) -> str:
        return f"{self.value:.3f} ± {self.error:.3f}"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Sum over sum, its standard error by the delta method over paired runs."""
    mine, other = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    value = float(mine.sum() / other.sum())
    if len(mine) < 2:
        return Ratio(value, float("nan"))
    left = mine - value * other
    return Ratio(value, float(left.std(ddof=1) / np.sqrt(len(mine)) / other.mean()))


@dataclass(frozen=True)
class Job:
    """One town and who plays it."""

    world: World
    seed: int
    run: int
    policies: tuple[str, ...]


def run_one(job: Job) -> dict[str, Played]:
    """All policies on one town, one after the other."""
    town = draw(job.world, job.seed, job.run)
    played = {}
    for path in job.policies:
        began = time.perf_counter()
        if path == BOUND:
            result = Result(0, 0, len(town.leads), upper_bound(town), "")
        else:
            result = play(town, made(path, town))
        played[path] = Played(result, time.perf_counter() - began)
    return played


@dataclass
class Study:
    """Results by world and policy, each in the order of its runs."""

    played: dict[tuple[str, str], dict[int, Played]] = field(default_factory=dict)

    def add(self, job: Job, played: dict[str, Played]) -> None:
        for path, one in played.items():
            self.played.setdefault((job.world.name, path), {})[job.run] = one

    def of(self, world: str, policy: str) -> list[Played]:
        runs = self.played.get((world, policy), {})
        return [runs[run] for run in sorted(runs)]

    def calls_per_contact(self, world: str, policy: str) -> Ratio:
        results = [one.result for one in self.of(world, policy)]
        return ratio([one.calls for one in results], [one.contacts for one in results])

    def versus(self, policy: str, *worlds: str, other: str = YARDSTICK) -> Ratio:
        """Contacts over the other's, in the runs both have played in all these worlds."""
        return self.paired(policy, other, worlds, lambda result: result.contacts)

    def sharper(self, policy: str, *worlds: str, other: str = YARDSTICK) -> Ratio:
        """The same by the true chances of the calls made: the same mean without their luck."""
        return self.paired(policy, other, worlds, lambda result: result.expected)

    def paired(
        self, policy: str, other: str, worlds: Sequence[str], count: Callable[[Result], float]
    ) -> Ratio:
        """Runs of one number share their seed across worlds, so together they are one sample."""
        ran = [self.played[world, path] for world in worlds for path in (policy, other)]
        runs = sorted(set.intersection(*(set(one) for one in ran)))
        sums = (
            [sum(count(self.played[world, path][run].result) for world in worlds) for run in runs]
            for path in (policy, other)
        )
        return ratio(*sums)


def study(jobs: Iterable[Job], processes: int = 1) -> Iterator[tuple[Job, dict[str, Played]]]:
    """Each job's results as it ends; the numbers do not depend on the order."""
    listed = list(jobs)
    if processes == 1:
        for job in listed:
            yield job, run_one(job)
        return
    with workers(processes) as pool:
        waiting = {pool.submit(run_one, job): job for job in listed}
        for done in as_completed(waiting):
            yield waiting[done], done.result()


@contextmanager
def workers(processes: int) -> Iterator[ProcessPoolExecutor]:
    """A pool that drops what has not begun when it is left early."""
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
