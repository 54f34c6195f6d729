"""Every string of a plan's reason, by example: who said it, whose clock, how many calls."""

import pytest

from app.domain.clue import Clue
from app.domain.lead import Entry, Source
from app.domain.rep_times import Busy, Leave, RepTimes
from app.domain.touch import Factor
from hub.plans import words
from tests.builders import HOUR, MINUTE, a_note
from tests.hub.plans.shapes import (
    HELSINKI,
    beatriz,
    bounds,
    call,
    helsinki,
    moment,
    three_calls,
)

TUE_1510 = moment(24, 15, 10)
AFTERNOONS = Clue(kind="window", start=15 * 60, end=1440)


# ---- what speaks for a time ------------------------------------------------------------------


def test_a_clue_heard_at_reception_says_so_with_its_day() -> None:
    ended = moment(20, 15, 32)
    lead = beatriz(*call(moment(20, 15, 30), "gatekeeper"))
    note = a_note(AFTERNOONS, text="Tue or Thu after 3", at=ended)

    assert words.clue(lead, note, TUE_1510) == "Reception: “Tue or Thu after 3”, noted Fri"


def test_what_they_said_themselves_is_theirs_and_an_old_word_has_its_date() -> None:
    lead = beatriz(*call(moment(20, 15, 30), "callback"))
    note = a_note(AFTERNOONS, text="after 3", at=moment(20, 15, 32))

    assert words.clue(lead, note, TUE_1510) == "They said: “after 3”, noted Fri"
    assert words.clue(lead, note, moment(27, 15)) == "They said: “after 3”, noted Fri 20 Nov"


def test_what_a_form_was_told_is_the_forms() -> None:
    note = a_note(
        AFTERNOONS, text="after five is fine", at=moment(20, 9), by="", by_name="their form"
    )

    assert words.clue(beatriz(), note, TUE_1510) == "Their form: “after five is fine”, noted Fri"


def test_a_long_line_is_cut() -> None:
    note = a_note(AFTERNOONS, text="after three " * 12, at=moment(20, 9))

    said = words.clue(beatriz(), note, TUE_1510)
    assert said.startswith("They said: “after three after three")
    assert said.endswith("…”, noted Fri")
    assert len(said) < 85


def test_signs_of_life_name_what_they_did_and_when_there() -> None:
    lead = beatriz()
    asked = Entry(at=moment(19, 16, 15), kind="lead.new", direction="inbound")
    again = Entry(at=moment(22, 11, 5), kind="lead.reenquired", direction="inbound")
    called = Entry(at=moment(23, 9, 0), kind="touch.started", direction="inbound", channel="call")
    mail = Entry(at=moment(23, 21, 40), kind="touch.started", direction="inbound", channel="email")

    assert words.life(lead, [asked], TUE_1510) == "Asked at 16:15 there on Thursday"
    assert words.life(lead, [again], TUE_1510) == "Asked again at 11:05 there on Sunday"
    assert words.life(lead, [called], TUE_1510) == "Called us at 09:00 there on Monday"
    assert words.life(lead, [mail], TUE_1510) == "Wrote an email at 21:40 there on Monday"
    assert words.life(lead, [asked], moment(26, 16)) == "Asked at 16:15 there on Thu 19 Nov"
    assert (
        words.life(lead, [again, asked, mail], TUE_1510)
        == "Asked at 16:15 there on Thursday, and twice more"
    )


def test_calls_in_vain_near_that_hour_speak_against_it() -> None:
    lead = beatriz(*call(moment(20, 15, 0)), *call(moment(23, 15, 20)), *call(moment(23, 9)))
    made = lead.touches

    against = words.calls(lead, made, TUE_1510, speaks_for=False)
    assert against == "No answer about 15:00 there, twice"


def test_calls_in_vain_elsewhere_speak_for_another_hour() -> None:
    lead = beatriz(*call(moment(20, 9)), *call(moment(23, 14)))

    assert (
        words.calls(lead, lead.touches, moment(24, 17), speaks_for=True)
        == "No answer at 09:00 and 14:00 there: another hour"
    )


def test_each_call_is_named_by_its_own_clock_and_an_hour_of_several_by_the_hour() -> None:
    lead = beatriz(
        *call(moment(20, 0, 5)), *call(moment(23, 9, 20)), *call(moment(23, 9, 40)),
        *call(moment(23, 14, 5)),
    )  # fmt: skip

    assert (
        words.calls(lead, lead.touches, moment(24, 17), speaks_for=True)
        == "No answer at 00:05, about 09:00 and at 14:05 there: another hour"
    )


def test_calls_that_ended_differently_reached_nobody() -> None:
    lead = beatriz(*call(moment(20, 9), "voicemail"), *call(moment(23, 9, 10), "busy"))

    assert (
        words.calls(lead, lead.touches, moment(24, 9), speaks_for=False)
        == "Not reached about 09:00 there, twice"
    )


def test_a_talk_speaks_for_its_hour() -> None:
    lead = beatriz(*call(moment(20, 9)), *call(moment(23, 15), "connected"))

    assert words.calls(lead, lead.touches, TUE_1510, speaks_for=True) == "Talked at 15:00 there"


def test_the_team_is_named_with_hour_and_count() -> None:
    assert words.team(beatriz(), TUE_1510, 212) == "Your team, Tue 15 to 16 there, 212 calls"
    assert words.team(beatriz(), TUE_1510, 1) == "Your team, Tue 15 to 16 there, 1 call"
    assert words.team(beatriz(), TUE_1510, 0) == "Your team, Tue 15 to 16 there"


def test_the_published_table_is_softened_until_it_is_believed() -> None:
    assert words.published(0.5) == "Published table, softened"
    assert words.published(1.0) == "Published table"


# ---- the whole line --------------------------------------------------------------------------

SHOWN = (
    Factor(kind="clue", words="Reception: “Tue or Thu after 3”, noted Mon", ratio=1.74),
    Factor(kind="team", words="Your team, Tue 15 to 16 there, 212 calls", ratio=1.1, calls=212),
    Factor(kind="published", words="Published table, softened", ratio=1.1),
)


def test_the_reason_is_built_from_the_factors() -> None:
    assert words.reason(2.11, SHOWN) == (
        "2.1x the usual pick-up. Because: reception: “Tue or Thu after 3”, noted Mon [x1.7]; "
        "your team, Tue 15 to 16 there, 212 calls [x1.1]; published table, softened [x1.1]"
    )


def test_without_a_factor_no_hour_is_praised() -> None:
    assert words.reason(1.0, ()) == "Any hour there is as good as another so far"
    assert words.strongest(()) == "As good as other hours so far"


def test_the_strongest_factor_is_the_line_of_an_option() -> None:
    assert words.strongest(SHOWN) == "Reception: “Tue or Thu after 3”, noted Mon"
    weak = (Factor(kind="tries", words="No answer about 10:00 there, twice", ratio=0.8),)
    assert words.strongest(weak) == "As good as other hours so far"


@pytest.mark.parametrize(
    ("ratio", "text"), [(2.11, "2.1"), (0.8, "0.8"), (1.04, "1.04"), (0.97, "0.97"), (1.0, "1.0")]
)
def test_a_multiple_shows_what_it_is(ratio: float, text: str) -> None:
    assert words.multiple(ratio) == text


def test_the_rules_own_reason_leads_where_it_still_stands() -> None:
    away = bounds(why="Not before Mon 30 Nov: “back Monday”")
    assert words.leading(away) == "Not before Mon 30 Nov: “back Monday”"
    never = bounds(why="No allowed time fits “at 3 am”, so the first one there is", wished=())
    assert words.leading(never) == "No allowed time fits “at 3 am”"
    assert words.leading(bounds()) == ""


def test_advice_has_the_odds_the_tries_and_the_parts_of_the_day() -> None:
    lead = beatriz(
        *[fact for day, hour in ((19, 13), (20, 9), (23, 18), (24, 10), (25, 14))
          for fact in call(moment(day, hour))]
    )  # fmt: skip

    assert words.advice(lead, 0.041) == (
        "4 % after five tries in three parts of the day: an email may do more"
    )
    one = beatriz(*call(moment(20, 9)))
    assert words.advice(one, 0.001).startswith("1 % after one try in one part of the day")


# ---- what moved a time -----------------------------------------------------------------------

AT = moment(23, 15, 30, zone=HELSINKI)


def test_a_meeting_moves_a_touch_to_its_end() -> None:
    times = helsinki(Busy(start=AT - HOUR, end=AT + 30 * MINUTE))

    assert (
        words.moved(beatriz(), times, AT, AT + 30 * MINUTE)
        == "Moved from 15:30 your time: you are busy until 16:00"
    )


def test_leave_moves_a_touch_to_after_it_and_names_both_days() -> None:
    times = helsinki(leave=(Leave(first="2026-11-20", last="2026-11-27"),))

    assert (
        words.moved(beatriz(), times, AT, moment(30, 9, zone=HELSINKI))
        == "Moved from Mon 15:30 your time: you are on leave until Fri 27 Nov"
    )


def test_the_end_of_a_shift_moves_a_touch() -> None:
    late = moment(23, 18, 30, zone=HELSINKI)

    assert (
        words.moved(beatriz(), helsinki(), late, moment(24, 9, zone=HELSINKI))
        == "Moved from Mon 18:30 your time: you are not on then"
    )


def test_without_the_reps_zone_the_clock_is_theirs() -> None:
    times = RepTimes(busy=(Busy(start=AT - HOUR, end=AT + 30 * MINUTE),))

    assert (
        words.moved(beatriz(), times, AT, AT + 30 * MINUTE)
        == "Moved from 13:30 there: you are busy until 14:00"
    )


def test_what_was_not_moved_by_the_rep_says_nothing() -> None:
    assert words.moved(beatriz(), helsinki(), AT, AT) == ""
    # Another touch has that minute.
    assert words.moved(beatriz(), helsinki(), AT, AT + 10 * MINUTE) == ""


def test_nobodys_gender_is_guessed() -> None:
    lead = beatriz(*three_calls(), source=Source(id="s", name="Form", kind="form"))
    note = a_note(AFTERNOONS, text="after 3", at=moment(20, 9))
    entry = Entry(at=moment(19, 16, 15), kind="lead.new", direction="inbound")
    lines = [
        words.clue(lead, note, TUE_1510),
        words.life(lead, [entry], TUE_1510),
        words.calls(lead, lead.touches, TUE_1510, speaks_for=True),
        words.reason(1.0, ()),
        words.advice(lead, 0.04),
    ]

    said = " ".join(lines).casefold().split()
    assert not {"he", "she", "his", "her", "him", "hers"} & set(said)
