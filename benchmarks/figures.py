"""The arithmetic of figures: the spread of samples and the aims they are held against.

Nothing is measured here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Statistic = Literal["p50", "p99", "max"]
Verdict = Literal["met", "missed", ""]


@dataclass(frozen=True)
class Spread:
    """Samples boiled down. `p99` of fewer than 100 samples is their maximum."""

    n: int
    min: float
    p50: float
    p99: float
    max: float


@dataclass(frozen=True)
class Aim:
    """One limit. `least` turns it round: the statistic must reach it instead of staying under."""

    limit: float
    of: Statistic = "p50"
    least: bool = False

    def met_by(self, spread: Spread) -> bool:
        value: float = getattr(spread, self.of)
        return value >= self.limit if self.least else value <= self.limit


@dataclass(frozen=True)
class Figure:
    """One line of the results. `why` says why there is no spread; `note` how to read it."""

    what: str
    unit: str = ""
    spread: Spread | None = None
    aims: tuple[Aim, ...] = ()
    note: str = ""
    why: str = ""
    failed: bool = False
    """It should have been measured here and was not."""

    @property
    def verdict(self) -> Verdict:
        if self.spread is None or not self.aims:
            return ""
        return "met" if all(aim.met_by(self.spread) for aim in self.aims) else "missed"


def percentile(samples: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest sample not exceeded by `share` (0..1) of them.

    Raises ValueError without samples."""
    if not samples:
        raise ValueError("a percentile needs samples")
    ranked = sorted(samples)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def median(samples: Sequence[float]) -> float:
    """The middle sample, or the mean of the middle two."""
    if not samples:
        raise ValueError("a median needs samples")
    ranked = sorted(samples)
    middle = len(ranked) // 2
    return ranked[middle] if len(ranked) % 2 else (ranked[middle - 1] + ranked[middle]) / 2


def spread_of(samples: Sequence[float]) -> Spread:
    """All statistics of `samples` at once. Raises ValueError without samples."""
    return Spread(
        n=len(samples),
        min=percentile(samples, 0),
        p50=median(samples),
        p99=percentile(samples, 0.99),
        max=percentile(samples, 1),
    )


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Ours over theirs, run by run: taken in turn, so that what slowed one slowed its pair."""
    return [mine / other for mine, other in zip(ours, theirs, strict=False)]


def measured(
    what: str,
    unit: str,
    samples: Sequence[float],
    *aims: Aim,
    note: str = "",
) -> Figure:
    """A figure from its samples; without any it is one that could not be taken."""
    if not samples:
        return not_taken(what, "no sample arrived")
    return Figure(what, unit, spread_of(samples), aims, note)


def not_taken(what: str, why: str) -> Figure:
    """A figure that should be here and is not: the run as a whole has failed."""
    return Figure(what, why=why, failed=True)


def left_out(what: str, why: str) -> Figure:
    """A figure this machine or this run does not offer: said, and no failure."""
    return Figure(what, why=why)
