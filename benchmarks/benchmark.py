"""What a benchmark is: a name, a title and a function that yields its figures as it takes them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.figures import Figure


@dataclass(frozen=True)
class Pace:
    """How long a run may take: `quick` looks for gross changes, the full run is for the record."""

    quick: bool = False

    def of(self, full: int, quick: int) -> int:
        return quick if self.quick else full


@dataclass(frozen=True)
class Benchmark:
    """`take` yields figures one by one, so that what was taken survives a later failure."""

    name: str
    title: str
    take: Callable[[Pace], Iterator[Figure]]
    limit: int
    """Seconds after which it is cut short (a quarter of it in a quick run, at least 60)."""
