"""A process full of desks without screens: `python -m benchmarks.fleet_worker`, driven over stdin.

First line: {"url", "tokens", "bare"}. It prints `live N` when all have caught up, answers each line
`report` with what was heard, and ends with its stdin. Moments are time.monotonic() in seconds."""

import asyncio
import json
import sys
import time
from collections import defaultdict
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from app.domain.ids import new_id
from app.protocol import codec
from app.protocol import messages as m
from benchmarks.claimant import now_ms

OPENING_AT_ONCE = 8
ACK_EVERY_S = 0.1


class Fleet:
    """All desks of this process, and when each of them heard of each new lead."""

    def __init__(self, url: str, tokens: list[str], bare: bool) -> None:
        self._url = url
        self._tokens = tokens
        self._bare = bare
        self._few = asyncio.Semaphore(OPENING_AT_ONCE)
        self._live = 0
        self.all_live = asyncio.Event()
        self.heard: dict[str, list[float]] = defaultdict(list)
        self.frame = ""
        self.closed: list[str] = []

    async def run(self) -> None:
        await asyncio.gather(*(self._desk(token) for token in self._tokens))

    async def _desk(self, token: str) -> None:
        async with self._few:
            ws = await self._connected(token)
        try:
            await self._listen(ws)
        except Exception as wrong:  # shows as missing samples, with its reason
            self.closed.append(repr(wrong))

    async def _connected(self, token: str) -> ClientConnection:
        """Caught up. A hub that is busy greeting others says 503; then it is tried again."""
        for _ in range(20):
            try:
                ws = await connect(
                    self._url,
                    additional_headers={"Authorization": f"Bearer {token}"},
                    subprotocols=None if self._bare else [Subprotocol(m.SUBPROTOCOL)],
                    compression=None,
                    proxy=None,
                    open_timeout=20,
                )
                break
            except InvalidStatus:
                await asyncio.sleep(0.5)
        else:
            raise ConnectionError("the hub took no more desks")
        if not self._bare:
            opened = m.Open(id=1, app="bench", install=token[-12:], session=new_id(now_ms()))
            await ws.send(codec.encode(opened))
            async for text in ws:
                if isinstance(codec.decode_from_hub(text), m.Live):
                    break
        self._one_live()
        return ws

    async def _listen(self, ws: ClientConnection) -> None:
        told = 0.0
        async for text in ws:
            frame = codec.decode_from_hub(text)
            if not isinstance(frame, m.Ev):
                continue
            now = time.monotonic()
            if frame.k == "lead.new":
                self.heard[frame.lead].append(now)
                self.frame = str(text)
            if not self._bare and now - told > ACK_EVERY_S:
                told = now
                await ws.send(codec.encode(m.Ack(s=frame.s, seq=frame.seq)))

    def _one_live(self) -> None:
        self._live += 1
        if self._live == len(self._tokens):
            self.all_live.set()

    def report(self) -> dict[str, Any]:
        """All that was heard since the last report."""
        heard, self.heard = self.heard, defaultdict(list)
        return {"heard": heard, "frame": self.frame, "closed": self.closed}


async def main() -> None:
    loop = asyncio.get_running_loop()
    asked = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    fleet = Fleet(asked["url"], asked["tokens"], asked["bare"])
    desks = asyncio.create_task(fleet.run())
    live = asyncio.create_task(fleet.all_live.wait())
    await asyncio.wait([desks, live], return_when=asyncio.FIRST_COMPLETED)
    if desks.done():
        desks.result()
    print(f"live {len(asked['tokens'])}", flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(fleet.report()), flush=True)
    desks.cancel()


if __name__ == "__main__":
    asyncio.run(main())
