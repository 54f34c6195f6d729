"""Touches: when one may begin, how it ends, what follows, and what is kept when the claim was
lost."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain.clue import Clue
from app.domain.decide import Decision, decide, may_touch
from app.domain.facts import Fact
from app.domain.ids import Ms, ms
from app.domain.lead import Consent, Lead, Person
from app.domain.refusals import Refused
from app.domain.touch import Channel, Disposition, NextTouch
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
    a_note,
    a_person,
    a_playbook,
    a_policy,
    an_order,
    claimed,
    ended,
    fold,
    started,
    tried,
)

LATER = NOON + 40 * SECOND
NIGHT = ms(datetime(2026, 11, 19, 22, 30, tzinfo=ZoneInfo("Europe/London")))
CALL = c.StartTouch(touch="touch-1", channel="call")
SMS = c.StartTouch(touch="touch-1", channel="sms", text="hello", template="thanks_sms")
SEVEN: tuple[Disposition, ...] = ("no_answer",) * 7
NO_ANSWER = c.EndTouch(touch="touch-1", disposition="no_answer")
MOVED = NextTouch(
    at=NOON + DAY, channel="call", attempt=2, of=6, reason="Set by Anna Berg", pinned=True
)


def order(
    lead: Lead,
    command: c.Command,
    actor: c.Actor = ANNA,
    now: Ms = LATER,
    gen: int | None = None,
    **book: object,
) -> Decision:
    return decide(lead, an_order(command, actor, gen), a_policy(**book), now)


def facts(decision: Decision) -> tuple[Fact, ...]:
    assert not isinstance(decision, Refused), decision
    return decision


def refusal(decision: Decision) -> Refused:
    assert isinstance(decision, Refused), decision
    return decision


def after(lead: Lead, command: c.Command, now: Ms = LATER) -> Lead:
    return fold(*facts(order(lead, command, now=now)), lead=lead)


# ---- beginning -------------------------------------------------------------------------------


def test_the_first_touch_engages_and_answers() -> None:
    lead = a_lead(claimed())

    (fact,) = facts(order(lead, CALL, gen=1))
    now = fold(fact, lead=lead)

    assert isinstance(fact, f.TouchStarted)
    assert (fact.to, fact.rep_name) == ("+447700900142", "Anna Berg")
    assert (now.state, now.lease_until, now.first_attempt, now.attempts) == (
        "engaged",
        None,
        LATER,
        1,
    )


def test_a_message_carries_its_words_and_is_no_call() -> None:
    lead = a_lead(claimed())

    (fact,) = facts(order(lead, SMS))

    assert isinstance(fact, f.TouchStarted)
    assert (fact.text, fact.template) == ("hello", "thanks_sms")
    assert fold(fact, lead=lead).attempts == 0


def test_an_email_goes_to_the_email() -> None:
    (fact,) = facts(order(a_lead(claimed()), c.StartTouch(touch="t", channel="email")))

    assert isinstance(fact, f.TouchStarted)
    assert fact.to == "imogen@kestrel.example"


def test_a_number_they_named_since_is_the_one_dialled() -> None:
    other = f.ClueKept(note=a_note(Clue(kind="number", text="+442079460000")))

    (fact,) = facts(order(a_lead(claimed(), other), CALL))

    assert isinstance(fact, f.TouchStarted)
    assert fact.to == "+442079460000"


def test_a_touch_that_begins_too_late_does_not_hide_the_breach() -> None:
    late = NOON + 5 * MINUTE

    breached, begun = facts(order(a_lead(claimed(lease_until=NOON + HOUR)), CALL, now=late))

    assert breached == f.SlaBreached(at=NOON + 5 * MINUTE)
    assert isinstance(begun, f.TouchStarted)


def test_a_text_may_be_written_during_a_call_but_not_a_second_call_begun() -> None:
    on_call = a_lead(claimed(), started())

    assert facts(order(on_call, c.StartTouch(touch="touch-2", channel="sms")))
    no = refusal(order(on_call, c.StartTouch(touch="touch-2", channel="call")))
    assert (no.code, no.msg) == ("version_conflict", "Say how the running call ended first.")


@pytest.mark.parametrize(
    ("lead", "command", "code"),
    [
        (a_lead(), CALL, "stale_claim"),
        (a_lead(claimed(JONAS)), CALL, "stale_claim"),
        (a_lead(claimed(), started(), ended()), CALL, "version_conflict"),
        (a_lead(claimed()), replace(SMS, text="x" * 8_001), "bad_field"),
        (a_lead(claimed(), person=a_person(phone="")), CALL, "no_address"),
        (
            a_lead(claimed(), person=a_person(email="")),
            replace(CALL, channel="email"),
            "no_address",
        ),
        (a_lead(claimed(), consent={"call": Consent(state="refused")}), CALL, "no_consent"),
    ],
    ids=["pool", "another's", "begun already", "too long", "no phone", "no email", "no consent"],
)
def test_a_touch_is_refused(lead: Lead, command: c.Command, code: str) -> None:
    assert refusal(order(lead, command)).code == code


def test_a_refused_channel_says_who_and_why() -> None:
    said = {"call": Consent(state="refused", why="said stop 3 Nov"), "sms": Consent()}
    lead = a_lead(claimed(), consent=said)
    nameless = a_lead(claimed(), consent=said, person=Person())

    assert refusal(order(lead, CALL)).msg == "No call to Imogen Okafor: said stop 3 Nov."
    assert refusal(order(nameless, CALL)).msg == "No call to this person: said stop 3 Nov."
    assert refusal(order(nameless, SMS)).msg == "They left no number that can be dialled."


@pytest.mark.parametrize("channel", ["call", "sms"])
def test_hours_hold_back_what_comes_later_than_an_answer(channel: Channel) -> None:
    book = a_playbook()
    answered = a_lead(received=NIGHT - 30 * MINUTE)
    later = a_lead(received=NIGHT - 30 * MINUTE - 1)

    assert may_touch(answered, channel, book, NIGHT) is None
    no = may_touch(later, channel, book, NIGHT)
    assert no is not None
    assert (no.code, "Fri 20 Nov, 08:00 there" in no.msg) == ("outside_hours", True)
    assert may_touch(later, "email", book, NIGHT) is None


def test_who_writes_again_is_being_answered_again() -> None:
    again = f.LeadReenquired(at=NIGHT - MINUTE, source=a_lead().source)

    assert may_touch(a_lead(again), "call", a_playbook(), NIGHT) is None


def test_where_no_zone_is_known_the_rep_decides() -> None:
    assert may_touch(a_lead(where=NOWHERE), "call", a_playbook(), NIGHT) is None


# ---- ending ----------------------------------------------------------------------------------


def test_a_call_without_an_answer_plans_the_next_one() -> None:
    lead = a_lead(claimed(), started())

    end, planned = facts(order(lead, replace(NO_ANSWER, note="rang out")))

    assert end == ended(at=LATER, note="rang out")
    assert isinstance(planned, f.NextTouchSet)
    assert planned.next.at == LATER + 30 * MINUTE
    assert planned.next.reason == "No answer, half an hour later"


def test_a_call_dialled_by_hand_is_logged_by_the_same_key() -> None:
    lead = a_lead(claimed())

    made = facts(order(lead, NO_ANSWER))

    assert [fact.k for fact in made] == ["touch.started", "touch.ended", "touch.next"]
    assert fold(*made, lead=lead).first_attempt == LATER


def test_a_call_dialled_by_hand_too_late_is_a_breach_too() -> None:
    lead = a_lead(claimed(lease_until=NOON + HOUR))

    assert facts(order(lead, NO_ANSWER, now=NOON + HOUR))[0] == f.SlaBreached(at=NOON + 5 * MINUTE)


def test_a_clue_is_kept_with_the_words_and_decides_the_next_touch() -> None:
    lead = a_lead(claimed(), started())
    end = c.EndTouch(touch="touch-1", disposition="gatekeeper", clue=" dana: tue or thu after 3 ")

    now = after(lead, end)

    (note,) = now.clues
    assert (note.text, note.echo) == (
        "dana: tue or thu after 3",
        "Ask for Dana. Tue, Thu after 15:00, their time",
    )
    assert (note.by_name, note.expires) == ("Anna Berg", LATER + 30 * DAY)
    assert now.next_touch is not None
    assert now.next_touch.at == NOON + 3 * HOUR  # this very Thursday at three
    assert now.next_touch.reason == "Reception: “dana: tue or thu after 3”"


def test_a_clue_nobody_understands_is_kept_as_it_was_typed() -> None:
    now = after(a_lead(claimed(), started()), replace(NO_ANSWER, clue="after the stand-up"))

    assert (now.clues[0].clues, now.clues[0].echo) == ((), "after the stand-up")


def test_a_no_closes_the_lead_and_the_channel() -> None:
    now = after(a_lead(claimed(), started()), replace(NO_ANSWER, disposition="refused"))

    assert now.closed is not None
    assert (now.closed.reason, now.closed.by) == ("refused", ANNA.rep)
    assert now.consent["call"] == Consent(state="refused", why="said no to Anna Berg")


def test_a_return_closes_with_its_reason_and_needs_a_known_one() -> None:
    lead = a_lead(claimed(), started())
    back = replace(NO_ANSWER, disposition="returned", reason="country", note="Ghana")

    now = after(lead, back)

    assert now.closed is not None
    assert (now.closed.reason, now.closed.text) == ("country", "Ghana")
    assert refusal(order(lead, replace(back, reason="because"))).code == "bad_field"


def test_the_last_step_is_followed_by_nurture() -> None:
    lead = a_lead(*tried(*SEVEN), started("touch-8", at=NOON + DAY))

    now = after(lead, c.EndTouch(touch="touch-8", disposition="no_answer"), now=NOON + DAY)

    assert now.closed is not None
    assert (now.closed.reason, now.closed.text) == ("nurture", "the cadence is over")


def test_a_wrong_number_goes_on_by_email_and_ends_where_there_is_none() -> None:
    wrong = replace(NO_ANSWER, disposition="wrong_number")

    other = after(a_lead(claimed(), started()), wrong)
    none = after(a_lead(claimed(), started(), person=a_person(email="")), wrong)

    assert other.next_touch is not None
    assert other.next_touch.channel == "email"
    assert none.closed is not None
    assert (none.closed.reason, none.closed.text) == ("unreachable", "no channel is left")


def test_a_lane_without_a_cadence_ends_in_nurture() -> None:
    now = after(a_lead(claimed(), started(), lane="nurture"), NO_ANSWER)

    assert now.closed is not None
    assert now.closed.reason == "nurture"


def test_a_lane_the_playbook_does_not_know_ends_in_nurture_too() -> None:
    lead = a_lead(claimed(), started())

    now = fold(*facts(order(lead, NO_ANSWER, lanes={})), lead=lead)

    assert now.closed is not None
    assert now.closed.reason == "nurture"


def test_a_message_not_sent_was_no_answer_and_the_clock_runs_on() -> None:
    lead = a_lead(claimed(), started(channel="sms"))

    now = after(lead, replace(NO_ANSWER, disposition="not_sent"))

    assert (now.first_attempt, now.state) == (None, "engaged")
    assert now.next_touch is not None
    assert (now.next_touch.attempt, now.next_touch.at) == (1, LATER)


@pytest.mark.parametrize("disposition", ["sent", "not_sent"])
def test_a_call_is_neither_sent_nor_not(disposition: Disposition) -> None:
    end = replace(NO_ANSWER, disposition=disposition)

    assert refusal(order(a_lead(claimed(), started()), end)).code == "bad_field"
    assert refusal(order(a_lead(claimed()), end)).code == "bad_field"


def test_only_who_began_a_touch_says_how_it_ended() -> None:
    anothers = a_lead(claimed(JONAS), started(by=JONAS))
    handed_on = a_lead(claimed(JONAS), started(by=JONAS), claimed(gen=2))

    for lead in (anothers, handed_on):
        no = refusal(order(lead, replace(NO_ANSWER, note="x")))
        assert (no.code, no.kept) == ("forbidden", ())


def test_a_touch_has_one_outcome() -> None:
    lead = a_lead(claimed(), started(), ended())

    assert refusal(order(lead, NO_ANSWER)).code == "version_conflict"


@pytest.mark.parametrize("field", ["note", "clue"])
def test_nobody_types_nine_thousand_characters(field: str) -> None:
    lead = a_lead(claimed(), started())

    assert refusal(order(lead, replace(NO_ANSWER, **{field: "x" * 8_001}))).code == "bad_field"


# ---- the claim was lost ----------------------------------------------------------------------


def test_an_outcome_after_losing_the_claim_is_kept_as_an_activity() -> None:
    lead = a_lead(claimed(), started(), claimed(JONAS, gen=2))
    end = replace(NO_ANSWER, note="rang out", clue="after 3")

    no = refusal(order(lead, end, gen=1))
    now = fold(*no.kept, lead=lead)

    assert (no.code, no.owner_name, no.since) == ("stale_claim", "Jonas Holm", NOON)
    assert no.msg == "Jonas Holm has this lead. What you wrote was kept."
    assert no.kept[0] == ended(at=LATER, note="rang out", after_loss=True)
    assert now.timeline[-2].after_loss
    assert now.clues[-1].text == "after 3"
    assert (now.owner, now.next_touch) == (JONAS.rep, lead.next_touch)


def test_a_no_counts_whoever_has_the_lead() -> None:
    lead = a_lead(claimed(), started(), claimed(JONAS, gen=2))

    no = refusal(order(lead, replace(NO_ANSWER, disposition="refused"), gen=1))

    assert fold(*no.kept, lead=lead).consent["call"].state == "refused"


def test_an_outcome_for_a_closed_lead_is_kept_and_the_code_says_closed() -> None:
    gone = f.LeadClosed(rep=PETRA.rep, rep_name=PETRA.name, at=NOON, reason="spam")

    no = refusal(order(a_lead(claimed(), started(), gone), NO_ANSWER))

    assert (no.code, len(no.kept), no.since) == ("not_open", 1, NOON)


def test_a_note_needs_no_claim_but_says_when_it_came_after_one_was_lost() -> None:
    lead = a_lead(claimed(JONAS, gen=2))

    (free,) = facts(order(lead, c.AddNote(text=" hello ")))
    no = refusal(order(lead, c.AddNote(text="hello"), gen=1))

    assert free == f.NoteAdded(rep=ANNA.rep, rep_name=ANNA.name, at=LATER, text="hello")
    assert no.kept == (replace(free, after_loss=True),)
    assert (no.code, no.owner_name) == ("stale_claim", "Jonas Holm")


def test_a_note_under_an_older_grant_of_ones_own_is_just_a_note() -> None:
    assert facts(order(a_lead(claimed(gen=3)), c.AddNote(text="hello"), gen=1))


@pytest.mark.parametrize("text", ["", "   ", "x" * 8_001])
def test_a_note_says_something_and_not_too_much(text: str) -> None:
    assert refusal(order(a_lead(), c.AddNote(text=text))).code == "bad_field"


# ---- moving the next touch -------------------------------------------------------------------


def test_the_owner_moves_the_next_touch_and_it_is_pinned_there() -> None:
    lead = a_lead(*tried("no_answer"))

    (fact,) = facts(order(lead, c.MoveNextTouch(at=NOON + DAY)))

    assert fact == f.NextTouchSet(next=MOVED, by=ANNA.rep, by_name=ANNA.name, at=LATER)
    assert fold(fact, lead=lead).timeline[-1].text == "Set by Anna Berg"


def test_moving_keeps_the_channel_unless_told_otherwise_and_counts_on_it() -> None:
    was = NextTouch(at=NOON + HOUR, channel="email", attempt=3, of=6, reason="x")
    lead = a_lead(*tried("no_answer"), f.NextTouchSet(next=was, at=NOON))

    wishes: tuple[tuple[Channel | None, Channel], ...] = ((None, "email"), ("sms", "sms"))
    for wanted, gets in wishes:
        (fact,) = facts(order(lead, c.MoveNextTouch(at=NOON + DAY, channel=wanted)))
        assert isinstance(fact, f.NextTouchSet)
        assert (fact.next.channel, fact.next.attempt) == (gets, 1)


def test_a_team_lead_moves_anybodys() -> None:
    assert facts(order(a_lead(*tried("no_answer")), c.MoveNextTouch(at=NOON + DAY), actor=PETRA))


def test_a_move_to_a_closed_hour_names_the_next_legal_time() -> None:
    lead = a_lead(*tried("no_answer"))

    no = refusal(order(lead, c.MoveNextTouch(at=NIGHT)))

    assert no.code == "outside_hours"
    assert no.msg.endswith("the next time is Fri 20 Nov, 08:00 there.")
    assert facts(order(lead, c.MoveNextTouch(at=NIGHT, channel="email")))
    assert facts(order(a_lead(*tried("no_answer"), where=NOWHERE), c.MoveNextTouch(at=NIGHT)))


@pytest.mark.parametrize(
    ("lead", "at", "code"),
    [
        (a_lead(claimed(JONAS)), NOON + DAY, "stale_claim"),
        (a_lead(), NOON + DAY, "stale_claim"),
        (a_lead(claimed()), LATER, "bad_field"),
        (a_lead(claimed()), LATER + 400 * DAY, "bad_field"),
        (a_lead(claimed(), person=a_person(phone="")), NOON + DAY, "no_address"),
    ],
    ids=["another's", "the pool's", "the past", "too far", "no phone"],
)
def test_a_move_is_refused(lead: Lead, at: Ms, code: str) -> None:
    assert refusal(order(lead, c.MoveNextTouch(at=at))).code == code


def test_a_message_does_not_undo_a_call_that_was_promised_for_later() -> None:
    lead = a_lead(*tried("no_answer"), f.NextTouchSet(next=MOVED, at=NOON))

    texted = after(lead, c.StartTouch(touch="touch-2", channel="sms"))
    sent = after(texted, c.EndTouch(touch="touch-2", disposition="sent"))
    called = after(lead, c.StartTouch(touch="touch-2", channel="call"))

    assert (sent.next_touch, called.next_touch) == (MOVED, None)


# ---- closing ---------------------------------------------------------------------------------


def test_a_qualified_lead_leaves_the_schedule() -> None:
    now = after(a_lead(*tried("connected")), c.QualifyLead(text="12 seats"))

    assert now.closed is not None
    assert (now.closed.reason, now.closed.text, now.next_touch) == ("qualified", "12 seats", None)


def test_a_lead_closed_unanswered_after_its_deadline_was_breached() -> None:
    lead = a_lead(claimed(lease_until=NOON + HOUR))

    made = facts(order(lead, c.ReturnLead(reason="spam"), now=NOON + HOUR))

    assert [fact.k for fact in made] == ["lead.sla_breached", "lead.closed"]


def test_a_team_lead_hands_back_what_nobody_has() -> None:
    assert facts(order(a_lead(), c.ReturnLead(reason="spam"), actor=PETRA))


@pytest.mark.parametrize(
    ("command", "actor", "code"),
    [
        (c.ReturnLead(reason="spam"), JONAS, "stale_claim"),
        (c.ReturnLead(reason="because"), ANNA, "bad_field"),
        (c.ReturnLead(reason="spam", text="x" * 8_001), ANNA, "bad_field"),
        (c.QualifyLead(), JONAS, "stale_claim"),
        (c.QualifyLead(text="x" * 8_001), ANNA, "bad_field"),
    ],
)
def test_closing_is_refused(command: c.Command, actor: c.Actor, code: str) -> None:
    assert refusal(order(a_lead(claimed()), command, actor=actor)).code == code


def test_what_is_closed_stays_closed() -> None:
    gone = a_lead(claimed(), f.LeadClosed(rep="", rep_name="", at=NOON, reason="spam"))

    every = (CALL, c.MoveNextTouch(at=NOON + DAY), c.ReturnLead(reason="spam"), c.QualifyLead())
    for command in every:
        assert refusal(order(gone, command)).code == "not_open"
