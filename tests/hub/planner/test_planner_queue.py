"""Whom to call now: legal, within capacity, look-ahead and prices, the same in every process."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.planner import Options, Wish, pack, plan_hash, prior
from hub.planner.prices import adjust, demand
from hub.planner.value import Leads, index, values
from tests.hub.planner.people import case, office, queue

HOP = np.minimum(np.arange(20) + 2, 20)


def leads(chance: list[list[float]], left: int = 3, spread: float = 0.5) -> Leads:
    table = np.array(chance)
    return Leads(table, np.full(len(table), spread), np.full(len(table), left))


def random_leads(seed: int, count: int = 4) -> Leads:
    rng = np.random.default_rng(seed)
    return leads(rng.uniform(0, 0.4, (count, 20)).tolist())


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 0.3), st.floats(0, 0.3))
def test_dearer_places_are_never_worth_more(seed: int, price: float, more: float) -> None:
    some = random_leads(seed)
    cheap = values(some, np.full((4, 20), price), HOP, 3)
    dear = values(some, np.full((4, 20), price + more), HOP, 3)
    assert np.all(dear <= cheap + 1e-12)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 18))
def test_the_last_call_gains_more_the_dearer_the_places_after_it(seed: int, slot: int) -> None:
    some = random_leads(seed, 1)

    def gain(price: float) -> float:
        worth = values(some, np.full((1, 20), price), HOP, 1)
        chance = some.chance[:, slot]
        return float(index(chance, worth[HOP[slot], :, 1], worth[slot + 1, :, 0])[0])

    gains = [gain(price) for price in (0.0, 0.1, 0.2, 0.5)]
    assert all(a <= b + 1e-12 for a, b in pairwise(gains))
    assert gains[-1] == pytest.approx(float(some.chance[0, slot]))


def test_waiting_for_a_better_hour_beats_a_worse_one_now_when_one_call_is_left() -> None:
    one = leads([[0.1] * 10 + [0.3] + [0.1] * 9], left=1)
    worth = values(one, np.zeros((1, 20)), HOP, 1)
    assert worth[0, 0, 0] == pytest.approx(0.3)
    assert index(one.chance[:, 0], worth[HOP[0], :, 1], worth[1, :, 0])[0] < 0


def test_no_more_is_wanted_than_there_is_once_prices_have_settled() -> None:
    rng = np.random.default_rng(3)
    crowd = leads(rng.uniform(0.05, 0.3, (40, 20)).tolist())
    mass, owner = np.ones(40), np.zeros(40, dtype=np.int64)
    free = demand(crowd, mass, np.zeros((40, 20)), HOP, 3).sum()
    capacity = np.full((1, 20), 2.0)
    price = adjust(np.full((1, 20), 0.1), crowd, mass, owner, capacity, HOP, depth=3, rounds=200)
    wanted = demand(crowd, mass, price[owner], HOP, 3).sum(axis=1)
    assert free > 60
    assert np.all(wanted < 1.5 * capacity[0])
    assert 30 < wanted.sum() < 46


def test_only_own_leads_at_legal_open_times_are_picked_and_never_too_many() -> None:
    rota, places = office(10)
    team = queue(40)
    team.put(case(100, ready=50))
    team.put(case(102, until=3))
    team.dawn(0)
    for slot in range(0, 48):
        for rep in (0, 1):
            picked = team.rank(rep, slot, int(rota.capacity[rep, slot]))
            assert len(picked) <= rota.capacity[rep, slot]
            for pick in picked:
                number = int(pick.id[1:])
                assert number % 2 == rep
                assert places["west" if number % 3 == 0 else "here"].legal[slot]
                assert (number != 100 or slot >= 50) and (number != 102 or slot < 3)


def test_a_lead_that_is_dropped_or_changed_is_not_called_as_before() -> None:
    team = queue(0)
    team.put(case(1, until=9))
    assert [pick.id for pick in team.rank(1, 8, 1)] == ["L001"]
    team.put(case(1, ready=16, until=17))
    assert team.rank(1, 8, 1) == []
    assert [pick.id for pick in team.rank(1, 16, 1)] == ["L001"]
    team.drop("L001")
    assert team.rank(1, 16, 1) == []


def test_without_look_ahead_the_likeliest_goes_first() -> None:
    team = queue(30, options=Options(look_ahead=False))
    picks = team.rank(0, 8, 10)
    assert [pick.chance for pick in picks] == sorted((p.chance for p in picks), reverse=True)
    assert len(picks) == 10


def test_a_plan_fills_each_place_once_and_keeps_to_the_law() -> None:
    rota, places = office(10)
    team = queue(40)
    team.dawn(0)
    plan = team.plan(0, 0)
    taken = [placed.slot for placed in plan if placed.slot >= 0]
    assert len(plan) == 20 and len(taken) == 20
    for placed in plan:
        west = int(placed.id[1:]) % 3 == 0
        assert places["west" if west else "here"].legal[placed.slot]
    assert np.all(np.bincount(taken, minlength=240) <= rota.capacity[0])


def test_exact_packing_is_never_worse_than_greedy_and_better_where_greedy_grabs() -> None:
    wishes = [Wish(id="a", worth=(0.5, 0.45)), Wish(id="b", worth=(0.4, 0.1))]
    exact = {placed.id: placed.slot for placed in pack(wishes, (1, 1))}
    greedy = {placed.id: placed.slot for placed in pack(wishes, (1, 1), exact=False)}
    assert exact == {"a": 1, "b": 0}
    assert greedy == {"a": 0, "b": 1}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_packing_keeps_promises_deadlines_and_capacity(seed: int, exact: bool) -> None:
    rng = np.random.default_rng(seed)
    worth = rng.uniform(-0.1, 0.4, (12, 6))
    wishes = [
        Wish(id=f"{n}", worth=tuple(row), pinned=2 if n < 2 else -1, latest=3 if n == 5 else -1)
        for n, row in enumerate(worth.tolist())
    ]
    placed = pack(wishes, (2, 1, 2, 0, 1, 1), exact=exact)
    assert [one.id for one in placed] == [wish.id for wish in wishes]
    assert placed[0].slot == placed[1].slot == 2
    assert placed[5].slot <= 3
    taken = np.bincount([one.slot for one in placed if one.slot >= 0], minlength=6)
    assert np.all(taken <= (2, 1, 2, 0, 1, 1))
    assert all(one.slot < 0 or worth[n, one.slot] > 0 for n, one in enumerate(placed) if n > 1)


def test_too_many_promises_for_a_place_are_all_kept() -> None:
    wishes = [Wish(id=f"{n}", worth=(0.2,), pinned=0) for n in range(3)]
    assert [placed.slot for placed in pack([*wishes, Wish(id="x", worth=(0.3,))], (1,))] == [
        0,
        0,
        0,
        -1,
    ]


WHOLE_PLAN = """
from hub.planner import learn, plan_hash, prior
from hub.planner.options import Options
from tests.hub.planner.people import case, histories, queue
model = learn(learn(prior(), histories(5, 150)), histories(5, 150))
team = queue(30, model)
team.dawn(0, rounds=6)
plan = team.plan(0, 0) + team.plan(1, 0)
picks = [team.rank(rep, slot, 3) for rep in (0, 1) for slot in range(0, 24, 2)]
print(plan_hash(model, Options(), [case(n) for n in range(30)], 0, plan), model.version, picks)
"""


@pytest.mark.timeout(300)
def test_the_same_facts_make_the_same_plan_in_two_processes_whatever_the_hash_seed() -> None:
    root = Path(__file__).parents[3]

    def run(seed: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", WHOLE_PLAN],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
            timeout=140,
        ).stdout

    first = run("1")
    assert len(first) > 100
    assert first == run("2")


def test_a_plans_hash_tells_apart_what_differs_and_not_the_order_of_telling() -> None:
    cases = [case(n) for n in range(4)]
    team = queue(4)
    team.dawn(0)
    plan = team.plan(0, 0)
    hash = plan_hash(prior(), Options(), cases, 0, plan)
    assert hash == plan_hash(prior(), Options(), cases[::-1], 0, plan[::-1])
    assert hash != plan_hash(prior(), Options(), cases, 1, plan)
    assert hash != plan_hash(prior(), Options(packing=False), cases, 0, plan)
    assert hash != plan_hash(prior(), Options(), cases[1:], 0, plan)
