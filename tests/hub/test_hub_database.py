"""The database on a real file: profile, group commit, full disk, one hub to a directory."""

import asyncio
import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import OperationalError

from hub.database import Busy, Database, DataInUse, ReadOnly, warnings_about
from hub.writer import QUEUE
from tests.hub.builders import Hub


def put(key: str) -> "Writes":
    return Writes(key)


class Writes:
    """A write of one row, which may be told to break afterwards."""

    def __init__(self, key: str, breaks: bool = False, pad: int = 0) -> None:
        self.key, self.breaks, self.pad = key, breaks, pad

    def __call__(self, conn: Connection) -> str:
        row = {"k": self.key, "v": "x" * self.pad}
        conn.execute(text("INSERT INTO meta (key, value) VALUES (:k, :v)"), row)
        if self.breaks:
            raise LookupError(self.key)
        return self.key


def keys(conn: Connection) -> set[str]:
    return set(conn.execute(text("SELECT key FROM meta")).scalars())


class Gate:
    """A write that holds the writer until opened, so that others must queue behind it."""

    def __init__(self) -> None:
        self.entered, self.open = threading.Event(), threading.Event()

    def __call__(self, conn: Connection) -> None:
        self.entered.set()
        assert self.open.wait(20)


async def test_the_profile_is_the_one_that_survives_a_power_cut(hub: Hub) -> None:
    def profile(conn: Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only")
        return {n: conn.exec_driver_sql(f"PRAGMA {n}").scalar() for n in names}

    common = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    assert await hub.db.write(profile) == {**common, "query_only": 0}
    assert await hub.db.read(profile) == {**common, "query_only": 1}


async def test_an_answer_comes_only_after_its_commit(hub: Hub) -> None:
    seen: list[tuple[bool, bool]] = []
    engine: Engine = hub.db.writer.engine
    answer = hub.db.enqueue(put("a"))

    @event.listens_for(engine, "commit")
    def _commit(conn: Connection) -> None:
        seen.append((answer.done(), "a" in keys(conn)))

    assert await answer == "a"
    event.remove(engine, "commit", _commit)
    assert seen == [(False, True)]
    assert "a" in await hub.db.read(keys)


async def test_a_write_that_fails_does_not_undo_its_neighbours(hub: Hub) -> None:
    gate = Gate()
    held = hub.db.enqueue(gate)
    await asyncio.to_thread(gate.entered.wait, 20)
    before = hub.db.writer.commits
    answers = [hub.db.enqueue(Writes(f"k{n}", breaks=n % 3 == 1)) for n in range(30)]
    gate.open.set()
    results = await asyncio.gather(held, *answers, return_exceptions=True)
    broken = [r for r in results if isinstance(r, LookupError)]
    assert [str(r) for r in broken] == [f"k{n}" for n in range(30) if n % 3 == 1]
    here = await hub.db.read(keys)
    assert here >= {f"k{n}" for n in range(30) if n % 3 != 1}
    assert here.isdisjoint({f"k{n}" for n in range(30) if n % 3 == 1})
    assert hub.db.writer.commits - before == 1, "all that waited shared one commit"


async def test_too_much_at_once_is_busy_and_what_was_taken_is_still_done(hub: Hub) -> None:
    gate = Gate()
    held = hub.db.enqueue(gate)
    await asyncio.to_thread(gate.entered.wait, 20)
    answers = [hub.db.enqueue(put(f"q{n}")) for n in range(QUEUE)]
    with pytest.raises(Busy):
        await hub.db.write(put("one too many"))
    gate.open.set()
    await asyncio.gather(held, *answers)
    here = await hub.db.read(keys)
    assert {f"q{n}" for n in range(QUEUE)} <= here
    assert "one too many" not in here


async def test_a_caller_who_gives_up_takes_nothing_back(hub: Hub) -> None:
    gate = Gate()
    held = hub.db.enqueue(gate)
    await asyncio.to_thread(gate.entered.wait, 20)
    impatient = asyncio.create_task(hub.db.write(put("kept")))
    await asyncio.sleep(0)
    impatient.cancel()
    gate.open.set()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    await held
    await hub.db.write(put("later"))
    assert "kept" in await hub.db.read(keys)


async def test_readers_cannot_write(hub: Hub) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        await hub.db.read(put("sneaked in"))


async def test_a_full_disk_is_read_only_until_there_is_room_and_loses_nothing(hub: Hub) -> None:
    def nearly_full(conn: Connection) -> None:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        conn.exec_driver_sql(f"PRAGMA max_page_count={pages + 20}")

    await hub.db.write(nearly_full)
    acknowledged: set[str] = set()

    async def fill() -> None:
        for n in range(200):
            acknowledged.add(await hub.db.write(Writes(f"fill{n}", pad=3000)))

    with pytest.raises(ReadOnly):
        await fill()
    assert 0 < len(acknowledged) < 200
    assert hub.db.read_only
    assert {k for k in await hub.db.read(keys) if k.startswith("fill")} == acknowledged

    await hub.db.write(lambda conn: conn.exec_driver_sql("PRAGMA max_page_count=1000000"))
    assert await hub.db.write(Writes("room again", pad=3000)) == "room again"
    assert not hub.db.read_only


async def test_a_second_hub_is_refused_by_name_and_may_come_after(hub: Hub) -> None:
    second = Database(hub.db.data)
    with pytest.raises(DataInUse, match=f"process {os.getpid()}.*--data"):
        second.open()
    await asyncio.to_thread(hub.db.close)
    second.open()
    second.close()
    await asyncio.to_thread(hub.db.open)


async def test_after_stopping_a_write_is_busy_instead_of_waiting_for_ever(tmp_path: Path) -> None:
    db = Database(tmp_path)
    db.open()
    db.close()
    with pytest.raises(Busy):
        await db.write(put("late"))


def test_an_old_sqlite_is_worth_a_warning_and_a_mended_one_is_not() -> None:
    assert "3.40.1" in warnings_about((3, 40, 1))[0]
    assert warnings_about((3, 51, 3)) == []


async def test_an_error_never_carries_what_was_written(hub: Hub) -> None:
    await hub.db.write(put("dana@example.com"))
    with pytest.raises(Exception, match="UNIQUE") as caught:
        await hub.db.write(put("dana@example.com"))
    assert "dana" not in str(caught.value)
