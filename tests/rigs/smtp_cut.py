"""A wire between us and a mail server that is cut, or goes silent, at one exact step of SMTP."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

Cut = Literal["greeting", "ehlo", "auth", "mail", "rcpt", "data", "body", "dot", ""]
"""Where: on that command, before the server sees it; `body`: in the middle of the mail; `dot`: the
server has the whole mail and has answered, and its answer never arrives."""


class SmtpCut:
    """`port` leads to the server. `at` and `silent` (say nothing instead of cutting) hold for every
    connection made from then on."""

    def __init__(self, server_port: int) -> None:
        self.at: Cut = ""
        self.silent = False
        self.port = 0
        self._server_port = server_port
        self._lines: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        there, out = await asyncio.open_connection("127.0.0.1", self._server_port)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._talk(reader, writer, there, out)
        finally:
            out.transport.abort()
            self.cut(writer)
            self._lines.discard(writer)
            with contextlib.suppress(OSError):
                await out.wait_closed()

    async def _talk(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there: asyncio.StreamReader,
        out: asyncio.StreamWriter,
    ) -> None:
        if self.at == "greeting":
            return await self._end(reader)
        writer.write(await _answer(there))
        while line := await reader.readline():
            verb = line[:4].lower().decode("ascii", "replace")
            if verb == self.at:
                return await self._end(reader)
            out.write(line)
            answer = await _answer(there)
            if verb == "data" and answer.startswith(b"354"):
                writer.write(answer)
                if self.at == "body":
                    await reader.readline()
                    return await self._end(reader)
                out.write(await reader.readuntil(b"\r\n.\r\n"))
                answer = await _answer(there)
                if self.at == "dot":
                    return await self._end(reader)
            writer.write(answer)

    async def _end(self, reader: asyncio.StreamReader) -> None:
        """Either the wire is cut now, or it is open and nothing comes until the other side goes."""
        while self.silent and await reader.read(4096):
            pass

    @staticmethod
    def cut(writer: asyncio.StreamWriter) -> None:
        """A reset: no farewell."""
        sock = writer.get_extra_info("socket")
        with contextlib.suppress(OSError, AttributeError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    async def close(self) -> None:
        """Cuts every line and waits until nothing of it is left."""
        for writer in tuple(self._lines):
            self.cut(writer)
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _answer(there: asyncio.StreamReader) -> bytes:
    """One whole answer of the server, of however many lines."""
    lines = []
    while line := await there.readline():
        lines.append(line)
        if line[3:4] != b"-":
            break
    return b"".join(lines)


@asynccontextmanager
async def smtp_cut(server_port: int) -> AsyncIterator[SmtpCut]:
    """A wire to the server on `server_port`."""
    wire = SmtpCut(server_port)
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        await wire.close()
        await server.wait_closed()
