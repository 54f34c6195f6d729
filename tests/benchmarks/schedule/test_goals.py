"""Goals are judged by what was measured, and a miss is called a miss."""

from dataclasses import replace

import pytest

from benchmarks.schedule.compare import (
    BOUND,
    KNOWING,
    PLANNER,
    YARDSTICK,
    Job,
    Played,
    Ratio,
    Study,
)
from benchmarks.schedule.goals import NOT_ASKED, goals
from benchmarks.schedule.page import page
from benchmarks.schedule.plan import RUNS, full
from benchmarks.schedule.play import Result
from benchmarks.schedule.table import goal_rows, markdown
from benchmarks.schedule.world import JUDGED, NORMAL, WORLDS


def played(contacts: int, calls: int = 700, expected: float = 0.0) -> Played:
    return Played(Result(contacts, calls, 240, expected or contacts, ""), 0.1)


def a_study(ours: int, *, asked: int = 125, weak: str = "", weak_ours: int = 0) -> Study:
    """Two runs in each judged world; the yardstick always reaches 100 of 240."""
    found = Study()
    for world in JUDGED:
        reached = asked if world.asked else ours
        reached = weak_ours if world.name == weak else reached
        for run in range(2):
            found.add(
                Job(world, 1, run, ()), {YARDSTICK: played(100), PLANNER: played(reached + run)}
            )
    return found


def test_goals_wait_for_all_their_worlds() -> None:
    study = Study()
    study.add(Job(NORMAL, 1, 0, ()), {YARDSTICK: played(100), PLANNER: played(120)})
    assert goals(study) == []


def test_a_value_between_must_and_aim_meets_one_and_misses_the_other() -> None:
    overall = goals(a_study(110))[0]
    assert overall.found.value == pytest.approx(1.105)
    assert (overall.verdict(overall.must), overall.verdict(overall.aim)) == ("met", "missed")


def test_one_bad_world_is_named_and_misses() -> None:
    least = goals(a_study(120, weak="contrary", weak_ours=95))[1]
    assert "contrary" in least.what and least.verdict(least.must) == "missed"


def test_calls_per_contact_must_stay_below() -> None:
    effort = next(goal for goal in goals(a_study(110)) if goal.what.startswith("calls"))
    assert effort.found.value == pytest.approx(1400 / 251)
    assert effort.verdict(effort.aim) == "met"
    assert replace(effort, found=Ratio(5.7, 0)).verdict(5.6) == "missed"


def test_the_told_planner_is_held_against_the_bound_by_expectation() -> None:
    study = a_study(110)
    told = {KNOWING: played(1, expected=95.0), BOUND: played(0, expected=100.0)}
    study.add(Job(NORMAL, 1, 0, ()), told)
    bound = goals(study)[-1]
    assert bound.found.value == pytest.approx(0.95)
    assert (bound.verdict(bound.must), bound.verdict(bound.aim)) == ("met", "missed")


def test_runs_that_only_one_of_a_pair_has_played_are_left_out() -> None:
    study = a_study(110)
    study.add(Job(NORMAL, 1, 7, ()), {PLANNER: played(10_000)})
    assert study.versus(PLANNER, "table").value == pytest.approx(1.105)


def test_the_full_study_plays_every_judged_world_forty_times() -> None:
    jobs = full()
    for world in JUDGED:
        runs = [job.run for job in jobs if job.world is world]
        assert runs == list(range(RUNS)) and len(runs) >= 40
    assert {job.world.name for job in jobs} == set(WORLDS)
    assert {"flat", "contrary", "no-habits", "half", "strong"} < set(NOT_ASKED)


def test_the_page_is_a_table_of_what_was_played() -> None:
    text = page(a_study(110), Ratio(1.02, 0.001), True, "a test", 60.0)
    assert "| contacts x fixed cadence, 6 worlds | 1.105 ± 0.005 | 1.105 ± 0.005 |" in text.replace(
        "  ", ""
    )
    assert "+2.0 ± 0.1 %" in text and "byte for byte" in text
    for table in text.split("\n\n"):
        if table.startswith("| "):
            assert len({len(line) for line in table.splitlines()}) == 1
    assert markdown(("a", "b"), []) and len(goal_rows(goals(a_study(110)))) == 5
