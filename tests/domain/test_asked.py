"""Whoever says in the form when to be called is called then: the clock jumps to it, the promise is
planned, and it rings in time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain import commands as c
from app.domain import facts as f
from app.domain import leak, sla
from app.domain.decide import decide
from app.domain.ids import Ms, ms
from app.domain.lead import Lead, Source
from app.domain.refusals import Refused
from tests.builders import (
    ANNA,
    HOUR,
    LONDON,
    MINUTE,
    NOON,
    NOWHERE,
    PETRA,
    SECOND,
    a_lead,
    a_person,
    a_policy,
    fold,
    tried,
)


def london(day: int, hour: int, minute: int = 0) -> Ms:
    return ms(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Europe/London")))


def enquiry(asked: str, **changes: object) -> c.ReceiveLead:
    values: dict[str, object] = {
        "team": "team-1",
        "received": NOON,
        "source": Source(id="s", name="Book a demo", kind="form"),
        "person": a_person(),
        "where": LONDON,
        "consent": {},
        "opted_in": None,
        "rank": "A",
        "rank_why": "asked for a demo",
        "lane": "strike_now",
        "asked": asked,
    }
    return c.ReceiveLead(**{**values, **changes})  # type: ignore[arg-type]


def arrive(asked: str, lead: Lead | None = None, **changes: object) -> Lead:
    command = enquiry(asked, **changes)
    made = decide(lead, c.Order(actor=c.HUB, command=command), a_policy(), command.received)
    assert not isinstance(made, Refused), made
    return fold(*made, lead=lead) if lead else fold(*made)


def give(lead: Lead, command: c.Command, now: Ms) -> Lead:
    made = decide(lead, c.Order(actor=ANNA, command=command), a_policy(), now)
    assert not isinstance(made, Refused), made
    return fold(*made, lead=lead)


def test_what_they_wrote_is_kept_as_a_clue_of_their_own() -> None:
    (note,) = arrive("mornings please").clues

    assert (note.text, note.echo) == ("mornings please", "Mornings, their time")
    assert (note.by, note.by_name) == ("", "their form")


def test_a_promised_minute_starts_the_clock_and_rings_a_little_ahead() -> None:
    lead = arrive("call me tomorrow 10:00")

    assert lead.due == london(20, 10, 5), "the lane's five minutes count from then"
    assert lead.not_before == london(20, 10) - MINUTE
    assert lead.claim_by == london(20, 10)
    assert sla.heat(lead, NOON + HOUR, ANNA.rep).state == "not_yet"
    assert not sla.offered(lead, ANNA.rep, london(20, 9, 58))
    assert sla.offered(lead, ANNA.rep, london(20, 9, 59))
    assert sla.heat(lead, london(20, 9, 59), ANNA.rep).state == "calm"


def test_the_promise_is_its_next_touch_and_stays_with_whoever_claims_it() -> None:
    lead = arrive("call me tomorrow 10:00")
    assert lead.next_touch is not None
    assert (lead.next_touch.at, lead.next_touch.pinned) == (london(20, 10), True)
    assert lead.next_touch.reason == "Promised: “call me tomorrow 10:00”"

    held = give(lead, c.ClaimLead(), NOON + MINUTE)

    assert (held.state, held.lease_until) == ("engaged", None)
    assert held.next_touch == lead.next_touch
    assert leak.leaks(held, london(20, 9)) == ""


def test_a_promise_for_later_stays_with_whoever_it_is_assigned_to() -> None:
    lead = arrive("call me tomorrow 10:00")
    order = c.Order(actor=PETRA, command=c.AssignLead(rep=ANNA.rep))

    made = decide(lead, order, a_policy(), NOON + MINUTE)

    assert not isinstance(made, Refused), made
    held = fold(*made, lead=lead)
    assert (held.owner, held.state, held.lease_until) == (ANNA.rep, "engaged", None)
    assert held.next_touch == lead.next_touch


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        ("mornings", london(20, 8)),
        ("Tuesday", london(24, 8)),
        ("after 15 Uhr", london(19, 15)),
        ("not today", london(20, 8)),
        ("back on Monday", london(23, 8)),
        ("Sunday", london(22, 9)),
    ],
)
def test_hours_or_days_they_named_move_the_clock_to_their_beginning(asked: str, opens: Ms) -> None:
    lead = arrive(asked)

    assert (lead.due, lead.not_before) == (opens + 5 * MINUTE, opens)
    assert lead.claim_by == opens + MINUTE
    assert lead.next_touch is None


@pytest.mark.parametrize(
    "asked", ["", "any time", "afternoons", "Thursdays", "not Fri", "after 23"]
)
def test_what_suits_now_or_says_nothing_or_never_comes_changes_no_clock(asked: str) -> None:
    lead = arrive(asked)

    assert (lead.due, lead.claim_by, lead.not_before) == (NOON + 5 * MINUTE, NOON + MINUTE, None)


def test_a_lane_that_promises_nothing_still_does_not() -> None:
    lead = arrive("mornings", lane="nurture", rank="D")

    assert (lead.due, lead.claim_by, lead.not_before) == (None, None, None)


def test_a_minute_outside_the_hours_is_the_first_one_inside() -> None:
    lead = arrive("tomorrow 06:30")

    assert lead.due == london(20, 8, 5)


def test_where_nobody_knows_the_time_there_no_minute_can_be_promised() -> None:
    lead = arrive("tomorrow 10:00", where=NOWHERE)

    assert lead.due == NOON + 5 * MINUTE
    assert lead.clues[0].text == "tomorrow 10:00"


def test_who_says_where_they_are_is_believed_over_their_number() -> None:
    lead = arrive("I'm in Denver, tomorrow 10:00")

    assert lead.where.zones == ("America/Denver",)
    there = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("America/Denver"))
    assert lead.due == ms(there) + 5 * MINUTE


def test_called_early_in_vain_the_promise_is_still_kept() -> None:
    held = give(arrive("call me tomorrow 10:00"), c.ClaimLead(), NOON + MINUTE)
    begun = give(held, c.StartTouch(touch="t", channel="call"), NOON + 2 * MINUTE)
    ended = give(begun, c.EndTouch(touch="t", disposition="no_answer"), NOON + 3 * MINUTE)

    assert ended.next_touch is not None
    assert ended.next_touch.at == london(20, 10)


def test_asking_again_with_a_time_plans_that_time_instead_of_now() -> None:
    known = a_lead(*tried("no_answer"))
    lead = arrive("mornings", known, received=NOON + HOUR)
    promised = arrive("tomorrow 10:30", known, received=NOON + HOUR)

    assert lead.next_touch is not None
    assert (lead.next_touch.at, lead.next_touch.reason) == (
        london(20, 8),
        "Their form: “mornings”",
    )
    assert promised.next_touch is not None
    assert (promised.next_touch.at, promised.next_touch.pinned) == (london(20, 10, 30), True)


def test_asking_again_without_one_is_answered_now() -> None:
    lead = arrive("any time", a_lead(*tried("no_answer")), received=NOON + HOUR)

    assert lead.next_touch is not None
    assert (lead.next_touch.at, lead.next_touch.reason) == (NOON + HOUR, "Asked again")


def test_asking_again_before_anybody_answered_leaves_it_to_the_pool() -> None:
    lead = arrive("mornings", a_lead(), received=NOON + 10 * SECOND)

    assert (lead.next_touch, lead.enquiries) == (None, 2)
    assert lead.clues[-1].by_name == "their form"


def test_their_hours_and_replies_stay_as_signs_of_life() -> None:
    lead = arrive("mornings", a_lead(*tried("no_answer")), received=NOON + HOUR)
    lead = fold(
        f.TouchStarted(
            touch="in", channel="sms", rep="", rep_name="", at=NOON + 2 * HOUR, direction="inbound"
        ),
        lead=lead,
    )

    heard = [entry.at for entry in lead.timeline if entry.direction == "inbound"]
    assert heard == [NOON, NOON + HOUR, NOON + 2 * HOUR]
