"""What the hub forgets: answers given, deliveries kept and links gone too old over thirty days ago.
Facts stay."""

from sqlalchemy import Column, Connection, Table, delete, select, tuple_

from app.domain.ids import Ms
from hub.deliveries import REMEMBERED_MS
from hub.op_log import KEPT_MS
from hub.tables import ingest_log, link, op_log

AT_ONCE = 1_000
"""Rows of each table in one write: the writer has leads waiting."""


def forget(conn: Connection, now: Ms) -> bool:
    """Delete what is too old at `now`; True when there may be more of it."""
    answers = _cut(conn, op_log, op_log.c.ts_ms, now - KEPT_MS)
    deliveries = _cut(conn, ingest_log, ingest_log.c.received_ms, now - REMEMBERED_MS)
    links = _cut(conn, link, link.c.expires_ms, now - KEPT_MS)
    return AT_ONCE in (answers, deliveries, links)


def _cut(conn: Connection, table: Table, when: Column[int], before: Ms) -> int:
    key = table.primary_key.columns.values()
    old = select(*key).where(when < before).limit(AT_ONCE)
    return conn.execute(delete(table).where(tuple_(*key).in_(old))).rowcount
