"""Snapshots: every lead of a team one actor may see, with the position they are true at."""

from msgspec import Struct

from app.domain.commands import Actor
from app.domain.lead import Lead
from hub.database import Database


class Snapshot(Struct, frozen=True, kw_only=True):
    """`leads` are the state after the fact at `as_of`, whose id is `eid` ("" when the stream is empty)."""

    as_of: int
    eid: str
    epoch: str
    view: int
    leads: tuple[Lead, ...]


class Snapshots:
    def __init__(self, db: Database) -> None:
        self.db = db

    async def read(self, actor: Actor, team: str) -> Snapshot:
        """Position and leads from one read transaction."""
        raise NotImplementedError
