"""Deliveries: one lead from one enquiry, whatever is repeated and however many come at once."""

import asyncio

from sqlalchemy import Connection, select

from hub.deliveries import Receipt
from hub.tables import ingest_log
from tests.hub.builders import Hub, problem


def kept(conn: Connection) -> list[tuple[str, str, int, bytes, str]]:
    t = ingest_log.c
    query = select(t.lead_id, t.status, t.repeats, t.body, t.why).order_by(t.received_ms)
    return [tuple(row) for row in conn.execute(query)]


async def test_a_delivery_is_kept_as_it_came_with_the_lead_it_became(hub: Hub) -> None:
    receipt = await hub.service.receive(hub.delivery(1, body=b'{"email":"\xc3\xa9"}'))
    assert (receipt.replayed, receipt.status) == (False, "mapped")
    assert await hub.db.read(kept) == [(receipt.lead, "mapped", 0, b'{"email":"\xc3\xa9"}', "")]
    lead = await hub.lead(receipt.lead)
    assert (lead.due, lead.claim_by) == (hub.clock() + 300_000, hub.clock() + 30_000)


async def test_a_repeat_with_the_same_id_is_the_same_lead(hub: Hub) -> None:
    first = await hub.service.receive(hub.delivery(1, key="evt_1"))
    again = await hub.service.receive(hub.delivery(2, key="evt_1"))
    assert again == Receipt(lead=first.lead, replayed=True, status="duplicate")
    assert [row[2] for row in await hub.db.read(kept)] == [1]
    assert await hub.kinds() == ["lead.new"]


async def test_without_an_id_the_same_bytes_are_the_same_lead(hub: Hub) -> None:
    first = await hub.service.receive(hub.delivery(1, key="", body=b"same"))
    again = await hub.service.receive(hub.delivery(1, key="", body=b"same"))
    other = await hub.service.receive(hub.delivery(2, key="", body=b"other"))
    assert again.replayed
    assert again.lead == first.lead
    assert other.lead != first.lead


async def test_an_id_that_looks_like_a_body_hash_is_still_an_id(hub: Hub) -> None:
    hashed = hub.delivery(1, key="", body=b"same")
    first = await hub.service.receive(hashed)
    second = await hub.service.receive(hub.delivery(2, key=f"body:{hashed.body_hash}"))
    assert first.lead != second.lead


async def test_two_ids_longer_than_any_column_are_still_two(hub: Hub) -> None:
    first = await hub.service.receive(hub.delivery(1, key="k" * 5000 + "1"))
    second = await hub.service.receive(hub.delivery(2, key="k" * 5000 + "2"))
    assert first.lead != second.lead
    assert not second.replayed


async def test_after_thirty_days_the_same_bytes_are_a_new_enquiry(hub: Hub) -> None:
    first = await hub.service.receive(hub.delivery(1))
    hub.clock.forward(31 * 86_400)
    second = await hub.service.receive(hub.delivery(1))
    assert not second.replayed
    assert second.lead != first.lead


async def test_one_source_does_not_know_the_ids_of_another(hub: Hub) -> None:
    first = await hub.service.receive(hub.delivery(1, key="42"))
    hub.source, _ = await hub.sources.add("form", "Second form", "Team West")
    second = await hub.service.receive(hub.delivery(2, key="42"))
    assert not second.replayed
    assert second.lead != first.lead


async def test_the_same_person_again_is_history_on_one_lead(hub: Hub) -> None:
    first = await hub.service.receive(hub.delivery(1))
    by_mail = await hub.service.receive(hub.delivery(2, email="P1@Example.com", phone=""))
    by_phone = await hub.service.receive(hub.delivery(3, email="", phone="+49300000001"))
    assert {first.lead, by_mail.lead, by_phone.lead} == {first.lead}
    assert not by_mail.replayed
    assert await hub.kinds() == ["lead.new", "lead.reenquired", "lead.reenquired"]
    assert (await hub.lead(first.lead)).enquiries == 3


async def test_the_newest_match_wins_when_mail_and_phone_disagree(hub: Hub) -> None:
    await hub.service.receive(hub.delivery(1))
    hub.clock.forward(60)
    newer = await hub.service.receive(hub.delivery(2))
    mixed = hub.delivery(3, email="p1@example.com", phone="+49300000002")
    assert (await hub.service.receive(mixed)).lead == newer.lead


async def test_a_closed_or_long_past_lead_is_not_joined(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    first = await hub.lead_id(1)
    await hub.do(dana, "claim", first)
    assert (await hub.do(dana, "qualify", first, gen=1)).ok
    second = await hub.lead_id(2, email="p1@example.com")
    assert second != first
    hub.clock.forward(2 * 86_400)
    third = await hub.lead_id(3, email="p1@example.com")
    assert third != second


async def test_a_practice_lead_never_joins_a_real_one(hub: Hub) -> None:
    real = await hub.lead_id(1)
    practice = await hub.lead_id(2, email="p1@example.com", test=True)
    assert practice != real
    assert (await hub.lead(practice)).test


async def test_people_without_mail_or_phone_are_not_one_person(hub: Hub) -> None:
    first = await hub.lead_id(1, email="", phone="")
    assert first != await hub.lead_id(2, email="", phone="")


async def test_parallel_posts_of_one_person_make_one_lead(hub: Hub) -> None:
    posts = [hub.delivery(n, email="same@example.com", phone="") for n in range(40)]
    receipts = await asyncio.gather(*(hub.service.receive(post) for post in posts))
    assert len({receipt.lead for receipt in receipts}) == 1
    kinds = await hub.kinds()
    assert kinds == ["lead.new"] + ["lead.reenquired"] * 39


async def test_parallel_posts_of_one_delivery_make_one_fact(hub: Hub) -> None:
    receipts = await asyncio.gather(*(hub.service.receive(hub.delivery(1)) for _ in range(40)))
    assert sum(not receipt.replayed for receipt in receipts) == 1
    assert await hub.kinds() == ["lead.new"]


async def test_what_cannot_be_mapped_is_kept_for_marketing_and_rings_nobody(hub: Hub) -> None:
    dana, mia = await hub.desk("Dana"), await hub.desk("Mia", "marketing")
    receipt = await hub.service.receive(hub.delivery(1, mapped=False))
    assert receipt.status == "needs_mapping"
    lead = await hub.lead(receipt.lead)
    assert (lead.lane, lead.rank, lead.due, lead.claim_by) == ("needs_mapping", "D", None, None)
    assert lead.rank_why == "no email and no phone number"
    assert [e.vis for e in await hub.log.read(hub.team, 0)] == ["leads-only"]
    assert [len((await hub.snapshots.read(d.actor(), hub.team)).leads) for d in (dana, mia)] == [
        0,
        1,
    ]
    re = await hub.do(dana, "claim", receipt.lead)
    assert problem(re).code == "not_found", "it does not exist for a rep"
