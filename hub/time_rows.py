"""The rows of the rep_times table: each rep's own times as last set."""

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from app.domain.ids import Ms
from app.domain.rep_times import RepTimes
from hub.prepared import Prepared
from hub.tables import rep_times as t

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(RepTimes)

_HERE = (t.c.team_id == bindparam("b_team"), t.c.rep_id == bindparam("b_rep"))
_FIND = Prepared(select(t.c.doc).where(*_HERE))
_VERSION = Prepared(select(t.c.v).where(*_HERE))
_TEAM = Prepared(
    select(t.c.rep_id, t.c.doc).where(t.c.team_id == bindparam("b_team")).order_by(t.c.rep_id)
)
_ADD = Prepared(insert(t).values({c.name: bindparam(c.name) for c in t.c}))
_CHANGE = Prepared(
    update(t)
    .where(*_HERE)
    .values({name: bindparam(name) for name in ("doc", "set_ms", "by_rep", "v")})
)


def find(conn: Connection, team: str, rep: str) -> RepTimes | None:
    """What that rep set, or None: the playbook's shift counts then."""
    row = _FIND.one(conn, b_team=team, b_rep=rep)
    return None if row is None else _decoder.decode(row[0])


def version(conn: Connection, team: str, rep: str) -> int:
    """How often they were changed; 0 when they never were set."""
    row = _VERSION.one(conn, b_team=team, b_rep=rep)
    return 0 if row is None else int(row[0])


def of_team(conn: Connection, team: str) -> dict[str, RepTimes]:
    """By rep id, of everybody on the team who set any."""
    return {row[0]: _decoder.decode(row[1]) for row in _TEAM.rows(conn, b_team=team)}


def keep(conn: Connection, team: str, rep: str, times: RepTimes, by: str, now: Ms) -> None:
    """Store them in place of what was there. The caller holds the team's row."""
    doc = _encoder.encode(times).decode()
    v = version(conn, team, rep) + 1
    if v == 1:
        _ADD.run(conn, team_id=team, rep_id=rep, doc=doc, set_ms=now, by_rep=by, v=v)
    else:
        _CHANGE.run(conn, b_team=team, b_rep=rep, doc=doc, set_ms=now, by_rep=by, v=v)
