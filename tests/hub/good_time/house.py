"""What tests of the page are made of: a lead with a link, the page's doors, no network."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.types import Message

from app.domain.ids import new_id
from app.domain.lead import Consent, Lead, Person, Where
from app.domain.touch import Channel
from hub.good_time import links
from hub.good_time.opened import Desk
from hub.good_time.routes import GoodTime
from tests.hub.builders import Hub

LONDON = Where(zones=("Europe/London",), country="GB", confidence="high", source="address")
IMOGEN = Person(
    name="Imogen Okafor",
    company="Harbour & Sons",
    role="Head of finance",
    place="Leeds",
    email="imogen@harbour.example",
    phone="+447700900142",
    message="Please call me. My account is 99-1234-77.",
    locale="en-GB",
    extra={"Topic": "batch payouts", "Budget": "secret"},
)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class House:
    """A hub, its page, and the reps whose desks ring."""

    hub: Hub
    armed: set[str] = field(default_factory=set)
    counted: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        service = self.hub.service
        self.page = GoodTime(
            db=self.hub.db,
            service=service,
            desk=Desk(
                policies=service.rulings.policies,
                plans=service.plans,
                armed=lambda team: frozenset(self.armed),
            ),
            now=self.hub.clock,
            count=self.counted.append,
        )
        self._app = Starlette(routes=self.page.routes())

    async def lead(
        self,
        n: int = 1,
        where: Where = LONDON,
        consent: dict[Channel, Consent] | None = None,
        asked: str = "",
        **person: Any,
    ) -> str:
        """A new lead from Imogen, or from whoever `person` says."""
        delivery = self.hub.delivery(n)
        assert delivery.made is not None
        made = replace(
            delivery.made,
            person=replace(IMOGEN, **person),
            where=where,
            consent=consent or {},
            asked=asked,
        )
        return (await self.hub.service.receive(replace(delivery, made=made))).lead

    async def link(self, lead: str, kind: links.Kind = "time", days: int = 7) -> str:
        return await self.hub.db.write(
            partial(
                links.mint,
                kind=kind,
                team=self.hub.team,
                lead=lead,
                message=new_id(self.hub.clock()),
                now=self.hub.clock(),
                days=days,
            )
        )

    async def open(self, token: str, kind: links.Kind = "time", **more: Any) -> Answer:
        return await self.request("GET", links.PATHS[kind] + token, **more)

    async def answer(self, token: str, a: str, words: str = "") -> Answer:
        form = {"a": a, "words": words}
        return await self.request("POST", links.PATHS["time"] + token, urlencode(form).encode())

    async def request(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] = b"",
        sender: str = "198.51.100.7",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        parts = [body] if isinstance(body, bytes) else list(body)
        waiting: list[Message] = [
            {"type": "http.request", "body": part, "more_body": True} for part in parts
        ]
        waiting.append({"type": "http.request", "body": b"", "more_body": False})
        said: list[Message] = []

        async def receive() -> Message:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            said.append(message)

        given = {"content-type": "application/x-www-form-urlencoded", **(headers or {})}
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(k.encode(), v.encode("latin-1")) for k, v in given.items()],
            "client": (sender, 50_000),
            "server": ("hub", 443),
        }
        await self._app(scope, receive, send)
        start = said[0]
        answered = {k.decode(): v.decode() for k, v in start["headers"]}
        whole = b"".join(one.get("body", b"") for one in said[1:])
        return Answer(start["status"], answered, whole.decode())

    async def now_is(self, lead: str) -> Lead:
        return await self.hub.lead(lead)
