"""The one writer: a thread with its own connection that commits many small writes at once.

Up to `BATCH` queued writes share one transaction and one fsync, each in its own savepoint, so that
one that fails does not undo its neighbours. An answer is given only after its commit. Nobody waits
for company: the next batch is whatever queued up while the disk was busy with the last.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

BATCH = 50
QUEUE = 1000

SQLITE_READONLY, SQLITE_FULL = 8, 13
NOT_WRITABLE = {"53100", "25006"}  # PostgreSQL: disk_full, read_only_sql_transaction


class Busy(Exception):
    """The writer's queue is full, or the database is away: try again in a moment."""


class ReadOnly(Exception):
    """The disk is full or not writable: nothing can be recorded until that is mended."""


class Job(Struct, eq=False):
    fn: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class Writer:
    """Owns `engine`'s only connection. `read_only`: from a full disk until a write succeeds."""

    def __init__(self, engine: Engine, batch: int = BATCH) -> None:
        self.engine = engine
        self.batch = batch
        self.read_only = False
        self.commits = 0
        self.writes = 0
        self._queue: queue.Queue[Job | None] = queue.Queue(QUEUE)
        self._thread = threading.Thread(target=self._serve, name="hub-writer", daemon=True)
        self._stopped = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish what is queued. Blocking."""
        if not self._stopped:
            self._stopped = True
            self._queue.put(None)
            self._thread.join()

    def waiting(self) -> int:
        return self._queue.qsize()

    def enqueue(self, fn: Callable[[Connection], Any]) -> asyncio.Future[Any]:
        """Raises Busy when full or stopped."""
        loop = asyncio.get_running_loop()
        job = Job(fn=fn, loop=loop, answer=loop.create_future())
        if self._stopped:
            raise Busy("The hub is stopping; try again in a moment.")
        try:
            self._queue.put_nowait(job)
        except queue.Full:
            raise Busy("The hub has too much to write just now; try again in a moment.") from None
        return job.answer

    # ---- in the thread -----------------------------------------------------------------------

    def _serve(self) -> None:
        while True:
            job = self._queue.get()
            if job is None:
                return
            batch = [job]
            try:
                stop = self._commit_together(batch)
            except Exception as wrong:
                self._failed(batch, wrong)
                stop = False
            _deliver(batch)
            if stop:
                return

    def _commit_together(self, batch: list[Job]) -> bool:
        """Run `batch` (one job) and whatever else is queued by then; True when told to stop."""
        stop = False
        with self.engine.begin() as conn:
            job: Job | None = batch[0]
            while job is not None:
                self._run(conn, job)
                if len(batch) >= self.batch:
                    break
                try:
                    job = self._queue.get_nowait()
                except queue.Empty:
                    break
                if job is None:
                    stop = True
                else:
                    batch.append(job)
        self.read_only = False
        self.commits += 1
        self.writes += len(batch)
        return stop

    def _run(self, conn: Connection, job: Job) -> None:
        cursor = conn.connection.cursor()
        cursor.execute("SAVEPOINT job")
        try:
            job.result = job.fn(conn)
        except Exception as wrong:
            if _not_writable(wrong):
                raise  # the engine may have rolled back everything: let the whole batch fail
            job.error = wrong
            cursor.execute("ROLLBACK TO SAVEPOINT job")
        cursor.execute("RELEASE SAVEPOINT job")
        cursor.close()

    def _failed(self, batch: list[Job], wrong: Exception) -> None:
        why: Exception = wrong
        if _not_writable(wrong):
            self.read_only = True
            why = ReadOnly(
                "The hub's disk is full or not writable; nothing can be recorded just now."
            )
        elif isinstance(wrong, DBAPIError) or hasattr(wrong, "sqlite_errorcode"):
            why = Busy("The database did not answer; try again in a moment.")
        why.__cause__ = wrong if why is not wrong else wrong.__cause__
        for job in batch:
            job.error = job.error or why


def _deliver(batch: list[Job]) -> None:
    """Resolve all answers of one loop in one wake-up."""
    for loop in {id(job.loop): job.loop for job in batch}.values():
        mine = [job for job in batch if job.loop is loop]
        try:
            loop.call_soon_threadsafe(_resolve, mine)
        except RuntimeError:
            continue  # that loop is gone, and nobody is left to ask


def _resolve(jobs: list[Job]) -> None:
    for job in jobs:
        if job.answer.done():
            continue
        if job.error is not None:
            job.answer.set_exception(job.error)
        else:
            job.answer.set_result(job.result)


def _not_writable(wrong: BaseException) -> bool:
    raw: Any = wrong.orig if isinstance(wrong, DBAPIError) else wrong
    code = getattr(raw, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in (SQLITE_READONLY, SQLITE_FULL)
    return getattr(raw, "sqlstate", None) in NOT_WRITABLE
