"""A lead is never without a next touch or a closing reason: what leaks is told, and mended."""

import pytest

from app.domain import commands as c
from app.domain import facts as f
from app.domain.decide import decide
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.leak import leaks
from app.domain.refusals import Refused
from app.domain.touch import NextTouch
from tests.builders import DAY, HOUR, NOON, a_lead, a_policy, claimed, fold, started, tried

AHEAD = NextTouch(at=NOON + DAY, channel="call", attempt=2, of=8, reason="x")


@pytest.mark.parametrize(
    "lead",
    [
        a_lead(),
        a_lead(lane="needs_mapping"),
        a_lead(claimed()),
        a_lead(claimed(), started()),
        a_lead(*tried("no_answer"), f.NextTouchSet(next=AHEAD, at=NOON)),
        a_lead(*tried("refused"), f.LeadClosed(rep="r", rep_name="R", at=NOON, reason="refused")),
    ],
    ids=["in the pool", "to be mapped", "under a lease", "on the phone", "planned", "closed"],
)
def test_somebody_will_come_back_to_it(lead: Lead) -> None:
    assert leaks(lead, NOON + HOUR) == ""


@pytest.mark.parametrize(
    ("lead", "now", "why"),
    [
        (a_lead(*tried("no_answer")), NOON, "It has an owner, and nothing is due next."),
        (
            a_lead(claimed(), started()),
            NOON + DAY,
            "A touch began over a day ago and never ended, and nothing is due next.",
        ),
        (
            a_lead(f.LeadClosed(rep="r", rep_name="R", at=NOON, reason="")),
            NOON,
            "It is closed, and nobody said why.",
        ),
    ],
    ids=["nothing due", "a touch forgotten", "closed without a reason"],
)
def test_nobody_will_and_it_is_said_why(lead: Lead, now: Ms, why: str) -> None:
    assert leaks(lead, now) == why


@pytest.mark.parametrize(
    ("lead", "now"),
    [(a_lead(*tried("no_answer")), NOON), (a_lead(claimed(), started()), NOON + DAY)],
)
def test_planning_anew_mends_it(lead: Lead, now: Ms) -> None:
    order = c.Order(actor=c.HUB, command=c.PlanAnew(why="Found without a plan"))
    made = decide(lead, order, a_policy(), now)

    assert not isinstance(made, Refused)
    assert leaks(fold(*made, lead=lead), now) == ""
