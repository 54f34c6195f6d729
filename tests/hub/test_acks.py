"""Automatic answers at a real hub: whoever is there comes first; each enquiry is answered once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from app.domain.ids import Ms
from app.domain.lead import Consent, Lead, Where
from app.domain.playbook import AckRule, Playbook, Template
from app.domain.rep_times import Block, RepTimes
from hub.deliveries import Delivery
from tests.hub.builders import NOON, Hub, hub_at, playbook

MINUTE, HOUR = 60_000, 3_600_000
BERLIN = Where(zones=("Europe/Berlin",), country="DE", confidence="high", source="form field")
DAYS = tuple(Block(day=day, start=9 * 60, end=18 * 60) for day in range(5))
EVENING = NOON + 8 * HOUR
"""20:00 UTC on a Monday, 21:00 in Berlin."""
TUESDAY_AT_NINE = NOON + 20 * HOUR
"""09:00 in Berlin."""


def a_book() -> Playbook:
    acks = (
        AckRule(
            lanes=("strike_now",), after=50, nobody=0, sms="ack", email="ack_mail",
            promise_sms="told", promise_email="told_mail",
        ),
    )  # fmt: skip
    words = (
        Template(key="ack", channel="sms", title="Ack", body="We have it", by_hand=False),
        Template(key="ack_mail", channel="email", title="Ack", body="We have it here",
                 subject="Yours", by_hand=False),
        Template(key="told", channel="sms", title="Told", body="We call {promise}",
                 by_hand=False),
        Template(key="told_mail", channel="email", title="Told", subject="Yours", by_hand=False,
                 body="{rep|Somebody} will call {promise}. {good_time|}"),
    )  # fmt: skip
    return replace(playbook(), acks=acks, templates=words)


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    async with hub_at(tmp_path, rules=a_book()) as made:
        made.service.rulings.gateways = frozenset({"sms", "email"})
        made.service.rulings.public_url = "https://leads.example.com"
        made.service.rulings.ringing = lambda team: frozenset()
        yield made


def asks(hub: Hub, n: int = 1) -> Delivery:
    made = hub.delivery(n)
    assert made.made is not None
    return replace(made, made=replace(made.made, where=BERLIN))


async def post(hub: Hub, n: int = 1) -> str:
    return (await hub.service.receive(asks(hub, n))).lead


def automatic(lead: Lead) -> list[str]:
    return [message.text for message in lead.messages if message.automatic]


async def shifts(hub: Hub, name: str = "Dana") -> str:
    """Somebody with a desk who works from nine to six in Berlin."""
    desk = await hub.desk(name)
    times = RepTimes(zone="Europe/Berlin", blocks=DAYS)
    assert (await hub.do(desk, "set_times", "", times=times_of(times))).ok
    return desk.rep


def times_of(times: RepTimes) -> dict[str, object]:
    made: dict[str, object] = msgspec.to_builtins(times)
    return made


async def test_with_nobody_there_it_goes_at_once_and_only_once(hub: Hub) -> None:
    lead = await post(hub)
    assert await hub.service.advance(hub.clock()) == 1
    assert automatic(await hub.lead(lead)) == ["We have it here"]
    for later in (1, 60, 3_600, 86_400):
        await hub.service.advance(hub.clock.forward(later))
    assert len(automatic(await hub.lead(lead))) == 1


async def test_a_desk_that_rings_gets_its_time_first(hub: Hub) -> None:
    rep = await shifts(hub)
    hub.service.rulings.ringing = lambda team: frozenset({rep})
    lead = await post(hub)
    await hub.service.advance(hub.clock.forward(49))
    assert automatic(await hub.lead(lead)) == []
    await hub.service.advance(hub.clock.forward(1))
    assert automatic(await hub.lead(lead)) == ["We have it here"]


async def test_a_rep_on_shift_whose_desk_is_deaf_is_not_there(hub: Hub) -> None:
    await shifts(hub)
    lead = await post(hub)
    assert (await hub.lead(lead)).ack_at == NOON


async def test_after_the_shift_a_desk_that_rings_comes_first_and_then_a_promise(hub: Hub) -> None:
    rep = await shifts(hub)
    hub.service.rulings.ringing = lambda team: frozenset({rep})
    hub.clock.at = EVENING
    lead = await post(hub)
    await hub.service.advance(hub.clock.forward(49))
    assert automatic(await hub.lead(lead)) == []
    await hub.service.advance(hub.clock.forward(1))
    assert "at 09:10" in automatic(await hub.lead(lead))[0]


async def test_at_night_it_names_who_calls_and_when_and_rings_then(hub: Hub) -> None:
    rep = await shifts(hub)
    hub.clock.at = EVENING
    lead_id = await post(hub)
    await hub.service.advance(EVENING)
    lead = await hub.lead(lead_id)
    (text,) = automatic(lead)
    assert text.startswith("Dana will call tomorrow, Tuesday, at 09:10 your time. https://leads.")
    ahead = lead.next_touch
    assert ahead is not None
    assert (ahead.at, ahead.pinned, lead.owner) == (TUESDAY_AT_NINE + 10 * MINUTE, True, "")
    assert await hub.service.next_wake() == ahead.at
    hub.service.rulings.ringing = lambda team: frozenset({rep})
    hub.clock.at = ahead.at
    await hub.service.advance(ahead.at)
    assert "touch.due" in await hub.kinds()
    assert len(automatic(await hub.lead(lead_id))) == 1


async def test_fifty_at_the_same_second_are_promised_a_ramp(hub: Hub) -> None:
    await shifts(hub)
    await shifts(hub, "Erik")
    hub.clock.at = EVENING
    leads = [await post(hub, n) for n in range(50)]
    await hub.service.advance(EVENING)
    promised: list[Ms] = []
    for lead_id in leads:
        lead = await hub.lead(lead_id)
        assert len(automatic(lead)) == 1
        assert lead.next_touch is not None
        promised.append(lead.next_touch.at)
    assert max(promised.count(at) for at in promised) == 2
    assert min(promised) == TUESDAY_AT_NINE + 10 * MINUTE


async def test_two_clocks_at_once_answer_once(hub: Hub) -> None:
    leads = [await post(hub, n) for n in range(20)]
    await asyncio.gather(*(hub.service.advance(hub.clock()) for _ in range(5)))
    for lead in leads:
        assert len(automatic(await hub.lead(lead))) == 1


async def test_a_second_delivery_of_the_same_enquiry_is_no_second_enquiry(hub: Hub) -> None:
    delivery = asks(hub)
    first = await hub.service.receive(delivery)
    await hub.service.advance(hub.clock())
    again = await hub.service.receive(delivery)
    await hub.service.advance(hub.clock.forward(60))
    assert again.replayed
    assert len(automatic(await hub.lead(first.lead))) == 1


async def test_a_claim_holds_it_back_and_a_lapsed_one_does_not(hub: Hub) -> None:
    rep = await shifts(hub)
    hub.service.rulings.ringing = lambda team: frozenset({rep})
    lead, desk = await post(hub), await hub.desk("Erik")
    assert (await hub.do(desk, "claim", lead)).ok
    await hub.service.advance(hub.clock.forward(119))
    assert automatic(await hub.lead(lead)) == []
    await hub.service.advance(hub.clock.forward(2))
    assert automatic(await hub.lead(lead)) == ["We have it here"]


async def test_a_person_who_touched_it_is_never_talked_over(hub: Hub) -> None:
    rep = await shifts(hub)
    hub.service.rulings.ringing = lambda team: frozenset({rep})
    lead, desk = await post(hub), await hub.desk("Erik")
    assert (await hub.do(desk, "claim", lead)).ok
    touch = {"touch": "0198f000-0000-7000-8000-000000000001", "channel": "call"}
    assert (await hub.do(desk, "start_touch", lead, **touch)).ok
    for later in (60, 3_600, 86_400):
        await hub.service.advance(hub.clock.forward(later))
    assert automatic(await hub.lead(lead)) == []


async def test_who_refused_every_channel_gets_nothing_and_the_log_says_so(hub: Hub) -> None:
    delivery = asks(hub)
    assert delivery.made is not None
    no = Consent(state="refused", why="said stop")
    made = replace(delivery.made, consent={"email": no, "sms": no})
    lead = (await hub.service.receive(replace(delivery, made=made))).lead
    await hub.service.advance(hub.clock())
    assert automatic(await hub.lead(lead)) == []
    assert (await hub.kinds())[-1] == "ack.skipped"
    await hub.service.advance(hub.clock.forward(1))
    assert (await hub.kinds()).count("ack.skipped") == 1
