"""Calling: what a phone that we drive says of a call, and what it does not get to say."""

import pytest

from app.domain import commands as c
from app.domain import facts as f
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.touch import CallState
from tests.builders import JONAS, NOON, SECOND, a_lead, claimed, ended, started
from tests.domain.messaging import LATER, after, made, no


def says(state: CallState, at: Ms = LATER, seconds: int = 0, why: str = "") -> c.LogCall:
    return c.LogCall(touch="touch-1", state=state, at=at, seconds=seconds, why=why)


def on_the_phone() -> Lead:
    return a_lead(claimed(), started())


def test_the_line_is_followed_from_ringing_to_the_end() -> None:
    lead = after(
        on_the_phone(),
        (says("ringing"), LATER),
        (says("answered", LATER + 9 * SECOND), LATER + 9 * SECOND),
        (says("ended", LATER + 70 * SECOND, 61), LATER + 70 * SECOND),
    )

    (touch,) = lead.touches
    assert (touch.call, touch.talked, touch.disposition) == ("ended", 61, None)
    assert lead.next_touch is None


@pytest.mark.parametrize(
    ("first", "late"),
    [
        ("ringing", "ringing_rep"),
        ("ringing", "ringing"),
        ("answered", "ringing"),
        ("ended", "answered"),
        ("ended", "failed"),
        ("failed", "ended"),
    ],
)
def test_what_comes_late_says_nothing_new(first: CallState, late: CallState) -> None:
    assert made(after(on_the_phone(), (says(first), LATER)), says(late)) == ()


def test_an_end_nobody_answered_is_said_but_the_outcome_stays_the_reps() -> None:
    lead = after(on_the_phone(), (says("ringing"), LATER))

    (said,) = made(lead, says("ended"), LATER + 30 * SECOND)

    assert isinstance(said, f.CallProgress)
    assert said.why == "no answer"


def test_the_end_of_a_call_that_was_answered_says_no_such_thing() -> None:
    lead = after(on_the_phone(), (says("answered"), LATER))

    (said,) = made(lead, says("ended"), LATER + 30 * SECOND)

    assert isinstance(said, f.CallProgress)
    assert said.why == ""


def test_the_phone_may_be_slower_than_the_rep() -> None:
    lead = a_lead(claimed(), started(), ended())

    assert len(made(lead, says("ended", seconds=12), LATER, c.HUB)) == 1


def test_only_its_rep_and_the_hub_speak_of_a_call() -> None:
    assert no(on_the_phone(), says("ringing"), actor=JONAS).code == "forbidden"
    assert len(made(on_the_phone(), says("ringing"), actor=c.HUB)) == 1


def test_there_must_be_a_call() -> None:
    assert no(a_lead(claimed()), says("ringing")).code == "bad_field"
    assert no(a_lead(claimed(), started(channel="email")), says("ringing")).code == "bad_field"


def test_a_phone_whose_clock_is_wrong_says_nothing_from_another_time() -> None:
    (said,) = made(on_the_phone(), says("ringing", NOON - 9 * SECOND))
    assert isinstance(said, f.CallProgress)
    assert said.at == NOON

    (said,) = made(on_the_phone(), says("ringing", LATER + 9 * SECOND))
    assert isinstance(said, f.CallProgress)
    assert said.at == LATER
