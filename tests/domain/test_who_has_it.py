"""Who has a lead: claim, release, assign, pull back, nudge, later, in every state and by every
role."""

import pytest
from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain.decide import Decision, decide
from app.domain.facts import Fact
from app.domain.lead import Lead
from app.domain.refusals import Refused
from app.domain.touch import NextTouch
from tests.builders import (
    ANNA,
    JONAS,
    MINUTE,
    NOON,
    PETRA,
    SECOND,
    a_lead,
    a_policy,
    an_order,
    claimed,
    fold,
    started,
    tried,
)

MARKET = c.Actor(rep="rep-mark", name="Mark Etting", role="marketing")
LATER = NOON + 10 * SECOND
PLANNED = f.NextTouchSet(
    next=NextTouch(at=NOON + 60 * MINUTE, channel="call", attempt=2, of=8, reason="x"), at=NOON
)
CLOSED = f.LeadClosed(rep=ANNA.rep, rep_name=ANNA.name, at=NOON, reason="spam")
RELEASED = f.LeadReleased(rep=ANNA.rep, by=ANNA.rep, by_name=ANNA.name, at=NOON)


def order(
    lead: Lead | None,
    command: c.Command,
    actor: c.Actor = ANNA,
    now: int = LATER,
    gen: int | None = None,
    not_after: int | None = None,
) -> Decision:
    return decide(lead, an_order(command, actor, gen, not_after), a_policy(), now)


def facts(decision: Decision) -> tuple[Fact, ...]:
    assert not isinstance(decision, Refused), decision
    return decision


def refusal(decision: Decision) -> Refused:
    assert isinstance(decision, Refused), decision
    assert decision.msg.endswith(".")
    return decision


# ---- claim -----------------------------------------------------------------------------------


def test_a_claim_grants_the_next_generation_and_a_lease() -> None:
    (fact,) = facts(order(a_lead(), c.ClaimLead()))

    assert fact == claimed(ANNA, gen=1, at=LATER)


def test_who_comes_second_is_told_who_and_since_when() -> None:
    no = refusal(order(a_lead(claimed(JONAS)), c.ClaimLead()))

    assert (no.code, no.owner_name, no.since) == ("already_claimed", "Jonas Holm", NOON)
    assert no.msg == "Jonas Holm has this lead."


def test_an_owner_without_a_name_is_somebody() -> None:
    no = refusal(order(a_lead(claimed(JONAS, rep_name="")), c.ClaimLead()))

    assert no.msg == "Somebody has this lead."


def test_claiming_what_is_mine_already_changes_nothing_and_is_no_refusal() -> None:
    assert facts(order(a_lead(claimed(ANNA)), c.ClaimLead())) == ()


def test_an_overdue_lease_is_open_even_if_no_clock_has_noticed() -> None:
    lead = a_lead(claimed(JONAS))
    late = NOON + 121 * SECOND

    lapsed, won = facts(order(lead, c.ClaimLead(), now=late))

    assert lapsed == f.LeaseExpired(
        rep=JONAS.rep, rep_name=JONAS.name, gen=1, at=NOON + 120 * SECOND
    )
    assert won == claimed(ANNA, gen=2, at=late)


def test_at_the_very_end_of_a_lease_it_still_holds() -> None:
    assert refusal(order(a_lead(claimed(JONAS)), c.ClaimLead(), now=NOON + 120 * SECOND))


def test_an_engaged_lead_never_falls_back_by_itself() -> None:
    lead = a_lead(claimed(JONAS), started(by=JONAS))

    assert refusal(order(lead, c.ClaimLead(), now=NOON + 9_999 * MINUTE)).code == "already_claimed"


@pytest.mark.parametrize("do", [c.ClaimLead(), c.PassLead(), c.NudgeLead(), c.PullBackLead()])
def test_a_closed_lead_is_closed(do: c.Command) -> None:
    no = refusal(order(a_lead(CLOSED), do, actor=PETRA))

    assert (no.code, no.msg, no.since) == ("not_open", "This lead is closed.", NOON)


def test_marketing_claims_nothing() -> None:
    assert refusal(order(a_lead(), c.ClaimLead(), actor=MARKET)).code == "forbidden"


def test_a_lead_nobody_can_reach_is_not_claimed() -> None:
    no = refusal(order(a_lead(lane="needs_mapping", rank="D"), c.ClaimLead()))

    assert (no.code, "mapping" in no.msg) == ("not_open", True)


def test_an_intent_that_took_too_long_is_dropped() -> None:
    in_time = order(a_lead(), c.ClaimLead(), not_after=LATER)
    too_late = order(a_lead(), c.ClaimLead(), not_after=LATER - 1)

    assert facts(in_time)
    assert refusal(too_late).code == "expired_intent"


def test_there_is_no_order_about_a_lead_that_is_not_there() -> None:
    assert refusal(order(None, c.ClaimLead())).code == "not_found"


def test_who_takes_over_a_promise_for_later_keeps_it_without_a_lease() -> None:
    promise = replace(PLANNED.next, pinned=True)
    lead = a_lead(*tried("no_answer"), f.NextTouchSet(next=promise, at=NOON), RELEASED)
    (claim,) = facts(order(lead, c.ClaimLead(), JONAS))
    held = fold(claim, lead=lead)
    assert (held.owner, held.state, held.lease_until) == (JONAS.rep, "engaged", None)
    assert held.next_touch == promise
    unpinned = a_lead(*tried("no_answer"), PLANNED, RELEASED)
    (claim,) = facts(order(unpinned, c.ClaimLead(), JONAS))
    assert fold(claim, lead=unpinned).state == "claimed", "without a promise it wants its touch"


# ---- release, pull back ----------------------------------------------------------------------


def test_release_puts_it_back() -> None:
    lead = a_lead(claimed())

    made = facts(order(lead, c.ReleaseLead(reason="lunch"), gen=1))

    assert made == (
        f.LeadReleased(rep=ANNA.rep, by=ANNA.rep, by_name=ANNA.name, at=LATER, reason="lunch"),
    )
    assert fold(*made, lead=lead).state == "open"


@pytest.mark.parametrize(
    ("lead", "gen", "code"),
    [
        (a_lead(), None, "stale_claim"),
        (a_lead(claimed(JONAS)), None, "stale_claim"),
        (a_lead(claimed(gen=2)), 1, "stale_claim"),
        (a_lead(CLOSED), None, "not_open"),
        (a_lead(claimed(), started()), None, "version_conflict"),
    ],
    ids=["in the pool", "another's", "an older grant", "closed", "on a call"],
)
def test_release_is_refused(lead: Lead, gen: int | None, code: str) -> None:
    assert refusal(order(lead, c.ReleaseLead(), gen=gen)).code == code


def test_an_older_grant_of_ones_own_is_told_apart_from_anothers() -> None:
    no = refusal(order(a_lead(claimed(gen=2)), c.ReleaseLead(), gen=1))

    assert no.msg == "You were given this lead again meanwhile; look again."


def test_a_team_lead_pulls_a_lead_back_even_from_a_running_call() -> None:
    lead = a_lead(claimed(JONAS), started(by=JONAS))

    made = facts(order(lead, c.PullBackLead(reason="stuck"), actor=PETRA))
    after = fold(*made, lead=lead)

    assert (after.state, after.owner, after.running()) == ("open", "", None)
    assert after.next_touch is not None
    assert after.next_touch.reason == "Put back by Petra Lind"
    assert after.next_touch.at == LATER


def test_what_was_planned_stays_planned_when_it_changes_hands() -> None:
    lead = a_lead(*tried("no_answer"), PLANNED)

    (fact,) = facts(order(lead, c.PullBackLead(), actor=PETRA))

    assert isinstance(fact, f.LeadReleased)
    assert fold(fact, lead=lead).next_touch == PLANNED.next


def test_there_is_nothing_to_pull_back_from_the_pool() -> None:
    assert refusal(order(a_lead(), c.PullBackLead(), actor=PETRA)).code == "not_open"


# ---- assign ----------------------------------------------------------------------------------


def test_a_team_lead_gives_it_to_somebody_whoever_has_it() -> None:
    for lead in (a_lead(), a_lead(claimed(JONAS))):
        (fact,) = facts(order(lead, c.AssignLead(rep=ANNA.rep), actor=PETRA, gen=lead.gen))

        assert isinstance(fact, f.LeadAssigned)
        after = fold(fact, lead=lead)
        assert (after.owner, after.owner_name, after.gen) == (ANNA.rep, ANNA.name, lead.gen + 1)
        assert (after.state, after.due) == ("claimed", lead.due)


def test_assigning_a_running_call_lets_the_next_one_go_on_at_once() -> None:
    lead = a_lead(claimed(JONAS), started(by=JONAS))

    after = fold(*facts(order(lead, c.AssignLead(rep=ANNA.rep), actor=PETRA)), lead=lead)

    assert (after.state, after.lease_until, after.running()) == ("engaged", None, None)
    assert after.next_touch is not None
    assert after.next_touch.reason == "Handed on by Petra Lind"


def test_assigning_an_overdue_lease_says_first_that_it_ran_out() -> None:
    made = facts(
        order(a_lead(claimed()), c.AssignLead(rep=ANNA.rep), actor=PETRA, now=NOON + 9 * MINUTE)
    )

    assert [type(fact) for fact in made] == [f.LeaseExpired, f.LeadAssigned]


def test_giving_it_to_who_has_it_changes_nothing() -> None:
    assert facts(order(a_lead(claimed()), c.AssignLead(rep=ANNA.rep), actor=PETRA)) == ()


@pytest.mark.parametrize(
    ("lead", "rep", "actor", "gen", "code"),
    [
        (a_lead(), ANNA.rep, JONAS, None, "forbidden"),
        (a_lead(CLOSED), ANNA.rep, PETRA, None, "not_open"),
        (a_lead(lane="needs_mapping"), ANNA.rep, PETRA, None, "not_open"),
        (a_lead(), "rep-nobody", PETRA, None, "bad_field"),
        (a_lead(claimed(JONAS)), ANNA.rep, PETRA, 0, "version_conflict"),
    ],
    ids=["by a rep", "closed", "needs mapping", "to nobody", "changed meanwhile"],
)
def test_assign_is_refused(
    lead: Lead, rep: str, actor: c.Actor, gen: int | None, code: str
) -> None:
    assert refusal(order(lead, c.AssignLead(rep=rep), actor=actor, gen=gen)).code == code


# ---- nudge, later ----------------------------------------------------------------------------


def test_a_nudge_rings_the_owner_or_whom_it_names_or_everybody() -> None:
    for lead, said, rings in (
        (a_lead(claimed()), "", ANNA.rep),
        (a_lead(claimed()), JONAS.rep, JONAS.rep),
        (a_lead(), "", ""),
    ):
        (fact,) = facts(order(lead, c.NudgeLead(rep=said), actor=PETRA))
        assert isinstance(fact, f.LeadNudged)
        assert fact.rep == rings


def test_a_nudge_ends_the_later_of_whom_it_rings() -> None:
    both = [f.LeadPassed(rep=r.rep, rep_name=r.name, at=NOON, until=LATER) for r in (ANNA, JONAS)]
    lead = a_lead(*both)

    one = fold(f.LeadNudged(by=PETRA.rep, by_name="", at=NOON, rep=ANNA.rep), lead=lead)
    every = fold(f.LeadNudged(by=PETRA.rep, by_name="", at=NOON), lead=lead)

    assert (set(one.passed), set(every.passed)) == ({JONAS.rep}, set())


@pytest.mark.parametrize("do", [c.PullBackLead(), c.NudgeLead()])
def test_only_a_team_lead_may(do: c.Command) -> None:
    assert refusal(order(a_lead(claimed()), do)).code == "forbidden"


def test_later_puts_it_off_for_me_and_stops_no_clock() -> None:
    lead = a_lead()

    made = facts(order(lead, c.PassLead(minutes=2)))
    after = fold(*made, lead=lead)

    assert after.passed == {ANNA.rep: LATER + 2 * MINUTE}
    assert (after.due, after.claim_by, after.state) == (lead.due, lead.claim_by, "open")


@pytest.mark.parametrize("minutes", [0, -1, 1441])
def test_later_is_between_a_minute_and_a_day(minutes: int) -> None:
    assert refusal(order(a_lead(), c.PassLead(minutes=minutes))).code == "bad_field"


def test_nobody_puts_off_what_another_has() -> None:
    assert refusal(order(a_lead(claimed(JONAS)), c.PassLead())).code == "already_claimed"
    assert facts(order(a_lead(claimed()), c.PassLead()))
