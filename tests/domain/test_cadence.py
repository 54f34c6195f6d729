"""The next touch: which, when and why, inside bounds that nothing may cross."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain import cadence, clue_line, hours
from app.domain import facts as f
from app.domain.clue import ClueNote
from app.domain.ids import Ms, at, ms
from app.domain.lead import Consent, Lead, Where
from app.domain.playbook import After
from app.domain.rules import Rule
from app.domain.touch import Disposition, NextTouch
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    NOWHERE,
    a_lead,
    a_note,
    a_person,
    a_playbook,
    ended,
    fold,
    started,
    tried,
)

LONDON = ZoneInfo("Europe/London")


def london(day: int, hour: int, minute: int = 0, month: int = 11) -> Ms:
    return ms(datetime(2026, month, day, hour, minute, tzinfo=LONDON))


def planned(
    lead: Lead, disposition: Disposition = "no_answer", now: Ms = NOON, **book: object
) -> NextTouch:
    found = cadence.next_touch(lead, disposition, a_playbook(**book), now)
    assert found is not None
    return found


def times(disposition: Disposition, n: int) -> tuple[Disposition, ...]:
    return (disposition,) * n


def heard(line: str, now: Ms = NOON, zone: str | None = "Europe/London", **more: Ms) -> f.ClueKept:
    return f.ClueKept(note=note_of(line, now, zone, **more))


def note_of(line: str, now: Ms, zone: str | None, **more: Ms) -> ClueNote:
    return a_note(*clue_line.parse(line, now, zone), text=line, at=now, **more)


def a_message_and_calls(calls: int) -> list[f.Fact]:
    """The email of step 4, and `calls` more that nobody answered."""
    at_ = NOON - 8 * DAY
    facts: list[f.Fact] = [started("mail", "email", at=at_), ended("mail", "sent", at=at_)]
    for number in range(calls):
        at_ += HOUR
        facts += [started(f"late-{number}", at=at_), ended(f"late-{number}", at=at_)]
    return facts


# ---- steps -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "channel", "count", "at_", "reason"),
    [
        (1, "call", (2, 6), NOON + 30 * MINUTE, "No answer, half an hour later"),
        (2, "call", (3, 6), NOON + HOUR, "No answer twice, one hour later"),
        (3, "call", (4, 6), NOON + DAY, "No answer 3 times, one working day later"),
        (4, "email", (1, 2), NOON + 10 * MINUTE, "No answer 4 times, an email with two times"),
        (5, "call", (5, 6), london(24, 12), "No answer, three working days later"),
        (6, "call", (6, 6), london(26, 12), "No answer, the last call, a week later"),
        (7, "email", (2, 2), NOON + 10 * MINUTE, "No answer twice, a last email"),
    ],
)
def test_each_failed_touch_is_followed_by_its_step(
    before: int, channel: str, count: tuple[int, int], at_: Ms, reason: str
) -> None:
    lead = a_lead(*tried(*times("no_answer", min(before, 4)), first=NOON - 9 * DAY))
    if before > 4:
        lead = fold(*a_message_and_calls(before - 5), lead=lead)

    found = planned(lead)

    assert (found.channel, found.at, found.reason) == (channel, at_, reason)
    assert (found.attempt, found.of) == count
    assert not found.pinned
    assert not found.needs_time


def test_after_the_last_step_there_is_none() -> None:
    lead = a_lead(*tried(*times("no_answer", 8), first=NOON - 9 * DAY))

    for disposition in ("no_answer", "busy"):
        assert cadence.next_touch(lead, disposition, a_playbook(), NOON) is None


def test_an_ending_that_closes_has_no_next_touch() -> None:
    assert cadence.next_touch(a_lead(*tried("refused")), "refused", a_playbook(), NOON) is None


def test_busy_is_tried_again_on_the_same_channel() -> None:
    found = planned(a_lead(*tried("busy")), "busy")

    assert (found.channel, found.at) == ("call", NOON + 10 * MINUTE)
    assert found.reason == "Busy, again after 10 min"


def test_a_long_wait_is_told_in_hours() -> None:
    again = {**a_playbook().dispositions, "busy": After(then="again", wait=4 * 3600)}

    assert planned(a_lead(*tried("busy")), "busy", dispositions=again).reason == (
        "Busy, again after 4 h"
    )


def test_a_message_not_sent_is_tried_again_at_once_and_did_not_count() -> None:
    lead = a_lead(*tried("not_sent", channel="sms"))

    found = planned(lead, "not_sent")

    assert (found.channel, found.at, found.attempt) == ("sms", NOON, 1)
    assert found.reason == "Not sent, so once more"


def test_an_ending_the_lead_never_had_plans_nothing_to_repeat() -> None:
    assert cadence.next_touch(a_lead(), "busy", a_playbook(), NOON) is None


def test_position_counts_the_answer_as_the_first_and_each_channel_by_itself() -> None:
    book = a_playbook()

    assert cadence.position(a_lead(), book) == (1, 6)
    assert cadence.position(a_lead(*tried("no_answer")), book) == (2, 6)
    assert cadence.position(a_lead(*tried("no_answer")), book, "email") == (1, 2)
    assert cadence.position(a_lead(*tried("sent", channel="sms")), book) == (1, 5)
    assert cadence.position(a_lead(*tried(*times("busy", 9))), book) == (10, 10)
    assert cadence.position(a_lead(lane="nurture"), book) == (1, 1)
    assert cadence.position(a_lead(lane="needs_mapping"), replace(book, lanes={})) == (1, 1)


# ---- bounds ----------------------------------------------------------------------------------


def test_a_touch_at_night_is_held_to_the_morning_and_says_so() -> None:
    late = london(19, 20, 45)

    found = planned(a_lead(*tried("no_answer", first=late)), now=late)

    assert found.at == london(20, 8)
    assert found.reason == (
        "No answer, half an hour later, held to Fri 20 Nov, 08:00 there: "
        "our rule for the United Kingdom allows no sales calls after 21:00"
    )


def test_one_held_to_later_the_same_day_needs_no_date() -> None:
    lunch = ms(datetime(2026, 11, 19, 12, 45, tzinfo=ZoneInfo("Europe/Paris")))
    paris = Where(zones=("Europe/Paris",), country="FR")

    found = planned(a_lead(*tried("no_answer", first=lunch), where=paris), now=lunch)

    assert found.reason == (
        "No answer, half an hour later, held to 14:00 there: "
        "France does not allow sales calls between 13:00 and 14:00"
    )


def test_working_days_leave_out_the_weekend() -> None:
    friday = london(20, 12)
    lead = a_lead(*tried(*times("no_answer", 3), first=friday - 3 * HOUR))

    assert planned(lead, now=friday).at == london(23, 12)


def test_a_promise_of_days_keeps_the_shown_hour_across_a_clock_change() -> None:
    friday = london(23, 12, month=10)
    lead = a_lead(*tried(*times("no_answer", 3), first=friday - 3 * HOUR))

    assert planned(lead, now=friday).at == london(26, 12, month=10)


def test_three_calls_a_day_are_enough() -> None:
    lead = a_lead(*tried("busy", "busy", "busy", first=NOON - 2 * HOUR))

    found = planned(lead, "busy")

    assert found.at == london(20, 8)
    assert planned(lead, "busy", max_calls_a_day=4).at == NOON + 10 * MINUTE


def test_without_a_wait_of_its_own_a_call_keeps_the_gap() -> None:
    bare = {**a_playbook().dispositions, "busy": After(then="again")}
    lead = a_lead(*tried("busy", first=NOON - HOUR))

    assert planned(lead, "busy", dispositions=bare).at == NOON + 3 * HOUR


def test_the_gap_asks_for_nothing_where_there_was_no_call() -> None:
    bare = {**a_playbook().dispositions, "sent": After(then="again")}
    refused = {"sms": Consent(state="refused")}
    lead = a_lead(*tried("sent", channel="sms"), consent=refused)

    found = planned(lead, "sent", dispositions=bare)

    assert (found.channel, found.at) == ("call", NOON)
    assert found.reason == "Sent, so once more, by call instead"


@pytest.mark.parametrize(
    ("lead", "channel"),
    [
        (a_lead(*tried("no_answer"), consent={"call": Consent(state="refused")}), "SMS"),
        (a_lead(*tried("no_answer"), person=a_person(phone="")), "email"),
        (a_lead(*tried("wrong_number")), "email"),
    ],
    ids=["refused", "no number", "a stranger's number"],
)
def test_a_channel_that_cannot_be_used_gives_way_to_the_next(lead: Lead, channel: str) -> None:
    assert planned(lead).reason.endswith(f", by {channel} instead")


def test_a_number_named_after_the_wrong_one_is_called() -> None:
    lead = a_lead(*tried("wrong_number"), heard("other number +44 20 7946 0000"))

    assert planned(lead, "wrong_number").channel == "call"


@pytest.mark.parametrize("disposition", ["no_answer", "callback", "connected"])
def test_with_no_channel_left_there_is_no_next_touch(disposition: Disposition) -> None:
    gone = a_person(phone="", email="")
    for facts in ((), (heard("after 3"),), (heard("in 20 min"),)):
        lead = a_lead(*tried(disposition), *facts, person=gone)
        assert cadence.next_touch(lead, disposition, a_playbook(), NOON) is None


def test_where_no_zone_is_known_somebody_has_to_say_when() -> None:
    found = planned(a_lead(*tried("no_answer"), where=NOWHERE))

    assert found.needs_time
    assert (found.at, found.reason) == (NOON + 30 * MINUTE, "Time there not known: say when")


def test_an_email_needs_no_zone_and_keeps_no_hours() -> None:
    late = london(19, 23)
    for where in (NOWHERE, a_lead().where):
        lead = a_lead(*tried("no_answer", first=late), where=where, person=a_person(phone=""))
        assert planned(lead, now=late).at == late + 30 * MINUTE


def test_where_calls_are_never_allowed_somebody_has_to_say_when() -> None:
    shut = {"default": Rule(name="nobody", windows=((),) * 7)}

    step = planned(a_lead(*tried("no_answer")), rules=shut)
    promise = planned(a_lead(*tried("no_answer"), heard("Fri 10:00")), rules=shut)

    assert (step.needs_time, "three weeks" in step.reason) == (True, True)
    assert (promise.needs_time, promise.at) == (True, london(20, 10))


# ---- what they asked for ---------------------------------------------------------------------


@pytest.mark.parametrize("disposition", ["callback", "connected"])
def test_a_callback_without_a_time_asks_for_one(disposition: Disposition) -> None:
    found = planned(a_lead(*tried(disposition)), disposition)

    assert found.needs_time
    assert found.reason.endswith(": say when")
    assert found.at > NOON


def test_asking_has_the_gap_as_its_limit_when_the_playbook_names_none() -> None:
    bare = {**a_playbook().dispositions, "callback": After(then="ask")}

    assert planned(a_lead(*tried("callback")), "callback", dispositions=bare).at == NOON + 4 * HOUR


@pytest.mark.parametrize("disposition", ["callback", "connected", "gatekeeper", "no_answer"])
def test_a_time_that_was_said_is_a_promise_to_the_minute(disposition: Disposition) -> None:
    lead = a_lead(*tried(disposition), heard("tomorrow 16:10"))

    found = planned(lead, disposition)

    assert (found.at, found.channel, found.pinned) == (london(20, 16, 10), "call", True)
    assert found.reason == "Promised: “tomorrow 16:10”"


def test_a_promise_outside_the_hours_is_kept_as_soon_as_they_open() -> None:
    found = planned(a_lead(*tried("callback"), heard("tomorrow 07:30")), "callback")

    assert found.at == london(20, 8)
    assert found.reason == (
        "Promised: “tomorrow 07:30”, held to 08:00 there: "
        "our rule for the United Kingdom allows no sales calls before 08:00"
    )


def test_a_promise_needs_no_zone_when_it_was_a_span() -> None:
    lead = a_lead(*tried("callback"), heard("in 20 min", zone=None), where=NOWHERE)

    found = planned(lead, "callback")

    assert (found.at, found.pinned, found.needs_time) == (NOON + 20 * MINUTE, True, False)


def test_a_promise_outlasts_a_missed_call_before_it_but_not_a_talk() -> None:
    lead = a_lead(heard("Fri 16:10", now=NOON - HOUR), *tried("no_answer"))

    assert planned(lead).at == london(20, 16, 10)
    assert planned(lead, "connected").needs_time


def test_a_newer_word_about_being_away_takes_the_place_of_an_old_promise() -> None:
    lead = a_lead(heard("Fri 16:10", now=NOON - HOUR), *tried("gatekeeper"), heard("back Tuesday"))

    found = planned(lead, "gatekeeper")

    assert found.at == london(24, 8)
    assert found.reason == "Not before Tue 24 Nov: “back Tuesday”"


def test_a_promise_gone_by_is_no_promise() -> None:
    lead = a_lead(heard("Thu 11:00", now=NOON - 2 * HOUR), *tried("no_answer"))

    assert planned(lead).reason == "No answer, half an hour later"


def test_days_and_hours_they_named_choose_the_slot() -> None:
    lead = a_lead(*tried("gatekeeper"), heard("Tue or Wed after 3"))

    found = planned(lead, "gatekeeper")

    assert found.at == london(24, 15)
    assert found.reason == "Reception: “Tue or Wed after 3”"


def test_a_wish_spoken_by_somebody_else_is_theirs() -> None:
    assert planned(a_lead(*tried("callback"), heard("not today")), "callback").reason == (
        "Not before Fri 20 Nov: “not today”"
    )
    assert planned(a_lead(*tried("callback"), heard("after 3")), "callback").reason == (
        "They said: “after 3”"
    )


def test_who_says_afternoons_in_the_afternoon_does_not_mean_at_once() -> None:
    found = planned(a_lead(*tried("callback"), heard("afternoons")), "callback")

    assert found.at == NOON + 4 * HOUR


def test_an_older_wish_still_shapes_the_steps_until_it_expires() -> None:
    lead = a_lead(heard("after 3", now=NOON - DAY), *tried("no_answer"))
    old = a_lead(heard("after 3", now=NOON - DAY, expires=NOON), *tried("no_answer"))

    assert planned(lead).at == london(19, 15)
    assert planned(old).at == NOON + 30 * MINUTE


def test_a_step_that_suits_them_anyway_keeps_its_own_reason() -> None:
    lead = a_lead(heard("weekdays", now=NOON - DAY), *tried("no_answer"))

    assert planned(lead).reason == "No answer, half an hour later"


def test_days_they_are_not_in_are_left_out() -> None:
    lead = a_lead(heard("not Fri", now=NOON - DAY), *tried(*times("no_answer", 3)))

    assert planned(lead).at == london(23, 8), "nor does it slide into a weekend"


def test_a_weekend_they_named_is_a_day_like_others() -> None:
    lead = a_lead(heard("Sat", now=NOON - DAY), *tried(*times("no_answer", 3)))

    assert planned(lead).at == london(21, 9)


def test_days_that_contradict_leave_those_asked_for() -> None:
    lead = a_lead(*tried("gatekeeper"), heard("Fri"), heard("not Fri"))

    assert at(planned(lead, "gatekeeper").at).weekday() == 4


def test_what_no_allowed_time_fits_is_given_up_and_said() -> None:
    lead = a_lead(*tried("gatekeeper"), heard("after 22:00"))

    found = planned(lead, "gatekeeper")

    assert found.at == london(19, 12, 30), "nor in the half-hour just tried"
    assert found.reason == "No allowed time fits “after 22:00”, so the first one there is"


def test_a_night_they_named_runs_past_midnight() -> None:
    lead = a_lead(heard("20:30-8:30", now=NOON - DAY), *tried("no_answer"))

    assert planned(lead).at == london(19, 20, 30)


def test_a_long_word_is_shortened() -> None:
    line = "after 3 because " + "x" * 80

    reason = planned(a_lead(*tried("callback"), heard(line)), "callback").reason

    assert reason.endswith("x…”")
    assert len(reason) < 80


def test_a_time_set_by_hand_is_not_undone_by_what_follows_a_message() -> None:
    mine = NextTouch(at=NOON + DAY, channel="call", attempt=2, of=8, reason="x", pinned=True)
    lead = fold(
        f.NextTouchSet(next=mine, at=NOON),
        started("touch-9", "sms"),
        ended("touch-9", "sent", channel="sms"),
        lead=a_lead(*tried("no_answer")),
    )

    assert planned(lead, "sent") == mine
    assert planned(fold(heard("Fri 9:30"), lead=lead), "sent").at == london(20, 9, 30)


# ---- never -----------------------------------------------------------------------------------

PLACES = st.sampled_from(
    [
        Where(zones=("Europe/London",), country="GB"),
        Where(zones=("America/New_York", "America/Los_Angeles"), country="US"),
        Where(zones=("Asia/Kathmandu",)),
        Where(zones=("Australia/Sydney", "Australia/Perth"), country="AU"),
        Where(zones=("Europe/Paris",), country="FR"),
        Where(zones=("America/Bogota",), country="CO"),
        NOWHERE,
    ]
)
LINES = st.sampled_from(
    [
        "",
        "after 3",
        "Tue Thu",
        "mornings",
        "back Monday",
        "Thu 16:10",
        "22-2",
        "not Fri",
        "in 9 min",
    ]
)
ENDINGS = st.sampled_from(
    ["no_answer", "voicemail", "busy", "gatekeeper", "callback", "connected", "wrong_number"]
)


@settings(max_examples=200, deadline=None)
@given(PLACES, LINES, st.lists(ENDINGS, min_size=1, max_size=7), st.integers(0, 366 * 24 * 60))
def test_no_next_touch_is_in_the_past_or_outside_the_hours_or_one_call_too_many(
    where: Where, line: str, endings: list[Disposition], minutes: int
) -> None:
    book, now = a_playbook(), NOON + minutes * MINUTE
    lead = a_lead(*tried(*endings, first=now - (len(endings) - 1) * HOUR), where=where)
    zone = where.zones[0] if where.zones else None
    lead = fold(heard(line, now, zone), lead=lead) if line else lead

    found = cadence.next_touch(lead, endings[-1], book, now)

    if found is None:
        return
    assert found.at >= now
    assert found.reason
    if found.channel == "email" or found.needs_time or not where.zones:
        return
    assert hours.legal(found.at, where, book.rules)
    if not found.pinned:
        here = ZoneInfo(where.zones[0])
        day = at(found.at).astimezone(here).date()
        calls = [at(t.started).astimezone(here).date() for t in lead.touches]
        assert calls.count(day) < book.max_calls_a_day
