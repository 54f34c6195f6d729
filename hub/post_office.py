"""Everything that links the hub to its gateways, put together: the queue that leaves, the door they
call back by, the mailbox answers arrive in, and what the desks are told can be sent."""

import asyncio
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import msgspec
import structlog
from sqlalchemy import Connection, delete, func, insert, select
from starlette.routing import Route

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.message import Message
from app.domain.touch import Channel
from app.protocol import messages as m
from hub import inbound, keys
from hub.callbacks import Callbacks
from hub.config import HubConfig, callbacks_file
from hub.database import Busy, ReadOnly
from hub.gateways import settings_file
from hub.gateways.build import Gateways, build
from hub.gateways.kannel import INBOUND_QUERY
from hub.gateways.port import GatewayTrouble, Inbound
from hub.gateways.settings import GatewaySettings, KannelSms
from hub.good_time import links
from hub.health import Metrics
from hub.outgoing.calls import Calls
from hub.outgoing.letters import Letters
from hub.outgoing.queue import Outgoing, Post
from hub.service import Service
from hub.tables import mailbox as mailbox_table
from hub.tables import message as message_table
from hub.trouble import without_words

if TYPE_CHECKING:
    from hub.gateways.imap_session import Position

log = structlog.get_logger(__name__)
COUNTED_EVERY_S = 15.0
MAILBOX_AGAIN_S = 60.0


class _Titled(Protocol):
    title: str


class PostOffice:
    """Nothing is sent before `run`. Without gateways nothing is ever sent or heard."""

    def __init__(
        self,
        settings: GatewaySettings,
        service: Service,
        metrics: Metrics,
        now: Callable[[], Ms],
        callback_key: bytes,
        near: str = "",
    ) -> None:
        """`near`: the hub's own address, for whoever is on the same machine. Raises GatewayTrouble
        for settings that cannot be right."""
        self._service = service
        self._metrics = metrics
        self.gateways: Gateways = build(settings, now)
        self._settings = settings
        url = self.gateways.public_url
        service.rulings.public_url = url
        service.rulings.gateways = frozenset(self._by_channel())
        near = near if isinstance(settings.sms, KannelSms) and _beside(settings.sms) else ""
        letters = Letters(
            public_url=url,
            near_url=near,
            mail_domain=settings.email.from_.rpartition("@")[2] if settings.email else "localhost",
            unsubscribe=partial(_way_out, url, now),
        )
        gateways = self.gateways
        self._outgoing = Outgoing(
            service,
            [
                Post(service, "sms", gateways.sms, letters),
                Post(service, "email", gateways.email, letters),
                Calls(service, gateways.call, letters),
            ],
        )
        self.callbacks = Callbacks(
            readers={
                str(name): one
                for name, one in self._by_channel().items()
                if letters.reached_by(name)
            },
            service=service,
            key=callback_key,
            public_url=url or near,
            now=now,
            count=metrics.called_back,
        )

    def titles(self) -> m.Gateways:
        """What the desks are told."""
        named = {channel: gateway.title for channel, gateway in self._by_channel().items()}
        url = self.gateways.public_url
        return m.Gateways(
            sms=named.get("sms", ""),
            email=named.get("email", ""),
            call=named.get("call", ""),
            link=url + links.PATHS["time"] if url else "",
            link_chars=links.length(url),
        )

    def routes(self) -> list[Route]:
        return self.callbacks.routes()

    async def run(self, ready: asyncio.Event) -> None:
        """Until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._outgoing.run(ready))
                group.create_task(self._count())
                if self.gateways.inbox is not None:
                    group.create_task(self._listen(ready))
        finally:
            await self.gateways.close()

    def _by_channel(self) -> dict[Channel, _Titled]:
        made = self.gateways
        every: dict[Channel, _Titled | None] = {
            "sms": made.sms,
            "email": made.email,
            "call": made.call,
        }
        return {channel: gateway for channel, gateway in every.items() if gateway is not None}

    # ---- the mailbox -------------------------------------------------------------------------

    async def _listen(self, ready: asyncio.Event) -> None:
        """Whatever is wrong with the mailbox, what leaves goes on leaving."""
        await ready.wait()
        while True:
            try:
                await self._watch()
            except GatewayTrouble as wrong:
                log.error("the mailbox cannot be watched", why=str(wrong))
            except Exception as wrong:
                log.error("the mailbox cannot be watched", **without_words(wrong))
            await asyncio.sleep(MAILBOX_AGAIN_S)

    async def _watch(self) -> None:
        inbox = self.gateways.inbox
        assert inbox is not None
        name = f"{inbox.inbox.user}@{inbox.inbox.host}/{inbox.inbox.folder}"[:200]
        position = await self._service.db.read(partial(_position, name))
        mailbox = inbox.mailbox(self._heard, partial(self._keep, name), position)
        mailbox.start()
        try:
            await asyncio.Event().wait()
        finally:
            await mailbox.close()

    async def _heard(self, came: Inbound) -> None:
        """Raises Busy and ReadOnly: the same mail then comes again. One that breaks us does not."""
        try:
            done = await self._service.write(partial(inbound.heard, self._service.rulings, came))
        except (Busy, ReadOnly):
            raise
        except Exception as wrong:
            log.error("a mail could not be taken in", **without_words(wrong))
            self._metrics.called_back("failed")
            return
        self._metrics.called_back(done.what)

    async def _keep(self, name: str, position: "Position") -> None:
        await self._service.db.write(partial(_keep, name, position))

    # ---- figures -----------------------------------------------------------------------------

    async def _count(self) -> None:
        while True:
            try:
                rows = await self._service.db.read(_waiting)
            except Exception as wrong:
                log.error("messages could not be counted", **without_words(wrong))
            else:
                self._metrics.in_queue(rows, self._service.now())
            await asyncio.sleep(COUNTED_EVERY_S)


async def opened(
    config: HubConfig, service: Service, metrics: Metrics, now: Callable[[], Ms], near: str = ""
) -> PostOffice:
    """`near` as in `PostOffice`. Raises GatewayTrouble for settings that cannot be right."""
    settings = settings_file.load(config.gateways_file)
    key = await service.db.write(lambda conn: keys.key(conn, "callback_key"))
    made = PostOffice(settings, service, metrics, now, key, near)
    addresses = made.callbacks.addresses()
    if isinstance(settings.sms, KannelSms) and "sms" in addresses:
        addresses["sms"] += f"?{INBOUND_QUERY}"
    _tell_operator(callbacks_file(config.data), addresses)
    return made


def _beside(sms: KannelSms) -> bool:
    """Does it run on this machine? Then it can call back although nobody else can."""
    return (urlsplit(sms.base_url).hostname or "") in ("127.0.0.1", "::1", "localhost")


def _tell_operator(file: Path, addresses: dict[str, str]) -> None:
    file.unlink(missing_ok=True)
    if addresses:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.writelines(f"{name:<10} {address}\n" for name, address in addresses.items())


def _way_out(
    url: str, now: Callable[[], Ms], conn: Connection, lead: Lead, message: Message
) -> str:
    if not url:
        return ""
    token = links.mint(conn, "stop", lead.team, lead.id, message.id, now(), links.STOP_DAYS)
    return links.url(url, "stop", token)


def _waiting(conn: Connection) -> list[tuple[str, str, int, Ms]]:
    """(channel, state, how many, the oldest) of what has not come to its end."""
    t = message_table
    query = (
        select(t.c.channel, t.c.state, func.count(), func.min(t.c.at_ms))
        .where(t.c.state.in_(("waiting", "held", "sending", "unknown")))
        .group_by(t.c.channel, t.c.state)
    )
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in conn.execute(query)]


def _position(name: str, conn: Connection) -> "Position | None":
    from hub.gateways.imap_session import Position

    t = mailbox_table
    kept = conn.execute(select(t.c.position).where(t.c.name == name)).scalar_one_or_none()
    return None if kept is None else msgspec.json.decode(kept, type=Position)


def _keep(name: str, position: "Position", conn: Connection) -> None:
    t = mailbox_table
    conn.execute(delete(t).where(t.c.name == name))
    conn.execute(insert(t).values(name=name, position=msgspec.json.encode(position).decode()))
