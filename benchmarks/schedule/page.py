"""The page a full study leaves behind: goals, worlds, levers, and how to read them."""

from benchmarks import machine
from benchmarks.schedule.compare import BOUND, KNOWABLE, KNOWING, ORACLE, PLANNER, Ratio, Study
from benchmarks.schedule.goals import goals
from benchmarks.schedule.plan import BASELINES
from benchmarks.schedule.table import (
    GOALS_HEAD,
    LEVERS_HEAD,
    WORLDS_HEAD,
    goal_rows,
    lever_rows,
    markdown,
    packing_row,
    world_rows,
)
from benchmarks.schedule.world import JUDGED, OTHERS

COLUMNS = (*BASELINES, PLANNER, KNOWABLE, KNOWING, ORACLE, BOUND)
READING = """\
Simulated people with hidden habits; see `benchmarks/schedule/`. Contacts per 100 leads, calls for
each contact and each lead, and contacts against a fixed cadence (days 0, 1, 3, 5, 8, 12, due order)
with the standard error of the ratio, paired by run: in one run every policy meets the same people,
reps and luck. `by chance` is the same ratio from the true chances of the calls made instead of
their outcomes: the same mean, less noise. `n` runs. `Policy` is the planner; `Knowable` its
look-ahead with the true prior in place of its model; `KnownChances` is told every true chance,
`Oracle` also the best prices beforehand; nobody can expect more than the upper bound."""
WORLDS_READING = """\
`table`: people follow the published table at full strength, give or take; `flat`: hardly;
`contrary`: they do the opposite (Tuesday, 10-16 h); `no-habits`: nobody has personal habits;
`half` and `strong`: people differ 0.5 and 1.5 times as much; `asked`: 60 % stated a good time on
arrival. The rest change one more thing: habits of another make (`boxes`, `smooth`, `alike`,
`asked-flat`), call places (`tight`, `slack`), more dead numbers (`dead`), hardly any
difference in level and habits (`even`), no clues (`silent`), many and less true ones (`chatty`)."""
LEVERS_READING = """\
Contacts with all levers over contacts with one off, on the same towns: what asking, clues, learning
from the lead's own calls, learning from the team's, and looking ahead are each worth (by chance).
Whom to call now needs no packing; what it is worth is shown for the visible plan: the worth of all
next touches over five days, packed exactly, over greedily, with about 1,000 open leads."""


REPEATED = {
    True: "Played again in three processes with other hash seeds: the same calls, byte for byte.",
    False: "PLAYED AGAIN IN OTHER PROCESSES, THE CALLS WERE NOT THE SAME.",
}


def page(study: Study, packing: Ratio, same: bool, how: str, seconds: float) -> str:
    """Markdown. Only what the study holds is in it."""
    rows = [row for world in (*JUDGED, *OTHERS) for row in world_rows(study, world.name, COLUMNS)]
    facts = "; ".join(f"{name}: {value}" for name, value in machine.describe().items())
    parts = [
        "# The calling planner",
        f"Made by `{how}` in {seconds / 60:.0f} min. {facts}.",
        READING,
        "## Goals",
        markdown(GOALS_HEAD, goal_rows(goals(study))),
        f"Illegal calls: 0 (one would have ended the study). {REPEATED[same]}",
        "## Worlds",
        WORLDS_READING,
        markdown(WORLDS_HEAD, rows),
        "## Levers",
        LEVERS_READING,
        markdown(LEVERS_HEAD, [*lever_rows(study), packing_row(packing)]),
    ]
    return "\n\n".join(parts) + "\n"
