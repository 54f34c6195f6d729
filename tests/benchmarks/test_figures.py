"""The arithmetic behind every figure."""

import pytest

from benchmarks.figures import Aim, left_out, measured, median, not_taken, percentile, ratios


def test_a_percentile_is_a_sample_and_not_a_mixture() -> None:
    samples = [float(i) for i in range(1, 201)]
    assert percentile(samples, 0.99) == 198
    assert percentile(samples, 0.5) == 100
    assert percentile(list(reversed(samples)), 1) == 200
    assert percentile(samples, 0) == 1


def test_the_median_of_an_even_count_lies_between_the_middle_two() -> None:
    assert median([4, 1, 3, 2]) == 2.5
    assert median([9, 1, 5]) == 5


def test_with_few_samples_the_p99_is_the_worst() -> None:
    figure = measured("x", "ms", [1, 2, 30])
    assert figure.spread is not None
    assert figure.spread.p99 == figure.spread.max == 30


def test_without_samples_a_figure_has_failed_and_is_never_met() -> None:
    figure = measured("x", "ms", [], Aim(1))
    assert figure.failed
    assert figure.verdict == ""
    with pytest.raises(ValueError, match="needs samples"):
        percentile([], 0.5)


def test_every_aim_must_hold() -> None:
    samples = [10.0] * 98 + [100.0] * 2
    assert measured("x", "ms", samples, Aim(10), Aim(100, "p99")).verdict == "met"
    assert measured("x", "ms", samples, Aim(10), Aim(99, "p99")).verdict == "missed"
    assert measured("x", "ms", samples).verdict == ""


def test_an_aim_may_be_a_floor() -> None:
    assert measured("x", "/s", [3600], Aim(3600, least=True)).verdict == "met"
    assert measured("x", "/s", [3599], Aim(3600, least=True)).verdict == "missed"


def test_ratios_pair_the_runs_that_were_taken_in_turn() -> None:
    assert ratios([1, 4], [2, 4]) == [0.5, 1]


def test_what_this_machine_does_not_offer_is_no_failure() -> None:
    assert not left_out("x", "no right").failed
    assert not_taken("x", "it hung").failed
