"""A network between desk and hub that can be cut in every way a network is: silence without a
farewell, a reset in the middle of a frame, single bytes, delay."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class FaultProxy:
    """`url` leads to the hub. What is set here holds for every connection, from the next byte on:

    `up` / `down`: False swallows that direction without a word, as a dead radio does;
    `slices`: bytes are passed on one at a time; `delay`: seconds each chunk waits;
    `cut_after`: so many more bytes from the hub, then a reset; `hold()` keeps what comes from the
    hub until `let_go()`: all of it then comes at once."""

    def __init__(self, hub_port: int) -> None:
        self.up = self.down = True
        self.slices = False
        self.delay = 0.0
        self.cut_after: int | None = None
        self.connections = 0
        self.swallowed = 0
        """Bytes towards the hub that it never got."""
        self.passed = 0
        """Bytes from the hub that got through."""
        self.url = ""
        self._hub_port = hub_port
        self._open: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._flows.set()

    def hold(self) -> None:
        self._flows.clear()

    def let_go(self) -> None:
        self._flows.set()

    def reset(self) -> None:
        """RST on every open connection: no FIN, no close frame."""
        for writer in tuple(self._open):
            _reset(writer)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            hub_reader, hub_writer = await asyncio.open_connection("127.0.0.1", self._hub_port)
        except OSError:
            _reset(writer)
            return
        self._open |= {writer, hub_writer}
        try:
            await asyncio.wait(
                [
                    asyncio.create_task(self._pass(reader, hub_writer, upwards=True)),
                    asyncio.create_task(self._pass(hub_reader, writer, upwards=False)),
                ],
                return_when=asyncio.ALL_COMPLETED,
            )
        finally:
            self._open -= {writer, hub_writer}
            for end in (writer, hub_writer):
                _reset(end)

    async def _pass(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, upwards: bool
    ) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while chunk := await source.read(16 * 1024):
                if not (self.up if upwards else self.down):
                    self.swallowed += len(chunk) if upwards else 0
                    continue
                if not upwards:
                    await self._flows.wait()
                if self.delay:
                    await asyncio.sleep(self.delay)
                if not upwards and self.cut_after is not None:
                    chunk, self.cut_after = chunk[: self.cut_after], self.cut_after - len(chunk)
                self.passed += 0 if upwards else len(chunk)
                for part in _single(chunk) if self.slices else (chunk,):
                    target.write(part)
                    await target.drain()
                if self.cut_after is not None and self.cut_after <= 0:
                    self.cut_after = None
                    self.reset()
        if not target.is_closing():
            target.close()


@asynccontextmanager
async def fault_proxy(hub_url: str) -> AsyncIterator[FaultProxy]:
    """A proxy in front of `hub_url`, on a port of its own."""
    proxy = FaultProxy(int(hub_url.rsplit(":", 1)[1]))
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()
        proxy.let_go()
        proxy.reset()


def _single(chunk: bytes) -> tuple[bytes, ...]:
    return tuple(chunk[i : i + 1] for i in range(len(chunk)))


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    with contextlib.suppress(OSError, AttributeError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
