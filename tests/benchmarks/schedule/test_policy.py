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
from benchmarks.schedule.play import Result, play
from benchmarks.schedule.policy import Policy
from benchmarks.schedule.town import draw
from benchmarks.schedule.world import NORMAL

SMALL = replace(NORMAL, leads=30, reps=1, days=12, arrival_days=3, asked=0.5, clues=0.5)
TOWN = draw(SMALL, 9)


@pytest.fixture(scope="module")
def planned() -> Result:
    return play(TOWN, Policy())


def test_every_call_it_makes_is_legal_and_it_makes_them(planned: Result) -> None:
    assert planned.calls > 40 and planned.contacts > 5


@pytest.mark.parametrize("lever", LEVERS)
def test_every_lever_can_be_off(lever: str, planned: Result) -> None:
    without = play(TOWN, made(LEVERS[lever][0], TOWN))
    assert without.calls > 40
    assert without.log_hash != planned.log_hash


def test_told_the_true_chances_it_finds_more_people(planned: Result) -> None:
    assert play(TOWN, KnownChances(TOWN)).expected > 1.1 * planned.expected


def test_a_repeat_is_byte_identical_in_another_process_with_another_hash_seed(
    planned: Result,
) -> None:
    code = (
        "from benchmarks.schedule.play import play\n"
        "from benchmarks.schedule.policy import Policy\n"
        "from benchmarks.schedule.town import draw\n"
        "from benchmarks.schedule.world import World\n"
        f"print(play(draw({SMALL!r}, 9), Policy()).log_hash)\n"
    )
    run, env = [sys.executable, "-c", code], {**os.environ, "PYTHONHASHSEED": "1"}
    done = subprocess.run(run, env=env, capture_output=True, text=True, timeout=110, check=True)
    assert done.stdout.strip() == planned.log_hash


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
    assert play(TOWN, OtherWords()).calls > 40


def test_numbers_may_name_leads() -> None:
    policy = Policy()
    policy.start(TOWN.meta())
    policy.day(0)
    lead = {"id": 7, "segment": 2, "rep": 0, "utc_offset_hours": 0, "slot": 0, "asked": []}
    policy.arrive(lead)
    policy.arrive({**lead, "id": 8})
    found: list[Any] = []
    for slot in range(8, 48):
        if TOWN.capacity[0, slot]:
            for id in policy.select(0, slot, 1):
                found.append(id)
                policy.observe(id, slot, "live", None)
    assert {7, 8} >= set(found) and found


def test_days_are_working_days_unless_every_weekend_is_empty() -> None:
    working, calendar = Policy(), Policy()
    working.start(TOWN.meta())
    places = np.ones((1, 12, 24), dtype=int)
    places[:, [5, 6]] = 0
    calendar.start({**TOWN.meta(), "capacity": places.reshape(1, -1).tolist()})
    lead = {"id": "a", "segment": "", "rep": 0, "utc_offset_hours": 0, "slot": 7 * 24, "asked": []}
    for policy, day in ((working, 2), (calendar, 0)):
        policy.arrive(lead)
        assert policy._cases["a"].history.signs[0].cell // 48 == day
