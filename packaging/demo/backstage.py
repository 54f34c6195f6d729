"""Child processes and the hub: started, waited for, spoken to over HTTP, ended."""

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[2]
TEAM = "Team West"
PROGRAMS = "import hub.server, client.__main__, client.store.keeper, app.bootstrap, keyring, qasync"
T = TypeVar("T")
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class DidNotHappen(Exception):
    """A step of the demo did not come about; the text says which and what was seen instead."""


def bytecode_kept() -> None:
    """Children start as an installed program does: compiled once, and not in the source folders.

    One process writes before all others: CPython until 3.12 does not notice when it wrote only a
    part, and then nothing starts any more. Should that have happened, it is made anew."""
    kept = ROOT / "build" / "bytecode"
    os.environ["PYTHONPYCACHEPREFIX"] = str(kept)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for _ in range(2):
        made = subprocess.run([sys.executable, "-c", PROGRAMS], cwd=ROOT, capture_output=True)
        if made.returncode == 0:
            break
        shutil.rmtree(kept, ignore_errors=True)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def free_port() -> int:
    """A port nobody has: texts name the hub's address before it is there. It is below those the
    system gives to whoever connects: nobody comes by it in between."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as found, suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port


def until(seen: Callable[[], T], what: str, seconds: float = 60.0) -> T:
    """The first true value of `seen()`. Raises DidNotHappen."""
    deadline = time.monotonic() + seconds
    while not (value := seen()):
        if time.monotonic() > deadline:
            raise DidNotHappen(f"not within {seconds:g} s: {what}")
        time.sleep(0.005)
    return value


@contextmanager
def child(
    command: Sequence[str],
    log: Path,
    env: Mapping[str, str] | None = None,
    *,
    pipes: bool = False,
    pass_fds: Sequence[int] = (),
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process whose output is kept in `log`; with `pipes` its stdin and stdout are ours."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            list(command),
            cwd=ROOT,
            env=dict(env) if env is not None else None,
            stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
            stdout=subprocess.PIPE if pipes else out,
            stderr=out,
            pass_fds=tuple(pass_fds),
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


@dataclass
class Hub:
    """A hub on SQLite in a folder of its own."""

    url: str
    data: Path

    @classmethod
    @contextmanager
    def running(cls, data: Path, port: int = 0, gateways: Path | None = None) -> Iterator["Hub"]:
        command = [sys.executable, "-m", "hub", "serve", "--data", str(data), "--port", str(port)]
        command += ["--gateways", str(gateways)] if gateways is not None else []
        log = data.with_suffix(".log")
        with child(command, log) as process:

            def ready() -> str:
                if process.poll() is not None:
                    raise DidNotHappen(f"the hub ended:\n{log.read_text()[-2000:]}")
                said = [line for line in log.read_text().splitlines() if line.startswith("ready ")]
                return said[0].removeprefix("ready ") if said else ""

            yield cls(until(ready, "the hub is ready", 60), data)

    def invite(self, rep: str, role: str) -> str:
        return str(self._admin("invite", {"rep": rep, "team": TEAM, "role": role})["code"])

    def source(self, kind: str, name: str) -> str:
        """The address leads of this source are posted to."""
        asked = {"kind": kind, "name": name, "team": TEAM, "secret": ""}
        return str(self._admin("source", asked)["url"])

    def post(self, url: str, body: Mapping[str, Any], agent: str = "") -> str:
        """Post one lead as a form's server does; its id."""
        return str(_post(url, body, {"User-Agent": agent or "demo"})["lead"])

    def _admin(self, what: str, asked: Mapping[str, str]) -> dict[str, Any]:
        token = (self.data / "admin.token").read_text(encoding="ascii").strip()
        return _post(f"{self.url}/v1/admin/{what}", asked, {"Authorization": f"Bearer {token}"})


def _post(url: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
    )
    with DIRECT.open(request, timeout=60) as answer:
        told: dict[str, Any] = json.loads(answer.read())
    return told
