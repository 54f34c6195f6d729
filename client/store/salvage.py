"""What can be saved of a damaged store: the acts that were not answered and the drafts, row by
row."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, insert

from client.drafts import Kept as Draft
from client.store.kept import DRAFT, draft_key
from client.store.tables import kv, outbox

COLUMNS = [c.name for c in outbox.columns]
UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""The second when even the words of the error carry a broken name."""
GIVE_UP_AFTER = 1_000
"""Unreadable rows in a line, after which there is nothing more to find."""


def move_aside(path: Path, now: int) -> Path:
    """Rename the file and its companions; `now` (epoch ms) makes the name new."""
    aside = path.with_name(f"{path.name}.damaged-{now}")
    for suffix in ("", "-wal", "-shm"):
        part = Path(f"{path}{suffix}")
        if part.exists():
            part.rename(f"{aside}{suffix}")
    return aside


def rescue_outbox(damaged: Path, into: Connection) -> int:
    """Copy every readable outbox row of `damaged`; how many that were."""
    rows = _readable(damaged)
    for row in rows:
        into.execute(insert(outbox), row)
    return len(rows)


def rescue_drafts(damaged: Path, into: Connection) -> None:
    """Copy every readable draft of `damaged`."""
    query = "SELECT CAST(k AS BLOB), CAST(v AS BLOB) FROM kv WHERE k > ? AND k < ? ORDER BY k"
    try:
        with closing(sqlite3.connect(damaged)) as old:
            for name, value in old.execute(query, (DRAFT, f"{DRAFT}~")):
                if _a_draft(name, value):
                    into.execute(insert(kv), {"k": name.decode(), "v": value})
    except UNREADABLE:
        pass  # up to here


def _a_draft(name: bytes, value: bytes) -> bool:
    try:
        msgspec.json.decode(value, type=Draft)
        return draft_key(name.decode()) is not None
    except (UnicodeDecodeError, msgspec.DecodeError):
        return False


def _readable(damaged: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    try:
        with closing(sqlite3.connect(damaged)) as old:
            last, bad = 0, 0
            while bad < GIVE_UP_AFTER:
                try:
                    row = _after(old, last)
                except UNREADABLE:
                    last, bad = last + 1, bad + 1
                    continue
                if row is None:
                    break
                last, bad = int(row["n"]), 0
                if _sane(row):
                    rows.append(row)
    except UNREADABLE:
        pass  # not even a header: nothing in it can be read
    return rows


def _after(old: sqlite3.Connection, last: int) -> dict[str, Any] | None:
    query = f"SELECT {', '.join(COLUMNS)} FROM outbox WHERE n > ? ORDER BY n LIMIT 1"
    found = old.execute(query, (last,)).fetchone()
    return None if found is None else dict(zip(COLUMNS, found, strict=True))


def _sane(row: dict[str, Any]) -> bool:
    """Flipped bytes may leave a readable row that says nonsense."""
    if row["state"] not in ("queued", "sent", "needs_user"):
        return False
    kinds = {"op": str, "do": str, "lead": str, "body": bytes, "at": int, "tries": int}
    if not all(isinstance(row[name], kind) for name, kind in kinds.items()):
        return False
    try:
        msgspec.json.decode(row["body"], type=dict)
    except (UnicodeDecodeError, msgspec.DecodeError):
        return False
    return True
