"""Many desks without screens in a few processes, seen from the benchmark that drives them."""

import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from benchmarks.hub_process import ROOT

WORKERS = 2


class Talker:
    """A child process that is told and answers in lines."""

    def __init__(self, module: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"benchmarks.{module}"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        """The next line. Raises RuntimeError when the child has ended instead."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args[2]} ended")  # type: ignore[index]
        return line

    def end(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait(5)


@dataclass(frozen=True)
class Heard:
    """What all desks heard since the last report."""

    moments: Mapping[str, list[float]]
    """Lead id -> one time.monotonic() for each desk that has it."""
    frame: str
    """The last such frame, as it came."""
    closed: list[str]

    def each(self, sent: Mapping[str, float]) -> list[float]:
        """Milliseconds from sending to each desk's having it."""
        return [(m - sent[lead]) * 1000 for lead in sent for m in self.moments.get(lead, ())]

    def last(self, sent: Mapping[str, float], desks: int) -> list[float]:
        """Milliseconds until the last of `desks` has it. Raises RuntimeError when one lacks it."""
        lacking = sum(desks - len(self.moments.get(lead, ())) for lead in sent)
        if lacking:
            why = f"; fell out: {self.closed[:2]}" if self.closed else ""
            raise RuntimeError(f"{lacking} deliveries are missing{why}")
        return [(max(self.moments[lead]) - sent[lead]) * 1000 for lead in sent]


class Fleet:
    def __init__(self, workers: list[Talker]) -> None:
        self._workers = workers

    def report(self, settle_s: float = 1.0) -> Heard:
        """After a moment for the slowest."""
        time.sleep(settle_s)
        moments: dict[str, list[float]] = defaultdict(list)
        frame, closed = "", []
        for worker in self._workers:
            worker.tell("report")
        for worker in self._workers:
            told: dict[str, Any] = json.loads(worker.hear())
            for lead, heard in told["heard"].items():
                moments[lead] += heard
            frame = told["frame"] or frame
            closed += told["closed"]
        return Heard(moments, frame, closed)


@contextmanager
def fleet_of(url: str, tokens: list[str], *, bare: bool = False) -> Iterator[Fleet]:
    """One desk for each token, all caught up."""
    workers = [Talker("fleet_worker") for _ in range(WORKERS)]
    try:
        for i, worker in enumerate(workers):
            asked = {"url": url, "tokens": tokens[i::WORKERS], "bare": bare}
            worker.tell(json.dumps(asked))
        for worker in workers:
            worker.hear()
        yield Fleet(workers)
    finally:
        for worker in workers:
            worker.end()


@contextmanager
def bare_server() -> Iterator[tuple[Talker, str]]:
    """websockets' own broadcast in a process of its own, and its address."""
    server = Talker("bare_server")
    try:
        yield server, f"ws://127.0.0.1:{server.hear().split()[1]}"
    finally:
        server.end()


def bare_publish(server: Talker, frame: str, count: int, rate: float) -> dict[str, float]:
    """Broadcast `frame` under `count` ids at `rate` a second: id -> moment of publishing."""
    server.tell(json.dumps({"frame": frame, "count": count, "rate": rate}))
    published: dict[str, float] = json.loads(server.hear())
    return published
