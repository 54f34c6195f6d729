"""Statements compiled once. Core writes each engine's SQL; the hot path only binds and runs it.

Building and caching a statement costs Core more than SQLite needs to run it, and the one writer
runs eight of them a claim: this is what lets one writer serve a burst.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Row = tuple[Any, ...]
_Compiled = tuple[str, tuple[str, ...] | None, dict[str, Any]]


class Prepared:
    """One statement with named bind parameters. Values pass as int, str, bytes, bool or None."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._of_dialect: dict[str, _Compiled] = {}

    def rows(self, conn: Connection, **params: Any) -> list[Row]:
        """All rows, of a query or of RETURNING."""
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

    def _run(self, conn: Connection, params: Mapping[str, Any]) -> Any:
        sql, order, fixed = self._of_dialect.get(conn.dialect.name) or self._compile(conn)
        values = {**fixed, **params} if fixed else params
        cursor = conn.connection.cursor()
        cursor.execute(sql, values if order is None else [values[name] for name in order])
        return cursor

    def _compile(self, conn: Connection) -> _Compiled:
        made = self._statement.compile(dialect=conn.dialect)
        assert isinstance(made, SQLCompiler)
        order = tuple(made.positiontup or ()) if made.positional else None
        fixed = {name: value for name, value in made.params.items() if value is not None}
        self._of_dialect[conn.dialect.name] = (str(made), order, fixed)
        return self._of_dialect[conn.dialect.name]
