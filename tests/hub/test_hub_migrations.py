"""The schema the migrations make is the one the code speaks to, and data survives opening again."""

import asyncio
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect

from hub.migrations import upgrade
from hub.tables import metadata
from tests.hub.builders import Hub, hub_at


def differences(conn: Connection) -> list[object]:
    context = MigrationContext.configure(conn, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_the_migrated_schema_is_the_models_schema(hub: Hub) -> None:
    assert await hub.db.write(differences) == []


async def test_the_comparison_would_see_a_missing_column_and_index(hub: Hub) -> None:
    def spoil(conn: Connection) -> list[object]:
        conn.exec_driver_sql("DROP INDEX ix_lead_wake_ms")
        conn.exec_driver_sql("ALTER TABLE lead DROP COLUMN wake_ms")
        return differences(conn)

    assert len(await hub.db.write(spoil)) == 2


async def test_the_store_keeps_its_id_and_its_leads_when_opened_again(hub: Hub) -> None:
    store, lead = await hub.log.store(), await hub.lead_id(1)
    await asyncio.to_thread(hub.db.close)
    await asyncio.to_thread(hub.db.open)
    assert await hub.log.store() == store
    assert (await hub.lead(lead)).person.name == "Person 1"


async def test_two_stores_have_two_ids(hub: Hub, tmp_path: Path) -> None:
    async with hub_at(tmp_path / "other") as other:
        assert await other.log.store() != await hub.log.store()


def test_every_constraint_has_a_name_a_later_migration_can_use(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    with engine.begin() as conn:
        upgrade(conn)
        looked = inspect(conn)
        names = [
            made["name"]
            for table in metadata.tables
            for made in (
                looked.get_pk_constraint(table),
                *looked.get_foreign_keys(table),
                *looked.get_unique_constraints(table),
            )
        ]
    engine.dispose()
    assert len(names) > 20
    assert all(names)
