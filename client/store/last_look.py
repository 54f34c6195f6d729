"""A look into the store with nothing but the standard library: the rows of the last session are
painted, and the link is up, before the database library (a tenth of a second) is loaded. It only
reads, and only the plain case: whatever else it finds is the store's to deal with."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import msgspec

from app.domain.lead import Lead
from app.protocol.messages import Cursor, Pickup, Ready, Times
from client.drafts import Kept as Draft
from client.drafts import Key
from client.store.kept import (
    DRAFT,
    PICKUP,
    PRESENCE,
    READY,
    REVISION,
    TIMES,
    ZONE,
    Kept,
    Mirrored,
    SavedPresence,
    draft_key,
)

T = TypeVar("T")


def last_look(path: Path) -> Kept | None:
    """What the store at `path` holds; None where there is none, of another version, with acts that
    wait, or with anything in it that cannot be read."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as conn:
            conn.execute("BEGIN")
            return _kept(conn) if _plain(conn) else None
    except (sqlite3.Error, UnicodeDecodeError, msgspec.DecodeError):
        return None


def _plain(conn: sqlite3.Connection) -> bool:
    return (
        conn.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        and conn.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
        and conn.execute("SELECT 1 FROM outbox LIMIT 1").fetchone() is None
    )


def _kept(conn: sqlite3.Connection) -> Kept:
    decode = msgspec.json.Decoder(Lead).decode
    rows = conn.execute("SELECT id, stream, json FROM mirror_lead").fetchall()
    cursors = conn.execute("SELECT stream, epoch, view, seq, eid FROM cursor")
    return Kept(
        mirrored=Mirrored(
            cursors={s: Cursor(epoch=e, view=v, seq=seq, eid=eid) for s, e, v, seq, eid in cursors},
            leads={lead_id: decode(json) for lead_id, _, json in rows},
            streams={lead_id: stream for lead_id, stream, _ in rows},
        ),
        acts=[],
        told={eid for (eid,) in conn.execute("SELECT eid FROM notified")},
        ready=_value(conn, READY, Ready),
        presence=_value(conn, PRESENCE, SavedPresence) or SavedPresence(),
        times=_value(conn, TIMES, Times),
        pickup=_value(conn, PICKUP, Pickup),
        zone_told=_value(conn, ZONE, str) or "",
        drafts=_drafts(conn),
    )


def _drafts(conn: sqlite3.Connection) -> dict[Key, Draft]:
    rows = conn.execute("SELECT k, v FROM kv WHERE k LIKE ?", (f"{DRAFT}%",))
    found = ((draft_key(name), value) for name, value in rows)
    return {key: msgspec.json.decode(v, type=Draft) for key, v in found if key is not None}


def _value(conn: sqlite3.Connection, name: str, kind: type[T]) -> T | None:
    row = conn.execute("SELECT v FROM kv WHERE k = ?", (name,)).fetchone()
    return msgspec.json.decode(row[0], type=kind) if row is not None else None
