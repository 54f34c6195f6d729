"""The planner's figures for `python -m benchmarks schedule`: its steps, then the goals of a study.

A full pace plays the full study and leaves benchmarks/schedule/RESULTS.md behind."""

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.benchmark import Pace
from benchmarks.figures import Aim, Figure, measured
from benchmarks.schedule import steps
from benchmarks.schedule.compare import Study, study
from benchmarks.schedule.crowded import play_crowded
from benchmarks.schedule.goals import Goal, goals
from benchmarks.schedule.page import page
from benchmarks.schedule.plan import RUNS, full

RESULTS = Path(__file__).with_name("RESULTS.md")
PROCESSES = 2


def take(pace: Pace) -> Iterator[Figure]:
    crowded = play_crowded(pace.of(5, 2))
    yield from steps.take(crowded, pace)
    found, began = Study(), time.monotonic()
    for job, played in study(full(pace.of(RUNS, 1)), PROCESSES):
        found.add(job, played)
    seconds = time.monotonic() - began
    for goal in goals(found):
        yield figure(goal, pace)
    if not pace.quick:
        how = "python -m benchmarks schedule"
        text = page(found, steps.packing(crowded), how, seconds)
        RESULTS.write_text(text, encoding="utf-8")


def figure(goal: Goal, pace: Pace) -> Figure:
    """The point estimate against the aim; must and standard error in the note."""
    note = f"± {goal.found.error:.3f} over {pace.of(RUNS, 1)} runs"
    if goal.must is not None:
        note += f"; must {goal.must:.2f}: {goal.verdict(goal.must)}"
    return measured(goal.what, "", [goal.found.value], Aim(goal.aim, least=goal.least), note=note)
