"""Who somebody is to a team at this moment, as the write path asks: role, name, still paired?"""

from sqlalchemy import Connection, bindparam, select

from app.domain.commands import Actor
from hub.prepared import Prepared
from hub.tables import device, membership, rep

_ACTOR = Prepared(
    select(rep.c.id, rep.c.name, membership.c.role)
    .select_from(device)
    .join(rep, rep.c.id == device.c.rep_id)
    .join(
        membership,
        (membership.c.rep_id == device.c.rep_id) & (membership.c.team_id == device.c.team_id),
    )
    .where(
        device.c.id == bindparam("b_device"),
        device.c.team_id == bindparam("b_team"),
        device.c.revoked_ms.is_(None),
    )
)
_ROSTER = Prepared(
    select(rep.c.id, rep.c.name, membership.c.role)
    .join(membership, membership.c.rep_id == rep.c.id)
    .where(membership.c.team_id == bindparam("b_team"))
    .order_by(rep.c.name)
)
_HAS_DESK = Prepared(
    select(device.c.id)
    .join(
        membership,
        (membership.c.rep_id == device.c.rep_id) & (membership.c.team_id == device.c.team_id),
    )
    .where(
        device.c.team_id == bindparam("b_team"),
        device.c.rep_id == bindparam("b_rep"),
        device.c.revoked_ms.is_(None),
        membership.c.role != "marketing",
    )
    .limit(1)
)


def actor(conn: Connection, device_id: str, team: str) -> Actor | None:
    """None when the device is revoked or never was on that team."""
    row = _ACTOR.one(conn, b_device=device_id, b_team=team)
    return None if row is None else Actor(rep=row[0], name=row[1], role=row[2])


def has_desk(conn: Connection, team: str, rep: str) -> bool:
    """Is `rep` still somebody who calls on `team`, with a paired desk to ring?"""
    return _HAS_DESK.one(conn, b_team=team, b_rep=rep) is not None


def members(conn: Connection, team: str) -> list[Actor]:
    """Everybody on the team, by name."""
    return [Actor(rep=row[0], name=row[1], role=row[2]) for row in _ROSTER.rows(conn, b_team=team)]


def roster(conn: Connection, team: str) -> dict[str, str]:
    """Rep id -> name: who may be given a lead. Marketing sees leads but is given none."""
    return {who.rep: who.name for who in members(conn, team) if who.role != "marketing"}
