"""A look into the store says what the store says, or nothing; and the store opens behind it."""

import sqlite3
from pathlib import Path

import pytest

from client.store import migrations
from client.store.database import Store
from client.store.errors import StoreDamaged
from client.store.keeper import Keeper
from client.store.kept import SavedPresence
from client.store.last_look import last_look
from client.store.late import late
from tests import builders as b
from tests.client.store.test_database import act, batch


async def a_store(path: Path) -> Path:
    keeper = await Keeper.open(path, b.NOON)
    await keeper.commit(batch("l1", "l2"), [], ["told-1"], b.NOON)
    await keeper.put_presence(SavedPresence("dnd", b.NOON))
    await keeper.close()
    return path


async def test_a_look_gives_what_the_store_gives(tmp_path: Path) -> None:
    path = await a_store(tmp_path / "desk.db")
    looked = last_look(path)
    keeper = await Keeper.open(path, b.NOON)
    kept = await keeper.load()
    await keeper.close()
    assert looked == kept
    assert len(kept.mirrored.leads) == 2


async def test_acts_that_wait_are_left_to_the_store(tmp_path: Path) -> None:
    path = await a_store(tmp_path / "desk.db")
    keeper = await Keeper.open(path, b.NOON)
    await keeper.add([act("a")])
    await keeper.close()
    assert last_look(path) is None


async def test_a_store_of_another_release_is_left_to_the_store(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    first = Store(path)
    await first._on_thread(first._connect)
    await first.run(lambda conn: migrations.upgrade(conn, "0001_first"))
    await first.close()
    assert last_look(path) is None


def test_without_a_file_there_is_nothing_to_see_and_none_is_made(tmp_path: Path) -> None:
    assert last_look(tmp_path / "desk.db") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "spoil",
    ["UPDATE mirror_lead SET json = '{'", "UPDATE kv SET v = '{'", "DROP TABLE notified"],
)
async def test_what_cannot_be_read_is_left_to_the_store(tmp_path: Path, spoil: str) -> None:
    path = await a_store(tmp_path / "desk.db")
    with sqlite3.connect(path) as raw:
        raw.execute(spoil)
    assert last_look(path) is None


def test_a_file_that_is_no_database_is_left_to_the_store(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(b"no database at all" * 400)
    assert last_look(path) is None


async def test_the_store_opens_at_the_first_need_and_once(tmp_path: Path) -> None:
    path = await a_store(tmp_path / "desk.db")
    opened: list[Keeper] = []

    async def opening() -> Keeper:
        opened.append(await Keeper.open(path, b.NOON))
        return opened[-1]

    keeper = late(opening)
    assert opened == []
    await keeper.commit(batch("l3", seq=2), [], [], b.NOON)
    await keeper.tell(["told-2"], b.NOON)
    await keeper.close()
    assert len(opened) == 1
    looked = last_look(path)
    assert looked is not None
    assert looked.told == {"told-1", "told-2"}
    assert "l3" in looked.mirrored.leads


async def test_a_store_never_needed_is_never_opened(tmp_path: Path) -> None:
    async def opening() -> Keeper:
        raise AssertionError("nobody asked for it")

    await late(opening).close()


async def test_damage_found_at_the_first_need_is_told_until_the_desk_starts_over(
    tmp_path: Path,
) -> None:
    path = await a_store(tmp_path / "desk.db")
    keeper = late(lambda: Keeper.open(path, b.NOON))
    path.write_bytes(b"no database at all" * 400)
    for _ in range(2):  # whoever comes first may not be the one who mends it
        with pytest.raises(StoreDamaged):
            await keeper.tell(["told-2"], b.NOON)
    assert await keeper.rescue(b.NOON + 1) == []
    await keeper.commit(batch("l9"), [], [], b.NOON)
    await keeper.close()
    looked = last_look(path)
    assert looked is not None
    assert set(looked.mirrored.leads) == {"l9"}
