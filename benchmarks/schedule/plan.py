"""Which policies play which worlds in a full study, and how often."""

from benchmarks.schedule.ablation import LEVERS
from benchmarks.schedule.compare import (
    BOUND,
    HERE,
    KNOWABLE,
    KNOWING,
    ORACLE,
    PLANNER,
    YARDSTICK,
    Job,
)
from benchmarks.schedule.world import JUDGED, OTHERS

BASELINES = tuple(
    f"{HERE}.baselines:{name}"
    for name in (
        "NewestFirst",
        "Fifo",
        "FixedCadence",
        "CadenceAndClues",
        "PublishedBestHour",
        "OnlyPublishedBestHours",
    )
)
RUNS = 40
"""Runs in each judged world; the dearer ones below have their own number."""
RUNS_OF_TOLD = 12
RUNS_OF_OTHERS = 6
RUNS_OF_LEVERS = 8
SEED = 2026
TOLD = {"table": (KNOWABLE, KNOWING, ORACLE, BOUND), "asked": (KNOWABLE,)}
"""Those told more than a hub could know, by world."""


def full(runs: int = RUNS, seed: int = SEED) -> list[Job]:
    """Run by run through all worlds, so that a study cut short is even."""
    jobs = []
    for run in range(runs):
        for world in JUDGED:
            policies = [*BASELINES, PLANNER]
            if run < RUNS_OF_TOLD:
                policies += TOLD.get(world.name, ())
            if run < RUNS_OF_LEVERS:
                policies += [path for path, worlds in LEVERS.values() if world.name in worlds]
            jobs.append(Job(world, seed, run, tuple(policies)))
        if run < RUNS_OF_OTHERS:
            jobs += [Job(world, seed, run, (YARDSTICK, PLANNER)) for world in OTHERS]
    return jobs
