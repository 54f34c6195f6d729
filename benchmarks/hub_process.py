"""A hub as its operator runs it: started, fed and asked by its command line and its two doors."""

import asyncio
import json
import os
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import Tree, running
from tests.rigs.processes import until

ROOT = Path(__file__).parent.parent
PAIRING_AT_ONCE = 8


@dataclass
class HubProcess:
    """A running hub with its data folder."""

    tree: Tree
    data: Path
    url: str

    @property
    def feed(self) -> str:
        return self.url.replace("http", "ws", 1) + "/v1/desk"

    def source(self, team: str = "West") -> str:
        """The intake address of a new form."""
        asked = {"kind": "web_form", "name": "Website", "team": team, "secret": ""}
        url = self._admin("source", asked)["url"]
        return url if url.startswith("http") else self.url + url

    def invite(self, rep: str, team: str = "West", role: str = "rep") -> str:
        return self._admin("invite", {"rep": rep, "team": team, "role": role})["code"]

    def pair(self, rep: str, team: str = "West") -> str:
        """The token of a new device of `rep`."""
        code = self.invite(rep, team)
        asked = {"code": code, "device_name": "benchmark", "install": f"bench-{code}"}
        return _post(f"{self.url}/v1/pair", asked, {})["token"]

    def pair_many(self, count: int, team: str = "West") -> list[str]:
        """Tokens of `count` devices, 40 to a rep."""
        return asyncio.run(self._pair_many(count, team))

    async def _pair_many(self, count: int, team: str) -> list[str]:
        few = asyncio.Semaphore(PAIRING_AT_ONCE)

        async def pair(i: int) -> str:
            async with few:
                return await asyncio.to_thread(self.pair, f"Rep {i // 40}", team)

        # One rep after the other is made first: two first invites of one name could meet.
        for rep in range((count + 39) // 40):
            self.invite(f"Rep {rep}", team)
        return list(await asyncio.gather(*(pair(i) for i in range(count))))

    def _admin(self, what: str, asked: dict[str, str]) -> dict[str, str]:
        token = (self.data / "admin.token").read_text(encoding="ascii").strip()
        return _post(f"{self.url}/v1/admin/{what}", asked, {"Authorization": f"Bearer {token}"})


def _post(url: str, asked: dict[str, str], headers: dict[str, str]) -> dict[str, str]:
    request = urllib.request.Request(
        url, json.dumps(asked).encode(), {"Content-Type": "application/json", **headers}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        told: dict[str, str] = json.loads(answer.read())
    return told


@contextmanager
def hub_running(
    folder: Path, env: dict[str, str] | None = None, arguments: Sequence[str] = ()
) -> Iterator[HubProcess]:
    """A hub on SQLite in `folder`, up and accepting; ended at the close."""
    folder.mkdir(parents=True, exist_ok=True)
    data, log = folder / "hub", folder / "hub.log"
    command = [sys.executable, "-m", "hub", "serve", "--data", str(data), "--port", "0", *arguments]
    environment = {**(env if env is not None else os.environ), "PYTHONPATH": str(ROOT)}
    with running(command, environment, log) as tree:

        def ready() -> str:
            said = log.read_text(encoding="utf-8", errors="replace")
            if tree.process.poll() is not None:
                raise RuntimeError(f"the hub ended: {said[-600:]}")
            lines = (line.split() for line in said.splitlines() if line.startswith("ready "))
            return next((words[1] for words in lines), "")

        url = until(ready, "the hub says ready", 30)
        yield HubProcess(tree, data, url)
