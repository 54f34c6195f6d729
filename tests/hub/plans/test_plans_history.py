"""What the planner is told of a lead: each fact once, in order, on the lead's own clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.clue import Clue
from app.domain.facts import (
    CallMissed,
    GoodTimeAnswered,
    LeadReenquired,
    MessageReceived,
    TouchStarted,
)
from app.domain.ids import ms
from app.domain.lead import Entry, Source, Where
from app.domain.touch import Disposition, Touch
from hub.plans.history import Past, Said, cell, day, past
from tests.builders import DAY, HOUR, a_lead, claimed, ended, started
from tests.hub.plans.shapes import (
    LATER,
    beatriz,
    call,
    moment,
    said,
    three_calls,
    tue_or_thu,
)

THU = 3 * 48
A_YEAR = 365 * DAY


def kinds(known: Past) -> list[str]:
    return [sign.kind for sign in known.signs]


def test_an_enquiry_and_three_calls_are_four_signs_in_order() -> None:
    known = past(beatriz(*three_calls("voicemail")), LATER)

    assert kinds(known) == ["submitted", "no_answer", "no_answer", "voicemail"]
    assert [sign.cell - THU for sign in known.signs] == [25, 25, 28, 31]
    assert known.segment == "form"
    assert {sign.day for sign in known.signs} == {known.since}


def test_every_sign_stands_beside_the_fact_it_was_read_from() -> None:
    known = past(beatriz(*call(moment(19, 14)), tue_or_thu(moment(19, 14, 2))), LATER)

    life, tried, by_days, by_window = known.because
    assert isinstance(life, Entry)
    assert isinstance(tried, Touch)
    assert tried.disposition == "no_answer"
    assert isinstance(by_days, Said)
    assert isinstance(by_window, Said)
    assert (by_days.note, by_window.note) == (by_days.note, by_days.note)


def test_half_hours_are_counted_on_the_clock_of_the_lead() -> None:
    lead = beatriz(where=Where(zones=("Asia/Kolkata",), country="IN"))

    assert cell(lead, moment(19, 12, 35)) == THU + 36  # 18:05 there
    assert day(lead, moment(19, 20)) - day(lead, moment(19, 12)) == 1  # past midnight there


def test_a_week_cell_stays_the_same_hour_over_a_clock_change() -> None:
    lead = beatriz(where=Where(zones=("America/New_York",), country="US"))
    place = ZoneInfo("America/New_York")
    before = ms(datetime(2026, 10, 25, 12, tzinfo=place))
    after = ms(datetime(2026, 11, 8, 12, tzinfo=place))  # the clocks went back on the 1st

    assert after - before == 14 * DAY + HOUR
    assert cell(lead, before) == cell(lead, after) == 6 * 48 + 24


def test_each_ending_of_a_call_tells_what_it_can() -> None:
    told: dict[Disposition, str] = {
        "no_answer": "no_answer",
        "voicemail": "voicemail",
        "busy": "busy",
        "gatekeeper": "gatekeeper",
        "wrong_number": "wrong_number",
        "connected": "live",
        "callback": "live",
        "refused": "refused",
    }
    for ending, kind in told.items():
        assert kinds(past(beatriz(*call(moment(19, 14), ending)), LATER))[1:] == [kind]


def test_emails_and_running_calls_and_returned_leads_tell_nothing_of_the_hour() -> None:
    email = started("mail", "email", at=moment(19, 13)), ended("mail", "sent", at=moment(19, 13))
    running = started("now", at=moment(19, 15))

    assert kinds(past(beatriz(*email, running), LATER)) == ["submitted"]
    assert kinds(past(beatriz(*call(moment(19, 14), "returned")), LATER)) == ["submitted"]


def test_a_line_with_days_and_hours_is_two_clues() -> None:
    known = past(beatriz(tue_or_thu(LATER)), LATER + 1)

    assert kinds(known) == ["submitted", "days", "window"]
    assert [sign.value for sign in known.signs[1:]] == [(1, 3), (30, 48)]


def test_what_a_form_asked_is_told_apart_from_what_was_heard() -> None:
    clue = Clue(kind="window", start=9 * 60 + 10, end=11 * 60 + 5)
    form = said("mornings", clue, at=LATER, by="", by_name="their form")

    known = past(beatriz(form), LATER + 1)

    assert kinds(known)[1] == "said_window"
    assert known.signs[1].value == (18, 23)  # whole half-hours around 09:10 to 11:05


def test_back_on_a_day_is_that_day_on_their_calendar() -> None:
    monday = moment(30, 0)
    known = past(beatriz(said("back Monday", Clue(kind="back", at=monday), at=LATER)), LATER + 1)

    assert kinds(known)[1] == "back"
    assert known.signs[1].value == (known.since + 11,)


def test_a_clue_that_has_expired_is_forgotten() -> None:
    lead = beatriz(tue_or_thu(LATER))

    assert kinds(past(lead, LATER + A_YEAR)) == ["submitted"]


def test_not_friday_afternoon_is_no_habit_of_all_afternoons() -> None:
    friday = Clue(kind="not_window", days=(4,), start=720, end=1080)
    always = Clue(kind="not_window", days=tuple(range(7)), start=720, end=780)
    lead = beatriz(said("not Fri pm, never at lunch", friday, always, at=LATER))

    known = past(lead, LATER + 1)

    assert kinds(known) == ["submitted", "not_window"]
    assert known.signs[1].value == (24, 26)


def test_promises_names_and_numbers_are_no_habits() -> None:
    lead = beatriz(
        said(
            "Thu 16:10, ask for Dana",
            Clue(kind="exact", at=moment(26, 16, 10)),
            Clue(kind="person", text="Dana"),
            at=LATER,
        )
    )

    assert kinds(past(lead, LATER + 1)) == ["submitted"]


def test_writing_again_and_answering_are_signs_of_life() -> None:
    again = LeadReenquired(
        at=moment(20, 9, 5), source=Source(id="s", name="Form", kind="form"), message="Hello?"
    )
    reply = TouchStarted(
        touch="reply", channel="email", rep="", rep_name="", at=moment(20, 21, 40),
        direction="inbound",
    )  # fmt: skip

    known = past(beatriz(again, reply), moment(21, 9))

    assert kinds(known) == ["submitted", "submitted", "replied"]
    assert [sign.cell - 4 * 48 for sign in known.signs[1:]] == [18, 43]


def test_their_texts_calls_and_choices_are_signs_of_life_and_a_machines_reply_is_not() -> None:
    theirs = (
        MessageReceived(message="m", channel="sms", from_="them", text="Yes", at=moment(20, 9, 5)),
        MessageReceived(
            message="n", channel="email", from_="them", text="Out", at=moment(20, 10), away=True
        ),
        CallMissed(call="c", from_="them", at=moment(20, 12, 31)),
        GoodTimeAnswered(choice="now", at=moment(20, 21, 40)),
    )

    known = past(beatriz(*theirs), moment(21, 9))

    assert kinds(known) == ["submitted", "replied", "replied", "replied"]
    assert [sign.cell - 4 * 48 for sign in known.signs[1:]] == [18, 25, 43]


def test_the_hour_somebody_else_uploaded_a_list_says_nothing() -> None:
    listed = a_lead(
        claimed(), source=Source(id="s", name="Fair", kind="list"), received=moment(19, 3)
    )

    assert kinds(past(listed, LATER)) == []
