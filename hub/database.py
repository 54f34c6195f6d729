"""The hub's database: its engine's profile, one writer, a few readers. Knows no table."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import QueuePool

from hub.lock_file import DataInUse, LockFile
from hub.migrations import upgrade
from hub.writer import BATCH, Busy, ReadOnly, Writer

__all__ = ["Busy", "DataInUse", "Database", "ReadOnly"]

T = TypeVar("T")
READERS = 3
WAL_RESET_FIXED = (3, 51, 3)
"""SQLite before this can, very rarely, damage a WAL file (sqlite.org/wal.html#walresetbug)."""

PROFILE = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA wal_autocheckpoint=1000",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA mmap_size=0",
)


class Database:
    """`open` and `close` block and belong to start and stop; everything between is awaited."""

    def __init__(self, data: Path, url: str = "") -> None:
        """`url` "" is the SQLite file `hub.sqlite` in `data`."""
        self.data = data
        self.url = make_url(url or f"sqlite:///{data / 'hub.sqlite'}")
        self.warnings: list[str] = []
        self._lock = LockFile(data / "hub.lock")

    @property
    def sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def read_only(self) -> bool:
        """True from a full disk until a write succeeds again."""
        return self._writer.read_only

    @property
    def writer(self) -> Writer:
        return self._writer

    def open(self) -> None:
        """Take `hub.lock`, migrate to head, start the writer. Raises DataInUse."""
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock.take()
        try:
            self._write_engine = self._engine(writing=True, size=1)
            with self._write_engine.begin() as conn:
                upgrade(conn)
            self._read_engine = self._engine(writing=False, size=READERS)
        except BaseException:
            self._lock.release()
            raise
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="hub-reader")
        self._writer = Writer(self._write_engine, batch=BATCH if self.sqlite else 1)
        self._writer.start()
        self.warnings = warnings_about(sqlite3.sqlite_version_info) if self.sqlite else []

    def close(self) -> None:
        """Finish what is queued, then let go."""
        self._writer.stop()
        self._pool.shutdown()
        self._read_engine.dispose()
        self._write_engine.dispose()
        self._lock.release()

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in the writer inside a savepoint; returns after the commit that contains it.

        A caller that is cancelled while waiting takes nothing back: the write goes on. Raises Busy,
        ReadOnly, or what `fn` raised (its savepoint is then undone)."""
        answer: asyncio.Future[T] = self._writer.enqueue(fn)
        return await asyncio.shield(answer)

    def enqueue(self, fn: Callable[[Connection], T]) -> asyncio.Future[T]:
        """As `write`, for who must hear of the commit even when nobody waits for it any more."""
        return self._writer.enqueue(fn)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in one read-only transaction, off the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._read, fn)

    def _read(self, fn: Callable[[Connection], T]) -> T:
        with self._read_engine.begin() as conn:
            return fn(conn)

    def _engine(self, writing: bool, size: int) -> Engine:
        connect: dict[str, Any] = {"check_same_thread": False} if self.sqlite else {}
        engine = create_engine(
            self.url,
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=0,
            connect_args=connect,
            hide_parameters=True,  # an error message must not carry anybody's name or number
        )
        if self.sqlite:
            _profile(engine, writing)
        elif not writing:
            engine = engine.execution_options(postgresql_readonly=True)
        return engine


def _profile(engine: Engine, writing: bool) -> None:
    """SQLite as it must be for an acknowledged row to survive a power cut."""

    @event.listens_for(engine, "connect")
    def _connect(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None  # the driver must not open transactions by itself
        for pragma in PROFILE:
            raw.execute(pragma)
        if not writing:
            raw.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def warnings_about(version: tuple[int, ...]) -> list[str]:
    """What the operator should know about this SQLite."""
    if version >= WAL_RESET_FIXED:
        return []
    found = ".".join(map(str, version))
    fixed = ".".join(map(str, WAL_RESET_FIXED))
    return [
        f"SQLite {found} is older than {fixed}, which mends a rare damage to its "
        "log file. One writer makes it unlikely; a newer SQLite makes it impossible."
    ]
