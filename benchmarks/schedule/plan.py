"""Which policies play which worlds in a full study, and how often."""

from benchmarks.schedule.ablation import LEVERS
from benchmarks.schedule.compare import BOUND, HERE, KNOWING, ORACLE, PLANNER, YARDSTICK, Job
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
RUNS_OF_OTHERS = 10
RUNS_OF_LEVERS = 12
SEED = 2026


def full(runs: int = RUNS, seed: int = SEED) -> list[Job]:
    """Run by run through all worlds, so that a study cut short is even."""
    jobs = []
    for run in range(runs):
        for world in JUDGED:
            told = (KNOWING, ORACLE, BOUND) if world.name == "table" else ()
            levers = tuple(
                path
                for path, worlds in LEVERS.values()
                if world.name in worlds and run < RUNS_OF_LEVERS
            )
            jobs.append(Job(world, seed, run, (*BASELINES, PLANNER, *told, *levers)))
        if run < RUNS_OF_OTHERS:
            jobs += [Job(world, seed, run, (YARDSTICK, PLANNER)) for world in OTHERS]
    return jobs
