"""A new lead of somebody known carries what they got as an earlier one; nobody else's does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.domain import memory
from app.domain.ids import new_id
from tests.builders import a_playbook
from tests.hub.builders import Hub, hub_at, settled

TEXT = "Hello there, thank you for your message."
TWO_DAYS = 2 * 86_400
"""Seconds: past the time in which an enquiry joins the lead that is there."""


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    async with hub_at(tmp_path, rules=a_playbook()) as made:
        yield made


async def written_to(hub: Hub, **who: str) -> str:
    """A lead somebody wrote an email to: its id."""
    hub.service.rulings.gateways = frozenset({"email", "sms"})
    desk = await hub.desk()
    lead = await hub.lead_id(1, **who)
    gen = settled(await hub.do(desk, "claim", lead)).gen
    answer = {
        "message": new_id(hub.clock()),
        "channel": "email",
        "text": TEXT,
        "subject": "Thanks",
        "template": "thanks_email",
        "variant": 1,
    }
    settled(await hub.do(desk, "send_message", lead, gen=gen, answer=answer))
    return lead


async def test_who_comes_again_is_known_by_email_and_what_they_got_with_it(hub: Hub) -> None:
    await written_to(hub, email="Imogen@kestrel.example", phone="")
    hub.clock.forward(TWO_DAYS)

    again = await hub.lead(await hub.lead_id(2, email="imogen@KESTREL.example", phone=""))

    [got] = again.got
    assert (got.words, got.template, got.variant) == ("Thanks", "thanks_email", 1)
    assert got.digest == memory.digest(TEXT)
    assert again.messages == ()


async def test_who_comes_again_is_known_by_number_also_with_another_address(hub: Hub) -> None:
    await written_to(hub, email="work@kestrel.example", phone="+442079460142")
    hub.clock.forward(TWO_DAYS)

    again = await hub.lead(
        await hub.lead_id(2, email="home@kestrel.example", phone="+442079460142")
    )

    assert [got.digest for got in again.got] == [memory.digest(TEXT)]


async def test_the_memory_goes_on_from_lead_to_lead(hub: Hub) -> None:
    await written_to(hub, email="imogen@kestrel.example")
    hub.clock.forward(TWO_DAYS)
    second = await hub.lead_id(2, email="imogen@kestrel.example")
    hub.clock.forward(TWO_DAYS)

    third = await hub.lead(await hub.lead_id(3, email="imogen@kestrel.example"))

    assert third.id != second
    assert [got.digest for got in third.got] == [memory.digest(TEXT)], "told once, not twice"


async def test_a_stranger_carries_nothing_nor_does_a_test_lead(hub: Hub) -> None:
    await written_to(hub, email="imogen@kestrel.example", phone="+442079460142")
    hub.clock.forward(TWO_DAYS)

    stranger = await hub.lead(await hub.lead_id(2))
    nobody = await hub.lead(await hub.lead_id(3, email="", phone=""))
    test = await hub.lead(await hub.lead_id(4, email="imogen@kestrel.example", test=True))

    assert (stranger.got, nobody.got, test.got) == ((), (), ())
