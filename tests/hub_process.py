"""A real hub process as its operator runs it: started, fed, killed and started again by a test.

    from tests.hub_process import HubProcess, hub       # the fixture: one hub a test, on SQLite
    def test_...(hub: HubProcess): ...                  # `shared_hub`: one hub for a module

`pair` gives what a desk needs to connect; `post` sends a lead; `restart` keeps data and port."""

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests import bytecode
from tests.rigs.processes import PATIENCE_S, free_port, until

ROOT = Path(__file__).parent.parent
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
JANE: Mapping[str, str] = {
    "name": "Jane Example",
    "email": "jane@example.com",
    "phone": "+44 20 7946 0018",
    "message": "Please call me about a demo",
}


@dataclass(frozen=True)
class Paired:
    """A desk's token and whose it is."""

    url: str
    token: str
    device: str
    rep: str
    rep_name: str
    role: str
    team: str
    hub: str

    @property
    def feed(self) -> str:
        return self.url.replace("http", "ws", 1) + "/v1/desk"


@dataclass
class HubProcess:
    """One data directory and the process that serves it."""

    data: Path
    arguments: Sequence[str] = ()
    port: int = 0
    url: str = ""
    process: subprocess.Popen[bytes] | None = None
    sources: dict[str, str] = field(default_factory=dict)
    program: Sequence[str] = ("-m", "hub")

    # ---- its life ----------------------------------------------------------------------------

    def start(self) -> None:
        """Start it and wait until it says `ready`. The port stays the same from then on. One that
        does not come up is ended here."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.port = self.port or free_port()
        command = [sys.executable, *self.program, "serve", "--data", str(self.data)]
        command += ["--port", str(self.port), *self.arguments]
        self._said.write_bytes(b"")
        bytecode.keep()
        with self._said.open("ab") as said, self._log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=log
            )
        try:
            self.url = until(self._ready, "the hub says ready", 2 * PATIENCE_S)
        except BaseException:
            self.end()
            raise

    def stop(self) -> int:
        """Ask it to stop (SIGTERM) and wait; its exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(PATIENCE_S)

    def kill(self) -> None:
        """SIGKILL: no farewell, no flush."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_S)

    def restart(self) -> None:
        """Start it again where it was, after `stop` or `kill`."""
        self.start()

    def end(self) -> None:
        """End the process whatever state it is in. No farewell: nobody is there to hear it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def log(self) -> str:
        """Everything it has written to stderr in this directory, over all its starts."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    # ---- what its operator and its senders do ------------------------------------------------

    def cli(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`python -m hub ARGUMENTS --data DIR`, finished."""
        return subprocess.run(
            [sys.executable, "-m", "hub", *arguments, "--data", str(self.data)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE_S,
        )

    def invite(self, rep: str, team: str = "West", role: str = "rep") -> str:
        return self.admin("invite", {"rep": rep, "team": team, "role": role})["code"]

    def pair(self, rep: str, team: str = "West", role: str = "rep", install: str = "") -> Paired:
        """A new desk of `rep`, who is made when new. Every desk has an installation of its own
        unless `install` says otherwise."""
        code = self.invite(rep, team, role)
        asked = {"code": code, "device_name": "test desk", "install": install or f"i-{code}"}
        told = self.post_json("/v1/pair", asked)
        told.pop("team_name")
        return Paired(url=self.url, **told)

    def source(self, team: str = "West", secret: str = "", kind: str = "web_form") -> str:
        """The intake address of a new source."""
        asked = {"kind": kind, "name": "Pricing page", "team": team, "secret": secret}
        return self.admin("source", asked)["url"]

    def post(self, lead: Mapping[str, Any] = JANE, team: str = "West", **fields: Any) -> str:
        """Post a lead to the team's source (made when new); the lead's id. Raises HTTPError."""
        if team not in self.sources:
            self.sources[team] = self.source(team).removeprefix(self.url)
        told = self.post_json(self.sources[team], {**lead, **fields})
        return str(told["lead"])

    def revoke(self, device: str) -> None:
        self.admin("revoke", {"device": device})

    def admin(self, what: str, asked: Mapping[str, Any]) -> dict[str, str]:
        token = (self.data / "admin.token").read_text(encoding="ascii").strip()
        return self.post_json(f"/v1/admin/{what}", asked, {"Authorization": f"Bearer {token}"})

    def post_json(
        self, path: str, asked: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        request = urllib.request.Request(
            self.url + path,
            json.dumps(asked).encode(),
            {"Content-Type": "application/json", **(headers or {})},
        )
        with DIRECT.open(request, timeout=2 * PATIENCE_S) as answer:
            told: dict[str, Any] = json.loads(answer.read())
        return told

    def get(self, path: str) -> str:
        with DIRECT.open(self.url + path, timeout=2 * PATIENCE_S) as answer:
            return str(answer.read().decode())

    def metric(self, name: str) -> float:
        """One figure of /metrics, named with its labels as it stands there; 0 when it is not."""
        for line in self.get("/metrics").splitlines():
            key, _, value = line.rpartition(" ")
            if key == name:
                return float(value)
        return 0.0

    # ---- inside ------------------------------------------------------------------------------

    @property
    def _said(self) -> Path:
        return self.data.with_name(self.data.name + ".out")

    @property
    def _log(self) -> Path:
        return self.data.with_name(self.data.name + ".log")

    def _ready(self) -> str:
        assert self.process is not None
        if self.process.poll() is not None:
            pytest.fail(f"the hub ended:\n{self.log()[-2000:]}")
        words = self._said.read_text(encoding="utf-8").split()
        return words[1] if len(words) == 2 and words[0] == "ready" else ""


def hub_in(folder: Path, *arguments: str) -> HubProcess:
    """A hub in `folder`, started; whoever asked ends it."""
    hub = HubProcess(folder / "hub", arguments)
    hub.start()
    return hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    """A running hub on SQLite; ended after the test."""
    running = hub_in(tmp_path)
    try:
        yield running
    finally:
        running.end()


@pytest.fixture(scope="module")
def shared_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    """One running hub for all tests of a module that neither stop it nor count its leads."""
    running = hub_in(tmp_path_factory.mktemp("shared"))
    try:
        yield running
    finally:
        running.end()
