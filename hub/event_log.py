"""The log: gapless facts per team, appended only inside a write, read from any cursor."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Connection,
    String,
    bindparam,
    cast,
    exists,
    func,
    insert,
    select,
    update,
)

from app.domain.facts import Fact
from app.domain.ids import Ms, new_id
from app.protocol.codec import encode_body
from hub.database import Database
from hub.prepared import Prepared, Row
from hub.tables import device, device_cursor, event, meta, team_stream

SCHEMA_V = 1


class StoredEvent(Struct, frozen=True, kw_only=True):
    """One logged fact. `body` is the JSON of the class `KINDS[k]`; `v` the lead's version after it;
    `vis` the audience (`hub.visibility.hears`); `op` the act that caused it, or empty."""

    seq: int
    eid: str
    ts: Ms
    k: str
    lead: str
    v: int
    body: bytes
    op: str
    vis: str


class Head(Struct, frozen=True, kw_only=True):
    """Where a stream stands: facts `min_seq`..`seq` are kept. An empty one has seq 0, min_seq 1."""

    epoch: str
    seq: int
    min_seq: int


_B_TEAM = bindparam("b_team", type_=String)
_LOCK = Prepared(
    select(team_stream.c.head_seq).where(team_stream.c.team_id == _B_TEAM).with_for_update()
)
_TAKE = Prepared(
    update(team_stream)
    .where(team_stream.c.team_id == _B_TEAM)
    .values(head_seq=team_stream.c.head_seq + bindparam("b_n"))
    .returning(team_stream.c.head_seq)
)
_APPEND = Prepared(insert(event).values({c.name: bindparam(c.name) for c in event.c}))
_READ = Prepared(
    select(
        event.c.seq,
        event.c.eid,
        event.c.ts_ms,
        event.c.kind,
        event.c.lead_id,
        event.c.v,
        event.c.body,
        event.c.op,
        event.c.vis,
    )
    .where(event.c.team_id == _B_TEAM, event.c.seq > bindparam("b_after"))
    .order_by(event.c.seq)
    .limit(bindparam("b_limit"))
)


def lock(conn: Connection, team: str) -> int | None:
    """Hold the team's row until commit: first in every write. Its head; None for no such team."""
    row = _LOCK.one(conn, b_team=team)
    return None if row is None else int(row[0])


def append(
    conn: Connection,
    *,
    team: str,
    lead: str,
    facts: Sequence[Fact],
    v: int,
    now: Ms,
    vis: str,
    op: str = "",
) -> int:
    """Log `facts` about a lead whose version was `v` before them; the last one's seq."""
    taken = _TAKE.one(conn, b_team=team, b_n=len(facts))
    assert taken is not None, "the team's row is locked, so it exists"
    last = int(taken[0])
    for number, fact in enumerate(facts, start=1):
        _APPEND.run(
            conn,
            team_id=team,
            seq=last - len(facts) + number,
            eid=new_id(now),
            ts_ms=now,
            kind=fact.k,
            lead_id=lead,
            v=v + number,
            vis=vis,
            body=encode_body(fact).decode(),
            op=op,
            schema_v=SCHEMA_V,
        )
    return last


def read_head(conn: Connection, team: str) -> Head:
    """Raises KeyError for a team that does not exist."""
    row = conn.execute(select(team_stream).where(team_stream.c.team_id == team)).one_or_none()
    if row is None:
        raise KeyError(team)
    return Head(epoch=row.epoch, seq=row.head_seq, min_seq=row.min_seq)


def read_eid(conn: Connection, team: str, seq: int) -> str:
    """The id of the fact at `seq`, "" when there is none."""
    where = (event.c.team_id == team, event.c.seq == seq)
    return conn.execute(select(event.c.eid).where(*where)).scalar_one_or_none() or ""


class EventLog:
    """The log as the doors read it. Nothing here writes a fact."""

    def __init__(self, db: Database) -> None:
        self.db = db

    async def read(self, team: str, after: int, limit: int = 500) -> list[StoredEvent]:
        """Facts with seq > `after`, in order, at most `limit`; every audience."""
        return await self.db.read(
            lambda conn: [
                _stored(row) for row in _READ.rows(conn, b_team=team, b_after=after, b_limit=limit)
            ]
        )

    async def head(self, team: str) -> Head:
        """Raises KeyError for a team that does not exist."""
        return await self.db.read(lambda conn: read_head(conn, team))

    async def eid_at(self, team: str, seq: int) -> str:
        """The id of the fact at `seq`, or "" when it is not kept (or was never written)."""
        return await self.db.read(lambda conn: read_eid(conn, team, seq))

    async def position(self, team: str, seq: int) -> tuple[Head, str]:
        """`head` and `eid_at(seq)` of one read transaction: what decides resume or snapshot."""
        return await self.db.read(lambda conn: (read_head(conn, team), read_eid(conn, team, seq)))

    async def store(self) -> str:
        """The id of this store, minted with it: a desk keeps one local store per hub."""
        query = select(meta.c.value).where(meta.c.key == "store_uuid")
        return await self.db.read(lambda conn: str(conn.execute(query).scalar_one()))

    async def last_instant(self) -> Ms:
        """When the newest fact was logged (0: never): where the hub's clock goes on from."""
        newest = select(func.max(event.c.ts_ms)).join(
            team_stream,
            (team_stream.c.team_id == event.c.team_id) & (team_stream.c.head_seq == event.c.seq),
        )
        return await self.db.read(lambda conn: int(conn.execute(newest).scalar() or 0))

    async def store_acks(self, acked: Mapping[tuple[str, str], int], now: Ms) -> None:
        """Remember (device id, stream name) -> seq. A lower seq changes nothing. Batch it."""

        rows = [
            {"b_device": device_id, "b_stream": stream, "b_seq": seq, "b_now": now}
            for (device_id, stream), seq in acked.items()
        ]

        def keep(conn: Connection) -> None:
            for statement in _KEEP_ACK:
                conn.execute(statement, rows)

        if rows:
            await self.db.write(keep)


def _stored(row: Row) -> StoredEvent:
    seq, eid, ts, k, lead, v, body, op, vis = row
    return StoredEvent(
        seq=seq, eid=eid, ts=ts, k=k, lead=lead, v=v, body=str(body).encode(), op=op, vis=vis
    )


_DEVICE, _STREAM = bindparam("b_device", type_=String), bindparam("b_stream", type_=String)
_SEQ, _NOW = bindparam("b_seq", type_=BigInteger), bindparam("b_now", type_=BigInteger)
_HERE = (device_cursor.c.device_id == _DEVICE, device_cursor.c.stream == _STREAM)
_KEEP_ACK = (
    update(device).where(device.c.id == _DEVICE).values(last_seen_ms=_NOW),
    update(device_cursor)
    .where(*_HERE, device_cursor.c.acked_seq < _SEQ)
    .values(acked_seq=_SEQ, acked_ms=_NOW),
    # Insert where there is none; a device deleted meanwhile leaves nothing to remember.
    insert(device_cursor).from_select(
        ["device_id", "stream", "acked_seq", "acked_ms"],
        select(
            device.c.id,
            cast(_STREAM, String),
            cast(_SEQ, BigInteger),
            cast(_NOW, BigInteger),
        ).where(device.c.id == _DEVICE, ~exists().where(*_HERE)),
    ),
)
"""Each runs once for all desks that acknowledged since: the writer has leads waiting."""
