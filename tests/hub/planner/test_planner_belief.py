"""What calls and clues do to the belief about one lead."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.planner import History, Options, Sign, believe, predict, prior
from hub.planner.cells import Floats
from tests.hub.planner.people import MONDAY, call, cell, lead, said

MODEL = prior()
OFFICE = [cell(day, hour / 2) for day in range(5) for hour in range(16, 40)]


def week(history: History, day: int = MONDAY + 7, options: Options | None = None) -> Floats:
    return predict(believe(MODEL, options or Options(), [history])[0], day)


SIGNS = st.builds(
    Sign,
    st.sampled_from(
        ["no_answer", "live", "busy", "voicemail", "wrong_number", "submitted", "smoke signal"]
    ),
    st.sampled_from(OFFICE),
    st.integers(MONDAY, MONDAY + 14),
)
CLUES = st.one_of(
    st.tuples(st.integers(16, 36), st.integers(1, 6)).map(
        lambda at: Sign("window", 30, MONDAY, (at[0], min(40, at[0] + at[1])))
    ),
    st.sets(st.integers(0, 4), min_size=1, max_size=3).map(
        lambda days: Sign("days", 30, MONDAY, tuple(sorted(days)))
    ),
    st.integers(MONDAY, MONDAY + 20).map(lambda day: Sign("back", 30, MONDAY, (day,))),
)
TRIES = st.lists(SIGNS, max_size=8).map(lambda signs: lead(*signs))
STORIES = st.lists(st.one_of(SIGNS, CLUES), max_size=8).map(lambda signs: lead(*signs))


@settings(max_examples=60, deadline=None)
@given(STORIES)
def test_a_chance_is_never_nought_and_never_above_nine_tenths(history: History) -> None:
    chance = week(history)
    assert np.all(chance > 0) and np.all(chance <= 0.9)


@settings(max_examples=60, deadline=None)
@given(STORIES, st.sampled_from(OFFICE))
def test_a_failed_call_never_raises_the_chance_of_its_own_half_hour(
    history: History, at: int
) -> None:
    failed = History(
        segment=history.segment,
        since=history.since,
        signs=(*history.signs, Sign("no_answer", at, MONDAY + 7)),
    )
    assert week(failed)[at] <= week(history)[at] * (1 + 1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(16, 36), st.integers(1, 6), TRIES)
def test_a_clue_after_any_calls_never_lowers_its_window_against_the_rest_of_the_day(
    first: int, long: int, history: History
) -> None:
    last = min(40, first + long)
    told = lead(*history.signs, said("window", (first, last)))

    def share(one: History) -> float:
        chance = week(one).reshape(7, 48)[:5]
        return float(chance[:, first:last].mean() / chance[:, 16:40].mean())

    assert share(told) >= share(history) * (1 - 1e-6)


def test_one_more_failure_counts_less_for_other_days_than_for_the_same_half_hour() -> None:
    before, after = week(lead()), week(lead(call("no_answer", 1, 11)))
    left = after / before
    assert left[cell(1, 11)] < left[cell(3, 16)] < 1


def test_failures_in_many_parts_of_the_week_make_a_number_probably_dead() -> None:
    calls = [call("voicemail", day, 9 + 2 * day, n) for n in range(2) for day in range(5)]
    alive = believe(MODEL, Options(), [lead(), lead(*calls), lead(*calls, call("live", 4, 9, 2))])
    assert alive[0].dead == pytest.approx(MODEL.dead)
    assert alive[1].dead > 2 * MODEL.dead
    assert alive[2].dead == 0


def test_a_dead_number_would_have_told_so_by_now_and_then() -> None:
    silent = [call("no_answer", day, 10) for day in range(5)]
    mute = [call("voicemail", day, 10) for day in range(5)]
    told, untold = believe(MODEL, Options(), [lead(*silent), lead(*mute)])
    assert told.dead < untold.dead


def test_somebody_who_says_when_to_call_is_not_a_dead_number() -> None:
    quiet, spoke = believe(MODEL, Options(), [lead(), lead(said("days", (1, 3)))])
    assert spoke.dead < quiet.dead / 5


def test_a_wrong_number_leaves_next_to_nothing_until_somebody_answers_it() -> None:
    wrong = [call("no_answer", 0, 9), call("wrong_number", 1, 9)]
    assert week(lead(*wrong)).max() < 0.05
    assert week(lead(*wrong, call("live", 2, 9))).max() > 0.1


def test_away_until_a_day_means_little_before_it_and_as_usual_after() -> None:
    history = lead(said("back", (MONDAY + 9,)))
    before, after = week(history, MONDAY + 8)[cell(1, 16)], week(history, MONDAY + 9)[cell(1, 16)]
    assert before < 0.4 * after


def test_days_they_named_are_better_and_days_they_ruled_out_worse() -> None:
    named, plain = week(lead(said("days", (1, 3)))), week(lead())
    assert named[cell(1, 10)] > 1.2 * plain[cell(1, 10)]
    before = plain[cell(2, 10)] / plain[cell(1, 10)]
    assert named[cell(2, 10)] / named[cell(1, 10)] < 0.7 * before
    ruled = week(lead(said("not_days", (4,))))
    assert ruled[cell(4, 10)] / ruled[cell(3, 10)] < plain[cell(4, 10)] / plain[cell(3, 10)]


def test_hours_they_ruled_out_are_worse_than_before() -> None:
    ruled, plain = week(lead(said("not_window", (26, 32)))), week(lead())
    assert ruled[cell(2, 14)] / ruled[cell(2, 9)] < plain[cell(2, 14)] / plain[cell(2, 9)]


def test_a_window_over_midnight_is_read_as_evening_and_early_morning() -> None:
    evening, plain = week(lead(said("window", (36, 18)))), week(lead())
    assert evening[cell(2, 19)] / evening[cell(2, 12)] > plain[cell(2, 19)] / plain[cell(2, 12)]


def test_the_hour_they_wrote_speaks_for_itself_softly() -> None:
    wrote, plain = week(lead(call("submitted", 2, 9))), week(lead())
    assert 1.0 < wrote[cell(2, 9)] / plain[cell(2, 9)] < 1.5


@pytest.mark.parametrize(
    "sign",
    [
        Sign("owl", 30, MONDAY, (1,)),
        Sign("window", 30, MONDAY, (50, 60)),
        Sign("window", 30, MONDAY, ()),
        Sign("days", 30, MONDAY, (9,)),
        Sign("back", 30, MONDAY, ()),
        Sign("no_answer", -1, MONDAY),
    ],
)
def test_what_cannot_be_understood_says_nothing(sign: Sign) -> None:
    assert np.array_equal(week(lead(sign)), week(lead()))


def test_each_switch_closes_its_own_source_and_no_other() -> None:
    asked, heard = lead(said("said_days", (1,))), lead(said("days", (1,)))
    tried = lead(call("no_answer", 1, 10))
    plain = week(lead())
    for history, deaf in (
        (asked, Options(asking=False)),
        (heard, Options(clues=False)),
        (tried, Options(lead_level=False)),
    ):
        assert np.allclose(week(history, options=deaf), plain)
        assert not np.allclose(week(history), plain)
    assert np.array_equal(week(asked, options=Options(clues=False)), week(asked))


def test_one_lead_is_believed_the_same_alone_and_among_others() -> None:
    mine = lead(call("no_answer", 1, 11), said("window", (28, 32)))
    others = [lead(call("live", 2, 10)), lead(), mine]
    alone, among = week(mine), predict(believe(MODEL, Options(), others)[2], MONDAY + 7)
    assert np.allclose(alone, among, rtol=1e-12)
    assert math.isclose(alone[OFFICE].mean(), among[OFFICE].mean())
