"""Which policies play which worlds in a study, and how often."""

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
TOLD = {"table": (KNOWABLE, KNOWING, ORACLE, BOUND), "asked": (KNOWABLE,)}
"""Those told more than a hub could know, by world."""
SEED = 2026
RUNS = 40
"""Runs in each judged world; what is less noisy or less asked for has fewer."""
RUNS_OF_TOLD = 12
RUNS_OF_OTHERS = 6
RUNS_OF_LEVERS = 8


def full(runs: int = RUNS, seed: int = SEED) -> list[Job]:
    """Everything, run by run through all worlds, so that a study cut short is even."""
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


def goals_only(runs: int, seed: int = SEED) -> list[Job]:
    """What the goals need and no more."""
    return [
        Job(
            world,
            seed,
            run,
            (YARDSTICK, PLANNER, *((KNOWING, BOUND) if world.name == "table" else ())),
        )
        for run in range(runs)
        for world in JUDGED
    ]
