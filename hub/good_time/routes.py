"""The doors of the page: `/t/<token>` to choose a time, `/u/<token>` to get no more emails. Opening
one changes nothing, for machines follow links before people do; only a POST does."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import parse_qs

import structlog
from msgspec.structs import replace
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.domain.ids import Ms
from hub.database import Busy, Database, ReadOnly
from hub.good_time import page, ruling, thanks
from hub.good_time.links import TOKEN_CHARS, Kind, Link
from hub.good_time.opened import Desk, Opened, opened
from hub.good_time.reader import anybody
from hub.good_time.ruling import Answer, Choice, Outcome, Undone
from hub.intake.buckets import Buckets
from hub.service import Service

log = structlog.get_logger(__name__)
RATE, BURST, MISS_COST = 50.0, 1_000.0, 20.0
"""Requests a second and at once from one sender; what a link that is none costs it."""
LINK_RATE, LINK_BURST = 1.0, 40.0
"""The same for one link, whoever asks: working out times costs more than reading."""
NEAR = frozenset({"127.0.0.1", "::1"})
LARGEST = 8 * 1024
PATIENCE_S = 20.0
RETRY_S = 5
HEADERS = {
    "Content-Security-Policy": page.POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
ONE_CLICK = (b"List-Unsubscribe", b"One-Click")
"""Both stand in what a mail program posts (RFC 8058), however it wraps them."""
_PLAIN: dict[str, Choice] = {"now": "now", "email": "email", "stop-sure": "stop"}
Door = Callable[[Request], Awaitable[Response]]


class GoodTime:
    def __init__(
        self,
        *,
        db: Database,
        service: Service,
        desk: Desk,
        now: Callable[[], Ms],
        count: Callable[[str], None],
    ) -> None:
        """`count` hears what became of each request, in a word."""
        self._db = db
        self._service = service
        self._desk = desk
        self._now = now
        self._count = count
        self._senders = Buckets(RATE, BURST)
        self._links = Buckets(LINK_RATE, LINK_BURST)

    def routes(self) -> list[Route]:
        return [
            Route("/t/{token}", self._guarded(self._open), methods=["GET"]),
            Route("/t/{token}", self._guarded(self._answer), methods=["POST"]),
            Route("/u/{token}", self._guarded(self._open_out), methods=["GET"]),
            Route("/u/{token}", self._guarded(self._out), methods=["POST"]),
        ]

    # ---- choosing a time ---------------------------------------------------------------------

    async def _open(self, request: Request) -> Response:
        return self._shown(request, await self._behind("time", request))

    async def _answer(self, request: Request) -> Response:
        form = parse_qs((await _body(request)).decode("utf-8", "replace"))
        tapped = form.get("a", [""])[0]
        text = " ".join(form.get("words", [""])[0].split())
        if tapped == "stop":
            asked = await self._behind("time", request)
            if not asked.known():
                return self._shown(request, asked)
            return self._page("asked", page.sure(asked.reader))
        given = _given(tapped, text)
        if given is None:
            return await self._again(request, text)
        try:
            outcome = await self._service.write(
                partial(ruling.answer, self._service.rulings, request.path_params["token"], given)
            )
        except Undone:
            outcome = Outcome(what="gone")
        after = await self._behind("time", request)
        if outcome.what == "gone":
            return self._shown(request, after, after.reader.words.gone, 409)
        if outcome.what != "done" or outcome.lead is None:
            return self._shown(request, after)
        log.info("good time", lead=outcome.lead.id, choice=given.choice)
        said = thanks.thanked(after.reader, outcome.lead, given, self._now())
        return self._page(given.choice, page.tell(after.reader, *said))

    async def _again(self, request: Request, text: str) -> Response:
        """What was tapped is no answer."""
        asked = await self._behind("time", request)
        words = asked.reader.words
        wrong = words.too_long if len(text) > page.LONGEST else words.empty
        return self._shown(request, asked, wrong, 422)

    def _shown(self, request: Request, what: Opened, said: str = "", status: int = 200) -> Response:
        """The question, or the page for a link that opens nothing, or nothing more."""
        words = what.reader.words
        if what.asked is not None:
            asked = replace(what.asked, said=said)
            return self._page("again" if said else "shown", page.ask(what.reader, asked), status)
        if isinstance(what.found, Link):
            body = page.tell(what.reader, words.over_title, words.over, stop=True)
            return self._page("over", body, 410)
        if not what.known():
            self._senders.fine(_sender(request), self._now(), MISS_COST)
            body = page.tell(what.reader, words.unknown_title, words.unknown)
            return self._page("unknown", body, 404)
        if what.found.why == "expired" or what.found.link is None:
            body = page.tell(what.reader, words.expired_title, words.expired, stop=True)
            return self._page("expired", body, 410)
        before = what.found.link
        body = page.tell(
            what.reader,
            *thanks.used(what.reader, before, self._now()),
            stop=before.answer != "stop",
        )
        return self._page("used", body, 410)

    # ---- no more emails ----------------------------------------------------------------------

    async def _open_out(self, request: Request) -> Response:
        what = await self._behind("stop", request)
        if not what.known():
            return self._shown(request, what)
        return self._page("shown", page.unsubscribe(what.reader))

    async def _out(self, request: Request) -> Response:
        """A mail program posts this by itself; a person by the page's button."""
        body = await _body(request)
        if not all(word in body for word in ONE_CLICK):
            return await self._open_out(request)
        await self._service.write(
            partial(ruling.unsubscribe, self._service.rulings, request.path_params["token"])
        )
        what = await self._behind("stop", request)
        if what.lead is None:
            return self._shown(request, what)
        log.info("unsubscribed", lead=what.lead.id)
        words = what.reader.words
        return self._page("unsubscribed", page.tell(what.reader, words.thanks, words.out_done))

    # ---- every request -----------------------------------------------------------------------

    def _guarded(self, door: Door) -> Door:
        async def guarded(request: Request) -> Response:
            words = anybody(self._desk.policies.default)
            now, token = self._now(), request.path_params["token"][:TOKEN_CHARS]
            if wait := self._senders.take(_sender(request), now) or self._links.take(token, now):
                body = page.tell(words, words.words.later_title, words.words.later)
                return self._page("too_fast", body, 429, wait)
            try:
                return await door(request)
            except _Unreadable as wrong:
                body = page.tell(words, words.words.later_title, words.words.later)
                return self._page("unreadable", body, wrong.status)
            except (Busy, ReadOnly):
                body = page.tell(words, words.words.later_title, words.words.later)
                return self._page("busy", body, 503, RETRY_S)

        return guarded

    async def _behind(self, kind: Kind, request: Request) -> Opened:
        token, now = request.path_params["token"], self._now()
        return await self._db.read(lambda conn: opened(conn, kind, token, self._desk, now))

    def _page(self, outcome: str, body: str, status: int = 200, wait: int = 0) -> Response:
        self._count(outcome)
        again = {"Retry-After": str(wait)} if wait else {}
        return HTMLResponse(body, status, headers={**HEADERS, **again})


class _Unreadable(Exception):
    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


def _given(tapped: str, text: str) -> Answer | None:
    """What the button means; None where it is none, or their own words are missing."""
    if tapped in _PLAIN:
        return Answer(choice=_PLAIN[tapped])
    when = tapped[1:]
    if tapped[:1] == "t" and when.isascii() and when.isdecimal() and len(when) < 16:
        return Answer(choice="time", when=int(when))
    if tapped in ("", "words") and 0 < len(text) <= page.LONGEST:
        return Answer(choice="words", text=text)
    return None


def _sender(request: Request) -> str:
    """Who asks; where a proxy on this machine stands between, whom that one names last."""
    host = request.client.host if request.client else ""
    if host not in NEAR:
        return host
    return request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()[:64] or host


async def _body(request: Request) -> bytes:
    """At most `LARGEST` bytes, in time. Raises _Unreadable."""
    body = b""
    try:
        async with asyncio.timeout(PATIENCE_S):
            async for part in request.stream():
                body += part
                if len(body) > LARGEST:
                    raise _Unreadable(413)
    except TimeoutError:
        raise _Unreadable(408) from None
    except ClientDisconnect:
        raise _Unreadable(400) from None
    return body
