"""The best belief is a belief: it adds up, failures count against their hour, clues for theirs."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.schedule.habits import habit
from benchmarks.schedule.knowable import Belief, Kind
from benchmarks.schedule.town import SLOTS, draw
from benchmarks.schedule.world import NORMAL

TOWN = draw(replace(NORMAL, leads=10, days=18, arrival_days=2), 4)


@pytest.fixture(scope="module")
def kind() -> Kind:
    rng = np.random.default_rng(0)
    habits = [habit(rng, "many", 1.0) for _ in range(200)]
    return Kind(TOWN, 0, habits, rng)


def test_a_failed_call_counts_most_against_its_own_hour(kind: Kind) -> None:
    belief = Belief(kind, TOWN, 0, 0)
    before = belief.chances(18)
    belief.failed(SLOTS + 4)
    left = belief.chances(18) / before
    assert belief.weight.sum() == pytest.approx(1)
    assert left[6 * SLOTS + 4] < left[6 * SLOTS + 18] < 1


def test_a_window_told_raises_the_window_and_proves_the_number_alive(kind: Kind) -> None:
    belief = Belief(kind, TOWN, 0, -1)
    before = belief.chances(18)
    belief.heard(("window", (9, 11)), 0.87, 0)
    told = belief.chances(18)
    inside = 3 * SLOTS + np.arange(4, 8)  # 10 to 12 on the rep's clock, 9 to 11 there
    assert (told[inside] > 1.2 * before[inside]).all()
    assert belief.dead == 0


def test_somebody_away_is_not_expected_before_the_day_named(kind: Kind) -> None:
    belief = Belief(kind, TOWN, 0, 0)
    belief.heard(("back", 4), 0.87, 1)
    by_day = belief.chances(18).reshape(18, SLOTS).mean(axis=1)
    assert by_day[4] > 3 * by_day[3]


def test_a_wrong_number_is_never_expected(kind: Kind) -> None:
    belief = Belief(kind, TOWN, 0, 0)
    belief.heard(("wrong_number", None), 0.87, 1)
    assert belief.chances(18).max() == 0
