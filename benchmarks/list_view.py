"""The list at 1,000, 10,000 and 100,000 rows: a lead coming in at its place, and scrolling."""

import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.benchmark import Pace
from benchmarks.figures import Aim, Figure, measured
from benchmarks.hub_process import ROOT
from tests.rigs.screen import virtual_screen
from tests.rigs.session import own_session

SIZES = (1_000, 10_000, 100_000)


def take(pace: Pace) -> Iterator[Figure]:
    with own_session() as session, virtual_screen(session):
        for rows in SIZES:
            told = run(session.env, rows, pace.of(300, 100), pace.of(300, 120))
            last = rows == SIZES[-1]
            yield measured(
                f"insert at its place and paint, {rows:,} rows",
                "ms",
                told["insert"],
                *([Aim(16, "p99")] if last else []),
            )
            yield measured(
                f"scrolling, from frame to frame, {rows:,} rows",
                "ms",
                told["frame"],
                *([Aim(17, "p99")] if last else []),
                note="a frame is asked for every 16 ms, ages tick meanwhile" if last else "",
            )
            yield measured(f"scrolling, work in a frame, {rows:,} rows", "ms", told["work"])


def run(env: dict[str, str], rows: int, inserts: int, frames: int) -> dict[str, list[float]]:
    """One list in a process of its own, so that no size warms another."""
    command = [sys.executable, "-m", "benchmarks.list_worker", str(rows), str(inserts), str(frames)]
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=90, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the list ended: {done.stderr[-400:]}")
    told: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return told
