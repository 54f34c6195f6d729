"""`POST /v1/in/{token}`: the one door leads come in by. It counts, limits and checks, keeps the
bytes as they came, and answers 200 only after the hub has committed. Writing is the service's."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.domain.ids import Ms
from app.domain.playbook import Playbook
from hub.database import Busy, ReadOnly
from hub.deliveries import Delivery, Receipt
from hub.intake import mapping, signature
from hub.intake.buckets import Buckets
from hub.sources import SourceRow

log = structlog.get_logger(__name__)

LARGEST = 256 * 1024
"""Bytes of a body (FEED: limits)."""
DRAINED = 8 * 1024 * 1024
"""Bytes read and thrown away before a too large body is refused, so that its sender gets to the
answer."""
RETRY_AFTER_S = 5
MISS_COST = 20.0
"""Tokens an unknown path takes from the sender's bucket: guessing paths is slow."""
_ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}
_PREFLIGHT = {
    **_ANY_ORIGIN,
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "content-type",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True, kw_only=True)
class Door:
    """What the door needs from the hub. `count(outcome)` is one metric with a label: received,
    replayed, needs_mapping, unknown_token, bad_signature, too_large, too_fast, too_slow, gone,
    busy."""

    find_source: Callable[[str], Awaitable[SourceRow | None]]
    receive: Callable[[Delivery], Awaitable[Receipt]]
    playbook: Callable[[str], Playbook]
    """By team id."""
    now: Callable[[], Ms]
    count: Callable[[str], None]
    by_source: Buckets
    by_sender: Buckets
    patience: float
    """Seconds a body may take to arrive."""


def door(
    *,
    find_source: Callable[[str], Awaitable[SourceRow | None]],
    receive: Callable[[Delivery], Awaitable[Receipt]],
    playbook: Callable[[str], Playbook],
    now: Callable[[], Ms],
    count: Callable[[str], None],
    rate: float = 200.0,
    burst: float = 5_000.0,
    patience: float = 20.0,
) -> Door:
    """A door whose buckets let `rate` deliveries a second through per source and per sender. Takes
    a moment: what the first lead would wait for is loaded now."""
    mapping.warm_up(now(), playbook(""))
    return Door(
        find_source=find_source,
        receive=receive,
        playbook=playbook,
        now=now,
        count=count,
        by_source=Buckets(rate, burst),
        by_sender=Buckets(rate, burst),
        patience=patience,
    )


def routes(door: Door) -> list[Route]:
    """The routes to mount at the root. One address, no trailing-slash twin: senders follow no
    redirects."""

    async def post(request: Request) -> Response:
        return await _post(door, request)

    path = "/v1/in/{token}"
    return [
        Route(path, post, methods=["POST"]),
        Route(path, _probe, methods=["GET"]),
        Route(path, _preflight, methods=["OPTIONS"]),
    ]


async def _probe(request: Request) -> Response:
    """Some senders look first. The answer is the same for every path, so it tells nobody which
    exist."""
    return PlainTextResponse("Leads are posted here.\n", headers=_ANY_ORIGIN)


async def _preflight(request: Request) -> Response:
    return Response(status_code=204, headers=_PREFLIGHT)


async def _post(door: Door, request: Request) -> Response:
    sender = request.client.host if request.client else ""
    if wait := door.by_sender.take(sender, door.now()):
        return _too_fast(door, wait)
    try:
        async with asyncio.timeout(door.patience):
            body = await _body(request)
    except TimeoutError:
        return _refused(door, 408, "too_slow", "The body took too long to arrive.")
    except ClientDisconnect:
        return _refused(door, 400, "gone", "The sender hung up.")
    source = await door.find_source(request.path_params["token"])
    if source is None:
        door.by_sender.fine(sender, door.now(), MISS_COST)
        return _refused(door, 404, "unknown_token", "No source has this address.")
    if wait := door.by_source.take(source.id, door.now()):
        return _too_fast(door, wait)
    if body is None:
        return _refused(door, 413, "too_large", f"A delivery may have {LARGEST} bytes.")
    return await _checked(door, source, request, body)


async def _checked(door: Door, source: SourceRow, request: Request, body: bytes) -> Response:
    headers = {name.lower(): value for name, value in request.headers.items()}
    now = door.now()
    if source.secret:
        verdict = signature.verify(source.secret, headers, body, now)
        if verdict != "good":
            return _refused(door, 401, "bad_signature", _SIGNATURE_WORDS[verdict])
    delivery = understood(source, body, headers, now, door.playbook(source.team))
    try:
        receipt = await door.receive(delivery)
    except (Busy, ReadOnly):
        words = "The hub cannot write just now; send it again."
        return _refused(door, 503, "busy", words, {"Retry-After": str(RETRY_AFTER_S)})
    door.count("replayed" if receipt.replayed else "received")
    if receipt.status == "needs_mapping" and not receipt.replayed:
        door.count("needs_mapping")
    return JSONResponse({"lead": receipt.lead}, headers=_ANY_ORIGIN)


def understood(
    source: SourceRow, body: bytes, headers: dict[str, str], now: Ms, playbook: Playbook
) -> Delivery:
    """The delivery as it is stored: its bytes, and what they were mapped to."""
    try:
        mapped = mapping.make(source, body, headers, now, playbook)
    except Exception as fault:
        # A bug of ours must not cost a lead: its bytes are kept and somebody looks. No text of the
        # fault is logged, for it may quote the lead.
        log.error("mapping_failed", source=source.id, error=type(fault).__name__)
        mapped = mapping.Mapped(None, "reading it failed; this is a fault of the hub", "", False)
    return Delivery(
        source=source,
        key=mapped.key,
        body_hash=hashlib.sha256(body).hexdigest(),
        body=body,
        content_type=headers.get("content-type", "")[:200],
        received=now,
        made=mapped.made,
        why=mapped.why,
        test=mapped.test,
    )


async def _body(request: Request) -> bytes | None:
    """The raw bytes, or None when there are too many; those are read on, so the sender sees the
    answer."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size <= LARGEST:
            parts.append(part)
        elif size > DRAINED:
            return None
    return b"".join(parts) if size <= LARGEST else None


_SIGNATURE_WORDS: dict[signature.Verdict, str] = {
    "unsigned": "This source signs its deliveries; this one is not signed.",
    "bad_id": "The webhook id is not one.",
    "bad_time": "The timestamp is not in whole seconds.",
    "old": "The signature is more than five minutes old.",
    "future": "The signature is from more than five minutes ahead.",
    "wrong": "The signature does not match.",
    "no_key": "The key of this source cannot be used; its owner has to set it again.",
}


def _refused(
    door: Door, status: int, code: str, words: str, headers: dict[str, str] | None = None
) -> Response:
    door.count(code)
    body = {"error": {"code": code, "msg": words}}
    return JSONResponse(body, status_code=status, headers={**_ANY_ORIGIN, **(headers or {})})


def _too_fast(door: Door, wait: int) -> Response:
    words = "Too many deliveries at once; send it again a little later."
    return _refused(door, 429, "too_fast", words, {"Retry-After": str(wait)})
