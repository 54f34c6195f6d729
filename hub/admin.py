"""The HTTP doors for people who run the hub, and the one where a desk is paired."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from app.domain.commands import Role
from app.domain.refusals import RefusalCode
from hub.accounts import Accounts, Refusal
from hub.database import Busy, Database, ReadOnly
from hub.export import export
from hub.intake.signature import usable
from hub.log import logger
from hub.sources import Sources

T = TypeVar("T")
Answer = Callable[[Request], Awaitable[Response]]
STATUS: dict[RefusalCode, int] = {
    "not_found": 404,
    "rate_limited": 429,
    "forbidden": 403,
    "too_large": 413,
}
BODY_BYTES = 16 * 1024
BODY_WITHIN_S = 20.0
AGAIN_S = 5


class Invite(Struct, frozen=True, kw_only=True):
    rep: str
    team: str = "Sales"
    role: Role | None = None


class NewSource(Struct, frozen=True, kw_only=True):
    """`secret`: signs its deliveries (Standard Webhooks, `whsec_...`); "" when only the path is."""

    kind: str
    name: str
    team: str = "Sales"
    secret: str = ""
    default_region: str = ""


class Revoke(Struct, frozen=True, kw_only=True):
    device: str


class Pair(Struct, frozen=True, kw_only=True):
    code: str
    device_name: str = ""
    install: str = ""


class Office:
    """What the operator's command line and a new desk ask for."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        sources: Sources,
        db: Database,
        hub: str,
        admin_token: str,
        url: str,
        refresh: Callable[[], Awaitable[None]],
    ) -> None:
        """`hub`: the store's id. `refresh()` tells the feed that a rep or a role may be new."""
        self._accounts = accounts
        self._sources = sources
        self._db = db
        self._hub = hub
        self._admin_token = admin_token
        self._url = url
        self._refresh = refresh

    def routes(self) -> list[Route]:
        return [
            Route("/v1/pair", _told(self._pair), methods=["POST"]),
            Route("/v1/admin/invite", self._admin(self._invite), methods=["POST"]),
            Route("/v1/admin/source", self._admin(self._source), methods=["POST"]),
            Route("/v1/admin/revoke", self._admin(self._revoke), methods=["POST"]),
            Route("/v1/admin/export", self._admin(self._export), methods=["GET"]),
        ]

    async def _pair(self, request: Request) -> Response:
        asked = await _read(request, Pair)
        ip = request.client.host if request.client else ""
        token, device = await self._accounts.redeem(
            asked.code, asked.device_name, asked.install, ip
        )
        logger.info("paired", device=device.id, rep=device.rep, team=device.team)
        return JSONResponse(
            {
                "token": token,
                "device": device.id,
                "rep": device.rep,
                "rep_name": device.rep_name,
                "role": device.role,
                "team": device.team,
                "team_name": device.team_name,
                "hub": self._hub,
            }
        )

    async def _invite(self, request: Request) -> Response:
        asked = await _read(request, Invite)
        code = await self._accounts.invite(asked.rep, asked.team, asked.role)
        await self._refresh()
        return JSONResponse({"code": code})

    async def _source(self, request: Request) -> Response:
        asked = await _read(request, NewSource)
        if asked.secret and not usable(asked.secret):
            raise Refusal("bad_field", "The secret must be a Standard Webhooks one: whsec_...")
        row, token = await self._sources.add(
            asked.kind, asked.name, asked.team, asked.secret, asked.default_region
        )
        logger.info("source added", source=row.id, team=row.team, kind=row.kind)
        return JSONResponse({"url": f"{self._url}/v1/in/{token}", "token": token})

    async def _revoke(self, request: Request) -> Response:
        asked = await _read(request, Revoke)
        return JSONResponse({"revoked": await self._accounts.revoke(asked.device)})

    async def _export(self, request: Request) -> Response:
        form: Literal["jsonl", "csv"] = "csv" if _wants_csv(request) else "jsonl"
        media = "text/csv; charset=utf-8" if form == "csv" else "application/x-ndjson"
        return StreamingResponse(export(self._db, form), media_type=media)

    def _admin(self, answer: Answer) -> Answer:
        async def checked(request: Request) -> Response:
            given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
            if not hmac.compare_digest(given.encode(), self._admin_token.encode()):
                return _error(401, "forbidden", "This needs the hub's admin token.")
            return await _told(answer)(request)

        return checked


def _told(answer: Answer) -> Answer:
    """`answer` with every refusal told in the same shape. Web pages are not let in."""

    async def told(request: Request) -> Response:
        if "origin" in request.headers:
            return _error(403, "forbidden", "This door is not for web pages.")
        try:
            return await answer(request)
        except Refusal as no:
            response = _error(STATUS.get(no.code, 400), no.code, no.msg)
            if no.after_ms:
                response.headers["Retry-After"] = str(-(-no.after_ms // 1000))
            return response
        except Busy as busy:
            return _later("busy", str(busy))
        except ReadOnly as full:
            return _later("read_only", str(full))

    return told


async def _read(request: Request, shape: type[T]) -> T:
    body = b""
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            async for part in request.stream():
                body += part
                if len(body) > BODY_BYTES:
                    raise Refusal("too_large", f"A request here may have {BODY_BYTES} bytes.")
        return msgspec.json.decode(body, type=shape)
    except TimeoutError:
        raise Refusal("bad_field", "The request took too long to arrive.") from None
    except ClientDisconnect:
        raise Refusal("bad_field", "The sender hung up.") from None
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as wrong:
        raise Refusal("bad_field", f"That request is not understood: {wrong}.") from None


def _wants_csv(request: Request) -> bool:
    form = request.query_params.get("format", "jsonl")
    if form not in ("jsonl", "csv"):
        raise Refusal("bad_field", "The format is jsonl or csv.")
    return form == "csv"


def _later(code: RefusalCode, text: str) -> JSONResponse:
    response = _error(503, code, text)
    response.headers["Retry-After"] = str(AGAIN_S)
    return response


def _error(status: int, code: RefusalCode, text: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "msg": text}}, status_code=status)
