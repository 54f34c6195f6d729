"""`python -m benchmarks [NAME ...] [--quick]`: takes the figures, prints and writes them.

A missed aim is a result; only a figure that could not be taken makes the exit status 1."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from benchmarks import machine
from benchmarks.benchmark import Benchmark, Pace
from benchmarks.catalogue import BENCHMARKS
from benchmarks.figures import not_taken
from benchmarks.report import Section, lines, markdown, taken

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).with_name("RESULTS.md")
PARTIAL = ROOT / "build" / "benchmarks" / "RESULTS.md"
COULD_NOT = (Exception, pytest.fail.Exception, pytest.skip.Exception)
"""The rigs come from the tests and speak pytest: a missing part skips, a late one fails."""


@contextmanager
def cut_short_after(seconds: int) -> Iterator[None]:
    """Raises TimeoutError in the main thread when the time is up."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"cut short after {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def take(benchmark: Benchmark, pace: Pace) -> Section:
    """All figures of one benchmark; what was taken before a failure stays."""
    section = Section(benchmark.name, benchmark.title, load=os.getloadavg()[0])
    began = time.monotonic()
    limit = max(60, benchmark.limit // 4) if pace.quick else benchmark.limit
    try:
        with cut_short_after(limit):
            for figure in benchmark.take(pace):
                section.figures.append(figure)
    except COULD_NOT as wrong:
        words = " ".join(f"{type(wrong).__name__}: {wrong}".split())
        reason = words if len(words) < 300 else f"{words[:80]} ... {words[-220:]}"
        section.figures.append(not_taken(f"the rest of {benchmark.name}", reason))
    section.seconds = time.monotonic() - began
    return section


def run_compiled() -> None:
    """Let every child process keep and use bytecode, as an installed program has it: without it a
    start is mostly compiling. It is kept apart, so that no source folder is written to."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(PARTIAL.parent / "bytecode")


def main(arguments: Sequence[str]) -> int:
    by_name = {benchmark.name: benchmark for benchmark in BENCHMARKS}
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(by_name))
    parser.add_argument("--quick", action="store_true", help="fewer runs, for gross changes only")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.names if name not in by_name]
    if unknown:
        parser.error(f"no benchmark named {', '.join(unknown)}; there are {', '.join(by_name)}")
    run_compiled()
    facts = machine.describe()
    for label, value in facts.items():
        print(f"{label}: {value}")
    sections: list[Section] = []
    for name in given.names or by_name:
        print(f"\n{by_name[name].title} ({name})", flush=True)
        section = take(by_name[name], Pace(quick=given.quick))
        sections.append(section)
        print("\n".join(lines(section.figures)), flush=True)
        print(f"  {taken(section)}", flush=True)
    whole = not given.names and not given.quick
    path = RESULTS if whole else PARTIAL
    path.parent.mkdir(parents=True, exist_ok=True)
    how = " ".join(["`python -m benchmarks", *arguments]) + "`"
    path.write_text(markdown(sections, facts, how), encoding="utf-8")
    print(f"\nwritten to {path.relative_to(ROOT)}")
    return int(any(figure.failed for section in sections for figure in section.figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
