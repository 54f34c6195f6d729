"""The HTTP server's two protocols with what it leaves out: a time limit for the head of a request,
and a way to drop a websocket whose peer does not read."""

import asyncio
from typing import cast

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

HEAD_WITHIN_S = 10.0


class PatientHttp(H11Protocol):
    """Waits for the head of a request, the first or a later one, but not for ever."""

    _guard: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        upgraded = self.transport.get_protocol() is not self
        if upgraded or (self.cycle is not None and not self.cycle.response_complete):
            self._head_came()
        elif self._guard is None:
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        self._guard = self.loop.call_later(HEAD_WITHIN_S, self._too_slow)

    def _head_came(self) -> None:
        if self._guard is not None:
            self._guard.cancel()
            self._guard = None

    def _too_slow(self) -> None:
        self._guard = None
        working = self.cycle is not None and not self.cycle.response_complete
        if not working and self.transport.get_protocol() is self:
            self.transport.close()


class DeskSocket(WebSocketsSansIOProtocol):
    """Gives the feed `extensions["leadbell.abort"]`: closing politely waits for a peer that reads,
    and one that does not would hold its buffers for ever. And `"leadbell.parted"`: whether either
    side said goodbye. The server's own code is 1005 for a line that broke and for a farewell
    without a code."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            extensions = cast("dict[str, object]", self.scope["extensions"])
            extensions["leadbell.abort"] = self.transport.abort
            extensions["leadbell.parted"] = self._parted

    def _parted(self) -> bool:
        return self.conn.close_rcvd is not None or self.conn.close_sent is not None
