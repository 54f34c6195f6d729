"""How a run goes on when one part of it breaks."""

import sys
from collections.abc import Iterator
from threading import Event
from types import ModuleType

import pytest

from benchmarks.__main__ import cut_short_after, take
from benchmarks.benchmark import Benchmark, Pace
from benchmarks.figures import Figure, measured


def _module(monkeypatch: pytest.MonkeyPatch, wrong: BaseException) -> Benchmark:
    def figures(_pace: Pace) -> Iterator[Figure]:
        yield measured("first", "ms", [1])
        raise wrong

    module = ModuleType("benchmarks.of_a_test")
    module.take = figures  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "benchmarks.of_a_test", module)
    return Benchmark("x", "X", "of_a_test", 60)


@pytest.mark.parametrize(
    "wrong", [RuntimeError("it broke"), pytest.fail.Exception("too late"), TimeoutError()]
)
def test_what_was_taken_stays_when_the_rest_breaks(
    monkeypatch: pytest.MonkeyPatch, wrong: BaseException
) -> None:
    section = take(_module(monkeypatch, wrong), Pace())
    assert [figure.failed for figure in section.figures] == [False, True]
    assert type(wrong).__name__ in section.figures[1].why


def test_a_benchmark_that_does_not_load_has_failed_and_the_next_can_run() -> None:
    section = take(Benchmark("x", "X", "no_such_module", 60), Pace())
    assert [figure.failed for figure in section.figures] == [True]


def test_a_run_that_hangs_is_cut_short() -> None:
    never = Event()
    with pytest.raises(TimeoutError, match="cut short after 1 s"), cut_short_after(1):
        never.wait(90)


def test_a_quick_run_asks_for_less() -> None:
    assert (Pace().of(7, 2), Pace(quick=True).of(7, 2)) == (7, 2)
