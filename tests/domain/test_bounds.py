"""Within what a next touch may be placed, and that nobody leaves it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from app.domain import cadence, clue_line
from app.domain import facts as f
from app.domain.bounds import Bounds, Choice
from app.domain.ids import Ms, at, ms
from app.domain.lead import Lead, Where
from app.domain.touch import Disposition, Factor, NextTouch, Option
from tests.builders import (
    DAY,
    HOUR,
    LONDON,
    MINUTE,
    NOON,
    a_lead,
    a_note,
    a_playbook,
    ended,
    fold,
    started,
    tried,
)

CLOCK = ZoneInfo("Europe/London")
LATER = NOON + 2 * HOUR
"""When the third of three calls an hour apart has ended."""


def london(day: int, hour: int, minute: int = 0) -> Ms:
    return ms(datetime(2026, 11, day, hour, minute, tzinfo=CLOCK))


def heard(line: str, now: Ms = LATER, zone: str = "Europe/London") -> f.ClueKept:
    return f.ClueKept(note=a_note(*clue_line.parse(line, now, zone), text=line, at=now))


def thrice(*more: f.Fact, where: Where = LONDON) -> Lead:
    return a_lead(*tried("no_answer", "no_answer", "no_answer"), *more, where=where)


class Asked:
    """A planner that notes what it was asked and answers with a fixed choice."""

    def __init__(self, answer: Choice | None = None) -> None:
        self.bounds: list[Bounds] = []
        self._answer = answer

    def __call__(self, lead: Lead, bounds: Bounds, now: Ms) -> Choice | None:
        self.bounds.append(bounds)
        return self._answer


def bounds_of(lead: Lead, disposition: Disposition = "no_answer", now: Ms = LATER) -> Bounds:
    asked = Asked()
    cadence.next_touch(lead, disposition, a_playbook(), now, asked)
    return asked.bounds[0]


def planned(lead: Lead, choice: Choice, now: Ms = LATER) -> NextTouch:
    found = cadence.next_touch(lead, "no_answer", a_playbook(), now, Asked(choice))
    assert found is not None
    return found


def minutes(spans: tuple[tuple[Ms, Ms], ...]) -> set[int]:
    """Every half-hour of the day that `spans` open."""
    inside = set()
    for start, end in spans:
        for instant in range(start, end, 30 * MINUTE):
            local = at(instant).astimezone(CLOCK)
            inside.add(local.hour * 60 + local.minute)
    return inside


def weekdays(spans: tuple[tuple[Ms, Ms], ...]) -> set[int]:
    return {at(start).astimezone(CLOCK).weekday() for start, _ in spans}


# ---- what is open ----------------------------------------------------------------------------


def test_a_standard_follow_up_opens_at_its_step_and_is_not_tailored() -> None:
    found = bounds_of(a_lead(*tried("no_answer")), now=NOON)

    assert (found.earliest, found.tailored, found.review) == (NOON + 30 * MINUTE, False, False)
    assert found.spans[0] == (NOON + 30 * MINUTE, london(19, 21))


def test_after_the_standard_follow_ups_any_time_from_the_next_working_day_on_is_open() -> None:
    found = bounds_of(thrice())

    assert (found.earliest, found.tailored, found.review) == (london(20, 8), True, True)
    assert found.spans[0] == (london(20, 8), london(20, 14))
    assert found.latest >= london(19, 12) + 15 * DAY


def test_a_tailored_call_waits_for_the_next_working_day_though_this_one_has_room() -> None:
    asked = Asked()
    book = a_playbook(max_calls_a_day=9)
    friday = london(20, 9)
    lead = a_lead(*tried("no_answer", "no_answer", "no_answer", first=friday, apart=MINUTE))

    cadence.next_touch(lead, "no_answer", book, friday + 2 * MINUTE, asked)

    assert asked.bounds[0].earliest == london(23, 8)


def test_nor_does_it_come_within_the_gap_after_a_call_at_midnight() -> None:
    asked = Asked()
    book = a_playbook(min_gap=30 * 3600)
    lead = a_lead(*tried("no_answer", "no_answer", "no_answer", first=london(18, 12)))

    cadence.next_touch(lead, "no_answer", book, london(18, 14), asked)

    assert asked.bounds[0].earliest == london(19, 20)


def test_what_nobody_looks_at_holds_in_the_zones_of_weaker_evidence_too() -> None:
    also = Where(zones=("Europe/London",), also=("America/New_York",), country="GB")

    for start, end in bounds_of(thrice(where=also)).spans:
        for edge in (start, end - 1):
            assert 8 <= at(edge).astimezone(ZoneInfo("America/New_York")).hour < 21
            assert 8 <= at(edge).astimezone(CLOCK).hour < 21


def test_the_half_hour_just_tried_in_vain_is_closed_on_every_day() -> None:
    found = bounds_of(thrice())

    assert 14 * 60 not in minutes(found.spans)
    assert {13 * 60 + 30, 14 * 60 + 30} <= minutes(found.spans)


def test_a_half_hour_in_which_they_answered_stays_open() -> None:
    found = bounds_of(a_lead(*tried("no_answer", "no_answer", "connected")))

    assert 14 * 60 in minutes(found.spans)


def test_only_their_own_word_brings_the_half_hour_just_tried_back() -> None:
    narrow = bounds_of(thrice(heard("14:00-14:30", NOON)))
    wide = bounds_of(thrice(heard("14:00-15:30", NOON)))
    just_said = bounds_of(thrice(heard("14:00-15:30")))

    assert minutes(narrow.wished) == {14 * 60}
    assert minutes(wide.wished) == {14 * 60 + 30, 15 * 60}
    assert minutes(just_said.wished) == {14 * 60, 14 * 60 + 30, 15 * 60}


def test_no_tailored_call_lands_on_a_weekend_they_did_not_name() -> None:
    assert weekdays(bounds_of(thrice()).spans) == set(range(5))
    assert 5 in weekdays(bounds_of(thrice(heard("Sat mornings", NOON))).wished)


def test_a_day_that_is_full_is_closed() -> None:
    found = bounds_of(a_lead(*tried("busy", "busy", "busy")), "busy")

    assert found.spans[0][0] == london(20, 8)


def test_spans_hold_in_every_zone_they_may_be_in() -> None:
    coasts = Where(zones=("America/New_York", "America/Los_Angeles"), country="US")

    for start, end in bounds_of(thrice(where=coasts)).spans:
        for edge in (start, end - 1):
            for zone in coasts.zones:
                assert 9 <= at(edge).astimezone(ZoneInfo(zone)).hour < 20


def test_what_suits_them_is_told_apart_from_what_is_open() -> None:
    found = bounds_of(thrice(heard("Tue or Thu after 3")))

    assert weekdays(found.wished) == {1, 3}
    assert min(minutes(found.wished)) == 15 * 60
    assert weekdays(found.spans) == set(range(5))
    assert found.tailored


def test_where_nothing_allowed_suits_them_the_bounds_say_so() -> None:
    found = bounds_of(thrice(heard("after 22:00")))

    assert (found.wished, found.spans != ()) == ((), True)
    assert found.why == "No allowed time fits “after 22:00”, so the first one there is"


def test_calls_all_at_one_time_of_one_weekday_ask_for_another() -> None:
    found = bounds_of(thrice())

    assert 3 not in weekdays(found.varied)
    assert all(minute < 720 or minute >= 1020 for minute in minutes(found.varied))


def test_calls_on_two_weekdays_and_at_two_times_of_day_ask_for_nothing() -> None:
    first, second = london(17, 9), london(18, 15)
    calls = (
        *tried("no_answer", "no_answer", first=first, apart=second - first),
        started("touch-3", at=LATER),
        ended("touch-3", at=LATER),
    )

    assert bounds_of(a_lead(*calls)).varied == ()


def test_away_until_moves_the_opening_and_is_why() -> None:
    found = bounds_of(thrice(heard("back Thu 26 Nov")))

    assert found.earliest == london(26, 8)
    assert found.why == "Not before Thu 26 Nov: “back Thu 26 Nov”"


# ---- the choice ------------------------------------------------------------------------------


def a_choice(time: Ms, **more: object) -> Choice:
    return Choice(at=time, reason="2x the usual pick-up", ratio=2.0, odds=0.3, **more)  # type: ignore[arg-type]


def test_a_choice_carries_its_factors_and_options_to_the_touch() -> None:
    factor = Factor(kind="team", words="Your team, Tue 15 to 16", ratio=2.0, calls=212)
    options = (
        Option(at=london(24, 15), ratio=2.0, odds=0.3, why="Your team", factors=(factor,)),
        Option(at=london(25, 9), ratio=1.4, odds=0.2, why="Published table"),
    )

    found = planned(
        thrice(), a_choice(london(24, 15), factors=(factor,), options=options, plan="h")
    )

    assert (found.at, found.reason) == (london(24, 15), "2x the usual pick-up")
    assert (found.ratio, found.odds, found.plan) == (2.0, 0.3, "h")
    assert (found.factors, found.options) == ((factor,), options)
    assert (found.earliest, found.review, found.pinned) == (london(20, 8), True, False)


def test_the_planners_own_advice_stands_on_the_touch() -> None:
    found = planned(thrice(), a_choice(london(24, 15), advice="4 %: an email may do more"))

    assert found.advice == "4 %: an email may do more"


@pytest.mark.parametrize("time", [london(19, 15), london(21, 12), london(20, 14), london(20, 22)])
def test_a_choice_outside_the_bounds_is_a_bug(time: Ms) -> None:
    with pytest.raises(ValueError, match="outside what is allowed"):
        planned(thrice(), a_choice(time))


def test_an_option_outside_the_bounds_is_a_bug_too() -> None:
    night = Option(at=london(20, 23), ratio=1.0, odds=0.1, why="x")

    with pytest.raises(ValueError, match="outside what is allowed"):
        planned(thrice(), a_choice(london(24, 15), options=(night,)))


def test_where_the_planner_has_nothing_the_cadence_goes_on() -> None:
    found = cadence.next_touch(thrice(), "no_answer", a_playbook(), LATER, Asked(None))

    assert found is not None
    assert (found.at, found.ratio) == (london(20, 14, 30), 0.0)
    assert found.reason == (
        "No answer 3 times, one working day later, held to 14:30 there: "
        "another half-hour than last time"
    )


def test_a_promise_is_not_asked_of_the_planner() -> None:
    asked = Asked(a_choice(london(24, 15)))
    lead = thrice(heard("Tue 16:10"))

    found = cadence.next_touch(lead, "no_answer", a_playbook(), LATER, asked)

    assert found is not None
    assert (found.at, found.pinned, asked.bounds) == (london(24, 16, 10), True, [])


# ---- review ----------------------------------------------------------------------------------


def test_the_plan_is_put_before_the_rep_once() -> None:
    first = cadence.next_touch(thrice(), "no_answer", a_playbook(), LATER)
    assert first is not None
    assert first.review
    seen = fold(
        f.NextTouchSet(next=first, at=LATER),
        started("touch-4", at=london(20, 9)),
        ended("touch-4", at=london(20, 9)),
        started("mail", "email", at=london(20, 10)),
        ended("mail", "sent", at=london(20, 10), channel="email"),
        lead=thrice(),
    )

    again = cadence.next_touch(seen, "sent", a_playbook(), london(20, 10))

    assert again is not None
    assert (again.channel, again.review) == ("call", False)


def test_a_plan_made_anew_before_the_rep_looked_is_still_to_be_looked_at() -> None:
    first = cadence.next_touch(thrice(), "no_answer", a_playbook(), LATER)
    assert first is not None
    waiting = fold(f.NextTouchSet(next=first, at=LATER), lead=thrice())

    again = cadence.anew(waiting, a_playbook(), LATER + HOUR)

    assert again is not None
    assert again.review
    accepted = replace(first, review=False, pinned=True)
    settled = fold(f.NextTouchSet(next=accepted, at=LATER + HOUR), lead=waiting)
    once_more = cadence.anew(settled, a_playbook(), LATER + 2 * HOUR)
    assert once_more is not None
    assert not once_more.review


def test_busy_is_tried_again_soon_and_leaves_the_review_to_what_follows() -> None:
    lead = a_lead(*tried("no_answer", "no_answer", "busy", apart=10 * MINUTE))

    found = cadence.next_touch(lead, "busy", a_playbook(max_calls_a_day=9), NOON + 20 * MINUTE)

    assert found is not None
    assert (found.at, found.review) == (NOON + 30 * MINUTE, False)
    assert not lead.reviewed
