"""The desk's memory on disk, as the desk speaks of it: each call is one transaction."""

from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from app.domain.ids import Ms
from app.domain.message import Written
from app.protocol.messages import Cursor, Pickup, Ready, Times
from client.drafts import Kept as Draft
from client.mirror import Batch
from client.pending import Act, Settlement
from client.store import facts, outbox, settings
from client.store.database import Store
from client.store.errors import StoreDamaged, StoreFull
from client.store.kept import (
    PICKUP,
    PRESENCE,
    READY,
    TIMES,
    ZONE,
    Kept,
    SavedPresence,
    draft_name,
)

T = TypeVar("T")


class Keeper:
    def __init__(self, store: Store, opened: Ms) -> None:
        self._store = store
        self._opened = opened

    @classmethod
    async def open(cls, path: Path, now: Ms) -> "Keeper":
        keeper = cls(await Store.open(path, now), now)
        try:
            await keeper._store.run(partial(_tidy, now=now))
        except StoreDamaged:
            await keeper._store.set_aside(now)
        except StoreFull:
            pass  # what is old goes another day
        return keeper

    @property
    def rescued(self) -> int | None:
        """Acts carried over from a damaged file; None when it was sound."""
        return self._store.rescued if self._store.moved_to else None

    async def load(self) -> Kept:
        """Everything kept. A file that looks sound and cannot be read is damaged all the same."""
        try:
            return await self._store.run(_load)
        except StoreDamaged:
            await self._store.set_aside(self._opened + 1)
            return await self._store.run(_load)

    async def commit(
        self, batch: Batch, settlements: list[Settlement], told: list[str], now: Ms
    ) -> None:
        """The effect of a run of the feed, its cursor, and the acts it answers (C1, C4)."""
        await self._store.run(partial(_commit, batch, settlements, told, now))

    async def add(self, acts: list[Act]) -> None:
        await self._store.run(partial(outbox.add, acts=acts))

    async def change(self, acts: list[Act]) -> None:
        await self._store.run(partial(outbox.change, acts=acts))

    async def end(self, act: Act, how: str, now: Ms) -> None:
        """An act leaves without an answer: expired, or discarded by the user."""
        await self._store.run(partial(outbox.settle, act=act, how=how, re=b"{}", now=now))

    async def tell(self, keys: list[str], now: Ms) -> None:
        await self._store.run(partial(settings.tell, eids=keys, now=now))

    async def put_ready(self, ready: Ready) -> None:
        await self._store.run(partial(settings.put, name=READY, value=ready))

    async def put_presence(self, presence: SavedPresence) -> None:
        await self._store.run(partial(settings.put, name=PRESENCE, value=presence))

    async def put_times(self, times: Times) -> None:
        await self._store.run(partial(settings.put, name=TIMES, value=times))

    async def put_pickup(self, pickup: Pickup) -> None:
        await self._store.run(partial(settings.put, name=PICKUP, value=pickup))

    async def put_zone_told(self, zone: str) -> None:
        await self._store.run(partial(settings.put, name=ZONE, value=zone))

    async def put_draft(self, lead: str, channel: Written, draft: Draft | None) -> None:
        """Write a draft, or (None) forget it."""
        name = draft_name(lead, channel)
        if draft is None:
            await self._store.run(partial(settings.forget, name=name))
        else:
            await self._store.run(partial(settings.put, name=name, value=draft))

    async def cursors(self) -> dict[str, Cursor]:
        return (await self._store.run(facts.load)).cursors

    async def rescue(self, now: Ms) -> list[Act]:
        """Start a fresh file; the unanswered acts that could be read."""
        await self._store.rescue(now)
        return await self._store.run(outbox.load)

    async def close(self) -> None:
        await self._store.close()

    async def erase(self) -> None:
        await self._store.erase()


def _tidy(conn: Connection, now: Ms) -> None:
    outbox.forget_old(conn, now)
    settings.forget_old(conn, now)


def _load(conn: Connection) -> Kept:
    return Kept(
        mirrored=facts.load(conn),
        acts=outbox.load(conn),
        told=settings.told(conn),
        ready=settings.get(conn, READY, Ready),
        presence=settings.get(conn, PRESENCE, SavedPresence) or SavedPresence(),
        times=settings.get(conn, TIMES, Times),
        pickup=settings.get(conn, PICKUP, Pickup),
        zone_told=settings.get(conn, ZONE, str) or "",
        drafts=settings.drafts(conn),
    )


def _commit(
    batch: Batch, settlements: list[Settlement], told: list[str], now: Ms, conn: Connection
) -> None:
    facts.keep(conn, batch)
    for settlement in settlements:
        answered, re = settlement.answered, settlement.re
        if answered.final:
            how = "done" if re.ok else "refused"
            outbox.settle(conn, answered.act, how, msgspec.json.encode(re), now)
        else:
            outbox.change(conn, [answered.act])
        outbox.change(conn, answered.refenced)
    settings.tell(conn, told, now)
