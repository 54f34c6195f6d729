"""Sending: words are queued with the next touch, refused, taken back, and sent anew."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain.decide import Policy, decide
from app.domain.ids import Ms, ms
from app.domain.lead import Lead
from app.domain.message import Answer
from app.domain.refusals import Refused
from tests.builders import (
    ANNA,
    MINUTE,
    NOON,
    SECOND,
    a_lead,
    a_policy,
    an_order,
    claimed,
    fold,
)

LATER = NOON + 40 * SECOND
UNDO = 5 * SECOND
NIGHT = ms(datetime(2026, 11, 19, 22, 30, tzinfo=ZoneInfo("Europe/London")))
MORNING = ms(datetime(2026, 11, 20, 8, 0, tzinfo=ZoneInfo("Europe/London")))
SMS = Answer(message="m-1", channel="sms", text="Hello Imogen, when shall I call?")
MAIL = Answer(message="m-1", channel="email", subject="Your demo", text="Dear Ms Okafor")
SEND = c.SendMessage(answer=SMS)


def policy(**changes: Any) -> Policy:
    return replace(a_policy(), gateways=frozenset({"sms", "email"}), **changes)


def made(
    lead: Lead,
    command: c.Command,
    now: Ms = LATER,
    actor: c.Actor = ANNA,
    book: Policy | None = None,
) -> tuple[f.Fact, ...]:
    decision = decide(lead, an_order(command, actor), book or policy(), now)
    assert not isinstance(decision, Refused), decision.msg
    return decision


def no(
    lead: Lead,
    command: c.Command,
    now: Ms = LATER,
    actor: c.Actor = ANNA,
    book: Policy | None = None,
) -> Refused:
    decision = decide(lead, an_order(command, actor), book or policy(), now)
    assert isinstance(decision, Refused), decision
    return decision


def after(lead: Lead, *steps: tuple[c.Command, Ms], actor: c.Actor = ANNA) -> Lead:
    for command, now in steps:
        by = actor if type(command) in c.VERBS.values() else c.HUB
        lead = fold(*made(lead, command, now, by), lead=lead)
    return lead


BEGIN = c.BeginSending(message="m-1", gateway="twilio")
GOES = LATER + UNDO


def test_words_wait_and_the_next_touch_is_booked_as_if_they_were_sent() -> None:
    lead = a_lead(claimed())

    queued, booked = made(lead, SEND)

    assert isinstance(queued, f.MessageQueued)
    assert (queued.goes, queued.to, queued.held_why) == (GOES, "+447700900142", "")
    assert isinstance(booked, f.NextTouchSet)
    assert booked.next.at > GOES
    assert booked.next.attempt == 1  # the SMS was no call
    assert booked.next.reason == "Sent, half an hour later"


def test_the_clock_stops_when_it_is_sent_and_not_before() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER))
    assert (lead.first_attempt, lead.state, lead.lease_until) == (None, "engaged", None)

    lead = after(lead, (BEGIN, GOES))
    assert lead.first_attempt is None

    lead = after(lead, (c.RecordSent(message="m-1"), GOES + SECOND))
    assert lead.first_attempt == GOES + SECOND


def test_a_deadline_missed_before_it_was_sent_was_missed() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER), (BEGIN, GOES))

    breach, sent = made(lead, c.RecordSent(message="m-1"), NOON + 6 * MINUTE, c.HUB)[:2]

    assert breach == f.SlaBreached(at=NOON + 5 * MINUTE)
    assert isinstance(sent, f.MessageSent)


def test_undo_leaves_the_lead_as_unanswered_as_it_was() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER))

    back, booked = made(lead, c.TakeBackMessage(message="m-1"), LATER + SECOND)

    assert isinstance(back, f.MessageTakenBack)
    assert isinstance(booked, f.NextTouchSet)
    assert (booked.next.at, booked.next.reason) == (LATER + SECOND, "Not sent yet")
    assert made(fold(back, booked, lead=lead), BEGIN, GOES, c.HUB) == ()


def test_what_has_left_cannot_be_taken_back() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER), (BEGIN, GOES))

    gone = no(lead, c.TakeBackMessage(message="m-1"), GOES + SECOND)

    assert gone.code == "version_conflict"
    assert gone.msg == "It has left already, at Thu 19 Nov, 12:00 there."
