"""The planner behind the benchmark's interface: legal, repeatable, not choosy about its input."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.schedule.ablation import LEVERS
from benchmarks.schedule.compare import made
from benchmarks.schedule.known import KnownChances
from benchmarks.schedule.play import play
from benchmarks.schedule.policy import Policy
from benchmarks.schedule.town import draw
from benchmarks.schedule.world import NORMAL

SMALL = replace(NORMAL, leads=50, reps=2, days=18, arrival_days=4, asked=0.5, clues=0.5)


def test_every_call_it_makes_is_legal_and_it_makes_them() -> None:
    result = play(draw(SMALL, 9), Policy())
    assert result.calls > 80 and result.contacts > 10


@pytest.mark.parametrize("lever", LEVERS)
def test_every_lever_can_be_off(lever: str) -> None:
    town = draw(SMALL, 9)
    without = play(town, made(LEVERS[lever][0], town))
    assert without.calls > 80
    assert without.log_hash != play(town, Policy()).log_hash


def test_told_the_true_chances_it_finds_more_people() -> None:
    towns = [draw(SMALL, 9, run) for run in range(2)]
    told = sum(play(town, KnownChances(town)).expected for town in towns)
    assert told > 1.1 * sum(play(town, Policy()).expected for town in towns)


def test_a_repeat_is_byte_identical_in_another_process_with_another_hash_seed() -> None:
    code = (
        "from dataclasses import replace\n"
        "from benchmarks.schedule.play import play\n"
        "from benchmarks.schedule.policy import Policy\n"
        "from benchmarks.schedule.town import draw\n"
        "from benchmarks.schedule.world import NORMAL\n"
        f"print(play(draw({SMALL!r}, 9), Policy()).log_hash)\n"
    ).replace("World(", "replace(NORMAL, ")
    hashes = {play(draw(SMALL, 9), Policy()).log_hash}
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        run = [sys.executable, "-c", code]
        done = subprocess.run(run, env=env, capture_output=True, text=True, timeout=90, check=True)
        hashes.add(done.stdout.strip())
    assert len(hashes) == 1


class OtherWords(Policy):
    """Hears the same town as another hub might tell it."""

    def start(self, meta: Mapping[str, Any]) -> None:
        super().start({**meta, "legal": list(meta["legal"])})

    def arrive(self, lead: Mapping[str, Any]) -> None:
        asked = [[kind, list(value)] for kind, value in lead["asked"] if isinstance(value, tuple)]
        asked.append(["phase_of_the_moon", "full"])
        super().arrive({**lead, "segment": len(lead["segment"]), "asked": asked})

    def observe(self, id: str, slot: int, outcome: str, clue: Any) -> None:
        super().observe(id, slot, outcome, clue or ("gossip", {"who": 1}))


def test_unknown_clues_and_lists_for_tuples_do_not_trouble_it() -> None:
    assert play(draw(SMALL, 9), OtherWords()).calls > 80


def test_numbers_may_name_leads() -> None:
    town = draw(SMALL, 9)
    policy = Policy()
    policy.start(town.meta())
    policy.day(0)
    lead = {"id": 7, "segment": 2, "rep": 0, "utc_offset_hours": 0, "slot": 0, "asked": []}
    policy.arrive(lead)
    policy.arrive({**lead, "id": 8})
    found: list[Any] = []
    for slot in range(8, 48):
        if town.capacity[0, slot]:
            for id in policy.select(0, slot, 1):
                found.append(id)
                policy.observe(id, slot, "live", None)
    assert {7, 8} >= set(found) and found


def test_days_are_working_days_unless_every_weekend_is_empty() -> None:
    town = draw(SMALL, 9)
    working, calendar = Policy(), Policy()
    working.start(town.meta())
    places = np.ones((2, 18, 24), dtype=int)
    places[:, [5, 6, 12, 13]] = 0
    calendar.start({**town.meta(), "capacity": places.reshape(2, -1).tolist()})
    lead = {"id": "a", "segment": "", "rep": 0, "utc_offset_hours": 0, "slot": 7 * 24, "asked": []}
    for policy, day in ((working, 2), (calendar, 0)):
        policy.arrive(lead)
        assert policy._cases["a"].history.signs[0].cell // 48 == day
