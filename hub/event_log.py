"""The log: gapless facts per team, appended only inside a write, read from any cursor."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlalchemy import Connection

from app.domain.ids import Ms
from hub.database import Database


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
    """Where a team's stream stands: facts `min_seq`..`seq` are kept. An empty stream has seq 0, min_seq 1."""

    epoch: str
    seq: int
    min_seq: int


class EventLog:
    def __init__(self, db: Database) -> None:
        self.db = db

    async def read(self, team: str, after: int, limit: int = 500) -> list[StoredEvent]:
        """Facts with seq > `after`, in order, at most `limit`; every audience."""
        raise NotImplementedError

    async def head(self, team: str) -> Head:
        """Raises KeyError for a team that does not exist."""
        raise NotImplementedError

    async def eid_at(self, team: str, seq: int) -> str:
        """The id of the fact at `seq`, or "" when it is not kept (or was never written)."""
        raise NotImplementedError

    async def position(self, team: str, seq: int) -> tuple[Head, str]:
        """`head` and `eid_at(seq)` in one read transaction: what the resume-or-snapshot verdict needs."""
        raise NotImplementedError

    async def store_acks(self, acked: Mapping[tuple[str, str], int], now: Ms) -> None:
        """Remember (device id, stream name) -> seq. Monotone: a lower seq changes nothing. Batch it."""
        raise NotImplementedError
