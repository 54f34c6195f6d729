"""A choice: inside its bounds, free for the rep, on nobody else's minute, and always the same."""

from math import log
from random import Random

from msgspec.structs import replace

from app.domain import tries
from app.domain.rep_times import Busy, RepTimes
from hub.plans import slots, words
from hub.plans.choose import Side, Tables, choose
from tests.builders import DAY, HOUR, MINUTE, a_playbook
from tests.hub.plans.shapes import (
    HELSINKI,
    LATER,
    beatriz,
    bounds,
    call,
    days,
    helsinki,
    moment,
    tables,
    three_calls,
    tue_or_thu,
)

BOOK = a_playbook()
FREE = Side(times=helsinki())
AFTER_THREE = tuple((moment(day, 15), moment(day, 20)) for day in (24, 26, 31, 33))


def test_the_first_follow_ups_are_at_the_first_moment_that_suits_both() -> None:
    at = moment(23, 10, 7)
    standard = bounds(tailored=False, spans=((at, moment(23, 20)),), why="No answer, an hour later")

    choice = choose(beatriz(), standard, LATER, FREE, BOOK, tables())

    assert choice is not None
    assert (choice.at, choice.reason, choice.ratio) == (at, "No answer, an hour later", 0.0)
    assert not choice.factors
    assert not choice.options
    assert choice.plan


def test_a_meeting_moves_a_follow_up_and_the_reason_says_so() -> None:
    at = moment(23, 15, 30, zone=HELSINKI)
    standard = bounds(tailored=False, spans=((at, moment(23, 20)),), why="No answer, an hour later")
    side = Side(times=helsinki(Busy(start=at - HOUR, end=at + 30 * MINUTE)))

    choice = choose(beatriz(), standard, LATER, side, BOOK, tables())

    assert choice is not None
    assert choice.at == at + 30 * MINUTE
    assert choice.reason == (
        "No answer, an hour later. Moved from 15:30 your time: you are busy until 16:00"
    )


def test_two_follow_ups_never_share_a_minute() -> None:
    at = moment(23, 10)
    standard = bounds(tailored=False, spans=((at, moment(23, 20)),))
    side = Side(times=helsinki(), booked=(at, at + MINUTE))

    choice = choose(beatriz(), standard, LATER, side, BOOK, tables())

    assert choice is not None
    assert choice.at == at + 2 * MINUTE


def test_a_rep_without_working_time_there_gets_no_choice() -> None:
    saturday = bounds(spans=((moment(21, 8), moment(21, 20)),))

    assert choose(beatriz(), saturday, LATER, FREE, BOOK, tables()) is None
    assert choose(beatriz(), bounds(spans=()), LATER, FREE, BOOK, tables()) is None


def test_a_rep_whose_zone_is_unknown_is_bound_by_calling_hours_alone() -> None:
    saturday = bounds(spans=((moment(21, 8), moment(21, 20)),))

    choice = choose(beatriz(), saturday, LATER, Side(times=RepTimes()), BOOK, tables())

    assert choice is not None
    assert saturday.allow(choice.at)


def test_what_they_asked_for_is_taken_and_named_first() -> None:
    lead = beatriz(*three_calls("gatekeeper"), tue_or_thu(LATER))

    choice = choose(lead, bounds(wished=AFTER_THREE), LATER + HOUR, FREE, BOOK, tables())

    assert choice is not None
    assert slots.inside(choice.at, AFTER_THREE)
    assert tries.local(lead, choice.at).weekday() in (1, 3)
    assert choice.factors[0].kind == "clue"
    assert choice.factors[0].words.startswith("Reception: “Tue or Thu after 3”")
    assert choice.reason.startswith(f"{words.multiple(choice.ratio)}x the usual pick-up. Because: ")
    assert choice.ratio > 1.2


def test_where_nothing_they_asked_for_is_free_another_time_is_found() -> None:
    busy = tuple(Busy(start=low - HOUR, end=high) for low, high in AFTER_THREE)
    side = Side(times=helsinki(*busy))
    within = bounds(wished=AFTER_THREE)

    choice = choose(beatriz(*three_calls()), within, LATER, side, BOOK, tables())

    assert choice is not None
    assert not slots.inside(choice.at, AFTER_THREE)
    assert within.allow(choice.at)


def test_the_three_options_are_clearly_different_times() -> None:
    lead = beatriz(*three_calls())

    choice = choose(lead, bounds(), LATER, FREE, BOOK, tables())

    assert choice is not None
    assert [choice.at] == [option.at for option in choice.options[:1]]
    assert len(choice.options) == 3
    assert {(o.ratio, o.odds) for o in choice.options[:1]} == {(choice.ratio, choice.odds)}
    times = [option.at for option in choice.options]
    for n, one in enumerate(times):
        for other in times[:n]:
            same_day = tries.local(lead, one).date() == tries.local(lead, other).date()
            assert abs(one - other) >= 3 * HOUR or not same_day


def test_a_half_hour_that_is_full_goes_to_nobody_else() -> None:
    lead, side = beatriz(*three_calls()), FREE
    taken: list[int] = []
    for _ in range(12):
        choice = choose(lead, bounds(), LATER, side, BOOK, tables())
        assert choice is not None
        assert choice.at not in taken
        taken.append(choice.at)
        side = Side(times=helsinki(), booked=tuple(sorted(taken)))

    halves = [at // slots.HALF_HOUR for at in taken]
    assert all(halves.count(n) <= slots.places(n, BOOK.planning) for n in halves)


def test_a_dear_half_hour_is_left_to_others() -> None:
    lead = beatriz(*three_calls())
    free = choose(lead, bounds(), LATER, FREE, BOOK, tables())
    assert free is not None
    dear = Side(times=helsinki(), prices={free.at // slots.HALF_HOUR: 0.3})

    choice = choose(lead, bounds(), LATER, dear, BOOK, tables())

    assert choice is not None
    assert choice.at // slots.HALF_HOUR != free.at // slots.HALF_HOUR


def test_another_kind_of_time_is_tried_where_the_odds_are_alike() -> None:
    lead = beatriz(*three_calls())
    plain = choose(lead, bounds(), LATER, FREE, BOOK, tables())
    assert plain is not None
    other = tuple(
        (low, high) for low, high in days(20, 34) if not slots.inside(plain.at, ((low, high),))
    )

    varied = choose(lead, bounds(varied=other), LATER, FREE, BOOK, tables())

    assert varied is not None
    assert slots.inside(varied.at, other)
    assert varied.odds > 0.9 * plain.odds


def test_many_tries_in_vain_are_told_with_the_odds() -> None:
    made = [fact for day, hour in ((20, 9), (20, 14), (23, 18), (24, 10), (25, 14))
            for fact in call(moment(day, hour))]  # fmt: skip
    lead, within = beatriz(*made), bounds(spans=days(26, 42), latest=moment(44, 9))
    hard = Tables(model=replace(tables().model, base=log(0.06)), version="hard to reach")

    choice = choose(lead, within, moment(25, 18), FREE, BOOK, hard)
    usual = choose(lead, within, moment(25, 18), FREE, BOOK, tables())

    assert choice is not None
    assert usual is not None
    assert choice.odds < 0.06 < usual.odds
    percent = max(1, round(choice.odds * 100))
    assert choice.advice == (
        f"{percent} % after five tries in three parts of the day: an email may do more"
    )
    assert usual.advice == ""


def test_the_same_facts_have_the_same_plan_and_another_fact_another() -> None:
    lead, within = beatriz(*three_calls()), bounds()
    one = choose(lead, within, LATER, FREE, BOOK, tables())
    again = choose(beatriz(*three_calls()), bounds(), LATER, FREE, BOOK, tables())
    assert one is not None
    assert one == again

    later = choose(lead, within, LATER + 1, FREE, BOOK, tables())
    busier = Side(times=helsinki(), booked=(moment(30, 9),))
    booked = choose(lead, within, LATER, busier, BOOK, tables())
    assert later is not None
    assert booked is not None
    assert len({one.plan, later.plan, booked.plan}) == 3


def test_whatever_is_booked_or_busy_the_choice_and_its_options_are_open() -> None:
    luck = Random(7)
    for n in range(60):
        busy = tuple(
            Busy(start=start, end=start + luck.randint(1, 6) * 30 * MINUTE)
            for start in (moment(luck.randint(20, 34), luck.randint(6, 17)) for _ in range(25))
        )
        booked = tuple(
            sorted(moment(luck.randint(20, 34), luck.randint(6, 17), 10) for _ in range(30))
        )
        side = Side(times=helsinki(*busy), booked=booked)
        spans = tuple((low + luck.randint(0, 3) * HOUR, high) for low, high in days(20, 34))
        within = bounds(spans=spans, tailored=n % 3 > 0)

        choice = choose(beatriz(*three_calls()), within, LATER, side, BOOK, tables())

        assert choice is not None
        free = slots.free(side.times, LATER, LATER + 30 * DAY)
        for at in (choice.at, *(option.at for option in choice.options)):
            assert within.allow(at)
            assert slots.inside(at, free)
            assert at not in booked
            assert at >= within.earliest
