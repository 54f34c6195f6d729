"""Accounts: teams, reps, invites and paired devices. Tokens and codes are stored as hashes only."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from app.domain.commands import Actor, Role
from app.domain.ids import Ms
from app.domain.refusals import RefusalCode
from hub.database import Database


class Refusal(Exception):
    """A rule said no. `str()` is a sentence for the user; `after_ms` when trying again makes sense (0 = never)."""

    def __init__(self, code: RefusalCode, msg: str, after_ms: int = 0) -> None:
        super().__init__(msg)
        self.code = code
        self.msg = msg
        self.after_ms = after_ms


class Device(Struct, frozen=True, kw_only=True):
    """One paired desk and whose it is."""

    id: str
    rep: str
    rep_name: str
    role: Role
    team: str
    team_name: str
    view: int
    install: str

    def actor(self) -> Actor:
        return Actor(rep=self.rep, name=self.rep_name, role=self.role)


class Accounts:
    def __init__(self, db: Database, now: Callable[[], Ms]) -> None:
        self.db = db
        self.now = now
        self.revoked: list[Callable[[str], None]] = []
        """Called on the loop with a device id after its revocation is committed."""

    async def invite(self, rep_name: str, team_name: str, role: Role) -> str:
        """A code like `7KQ2-M9XD` for that rep; creates team and rep when new, changes the role when
        it differs. Raises Refusal for an empty or over-long name."""
        raise NotImplementedError

    async def redeem(
        self, code: str, device_name: str, install: str, ip: str
    ) -> tuple[str, Device]:
        """A token (shown this once) and its device. Raises Refusal: not_found (wrong, used, expired) or
        rate_limited (20 wrong codes an hour from one address)."""
        raise NotImplementedError

    async def device_for(self, token: str) -> Device | None:
        """The live device behind a bearer token; None when unknown or revoked."""
        raise NotImplementedError

    async def still_paired(self, device_ids: Iterable[str]) -> frozenset[str]:
        """Those of `device_ids` that are not revoked: the re-check of connected desks."""
        raise NotImplementedError

    async def revoke(self, device_id: str) -> bool:
        """False when there was nothing to revoke."""
        raise NotImplementedError

    async def roster(self, team: str) -> dict[str, str]:
        """Rep id -> name."""
        raise NotImplementedError

    async def reps(self, team: str) -> list[tuple[str, str, Role]]:
        """(rep id, name, role), by name."""
        raise NotImplementedError
