"""Inbound: they write, call, or choose a time on our page, and somebody answers them."""

from datetime import datetime
from typing import Any

import pytest

from app.domain import board, sla
from app.domain import commands as c
from app.domain import facts as f
from app.domain.ids import Ms, ms
from app.domain.lead import Consent, Lead
from app.domain.touch import Channel, NextTouch
from tests.builders import (
    ANNA,
    DAY,
    HOUR,
    JONAS,
    MINUTE,
    NOON,
    NOWHERE,
    SECOND,
    a_lead,
    a_person,
    claimed,
    fold,
    started,
    tried,
)
from tests.domain.messaging import (
    BEGIN,
    GOES,
    LATER,
    LONDON,
    MAIL,
    MORNING,
    NIGHT,
    SEND,
    after,
    its,
    kinds,
    made,
    no,
    policy,
)

PLANNED = NextTouch(at=NOON + DAY, channel="call", attempt=2, of=5, reason="a day later")
PROMISED = NextTouch(
    at=NOON + DAY, channel="call", attempt=2, of=5, reason="Set by Anna Berg", pinned=True
)
OUT_OF_OFFICE = "I am out of office.\nI am back on 3 Dec.\nIn urgent cases call reception."


def wrote(text: str = "Yes please", at: Ms = LATER, **more: object) -> c.ReceiveMessage:
    values = {"message": "in-1", "channel": "sms", "from_": "+447700900142", "text": text}
    return c.ReceiveMessage(**{**values, "at": at, **more})  # type: ignore[arg-type]


def called(at: Ms = LATER, call: str = "call-1") -> c.MissCall:
    return c.MissCall(call=call, from_="+447700900142", at=at)


def followed_up(planned: NextTouch = PLANNED) -> Lead:
    return a_lead(*tried("no_answer"), f.NextTouchSet(next=planned, at=NOON))


def due(lead: Lead) -> tuple[Ms, Channel, str]:
    assert lead.next_touch is not None
    return lead.next_touch.at, lead.next_touch.channel, lead.next_touch.reason


# ---- they wrote ------------------------------------------------------------------------------


def test_an_answer_ends_the_follow_ups_and_is_due_at_once_by_the_way_they_chose() -> None:
    lead = after(followed_up(), (wrote(), LATER))

    assert due(lead) == (LATER, "sms", "They wrote: answer them")
    assert its(lead, "in-1").state == "received"
    assert lead.first_contact == LATER


def test_where_the_playbook_says_so_an_answer_stops_nothing() -> None:
    book = policy().playbook
    lax = policy(book={"messages": type(book.messages)(reply_stops=False)})

    assert kinds(made(followed_up(), wrote(), LATER, c.HUB, lax)) == ["message.received"]


def test_a_promise_for_later_stands() -> None:
    assert after(followed_up(PROMISED), (wrote(), LATER)).next_touch == PROMISED


def test_to_answer_them_ends_it() -> None:
    lead = after(followed_up(), (wrote(), LATER), (SEND, LATER + MINUTE))

    assert lead.next_touch is not None
    assert lead.next_touch.reason != "They wrote: answer them"


def test_an_answer_at_night_is_due_when_they_may_be_answered() -> None:
    lead = after(followed_up(), (wrote(at=NIGHT), NIGHT))

    at, channel, reason = due(lead)
    assert (at, channel) == (MORNING, "sms")
    assert reason.startswith("They wrote: answer them, held to Fri 20 Nov, 08:00 there")


def test_an_email_at_night_is_due_at_once() -> None:
    mail = wrote(at=NIGHT, channel="email", from_="imogen@kestrel.example")

    assert due(after(followed_up(), (mail, NIGHT)))[:2] == (NIGHT, "email")


def test_whoever_is_on_the_phone_with_them_plans_at_its_end() -> None:
    lead = a_lead(claimed(), started())

    assert kinds(made(lead, wrote(), LATER, c.HUB)) == ["message.received"]


def test_what_nobody_has_rings_again() -> None:
    lead = a_lead(f.OfferEnded(at=NOON + MINUTE), f.LeadPassed(
        rep=JONAS.rep, rep_name=JONAS.name, at=NOON, until=NOON + DAY
    ))  # fmt: skip
    now = NOON + HOUR
    assert not sla.offered(lead, ANNA.rep, now)

    lead = after(lead, (wrote(at=now), now))

    assert sla.offered(lead, ANNA.rep, now)
    assert sla.offered(lead, JONAS.rep, now)
    assert not sla.offered(lead, ANNA.rep, now + MINUTE)


@pytest.mark.parametrize("again", [{}, {"message": "in-2", "ref": "SM-in"}])
def test_the_same_message_twice_is_one(again: dict[str, Any]) -> None:
    lead = after(followed_up(), (wrote(ref="SM-in"), LATER))

    assert made(lead, wrote(**again), LATER + MINUTE, c.HUB) == ()


def test_messages_without_a_name_of_the_gateways_are_not_the_same() -> None:
    lead = after(followed_up(), (wrote(), LATER), (wrote(message="in-2"), LATER + MINUTE))

    assert len(lead.messages) == 2


def test_what_they_wrote_to_a_closed_lead_is_kept_and_plans_nothing() -> None:
    lead = after(a_lead(claimed()), (c.QualifyLead(), LATER))

    assert kinds(made(lead, wrote(), LATER, c.HUB)) == ["message.received"]


# ---- stop ------------------------------------------------------------------------------------


def test_a_stop_closes_the_channel_and_the_plan_goes_on_by_another() -> None:
    by_sms = NextTouch(at=NOON + DAY, channel="sms", attempt=2, of=5, reason="then an SMS")

    lead = after(followed_up(by_sms), (wrote("STOP", said="stop"), LATER))

    assert lead.consent["sms"] == Consent(state="refused", why="said stop by SMS on 19 Nov")
    assert due(lead)[1:] == ("call", "No answer, half an hour later")


def test_a_stop_takes_what_has_not_left_with_it() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER), (wrote("STOP", said="stop"), LATER + SECOND))

    assert (its(lead).state, its(lead).why) == ("refused", "They said stop by SMS on 19 Nov.")
    assert due(lead)[1] == "call"
    assert made(lead, BEGIN, GOES, c.HUB) == ()


def test_a_stop_that_takes_the_last_message_with_it_ends_the_cadence() -> None:
    now = NOON + DAY
    lead = after(a_lead(*tried(*("no_answer",) * 9)), (SEND, now))

    lead = after(lead, (wrote("STOP", now + SECOND, said="stop"), now + SECOND))

    assert lead.closed is not None
    assert lead.closed.reason == "nurture"


def test_a_stop_by_sms_leaves_an_email_alone() -> None:
    mail = c.SendMessage(answer=MAIL)

    lead = after(a_lead(claimed()), (mail, LATER), (wrote("STOP", said="stop"), LATER + SECOND))

    assert its(lead).state == "waiting"


def test_a_stop_to_everything_closes_the_lead_as_refused() -> None:
    everything = wrote("Do not contact me", said="stop", channels=("call", "sms", "email"))

    lead = after(a_lead(claimed()), (SEND, LATER), (everything, LATER + SECOND))

    assert its(lead).state == "refused"
    assert lead.closed is not None
    assert (lead.closed.reason, lead.next_touch) == ("refused", None)


def test_a_stop_on_the_last_channel_closes_the_lead_as_refused() -> None:
    lead = a_lead(claimed(), person=a_person(phone=""))
    unsubscribed = wrote("stop", channel="email", said="stop")

    lead = after(lead, (unsubscribed, LATER))

    assert lead.closed is not None
    assert lead.closed.reason == "refused"


def test_start_takes_their_stop_back() -> None:
    stopped = after(followed_up(), (wrote("STOP", said="stop"), LATER))

    lead = after(
        stopped, (wrote("Start", LATER + HOUR, message="in-2", said="start"), LATER + HOUR)
    )

    assert lead.consent["sms"] == Consent(state="allowed", why="said start by SMS on 19 Nov")


def test_an_out_of_office_reply_is_no_stop_and_no_answer() -> None:
    lead = after(followed_up(), (wrote("stop", channel="email", said="stop", away=True), LATER))

    assert lead.consent == {}
    assert lead.next_touch == PLANNED
    assert its(lead, "in-1").away
    assert lead.first_contact is None


def test_the_day_they_are_back_is_read_from_it() -> None:
    lead = after(followed_up(), (wrote(OUT_OF_OFFICE, channel="email", away=True), LATER))

    at, _, reason = due(lead)
    assert at >= ms(datetime(2026, 12, 3, tzinfo=LONDON))
    assert reason == "Not before Thu 3 Dec: “I am back on 3 Dec.”"
    assert lead.clues[0].by_name == "their out-of-office reply"


@pytest.mark.parametrize(
    "text",
    [
        "I am away from 20 Nov. Back on 1 Dec.\nThe office is back on 7 Dec.",
        "I am back on 3 May 2029.",
        "Thank you for your message.",
        "Do not call my mobile.",
    ],
)
def test_what_could_mean_anything_is_no_clue(text: str) -> None:
    lead = after(followed_up(), (wrote(text, channel="email", away=True), LATER))

    assert (lead.clues, lead.consent, lead.next_touch) == ((), {}, PLANNED)


# ---- they called -----------------------------------------------------------------------------


def test_a_missed_call_is_due_at_once() -> None:
    lead = after(followed_up(), (called(), LATER + SECOND))

    assert due(lead) == (LATER, "call", "They called you at 12:00 their time: call back")
    assert made(lead, called(), LATER + MINUTE, c.HUB) == ()


def test_who_waits_at_the_phone_comes_before_everything_that_is_overdue() -> None:
    overdue = NextTouch(at=NOON - DAY, channel="call", attempt=2, of=5, reason="x", needs_time=True)
    other = fold(*tried("no_answer"), f.NextTouchSet(next=overdue, at=NOON), lead=a_lead(id="b"))
    lead = after(followed_up(), (called(), LATER))
    assert board.agenda([other, lead], ANNA.rep, LATER) == [lead, other]

    answered = after(lead, (c.StartTouch(touch="t-9", channel="call"), LATER + SECOND))
    assert not board.at_the_phone(answered, LATER + SECOND)


def test_a_call_missed_at_night_waits_until_they_may_be_called() -> None:
    lead = after(followed_up(), (called(NIGHT), NIGHT))

    assert due(lead)[0] == MORNING
    assert not board.at_the_phone(lead, NIGHT)


def test_a_call_from_a_lead_nobody_has_rings_in_the_pool() -> None:
    now = NOON + HOUR
    lead = after(a_lead(f.OfferEnded(at=NOON + MINUTE)), (called(now), now))

    assert sla.offered(lead, ANNA.rep, now)


def test_whose_clock_it_was_is_said_when_nobody_knows_theirs() -> None:
    lead = after(a_lead(claimed(), where=NOWHERE), (called(), LATER))

    assert due(lead)[2].startswith("They called you at 12:00 UTC")


# ---- they chose a time -----------------------------------------------------------------------


def chose(lead: Lead, now: Ms = LATER, **what: object) -> Lead:
    return after(lead, (c.AnswerGoodTime(**what), now))  # type: ignore[arg-type]


def test_call_me_now_is_due_now_and_pinned() -> None:
    lead = chose(followed_up(), choice="now")

    assert due(lead) == (LATER, "call", "Asked: call me now")
    assert lead.next_touch is not None
    assert lead.next_touch.pinned
    assert board.at_the_phone(lead, LATER)


def test_call_me_now_rings_in_the_pool_where_nobody_has_it() -> None:
    now = NOON + HOUR
    lead = chose(a_lead(f.OfferEnded(at=NOON + MINUTE)), now, choice="now")

    assert sla.offered(lead, ANNA.rep, now)


def test_their_time_is_a_pinned_promise() -> None:
    lead = chose(followed_up(), choice="time", when=NOON + DAY + HOUR)

    assert due(lead) == (
        NOON + DAY + HOUR,
        "call",
        "Promised: they chose Fri 20 Nov, 13:00 there",
    )
    assert lead.next_touch is not None
    assert lead.next_touch.pinned


def test_what_nobody_answered_yet_is_owed_from_their_time_on() -> None:
    when = NOON + DAY
    lead = chose(a_lead(), choice="time", when=when)

    assert (lead.due, lead.claim_by, lead.not_before) == (
        when + 5 * MINUTE,
        when,
        when - MINUTE,
    )
    assert not sla.offered(lead, ANNA.rep, LATER)
    assert sla.offered(lead, ANNA.rep, when - SECOND)


def test_a_promise_outside_legal_hours_cannot_be_made() -> None:
    lead = chose(a_lead(), choice="time", when=NIGHT)

    assert due(lead)[0] == MORNING
    assert lead.due == MORNING + 5 * MINUTE


def test_a_deadline_missed_before_they_chose_stays_missed() -> None:
    late = NOON + 10 * MINUTE

    assert kinds(made(a_lead(), c.AnswerGoodTime(choice="time", when=NOON + DAY), late, c.HUB)) == [
        "good_time.answered",
        "lead.sla_breached",
        "lead.promised",
        "touch.next",
    ]


@pytest.mark.parametrize("when", [None, LATER, NOON + 400 * DAY])
def test_a_time_that_is_none_is_refused(when: Ms | None) -> None:
    refused = no(a_lead(), c.AnswerGoodTime(choice="time", when=when), LATER, c.HUB)

    assert refused.code == "bad_field"


def test_their_own_words_are_a_clue() -> None:
    lead = chose(followed_up(), choice="words", text="mornings, please")

    assert lead.clues[0].text == "mornings, please"
    at, _, reason = due(lead)
    assert (at, reason) == (
        ms(datetime(2026, 11, 20, 8, 0, tzinfo=LONDON)),
        "Our page: “mornings, please”",
    )


def test_words_nobody_understands_are_to_be_answered() -> None:
    now = NOON + HOUR
    lead = chose(a_lead(f.OfferEnded(at=NOON)), now, choice="words", text="whenever, really")

    assert due(lead)[2] == "They wrote: answer them"
    assert sla.offered(lead, ANNA.rep, now)


def test_a_no_to_calls_in_their_words_is_a_no() -> None:
    lead = chose(followed_up(), choice="words", text="No calls please.")

    assert lead.consent["call"].state == "refused"
    assert due(lead)[1] != "call"


def test_just_mail_me_is_no_word_against_a_call() -> None:
    lead = chose(followed_up(), choice="email")

    assert due(lead) == (LATER, "email", "Asked: just mail me")
    assert lead.clues[0].text == "Just mail me"
    assert "call" not in lead.consent


def test_stop_refuses_every_channel_and_closes_the_lead() -> None:
    lead = chose(after(a_lead(claimed()), (SEND, LATER)), LATER + SECOND, choice="stop")

    assert {said.state for said in lead.consent.values()} == {"refused"}
    assert len(lead.consent) == 3
    assert lead.closed is not None
    assert lead.closed.reason == "refused"
    assert its(lead).state == "refused"


def test_a_closed_lead_still_hears_a_stop() -> None:
    closed = after(a_lead(claimed()), (c.QualifyLead(), LATER))

    lead = chose(closed, choice="stop")
    assert len(lead.consent) == 3
    assert chose(closed, choice="now").next_touch is None
