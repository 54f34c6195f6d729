"""Small things kept: settings by name, and which facts have been told on this device (C7)."""

from typing import TypeVar

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.domain.ids import Ms
from client.drafts import Kept as Draft
from client.drafts import Key
from client.store.kept import DRAFT, draft_key
from client.store.tables import kv, notified

T = TypeVar("T")
TOLD_KEPT_MS = 30 * 86_400_000

_put = insert(kv)
_put = _put.on_conflict_do_update(index_elements=["k"], set_={"v": _put.excluded.v})
_tell = insert(notified).on_conflict_do_nothing()


def get(conn: Connection, name: str, kind: type[T]) -> T | None:
    """The value under `name`, None when there is none or another version wrote something else."""
    found = conn.scalar(select(kv.c.v).where(kv.c.k == name))
    if found is None:
        return None
    try:
        return msgspec.json.decode(found, type=kind)
    except msgspec.DecodeError:
        return None


def put(conn: Connection, name: str, value: object) -> None:
    conn.execute(_put, {"k": name, "v": msgspec.json.encode(value)})


def forget(conn: Connection, name: str) -> None:
    conn.execute(delete(kv).where(kv.c.k == name))


def drafts(conn: Connection) -> dict[Key, Draft]:
    """Every draft that can be read."""
    found: dict[Key, Draft] = {}
    for name in conn.scalars(select(kv.c.k).where(kv.c.k.startswith(DRAFT))):
        key, draft = draft_key(name), get(conn, name, Draft)
        if key is not None and draft is not None:
            found[key] = draft
    return found


def told(conn: Connection) -> set[str]:
    return set(conn.scalars(select(notified.c.eid)))


def tell(conn: Connection, eids: list[str], now: Ms) -> None:
    """Remember that these have been told, before they are."""
    if eids:
        conn.execute(_tell, [{"eid": eid, "at": now} for eid in eids])


def forget_old(conn: Connection, now: Ms) -> None:
    conn.execute(delete(notified).where(notified.c.at < now - TOLD_KEPT_MS))
