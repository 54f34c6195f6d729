"""What a benchmark is: a name, a title and a module whose `take` yields its figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from benchmarks.figures import Figure


@dataclass(frozen=True)
class Pace:
    """How long a run may take: `quick` looks for gross changes, the full run is for the record."""

    quick: bool = False

    def of(self, full: int, quick: int) -> int:
        return quick if self.quick else full


@dataclass(frozen=True)
class Benchmark:
    """`module.take(pace)` yields figures one by one: what was taken survives a later failure."""

    name: str
    title: str
    module: str
    limit: int
    """Seconds after which it is cut short (a quarter of it in a quick run, at least 60)."""

    def take(self, pace: Pace) -> Iterator[Figure]:
        # Imported late, so that a part that does not even load costs its own figures only.
        yield from import_module(f"benchmarks.{self.module}").take(pace)
