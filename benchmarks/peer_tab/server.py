"""Serves the page and its leads, and hears when a tab has painted them. Runs in a thread."""

import asyncio
import json
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

PAGE = Path(__file__).with_name("page.html")
HEATS = ("", "warm", "hot")


class PeerServer:
    """`url` shows the leads; each tab that has painted them puts its moment into `painted`."""

    def __init__(self, rows: int) -> None:
        self.url = ""
        self.painted: queue.SimpleQueue[float] = queue.SimpleQueue()
        self._rows = rows
        self._page = PAGE.read_bytes()

    def wait_painted(self, seconds: float = 20) -> float:
        """The moment (time.monotonic(), seconds) of the next tab's report. Raises TimeoutError."""
        try:
            return self.painted.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError(f"no tab painted its rows within {seconds:g} s") from None

    def forget(self) -> None:
        """Reports that nobody waited for."""
        while not self.painted.empty():
            self.painted.get_nowait()

    async def feed(self, socket: ServerConnection) -> None:
        await socket.send(json.dumps([lead(i) for i in range(self._rows)]))
        with suppress(ConnectionClosed):  # a browser that is ended closes nothing
            async for told in socket:
                if json.loads(told)["painted"] == self._rows:
                    self.painted.put(time.monotonic())

    async def answer(self, _socket: ServerConnection, request: Request) -> Response | None:
        if request.path == "/feed":
            return None
        headers = Headers({"Content-Type": "text/html", "Content-Length": str(len(self._page))})
        return Response(HTTPStatus.OK, "OK", headers, self._page)


def lead(i: int) -> dict[str, object]:
    """A row's worth: the tab is spared everything it does not show."""
    return {
        "name": f"Ines Oliveira {i}",
        "company": f"Nordlicht Energie {i % 97}",
        "source": "Pricing page",
        "content": "Guide: heat pumps for rented houses",
        "received": int(time.time() * 1000) - i * 4_000,
        "heat": HEATS[i % 3],
    }


@contextmanager
def serving(rows: int) -> Iterator[PeerServer]:
    """The page on a free loopback port, for as long as the context lasts."""
    peer = PeerServer(rows)
    up, done = threading.Event(), threading.Event()

    async def serve_until_done() -> None:
        async with serve(
            peer.feed, "127.0.0.1", 0, process_request=peer.answer, compression=None
        ) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            peer.url = f"http://127.0.0.1:{port}/"
            up.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve_until_done()), daemon=True)
    thread.start()
    if not up.wait(10):
        raise TimeoutError("the page's server did not come up")
    try:
        yield peer
    finally:
        done.set()
        thread.join(10)
