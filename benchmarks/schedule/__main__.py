"""`python -m benchmarks.schedule`: policies in simulated worlds, against a fixed cadence.

--policy and --world may be repeated; --full plays everything and writes
benchmarks/schedule/RESULTS.md (with --runs other than the full number: build/benchmarks/)."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.schedule.compare import PLANNER, YARDSTICK, Job, Study, study
from benchmarks.schedule.crowded import play_crowded
from benchmarks.schedule.goals import goals
from benchmarks.schedule.page import page
from benchmarks.schedule.plan import RUNS, SEED, full
from benchmarks.schedule.repeat import identical
from benchmarks.schedule.steps import packing
from benchmarks.schedule.table import GOALS_HEAD, WORLDS_HEAD, goal_rows, markdown, world_rows
from benchmarks.schedule.world import WORLDS

RESULTS = Path(__file__).with_name("RESULTS.md")
PARTIAL = Path(__file__).parents[2] / "build" / "benchmarks" / "schedule.md"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.schedule", description=__doc__)
    parser.add_argument("--policy", action="append", metavar="MODULE:NAME")
    parser.add_argument("--world", action="append", choices=[*WORLDS, "all"])
    parser.add_argument("--runs", type=int, help=f"{RUNS} in a full study, else 4")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--processes", type=int, default=1, choices=(1, 2))
    parser.add_argument("--full", action="store_true")
    given = parser.parse_args(arguments)
    if given.full:
        how = " ".join(["python -m benchmarks.schedule", *arguments])
        return _full(given.runs or RUNS, given.seed or SEED, given.processes, how)
    names = given.world or ["table"]
    policies = tuple(dict.fromkeys([YARDSTICK, *(given.policy or [PLANNER])]))
    worlds = list(WORLDS) if "all" in names else names
    _some(worlds, policies, given.runs or 4, given.seed or 1, given.processes)
    return 0


def _some(
    worlds: list[str], policies: tuple[str, ...], runs: int, seed: int, processes: int
) -> None:
    found = Study()
    for name in worlds:
        jobs = [Job(WORLDS[name], seed, run, policies) for run in range(runs)]
        for job, played in study(jobs, processes):
            found.add(job, played)
        table = markdown(WORLDS_HEAD, world_rows(found, name, policies)).splitlines()
        print("\n".join(table[0 if name == worlds[0] else 2 :]), flush=True)
    goal_lines = goal_rows(goals(found))
    if goal_lines:
        print(markdown(GOALS_HEAD, goal_lines))


def _full(runs: int, seed: int, processes: int, how: str) -> int:
    found, jobs, began = Study(), full(runs, seed), time.monotonic()
    for done, (job, played) in enumerate(study(jobs, processes), 1):
        found.add(job, played)
        if done % 10 == 0 or done == len(jobs):
            print(f"{done} of {len(jobs)} towns, {time.monotonic() - began:.0f} s", flush=True)
    path = RESULTS if runs >= RUNS else PARTIAL
    path.parent.mkdir(parents=True, exist_ok=True)
    worth, same = packing(play_crowded(5)), identical(seed)
    text = page(found, worth, same, how, time.monotonic() - began)
    path.write_text(text, encoding="utf-8")
    print(f"{text}\nwritten to {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
