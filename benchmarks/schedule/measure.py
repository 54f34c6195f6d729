"""The planner's figures for `python -m benchmarks schedule`: its steps, then its goals.

The goals here come from a study of some minutes; the full one is `python -m benchmarks.schedule
--full`, which leaves benchmarks/schedule/RESULTS.md behind."""

from collections.abc import Iterator

from benchmarks.benchmark import Pace
from benchmarks.figures import Aim, Figure, measured
from benchmarks.schedule import steps
from benchmarks.schedule.compare import Study, study
from benchmarks.schedule.crowded import play_crowded
from benchmarks.schedule.goals import Goal, goals
from benchmarks.schedule.plan import goals_only

PROCESSES = 2


def take(pace: Pace) -> Iterator[Figure]:
    yield from steps.take(play_crowded(pace.of(5, 2)), pace)
    found, runs = Study(), pace.of(12, 2)
    for job, played in study(goals_only(runs), PROCESSES):
        found.add(job, played)
    for goal in goals(found):
        yield figure(goal, runs)


def figure(goal: Goal, runs: int) -> Figure:
    """The point estimate against the aim; must and standard error in the note."""
    note = f"± {goal.found.error:.3f} over {runs} runs"
    if goal.must is not None:
        note += f"; must {goal.must:.2f}: {goal.verdict(goal.must)}"
    return measured(goal.what, "", [goal.found.value], Aim(goal.aim, least=goal.least), note=note)
