"""What a desk without the hub did: dated when it was done, once it is heard of; and what the desk
shows until then."""

import pytest

from app.domain import commands as c
from app.domain import facts as f
from app.domain.decide import decide
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.provisional import provisional
from app.domain.refusals import Refused
from app.domain.touch import Disposition
from tests.builders import (
    ANNA,
    HOUR,
    MINUTE,
    NOON,
    a_lead,
    a_playbook,
    a_policy,
    claimed,
    fold,
    started,
    tried,
)

HEARD = NOON + HOUR
"""When the desk is back."""


def done(lead: Lead, command: c.Command, at: Ms | None, now: Ms = HEARD) -> Lead:
    order = c.Order(actor=ANNA, command=command, at=at)
    made = decide(lead, order, a_policy(), now)
    assert not isinstance(made, Refused), made
    return fold(*made, lead=lead)


def call(at: Ms | None, lead: Lead | None = None) -> Lead:
    lead = lead or a_lead(claimed())
    return done(lead, c.StartTouch(touch="t", channel="call"), at)


def ending(disposition: Disposition = "no_answer", clue: str = "") -> c.EndTouch:
    return c.EndTouch(touch="t", disposition=disposition, clue=clue)


# ---- dated when it was done ------------------------------------------------------------------


def test_a_call_made_in_time_offline_is_in_time() -> None:
    lead = call(NOON + MINUTE)

    assert (lead.first_attempt, lead.breached) == (NOON + MINUTE, None)
    by_hand = done(a_lead(claimed()), ending(), NOON + MINUTE)
    assert (by_hand.first_attempt, by_hand.breached) == (NOON + MINUTE, None)
    for known in (lead, by_hand):
        assert "lead.sla_breached" not in [entry.kind for entry in known.timeline]


def test_and_takes_back_a_breach_noticed_while_nobody_could_say_so() -> None:
    missed = a_lead(claimed(), f.SlaBreached(at=NOON + 5 * MINUTE))

    assert call(NOON + MINUTE, missed).breached is None
    assert call(NOON + 6 * MINUTE, missed).breached == NOON + 5 * MINUTE


def test_a_call_made_late_is_late_whenever_it_is_heard_of() -> None:
    assert call(NOON + 6 * MINUTE).breached == NOON + 5 * MINUTE
    assert call(None).breached == NOON + 5 * MINUTE


@pytest.mark.parametrize(
    ("said", "dated"),
    [(NOON - HOUR, NOON), (NOON + 2 * HOUR, HEARD), (None, HEARD), (NOON + 1, NOON + 1)],
    ids=["before the claim", "in the future", "not said", "in between"],
)
def test_no_desk_dates_a_call_before_its_claim_or_after_now(said: Ms | None, dated: Ms) -> None:
    assert call(said).touches[0].started == dated


def test_a_call_ends_no_earlier_than_it_began() -> None:
    ended = done(call(NOON + 10 * MINUTE), ending(), NOON)

    assert ended.touches[0].ended == NOON + 10 * MINUTE


def test_waits_count_from_when_it_ended_and_nothing_is_planned_into_the_past() -> None:
    soon = done(call(NOON + 20 * MINUTE), ending(), NOON + 40 * MINUTE)
    long_ago = done(call(NOON + MINUTE), ending(), NOON + 2 * MINUTE)

    assert soon.next_touch is not None
    assert soon.next_touch.at == NOON + 70 * MINUTE
    assert long_ago.next_touch is not None
    assert long_ago.next_touch.at == HEARD


def test_what_they_said_then_is_understood_by_the_clock_of_then() -> None:
    lead = done(call(NOON + MINUTE), ending("callback", "in 90 min"), NOON + 2 * MINUTE)

    assert lead.next_touch is not None
    assert lead.next_touch.at == NOON + 92 * MINUTE
    assert lead.clues[0].kept == NOON + 2 * MINUTE


def test_a_promise_that_has_gone_by_meanwhile_is_due_at_once() -> None:
    lead = done(call(NOON + MINUTE), ending("callback", "in 20 min"), NOON + 2 * MINUTE)

    assert lead.next_touch is not None
    assert (lead.next_touch.at, lead.next_touch.pinned) == (HEARD, True)
    assert lead.next_touch.reason == "Promised: “in 20 min”"


def test_a_touch_begun_inside_the_hours_stands_though_they_are_over() -> None:
    evening = NOON + 8 * HOUR + 50 * MINUTE  # 20:50 there, closed from 21:00
    lead = a_lead(claimed(at=evening), received=NOON)

    begun = done(lead, c.StartTouch(touch="t", channel="call"), evening + MINUTE, evening + HOUR)

    assert begun.touches[0].started == evening + MINUTE


def test_a_note_is_dated_when_it_was_written() -> None:
    lead = done(a_lead(claimed()), c.AddNote(text="x"), NOON + 7 * MINUTE)

    assert lead.timeline[-1].at == NOON + 7 * MINUTE


# ---- what the desk shows until then ----------------------------------------------------------


def orders(*commands: c.Command, at: Ms = NOON + MINUTE) -> list[c.Order]:
    return [c.Order(actor=ANNA, command=command, at=at) for command in commands]


def test_an_ending_the_hub_has_not_answered_shows_what_the_cadence_would_do() -> None:
    lead = a_lead(claimed(), started("t"))

    found = provisional(lead, orders(ending()), a_playbook(), NOON + MINUTE)

    assert found is not None
    assert found.provisional
    assert (found.at, found.reason) == (NOON + 31 * MINUTE, "No answer, half an hour later")
    assert lead.touches[0].ended is None


def test_several_acts_are_done_in_their_order() -> None:
    lead = a_lead(claimed())
    begun = c.StartTouch(touch="t", channel="call")

    found = provisional(
        lead, orders(begun, ending("callback", "in 30 min")), a_playbook(), NOON + MINUTE
    )

    assert found is not None
    assert (found.at, found.pinned) == (NOON + 31 * MINUTE, True)


def test_the_time_it_shows_is_the_same_whenever_the_desk_asks() -> None:
    lead = a_lead(claimed(), started("t"))
    shown = [
        provisional(lead, orders(ending()), a_playbook(), NOON + minutes * MINUTE)
        for minutes in (1, 10, 30)
    ]

    assert len({ahead.at for ahead in shown if ahead}) == 1


def test_acts_that_change_nothing_about_it_or_end_it_show_nothing() -> None:
    lead = a_lead(*tried("no_answer"))

    assert provisional(lead, orders(c.AddNote(text="x")), a_playbook(), NOON) is None
    assert provisional(lead, orders(c.NurtureLead()), a_playbook(), NOON) is None
    assert provisional(lead, [], a_playbook(), NOON) is None
    assert provisional(lead, orders(c.SkipTouch(reason="")), a_playbook(), NOON) is None
