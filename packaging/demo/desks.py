"""The desks of the demo: the desktop program, and a colleague's desk without a screen."""

import asyncio
import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backstage import Hub, child, until

from app.domain.ids import new_id
from client.profile import Profile
from client.sign_in import pair
from client.system.token_file import FileSecrets

Said = dict[str, Any]


def signed_in(hub: Hub, folder: Path, rep: str, role: str) -> None:
    """Make a profile in `folder` by redeeming a real invite code. Its token lies in a file beside,
    for there may be no keyring where a demo runs."""
    now = time.time_ns() // 1_000_000
    work = pair(
        hub.url,
        hub.invite(rep, role),
        device_name="demo",
        install=new_id(now),
        now=now,
        profile=Profile(folder),
        secrets=FileSecrets(folder / "tokens.json"),
    )
    asyncio.run(work)


@dataclass
class DesktopProgram:
    """`python -m app`, signed in, with what it says about its moments."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @classmethod
    @contextmanager
    def running(
        cls, hub: Hub, out: Path, rep: str, role: str, env: Mapping[str, str]
    ) -> Iterator["DesktopProgram"]:
        folder = out / rep.lower()
        signed_in(hub, folder, rep, role)
        command = [sys.executable, "-m", "app", "--profile", str(folder), "--secrets", "file"]
        log = out / f"{rep.lower()}.log"
        with child(command, log, {**env, "LEADBELL_MOMENTS": "1"}) as process:
            yield cls(process, log)

    def lead(self, lead: str) -> Said:
        """The lead as this desktop keeps it on its own disk; {} when it does not."""
        for store in self.log.with_suffix("").glob("desk-*.db"):
            with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as opened:
                for (row,) in opened.execute("SELECT json FROM mirror_lead WHERE id=?", [lead]):
                    kept: Said = json.loads(row)
                    return kept
        return {}

    def wait_live(self) -> None:
        self.wait("live")

    def wait(self, name: str, about: str = "") -> float:
        """CLOCK_MONOTONIC seconds at which it first said this moment."""

        def found() -> float:
            for line in self.log.read_text(errors="replace").splitlines():
                row = line.split()
                if row[:2] == ["moment", name] and about in ("", *row[2:-1]):
                    return float(row[-1]) / 1000
            return 0.0

        return until(found, f"{name} {about}")


@dataclass
class Colleague:
    """`python -m client`: hears every fact of the team, and can be told to act."""

    process: "subprocess.Popen[bytes]"
    heard: list[tuple[float, Said]] = field(default_factory=list)
    """CLOCK_MONOTONIC seconds, and the line."""

    @classmethod
    @contextmanager
    def running(cls, hub: Hub, out: Path, rep: str) -> Iterator["Colleague"]:
        folder = out / rep.lower()
        command = [sys.executable, "-m", "client", "--hub", hub.url, "--secrets", "file"]
        command += ["--code", hub.invite(rep, "rep"), "--profile", str(folder)]
        with child(command, out / f"{rep.lower()}.log", pipes=True) as process:
            colleague = cls(process)
            threading.Thread(target=colleague._listen, daemon=True).start()
            colleague.wait(lambda said: said.get("live") is True, f"{rep} is live")
            yield colleague

    def do(self, do: str, **order: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **order}).encode() + b"\n")
        self.process.stdin.flush()

    def wait(self, wanted: Callable[[Said], bool], what: str) -> tuple[float, Said]:
        def found() -> tuple[float, Said] | None:
            return next((pair for pair in tuple(self.heard) if wanted(pair[1])), None)

        told = until(found, what)
        assert told is not None
        return told

    def fact(self, kind: str, lead: str, after: int = -1) -> tuple[float, Said]:
        """When it heard this fact about the lead, the first numbered higher than `after`, and the
        line."""

        def is_it(said: Said) -> bool:
            about = said.get("lead", "")
            of_it = said.get("fact") == kind and lead in (about, *_id_of(about))
            return of_it and said["seq"] > after

        return self.wait(is_it, f"{kind} is told")

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.heard.append((time.monotonic(), json.loads(line)))


def _id_of(lead: Any) -> tuple[str, ...]:
    return (lead["id"],) if isinstance(lead, dict) else ()
