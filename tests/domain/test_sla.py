"""Heat: the share of the time used, and which of the two clocks is shown."""

import pytest

from app.domain import facts as f
from app.domain import sla
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.sla import Heat
from tests.builders import (
    ANNA,
    DAY,
    HOUR,
    JONAS,
    MINUTE,
    NOON,
    SECOND,
    a_lead,
    claimed,
    started,
    tried,
)

ME = ANNA.rep
OPEN = f.OfferEnded(at=NOON + MINUTE)
LATER = f.LeadPassed(rep=ME, rep_name="", at=NOON, until=NOON + 10 * MINUTE)
RELEASED = f.LeadReleased(rep=ME, by=ME, by_name="", at=NOON)
CLOSED = f.LeadClosed(rep=ME, rep_name="", at=NOON + 3 * MINUTE, reason="spam")


def heat(lead: Lead, after: Ms) -> Heat:
    return sla.heat(lead, NOON + after, ME)


@pytest.mark.parametrize(
    ("after", "state", "share", "left"),
    [
        (0, "calm", 0.0, 60),
        (29, "calm", 29 / 60, 31),
        (30, "warm", 0.5, 30),
        (48, "hot", 0.8, 12),
        (59, "hot", 59 / 60, 1),
    ],
)
def test_while_it_is_offered_to_me_the_offers_clock_is_shown(
    after: int, state: str, share: float, left: int
) -> None:
    found = heat(a_lead(), after * SECOND)

    assert (found.state, found.what, found.ms) == (state, "claim", left * SECOND)
    assert found.share == pytest.approx(share)


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (2 * MINUTE + 29 * SECOND, "calm"),
        (2 * MINUTE + 30 * SECOND, "warm"),
        (4 * MINUTE, "hot"),
        (5 * MINUTE - 1, "hot"),
    ],
)
def test_then_the_lanes_deadline_is(after: Ms, state: str) -> None:
    found = heat(a_lead(OPEN), after)

    assert (found.state, found.what, found.ms) == (state, "left", 5 * MINUTE - after)


@pytest.mark.parametrize(
    ("after", "state"),
    [(5 * MINUTE, "over"), (125 * MINUTE - 1, "over"), (125 * MINUTE, "red"), (9 * DAY, "red")],
)
def test_past_the_deadline_it_counts_what_is_over(after: Ms, state: str) -> None:
    for lead in (a_lead(OPEN), a_lead(claimed(JONAS, lease_until=NOON + 99 * DAY))):
        assert heat(lead, after) == Heat(
            state=state,  # type: ignore[arg-type]
            share=1.0,
            ms=5 * MINUTE - after,
            what="over",
        )


def test_the_first_touch_stops_the_clock_at_its_own_time() -> None:
    lead = a_lead(claimed(), started(at=NOON + 41 * SECOND))

    for after in (MINUTE, 9 * DAY):
        assert heat(lead, after) == Heat(state="answered", ms=41 * SECOND, what="in")


def test_a_claim_does_not_stop_the_clock() -> None:
    found = heat(a_lead(claimed()), 70 * SECOND)

    assert (found.state, found.what, found.ms) == ("calm", "left", 230 * SECOND)


def test_what_another_has_is_theirs_since_they_took_it() -> None:
    lead = a_lead(claimed(JONAS, at=NOON + 10 * SECOND))

    assert heat(lead, 70 * SECOND) == Heat(state="taken", ms=60 * SECOND, what="owner")


def test_an_overdue_lease_is_nobodys() -> None:
    assert heat(a_lead(claimed(JONAS)), 121 * SECOND).what == "left"


def test_too_soon_says_from_when() -> None:
    lead = a_lead(not_before=NOON + 4 * HOUR, due=NOON + DAY, claim_by=None)

    assert heat(lead, HOUR) == Heat(state="not_yet", ms=3 * HOUR, what="from")
    assert heat(lead, 5 * HOUR).what == "left"


def test_a_lead_closed_unanswered_is_done() -> None:
    assert heat(a_lead(CLOSED), DAY) == Heat(state="answered", ms=3 * MINUTE, what="in")


def test_where_nothing_is_promised_it_says_since_when() -> None:
    lead = a_lead(due=None, claim_by=None)

    assert heat(lead, HOUR) == Heat(state="unknown", ms=HOUR, what="from")


@pytest.mark.parametrize(
    ("lead", "now", "rings"),
    [
        (a_lead(), NOON, True),
        (a_lead(), NOON + MINUTE, False),
        (a_lead(OPEN), NOON, False),
        (a_lead(LATER), NOON, False),
        (a_lead(LATER, claim_by=NOON + DAY), NOON + 10 * MINUTE, True),
        (a_lead(claimed(JONAS)), NOON, False),
        (a_lead(claim_by=None), NOON, False),
        (a_lead(lane="needs_mapping"), NOON, False),
        (a_lead(not_before=NOON + 1), NOON, False),
        (
            a_lead(*tried("no_answer"), f.LeadReleased(rep=ME, by=ME, by_name="", at=NOON)),
            NOON,
            False,
        ),
    ],
    ids=[
        *["fresh", "too late", "ended", "put off", "put off until now", "taken", "no offer"],
        *["needs mapping", "too soon", "tried before"],
    ],
)
def test_what_rings_for_me(lead: Lead, now: Ms, rings: bool) -> None:
    assert sla.offered(lead, ME, now) is rings


def test_what_i_put_off_still_rings_for_others() -> None:
    assert sla.offered(a_lead(LATER), JONAS.rep, NOON)


def test_a_lead_dated_later_than_now_is_calm_not_broken() -> None:
    assert heat(a_lead(), -MINUTE).share == 0.0
