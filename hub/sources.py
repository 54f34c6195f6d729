"""Webhook sources: where leads come from, each behind its own secret path."""

import secrets
from collections.abc import Callable
from functools import partial

from msgspec import Struct
from sqlalchemy import Connection, insert, select

from app.domain.ids import Ms, new_id
from hub.database import Database
from hub.pairing import digest
from hub.tables import webhook_source as t
from hub.teams import ensure_team, tidy

PATH_BYTES = 16


class SourceRow(Struct, frozen=True, kw_only=True):
    """One source. `secret` signs its deliveries ("" = only the path is secret); `default_region` is
    an ISO 3166 country for numbers written without a country code ("" = none)."""

    id: str
    team: str
    kind: str
    name: str
    secret: str = ""
    default_region: str = ""


class Sources:
    def __init__(self, db: Database, now: Callable[[], Ms]) -> None:
        self.db = db
        self.now = now

    async def add(
        self, kind: str, name: str, team_name: str, secret: str = "", default_region: str = ""
    ) -> tuple[SourceRow, str]:
        """A new source and its path token (128 bits, shown this once; stored as a hash).
        Creates the team when new. Raises Refusal for a bad name."""
        row = SourceRow(
            id=new_id(self.now()),
            team="",
            kind=tidy(kind, "kind")[:40],
            name=tidy(name, "name"),
            secret=secret,
            default_region=default_region[:2].upper(),
        )
        token = secrets.token_urlsafe(PATH_BYTES)
        where = tidy(team_name, "team")
        return await self.db.write(partial(_add, row, where, token, self.now())), token

    async def find(self, token: str) -> SourceRow | None:
        """The source behind `/v1/in/<token>`, or None."""
        query = select(t.c.id, t.c.team_id, t.c.kind, t.c.name, t.c.secret, t.c.default_region)
        here = query.where(t.c.token_hash == digest(token[:100]), t.c.disabled_ms.is_(None))
        row = await self.db.read(lambda conn: conn.execute(here).one_or_none())
        if row is None:
            return None
        return SourceRow(
            id=row.id,
            team=row.team_id,
            kind=row.kind,
            name=row.name,
            secret=row.secret,
            default_region=row.default_region,
        )


def _add(row: SourceRow, team_name: str, token: str, now: Ms, conn: Connection) -> SourceRow:
    team_id = ensure_team(conn, team_name, now)
    new = {
        "id": row.id,
        "team_id": team_id,
        "kind": row.kind,
        "name": row.name,
        "token_hash": digest(token),
        "secret": row.secret,
        "default_region": row.default_region,
        "created_ms": now,
        "disabled_ms": None,
    }
    conn.execute(insert(t).values(new))
    return SourceRow(
        id=row.id,
        team=team_id,
        kind=row.kind,
        name=row.name,
        secret=row.secret,
        default_region=row.default_region,
    )
