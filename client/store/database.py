"""The store's file: one SQLite file, one connection, one writer thread, one transaction per call.

`synchronous=FULL`: what the user did must survive a power cut. A damaged file is moved aside; what
was not answered yet is carried over row by row, everything else comes again as a snapshot.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import URL, Connection, create_engine, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from client.store import migrations
from client.store.errors import StoreDamaged, StoreFull
from client.store.salvage import move_aside, rescue_drafts, rescue_outbox

T = TypeVar("T")
PROFILE = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "secure_delete=ON")
"""The last because a lead that may not be seen any more must be gone from the file, not only from
its tables; some builds of SQLite do that by themselves."""
DAMAGE = ("malformed", "not a database", "corrupt", "decode to utf-8", "no such")
"""Words of SQLite for a file that is not what was written. After the migrations ran, a table or a
column that is missing is damage too."""


class Store:
    """Open with `await Store.open(path)`; every `run` is one transaction on the writer thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rescued = 0
        """Outbox rows carried over from a damaged file."""
        self.moved_to: Path | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-store")
        self._engine: Engine | None = None
        self._conn: Connection | None = None

    @classmethod
    async def open(cls, path: Path, now: int) -> "Store":
        """`now` (epoch ms) names the file a damaged store is moved to."""
        store = cls(path)
        await store._on_thread(lambda: store._open_or_rescue(now))
        return store

    async def run(self, work: Callable[[Connection], T]) -> T:
        """`work` in one transaction. Raises StoreDamaged or StoreFull; then nothing was written."""
        return await self._on_thread(lambda: self._transact(work))

    async def rescue(self, now: int) -> None:
        """After StoreDamaged: a fresh store with the unsent acts of the old one. Several may ask at
        once; a store that is sound again stays."""
        await self._on_thread(lambda: None if self._sound() else self._rescue(now))

    async def set_aside(self, now: int) -> None:
        """As `rescue`, whatever the file's own check says: what is in it cannot be read."""
        await self._on_thread(lambda: self._rescue(now))

    async def close(self) -> None:
        await self._on_thread(self._close)
        self._thread.shutdown(wait=False)

    async def erase(self) -> None:
        """Close, and leave nothing of it on disk."""
        await self._on_thread(self._erase)
        self._thread.shutdown(wait=False)

    async def _on_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    # ---- on the writer thread ----------------------------------------------------------------

    def _transact(self, work: Callable[[Connection], T]) -> T:
        assert self._conn is not None
        try:
            with self._conn.begin():
                return work(self._conn)
        except OperationalError as wrong:
            raise (StoreDamaged if _damaged(wrong) else StoreFull)(str(wrong.orig)) from wrong
        except (UnicodeDecodeError, msgspec.DecodeError) as wrong:
            # Not quoted: it may carry what a lead wrote.
            raise StoreDamaged(f"unreadable: {type(wrong).__name__}") from None
        except DatabaseError as wrong:
            if _damaged(wrong):
                raise StoreDamaged(str(wrong.orig)) from wrong
            raise

    def _open_or_rescue(self, now: int) -> None:
        try:
            self._open()
        except UnicodeDecodeError:
            self._rescue(now)
        except DatabaseError as wrong:
            if not _damaged(wrong):
                raise
            self._rescue(now)

    def _open(self) -> None:
        conn = self._connect()
        with conn.begin():
            if conn.scalar(text("PRAGMA quick_check(1)")) != "ok":
                raise DatabaseError("quick_check", None, sqlite3.DatabaseError("malformed"))
            migrations.upgrade(conn)

    def _sound(self) -> bool:
        try:
            return bool(
                self._transact(lambda conn: conn.scalar(text("PRAGMA integrity_check(1)")) == "ok")
            )
        except StoreDamaged:
            return False

    def _connect(self) -> Connection:
        if not self.path.exists():
            self.path.touch(mode=0o600)
        self._engine = create_engine(
            URL.create("sqlite", database=str(self.path)), poolclass=NullPool
        )
        event.listen(self._engine, "connect", _profile)
        event.listen(self._engine, "begin", _begin)
        self._conn = self._engine.connect()
        return self._conn

    def _rescue(self, now: int) -> None:
        self._close()
        self.moved_to = move_aside(self.path, now)
        self._open()
        assert self._conn is not None
        with self._conn.begin():
            self.rescued = rescue_outbox(self.moved_to, self._conn)
            rescue_drafts(self.moved_to, self._conn)

    def _erase(self) -> None:
        self._close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        for aside in self.path.parent.glob(f"{self.path.name}.damaged-*"):
            aside.unlink()

    def _close(self) -> None:
        conn, engine = self._conn, self._engine
        self._conn = self._engine = None
        if conn is not None:
            conn.close()
        if engine is not None:
            engine.dispose()


def _damaged(wrong: DatabaseError) -> bool:
    said = str(wrong.orig).lower()
    return any(sign in said for sign in DAMAGE)


def _profile(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None  # SQLAlchemy's own BEGIN, so that DDL is in the transaction too
    for pragma in PROFILE:
        dbapi.execute(f"PRAGMA {pragma}")


def _begin(conn: Connection) -> None:
    conn.exec_driver_sql("BEGIN IMMEDIATE")
