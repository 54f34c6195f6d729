"""The results as tables: worlds by policies, goals, levers. Markdown that reads on a terminal."""

from collections.abc import Iterable, Sequence

from benchmarks.schedule.ablation import LEVERS
from benchmarks.schedule.compare import BOUND, PLANNER, YARDSTICK, Ratio, Study
from benchmarks.schedule.goals import Goal

Row = Sequence[str]


def markdown(head: Row, rows: Iterable[Row]) -> str:
    """Padded, so that the text is a table to the eye as well; the first two columns read left."""
    table = [list(head), *(list(row) for row in rows)]
    widths = [max(2, *(len(row[i]) for row in table)) for i in range(len(head))]
    rule = [
        "-" * width if i < 2 else "-" * max(1, width - 1) + ":" for i, width in enumerate(widths)
    ]
    lines = []
    for row in (table[0], rule, *table[1:]):
        cells = (
            cell.ljust(width) if i < 2 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def short(path: str) -> str:
    return path.split(":")[-1]


EFFORT = ("calls/contact", "calls/lead")
WORLDS_HEAD = ("world", "policy", "per 100", *EFFORT, "x cadence", "by chance", "n", "s/run")


def world_rows(study: Study, world: str, policies: Sequence[str]) -> list[Row]:
    """A line a policy: contacts per 100 leads, effort, and the paired ratio to the yardstick."""
    rows: list[Row] = []
    for path in policies:
        played = study.of(world, path)
        if not played:
            continue
        leads = sum(one.result.leads for one in played)
        per_100 = 100 * sum(one.result.contacts for one in played) / leads
        calls = sum(one.result.calls for one in played) / leads
        seconds = sum(one.seconds for one in played) / len(played)
        tail = (str(len(played)), f"{seconds:.2f}")
        if path == BOUND:
            bound = 100 * sum(one.result.expected for one in played) / leads
            rows.append((world, "upper bound", f"{bound:.1f}", "", "", "", "", *tail))
            continue
        effort = (f"{study.calls_per_contact(world, path).value:.2f}", f"{calls:.2f}")
        times = (str(study.versus(path, world)), str(study.sharper(path, world)))
        if path == YARDSTICK:
            times = ("1", "1")
        rows.append((world, short(path), f"{per_100:.1f}", *effort, *times, *tail))
    return rows


GOALS_HEAD = ("goal", "found", "by chance", "must", "", "aim", "")


def goal_rows(goals: Sequence[Goal]) -> list[Row]:
    rows: list[Row] = []
    for goal in goals:
        sign = "≥" if goal.least else "≤"
        cells = [goal.what, str(goal.found), str(goal.sharper or "")]
        for limit in (goal.must, goal.aim):
            told = "" if limit is None else f"{sign} {limit:.2f}"
            cells += [told, goal.verdict(limit)]
        rows.append(cells)
    return rows


LEVERS_HEAD = ("lever", "worlds", "n", "x cadence without it", "contacts it is worth")


def lever_rows(study: Study) -> list[Row]:
    """What the planner reaches with a lever and without it, on the same towns."""
    rows: list[Row] = []
    for name, (path, worlds) in LEVERS.items():
        if not all(study.of(world, path) for world in worlds):
            continue
        worth = study.sharper(PLANNER, *worlds, other=path)
        without = study.sharper(path, *worlds)
        n = str(len(study.of(worlds[0], path)))
        rows.append((name, " + ".join(worlds), n, f"{without.value:.3f}", _gain(worth)))
    return rows


def packing_row(packing: Ratio) -> Row:
    return ("packing", "the plan of a crowded town", "", "", _gain(packing))


def _gain(worth: Ratio) -> str:
    return f"{100 * (worth.value - 1):+.1f} ± {100 * worth.error:.1f} %"
