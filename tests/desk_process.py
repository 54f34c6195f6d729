"""A real headless desk, `python -m client`, driven by a test over its pipes.

desk = DeskProcess.start_for(hub, "Anna", folder)
line = desk.wait(lambda said: said.get("fact") == "lead.new", "the lead arrives")
"""

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from tests import bytecode
from tests.hub_process import ROOT, HubProcess
from tests.rigs.processes import PATIENCE_S

Said = dict[str, Any]


@dataclass
class DeskProcess:
    """One process; `said` is every line it printed so far."""

    arguments: list[str]
    process: subprocess.Popen[str] | None = None
    said: list[Said] = field(default_factory=list)
    _lines: "queue.Queue[Said]" = field(default_factory=queue.Queue)
    _log: Path | None = None
    _listener: threading.Thread | None = None

    @classmethod
    def start_for(
        cls, hub: HubProcess, rep: str, folder: Path, *, role: str = "rep", team: str = "West"
    ) -> "DeskProcess":
        """A desk of `rep`, invited and paired, live."""
        code = hub.invite(rep, team, role)
        desk = cls(
            ["--hub", hub.url, "--code", code, "--profile", str(folder), "--secrets", "file"],
            _log=folder.with_suffix(".log"),
        )
        desk.start()
        try:
            desk.wait(lambda said: said.get("live") is True, f"{rep} is live")
        except BaseException:
            desk.end()
            raise
        return desk

    def start(self) -> None:
        assert self._log is not None
        self.said, self._lines = [], queue.Queue()
        bytecode.keep()
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "client", *self.arguments],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        self._listener = threading.Thread(
            target=_listen, args=(self.process.stdout, self._lines), daemon=True
        )
        self._listener.start()

    def do(self, do: str, **order: Any) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self.process.stdin.flush()

    def wait(self, wanted: Callable[[Said], bool], what: str, seconds: float = PATIENCE_S) -> Said:
        """The first line `wanted`, said already or still to come."""
        for said in self.said:
            if wanted(said):
                return said
        return self.next(wanted, what, seconds)

    def next(self, wanted: Callable[[Said], bool], what: str, seconds: float = PATIENCE_S) -> Said:
        """The next line `wanted`, not said yet."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                said = self._lines.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"not within {seconds} s: {what}\n{self._told()}") from None
            self.said.append(said)
            if wanted(said):
                return said

    def facts(self, k: str, lead: str = "") -> list[Said]:
        """The facts of kind `k` it has printed until now."""
        while not self._lines.empty():
            self.said.append(self._lines.get())
        return [s for s in self.said if s.get("fact") == k and (not lead or of(s) == lead)]

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_S)
        self._close_pipes()

    def quit(self) -> int:
        assert self.process is not None
        self.do("quit")
        return self.process.wait(PATIENCE_S)

    def end(self) -> None:
        if self.process is None or self.process.stdin is None or self.process.stdin.closed:
            return
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._close_pipes()

    def _close_pipes(self) -> None:
        """Once all it had said is read."""
        assert self.process is not None
        assert self._listener is not None
        self._listener.join(PATIENCE_S)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _told(self) -> str:
        log = self._log.read_text() if self._log is not None and self._log.exists() else ""
        return "\n".join(json.dumps(s)[:200] for s in self.said[-20:]) + "\n" + log[-2000:]


def of(said: Said) -> str:
    """The lead a line is about."""
    lead = said.get("lead", "")
    return str(lead["id"]) if isinstance(lead, dict) else str(lead)


def _listen(pipe: TextIO, lines: "queue.Queue[Said]") -> None:
    for line in pipe:
        if line.endswith("\n"):  # else it was killed in the middle of it
            lines.put(json.loads(line))
