"""A touch in words: both clocks, why then, which try, and what is special about it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from app.domain.lead import Lead
from app.domain.touch import Factor, NextTouch
from tests.ui.agenda_scenes import beatriz, call, clock, due, today
from tests.ui.scenes import HOUR, MINUTE, NOW
from ui.models.faces import Moment
from ui.models.touch_face import TouchFace, kind_of, touch_face
from ui.models.touch_reason import after_words, reason

MOMENT = Moment(now=NOW, me="rep-aino")


def the(name: str) -> Lead:
    return next(lead for lead in today() if lead.person.name.startswith(name))


def said(name: str) -> TouchFace:
    return touch_face(the(name), MOMENT)


def planned(touch: NextTouch, **more: str) -> Lead:
    return due("Ruth O’Donnell", "Liffey", "Europe/Dublin", touch, **more)


def test_a_promise_is_marked_with_a_pin_and_its_word() -> None:
    face = said("Ruth")
    assert (face.time, face.clock) == ("14:40", "12:40 there")
    assert (face.right, face.mark) == ("promised, 2 of 6", "pin")


def test_emails_are_counted_by_themselves() -> None:
    assert said("Priya").right == "email 2"


def test_what_is_held_says_so() -> None:
    assert (said("Nguyễn").right, said("Nguyễn").mark) == ("held", "pause")


@pytest.mark.parametrize(
    ("salutation", "words"),
    [("Mr", "1.9 times his average"), ("Ms", "1.9 times her average"), ("", "1.9 times the usual")],
)
def test_how_much_better_names_a_gender_only_where_the_form_did(
    salutation: str, words: str
) -> None:
    lead = planned(call(NOW + HOUR, 3, "Reception: “mornings”", ratio=1.9), salutation=salutation)
    assert touch_face(lead, MOMENT).reason == f"Reception: “mornings”, {words}"


def test_a_ratio_of_one_is_not_worth_a_word() -> None:
    lead = planned(call(NOW + HOUR, 3, "Any hour is as good", ratio=1.02))
    assert touch_face(lead, MOMENT).reason == "Any hour is as good"


def test_of_a_whole_sum_a_row_says_the_best_part() -> None:
    parts = (Factor(kind="clue", words="Reception: “Tue after 3”, noted Mon", ratio=1.9),
             Factor(kind="team", words="Your team, Tue 15 to 16 there", ratio=1.1))  # fmt: skip
    whole = "2.1x the usual pick-up. Because: reception: “Tue after 3”, noted Mon [x1.9]; your team"
    touch = call(NOW + HOUR, 4, f"Not before Mon 30 Nov: “away”. {whole}", ratio=2.1, factors=parts)
    assert reason(planned(touch), touch, NOW) == (
        "Not before Mon 30 Nov: “away”. Reception: “Tue after 3”, noted Mon, 2.1 times the usual"
    )


@pytest.mark.parametrize(
    ("ago", "right"),
    [(12 * MINUTE, "12 min overdue, 2 of 6"), (3 * HOUR, "3 h 00 overdue, 2 of 6")],
)
def test_overdue_is_said_in_words_with_a_mark_and_in_red(ago: int, right: str) -> None:
    face = touch_face(planned(call(NOW - ago, 2, "No answer")), MOMENT)
    assert (face.right, face.mark, face.time_role) == (right, "triangle-alert", "hot_text")


def test_a_plan_that_wants_an_answer_says_what_happened_and_where_to_look() -> None:
    face = touch_face(beatriz(), MOMENT, see="See right.")
    assert (face.time, face.right) == ("needs a time", "4 of 6")
    assert face.reason == "No answer at 14:26, the second follow-up. See right."
    assert face.clock == "12:32 there"  # now, not then


def test_of_another_day_the_day_is_named() -> None:
    assert after_words(beatriz(), clock(9, 0, 1)).startswith("No answer Thu at 14:26")


def test_what_the_desk_worked_out_itself_is_dashed_and_says_so() -> None:
    face = touch_face(
        planned(call(NOW + HOUR, 3, "No answer, 3 h later", provisional=True)), MOMENT
    )
    assert face.dashed
    assert face.reason == "By the cadence, until the hub answers: no answer, 3 h later"


def test_a_move_made_offline_is_not_said_to_be_the_cadences() -> None:
    touch = call(NOW + HOUR, 3, "Set by Aino Laine", provisional=True, pinned=True)
    assert reason(planned(touch), touch, NOW) == "Until the hub answers: set by Aino Laine"


def test_a_move_the_hub_has_not_answered_says_that_it_is_asked_for() -> None:
    face = touch_face(the("Ruth"), MOMENT, asking=True)
    assert (face.right, face.dashed) == ("asking …", True)


def test_nothing_is_coloured_while_nothing_is_live() -> None:
    stale = Moment(now=NOW + HOUR, me="rep-aino", stale_at=NOW)
    assert touch_face(planned(call(NOW - HOUR, 2, "x")), stale).time_role == "ink3"


def test_an_unknown_zone_is_said_and_never_guessed() -> None:
    lead = due("Chidinma Eze", "Savanna", "", call(NOW, 2, "say when", needs_time=True))
    assert touch_face(lead, MOMENT).clock == "time there unknown"


def test_a_hostile_reason_stays_one_harmless_line() -> None:
    lead = planned(call(NOW + HOUR, 2, "<b>x</b>\u202e\n" * 400))
    face = touch_face(lead, MOMENT)
    assert "\u202e" not in face.reason
    assert "\n" not in face.reason
    assert len(face.reason) <= 200


def test_where_a_touch_stands() -> None:
    touch = call(NOW - MINUTE, 2, "x")
    assert kind_of(touch, NOW) == "late"
    assert kind_of(replace(touch, at=NOW - 59_000), NOW) == "due"
    assert kind_of(replace(touch, needs_time=True), NOW) == "ask"
    assert kind_of(replace(touch, review=True), NOW) == "ask"


def test_a_time_that_is_worse_than_usual_does_not_boast() -> None:
    parts = (Factor(kind="published", words="Published table, softened", ratio=1.1),
             Factor(kind="life", words="Asked at 17:16 there on Saturday", ratio=0.7))  # fmt: skip
    touch = call(NOW + HOUR, 4, "0.8x the usual pick-up. Because: …", ratio=0.8, factors=parts)
    assert reason(planned(touch), touch, NOW) == "The best that is open, 0.8 times the usual"
