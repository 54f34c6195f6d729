"""One desk without a screen that claims leads over the socket and times the answers."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.domain.ids import Ms, new_id
from app.protocol import codec
from app.protocol import messages as m


def now_ms() -> Ms:
    return round(time.time() * 1000)


@asynccontextmanager
async def opened(url: str, token: str) -> AsyncIterator[ClientConnection]:
    """A signed-in connection that has caught up."""
    async with connect(
        url,
        additional_headers={"Authorization": f"Bearer {token}"},
        subprotocols=[Subprotocol(m.SUBPROTOCOL)],
        compression=None,
        proxy=None,
        open_timeout=20,
        max_size=m.MAX_FROM_HUB,
    ) as socket:
        frame = m.Open(id=1, app="bench", install=token[-12:], session=new_id(now_ms()))
        await socket.send(codec.encode(frame))
        async for text in socket:
            if isinstance(codec.decode_from_hub(text), m.Live):
                break
        try:
            yield socket
        finally:
            # Facts nobody read stand before the farewell; nobody waits for it.
            socket.transport.abort()


class Claimant:
    """`refused` counts the answers that were no."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._asked = 0
        self._told = 0.0
        self.refused = 0

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str, token: str) -> "AsyncIterator[Claimant]":
        async with opened(url, token) as socket:
            yield cls(socket)

    async def claim(self, lead: str) -> float:
        """Milliseconds from sending to the answer. Raises RuntimeError when the hub says no."""
        began = await self.ask(lead)
        return (await self.answered() - began) * 1000

    async def ask(self, lead: str) -> float:
        self._asked += 1
        now = now_ms()
        command = m.Cmd(
            id=self._asked,
            op=new_id(now),
            do="claim",
            lead=lead,
            at=now,
            not_after=now + m.INTENT_MS,
        )
        text = codec.encode(command)
        began = time.monotonic()
        await self._socket.send(text)
        return began

    async def answered(self) -> float:
        """The moment of the next answer; facts on the way are acknowledged."""
        async for text in self._socket:
            now = time.monotonic()
            frame = codec.decode_from_hub(text)
            if isinstance(frame, m.Re):
                if not frame.ok:
                    raise RuntimeError(f"the hub refused: {frame.e}")
                return now
            if isinstance(frame, m.Ev) and now - self._told > 0.1:
                self._told = now
                await self._socket.send(codec.encode(m.Ack(s=frame.s, seq=frame.seq)))
        raise ConnectionError("closed before the answer")
