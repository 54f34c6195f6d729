"""The store's file: durable, upgradable, private, and never the end of what the user did."""

import sqlite3
import stat
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import insert, text

from app.protocol.messages import Cursor
from client.mirror import Batch
from client.pending import Act
from client.store import facts, migrations, outbox, tables
from client.store.database import Store
from client.store.errors import StoreDamaged, StoreFull
from client.store.keeper import Keeper
from tests import builders as b

S = "team:1"


def act(op: str, **more: object) -> Act:
    return Act(op=op, do="note", lead="l1", b={"text": op}, at=b.NOON, **more)  # type: ignore[arg-type]


def batch(*lead_ids: str, seq: int = 1) -> Batch:
    return Batch(
        leads={key: (S, b.a_lead(id=key)) for key in lead_ids},
        raw=[(S, seq, b"{}")],
        cursors={S: Cursor(epoch="e", view=1, seq=seq, eid=f"eid-{seq}")},
    )


async def test_what_was_committed_is_there_after_a_restart(tmp_path: Path) -> None:
    keeper = await Keeper.open(tmp_path / "desk.db", b.NOON)
    await keeper.commit(batch("l1", "l2"), [], ["told-1"], b.NOON)
    await keeper.add([act("a"), act("b", marked=True)])
    await keeper.close()
    again = await Keeper.open(tmp_path / "desk.db", b.NOON)
    kept = await again.load()
    await again.close()
    assert kept.mirrored.leads == {key: b.a_lead(id=key) for key in ("l1", "l2")}
    assert kept.mirrored.cursors[S].seq == 1
    assert kept.told == {"told-1"}
    assert [(a.op, a.b, a.marked) for a in kept.acts] == [
        ("a", {"text": "a"}, False),
        ("b", {"text": "b"}, True),
    ]


async def test_it_is_a_full_sync_wal_and_only_its_user_may_read_it(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "desk.db", b.NOON)
    mode = await store.run(lambda conn: conn.scalar(text("PRAGMA journal_mode")))
    sync = await store.run(lambda conn: conn.scalar(text("PRAGMA synchronous")))
    await store.close()
    assert (mode, sync) == ("wal", 2)
    assert stat.S_IMODE((tmp_path / "desk.db").stat().st_mode) == 0o600


async def test_a_transaction_that_fails_changes_nothing(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "desk.db", b.NOON)

    def half_way(conn: object) -> None:
        facts.keep(conn, batch("l1"))  # type: ignore[arg-type]
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        await store.run(half_way)
    kept = await store.run(facts.load)
    await store.close()
    assert (kept.leads, kept.cursors) == ({}, {})


async def test_a_store_of_the_first_release_opens_under_this_one(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    first = Store(path)
    await first._on_thread(first._connect)
    await first.run(lambda conn: migrations.upgrade(conn, "0001_first"))
    await first.run(lambda conn: facts.keep(conn, batch("l1")))
    await first.run(lambda conn: outbox.add(conn, [act("a")]))
    await first.run(
        lambda conn: conn.execute(
            text("INSERT INTO result (op, lead, at, re) VALUES ('old', 'l1', :at, '{}')"),
            {"at": b.NOON},
        )
    )
    await first.close()
    keeper = await Keeper.open(path, b.NOON)
    kept = await keeper.load()
    await keeper.end(act("a"), "discarded", b.NOON)
    await keeper.close()
    assert keeper.rescued is None
    assert set(kept.mirrored.leads) == {"l1"}
    assert [a.op for a in kept.acts] == ["a"]
    with sqlite3.connect(path) as raw:
        rows = raw.execute("SELECT op, do, how FROM result ORDER BY op").fetchall()
    assert rows == [("a", "note", "discarded"), ("old", "", "")]


async def test_the_newest_migration_makes_the_tables_of_the_code(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    store = await Store.open(tmp_path / "desk.db", b.NOON)
    apart = await store.run(
        lambda conn: compare_metadata(MigrationContext.configure(conn), tables.metadata)
    )
    await store.close()
    versions = Path(migrations.__file__).parent / "versions"
    newest = max(p.stem for p in versions.glob("0*.py"))
    assert apart == []
    assert newest == migrations.HEAD


async def test_a_damaged_file_is_set_aside_and_unsent_acts_are_carried_over(
    tmp_path: Path,
) -> None:
    path = tmp_path / "desk.db"
    keeper = await Keeper.open(path, b.NOON)
    await keeper.commit(batch(*(f"l{n}" for n in range(300))), [], [], b.NOON)
    await keeper.add([act(f"op-{n}") for n in range(20)])
    await keeper.close()
    spoil_leads(path)
    again = await Keeper.open(path, b.NOON + 1)
    kept = await again.load()
    await again.close()
    assert again.rescued == 20
    assert [a.op for a in kept.acts] == [f"op-{n}" for n in range(20)]
    assert kept.mirrored.leads == {}
    assert kept.mirrored.cursors == {}
    assert (tmp_path / f"desk.db.damaged-{b.NOON + 1}").exists()


def spoil_leads(path: Path) -> None:
    """Overwrite the pages that hold leads, and no others."""
    data = bytearray(path.read_bytes())
    for start in range(4096, len(data), 4096):
        if data.find(b"imogen@kestrel", start, start + 4096) != -1:
            data[start : start + 64] = b"\xff" * 64
    path.write_bytes(data)


@pytest.mark.parametrize("seed", range(12))
async def test_bytes_flipped_anywhere_never_keep_the_desk_from_starting(
    tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "desk.db"
    keeper = await Keeper.open(path, b.NOON)
    await keeper.commit(batch(*(f"l{n}" for n in range(40))), [], [], b.NOON)
    await keeper.add([act(f"op-{n}") for n in range(5)])
    await keeper.close()
    data, rng = bytearray(path.read_bytes()), Random(seed)
    for _ in range(400):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    again = await Keeper.open(path, b.NOON + 1)
    kept = await again.load()
    await again.close()
    assert len(kept.acts) <= 5
    assert all(a.do for a in kept.acts)


async def test_a_file_that_is_no_database_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(b"not a database at all, but long enough to be looked at" * 100)
    keeper = await Keeper.open(path, b.NOON)
    kept = await keeper.load()
    await keeper.close()
    assert kept.acts == []
    assert keeper.rescued == 0


async def test_damage_met_while_running_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    keeper = await Keeper.open(path, b.NOON)
    await keeper.commit(batch(*(f"l{n}" for n in range(300))), [], [], b.NOON)
    await keeper.close()
    store = Store(path)
    await store._on_thread(store._connect)
    spoil_leads(path)
    with pytest.raises(StoreDamaged):
        await store.run(facts.load)
    await store.close()


async def test_a_full_disk_is_named_as_such_and_leaves_the_file_sound(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "desk.db", b.NOON)
    pages = await store.run(lambda conn: conn.scalar(text("PRAGMA page_count")))
    await store.run(lambda conn: conn.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}"))
    with pytest.raises(StoreFull):
        await store.run(lambda conn: facts.keep(conn, batch(*(f"l{n}" for n in range(200)))))
    kept = await store.run(facts.load)
    await store.close()
    assert (kept.leads, kept.cursors) == ({}, {})


async def test_only_the_last_five_thousand_raw_facts_are_kept(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "desk.db", b.NOON)
    rows = [{"stream": S, "seq": n, "json": b"{}"} for n in range(1, 5_003)]
    await store.run(lambda conn: conn.execute(insert(tables.raw_event), rows))
    await store.run(lambda conn: facts.keep(conn, batch("l1", seq=5_003)))
    count = await store.run(lambda conn: conn.scalar(text("SELECT count(*) FROM raw_event")))
    await store.close()
    assert count == 5_000


async def test_erasing_leaves_nothing_on_disk(tmp_path: Path) -> None:
    keeper = await Keeper.open(tmp_path / "desk.db", b.NOON)
    await keeper.commit(batch("l1"), [], [], b.NOON)
    (tmp_path / "desk.db.damaged-1").write_bytes(b"old")
    await keeper.erase()
    assert names_in(tmp_path) == []


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
