"""What planning asks of the tables: which moments of a rep are taken, whose queues there are."""

import msgspec
from sqlalchemy import Connection, bindparam, select

from app.domain.ids import Ms
from app.domain.lead import Lead
from hub.prepared import Prepared
from hub.tables import lead as t
from hub.tables import team

_decoder = msgspec.json.Decoder(Lead)
_OWNED = (t.c.team_id == bindparam("b_team"), t.c.owner == bindparam("b_owner"))
_BOOKED = Prepared(
    select(t.c.next_at_ms)
    .where(
        *_OWNED,
        t.c.next_at_ms >= bindparam("b_start"),
        t.c.next_at_ms < bindparam("b_end"),
        t.c.id != bindparam("b_lead"),
    )
    .order_by(t.c.next_at_ms)
)
_PLANNED = Prepared(
    select(t.c.doc).where(*_OWNED, t.c.next_at_ms.is_not(None)).order_by(t.c.next_at_ms, t.c.id)
)
_OWNERS = Prepared(
    select(t.c.owner)
    .where(t.c.team_id == bindparam("b_team"), t.c.owner > "", t.c.next_at_ms.is_not(None))
    .distinct()
    .order_by(t.c.owner)
)
_TEAMS = Prepared(select(team.c.id).order_by(team.c.id))


def booked(
    conn: Connection, team: str, owner: str, lead: str, start: Ms, end: Ms
) -> tuple[Ms, ...]:
    """When `owner`'s other next touches are, from `start` up to `end`, in order."""
    rows = _BOOKED.rows(conn, b_team=team, b_owner=owner, b_lead=lead, b_start=start, b_end=end)
    return tuple(int(row[0]) for row in rows)


def planned(conn: Connection, team: str, owner: str) -> list[Lead]:
    """All of `owner`'s leads that have a next touch, the earliest first."""
    return [_decoder.decode(row[0]) for row in _PLANNED.rows(conn, b_team=team, b_owner=owner)]


def owners(conn: Connection, team: str) -> list[str]:
    """Everybody on `team` for whom something is planned."""
    return [row[0] for row in _OWNERS.rows(conn, b_team=team)]


def teams(conn: Connection) -> list[str]:
    return [row[0] for row in _TEAMS.rows(conn)]
