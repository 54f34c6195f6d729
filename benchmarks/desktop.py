"""The desktop under measurement: paired, started, and listened to through the moments it tells."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.hub_process import ROOT, HubProcess
from benchmarks.processes import Tree, running
from tests.rigs.processes import needs
from tests.rigs.session import Session


@dataclass(frozen=True)
class Moment:
    """Something the desktop did. `at` is CLOCK_MONOTONIC in ms; `of` the lead or act, or empty."""

    name: str
    at: float
    of: str = ""


def moments_in(log: str) -> list[Moment]:
    """The `moment NAME [OF] MS` lines of a log, in their order; other lines and halves are not."""
    found = []
    for line in log.splitlines(keepends=True):
        words = line.split()
        if len(words) in (3, 4) and words[0] == "moment" and line.endswith("\n"):
            try:
                found.append(Moment(words[1], float(words[-1]), "".join(words[2:-1])))
            except ValueError:
                continue
    return found


class Desktop:
    """One running desktop."""

    def __init__(self, tree: Tree, log: Path) -> None:
        self.tree = tree
        self._log = log

    def moments(self, name: str) -> list[Moment]:
        text = self._log.read_text(encoding="utf-8", errors="replace")
        return [moment for moment in moments_in(text) if moment.name == name]

    def wait(self, name: str, of: str = "", seconds: float = 20) -> Moment:
        """The first such moment. Raises TimeoutError, or RuntimeError when it ended."""
        deadline = time.monotonic() + seconds
        while True:
            for moment in self.moments(name):
                if not of or moment.of == of:
                    return moment
            if self.tree.process.poll() is not None:
                raise RuntimeError(f"the desktop ended: {self._last_words()}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"no moment {name} {of} in {seconds:g} s: {self._last_words()}")
            time.sleep(0.02)

    def wait_more(self, name: str, count: int, seconds: float = 10) -> None:
        """Until there were `count` such moments. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while len(self.moments(name)) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"fewer than {count} {name} in {seconds:g} s")
            time.sleep(0.02)

    def since_start(self, name: str) -> float:
        """Milliseconds from the start of the process to the first such moment."""
        return self.wait(name).at - self.tree.born * 1000

    def live_rows(self) -> float:
        """Milliseconds from the start until rows are painted and the stream behind them is live:
        rows of the last session, painted from the disk, do not count as live before it is."""
        return max(self.since_start("rows_painted"), self.since_start("live"))

    def _last_words(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-300:]


def paired_profile(session: Session, hub: HubProcess, rep: str = "Ada Berg") -> Path:
    """A profile signed in as `rep`, by the desk without a screen; the token is in the keyring."""
    profile = session.folder / f"profile-{rep.replace(' ', '-')}"
    command = [sys.executable, "-m", "client", "--hub", hub.url, "--code", hub.invite(rep)]
    done = subprocess.run(
        [*command, "--profile", str(profile), "--secrets", "keyring"],
        input='{"do":"quit"}\n',
        env=session.env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"pairing failed: {done.stderr[-400:]}")
    return profile


@contextmanager
def desktop_running(session: Session, hub: HubProcess, profile: Path) -> Iterator[Desktop]:
    """`python -m app` as a rep starts it; ended at the close."""
    log = session.folder / f"desktop-{time.monotonic_ns()}.log"
    command = [sys.executable, "-m", "app", "--hub", hub.url, "--profile", str(profile)]
    env = {**session.env, "LEADBELL_MOMENTS": "1", "PYTHONPATH": str(ROOT)}
    with running(command, env, log) as tree:
        yield Desktop(tree, log)


class Hand:
    """Presses keys in the focused window through one xdotool that stays."""

    def __init__(self, session: Session) -> None:
        self._tool = subprocess.Popen(
            [needs("xdotool", "xdotool"), "-"], stdin=subprocess.PIPE, text=True, env=session.env
        )

    def press(self, key: str) -> float:
        """The moment just before the press, CLOCK_MONOTONIC in ms."""
        assert self._tool.stdin is not None
        pressed = time.monotonic() * 1000
        self._tool.stdin.write(f"key {key}\n")
        self._tool.stdin.flush()
        return pressed

    def end(self) -> None:
        if self._tool.stdin is not None:
            self._tool.stdin.close()
        self._tool.wait(5)
