"""Statements compiled once. Core writes the SQL of each engine; the hot path only binds and runs it.

Building and caching a statement object costs Core about as much as SQLite needs to run it, and the one
writer runs eight of them a claim: this is what lets one writer serve a burst.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql import ClauseElement

Params = Mapping[str, Any]
Row = tuple[Any, ...]


class Prepared:
    """One statement with named bind parameters. Values pass as they are: int, str, bytes, bool or None."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._sql: dict[str, tuple[str, tuple[str, ...] | None, dict[str, Any]]] = {}

    def rows(self, conn: Connection, **params: Any) -> list[Row]:
        """All rows: of a query, or of RETURNING."""
        cursor = self._run(conn, params)
        try:
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def one(self, conn: Connection, **params: Any) -> Row | None:
        """The first row, or None."""
        rows = self.rows(conn, **params)
        return rows[0] if rows else None

    def run(self, conn: Connection, **params: Any) -> int:
        """The number of rows touched."""
        cursor = self._run(conn, params)
        touched = int(cursor.rowcount)
        cursor.close()
        return touched

    def run_many(self, conn: Connection, many: list[dict[str, Any]]) -> None:
        for params in many:
            self._run(conn, params).close()

    def _run(self, conn: Connection, params: Params) -> Any:
        sql, order, fixed = self._compiled(conn)
        every = {**fixed, **params} if fixed else params
        cursor = conn.connection.cursor()
        cursor.execute(sql, [every[name] for name in order] if order is not None else every)
        return cursor

    def _compiled(self, conn: Connection) -> tuple[str, tuple[str, ...] | None, dict[str, Any]]:
        known = self._sql.get(conn.dialect.name)
        if known is None:
            made = self._statement.compile(dialect=conn.dialect)
            order = tuple(made.positiontup) if made.positional and made.positiontup else None
            if made.positional and order is None:
                order = ()
            given = {k: v for k, v in made.params.items() if v is not None}
            known = self._sql[conn.dialect.name] = (str(made), order, given)
        return known
