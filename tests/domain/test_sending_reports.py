"""A queued message leaves, and what gateways say of it: late, twice, out of order."""

import pytest
from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead, Where
from app.domain.leak import leaks
from app.domain.touch import NextTouch
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    SECOND,
    a_lead,
    claimed,
    fold,
    tried,
)
from tests.domain.messaging import (
    BEGIN,
    GOES,
    LATER,
    MAIL,
    MORNING,
    NIGHT,
    SEND,
    SENT,
    after,
    its,
    kinds,
    made,
    policy,
)

DELIVERED = c.RecordDelivered(message="m-1")
FAILED = c.RecordFailed(message="m-1", why="The number is not in service.", code="30003")
UNKNOWN = c.RecordUnknown(message="m-1", why="the line was cut")
STOP = Consent(state="refused", why="said stop by SMS on 3 Nov")


def leaving(now: Ms = LATER) -> Lead:
    return after(a_lead(claimed()), (SEND, now))


def going() -> Lead:
    return after(leaving(), (BEGIN, GOES))


def automatic(at: Ms = NOON, **more: object) -> Lead:
    """A lead nobody has, with an automatic SMS that leaves at once."""
    queued = f.MessageQueued(
        message="m-1", channel="sms", to="+447700900142", text="Thanks!", at=at, goes=at,
        automatic=True,
    )  # fmt: skip
    return a_lead(queued, **more)


# ---- it leaves -------------------------------------------------------------------------------


def test_it_leaves_when_the_time_to_take_it_back_is_over() -> None:
    assert made(leaving(), BEGIN, GOES - 1, c.HUB) == ()
    assert made(leaving(), BEGIN, GOES, c.HUB) == (
        f.MessageSending(message="m-1", at=GOES, gateway="twilio"),
    )


@pytest.mark.parametrize("again", [BEGIN, SENT, DELIVERED, FAILED, UNKNOWN])
def test_nothing_that_has_begun_begins_again(again: c.Command) -> None:
    lead = going() if again is BEGIN else after(going(), (again, GOES))

    assert made(lead, BEGIN, GOES + HOUR, c.HUB) == ()


@pytest.mark.parametrize("late", [SENT, DELIVERED, UNKNOWN, FAILED])
def test_what_was_taken_back_stays_taken_back(late: c.Command) -> None:
    lead = after(leaving(), (c.TakeBackMessage(message="m-1"), LATER))

    assert made(lead, late, GOES, c.HUB) == ()


def test_it_does_not_leave_for_a_closed_lead() -> None:
    lead = after(leaving(), (c.QualifyLead(), LATER + SECOND), (BEGIN, GOES))

    assert (its(lead).state, its(lead).why) == ("refused", "The lead was closed.")
    assert lead.next_touch is None


def test_the_gate_is_asked_again_right_before() -> None:
    no_more = f.ConsentChanged(channel="sms", consent=STOP, at=LATER)

    lead = after(fold(no_more, lead=leaving()), (BEGIN, GOES))

    assert its(lead).state == "refused"
    assert its(lead).why == "No SMS to Imogen Okafor: said stop by SMS on 3 Nov."
    assert lead.next_touch is not None
    assert lead.next_touch.reason.startswith("SMS not sent: No SMS to Imogen Okafor")


def test_the_list_of_the_hub_is_asked_again_with_the_address_it_goes_to() -> None:
    asked: list[tuple[str, str]] = []

    def listed(channel: str, to: str) -> str:
        asked.append((channel, to))
        return "unsubscribed on 3 Nov"

    facts = made(leaving(), BEGIN, GOES, c.HUB, policy(suppressed=listed))

    assert kinds(facts)[0] == "message.failed"
    assert asked == [("sms", "+447700900142")]


def test_it_does_not_go_to_a_number_that_is_somebody_elses_by_now() -> None:
    lead = after(
        leaving(),
        (c.StartTouch(touch="t-1", channel="call"), LATER + SECOND),
        (c.EndTouch(touch="t-1", disposition="wrong_number", clue="+44 7700 900555"), GOES),
        (BEGIN, GOES + SECOND),
    )

    assert (its(lead).state, its(lead).why) == ("refused", "That address is not theirs any more.")


def test_an_sms_whose_hour_has_passed_is_held_until_it_may_leave() -> None:
    lead = after(leaving(), (BEGIN, NIGHT))

    assert (its(lead).state, its(lead).goes) == ("held", MORNING)
    assert its(lead).held_why == "quiet hours there"
    assert lead.next_touch is not None
    assert lead.next_touch.at == MORNING + 30 * MINUTE


def test_what_they_wrote_meanwhile_stays_what_is_due() -> None:
    at = LATER + SECOND
    wrote = c.ReceiveMessage(message="in-1", channel="sms", from_="+44", text="Hi?", at=at)
    lead = after(leaving(), (wrote, at), (BEGIN, NIGHT))

    assert its(lead).state == "held"
    assert lead.next_touch is not None
    assert lead.next_touch.reason == "They wrote: answer them"


def test_what_they_wrote_stays_due_when_an_older_message_leaves_late() -> None:
    at = LATER + SECOND
    wrote = c.ReceiveMessage(message="in-1", channel="sms", from_="+44", text="Hi?", at=at)

    lead = after(leaving(), (wrote, at), (BEGIN, GOES), (SENT, GOES + HOUR))

    assert its(lead).state == "sent"
    assert lead.next_touch is not None
    assert lead.next_touch.reason == "They wrote: answer them"


def test_an_automatic_sms_keeps_the_hours_even_right_after_they_asked() -> None:
    lead = after(automatic(NIGHT, received=NIGHT), (BEGIN, NIGHT + SECOND))

    assert (its(lead).state, its(lead).goes) == ("held", MORNING)
    assert lead.next_touch is None


def test_an_automatic_sms_keeps_the_hours_of_every_zone_they_may_be_in() -> None:
    there = Where(zones=("Europe/London",), also=("America/Los_Angeles",), country="GB")

    lead = after(automatic(where=there), (BEGIN, NOON + SECOND))

    assert its(lead).state == "held"
    assert its(lead).goes > NOON + HOUR


def test_an_automatic_sms_does_not_go_where_nobody_knows_the_time() -> None:
    lead = after(automatic(where=Where()), (BEGIN, NOON))

    assert its(lead).state == "refused"


def test_an_automatic_message_does_not_follow_a_persons() -> None:
    lead = after(
        automatic(NIGHT),
        (c.ClaimLead(), NIGHT + SECOND),
        (c.SendMessage(answer=replace(MAIL, message="m-2")), NIGHT + SECOND),
        (BEGIN, NIGHT + 2 * SECOND),
    )

    assert its(lead).why == "Somebody answered them meanwhile."


def test_an_automatic_message_is_no_attempt() -> None:
    lead = after(automatic(), (BEGIN, NOON), (SENT, NOON + SECOND), (DELIVERED, NOON + MINUTE))

    assert (lead.first_attempt, lead.touches, lead.next_touch) == (None, (), None)


# ---- it was sent -----------------------------------------------------------------------------


def test_sent_in_time_leaves_the_plan_as_it_was_booked() -> None:
    assert kinds(made(going(), SENT, GOES + SECOND, c.HUB)) == ["message.sent"]


def test_sent_much_later_the_next_touch_is_planned_anew() -> None:
    facts = made(going(), SENT, GOES + 20 * MINUTE, c.HUB)

    assert kinds(facts) == ["lead.sla_breached", "message.sent", "touch.next"]
    assert isinstance(facts[2], f.NextTouchSet)
    assert facts[2].next.at == GOES + 50 * MINUTE


def test_a_deadline_missed_before_it_was_sent_was_missed() -> None:
    breach, sent = made(going(), SENT, NOON + 6 * MINUTE, c.HUB)

    assert breach == f.SlaBreached(at=NOON + 5 * MINUTE)
    assert isinstance(sent, f.MessageSent)


def test_a_report_that_comes_twice_says_nothing_new() -> None:
    lead = after(going(), (SENT, GOES), (DELIVERED, GOES + SECOND))

    assert made(lead, SENT, GOES + MINUTE, c.HUB) == ()
    assert made(lead, DELIVERED, GOES + MINUTE, c.HUB) == ()


def test_a_delivery_report_may_overtake_the_gateways_answer() -> None:
    lead = after(going(), (DELIVERED, GOES + SECOND), (SENT, GOES + 2 * SECOND))

    assert (its(lead).state, lead.first_attempt) == ("delivered", GOES + SECOND)
    assert len(lead.touches) == 1


def test_a_call_made_while_it_waited_is_planned_on_from_by_its_end() -> None:
    lead = after(
        leaving(), (c.StartTouch(touch="t-1", channel="call"), LATER + SECOND), (BEGIN, GOES)
    )

    assert kinds(made(lead, SENT, GOES + SECOND, c.HUB)) == ["message.sent"]


# ---- it was not ------------------------------------------------------------------------------


def test_a_failure_says_so_is_due_at_once_and_counts_for_nothing() -> None:
    lead = after(going(), (SENT, GOES), (FAILED, GOES + 2 * SECOND))

    assert (its(lead).state, its(lead).code) == ("failed", "30003")
    assert lead.first_attempt is None
    assert lead.next_touch is not None
    assert lead.next_touch.at == GOES + 2 * SECOND
    assert lead.next_touch.reason == "SMS not delivered: The number is not in service"


def test_a_success_does_not_overwrite_the_failure_of_another_part() -> None:
    lead = after(going(), (SENT, GOES), (FAILED, GOES + SECOND))

    assert made(lead, DELIVERED, GOES + MINUTE, c.HUB) == ()
    assert made(lead, SENT, GOES + MINUTE, c.HUB) == ()
    assert made(lead, FAILED, GOES + MINUTE, c.HUB) == ()


def test_a_part_that_fails_after_another_arrived_is_a_failure() -> None:
    lead = after(going(), (SENT, GOES), (DELIVERED, GOES + SECOND), (FAILED, GOES + MINUTE))

    assert (its(lead).state, lead.first_attempt) == ("failed", None)


def test_a_late_bounce_does_not_undo_what_was_planned_after_a_call() -> None:
    lead = after(
        going(),
        (SENT, GOES),
        (c.StartTouch(touch="t-1", channel="call"), GOES + HOUR),
        (c.EndTouch(touch="t-1", disposition="no_answer"), GOES + HOUR),
    )

    assert kinds(made(lead, FAILED, GOES + 2 * HOUR, c.HUB)) == ["message.failed"]


def test_a_promise_outlasts_a_failure() -> None:
    promised = NextTouch(
        at=NOON + DAY, channel="call", attempt=1, of=5, reason="Set by Anna Berg", pinned=True
    )
    lead = after(fold(f.NextTouchSet(next=promised, at=NOON), lead=going()), (FAILED, GOES))

    assert lead.next_touch == promised


def test_a_failed_automatic_message_plans_nothing() -> None:
    lead = after(automatic(), (BEGIN, NOON), (FAILED, NOON + SECOND))

    assert (its(lead).state, lead.next_touch) == ("failed", None)


def test_what_the_gateway_cannot_take_now_goes_later_but_not_for_ever() -> None:
    lead, now = leaving(), GOES
    for _ in range(5):
        busy = c.RecordHeld(message="m-1", until=now + MINUTE, why="the gateway is busy")
        lead = after(lead, (BEGIN, now), (busy, now))
        now += MINUTE

    assert (its(lead).state, its(lead).tries) == ("failed", 5)
    assert its(lead).why == "the gateway is busy"


def test_held_by_the_gateway_the_next_touch_moves_along() -> None:
    busy = c.RecordHeld(message="m-1", until=GOES + HOUR, why="the gateway is busy")

    lead = after(going(), (busy, GOES))

    assert (its(lead).state, its(lead).goes) == ("held", GOES + HOUR)
    assert lead.next_touch is not None
    assert lead.next_touch.at == GOES + 90 * MINUTE


# ---- nobody knows ----------------------------------------------------------------------------


def test_an_unknown_one_is_shown_and_known_later() -> None:
    lead = after(going(), (UNKNOWN, GOES))
    assert (its(lead).state, lead.first_attempt) == ("unknown", None)

    known = after(lead, (SENT, GOES + MINUTE))
    assert (its(known).state, known.first_attempt) == ("sent", GOES + MINUTE)


def test_what_the_gateway_says_when_asked_is_told_once() -> None:
    lead = after(going(), (UNKNOWN, GOES))

    assert made(lead, UNKNOWN, GOES + MINUTE, c.HUB) == ()
    other = c.RecordUnknown(message="m-1", why="the gateway knows nothing of it")
    assert kinds(made(lead, other, GOES + MINUTE, c.HUB)) == ["message.unknown"]


def test_an_unknown_one_at_the_end_of_the_cadence_does_not_leak() -> None:
    now = LATER + DAY
    lead = after(
        a_lead(*tried(*("no_answer",) * 9)), (SEND, now), (BEGIN, now + MINUTE),
        (UNKNOWN, now + MINUTE),
    )  # fmt: skip

    assert leaks(lead, now + MINUTE) == ""
    assert lead.next_touch is not None
    assert lead.next_touch.reason == "Not known whether the SMS arrived"
