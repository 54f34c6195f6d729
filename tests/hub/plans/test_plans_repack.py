"""A queue packed anew: what must move moves and says why, what can stay stays."""

from typing import Any

from msgspec.structs import replace

from app.domain.bounds import Bounds, Choice
from app.domain.cadence import anew
from app.domain.commands import HUB, Order, PlaceTouch, PlanAnew
from app.domain.decide import Policy, decide
from app.domain.facts import NextTouchSet
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Planning
from app.domain.rep_times import Busy, Leave, RepTimes
from app.domain.touch import NextTouch
from hub.plans import slots
from hub.plans.choose import Side, choose
from hub.plans.repack import STAY, Move, moves
from tests.builders import HOUR, MINUTE, a_playbook, fold
from tests.hub.plans.shapes import WEEK, beatriz, helsinki, moment, tables, three_calls

NOW = moment(20, 9)
BOOK = a_playbook()
CALM = Side(times=helsinki())


def planned(name: str, times: RepTimes, booked: tuple[Ms, ...] = (), **changes: Any) -> Lead:
    """Called three times in vain, and the next touch planned as the hub would."""
    lead = beatriz(*three_calls(), id=name)
    side = Side(times=times, booked=booked)

    def choosing(about: Lead, bounds: Bounds, now: Ms) -> Choice | None:
        return choose(about, bounds, now, side, BOOK, tables())

    ahead = anew(lead, BOOK, NOW, choosing)
    assert ahead is not None
    assert ahead.options
    return fold(NextTouchSet(next=replace(ahead, **changes), at=NOW), lead=lead)


def a_queue(count: int, times: RepTimes = CALM.times) -> list[Lead]:
    found: list[Lead] = []
    for n in range(count):
        taken = tuple(sorted(at_of(lead) for lead in found))
        found.append(planned(f"lead-{n:03}", times, taken))
    return found


def at_of(lead: Lead) -> Ms:
    assert lead.next_touch is not None
    return lead.next_touch.at


def packed(leads: list[Lead], side: Side = CALM, now: Ms = NOW) -> list[Move]:
    return moves(leads, side, BOOK, tables(), now, "Hours or meetings changed")


def placed(move: Move) -> NextTouch:
    assert isinstance(move.command, PlaceTouch)
    return move.command.next


def test_a_queue_that_fits_stays_where_it_is() -> None:
    assert packed(a_queue(8)) == []


def test_only_what_a_new_meeting_covers_moves_and_says_so() -> None:
    leads = a_queue(8)
    at = at_of(leads[0])
    meeting = Busy(start=at - 30 * MINUTE, end=at + HOUR)
    side = Side(times=helsinki(meeting))

    found = packed(leads, side)

    hit = {lead.id for lead in leads if meeting.start <= at_of(lead) < meeting.end}
    assert {move.lead for move in found} == hit
    for move in found:
        ahead = placed(move)
        assert slots.inside(ahead.at, slots.free(side.times, NOW, ahead.at + 1))
        assert ": you are busy until " in ahead.reason
        assert ahead.reason.startswith("Moved from ")
        assert " usual pick-up" in ahead.reason or "Any hour" in ahead.reason
        assert ahead.options[0].at == ahead.at


def test_every_move_is_one_the_rules_accept() -> None:
    leads = a_queue(6)
    week = Busy(start=moment(20, 8), end=moment(27, 20))

    found = packed(leads, Side(times=helsinki(week)))

    assert len(found) == 6
    by_id = {lead.id: lead for lead in leads}
    for move in found:
        order = Order(actor=HUB, command=move.command)
        (fact,) = decide(by_id[move.lead], order, Policy(playbook=BOOK, roster={}), NOW)  # type: ignore[misc]
        assert isinstance(fact, NextTouchSet)
        assert fact.next.at >= moment(27, 20) - 2 * HOUR  # the meeting ends 18:00 in Lisbon


def test_no_half_hour_holds_more_than_its_places_afterwards() -> None:
    leads = a_queue(40)
    away = Leave(first="2026-11-23", last="2026-11-25")
    side = Side(times=helsinki(leave=(away,)))

    found = packed(leads, side)

    after = {lead.id: at_of(lead) for lead in leads}
    after |= {move.lead: placed(move).at for move in found}
    halves = [at // slots.HALF_HOUR for at in after.values()]
    assert all(halves.count(n) <= slots.places(n, BOOK.planning) for n in halves)
    assert len(set(after.values())) == 40
    assert not any(moment(23, 0) <= at < moment(25, 22) for at in after.values())


def test_pinned_and_near_and_written_touches_never_move() -> None:
    at = moment(24, 10)
    meeting = Side(times=helsinki(Busy(start=moment(20, 8), end=moment(27, 20))))
    promise = planned("promise", CALM.times, at=at, pinned=True)
    email = planned("email", CALM.times, at=at, channel="email")
    near = planned("near", CALM.times, at=NOW + HOUR)

    assert packed([promise, email, near], meeting) == []


def test_a_standard_follow_up_in_the_way_of_a_meeting_is_planned_anew() -> None:
    lead = beatriz(*three_calls()[:2], id="early")
    ahead = anew(lead, BOOK, NOW)
    assert ahead is not None
    later = replace(ahead, at=NOW + 3 * HOUR)
    lead = fold(NextTouchSet(next=later, at=NOW), lead=lead)

    assert packed([lead]) == []
    (move,) = packed([lead], Side(times=helsinki(Busy(start=NOW, end=NOW + 6 * HOUR))))
    assert move.command == PlanAnew(why="Hours or meetings changed")


def test_a_little_gain_moves_nothing_and_a_great_one_does() -> None:
    lead = planned("one", CALM.times)
    number = at_of(lead) // slots.HALF_HOUR

    assert packed([lead], Side(times=helsinki(), prices={number: STAY / 2})) == []
    (move,) = packed([lead], Side(times=helsinki(), prices={number: 0.2}))
    assert ": a better time came free. " in placed(move).reason
    assert placed(move).at // slots.HALF_HOUR != number


def test_packing_again_moves_nothing_more() -> None:
    leads = a_queue(12)
    side = Side(times=helsinki(Busy(start=moment(20, 8), end=moment(26, 20))))
    after = {move.lead: placed(move) for move in packed(leads, side)}
    assert after

    leads = [
        fold(NextTouchSet(next=after[lead.id], at=NOW), lead=lead) if lead.id in after else lead
        for lead in leads
    ]

    assert packed(leads, side) == []


def test_more_leads_than_places_leaves_the_rest_to_be_planned_one_by_one() -> None:
    book = a_playbook(planning=Planning(shift=WEEK, calls_an_hour=1, live_share=0.9))
    leads = a_queue(6)
    side = Side(times=helsinki(Busy(start=NOW, end=moment(33, 20))))

    found = moves(leads, side, book, tables(), NOW, "Calendar changed")

    assert {move.lead for move in found} == {lead.id for lead in leads}
    assert any(isinstance(move.command, PlanAnew) for move in found)


def test_it_comes_out_the_same_whatever_the_order() -> None:
    leads = a_queue(10)
    side = Side(times=helsinki(Busy(start=moment(20, 8), end=moment(25, 20))))

    assert packed(leads, side) == packed(leads[::-1], side)
