"""How results are read: the same rows on the terminal and in RESULTS.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.figures import Aim, Figure, Statistic

HEADINGS = ("what", "unit", "min", "p50", "p99", "max", "n", "aim", "verdict")
EXPLAINED = """\
`p50` is the median; `p99` is by nearest rank, so with fewer than 100 samples it equals `max`.
Ratios are taken run by run between things measured in the same minutes. `missed` is a
figure to work on, not an error of the run. Everything talks over loopback on this one machine,
senders and receivers included."""


@dataclass
class Section:
    """One benchmark's part of the results."""

    name: str
    title: str
    figures: list[Figure] = field(default_factory=list)
    seconds: float = 0.0
    load: float = 0.0
    """The machine's load average when it began: what others did meanwhile is in the figures."""


def number(value: float) -> str:
    """Three significant digits at least, and never an exponent."""
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 0.1 or value == 0 else f"{value:.3f}"


def limit(aim: Aim) -> str:
    named: dict[Statistic, str] = {"p50": "", "p99": "p99 ", "max": "max "}
    return f"{named[aim.of]}{'≥' if aim.least else '≤'} {number(aim.limit).removesuffix('.00')}"


def row(figure: Figure) -> tuple[str, ...]:
    """The cells of one figure, in the order of HEADINGS."""
    aims = ", ".join(limit(aim) for aim in figure.aims)
    if figure.spread is None:
        reason = f"{'COULD NOT BE TAKEN' if figure.failed else 'not here'}: {figure.why}"
        return (figure.what, figure.unit, "", "", "", "", "0", aims, reason)
    s = figure.spread
    values = (number(value) for value in (s.min, s.p50, s.p99, s.max))
    return (figure.what, figure.unit, *values, str(s.n), aims, figure.verdict)


def lines(figures: Sequence[Figure]) -> Iterable[str]:
    """For a terminal: aligned columns, notes beneath."""
    table = [HEADINGS, *map(row, figures)]
    widths = [max(len(cells[i]) for cells in table) for i in range(len(HEADINGS) - 1)]
    for cells in table:
        padded = [cells[0].ljust(widths[0]), cells[1].ljust(widths[1])]
        padded += [cell.rjust(width) for cell, width in zip(cells[2:-1], widths[2:], strict=True)]
        yield "  ".join([*padded, cells[-1]]).rstrip()
    for figure in figures:
        if figure.note:
            yield f"  {figure.what}: {figure.note}"


def markdown(sections: Sequence[Section], machine: dict[str, str], how: str) -> str:
    """The whole of RESULTS.md."""
    parts = ["# Figures", f"Made by {how}.", "| machine | |\n| --- | --- |"]
    parts[-1] += "".join(f"\n| {name} | {value} |" for name, value in machine.items())
    parts.append(EXPLAINED)
    for section in sections:
        parts.append(f"## {section.title}")
        parts.append(_table(section.figures))
        notes = [f"- {f.what}: {f.note}" for f in section.figures if f.note]
        if notes:
            parts.append("\n".join(notes))
        parts.append(f"(`{section.name}`: {taken(section)})")
    return "\n\n".join(parts) + "\n"


def taken(section: Section) -> str:
    return f"took {section.seconds:.0f} s, load when it began {section.load:.1f}"


def _table(figures: Sequence[Figure]) -> str:
    align = ["---", "---", *["---:"] * 5, "---", "---"]
    rows = [HEADINGS, align, *map(row, figures)]
    return "\n".join("| " + " | ".join(c.replace("|", "/") for c in r) + " |" for r in rows)
