"""A desk without a screen, by its own command line: a lead's way to it, and a claim's way back."""

import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.benchmark import Pace
from benchmarks.figures import Aim, Figure, measured
from benchmarks.hub_process import ROOT, HubProcess, hub_running
from benchmarks.intake import Posted, Sender

RATE = 10.0


class HeadlessDesk:
    """`python -m client`, each of its lines with the moment it was read."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lines: queue.SimpleQueue[tuple[float, dict[str, Any]]] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def tell(self, line: dict[str, object]) -> float:
        """The moment (time.monotonic(), seconds) just before the line was written."""
        assert self._process.stdin is not None
        text = json.dumps(line) + "\n"
        told = time.monotonic()
        self._process.stdin.write(text)
        self._process.stdin.flush()
        return told

    def wait(self, wanted: Callable[[dict[str, Any]], bool], seconds: float = 10) -> float:
        """The moment of the next line that is `wanted`. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                at, line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise TimeoutError(f"the desk did not say it within {seconds:g} s") from None
            if wanted(line):
                return at

    def _read(self) -> None:
        assert self._process.stdout is not None
        for text in self._process.stdout:
            self._lines.put((time.monotonic(), json.loads(text)))


@contextmanager
def headless_desk(hub: HubProcess, folder: Path) -> Iterator[HeadlessDesk]:
    """Paired, live, and ended at the close."""
    command = [sys.executable, "-m", "client", "--hub", hub.url, "--code", hub.invite("Ada Berg")]
    command += ["--profile", str(folder / "desk"), "--secrets", "memory"]
    with (folder / "desk.log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        desk = HeadlessDesk(process)
        desk.wait(lambda line: bool(line.get("live")), 30)
        yield desk
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def take(pace: Pace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="leadbell-") as name:
        folder = Path(name)
        with hub_running(folder) as hub, headless_desk(hub, folder) as desk:
            sender = Sender(hub.source())
            for _ in range(10):
                one_lead(desk, sender)
            reached, settled = [], []
            start, count = time.monotonic(), pace.of(200, 50)
            for i in range(count):
                time.sleep(max(0.0, start + i / RATE - time.monotonic()))
                posted, at = one_lead(desk, sender)
                reached.append((at - posted.sent) * 1000)
                settled.append(claim(desk, posted.lead))
            sender.close()
    yield measured("POST -> committed on one desk and told", "ms", reached)
    yield measured(
        "claim told to the desk -> settled",
        "ms",
        settled,
        Aim(50, "p99"),
        note="outbox row, socket, decision, commit and answer; pipes in place of keys and paint",
    )


def one_lead(desk: HeadlessDesk, sender: Sender) -> tuple[Posted, float]:
    """A POST, and the moment the desk tells its fact."""
    posted = sender.post()
    at = desk.wait(
        lambda line: line.get("fact") == "lead.new" and line["lead"]["id"] == posted.lead
    )
    return posted, at


def claim(desk: HeadlessDesk, lead: str) -> float:
    """Milliseconds from the word to the granted claim. Raises RuntimeError when it is refused."""
    told = desk.tell({"do": "claim", "lead": lead})
    refused: list[object] = []

    def answers(line: dict[str, Any]) -> bool:
        if "re" not in line or line.get("lead") != lead:
            return False
        refused.extend([line["re"].get("e")] if not line["re"]["ok"] else [])
        return True

    at = desk.wait(answers)
    if refused:
        raise RuntimeError(f"the claim was refused: {refused[0]}")
    return (at - told) * 1000
