"""The carrier as Telnyx speaks: JSON both ways, a list of errors, ed25519-signed events."""

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.rigs.carrier_ledger import NUMBER, Ledger, Taken, fresh, parts, wrong_code

MAGIC = {"+15005550004": 40300, "+15005550001": 40310}


def routes(ledger: Ledger) -> list[web.RouteDef]:
    company = Company(ledger)
    return [
        web.post("/v2/messages", company.take),
        web.get("/v2/messages/{id}", company.show),
        web.get("/v2/balance", company.balance),
    ]


class Company:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def take(self, request: web.Request) -> web.StreamResponse:
        self._ledger.attempts += 1
        asked = await request.json()
        if (no := self._stranger(request)) is not None:
            return no
        to = asked.get("to", "")
        code = MAGIC.get(to, 0)
        wrong = wrong_code(to)
        if wrong is not None and wrong[0] == "now":
            code = wrong[1]
        if code:
            return error({40300: 409, 10011: 429, 10009: 401}.get(code, 400), code)
        one = Taken(
            sid=fresh("4031"),
            to=to,
            from_=asked.get("from", "") or asked.get("messaging_profile_id", ""),
            body=asked.get("text", ""),
            callback=asked.get("webhook_url", ""),
            company="telnyx",
            code=str(wrong[1]) if wrong is not None else "",
        )
        self._ledger.requests.append(f"{request.method} {request.path}")
        answer = await self._ledger.accept(request, one, web.json_response({"data": payload(one)}))
        if (self._ledger.tells or one.code) and one in self._ledger.taken:
            self._ledger.at_once(tell_all(self._ledger, one))
        return answer

    async def show(self, request: web.Request) -> web.StreamResponse:
        self._ledger.requests.append(f"{request.method} {request.path}")
        if (no := self._stranger(request)) is not None:
            return no
        one = self._ledger.find(request.match_info["id"])
        if one is None:
            return error(404, 10005)
        return web.json_response({"data": payload(one)})

    async def balance(self, request: web.Request) -> web.StreamResponse:
        self._ledger.requests.append(f"{request.method} {request.path}")
        if (no := self._stranger(request)) is not None:
            return no
        told = {"record_type": "balance", "balance": "300.00", "currency": "USD"}
        return web.json_response({"data": told})

    def _stranger(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") == f"Bearer {self._ledger.token}":
            return None
        return error(401, 10009)


def error(status: int, code: int) -> web.Response:
    told = {"code": str(code), "title": f"Refused with {code}", "detail": "As documented."}
    return web.json_response({"errors": [told]}, status=status)


def payload(one: Taken) -> dict[str, Any]:
    failed = one.status in ("delivery_failed", "sending_failed")
    errors = [{"code": one.code, "title": f"Failed with {one.code}"}] if failed and one.code else []
    return {
        "record_type": "message",
        "direction": "outbound",
        "id": one.sid,
        "type": "SMS",
        "from": {"phone_number": one.from_},
        "to": [{"phone_number": one.to, "status": one.status}],
        "text": one.body,
        "parts": parts(one.body),
        "webhook_url": one.callback,
        "errors": errors,
    }


async def tell_all(ledger: Ledger, one: Taken) -> None:
    await tell(ledger, one, "sent")
    await tell(ledger, one, "delivery_failed" if one.code else "delivered", one.code)


async def tell(ledger: Ledger, one: Taken, status: str, code: str = "") -> int:
    """A signed event about `one`."""
    one.status, one.code = status, code or one.code
    kind = "message.sent" if status == "sent" else "message.finalized"
    return await ledger.post_event(one.callback, event(kind, payload(one))) if one.callback else 0


async def text_in(ledger: Ledger, url: str, from_: str, body: str, sid: str = "") -> int:
    """Somebody texts the company's number."""
    told = {
        "record_type": "message",
        "direction": "inbound",
        "id": sid or fresh("4032"),
        "type": "SMS",
        "from": {"phone_number": from_},
        "to": [{"phone_number": NUMBER, "status": "webhook_delivered"}],
        "text": body,
        "parts": parts(body),
        "received_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    return await ledger.post_event(url, event("message.received", told))


def event(kind: str, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": {
            "record_type": "event",
            "event_type": kind,
            "id": fresh("evt"),
            "occurred_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "payload": told,
        },
        "meta": {"attempt": 1},
    }
