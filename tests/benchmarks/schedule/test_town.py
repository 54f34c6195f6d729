"""A town is the same for everybody, and about as hard as the published figures say."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.schedule import baselines
from benchmarks.schedule.compare import ratio
from benchmarks.schedule.habits import FAMILIES, habit
from benchmarks.schedule.play import outcome_of, play
from benchmarks.schedule.tables import FIRST, LAST
from benchmarks.schedule.town import SLOTS, draw
from benchmarks.schedule.world import JUDGED, NORMAL, WORLDS

SMALL = replace(NORMAL, leads=60, days=20, arrival_days=6)


def test_the_same_seed_draws_the_same_town_and_another_seed_another() -> None:
    one, again, other = draw(SMALL, 3), draw(SMALL, 3), draw(SMALL, 3, 1)
    assert one.leads == again.leads and np.array_equal(one.chance, again.chance)
    assert one.leads != other.leads


def test_two_policies_meet_the_same_luck() -> None:
    class Noting(baselines.FixedCadence):
        def __init__(self) -> None:
            self.noted: dict[tuple[str, int], object] = {}

        def observe(self, id: str, slot: int, outcome: str, clue: object) -> None:
            self.noted[id, slot] = (outcome, clue)
            super().observe(id, slot, outcome, clue)  # type: ignore[arg-type]

    class NotingFifo(Noting):
        def rank(self, one: baselines.Open, slot: int) -> tuple[float, ...]:
            return (one.arrived,)

    town = draw(replace(SMALL, clues=0.5), 3)
    cadence, fifo = Noting(), NotingFifo()
    play(town, cadence)
    play(town, fifo)
    shared = cadence.noted.keys() & fifo.noted.keys()
    assert len(shared) > 30 and cadence.noted.keys() != fifo.noted.keys()
    assert all(cadence.noted[call] == fifo.noted[call] for call in shared)


def test_nothing_is_drawn_during_play() -> None:
    town = draw(SMALL, 3)
    assert outcome_of(town, 4, 100) == outcome_of(town, 4, 100)


def test_no_call_is_legal_before_eight_where_the_lead_lives() -> None:
    town = draw(SMALL, 3)
    for n, lead in enumerate(town.leads):
        first = int(np.flatnonzero(town.legal[n, :SLOTS])[0])
        assert first == -2 * lead.utc_offset_hours
        assert town.chance[n][~town.legal[n]].max(initial=0) == 0


@pytest.mark.parametrize("family", FAMILIES)
def test_a_habit_moves_calls_in_time_and_not_in_number(family: str) -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        curve = habit(rng, family, 1.0)
        assert curve[:, FIRST:LAST].mean() == pytest.approx(1)
    assert np.allclose(habit(rng, family, 0.0), 1)


@pytest.mark.parametrize("world", [world.name for world in JUDGED])
def test_a_fixed_cadence_needs_about_seven_calls_a_contact(world: str) -> None:
    played = [play(draw(WORLDS[world], 11, run), baselines.FixedCadence()) for run in range(4)]
    contacts = sum(one.contacts for one in played)
    assert 0.37 < contacts / sum(one.leads for one in played) < 0.48
    assert 6.5 < sum(one.calls for one in played) / contacts < 9.0


def test_clues_are_as_frequent_and_as_true_as_the_world_says() -> None:
    town = draw(replace(NORMAL, leads=200, away=0.0, dead=0.0, clues=0.4, clue_truth=0.8), 2)
    heard = [outcome_of(town, n, s) for n in range(200) for s in range(0, town.slots, 7)]
    failed = [(n, clue) for n, (outcome, clue) in enumerate(heard) if outcome == "no_answer"]
    told = [(n, clue) for n, clue in failed if clue is not None]
    assert len(told) / len(failed) == pytest.approx(0.4, abs=0.02)
    per_lead = len(range(0, town.slots, 7))
    true = sum(clue in town.sayings[n // per_lead].true for n, clue in told)
    assert true / len(told) == pytest.approx(0.8, abs=0.03)


def test_a_repeat_is_byte_identical_in_another_process_with_another_hash_seed() -> None:
    code = (
        "from dataclasses import replace\n"
        "from benchmarks.schedule.baselines import CadenceAndClues\n"
        "from benchmarks.schedule.play import play\n"
        "from benchmarks.schedule.town import draw\n"
        "from benchmarks.schedule.world import NORMAL\n"
        "world = replace(NORMAL, leads=60, days=20, arrival_days=6)\n"
        "print(play(draw(world, 3), CadenceAndClues()).log_hash)\n"
    )
    hashes = {play(draw(SMALL, 3), baselines.CadenceAndClues()).log_hash for _ in range(2)}
    for seed in ("1",):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        run = [sys.executable, "-c", code]
        done = subprocess.run(run, env=env, capture_output=True, text=True, timeout=110, check=True)
        hashes.add(done.stdout.strip())
    assert len(hashes) == 1


def test_a_paired_ratio_is_sum_over_sum_and_sure_when_pairs_agree() -> None:
    assert ratio([11, 22, 33], [10, 20, 30]).value == pytest.approx(1.1)
    assert ratio([11, 22, 33], [10, 20, 30]).error == pytest.approx(0)
    assert ratio([12, 20], [10, 20]).error > 0
