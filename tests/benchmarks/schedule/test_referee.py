"""The referee stops every illegal call and names the rule."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.schedule.baselines import FixedCadence
from benchmarks.schedule.clues import Clue
from benchmarks.schedule.play import Illegal, Referee, play
from benchmarks.schedule.town import SLOTS, Town, draw
from benchmarks.schedule.world import NORMAL

SMALL = replace(NORMAL, leads=30, reps=2, days=18, arrival_days=3)
TOWN = draw(SMALL, 5)


class Fixed:
    """Asks for one given call, and for nothing else."""

    def __init__(self, rep: int, slot: int, ids: list[str]) -> None:
        self._call = (rep, slot)
        self._ids = ids

    def start(self, meta: Mapping[str, Any]) -> None: ...
    def arrive(self, lead: Mapping[str, Any]) -> None: ...
    def day(self, d: int) -> None: ...

    def select(self, rep: int, slot: int, capacity: int) -> list[str]:
        return self._ids if (rep, slot) == self._call else []

    def observe(self, id: str, slot: int, outcome: str, clue: Clue | None) -> None: ...


def first_slot(town: Town, n: int, fits: Callable[[int], bool]) -> int:
    """The first slot in which the lead's rep has a place and `fits` holds."""
    rep = town.leads[n].rep
    return next(s for s in range(town.slots) if town.capacity[rep, s] and fits(s))


def legal_slot(n: int) -> int:
    arrived = TOWN.leads[n].slot
    return first_slot(TOWN, n, lambda s: bool(TOWN.legal[n, s]) and s >= arrived + 8)


def calls(n: int, slot: int) -> Fixed:
    return Fixed(TOWN.leads[n].rep, slot, [TOWN.leads[n].id])


def test_a_legal_call_passes() -> None:
    assert play(TOWN, calls(0, legal_slot(0))).calls == 1


def test_a_lead_that_does_not_exist_is_refused() -> None:
    slot = legal_slot(0)
    with pytest.raises(Illegal, match="no such lead"):
        play(TOWN, Fixed(TOWN.leads[0].rep, slot, ["nobody"]))


def test_somebody_elses_lead_is_refused() -> None:
    mine = TOWN.leads[0].rep
    other = next(lead for lead in TOWN.leads if lead.rep != mine)
    slot = next(s for s in range(TOWN.slots) if TOWN.capacity[mine, s] and s > other.slot + SLOTS)
    with pytest.raises(Illegal, match=f"{other.id}: owned by rep {other.rep}"):
        play(TOWN, Fixed(mine, slot, [other.id]))


def test_a_call_before_arrival_is_refused() -> None:
    late = len(TOWN.leads) - 1
    with pytest.raises(Illegal, match="before its arrival"):
        play(TOWN, calls(late, first_slot(TOWN, late, lambda s: s < TOWN.leads[late].slot)))


def test_a_call_before_eight_where_the_lead_lives_is_refused() -> None:
    west = next(
        n
        for n, lead in enumerate(TOWN.leads)
        if lead.utc_offset_hours <= -2
        and any(
            TOWN.capacity[lead.rep, s] and not TOWN.legal[n, s] for s in range(SLOTS, 8 * SLOTS)
        )
    )
    slot = first_slot(
        TOWN, west, lambda s: s > TOWN.leads[west].slot + 8 and not TOWN.legal[west, s]
    )
    with pytest.raises(Illegal, match="outside the legal hours"):
        play(TOWN, calls(west, slot))


def test_a_call_within_four_hours_of_the_last_is_refused() -> None:
    n = next(
        n
        for n, lead in enumerate(TOWN.leads)
        if any(TOWN.capacity[lead.rep, lead.slot + 1 : lead.slot + 8])
    )
    arrived = TOWN.leads[n].slot
    slot = first_slot(TOWN, n, lambda s: arrived < s < arrived + 8)
    with pytest.raises(Illegal, match=f"last call in slot {arrived}: the gap is 8"):
        play(TOWN, calls(n, slot))


def test_a_call_after_the_window_is_refused() -> None:
    n = next(n for n, lead in enumerate(TOWN.leads) if lead.slot < SLOTS)
    slot = first_slot(TOWN, n, lambda s: s >= 15 * SLOTS and bool(TOWN.legal[n, s]))
    with pytest.raises(Illegal, match="beyond 15 working days"):
        play(TOWN, calls(n, slot))


def test_more_calls_than_places_and_the_same_lead_twice_are_refused() -> None:
    slot, rep = legal_slot(0), TOWN.leads[0].rep
    places = int(TOWN.capacity[rep, slot])
    with pytest.raises(Illegal, match="calls in"):
        play(TOWN, Fixed(rep, slot, [TOWN.leads[0].id] * (places + 1)))
    with pytest.raises(Illegal, match="chosen twice"):
        Referee(TOWN).check([TOWN.leads[0].id] * 2, rep, slot, 2)


def test_a_seventh_call_is_refused() -> None:
    lead, referee = TOWN.leads[0], Referee(TOWN)
    slot = legal_slot(0)
    for _ in range(6):
        referee.called(0, lead.slot, reached=False)
    with pytest.raises(Illegal, match="called 6 times already"):
        referee.check([lead.id], lead.rep, slot, 1)


def test_a_call_after_contact_is_refused() -> None:
    lead, referee = TOWN.leads[0], Referee(TOWN)
    referee.called(0, lead.slot, reached=True)
    with pytest.raises(Illegal, match="already reached"):
        referee.check([lead.id], lead.rep, legal_slot(0), 1)


def test_the_yardstick_never_breaks_a_rule() -> None:
    assert play(TOWN, FixedCadence()).calls > 30
