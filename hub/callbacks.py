"""The door gateways call back by: delivery reports, texts to our number, how a call goes. Every
address is secret and names what it is about; what a gateway signs is checked by the gateway itself.
It answers after the commit, and the same report twice changes nothing."""

import asyncio
import hmac
from collections.abc import Callable
from functools import partial

import structlog
from msgspec.structs import replace
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.domain.ids import Ms
from hub import inbound
from hub.database import Busy, ReadOnly
from hub.gateways.port import BadCallback, Callback, GatewayTrouble, Inbound, Report
from hub.intake.buckets import Buckets
from hub.outgoing.letters import token
from hub.service import Service

log = structlog.get_logger(__name__)
PATH = "/v1/gw/{channel}/{about}/{token}"
OURS = "in"
"""In the place of a message: what is addressed to us."""
LARGEST = 64 * 1024
PATIENCE_S = 10.0
RATE, BURST, MISS_COST = 200.0, 5_000.0, 20.0
RETRY_AFTER_S = "5"
EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


class Callbacks:
    """`readers` are the gateways that report by themselves, by channel; `count` hears what became
    of each request, in a word."""

    def __init__(
        self,
        *,
        readers: dict[str, object],
        service: Service,
        key: bytes,
        public_url: str,
        now: Callable[[], Ms],
        count: Callable[[str], None],
    ) -> None:
        self._readers = {
            channel: gateway for channel, gateway in readers.items() if _reports(gateway)
        }
        self._service = service
        self._key = key
        self._public_url = public_url
        self._now = now
        self._count = count
        self._senders = Buckets(RATE, BURST)

    def routes(self) -> list[Route]:
        return [Route(PATH, self._door, methods=["GET", "POST"])] if self._readers else []

    def addresses(self) -> dict[str, str]:
        """Where each gateway is to send what comes to our number: for its own settings page."""
        return {
            channel: f"{self._public_url}/v1/gw/{channel}/{OURS}/{token(self._key, channel, OURS)}"
            for channel in self._readers
        }

    async def _door(self, request: Request) -> Response:
        sender = request.client.host if request.client else ""
        if wait := self._senders.take(sender, self._now()):
            return self._no(429, "too_fast", {"Retry-After": str(wait)})
        channel, about = request.path_params["channel"], request.path_params["about"]
        good = token(self._key, channel, about).encode()
        given = request.path_params["token"].encode("utf-8", "replace")
        if channel not in self._readers or not hmac.compare_digest(good, given):
            self._senders.fine(sender, self._now(), MISS_COST)
            return self._no(404, "unknown")
        try:
            async with asyncio.timeout(PATIENCE_S):
                body = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return self._no(408, "too_slow")
        if body is None:
            return self._no(413, "too_large")
        return await self._read(request, channel, about, body)

    async def _read(self, request: Request, channel: str, about: str, body: bytes) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        callback = Callback(
            url=f"{self._public_url}{request.url.path}{query}",
            headers={name.lower(): value for name, value in request.headers.items()},
            body=body,
            at=self._now(),
        )
        try:
            said = await self._readers[channel].read_callback(callback)  # type: ignore[attr-defined]
        except BadCallback as wrong:
            log.warning("a callback was refused", channel=channel, why=str(wrong))
            return self._no(403, "bad")
        except GatewayTrouble as wrong:
            log.error("a callback cannot be checked", channel=channel, why=str(wrong))
            return self._no(503, "no_key", {"Retry-After": RETRY_AFTER_S})
        try:
            await self._heard(said, about)
        except (Busy, ReadOnly):
            return self._no(503, "busy", {"Retry-After": RETRY_AFTER_S})
        return _thanks(request)

    async def _heard(self, said: Report | Inbound | None, about: str) -> None:
        rulings = self._service.rulings
        if said is None:
            self._count("nothing")
        elif isinstance(said, Report):
            # The address names the message, and nobody but the gateway was told the address.
            report = said if about == OURS else replace(said, message=about)
            done = await self._service.write(partial(inbound.reported, rulings, report))
            self._count(done.what)
        else:
            done = await self._service.write(partial(inbound.heard, rulings, said))
            self._count(done.what)

    def _no(self, status: int, word: str, headers: dict[str, str] | None = None) -> Response:
        self._count(word)
        return PlainTextResponse("", status_code=status, headers=headers)


def _reports(gateway: object) -> bool:
    return callable(getattr(gateway, "read_callback", None))


def _thanks(request: Request) -> Response:
    """What each expects: nothing to say, and nothing that would be sent on as an answer."""
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return Response(EMPTY_TWIML, media_type="text/xml")
    return PlainTextResponse("")


async def _body(request: Request) -> bytes | None:
    """None when it is too large."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            return None
        parts.append(part)
    return b"".join(parts)
