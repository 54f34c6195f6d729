"""Many runs of many policies, each run's town the same for all; ratios are paired by run."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np

from benchmarks.schedule.play import Caller, Result, play
from benchmarks.schedule.town import Town, draw
from benchmarks.schedule.world import World

Maker = Callable[..., Caller]


def made(path: str, town: Town) -> Caller:
    """The policy `module:Name`; one with `told_truth` is handed the town itself."""
    module, _, name = path.partition(":")
    maker: Maker = getattr(import_module(module), name)
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
    """Standard error."""

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


def run_one(world: World, seed: int, run: int, policies: Sequence[str]) -> dict[str, Played]:
    """All policies on one town, one after the other."""
    town = draw(world, seed, run)
    played = {}
    for path in policies:
        began = time.perf_counter()
        result = play(town, made(path, town))
        played[path] = Played(result, time.perf_counter() - began)
    return played
