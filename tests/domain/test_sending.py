"""Sending: words are queued with the next touch, refused, taken back, and sent anew."""

from typing import Any

import pytest
from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead
from app.domain.leak import leaks
from app.domain.memory import digest
from app.domain.message import Answer, Got
from app.domain.touch import NextTouch
from tests.builders import (
    ANNA,
    DAY,
    HOUR,
    JONAS,
    MINUTE,
    NOON,
    NOWHERE,
    PETRA,
    SECOND,
    a_lead,
    a_person,
    claimed,
    fold,
    started,
    tried,
)
from tests.builders import ended as touch_ended
from tests.domain.messaging import (
    BEGIN,
    GOES,
    LATER,
    MAIL,
    MORNING,
    NIGHT,
    SEND,
    SENT,
    SMS,
    after,
    its,
    kinds,
    made,
    no,
    policy,
)

BACK = c.TakeBackMessage(message="m-1")
PROMISED = NextTouch(
    at=NOON + DAY, channel="call", attempt=2, of=5, reason="Set by Anna Berg", pinned=True
)


def again(**changes: Any) -> c.SendMessage:
    return c.SendMessage(answer=replace(SMS, **{"message": "m-2", **changes}))


# ---- queueing --------------------------------------------------------------------------------


def test_words_wait_and_the_next_touch_is_booked_as_if_they_were_sent() -> None:
    queued, booked = made(a_lead(claimed()), SEND)

    assert isinstance(queued, f.MessageQueued)
    assert (queued.goes, queued.to, queued.held_why) == (GOES, "+447700900142", "")
    assert isinstance(booked, f.NextTouchSet)
    assert booked.next.at == GOES + 30 * MINUTE
    assert booked.next.reason == "Sent, half an hour later"
    assert booked.next.attempt == 1  # the SMS was no call


def test_the_clock_stops_when_it_is_sent_and_not_before() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER))
    assert (lead.first_attempt, lead.state, lead.lease_until) == (None, "engaged", None)

    lead = after(lead, (BEGIN, GOES))
    assert lead.first_attempt is None

    lead = after(lead, (SENT, GOES + SECOND))
    assert lead.first_attempt == GOES + SECOND


def test_a_promise_for_later_outlasts_a_message() -> None:
    lead = a_lead(*tried("no_answer"), f.NextTouchSet(next=PROMISED, at=NOON))

    assert kinds(made(lead, SEND)) == ["message.queued"]
    assert after(lead, (SEND, LATER)).next_touch == PROMISED


def test_a_promise_that_comes_before_a_held_message_is_kept() -> None:
    promised = replace(PROMISED, at=NIGHT + MINUTE, channel="email")
    lead = a_lead(*tried("no_answer"), f.NextTouchSet(next=promised, at=NOON))

    assert after(lead, (SEND, NIGHT)).next_touch == promised


def test_only_the_owner_sends() -> None:
    lead = a_lead(claimed())

    refused = no(lead, SEND, actor=JONAS)
    assert (refused.code, refused.owner_name) == ("stale_claim", "Anna Berg")
    assert no(a_lead(), SEND).code == "stale_claim"


def test_the_same_message_is_never_queued_twice() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER))

    refused = no(lead, SEND)

    assert (refused.code, refused.msg) == ("version_conflict", "This message was queued already.")


@pytest.mark.parametrize(
    ("answer", "msg"),
    [
        (replace(SMS, text=" \n"), "text: an empty message says nothing."),
        (replace(SMS, text="x" * 1_601), "text: an SMS may have 1,600 characters."),
        (replace(MAIL, text="x" * 20_001), "text: an email may have 20,000 characters."),
        (replace(MAIL, subject="a\nb"), "subject: one line of at most 250 characters."),
        (replace(SMS, text="Hi {first_name}"), "text: {first_name} is not filled in."),
        (replace(MAIL, subject="{company|you}"), "text: {company|you} is not filled in."),
    ],
)
def test_words_that_make_no_message(answer: Answer, msg: str) -> None:
    refused = no(a_lead(claimed()), c.SendMessage(answer=answer))

    assert (refused.code, refused.msg) == ("bad_field", msg)


def test_the_marker_for_the_link_is_no_gap() -> None:
    linked = replace(SMS, text="Choose a time: {good_time}")

    assert kinds(made(a_lead(claimed()), c.SendMessage(answer=linked)))[0] == "message.queued"


def test_without_a_gateway_nothing_is_queued() -> None:
    refused = no(a_lead(claimed()), SEND, by=policy(gateways=frozenset({"email"})))

    assert refused.msg == "channel: Leadbell itself cannot send SMS here."


def test_what_they_refused_is_not_queued() -> None:
    refusal = {"sms": Consent(state="refused", why="said stop by SMS on 3 Nov")}

    refused = no(a_lead(claimed(), consent=refusal), SEND)

    assert refused.code == "no_consent"
    assert refused.msg == "No SMS to Imogen Okafor: said stop by SMS on 3 Nov."


def test_the_list_of_the_hub_counts_even_if_the_lead_does_not_know_it() -> None:
    listed = policy(suppressed=lambda channel, to: "said stop as an earlier lead")

    refused = no(a_lead(claimed()), SEND, by=listed)

    assert refused.msg == "No SMS to Imogen Okafor: said stop as an earlier lead."


def test_who_left_no_address_gets_nothing() -> None:
    lead = a_lead(claimed(), person=a_person(phone=""))

    assert no(lead, SEND).code == "no_address"


def test_a_strangers_number_gets_nothing() -> None:
    lead = a_lead(*tried("wrong_number"))

    assert no(lead, SEND).msg == "That number is somebody else's."


# ---- hours -----------------------------------------------------------------------------------


def test_at_night_an_sms_is_held_until_it_may_leave_there() -> None:
    lead = a_lead(claimed(at=NIGHT))

    queued, booked = made(lead, SEND, NIGHT)

    assert isinstance(queued, f.MessageQueued)
    assert (queued.goes, queued.held_why) == (MORNING, "quiet hours there")
    assert isinstance(booked, f.NextTouchSet)
    assert booked.next.at == MORNING + 30 * MINUTE
    assert its(fold(queued, lead=lead)).state == "held"


def test_who_just_wrote_is_answered_at_night_too() -> None:
    (queued, *_) = made(a_lead(claimed(at=NIGHT), received=NIGHT), SEND, NIGHT + SECOND)

    assert isinstance(queued, f.MessageQueued)
    assert queued.held_why == ""


def test_an_email_keeps_no_hours() -> None:
    (queued, *_) = made(a_lead(claimed(at=NIGHT)), c.SendMessage(answer=MAIL), NIGHT)

    assert isinstance(queued, f.MessageQueued)
    assert queued.held_why == ""


def test_where_nobody_knows_the_time_the_rep_decides() -> None:
    (queued, *_) = made(a_lead(claimed(at=NIGHT), where=NOWHERE), SEND, NIGHT)

    assert isinstance(queued, f.MessageQueued)
    assert queued.held_why == ""


# ---- never the same words twice --------------------------------------------------------------


def test_the_same_words_are_refused_and_it_is_said_when_they_got_them() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER), (BEGIN, GOES), (SENT, GOES))

    refused = no(lead, again(text="hello  IMOGEN, when shall\nI call?"), LATER + HOUR)

    assert refused.code == "bad_field"
    assert refused.msg == "text: They got these very words on Thu 19 Nov, 12:00 there."


def test_the_same_words_on_their_way_are_refused() -> None:
    lead = after(a_lead(claimed()), (SEND, NIGHT))

    refused = no(lead, again(), NIGHT + MINUTE)

    assert refused.msg == (
        "text: These very words are on their way already, to leave Fri 20 Nov, 08:00 there."
    )


def test_another_link_makes_no_other_words() -> None:
    first = replace(SMS, text="Choose a time: https://example.com/t/aaaa")
    lead = after(a_lead(claimed()), (c.SendMessage(answer=first), LATER))

    assert no(lead, again(text="Choose a time: {good_time}")).code == "bad_field"


def test_what_they_got_as_an_earlier_lead_counts() -> None:
    old = Got(channel="sms", at=NOON - 16 * DAY, words="Hello", digest=digest(SMS.text))

    refused = no(a_lead(claimed(), got=(old,)), SEND)

    assert refused.msg == "text: They got these very words on Tue 3 Nov, 12:00 there."


def test_what_they_got_long_ago_is_not_forgotten() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER), (BEGIN, GOES), (SENT, GOES))
    for number in range(60):
        wrote = c.ReceiveMessage(
            message=f"in-{number}", channel="email", from_="them", text="And?", at=GOES + number
        )
        lead = after(lead, (wrote, GOES + number))

    assert lead.message("m-1") is None
    assert no(lead, again(), GOES + HOUR).code == "bad_field"


def test_what_was_handed_to_the_computers_own_program_counts_unless_it_was_not_sent() -> None:
    begun = started(channel="sms", text=SMS.text)
    lead = a_lead(claimed(), begun, touch_ended(disposition="sent", channel="sms"))
    assert no(lead, SEND).msg == "text: They got these very words on Thu 19 Nov, 12:00 there."

    lead = a_lead(claimed(), begun, touch_ended(disposition="not_sent", channel="sms"))
    assert kinds(made(lead, SEND))[0] == "message.queued"


def test_words_taken_back_or_never_arrived_may_be_sent() -> None:
    back = after(a_lead(claimed()), (SEND, LATER), (BACK, LATER + SECOND))
    failed = after(
        a_lead(claimed()),
        (SEND, LATER),
        (BEGIN, GOES),
        (c.RecordFailed(message="m-1", why="no such number"), GOES),
    )

    for lead in (back, failed):
        assert kinds(made(lead, again()))[0] == "message.queued"


# ---- sent anew -------------------------------------------------------------------------------

RETRY = c.SendMessage(answer=replace(SMS, message="m-2"), retry_of="m-1")


def unknown_one() -> Lead:
    return after(
        a_lead(claimed()),
        (SEND, LATER),
        (BEGIN, GOES),
        (c.RecordUnknown(message="m-1", why="the line was cut"), GOES),
    )


def test_what_may_not_have_arrived_is_sent_anew_in_the_same_words() -> None:
    (queued, *_) = made(unknown_one(), RETRY, GOES + MINUTE)

    assert isinstance(queued, f.MessageQueued)
    assert (queued.retry_of, queued.text) == ("m-1", SMS.text)


def test_nobody_sends_it_anew_twice_while_the_first_retry_is_on_its_way() -> None:
    lead = after(unknown_one(), (RETRY, GOES + MINUTE))
    second = c.SendMessage(answer=replace(SMS, message="m-3"), retry_of="m-1")

    assert no(lead, second, GOES + 2 * MINUTE).msg == "It is being sent again already."


def test_a_retry_that_is_lost_too_can_be_retried() -> None:
    lead = after(
        unknown_one(),
        (RETRY, GOES + MINUTE),
        (c.BeginSending(message="m-2", gateway="twilio"), GOES + 2 * MINUTE),
        (c.RecordUnknown(message="m-2", why="the line was cut"), GOES + 2 * MINUTE),
    )
    third = c.SendMessage(answer=replace(SMS, message="m-3"), retry_of="m-2")

    assert kinds(made(lead, third, GOES + 3 * MINUTE))[0] == "message.queued"


def test_only_what_did_not_arrive_is_sent_anew() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER), (BEGIN, GOES), (SENT, GOES))

    assert no(lead, RETRY).msg == "It has left already, at Thu 19 Nov, 12:00 there."
    assert no(a_lead(claimed()), RETRY).code == "bad_field"


def test_a_retry_stays_here_when_the_first_one_turns_out_to_be_sent() -> None:
    lead = after(
        unknown_one(),
        (RETRY, GOES + MINUTE),
        (c.RecordDelivered(message="m-1"), GOES + MINUTE + SECOND),
        (c.BeginSending(message="m-2", gateway="twilio"), GOES + 2 * MINUTE),
    )

    assert its(lead, "m-2").state == "refused"
    assert its(lead, "m-2").why == "The first one was sent after all."


# ---- undo ------------------------------------------------------------------------------------


def test_undo_leaves_the_lead_as_unanswered_as_it_was() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER))

    back, booked = made(lead, BACK, LATER + SECOND)

    assert isinstance(back, f.MessageTakenBack)
    assert isinstance(booked, f.NextTouchSet)
    assert (booked.next.at, booked.next.reason) == (LATER + SECOND, "Not sent yet")
    assert made(fold(back, booked, lead=lead), BEGIN, GOES, c.HUB) == ()


def test_undo_goes_back_to_what_the_cadence_says_without_it() -> None:
    lead = a_lead(*tried("no_answer"))
    without = after(lead, (c.PlanAnew(), LATER)).next_touch

    lead = after(lead, (SEND, LATER), (BACK, LATER + SECOND))

    assert lead.next_touch == without


def test_undo_then_edit_sends_the_edited_text_only() -> None:
    lead = after(
        a_lead(claimed()),
        (SEND, LATER),
        (BACK, LATER + SECOND),
        (again(text="Hello Imogen, at four?"), LATER + 2 * SECOND),
        (BEGIN, GOES + MINUTE),
        (c.BeginSending(message="m-2", gateway="twilio"), GOES + MINUTE),
    )

    assert (its(lead).state, its(lead, "m-2").state) == ("taken_back", "sending")


def test_a_held_message_can_be_taken_back_hours_later() -> None:
    lead = after(a_lead(claimed(at=NIGHT)), (SEND, NIGHT), (BACK, NIGHT + 3 * HOUR))

    assert its(lead).state == "taken_back"


def test_what_has_left_cannot_be_taken_back() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER), (BEGIN, GOES))

    refused = no(lead, BACK, GOES + SECOND)

    assert refused.code == "version_conflict"
    assert refused.msg == "It has left already, at Thu 19 Nov, 12:00 there."


def test_only_its_writer_or_a_team_lead_takes_it_back() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER))

    assert no(lead, BACK, actor=JONAS).code == "forbidden"
    assert kinds(made(lead, BACK, actor=PETRA))[0] == "message.taken_back"


def test_undo_twice_is_undo_once() -> None:
    lead = after(a_lead(claimed()), (SEND, LATER), (BACK, LATER))

    assert made(lead, BACK) == ()


def test_the_end_of_the_cadence_waits_for_the_message_that_ends_it() -> None:
    lead = a_lead(*tried(*("no_answer",) * 9))

    queued = after(lead, (SEND, LATER + DAY))
    assert (queued.state, queued.next_touch) == ("engaged", None)
    assert leaks(queued, LATER + DAY) == ""

    sent = after(queued, (BEGIN, LATER + DAY + MINUTE), (SENT, LATER + DAY + MINUTE))
    assert sent.closed is not None
    assert sent.closed.reason == "nurture"


def test_nothing_closes_a_lead_whose_last_message_is_about_to_leave() -> None:
    lead = after(a_lead(*tried(*("no_answer",) * 9)), (SEND, LATER + DAY))

    assert made(lead, c.PlanAnew(why="Found without a plan"), LATER + DAY, c.HUB) == ()


def test_a_message_taken_back_at_the_end_of_the_cadence_does_not_close_the_lead() -> None:
    lead = a_lead(*tried(*("no_answer",) * 9))

    lead = after(lead, (SEND, LATER + DAY), (BACK, LATER + DAY + SECOND))

    assert (lead.state, leaks(lead, LATER + DAY)) == ("engaged", "")


def test_a_plan_worked_out_meanwhile_counts_the_message_that_is_held() -> None:
    lead = after(a_lead(claimed(at=NIGHT)), (SEND, NIGHT))
    booked = lead.next_touch

    assert after(lead, (c.PlanAnew(), NIGHT + HOUR)).next_touch == booked


# ---- claimed and answered in one act ---------------------------------------------------------


def test_claim_answer_and_next_touch_are_one_act() -> None:
    facts = made(a_lead(), c.ClaimLead(answer=SMS))

    assert kinds(facts) == ["lead.claimed", "message.queued", "touch.next"]
    lead = fold(*facts, lead=a_lead())
    assert (lead.owner, lead.state, its(lead).rep) == (ANNA.rep, "engaged", ANNA.rep)


def test_a_lost_claim_sends_nothing() -> None:
    refused = no(a_lead(claimed(JONAS)), c.ClaimLead(answer=SMS))

    assert (refused.code, refused.kept) == ("already_claimed", ())


def test_words_that_cannot_be_sent_do_not_cost_the_lead() -> None:
    refusal = {"sms": Consent(state="refused", why="said stop by SMS on 3 Nov")}

    facts = made(a_lead(consent=refusal), c.ClaimLead(answer=SMS))

    assert kinds(facts) == ["lead.claimed"]
    assert fold(*facts, lead=a_lead()).lease_until is not None


def test_the_same_claim_from_a_second_desk_answers_once() -> None:
    lead = after(a_lead(), (c.ClaimLead(answer=SMS), LATER))

    assert made(lead, c.ClaimLead(answer=SMS)) == ()


# ---- asking ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orders", "msg"),
    [
        ([(SEND, LATER)], "It has not left yet."),
        (
            [(SEND, NIGHT)],
            "It has not left yet: it is held until Fri 20 Nov, 08:00 there.",
        ),
        ([(SEND, LATER), (BACK, LATER)], "It was taken back and never left."),
        (
            [(SEND, LATER), (BEGIN, GOES), (SENT, GOES), (c.RecordDelivered(message="m-1"), GOES)],
            "They have it already, since Thu 19 Nov, 12:00 there.",
        ),
        (
            [(SEND, LATER), (BEGIN, GOES), (c.RecordFailed(message="m-1", why="Full."), GOES)],
            "It has left already and did not arrive: Full.",
        ),
    ],
)
def test_asking_what_is_known_is_answered_in_words(
    orders: list[tuple[c.Command, Ms]], msg: str
) -> None:
    assert no(after(a_lead(claimed()), *orders), c.AskMessage(message="m-1")).msg == msg


def test_asking_after_an_unknown_one_is_the_gateways_to_answer() -> None:
    assert made(unknown_one(), c.AskMessage(message="m-1")) == ()
