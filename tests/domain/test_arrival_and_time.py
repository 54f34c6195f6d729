"""What comes by itself: an enquiry, the same person again, and what time brings."""

import pytest

from app.domain import commands as c
from app.domain import facts as f
from app.domain.decide import Decision, decide
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead, Source, Where
from app.domain.refusals import Refused
from app.domain.touch import NextTouch
from tests.builders import (
    ANNA,
    DAY,
    HOUR,
    JONAS,
    LONDON,
    MINUTE,
    NOON,
    NOWHERE,
    SECOND,
    a_lead,
    a_person,
    a_policy,
    an_order,
    claimed,
    fold,
    received,
    started,
    tried,
)

WEB = Source(id="src-web", name="Pricing page", kind="form")
PAPER = {"lane": "let_settle", "rank": "C", "due": NOON + DAY, "claim_by": None}


def enquiry(**changes: object) -> c.ReceiveLead:
    values: dict[str, object] = {
        "team": "team-1",
        "received": NOON + HOUR,
        "source": WEB,
        "person": a_person(message="Me again", content=("Pricing", "FAQ")),
        "where": LONDON,
        "consent": {},
        "opted_in": None,
        "rank": "A",
        "rank_why": "asked for a demo",
        "lane": "strike_now",
    }
    return c.ReceiveLead(**{**values, **changes})  # type: ignore[arg-type]


def hub(lead: Lead | None, command: c.Command, now: Ms = NOON + HOUR) -> Decision:
    return decide(lead, an_order(command, c.HUB), a_policy(), now)


def facts(decision: Decision) -> tuple[Fact, ...]:
    assert not isinstance(decision, Refused), decision
    return decision


def again(lead: Lead, **changes: object) -> Lead:
    return fold(*facts(hub(lead, enquiry(**changes))), lead=lead)


# ---- arrival ---------------------------------------------------------------------------------


def test_an_enquiry_becomes_a_lead_with_its_lanes_deadlines() -> None:
    (fact,) = facts(hub(None, enquiry()))

    assert isinstance(fact, f.LeadReceived)
    at = NOON + HOUR
    assert (fact.due, fact.claim_by, fact.not_before) == (at + 5 * MINUTE, at + MINUTE, None)
    lead = evolve(None, fact, "lead-9")
    assert (lead.id, lead.v, lead.state, lead.rank_why) == ("lead-9", 1, "open", "asked for a demo")
    assert (lead.timeline[0].kind, lead.timeline[0].text) == ("lead.new", "Pricing page")


def test_lanes_that_wait_or_promise_nothing_have_no_such_deadline() -> None:
    (paper,) = facts(hub(None, enquiry(lane="let_settle", rank="C")))
    (news,) = facts(hub(None, enquiry(lane="nurture", rank="D")))
    (lost,) = facts(hub(None, enquiry(lane="needs_mapping", rank="D")))

    assert isinstance(paper, f.LeadReceived)
    assert (paper.not_before, paper.due, paper.claim_by) == (
        NOON + 5 * HOUR,
        NOON + HOUR + DAY,
        None,
    )
    for fact in (news, lost):
        assert isinstance(fact, f.LeadReceived)
        assert (fact.due, fact.claim_by) == (None, None)


def test_the_same_person_again_is_history_and_rings_again() -> None:
    ended = f.OfferEnded(at=NOON + MINUTE)
    put_off = f.LeadPassed(rep=ANNA.rep, rep_name=ANNA.name, at=NOON, until=NOON + DAY)

    lead = again(a_lead(ended, put_off))

    assert (lead.enquiries, lead.person.message) == (2, "Me again")
    assert lead.person.content == ("Pricing", "FAQ", "Webinar: Scaling payments")
    assert (lead.offer_ended, lead.claim_by, lead.passed) == (None, NOON + HOUR + MINUTE, {})
    assert lead.due == NOON + 5 * MINUTE, "a deadline never moves away"
    assert lead.asked() == NOON + HOUR


def test_who_reads_a_paper_and_then_asks_for_a_demo_does_not_wait_for_the_papers_lane() -> None:
    paper = a_lead(not_before=NOON + 4 * HOUR, **PAPER)

    lead = again(paper)

    assert (lead.rank, lead.lane, lead.rank_why) == ("A", "strike_now", "asked for a demo")
    assert (lead.due, lead.not_before) == (NOON + HOUR + 5 * MINUTE, None)


def test_who_asks_for_a_demo_and_then_reads_a_paper_is_still_struck_now() -> None:
    lead = again(a_lead(), rank="C", lane="let_settle")

    assert (lead.rank, lead.lane, lead.due) == ("A", "strike_now", NOON + 5 * MINUTE)


def test_a_lead_that_needs_mapping_keeps_its_lane() -> None:
    lead = again(a_lead(lane="needs_mapping", rank="D", due=None, claim_by=None))

    assert (lead.lane, lead.rank) == ("needs_mapping", "D")


def test_what_was_missing_is_filled_in_and_what_is_known_stays() -> None:
    thin = a_lead(person=a_person(phone="", email="first@x.example"), where=NOWHERE)

    lead = again(thin, person=a_person(phone="+442079460000"), where=Where(zones=("Europe/Paris",)))

    assert (lead.person.phone, lead.person.email) == ("+442079460000", "first@x.example")
    assert lead.where.zones == ("Europe/Paris",)
    assert again(a_lead(), where=Where(zones=("Europe/Paris",))).where == LONDON


def test_consent_said_anew_counts_and_silence_takes_nothing_back() -> None:
    before = a_lead(consent={"call": Consent(state="refused"), "sms": Consent(state="allowed")})
    said = {"call": Consent(state="allowed", why="ticked"), "sms": Consent()}

    lead = again(before, consent=said)

    assert (lead.consent["call"].state, lead.consent["sms"].state) == ("allowed", "allowed")


def test_who_is_being_followed_up_moves_to_the_front_of_the_agenda() -> None:
    lead = again(a_lead(*tried("no_answer"), planned(NOON + DAY)))

    assert lead.next_touch is not None
    assert (lead.next_touch.at, lead.next_touch.reason) == (NOON + HOUR, "Asked again")


def planned(at: Ms, pinned: bool = False) -> f.NextTouchSet:
    ahead = NextTouch(at=at, channel="call", attempt=2, of=8, reason="x", pinned=pinned)
    return f.NextTouchSet(next=ahead, at=NOON)


@pytest.mark.parametrize(
    "lead",
    [
        a_lead(*tried("no_answer"), planned(NOON + DAY, pinned=True)),
        a_lead(*tried("no_answer"), planned(NOON + MINUTE)),
        a_lead(claimed(), started()),
        a_lead(claimed()),
        a_lead(*tried("no_answer"), planned(NOON + DAY), person=a_person(phone="", email="")),
    ],
    ids=["promised", "due before that", "on the phone", "not answered yet", "not to be reached"],
)
def test_what_is_better_left_is_left(lead: Lead) -> None:
    person = a_person(phone="", email="")
    (fact,) = facts(hub(lead, enquiry(person=person)))

    assert isinstance(fact, f.LeadReenquired)
    assert fold(fact, lead=lead).next_touch == lead.next_touch


def test_a_closed_lead_is_not_asked_again_but_is_a_new_one() -> None:
    gone = a_lead(f.LeadClosed(rep="", rep_name="", at=NOON, reason="spam"))

    assert isinstance(hub(gone, enquiry()), Refused)


# ---- time ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lead", "command", "moment", "fact"),
    [
        (a_lead(), c.EndOffer(), NOON + MINUTE, f.OfferEnded(at=NOON + MINUTE)),
        (
            a_lead(claimed(JONAS)),
            c.ExpireLease(),
            NOON + 120 * SECOND + 1,
            f.LeaseExpired(rep=JONAS.rep, rep_name=JONAS.name, gen=1, at=NOON + 120 * SECOND),
        ),
        (a_lead(), c.MarkBreached(), NOON + 5 * MINUTE, f.SlaBreached(at=NOON + 5 * MINUTE)),
        (
            a_lead(*tried("no_answer"), planned(NOON + HOUR)),
            c.TellTouchDue(),
            NOON + HOUR,
            f.TouchFellDue(at=NOON + HOUR),
        ),
    ],
    ids=["offer", "lease", "deadline", "touch"],
)
def test_time_brings_each_once_dated_to_when_it_was(
    lead: Lead, command: c.Command, moment: Ms, fact: Fact
) -> None:
    assert facts(hub(lead, command, moment - 1)) == ()
    assert facts(hub(lead, command, moment)) == (fact,)
    assert facts(hub(lead, command, moment + DAY)) == (fact,), "late is dated to the moment"
    assert facts(hub(fold(fact, lead=lead), command, moment + DAY)) == ()


@pytest.mark.parametrize(
    ("lead", "command"),
    [
        (a_lead(claimed()), c.EndOffer()),
        (a_lead(claim_by=None), c.EndOffer()),
        (a_lead(*tried("no_answer")), c.EndOffer()),
        (a_lead(), c.ExpireLease()),
        (a_lead(claimed(), started()), c.ExpireLease()),
        (a_lead(due=None), c.MarkBreached()),
        (a_lead(claimed(), started()), c.MarkBreached()),
        (a_lead(f.LeadClosed(rep="", rep_name="", at=NOON, reason="x")), c.MarkBreached()),
        (a_lead(), c.TellTouchDue()),
    ],
)
def test_time_brings_nothing_where_nothing_is_due(lead: Lead, command: c.Command) -> None:
    assert facts(hub(lead, command, NOON + DAY)) == ()


def test_nothing_is_known_of_a_lead_before_it_was_received() -> None:
    with pytest.raises(ValueError, match="never received"):
        evolve(None, claimed())


def test_a_lead_received_twice_is_as_it_was_first_received() -> None:
    assert evolve(a_lead(claimed()), received()) == a_lead()


def test_due_is_told_of_nothing_that_is_not_planned() -> None:
    assert fold(f.TouchFellDue(at=NOON), lead=a_lead()).next_touch is None


def test_their_own_call_takes_no_lease_away_and_no_plan() -> None:
    lead = a_lead(*tried("no_answer"), planned(NOON + DAY))

    rung = fold(started("in-1", direction="inbound", at=NOON + HOUR), lead=lead)

    assert (rung.next_touch, rung.attempts) == (lead.next_touch, lead.attempts)
