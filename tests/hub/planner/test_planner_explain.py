"""The factors behind a chance: worked examples, and that they multiply to what is shown."""

import numpy as np
import pytest
from hypothesis import given, settings

from hub.planner import Explanation, History, Options, believe, explain, learn, predict, prior
from tests.hub.planner.people import MONDAY, call, cell, histories, lead, said
from tests.hub.planner.test_planner_belief import STORIES

TAUGHT = learn(learn(prior(), histories(1, 300)), histories(1, 300))
THURSDAY_FOUR = cell(3, 16)


def product(found: Explanation) -> float:
    return float(np.prod([factor.ratio for factor in found.factors]))


@settings(max_examples=30, deadline=None)
@given(STORIES)
def test_factors_multiply_to_the_ratio_and_the_ratio_to_the_chance(history: History) -> None:
    found = explain(TAUGHT, history, THURSDAY_FOUR, MONDAY + 10)
    assert product(found) == pytest.approx(found.ratio, rel=1e-9)
    assert found.usual * found.ratio == pytest.approx(found.chance, rel=1e-9)
    belief = believe(TAUGHT, Options(), [history])[0]
    assert found.chance == pytest.approx(predict(belief, MONDAY + 10)[THURSDAY_FOUR])


def test_front_desk_said_afternoons_tue_and_thu() -> None:
    history = lead(
        call("no_answer", 0, 9),
        call("gatekeeper", 0, 15),
        said("days", (1, 3)),
        said("window", (24, 36)),
    )
    found = explain(TAUGHT, history, THURSDAY_FOUR, MONDAY + 3)
    by_kind = {(factor.kind, factor.signs): factor.ratio for factor in found.factors}
    assert found.ratio > 1.5
    assert by_kind["clue", (2,)] > 1.2
    assert by_kind["clue", (3,)] > 1.05
    assert by_kind["published", ()] > 1.1
    team = next(factor for factor in found.factors if factor.kind == "team")
    hour = cell(3, 16) // 2
    assert (team.calls, team.contacts) == (TAUGHT.counts[hour].calls, TAUGHT.counts[hour].contacts)
    assert team.calls > 0


def test_own_attempts_that_failed_at_the_same_hour_speak_against_it() -> None:
    tried = [call("no_answer", day, 16, week) for week in (0, 1) for day in (1, 3)]
    found = explain(prior(), lead(*tried), THURSDAY_FOUR, MONDAY + 17)
    against = next(factor for factor in found.factors if factor.kind == "tries")
    assert against.ratio < 0.9
    assert against.signs == (0, 1, 2, 3)


def test_where_nothing_is_known_but_the_table_only_the_table_is_named() -> None:
    found = explain(prior(), lead(), THURSDAY_FOUR, MONDAY + 3)
    assert [factor.kind for factor in found.factors] == ["published"]


def test_a_switched_off_clue_is_not_named() -> None:
    history = lead(said("days", (3,)))
    found = explain(prior(), history, THURSDAY_FOUR, MONDAY + 3, Options(clues=False))
    assert all(factor.kind != "clue" for factor in found.factors)
