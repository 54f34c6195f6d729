"""No caller, however well told, beats the bound: proved by trying them all on tiny towns."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from benchmarks.schedule.bound import Queue, solve, upper_bound, usage, values
from benchmarks.schedule.oracle import Oracle
from benchmarks.schedule.play import play
from benchmarks.schedule.town import draw
from benchmarks.schedule.world import NORMAL


def tiny(seed: int, leads: int = 3, places: int = 5, attempts: int = 2) -> Queue:
    """Few leads in few slots with one or two places each; the gap is two slots."""
    rng = np.random.default_rng(seed)
    chance = rng.uniform(0, 0.9, (places, leads)) * (rng.uniform(size=(places, leads)) > 0.2)
    return Queue(
        leads=np.arange(leads),
        slots=np.arange(places),
        chance=chance,
        after=np.minimum(np.arange(places) + 2, places),
        capacity=rng.integers(1, 3, places).astype(float),
        attempts=attempts,
    )


def best_by_trying_all(queue: Queue) -> float:
    """The most contacts any policy can expect, over every choice in every state."""
    places, leads = queue.chance.shape

    @cache
    def worth(at: int, state: tuple[tuple[int, int], ...]) -> float:
        # state: per lead (calls left, free from); reached leads have no calls left.
        if at == places:
            return 0.0
        free = [n for n in range(leads) if state[n][0] and state[n][1] <= at]
        return max(
            outcomes(at, state, chosen)
            for chosen in subsets(free)
            if len(chosen) <= queue.capacity[at]
        )

    def outcomes(at: int, state: tuple[tuple[int, int], ...], chosen: tuple[int, ...]) -> float:
        if not chosen:
            return worth(at + 1, state)
        n, rest = chosen[0], chosen[1:]
        chance = queue.chance[at, n]
        reached = (*state[:n], (0, 0), *state[n + 1 :])
        failed = (*state[:n], (state[n][0] - 1, int(queue.after[at])), *state[n + 1 :])
        hit, miss = outcomes(at, reached, rest), outcomes(at, failed, rest)
        return float(chance * (1 + hit) + (1 - chance) * miss)

    return worth(0, tuple((queue.attempts, 0) for _ in range(leads)))


def subsets(items: list[int]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for item in items:
        found += [(*one, item) for one in found]
    return found


@pytest.mark.parametrize("seed", range(8))
def test_the_bound_is_never_below_what_trying_everything_finds(seed: int) -> None:
    queue = tiny(seed)
    best, solved = best_by_trying_all(queue), solve(queue, 40)
    assert solved.bound >= best - 1e-9
    assert solved.bound <= 1.25 * best  # and not merely huge


@pytest.mark.parametrize("seed", range(8))
def test_any_prices_give_a_bound(seed: int) -> None:
    queue = tiny(seed)
    prices = np.random.default_rng(seed).uniform(0, 0.6, len(queue.slots))
    bound = values(queue, prices)[0, -1].sum() + prices @ queue.capacity
    assert bound >= best_by_trying_all(queue) - 1e-9


def test_with_a_place_for_everyone_the_bound_is_exact() -> None:
    queue = tiny(3)
    roomy = Queue(queue.leads, queue.slots, queue.chance, queue.after, queue.capacity * 9, 2)
    assert solve(roomy, 40).bound == pytest.approx(best_by_trying_all(roomy), rel=1e-3)


def test_usage_is_the_slope_of_the_bound() -> None:
    queue = tiny(4, leads=30)
    prices = np.full(len(queue.slots), 0.2)
    slope = -usage(queue, prices, values(queue, prices))
    for at in range(len(prices)):
        step = np.zeros(len(prices))
        step[at] = 1e-6
        up, down = (values(queue, prices + s)[0, -1].sum() for s in (step, -step))
        assert (up - down) / 2e-6 == pytest.approx(slope[at], abs=1e-4)


def test_a_caller_told_everything_comes_near_the_bound_and_expects_no_more() -> None:
    town = draw(replace(NORMAL, leads=150, reps=1, days=20, arrival_days=8), 7)
    expected, bound = play(town, Oracle(town)).expected, upper_bound(town)
    assert 0.85 * bound < expected < 1.1 * bound
