"""What planning asks of the tables: which moments of a rep are taken, what a team has learnt."""

from sqlalchemy import Connection, bindparam, select

from app.domain.ids import Ms
from hub.prepared import Prepared
from hub.tables import lead as t

_BOOKED = Prepared(
    select(t.c.next_at_ms)
    .where(
        t.c.team_id == bindparam("b_team"),
        t.c.owner == bindparam("b_owner"),
        t.c.next_at_ms >= bindparam("b_start"),
        t.c.next_at_ms < bindparam("b_end"),
        t.c.id != bindparam("b_lead"),
    )
    .order_by(t.c.next_at_ms)
)


def booked(
    conn: Connection, team: str, owner: str, lead: str, start: Ms, end: Ms
) -> tuple[Ms, ...]:
    """When `owner`'s other next touches are, from `start` up to `end`, in order."""
    rows = _BOOKED.rows(conn, b_team=team, b_owner=owner, b_lead=lead, b_start=start, b_end=end)
    return tuple(int(row[0]) for row in rows)
