"""What one night's learning leaves behind, and the row it is kept in: one a team, the newest."""

import hashlib

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, insert, select

from app.domain.ids import Ms
from app.protocol.messages import Pickup
from hub.prepared import Prepared
from hub.tables import plan_model as t

DIGITS = 16


class Learnt(Struct, frozen=True, kw_only=True):
    """`model` is the planner's, as its own JSON; `prices` what a call place costs, by rep id and
    number of the half-hour (counted since 1970); what is not named costs nothing."""

    as_of: Ms
    model: msgspec.Raw
    pickup: Pickup
    prices: dict[str, dict[int, float]] = {}


class Kept(Struct, frozen=True, kw_only=True):
    """`version` is the hash of all that was learnt, the moment left out: same facts, same hash."""

    learnt: Learnt
    version: str


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Learnt)
_HERE = t.c.team_id == bindparam("b_team")
_FIND = Prepared(select(t.c.doc, t.c.version).where(_HERE))
_DROP = Prepared(delete(t).where(_HERE))
_ADD = Prepared(insert(t).values({c.name: bindparam(c.name) for c in t.c}))


def kept(learnt: Learnt) -> Kept:
    told = _encoder.encode((learnt.model, learnt.prices))
    return Kept(learnt=learnt, version=hashlib.sha256(told).hexdigest()[:DIGITS])


def find(conn: Connection, team: str) -> Kept | None:
    """None before the first night, and for a row this version cannot read: it is learnt anew."""
    row = _FIND.one(conn, b_team=team)
    if row is None:
        return None
    try:
        return Kept(learnt=_decoder.decode(row[0]), version=row[1])
    except msgspec.DecodeError:
        return None


def keep(conn: Connection, team: str, made: Kept) -> None:
    _DROP.run(conn, b_team=team)
    doc = _encoder.encode(made.learnt).decode()
    _ADD.run(conn, team_id=team, version=made.version, as_of_ms=made.learnt.as_of, doc=doc)
