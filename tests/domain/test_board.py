"""Which leads stand in which list, and in what order."""

from app.domain import board
from app.domain import facts as f
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.touch import NextTouch
from tests.builders import (
    ANNA,
    DAY,
    HOUR,
    JONAS,
    MINUTE,
    NOON,
    a_lead,
    claimed,
    started,
    tried,
)

ME = ANNA.rep


def ids(leads: list[Lead]) -> list[str]:
    return [lead.id for lead in leads]


def planned(at: Ms, needs_time: bool = False) -> f.NextTouchSet:
    ahead = NextTouch(at=at, channel="call", attempt=2, of=8, reason="x", needs_time=needs_time)
    return f.NextTouchSet(next=ahead, at=NOON)


CLOSED = f.LeadClosed(rep=ME, rep_name="", at=NOON, reason="x")
RELEASED = f.LeadReleased(rep=ME, by=ME, by_name="", at=NOON)


def test_the_pool_is_most_overdue_first_then_by_rank_then_the_oldest() -> None:
    leads = [
        a_lead(id="late", due=NOON + HOUR),
        a_lead(id="b", due=NOON + MINUTE, rank="B"),
        a_lead(id="young", due=NOON + MINUTE, rank="A", received=NOON),
        a_lead(id="old", due=NOON + MINUTE, rank="A", received=NOON - HOUR),
        a_lead(id="over", due=NOON - HOUR, rank="C"),
        a_lead(id="never", due=None, rank="A"),
        a_lead(*tried("no_answer"), planned(NOON + 2 * MINUTE), RELEASED, id="callback"),
        a_lead(*tried("no_answer"), RELEASED, id="tried"),
    ]

    found = board.pool(leads, ME, NOON)

    assert ids(found) == ["over", "old", "young", "b", "callback", "late", "never", "tried"]
    assert board.unclaimed(leads, NOON) == found


def test_the_pool_holds_what_anybody_may_claim_and_nothing_else() -> None:
    leads = [
        a_lead(f.LeadPassed(rep=ME, rep_name="", at=NOON, until=NOON + DAY), id="put off"),
        a_lead(claimed(JONAS), id="taken"),
        a_lead(claimed(JONAS, lease_until=NOON - 1), id="overdue lease"),
        a_lead(lane="needs_mapping", id="needs mapping"),
        a_lead(CLOSED, id="closed"),
    ]

    assert set(ids(board.pool(leads, ME, NOON))) == {"put off", "overdue lease"}


def test_what_rings_for_me_is_hottest_first() -> None:
    leads = [a_lead(id="calm", due=NOON + HOUR), a_lead(id="hot"), a_lead(claimed(), id="mine")]

    assert ids(board.offered(leads, ME, NOON)) == ["hot", "calm"]


def test_mine_is_what_waits_for_an_outcome_a_running_touch_first() -> None:
    leads = [
        a_lead(claimed(), id="fresh"),
        a_lead(claimed(), started(), id="on call", due=NOON + DAY),
        a_lead(*tried("no_answer"), planned(NOON), id="agenda"),
        a_lead(*tried("no_answer"), planned(NOON), RELEASED, claimed(gen=2), id="again"),
        a_lead(*tried("no_answer"), id="unplanned"),
        a_lead(claimed(JONAS), id="his"),
        a_lead(claimed(), CLOSED, id="closed"),
    ]

    found = ids(board.mine(leads, ME))

    assert found[0] == "on call"
    assert set(found) == {"on call", "fresh", "again", "unplanned"}


def test_the_agenda_is_what_needs_a_time_first_and_then_by_time() -> None:
    leads = [
        a_lead(*tried("no_answer"), planned(NOON + DAY), id="tomorrow"),
        a_lead(*tried("no_answer"), planned(NOON - HOUR), id="overdue"),
        a_lead(*tried("callback"), planned(NOON + 2 * DAY, needs_time=True), id="needs a time"),
        a_lead(*tried("no_answer", by=JONAS), planned(NOON), id="his"),
        a_lead(claimed(), id="fresh"),
        a_lead(*tried("no_answer"), planned(NOON), CLOSED, id="closed"),
        a_lead(*tried("no_answer"), started("touch-9"), planned(NOON), id="on call"),
    ]

    assert ids(board.agenda(leads, ME, NOON)) == ["needs a time", "overdue", "tomorrow"]


def test_no_lead_of_mine_is_in_neither_list_nor_in_both() -> None:
    leads = [
        a_lead(claimed(), id="1"),
        a_lead(claimed(), started(), id="2"),
        a_lead(*tried("no_answer"), id="3"),
        a_lead(*tried("no_answer"), planned(NOON), id="4"),
        a_lead(*tried("no_answer"), planned(NOON), started("x"), id="5"),
    ]

    both = ids(board.mine(leads, ME)) + ids(board.agenda(leads, ME, NOON))

    assert sorted(both) == ["1", "2", "3", "4", "5"]


def test_in_hand_is_what_somebody_has_unanswered_ones_first() -> None:
    leads = [
        a_lead(*tried("no_answer"), planned(NOON + DAY), id="planned"),
        a_lead(*tried("no_answer"), planned(NOON), id="due"),
        a_lead(claimed(JONAS), id="claimed"),
        a_lead(claimed(), id="claimed late", due=NOON + HOUR),
        a_lead(id="pool"),
        a_lead(claimed(JONAS, lease_until=NOON - 1), id="overdue lease"),
        a_lead(claimed(), CLOSED, id="closed"),
    ]

    assert ids(board.in_hand(leads, NOON)) == ["claimed", "claimed late", "due", "planned"]
