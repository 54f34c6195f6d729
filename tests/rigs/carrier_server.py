"""A carrier of our own on loopback: Twilio-, SignalWire- and Telnyx-shaped, with the documented
errors by magic number, that counts what it really accepted and can be told to go wrong.

In a test's own loop: `async with carrier() as one`. As a process of its own, so that it outlives a
hub that is killed: `with carrier_process(folder) as one`, or
`python -m tests.rigs.carrier_server [--port P]`, which prints `ready http://127.0.0.1:P`.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.rigs import carrier_telnyx, carrier_twilio
from tests.rigs.carrier_ledger import ACCOUNT, NUMBER, PUBLIC_KEY, TOKEN, Fault, Ledger, Taken
from tests.rigs.processes import end

__all__ = ["ACCOUNT", "NUMBER", "PUBLIC_KEY", "TOKEN", "Fault", "Taken"]


class Carrier(Ledger):
    """The server in this process. `url` is every company's base address; SignalWire's paths begin
    with /api/laml, as on a real space."""

    url: str = ""

    async def report(self, sid: str, status: str, code: str = "") -> int:
        """Call back about a text it took; what our hub answered."""
        one = self.find(sid)
        assert one is not None
        if one.company == "telnyx":
            return await carrier_telnyx.tell(self, one, status, code)
        return await carrier_twilio.tell(self, one, status, code)

    async def text_in(
        self, url: str, from_: str, body: str, sid: str = "", company: str = ""
    ) -> int:
        """Somebody texts the company's number; what our hub answered."""
        if company == "telnyx":
            return await carrier_telnyx.text_in(self, url, from_, body, sid)
        return await carrier_twilio.text_in(self, url, from_, body, sid)

    async def call_in(self, url: str, from_: str, status: str = "no-answer", sid: str = "") -> int:
        """Somebody called the company's number, and nobody took it."""
        return await carrier_twilio.call_in(self, url, from_, status, sid)

    async def call(self, sid: str, lead: str = "completed", talked: int = 42) -> int:
        """Play a click-to-call to its end, with every callback."""
        one = self.find(sid)
        assert one is not None
        await carrier_twilio.whole_call(self, one, lead, talked)
        return 200

    async def do(self, request: web.Request) -> web.Response:
        """How a test drives it from another process."""
        asked: dict[str, Any] = await request.json()
        act = asked.pop("do")
        if act == "next":
            self.next(*(Fault(**each) for each in asked["faults"]))
        elif act == "set":
            self.public, self.via = asked.get("public", self.public), asked.get("via", self.via)
            self.tells = asked.get("tells", self.tells)
        elif act in ("report", "text_in", "call_in", "call"):
            return web.json_response({"status": await getattr(self, act)(**asked)})
        return web.json_response(self.as_json())


@asynccontextmanager
async def carrier(port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[Carrier]:
    """A carrier in this loop, on a free port unless told otherwise."""
    made = Carrier()
    app = web.Application(client_max_size=256 * 1024)
    app.add_routes([*carrier_twilio.routes(made), *carrier_telnyx.routes(made)])
    app.add_routes([web.post("/_rig", made.do)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        made.url = f"http://{host}:{runner.addresses[0][1]}"
        yield made
    finally:
        await made.close()
        await runner.cleanup()


class CarrierProcess:
    """The same carrier in a process of its own."""

    def __init__(self, url: str, process: "subprocess.Popen[str]") -> None:
        self.url = url
        self.process = process

    def taken(self) -> list[Taken]:
        """What it really accepted, in order."""
        return [Taken(**each) for each in self._do({"do": "show"})["taken"]]

    def attempts(self) -> int:
        found: int = self._do({"do": "show"})["attempts"]
        return found

    def copies(self, words: str) -> int:
        return sum(words in each.body or words in each.callback for each in self.taken())

    def next(self, *faults: Fault) -> None:
        self._do({"do": "next", "faults": [asdict(each) for each in faults]})

    def set(self, **given: Any) -> None:
        """`tells`, `public` and `via`, as in the ledger."""
        self._do({"do": "set", **given})

    def report(self, sid: str, status: str, code: str = "") -> int:
        return self._status({"do": "report", "sid": sid, "status": status, "code": code})

    def text_in(self, url: str, from_: str, body: str, sid: str = "", company: str = "") -> int:
        given = {"url": url, "from_": from_, "body": body, "sid": sid, "company": company}
        return self._status({"do": "text_in", **given})

    def call_in(self, url: str, from_: str, status: str = "no-answer", sid: str = "") -> int:
        given = {"url": url, "from_": from_, "status": status, "sid": sid}
        return self._status({"do": "call_in", **given})

    def call(self, sid: str, lead: str = "completed", talked: int = 42) -> int:
        return self._status({"do": "call", "sid": sid, "lead": lead, "talked": talked})

    def _status(self, asked: dict[str, Any]) -> int:
        status: int = self._do(asked)["status"]
        return status

    def _do(self, asked: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(self.url + "/_rig", json.dumps(asked).encode())
        with urllib.request.urlopen(request, timeout=120) as answer:
            told: dict[str, Any] = json.loads(answer.read())
        return told


@contextmanager
def carrier_process(folder: Path, port: int = 0) -> Iterator[CarrierProcess]:
    """A carrier that does not care what becomes of the hub. Its errors are in `folder`."""
    log = folder / "carrier.log"
    command = [sys.executable, "-m", "tests.rigs.carrier_server", "--port", str(port)]
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    assert process.stdout is not None
    try:
        word, _, url = process.stdout.readline().strip().partition(" ")
        if word != "ready":
            pytest.fail(f"the carrier did not start:\n{log.read_text(errors='replace')}")
        yield CarrierProcess(url, process)
    finally:
        end(process)  # type: ignore[arg-type]  # text or bytes: it only ends it
        process.stdout.close()


async def _serve(port: int) -> None:
    async with carrier(port) as made:
        sys.stdout.write(f"ready {made.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.rigs.carrier_server")
    parser.add_argument("--port", type=int, default=0)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
