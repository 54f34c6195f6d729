"""Hub time from a clock nobody can set."""

from hypothesis import given
from hypothesis import strategies as st

from client.hub_clock import HubClock
from tests.fakes import NOON


def exchange(clock: HubClock, mono: int, there: int, out: int = 10, back: int = 10) -> None:
    """One exchange: `there` is hub time at `mono`, with the given ways in ms."""
    clock.sample(mono, there + out, there + out, mono + out + back)


def test_before_the_first_answer_there_is_only_the_wall_clock() -> None:
    clock = HubClock()
    assert clock.now(5, NOON) == NOON
    assert not clock.known


def test_after_it_the_wall_clock_does_not_matter() -> None:
    clock = HubClock()
    exchange(clock, 1_000, NOON)
    assert clock.known
    assert clock.now(61_020, 0) == clock.now(61_020, NOON * 2) == NOON + 60_020


@given(out=st.integers(0, 900), back=st.integers(0, 900))
def test_the_error_is_at_most_half_the_round_trip(out: int, back: int) -> None:
    clock = HubClock()
    exchange(clock, 1_000, NOON, out, back)
    real = NOON + 5_000
    assert abs(clock.now(6_000, 0) - real) <= (out + back) / 2 + 1
    assert clock.error_ms >= (out + back) // 2


def test_the_quickest_exchange_counts() -> None:
    clock = HubClock()
    exchange(clock, 1_000, NOON)
    exchange(clock, 2_000, NOON + 1_000, out=900, back=0)
    assert clock.now(3_000, 0) == NOON + 2_000


def test_a_small_correction_comes_gently_and_a_large_one_at_once() -> None:
    clock = HubClock()
    exchange(clock, 1_000, NOON, 40, 40)
    exchange(clock, 2_000, NOON + 1_200, 0, 0)
    assert clock.now(2_000, 0) == NOON + 1_000
    assert clock.now(4_000, 0) == NOON + 3_100
    assert clock.now(10_000, 0) == NOON + 9_200
    exchange(clock, 20_000, NOON + 60_000, 0, 0)
    assert clock.now(20_000, 0) == NOON + 19_200
    clock.doubt()
    exchange(clock, 20_000, NOON + 60_000, 0, 0)
    assert clock.now(20_000, 0) == NOON + 60_000


def test_after_a_sleep_the_estimate_is_doubted_until_measured_again() -> None:
    clock = HubClock()
    exchange(clock, 1_000, NOON)
    clock.doubt()
    doubted = not clock.known
    exchange(clock, 2_000, NOON + 3_600_000)
    assert doubted
    assert clock.known
    assert clock.now(2_000, 0) == NOON + 3_600_000
