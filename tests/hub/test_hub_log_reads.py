"""Reading the log and snapshots: any cursor, one position, only what a role may see."""

import pytest
from sqlalchemy import Connection, select

from app.domain.evolve import evolve
from app.domain.lead import Lead
from app.protocol.codec import decode_body
from hub.tables import device, device_cursor
from tests.hub.builders import Hub


async def test_any_cursor_reads_on_in_order_and_pages(hub: Hub) -> None:
    for n in range(7):
        await hub.lead_id(n)
    assert [e.seq for e in await hub.log.read(hub.team, 0, 3)] == [1, 2, 3]
    assert [e.seq for e in await hub.log.read(hub.team, 3, 100)] == [4, 5, 6, 7]
    assert await hub.log.read(hub.team, 7) == []


async def test_the_position_is_head_and_proof_of_history(hub: Hub) -> None:
    head, eid = await hub.log.position(hub.team, 0)
    assert (head.seq, head.min_seq, eid) == (0, 1, "")
    await hub.lead_id(1)
    first = (await hub.log.read(hub.team, 0))[0]
    head, eid = await hub.log.position(hub.team, 1)
    assert (head.seq, eid) == (1, first.eid)
    assert await hub.log.eid_at(hub.team, 1) == first.eid
    assert await hub.log.eid_at(hub.team, 2) == ""
    assert await hub.log.head(hub.team) == head
    with pytest.raises(KeyError):
        await hub.log.head("no such team")


async def test_a_snapshot_is_exactly_the_fold_of_the_log_up_to_its_position(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    leads = [await hub.lead_id(n) for n in range(5)]
    await hub.do(dana, "claim", leads[1])
    await hub.do(dana, "note", leads[1], text="hello")
    await hub.do(dana, "pass", leads[2], minutes=10)
    shot = await hub.snapshots.read(dana.actor(), hub.team)
    folded: dict[str, Lead] = {}
    for e in await hub.log.read(hub.team, 0, 1000):
        fact = decode_body(e.k, e.body)
        assert fact is not None
        folded[e.lead] = evolve(folded.get(e.lead), fact, e.lead)
        assert folded[e.lead].v == e.v
    assert {lead.id: lead for lead in shot.leads} == folded
    head = await hub.log.head(hub.team)
    assert (shot.as_of, shot.epoch, shot.view) == (head.seq, head.epoch, dana.view)
    assert shot.eid == await hub.log.eid_at(hub.team, head.seq)


async def test_a_snapshot_of_nothing_has_a_position_all_the_same(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    shot = await hub.snapshots.read(dana.actor(), hub.team)
    assert (shot.as_of, shot.eid, shot.leads) == (0, "", ())


async def test_the_clock_can_go_on_from_the_newest_fact(hub: Hub) -> None:
    assert await hub.log.last_instant() == 0
    await hub.lead_id(1)
    newest = hub.clock.forward(10)
    await hub.lead_id(2)
    assert await hub.log.last_instant() == newest


async def test_an_ack_only_ever_moves_forward(hub: Hub) -> None:
    dana, stream = await hub.desk("Dana"), f"team:{hub.team}"

    def cursor(conn: Connection) -> list[tuple[int, int]]:
        columns = (device_cursor.c.acked_seq, device_cursor.c.acked_ms)
        return [tuple(row) for row in conn.execute(select(*columns))]

    for seq in (5, 3, 9):
        await hub.log.store_acks(
            {(dana.id, stream): seq, ("unknown", stream): 1}, hub.clock() + seq
        )
    assert await hub.db.read(cursor) == [(9, hub.clock() + 9)]
    seen = await hub.db.read(lambda conn: conn.execute(select(device.c.last_seen_ms)).scalar_one())
    assert seen == hub.clock() + 9
