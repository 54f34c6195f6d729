"""Accounts: invites, paired devices, rosters. Codes and tokens are stored as hashes only."""

import hmac
import secrets
from collections.abc import Callable, Iterable
from functools import partial

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from app.domain.commands import Actor, Role
from app.domain.ids import Ms, new_id
from hub import pairing, standing
from hub.database import Database
from hub.tables import device, invite, membership, rep, team
from hub.teams import Refusal, ensure_rep, ensure_team, tidy, tidy_or_empty

__all__ = ["Accounts", "Device", "Refusal"]

TOKEN_BYTES = 32


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
    run: str = ""
    """Which start of the program speaks (`runs.named`); empty where it is not known."""

    def actor(self) -> Actor:
        return Actor(rep=self.rep, name=self.rep_name, role=self.role)


class Accounts:
    def __init__(self, db: Database, now: Callable[[], Ms]) -> None:
        self.db = db
        self.now = now
        self.revoked: list[Callable[[str], None]] = []
        """Called on the loop with a device id after its revocation is committed."""
        self._guesses = pairing.Guesses()

    async def invite(self, rep_name: str, team_name: str, role: Role | None = None) -> str:
        """A code like `7KQ2-M9XD` for that rep, good for ten minutes and one desk. Creates team and
        rep when new, changes the role when it differs; without one, somebody known keeps theirs
        and somebody new is a rep. Raises Refusal for a bad name."""
        who, where = tidy(rep_name, "rep"), tidy(team_name, "team")
        return pairing.shown(await self.db.write(partial(_invite, who, where, role, self.now())))

    async def redeem(
        self, code: str, device_name: str, install: str, ip: str
    ) -> tuple[str, Device]:
        """A token (shown this once) and its device. Raises Refusal: not_found (wrong, used,
        expired) or rate_limited (20 wrong codes an hour from one address)."""
        now = self.now()
        if wait := self._guesses.wait_ms(ip, now):
            raise Refusal("rate_limited", "Too many wrong codes. Wait an hour, or ask again.", wait)
        plain = pairing.read_code(code)
        name = tidy(device_name or "desk", "device_name")
        token = f"dvt_{secrets.token_urlsafe(TOKEN_BYTES)}"
        paired = None
        if plain is not None:
            redeem = partial(_redeem, plain, name, tidy_or_empty(install), token, now)
            paired = await self.db.write(redeem)
        if paired is None:
            self._guesses.was_wrong(ip, now)
            raise Refusal(
                "not_found",
                "That code is not known here. Codes last ten minutes; ask for a new one.",
            )
        found, replaced = paired
        for old in replaced:
            self._tell_revoked(old)
        return token, found

    async def device_for(self, token: str) -> Device | None:
        """The live device behind a bearer token; None when unknown or revoked."""
        if not token.startswith("dvt_") or len(token) > 100:
            return None
        digest = pairing.digest(token)
        return await self.db.read(lambda conn: _device(conn, device.c.token_hash == digest))

    async def was_revoked(self, token: str) -> bool:
        """Did this token open a desk once? Its holder is told to forget, not only to pair again."""
        digest = pairing.digest(token[:100])
        gone = device.c.token_hash == digest, device.c.revoked_ms.is_not(None)
        query = select(device.c.id).where(*gone)
        return await self.db.read(lambda conn: conn.execute(query).one_or_none() is not None)

    async def still_paired(self, device_ids: Iterable[str]) -> frozenset[str]:
        """Those of `device_ids` that are not revoked: the re-check of connected desks."""
        ids = list(device_ids)
        query = select(device.c.id).where(device.c.id.in_(ids), device.c.revoked_ms.is_(None))
        return await self.db.read(lambda conn: frozenset(conn.execute(query).scalars()))

    async def revoke(self, device_id: str) -> bool:
        """False when there was nothing to revoke."""
        query = (
            update(device)
            .where(device.c.id == device_id, device.c.revoked_ms.is_(None))
            .values(revoked_ms=self.now())
        )
        done = await self.db.write(lambda conn: conn.execute(query).rowcount == 1)
        if done:
            self._tell_revoked(device_id)
        return done

    async def roster(self, team_id: str) -> dict[str, str]:
        """Rep id -> name of everybody on the team."""
        everybody = await self.db.read(lambda conn: standing.members(conn, team_id))
        return {who.rep: who.name for who in everybody}

    async def reps(self, team_id: str) -> list[tuple[str, str, Role]]:
        """(rep id, name, role), by name."""
        everybody = await self.db.read(lambda conn: standing.members(conn, team_id))
        return [(who.rep, who.name, who.role) for who in everybody]

    def _tell_revoked(self, device_id: str) -> None:
        for hook in self.revoked:
            hook(device_id)


def _invite(rep_name: str, team_name: str, role: Role | None, now: Ms, conn: Connection) -> str:
    team_id = ensure_team(conn, team_name, now)
    rep_id = ensure_rep(conn, team_id, rep_name, role, now)
    spent = or_(invite.c.expires_ms <= now, invite.c.used_ms.is_not(None))
    conn.execute(delete(invite).where(spent))
    taken = select(invite.c.selector)
    code = pairing.make_code()
    while conn.execute(taken.where(invite.c.selector == pairing.selector(code))).one_or_none():
        code = pairing.make_code()
    row = {
        "selector": pairing.selector(code),
        "code_hash": pairing.digest(code),
        "team_id": team_id,
        "rep_id": rep_id,
        "tries": 0,
        "expires_ms": now + pairing.LIFE_MS,
        "used_ms": None,
    }
    conn.execute(insert(invite).values(row))
    return code


def _redeem(
    code: str, name: str, install: str, token: str, now: Ms, conn: Connection
) -> tuple[Device, list[str]] | None:
    """The new device and the older ones of its installation; None for a wrong code."""
    here = invite.c.selector == pairing.selector(code)
    row = conn.execute(select(invite).where(here).with_for_update()).one_or_none()
    if row is None or row.used_ms is not None or row.expires_ms <= now:
        return None
    if row.tries >= pairing.TRIES:
        return None
    if not hmac.compare_digest(row.code_hash, pairing.digest(code)):
        conn.execute(update(invite).where(here).values(tries=invite.c.tries + 1))
        return None
    used = update(invite).where(here, invite.c.used_ms.is_(None)).values(used_ms=now)
    if conn.execute(used).rowcount != 1:
        return None
    replaced = _replace(conn, row.rep_id, install, now)
    new = {
        "id": new_id(now),
        "rep_id": row.rep_id,
        "team_id": row.team_id,
        "token_hash": pairing.digest(token),
        "name": name,
        "install": install,
        "created_ms": now,
        "last_seen_ms": now,
        "revoked_ms": None,
    }
    conn.execute(insert(device).values(new))
    found = _device(conn, device.c.id == new["id"])
    assert found is not None
    return found, replaced


def _replace(conn: Connection, rep_id: str, install: str, now: Ms) -> list[str]:
    """Pairing the same installation again for the same rep ends its older token."""
    if not install:
        return []
    old = (
        device.c.rep_id == rep_id,
        device.c.install == install,
        device.c.revoked_ms.is_(None),
    )
    ids = list(conn.execute(select(device.c.id).where(*old)).scalars())
    conn.execute(update(device).where(*old).values(revoked_ms=now))
    return ids


_DEVICE = (
    select(
        device.c.id,
        rep.c.id.label("rep"),
        rep.c.name.label("rep_name"),
        membership.c.role,
        team.c.id.label("team"),
        team.c.name.label("team_name"),
        membership.c.view,
        device.c.install,
    )
    .select_from(device)
    .join(rep, rep.c.id == device.c.rep_id)
    .join(team, team.c.id == device.c.team_id)
    .join(
        membership,
        (membership.c.rep_id == device.c.rep_id) & (membership.c.team_id == device.c.team_id),
    )
    .where(device.c.revoked_ms.is_(None))
)


def _device(conn: Connection, which: ColumnElement[bool]) -> Device | None:
    row = conn.execute(_DEVICE.where(which)).one_or_none()
    return None if row is None else Device(**row._asdict())
