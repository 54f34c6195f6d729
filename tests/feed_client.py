"""A desk with no desk behind it: speaks the feed frame by frame over a real socket, for tests."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.protocol import codec
from app.protocol import messages as m
from tests.hub_process import Paired
from tests.rigs.processes import PATIENCE_S

F = TypeVar("F")


class FeedClient:
    """`async with FeedClient(paired) as desk:`; `frames` is everything heard so far."""

    def __init__(
        self, paired: Paired, cursor: m.Cursor | None = None, acks: bool = True, **connecting: Any
    ) -> None:
        """`connecting` goes to `websockets.connect`."""
        self.paired = paired
        self.stream = f"team:{paired.team}"
        self.cursor = cursor
        self.acks = acks
        self.frames: list[m.FromHub] = []
        self._connecting = connecting
        self._unread: list[m.FromHub] = []
        self.ws: ClientConnection

    async def __aenter__(self) -> "FeedClient":
        usual: dict[str, Any] = {
            "subprotocols": [m.SUBPROTOCOL],
            "additional_headers": {"Authorization": f"Bearer {self.paired.token}"},
            "compression": None,
            "proxy": None,
            "open_timeout": PATIENCE_S,
        }
        self.ws = await connect(self.paired.feed, **{**usual, **self._connecting})
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.ws.close()

    async def send(self, frame: m.FromDesk) -> None:
        await self.ws.send(codec.encode(frame))

    async def open(self) -> m.Ready:
        """Open the stream from `cursor` and wait until it is live."""
        streams = {self.stream: self.cursor}
        await self.send(m.Open(id=1, app="test", install="i", session="s", streams=streams))
        ready = await self.hear(m.Ready)
        await self.hear(m.Live)
        return ready

    async def hear(
        self, kind: type[F], when: Callable[[F], bool] = lambda _: True, within: float = PATIENCE_S
    ) -> F:
        """The oldest frame of `kind` not yet given for which `when` holds; waits for one."""
        async with asyncio.timeout(within):
            while True:
                for frame in self._unread:
                    if isinstance(frame, kind) and when(frame):
                        self._unread.remove(frame)
                        return frame
                await self.listen()

    async def listen(self) -> m.FromHub | None:
        """Take one frame from the socket; move the cursor and acknowledge as a desk would."""
        frame = codec.decode_from_hub(await self.ws.recv())
        if frame is None:
            return None
        self.frames.append(frame)
        self._unread.append(frame)
        moved = self._moved(frame)
        if moved is not None:
            self.cursor = moved
            if self.acks:
                await self.send(m.Ack(s=self.stream, seq=moved.seq))
        return frame

    def _moved(self, frame: m.FromHub) -> m.Cursor | None:
        here = self.cursor
        if isinstance(frame, m.SnapBegin):
            self._begun = frame
        if isinstance(frame, m.SnapEnd):
            begun = self._begun
            return m.Cursor(epoch=begun.epoch, view=begun.view, seq=begun.as_of, eid=frame.eid)
        if isinstance(frame, m.Ev) and here is not None and frame.seq > here.seq:
            assert frame.prev <= here.seq, f"gap: {frame.prev} > {here.seq}"
        if isinstance(frame, m.Ev | m.Pos) and here is not None and frame.seq > here.seq:
            return m.Cursor(epoch=here.epoch, view=here.view, seq=frame.seq, eid=frame.eid)
        return None

    async def order(self, number: int, op: str, do: str, lead: str, **fields: Any) -> m.Re:
        """Send a command and wait for its answer."""
        await self.send(m.Cmd(id=number, op=op, do=do, lead=lead, **fields))
        return await self.hear(m.Re, lambda re: re.re == number)

    async def closed(self, within: float = PATIENCE_S) -> int:
        """Listen until the hub closes; its code."""
        async with asyncio.timeout(within):
            try:
                while True:
                    await self.listen()
            except ConnectionClosed as end:
                return end.rcvd.code if end.rcvd else 1006

    def leads(self) -> list[str]:
        """Every lead told of as new, by snapshot or event, in the order it was heard."""
        told: list[str] = []
        for frame in self.frames:
            if isinstance(frame, m.Snap):
                told += [lead.id for lead in frame.leads]
            elif isinstance(frame, m.Ev) and frame.k == "lead.new":
                told.append(frame.lead)
        return told
