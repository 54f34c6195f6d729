"""Stores made by the first release open under this one: nothing is lost, and the program works."""

import asyncio
import shutil
import time
from pathlib import Path
from types import ModuleType

from alembic.config import Config
from alembic.script import ScriptDirectory
from msgspec import to_builtins
from sqlalchemy import create_engine, inspect

from app.domain.ids import new_id
from app.domain.rep_times import RepTimes
from app.protocol.messages import Times
from client.store import migrations as of_desk
from hub import migrations as of_hub
from tests.desk_process import DeskProcess, of
from tests.e2e.conftest import StartDesk
from tests.feed_client import FeedClient
from tests.hub_process import HubProcess, Paired
from tests.rigs.processes import until


def test_a_desk_store_of_the_first_release_still_sends_the_note_that_waits_in_it(
    hub: HubProcess, desk_of: StartDesk, tmp_path: Path
) -> None:
    anna = desk_of("Anna")
    lead = hub.post()
    anna.wait(lambda said: said.get("fact") == "lead.new", "the lead arrives")
    hub.kill()
    anna.wait(lambda said: said.get("link", {}).get("state") == "waiting", "the link is lost")
    anna.do("note", lead=lead, text="Prefers mornings")
    until(lambda: all_saved(anna), "the note is on disk")
    anna.kill()
    [store] = (tmp_path / "Anna").glob("desk-*.db")
    remake_as_first(store, of_desk)
    hub.restart()
    anna.start()
    note = anna.wait(lambda said: said.get("fact") == "note.added", "the note arrives")
    assert (of(note), note["b"]["text"]) == (lead, "Prefers mornings")
    assert not anna.facts("lead.new", lead), "it resumed from where the first release had stopped"
    assert revision(store) == of_desk.HEAD


def test_a_hub_store_of_the_first_release_keeps_its_leads_its_desks_and_its_numbers(
    hub: HubProcess, desk_of: StartDesk
) -> None:
    anna = desk_of("Anna")
    lead = hub.post()
    anna.wait(lambda said: said.get("fact") == "lead.new", "the lead arrives")
    anna.do("claim", lead=lead)
    claimed = anna.wait(lambda said: said.get("fact") == "lead.claimed", "the claim is granted")
    anna.kill()
    assert hub.stop() == 0
    remake_as_first(hub.data / "hub.sqlite", of_hub)
    hub.restart()
    anna.start()
    anna.wait(lambda said: said.get("live") is True, "the old desk is let in")
    again = hub.post()
    assert again == lead, "the same body again is the lead of before"
    other = hub.post(email="other@example.com", phone="")
    new = anna.wait(lambda said: said.get("fact") == "lead.new", "a new lead arrives")
    assert (of(new), new["seq"]) == (other, claimed["seq"] + 1)
    assert revision(hub.data / "hub.sqlite") == "0003"
    times = RepTimes(zone="Asia/Kolkata")
    assert asyncio.run(times_set(hub.pair("Petra"), times)) == times, "what is new works too"


async def times_set(paired: Paired, times: RepTimes) -> RepTimes:
    """Set somebody's own times; what the hub tells their desk after that."""
    async with FeedClient(paired) as desk:
        await desk.open()
        body = {"times": to_builtins(times)}
        answer = await desk.order(2, new_id(time.time_ns() // 1_000_000), "set_times", "", b=body)
        assert answer.ok, answer.e
        return (await desk.hear(Times, lambda told: told.times != RepTimes())).times


def all_saved(desk: DeskProcess) -> bool:
    desk.do("pending")
    told = desk.next(lambda said: said.get("did") == "pending", "the outbox")
    return bool(told["pending"] and told["saved"])


def remake_as_first(store: Path, migrations: ModuleType) -> None:
    """Put the rows of a SQLite store into one whose schema is the first migration's. What a later
    migration added is left behind, as the first release would never have written it."""
    newer = store.with_suffix(".newer")
    for suffix in ("-wal", "-shm"):
        if (beside := Path(f"{store}{suffix}")).exists():
            shutil.move(beside, f"{newer}{suffix}")
    shutil.move(store, newer)
    engine = create_engine(f"sqlite:///{store}")
    with engine.connect() as conn:
        with conn.begin():
            migrations.upgrade(conn, first_revision(migrations))
        conn.exec_driver_sql("PRAGMA foreign_keys=OFF")
        conn.exec_driver_sql("ATTACH DATABASE ? AS newer", (str(newer),))
        for table in inspect(conn).get_table_names():
            columns = ", ".join(f'"{c["name"]}"' for c in inspect(conn).get_columns(table))
            if table != "alembic_version":
                conn.exec_driver_sql(f'DELETE FROM main."{table}"')
                conn.exec_driver_sql(
                    f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM newer."{table}"'
                )
        conn.commit()
    engine.dispose()
    store.chmod(0o600)


def first_revision(migrations: ModuleType) -> str:
    """The id of the oldest migration of that package."""
    assert migrations.__file__ is not None
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    [base] = ScriptDirectory.from_config(config).get_bases()
    return base


def revision(store: Path) -> str:
    engine = create_engine(f"sqlite:///{store}")
    with engine.connect() as conn:
        said = conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    engine.dispose()
    return str(said)
