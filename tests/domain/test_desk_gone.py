"""A message whose desk is gone when its undo window ends: taken back as its writer would have."""

from typing import Any

import pytest
from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.lead import Lead
from app.domain.leak import leaks
from app.domain.sending import GONE
from tests.builders import MINUTE, SECOND, a_lead, claimed, fold
from tests.domain.messaging import (
    BEGIN,
    GOES,
    LATER,
    NIGHT,
    SEND,
    SENT,
    SMS,
    after,
    its,
    kinds,
    made,
    policy,
)

LAPTOP = "device-1"
DESK_GONE = c.BeginSending(message="m-1", gateway="twilio", gone=LAPTOP)


def waiting(**changes: Any) -> Lead:
    lead = after(a_lead(claimed()), (SEND, LATER))
    return replace(lead, **changes)


def begun(lead: Lead, now: int = GOES, command: c.Command = DESK_GONE) -> tuple[f.Fact, ...]:
    return made(lead, command, now, c.HUB)


def test_no_gateway_is_asked_and_the_words_go_back_to_the_desk_that_wrote_them() -> None:
    facts = begun(waiting())

    back = facts[0]
    assert back == f.MessageTakenBack(message="m-1", at=GOES, why=GONE, desk=LAPTOP)
    message = its(fold(*facts, lead=waiting()))
    assert (message.state, message.why, message.desk) == ("taken_back", GONE, LAPTOP)
    assert message.text == SMS.text


def test_the_lead_stands_as_it_would_had_its_writer_taken_the_message_back() -> None:
    by_the_hub = fold(*begun(waiting()), lead=waiting())
    by_hand = fold(*made(waiting(), c.TakeBackMessage(message="m-1"), GOES), lead=waiting())

    assert by_the_hub.next_touch == by_hand.next_touch
    assert by_the_hub.next_touch is not None
    assert by_the_hub.next_touch.reason == "Not sent yet"
    assert (by_the_hub.owner, by_the_hub.gen, by_the_hub.state) == (
        by_hand.owner, by_hand.gen, "engaged",
    )  # fmt: skip
    assert (by_the_hub.first_attempt, by_the_hub.touches) == (None, ())
    assert not leaks(by_the_hub, GOES)


def test_the_claim_stays_where_the_words_came_with_it() -> None:
    claim = made(a_lead(), c.ClaimLead(answer=SMS), LATER)
    lead = fold(*claim, lead=a_lead())

    lead = fold(*begun(lead), lead=lead)

    assert lead.owner_name == "Anna Berg"
    assert its(lead).state == "taken_back"


def test_where_its_desk_is_there_it_leaves() -> None:
    assert kinds(begun(waiting(), command=BEGIN)) == ["message.sending"]


def test_before_its_window_ends_nothing_is_decided_unless_it_is_gone_for_good() -> None:
    assert begun(waiting(), GOES - 1, BEGIN) == ()
    assert kinds(begun(waiting(), GOES - 1))[0] == "message.taken_back"


def test_held_for_the_morning_it_needs_nobody() -> None:
    lead = after(a_lead(claimed()), (SEND, NIGHT))
    held = its(lead)
    assert held.state == "held"

    assert begun(lead, held.goes - 1) == ()
    assert kinds(begun(lead, held.goes)) == ["message.sending"]


def test_tried_again_by_the_hub_its_window_is_over() -> None:
    later = c.RecordHeld(message="m-1", until=GOES + MINUTE, why="busy")
    lead = after(waiting(), (BEGIN, GOES), (later, GOES + SECOND))

    assert kinds(begun(lead, GOES + MINUTE)) == ["message.sending"]


def test_who_said_stop_meanwhile_is_why_it_does_not_leave() -> None:
    stopped = policy(suppressed=lambda channel, to: "said stop by SMS")

    (refused, *_) = made(waiting(), DESK_GONE, GOES, c.HUB, stopped)

    assert isinstance(refused, f.MessageFailed)
    assert refused.refused


@pytest.mark.parametrize("command", [DESK_GONE, BEGIN, SENT])
def test_once_taken_back_it_never_leaves(command: c.Command) -> None:
    lead = fold(*begun(waiting()), lead=waiting())

    assert made(lead, command, GOES + MINUTE, c.HUB) == ()


def test_the_same_words_may_be_sent_afterwards() -> None:
    lead = fold(*begun(waiting()), lead=waiting())

    again = c.SendMessage(answer=replace(SMS, message="m-2"))

    assert kinds(made(lead, again, GOES + MINUTE))[0] == "message.queued"


def test_of_a_fact_of_before_nothing_is_asked() -> None:
    old = f.MessageTakenBack(message="m-1", at=GOES, by="r-anna", by_name="Anna Berg")

    message = its(evolve(waiting(), old))

    assert (message.state, message.desk, message.why) == ("taken_back", "", "")
