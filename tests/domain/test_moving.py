"""What is planned changes: moved, put off, accepted, left out, placed by the planner, planned
again."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from app.domain import cadence, steps
from app.domain import commands as c
from app.domain import facts as f
from app.domain.bounds import Bounds, Choice
from app.domain.decide import Decision, Policy, decide
from app.domain.ids import Ms, ms
from app.domain.lead import Consent, Lead
from app.domain.refusals import Refused
from app.domain.rep_times import RepTimes
from app.domain.touch import Channel, Factor, NextTouch, Option
from tests.builders import (
    ANNA,
    DAY,
    HOUR,
    JONAS,
    MINUTE,
    NOON,
    PETRA,
    ROSTER,
    a_lead,
    a_person,
    a_playbook,
    claimed,
    ended,
    fold,
    started,
    tried,
)

NOW = NOON + 3 * HOUR


def london(day: int, hour: int, minute: int = 0) -> Ms:
    return ms(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Europe/London")))


TEAM = Factor(kind="team", words="Your team, Tue 15 to 16", ratio=2.0, calls=212)
FIRST = Option(at=london(24, 15), ratio=2.0, odds=0.3, why="Your team", factors=(TEAM,))
SECOND = Option(at=london(25, 9), ratio=1.4, odds=0.2, why="Published table")
PLANNED = NextTouch(
    at=FIRST.at,
    channel="call",
    attempt=4,
    of=8,
    reason="2.0x the usual pick-up",
    ratio=2.0,
    odds=0.3,
    factors=(TEAM,),
    options=(FIRST, SECOND),
    review=True,
)


def planned(ahead: NextTouch = PLANNED) -> Lead:
    calls = tried("no_answer", "no_answer", "no_answer")
    return a_lead(*calls, f.NextTouchSet(next=ahead, at=NOON + 2 * HOUR))


def order(
    lead: Lead,
    command: c.Command,
    actor: c.Actor = ANNA,
    now: Ms = NOW,
    at: Ms | None = None,
    policy: Policy | None = None,
) -> Decision:
    by = c.Order(actor=actor, command=command, at=at)
    return decide(lead, by, policy or Policy(playbook=a_playbook(), roster=ROSTER), now)


def after(lead: Lead, command: c.Command, **more: object) -> Lead:
    made = order(lead, command, **more)  # type: ignore[arg-type]
    assert not isinstance(made, Refused), made
    return fold(*made, lead=lead)


def ahead_of(lead: Lead) -> NextTouch:
    assert lead.next_touch is not None
    return lead.next_touch


def refusal(made: Decision) -> Refused:
    assert isinstance(made, Refused), made
    return made


# ---- moved, put off, again -------------------------------------------------------------------


def test_where_the_rep_chose_otherwise_the_plans_own_time_is_kept_to_be_scored() -> None:
    moved = ahead_of(after(planned(), c.MoveNextTouch(at=london(24, 10))))

    assert (moved.at, moved.pinned, moved.reason) == (london(24, 10), True, "Set by Anna Berg")
    assert moved.instead == FIRST
    assert (moved.odds, moved.factors, moved.review) == (0.0, (), False)


def test_moved_twice_it_is_still_scored_against_the_plan() -> None:
    once = after(planned(), c.MoveNextTouch(at=london(24, 10)))

    assert ahead_of(after(once, c.MoveNextTouch(at=london(24, 11)))).instead == FIRST


def test_a_time_nobody_scored_has_nothing_to_be_scored_against() -> None:
    plain = replace(PLANNED, odds=0.0, ratio=0.0, factors=(), options=())

    assert ahead_of(after(planned(plain), c.MoveNextTouch(at=london(24, 10)))).instead is None


@pytest.mark.parametrize(
    ("how", "reason"),
    [("snoozed", "Put off by Anna Berg"), ("again", "Again soon, set by Anna Berg")],
)
def test_put_off_or_again_is_no_judgement_about_the_time(how: c.How, reason: str) -> None:
    moved = ahead_of(after(planned(), c.MoveNextTouch(at=NOW + 20 * MINUTE, how=how)))

    assert (moved.reason, moved.instead, moved.pinned) == (reason, None, True)


def test_again_may_come_sooner_than_the_gap_and_in_the_half_hour_just_tried() -> None:
    now = NOON + 2 * HOUR + MINUTE

    found = ahead_of(after(planned(), c.MoveNextTouch(at=now + 20 * MINUTE, how="again"), now=now))

    assert found.at == now + 20 * MINUTE


@pytest.mark.parametrize("how", ["moved", "snoozed", "again"])
def test_nobody_may_move_it_outside_the_law(how: c.How) -> None:
    no = refusal(order(planned(), c.MoveNextTouch(at=london(20, 22), how=how)))

    assert no.code == "outside_hours"
    assert "the next time is Sat 21 Nov, 09:00 there" in no.msg


def test_put_off_at_a_desk_that_was_cut_off_it_is_due_at_once_when_that_is_heard() -> None:
    clicked = NOW - 30 * MINUTE
    command = c.MoveNextTouch(at=clicked + 10 * MINUTE, how="snoozed")

    assert ahead_of(after(planned(), command, at=clicked)).at == NOW
    assert refusal(order(planned(), command, at=NOW)).code == "bad_field"


def test_heard_of_at_night_it_waits_for_the_morning() -> None:
    clicked, night = london(19, 20), london(19, 23)
    command = c.MoveNextTouch(at=clicked + 10 * MINUTE, how="snoozed")

    assert ahead_of(after(planned(), command, at=clicked, now=night)).at == london(20, 8)


# ---- accepted --------------------------------------------------------------------------------


def test_the_plan_accepted_keeps_all_it_was_made_from() -> None:
    taken = ahead_of(after(planned(), c.MoveNextTouch(at=FIRST.at, how="accepted")))

    assert taken == replace(PLANNED, pinned=True, review=False)


def test_another_of_its_times_brings_its_own_odds_and_is_scored_against_the_first() -> None:
    taken = ahead_of(after(planned(), c.MoveNextTouch(at=SECOND.at, how="accepted")))

    assert (taken.at, taken.ratio, taken.odds, taken.reason) == (SECOND.at, 1.4, 0.2, SECOND.why)
    assert (taken.factors, taken.instead, taken.review) == ((), FIRST, False)


def test_a_plan_without_odds_can_be_accepted_as_it_stands() -> None:
    plain = replace(PLANNED, odds=0.0, ratio=0.0, factors=(), options=())

    assert ahead_of(after(planned(plain), c.MoveNextTouch(at=plain.at, how="accepted"))).pinned


@pytest.mark.parametrize(
    ("lead", "now", "code"),
    [
        (planned(), FIRST.at + MINUTE, "bad_field"),
        (planned(replace(PLANNED, at=SECOND.at, options=())), NOW, "version_conflict"),
        (a_lead(*tried("no_answer")), NOW, "version_conflict"),
        (planned(replace(PLANNED, needs_time=True)), NOW, "version_conflict"),
    ],
    ids=["gone by", "planned otherwise since", "nothing planned", "needs a time"],
)
def test_what_is_not_planned_cannot_be_accepted(lead: Lead, now: Ms, code: str) -> None:
    made = order(lead, c.MoveNextTouch(at=FIRST.at, how="accepted"), now=now)

    assert refusal(made).code == code


def test_only_its_owner_or_a_team_lead_changes_the_plan() -> None:
    for command in (
        c.MoveNextTouch(at=london(24, 10)),
        c.MoveNextTouch(at=FIRST.at, how="accepted"),
        c.SkipTouch(reason="x"),
        c.NurtureLead(),
    ):
        assert refusal(order(planned(), command, actor=JONAS)).code == "stale_claim"


# ---- left out --------------------------------------------------------------------------------


def test_a_touch_left_out_is_followed_by_the_step_after_it() -> None:
    left = after(planned(), c.SkipTouch(reason="on a trade fair all week"))

    found = ahead_of(left)
    assert steps.position(left, a_playbook()) == (4, 5), "not tried, and one call less will be"
    assert (left.skips, len(left.touches)) == (1, 3)
    assert (found.channel, found.at) == ("email", PLANNED.at + 10 * MINUTE)
    assert (found.attempt, found.of) == (1, 2), "emails are counted by themselves"
    assert found.reason == "One left out, an email with two times"
    assert left.timeline[-1].text == "on a trade fair all week"


def test_left_out_again_and_again_the_cadence_comes_to_its_end() -> None:
    lead = planned()
    for _ in range(4):
        lead = after(lead, c.SkipTouch(reason="no use"))
        assert lead.next_touch is not None
    lead = after(lead, c.SkipTouch(reason="no use"))

    assert lead.closed is not None
    assert lead.closed.reason == "nurture"


def test_a_promise_left_out_is_not_made_again() -> None:
    lead = a_lead(*tried("gatekeeper"))
    lead = after(lead, c.KeepClue(text="Fri 16:10"), now=NOON + MINUTE)
    lead = fold(f.NextTouchSet(next=replace(PLANNED, at=london(20, 16, 10)), at=NOW), lead=lead)

    left = after(lead, c.SkipTouch(reason="they cancelled"))

    assert ahead_of(left).at != london(20, 16, 10)
    assert ahead_of(left).reason.startswith("One left out")


def test_leaving_out_asks_for_a_reason_and_something_planned() -> None:
    assert refusal(order(planned(), c.SkipTouch(reason=" "))).code == "bad_field"
    bare = a_lead(*tried("no_answer"))
    assert refusal(order(bare, c.SkipTouch(reason="x"))).code == "version_conflict"


def test_a_long_reason_is_cut() -> None:
    left = after(planned(), c.SkipTouch(reason="x" * 2000))

    assert len(left.timeline[-1].text) == 500


# ---- enough calls ----------------------------------------------------------------------------


def six_calls(**more: object) -> Lead:
    facts: list[f.Fact] = [claimed()]
    for number in range(6):
        at = NOON + number * DAY
        facts += [started(f"t{number}", at=at), ended(f"t{number}", at=at)]
    return a_lead(*facts, **more)


class Guess:
    """A planner that gives every call the same odds, and leaves messages to the cadence."""

    def __call__(self, lead: Lead, bounds: Bounds, now: Ms) -> Choice | None:
        if bounds.channel == "email":
            return None
        return Choice(at=bounds.spans[0][0], reason="x", odds=0.04)


def test_after_six_calls_in_vain_an_email_is_suggested_with_the_odds_of_one_more_call() -> None:
    now = NOON + 5 * DAY
    found = cadence.next_touch(six_calls(), "no_answer", a_playbook(), now, Guess())

    assert found is not None
    assert (found.channel, found.at) == ("email", now)
    assert found.reason == "No answer 6 times, by email instead"
    assert found.advice == (
        "6 calls reached nobody, one more has 4 % odds: an email may do more, and then let it rest."
    )


def test_and_the_rep_may_call_all_the_same() -> None:
    lead = six_calls()
    now = NOON + 5 * DAY
    mail = cadence.next_touch(lead, "no_answer", a_playbook(), now)
    assert mail is not None
    lead = fold(f.NextTouchSet(next=mail, at=now), lead=lead)

    again = ahead_of(after(lead, c.MoveNextTouch(at=now + HOUR, channel="call"), now=now))

    assert (again.channel, again.at) == ("call", now + HOUR)


def test_after_that_email_it_goes_to_nurture() -> None:
    lead, at = six_calls(), NOON + 5 * DAY
    lead = fold(started("mail", "email", at=at), lead=lead)
    sent = after(lead, c.EndTouch(touch="mail", disposition="sent"), now=at + MINUTE)

    # The cadence may still have a last email of its own; no call follows any more.
    while sent.closed is None:
        assert ahead_of(sent).channel == "email"
        name = f"mail-{len(sent.touches)}"
        sent = fold(started(name, "email", at=at + HOUR), lead=sent)
        sent = after(sent, c.EndTouch(touch=name, disposition="sent"), now=at + HOUR)
    assert sent.closed.reason == "nurture"


def test_without_an_email_address_six_calls_end_it() -> None:
    lead = six_calls(person=a_person(email=""))

    assert cadence.next_touch(lead, "no_answer", a_playbook(), NOON + 5 * DAY) is None


def test_a_contact_in_between_starts_the_count_again() -> None:
    lead = six_calls()
    talked = fold(
        started("talk", at=NOON + 6 * DAY),
        ended("talk", "connected", at=NOON + 6 * DAY),
        started("more", at=NOON + 7 * DAY),
        ended("more", at=NOON + 7 * DAY),
        lead=lead,
    )

    assert steps.calls_over(lead, a_playbook())
    assert not steps.calls_over(talked, a_playbook())


def test_a_dead_number_is_written_to_once_and_then_left_alone() -> None:
    lead = a_lead(*tried("wrong_number"))
    found = cadence.next_touch(lead, "wrong_number", a_playbook(), NOON)

    assert found is not None
    assert (found.channel, found.reason) == ("email", "Wrong number, by email instead")
    assert found.advice == "That number is somebody else's: write, or find another one."
    written = fold(
        started("mail", "email", at=NOON + HOUR),
        ended("mail", "sent", at=NOON + HOUR, channel="email"),
        lead=lead,
    )
    assert cadence.next_touch(written, "sent", a_playbook(), NOON + HOUR) is None


# ---- nurture ---------------------------------------------------------------------------------


def test_nurture_ends_calls_and_messages_by_hand() -> None:
    done = after(planned(), c.NurtureLead(text="next year"))

    assert done.closed is not None
    assert (done.closed.reason, done.closed.text) == ("nurture", "next year")
    assert done.next_touch is None


# ---- placed by the planner -------------------------------------------------------------------


def test_the_planner_moves_what_it_planned_within_its_bounds() -> None:
    lead = planned()
    ahead = replace(PLANNED, at=london(24, 16), reason="Moved from 15:00: you are busy until 16:00")

    placed = after(lead, c.PlaceTouch(next=ahead, seen_v=lead.v), actor=c.HUB)

    assert placed.next_touch == ahead


@pytest.mark.parametrize("at", [london(24, 22), london(21, 10), london(20, 14), NOW - MINUTE])
def test_and_never_outside_them(at: Ms) -> None:
    lead = planned()
    made = order(lead, c.PlaceTouch(next=replace(PLANNED, at=at), seen_v=lead.v), actor=c.HUB)

    assert refusal(made).code == "outside_hours"


@pytest.mark.parametrize(
    ("lead", "behind"),
    [
        (planned(), 1),
        (planned(replace(PLANNED, pinned=True)), 0),
        (fold(started("t", at=NOW), lead=planned()), 0),
        (fold(f.LeadClosed(rep="", rep_name="", at=NOW, reason="x"), lead=planned()), 0),
    ],
    ids=["it went on since", "pinned", "on the phone", "closed"],
)
def test_a_lead_the_planner_knows_no_more_is_left_alone(lead: Lead, behind: int) -> None:
    ahead = replace(PLANNED, at=london(24, 16))

    assert order(lead, c.PlaceTouch(next=ahead, seen_v=lead.v - behind), actor=c.HUB) == ()


def test_bounds_of_a_planned_touch_are_those_it_was_planned_in() -> None:
    within = cadence.bounds(planned(), a_playbook(), NOW)

    assert within is not None
    assert within.allow(PLANNED.at)
    assert within.tailored
    for fixed in (replace(PLANNED, pinned=True), replace(PLANNED, pinned=True, at=london(30, 9))):
        assert cadence.bounds(planned(fixed), a_playbook(), NOW) is None


# ---- planned again ---------------------------------------------------------------------------


def test_a_lead_without_a_next_touch_gets_one() -> None:
    lost = a_lead(*tried("no_answer"))

    found = ahead_of(after(lost, c.PlanAnew(why="Found without a plan"), actor=c.HUB))

    assert found.at == NOW
    assert found.reason == "Found without a plan. No answer, half an hour later"


def test_planning_the_same_again_changes_nothing() -> None:
    lead = after(a_lead(*tried("no_answer")), c.PlanAnew(), actor=c.HUB, now=NOON)

    assert order(lead, c.PlanAnew(), actor=c.HUB, now=NOON) == ()


def test_what_may_not_stand_any_more_is_held_to_when_it_may() -> None:
    night = replace(PLANNED, at=london(24, 23), pinned=True, reason="Set by Anna Berg")

    found = ahead_of(after(planned(night), c.PlanAnew(why="Hours changed"), actor=c.HUB))

    assert (found.at, found.pinned) == (london(25, 8), True)
    assert found.reason.startswith("Hours changed. Set by Anna Berg, held to Wed 25 Nov, 08:00")


@pytest.mark.parametrize(
    "lead",
    [
        a_lead(),
        a_lead(claimed()),
        fold(started("t", at=NOW), lead=planned()),
    ],
    ids=["in the pool", "under a lease", "on the phone"],
)
def test_who_is_cared_for_otherwise_is_not_planned(lead: Lead) -> None:
    assert order(lead, c.PlanAnew(why="x"), actor=c.HUB) == ()


def test_a_touch_forgotten_for_a_day_does_not_keep_the_lead_from_being_planned() -> None:
    lead = a_lead(claimed(), started())

    found = ahead_of(after(lead, c.PlanAnew(), actor=c.HUB, now=NOON + DAY + HOUR))

    assert found.reason == "Not answered yet"


def test_where_nothing_is_left_to_do_it_is_closed_with_the_reason() -> None:
    nobody = {channel: Consent(state="refused") for channel in ("call", "sms", "email")}
    lead = a_lead(*tried("no_answer"), consent=nobody)

    done = after(lead, c.PlanAnew(), actor=c.HUB)

    assert done.closed is not None
    assert (done.closed.reason, done.closed.text) == ("nurture", "no channel is left")


def test_times_of_a_rep_are_no_matter_of_a_lead() -> None:
    assert refusal(order(planned(), c.SetTimes(times=RepTimes()), actor=PETRA)).code == "bad_field"


def test_every_channel_may_be_moved_to() -> None:
    channels: tuple[Channel, ...] = ("call", "sms", "email")
    for channel in channels:
        moved = after(planned(), c.MoveNextTouch(at=london(24, 10), channel=channel))
        assert ahead_of(moved).channel == channel
