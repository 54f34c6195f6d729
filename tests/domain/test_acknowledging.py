"""The automatic answer: once for each enquiry, never after a person, in what is allowed there."""

from typing import Any

import pytest
from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain.acknowledging import GRID, SETTLING_IN, promise
from app.domain.decide import decide
from app.domain.facts import Fact
from app.domain.ids import Ms, at
from app.domain.lead import Consent, Lead, Source, Where
from app.domain.policy import Cover, Policy
from tests.builders import (
    ANNA,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    NOWHERE,
    SECOND,
    a_lead,
    a_person,
    a_playbook,
    an_order,
    claimed,
    fold,
    started,
)

YES = {"sms": Consent(state="allowed", why="ticked on the form")}
MISSED = Source(id="src-phone", name="Our number", kind="missed_call")
EVENING: Ms = NOON + 9 * HOUR
"""21:00 in London."""
MORNING: Ms = NOON + 21 * HOUR
"""Friday 09:00 in London: the next shift."""
BOTH = Cover(here=False, at=MORNING, names={"rep-anna": "Anna Berg", "rep-jonas": "Jonas Holm"})
ALONE = replace(BOTH, names={"rep-anna": "Anna Berg"})


def policy(cover: Cover | None = None, **more: Any) -> Policy:
    there = cover or Cover(team="Kestrel Sales")
    values: dict[str, Any] = {
        "playbook": a_playbook(),
        "roster": {},
        "gateways": frozenset({"sms", "email"}),
        "cover": lambda: there,
        "good_time": True,
    }
    return Policy(**{**values, **more})


def enquiry(**changes: Any) -> c.ReceiveLead:
    lead = a_lead(**changes)
    return c.ReceiveLead(
        team=lead.team, received=lead.received, source=lead.source, person=lead.person,
        where=lead.where, consent=lead.consent, opted_in=None, rank=lead.rank,
        rank_why=lead.rank_why, lane=lead.lane, test=lead.test,
    )  # fmt: skip


def arrive(rules: Policy, **changes: Any) -> Lead:
    order = an_order(enquiry(**{"consent": YES, **changes}), c.HUB)
    made = decide(None, order, rules, NOON)
    assert isinstance(made, tuple)
    return fold(*made)


def acknowledge(lead: Lead, rules: Policy, now: Ms, message: str = "m-ack") -> tuple[Fact, ...]:
    made = decide(lead, an_order(c.Acknowledge(message=message), c.HUB), rules, now)
    assert isinstance(made, tuple)
    return made


def queued(facts: tuple[Fact, ...]) -> f.MessageQueued:
    return next(fact for fact in facts if isinstance(fact, f.MessageQueued))


# ---- when ------------------------------------------------------------------------------------


def test_while_somebody_is_there_they_get_the_time_the_playbook_gives_them() -> None:
    lead = arrive(policy())
    assert lead.ack_at == NOON + 50 * SECOND
    assert acknowledge(lead, policy(), NOON + 49 * SECOND) == ()
    assert queued(acknowledge(lead, policy(), NOON + 50 * SECOND)).automatic


def test_with_nobody_there_it_goes_at_once() -> None:
    assert arrive(policy(BOTH)).ack_at == NOON


@pytest.mark.parametrize(
    "changes",
    [
        {"test": True},
        {"lane": "needs_mapping"},
        {"lane": "nurture", "source": Source(id="s", name="News", kind="newsletter")},
        {"lane": "let_settle"},
    ],
)
def test_what_asked_for_no_answer_gets_none(changes: dict[str, Any]) -> None:
    assert arrive(policy(BOTH), **changes).ack_at is None


def test_a_hub_that_can_send_nothing_promises_nothing() -> None:
    assert arrive(policy(BOTH, gateways=frozenset())).ack_at is None
    assert arrive(policy(BOTH, gateways=frozenset({"call"}))).ack_at is None


def test_it_goes_once_for_an_enquiry_and_once_for_the_next() -> None:
    rules = policy(BOTH)
    lead = arrive(rules)
    lead = fold(*acknowledge(lead, rules, NOON), lead=lead)
    assert lead.ack_at is None
    assert acknowledge(lead, rules, NOON + HOUR, "m-2") == ()
    again = decide(lead, an_order(enquiry(received=NOON + HOUR), c.HUB), rules, NOON + HOUR)
    assert isinstance(again, tuple)
    lead = fold(*again, lead=lead)
    second = queued(acknowledge(lead, rules, NOON + HOUR, "m-2"))
    assert second.text != lead.messages[0].text


@pytest.mark.parametrize("channel", ["call", "sms", "email"])
def test_after_a_persons_touch_no_machine_speaks(channel: Any) -> None:
    lead = fold(claimed(), started(channel=channel), lead=arrive(policy()))
    assert lead.ack_at is None
    assert acknowledge(lead, policy(), NOON + DAY) == ()


def test_after_a_persons_message_no_machine_speaks_even_when_it_was_taken_back() -> None:
    mine = f.MessageQueued(
        message="m-1", channel="email", to="imogen@kestrel.example", text="Good day", at=NOON,
        goes=NOON + 5_000, rep=ANNA.rep, rep_name=ANNA.name,
    )  # fmt: skip
    taken = f.MessageTakenBack(message="m-1", at=NOON + 3_000)
    lead = fold(claimed(), mine, taken, lead=arrive(policy()))
    assert acknowledge(lead, policy(), NOON + DAY) == ()


def test_whoever_just_claimed_it_answers_and_if_they_do_not_we_do() -> None:
    lead = fold(claimed(), lead=arrive(policy()))
    assert acknowledge(lead, policy(), NOON + MINUTE) == ()
    lapsed = f.LeaseExpired(rep=ANNA.rep, rep_name=ANNA.name, gen=1, at=NOON + 2 * MINUTE)
    assert queued(acknowledge(fold(lapsed, lead=lead), policy(), NOON + 2 * MINUTE))


def test_a_closed_lead_is_left_alone() -> None:
    closed = f.LeadClosed(rep=ANNA.rep, rep_name=ANNA.name, at=NOON, reason="spam")
    assert acknowledge(fold(closed, lead=arrive(policy())), policy(), NOON + DAY) == ()


def test_it_is_no_attempt_and_stops_no_clock() -> None:
    rules = policy()
    lead = arrive(rules)
    now = NOON + 50 * SECOND
    lead = fold(*acknowledge(lead, rules, now), lead=lead)
    sent = f.MessageSent(message="m-ack", at=now, gateway="Kannel", ref="1")
    lead = fold(f.MessageSending(message="m-ack", at=now, gateway="Kannel"), sent, lead=lead)
    assert (lead.first_attempt, lead.attempts, lead.touches) == (None, 0, ())
    assert lead.state == "open"
    assert lead.due == NOON + 5 * MINUTE


# ---- by which channel ------------------------------------------------------------------------


def channel_of(rules: Policy, now: Ms = NOON, **changes: Any) -> str:
    lead = arrive(rules, **changes)
    made = acknowledge(lead, rules, max(now, lead.ack_at or 0))
    said = [fact.channel for fact in made if isinstance(fact, f.MessageQueued)]
    return said[0] if said else next(x.why for x in made if isinstance(x, f.AckSkipped))


def test_a_text_wants_a_mobile_number_and_a_yes_else_it_is_an_email() -> None:
    assert channel_of(policy()) == "sms"
    assert channel_of(policy(), consent={}) == "email"
    assert channel_of(policy(), person=a_person(phone_kind="landline")) == "email"
    assert channel_of(policy(), person=a_person(phone="")) == "email"


def test_whoever_called_us_may_be_texted_without_having_ticked_anything() -> None:
    assert channel_of(policy(), source=MISSED, consent={}) == "sms"


@pytest.mark.parametrize("no", ["sms", "email"])
def test_no_channel_that_they_refused(no: str) -> None:
    said = {**YES, no: Consent(state="refused", why="said stop")}
    assert channel_of(policy(), consent=said) == ("email" if no == "sms" else "sms")


def test_whom_the_hubs_list_names_on_every_channel_gets_nothing_and_it_says_why() -> None:
    rules = policy(suppressed=lambda channel, to: "said stop")
    assert channel_of(rules) == "no channel that may be used"


def test_a_channel_the_hub_cannot_send_is_none() -> None:
    assert channel_of(policy(gateways=frozenset({"email"}))) == "email"


def test_texts_keep_the_hours_there_and_emails_do_not() -> None:
    rules = policy(BOTH)
    assert channel_of(rules, received=EVENING + 2 * HOUR) == "email"
    lead = arrive(rules, received=EVENING + 2 * HOUR, person=a_person(email=""))
    held = queued(acknowledge(lead, rules, EVENING + 2 * HOUR))
    assert held.held_why == "quiet hours there"
    assert at(held.goes).hour in (8, 9)


def test_a_text_is_legal_on_every_clock_there_is_evidence_for() -> None:
    """09:00 in London, 04:00 in New York, where the number says they may be."""
    rules, early = policy(), NOON - 3 * HOUR
    here = Where(zones=("Europe/London",), country="GB", confidence="medium", source="address")
    assert channel_of(rules, received=early, where=here) == "sms"
    moved = replace(here, also=("America/New_York",))
    assert channel_of(rules, early + MINUTE, received=early, where=moved) == "email"


def test_where_nobody_knows_the_clock_no_machine_texts() -> None:
    assert channel_of(policy(), where=NOWHERE) == "email"


def test_somebody_who_got_every_wording_gets_none_twice() -> None:
    rules, seen = policy(BOTH), list[str]()
    lead = arrive(rules, person=a_person(phone=""))
    for number in range(12):
        lead = replace(lead, ack_at=NOON)
        made = acknowledge(lead, rules, NOON, f"m-{number}")
        lead = fold(*made, lead=lead)
        seen += [fact.text for fact in made if isinstance(fact, f.MessageQueued)]
    assert len(seen) >= 2
    assert len(seen) == len(set(seen))


def test_words_with_a_gap_in_them_do_not_leave_by_themselves() -> None:
    book = a_playbook()
    holes = tuple(
        replace(t, body="Hello {company}", variants=()) if not t.by_hand else t
        for t in book.templates
    )
    rules = policy(playbook=replace(book, templates=holes))
    assert channel_of(rules, person=a_person(company="")) == "no words they have not got already"


def test_it_speaks_their_language() -> None:
    rules = policy()
    lead = arrive(rules, person=a_person(locale="de-AT,de;q=0.9"))
    assert queued(acknowledge(lead, rules, NOON + MINUTE)).language == "de"


# ---- the promise -----------------------------------------------------------------------------


def test_at_night_it_says_when_somebody_will_call_and_that_is_pinned() -> None:
    rules = policy(BOTH)
    lead = arrive(rules, received=EVENING)
    made = acknowledge(lead, rules, EVENING)
    when = MORNING + GRID
    assert "tomorrow, Friday, at 09:10" in queued(made).text
    lead = fold(*made, lead=lead)
    ahead = lead.next_touch
    assert ahead is not None
    assert (ahead.at, ahead.channel, ahead.pinned) == (when, "call", True)
    assert ahead.reason == "Promised by our automatic answer"
    assert lead.due == when + 5 * MINUTE
    assert lead.not_before == when - MINUTE
    assert lead.claim_by == when
    assert lead.state == "open"


def test_who_calls_is_named_where_it_is_sure() -> None:
    rules = policy(ALONE)
    assert "Anna" in queued(acknowledge(arrive(rules, received=EVENING), rules, EVENING)).text
    rules = policy(BOTH)
    text = queued(acknowledge(arrive(rules, received=EVENING), rules, EVENING)).text
    assert "Anna" not in text
    assert "Jonas" not in text


def test_while_somebody_is_there_no_time_is_promised() -> None:
    made = acknowledge(arrive(policy()), policy(), NOON + MINUTE)
    assert [type(fact) for fact in made] == [f.MessageQueued]


def test_a_desk_left_on_after_hours_gets_its_time_and_then_we_promise() -> None:
    rules = policy(replace(BOTH, here=True))
    lead = arrive(rules, received=EVENING)
    assert lead.ack_at == EVENING + 50 * SECOND
    assert lead.claim_by == EVENING + MINUTE
    assert "09:10" in queued(acknowledge(lead, rules, EVENING + 50 * SECOND)).text


@pytest.mark.parametrize(
    ("cover", "changes"),
    [
        (replace(BOTH, at=None), {}),
        (BOTH, {"where": NOWHERE}),
        (BOTH, {"person": a_person(phone="")}),
        (BOTH, {"consent": {**YES, "call": Consent(state="refused", why="said no")}}),
    ],
)
def test_what_cannot_be_kept_is_not_promised(cover: Cover, changes: dict[str, Any]) -> None:
    rules = policy(cover)
    made = acknowledge(arrive(rules, received=EVENING, **changes), rules, EVENING)
    assert [type(fact) for fact in made] == [f.MessageQueued]


def test_the_morning_is_a_ramp_and_not_a_wall() -> None:
    """Eight calls an hour for each of two: at most two in ten minutes are promised."""
    rules, taken = policy(BOTH), list[Ms]()
    lead = arrive(rules, received=EVENING)
    for _ in range(20):
        when = promise(lead, replace(BOTH, promised=tuple(taken)), rules, EVENING)
        assert when is not None
        taken.append(when)
    assert min(taken) >= MORNING + SETTLING_IN
    assert max(taken.count(when) for when in taken) == 2
    assert max(taken) == MORNING + GRID * 10


def test_a_promise_waits_for_their_hours_not_only_for_our_shift() -> None:
    early = replace(BOTH, at=MORNING - 4 * HOUR)
    rules = policy(early)
    lead = arrive(rules, received=EVENING)
    when = promise(lead, early, rules, EVENING)
    assert when is not None
    assert at(when).hour >= 8
    made = acknowledge(lead, rules, EVENING)
    ahead = fold(*made, lead=lead).next_touch
    assert ahead is not None
    assert ahead.at == when


def test_a_time_they_named_themselves_is_not_talked_over() -> None:
    rules = policy(BOTH)
    order = an_order(replace(enquiry(received=EVENING), asked="Monday 10:00"), c.HUB)
    made = decide(None, order, rules, EVENING)
    assert isinstance(made, tuple)
    lead = fold(*made)
    before = lead.next_touch
    assert before is not None
    after = fold(*acknowledge(lead, rules, EVENING), lead=lead)
    assert after.next_touch == before
    assert not any(entry.kind == "lead.promised" for entry in after.timeline)


def test_an_owner_on_leave_is_spoken_for_and_keeps_the_promise() -> None:
    """They asked again while their rep is away."""
    rules = policy(ALONE)
    lead = fold(claimed(), started(at=NOON), lead=arrive(rules))
    done = f.TouchEnded(
        touch="touch-1", rep=ANNA.rep, rep_name=ANNA.name, at=NOON, disposition="no_answer"
    )
    lead = fold(done, lead=lead)
    again = decide(lead, an_order(enquiry(received=EVENING, consent=YES), c.HUB), rules, EVENING)
    assert isinstance(again, tuple)
    lead = fold(*again, lead=lead)
    made = acknowledge(lead, rules, EVENING)
    assert "Anna" in queued(made).text
    lead = fold(*made, lead=lead)
    assert not any(isinstance(fact, f.LeadPromised) for fact in made)
    assert lead.owner == ANNA.rep
    assert lead.next_touch is not None
    assert lead.next_touch.at == MORNING + GRID


def test_a_promise_that_has_gone_does_not_leave() -> None:
    """The hub was down over night with the text still held."""
    rules = policy(BOTH)
    lead = arrive(rules, received=EVENING + 2 * HOUR, person=a_person(email=""))
    lead = fold(*acknowledge(lead, rules, EVENING + 2 * HOUR), lead=lead)
    when = lead.messages[0].promise
    assert when is not None
    begin = an_order(c.BeginSending(message="m-ack", gateway="Kannel"), c.HUB)
    assert isinstance(decide(lead, begin, rules, when - MINUTE), tuple)
    late = decide(lead, begin, rules, when + 1)
    assert isinstance(late, tuple)
    assert [type(fact) for fact in late] == [f.MessageFailed]
    assert fold(*late, lead=lead).messages[0].why == "The time it names has gone."
    on_time = decide(lead, begin, rules, when - MINUTE)
    assert isinstance(on_time, tuple)
    assert [type(fact) for fact in on_time] == [f.MessageSending]
