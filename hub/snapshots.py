"""Snapshots: every lead of a team one actor may see, with the position they are true at."""

from msgspec import Struct
from sqlalchemy import Connection, select

from app.domain.commands import Actor
from app.domain.lead import Lead
from hub import lead_rows
from hub.database import Database
from hub.event_log import read_eid, read_head
from hub.tables import membership
from hub.visibility import visible


class Snapshot(Struct, frozen=True, kw_only=True):
    """`leads` as they are after the fact at `as_of`, whose id is `eid` ("" on an empty stream)."""

    as_of: int
    eid: str
    epoch: str
    view: int
    leads: tuple[Lead, ...]


class Snapshots:
    def __init__(self, db: Database) -> None:
        self.db = db

    async def read(self, actor: Actor, team: str) -> Snapshot:
        """Position and leads of one read transaction. Raises KeyError for an unknown team."""
        return await self.db.read(lambda conn: _read(conn, actor, team))


def _read(conn: Connection, actor: Actor, team: str) -> Snapshot:
    head = read_head(conn, team)
    here = (membership.c.team_id == team, membership.c.rep_id == actor.rep)
    view = conn.execute(select(membership.c.view).where(*here)).scalar_one_or_none()
    return Snapshot(
        as_of=head.seq,
        eid=read_eid(conn, team, head.seq),
        epoch=head.epoch,
        view=view or 0,
        leads=tuple(lead for lead in lead_rows.every(conn, team) if visible(actor, lead)),
    )
