"""A bucket lets a burst through, then its rate, and forgets whom it has not seen."""

from hub.intake.buckets import Buckets
from tests.hub.builders import NOON


def test_a_burst_goes_through_and_the_next_waits_as_long_as_it_must() -> None:
    buckets = Buckets(rate=0.5, burst=2)
    assert [buckets.take("a", NOON) for _ in range(3)] == [0, 0, 2]
    assert buckets.take("a", NOON + 1_999) == 1
    assert buckets.take("a", NOON + 2_000) == 0


def test_one_bucket_knows_nothing_of_another() -> None:
    buckets = Buckets(rate=1, burst=1)
    assert buckets.take("a", NOON) == 0
    assert buckets.take("b", NOON) == 0
    assert buckets.take("a", NOON) == 1


def test_a_clock_that_runs_back_fills_nothing() -> None:
    buckets = Buckets(rate=1, burst=1)
    assert buckets.take("a", NOON) == 0
    assert buckets.take("a", NOON - 60_000) == 1


def test_those_not_seen_for_longest_are_forgotten_first() -> None:
    buckets = Buckets(rate=1, burst=1, most=2)
    for name in ("a", "b", "c"):
        assert buckets.take(name, NOON) == 0
    assert buckets.take("c", NOON) == 1
    assert buckets.take("b", NOON) == 1
    assert buckets.take("a", NOON) == 0


def test_a_fine_empties_a_bucket_that_holds_less() -> None:
    buckets = Buckets(rate=1, burst=10)
    buckets.fine("a", NOON, 8)
    assert [buckets.take("a", NOON) for _ in range(3)] == [0, 0, 1]
    buckets.fine("a", NOON, 8)
    assert buckets.take("a", NOON + 1_000) == 0
