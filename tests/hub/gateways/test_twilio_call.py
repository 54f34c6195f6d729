"""Calls by the Twilio-shaped API: the rep's phone, then the lead's, each leg told of, none
twice."""

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator

import pytest

from hub.gateways.port import BadCallback, Inbound, Refused, Report, Ring, Sent, Unknown
from hub.gateways.twilio_call import TwilioCall, spoken
from tests.hub.gateways.carriers import ID, LEAD, Ears, call_gateway, listening, now
from tests.rigs.carrier_server import NUMBER, Carrier, Fault, carrier
from tests.rigs.carrier_twilio import dialled, leg

REP = "+14155550177"
PATH = "/v1/gw/call/0197a1b2/f00d"


@pytest.fixture
async def network() -> AsyncIterator[Carrier]:
    async with carrier() as running:
        yield running


@pytest.fixture
async def ears() -> AsyncIterator[Ears]:
    async with listening() as open_ears:
        yield open_ears


@pytest.fixture
async def gateway(network: Carrier) -> AsyncIterator[TwilioCall]:
    made = call_gateway(network.url)
    yield made
    await made.close()


def ring(ears: Ears | None = None, id: str = ID, to: str = LEAD, name: str = "Ann Lee") -> Ring:
    report_to = ears.url + PATH if ears is not None else ""
    return Ring(id=id, rep_phone=REP, to=to, to_name=name, report_to=report_to)


async def placed(gateway: TwilioCall, asked: Ring) -> str:
    told = await gateway.ring(asked)
    assert isinstance(told, Sent)
    return told.ref


async def reports(gateway: TwilioCall, ears: Ears) -> list[Report | Inbound | None]:
    return [await gateway.read_callback(each) for each in ears.heard]


async def test_the_reps_phone_is_rung_and_told_whom_to_ring_then(
    network: Carrier, gateway: TwilioCall
) -> None:
    await placed(gateway, ring())
    (one,) = network.taken
    assert (one.kind, one.to, one.from_) == ("call", REP, NUMBER)
    told = ET.fromstring(one.body)
    assert told.findtext("./Say") == "Calling Ann Lee."
    dial = told.find("./Dial")
    assert dial is not None
    assert dial.get("callerId") == NUMBER
    assert dial.findtext("./Number") == LEAD


@pytest.mark.parametrize(
    "name",
    ["</Say><Dial>+19005550100</Dial>", "A & B <Co>", "\x00\x1b\ud800 Ann", "x" * 5_000, '"]]>'],
)
async def test_a_name_is_spoken_and_never_obeyed(
    network: Carrier, gateway: TwilioCall, name: str
) -> None:
    await placed(gateway, ring(name=name))
    told = ET.fromstring(network.taken[0].body)
    assert [each.tag for each in told.iter()] == ["Response", "Say", "Dial", "Number"]
    assert len(told.findtext("./Say") or "") < 80


def test_without_a_name_nothing_is_said() -> None:
    assert "<Say>" not in spoken(ring(name=" \x01 "), NUMBER)


async def test_a_call_from_the_first_ring_to_its_end(
    network: Carrier, ears: Ears, gateway: TwilioCall
) -> None:
    ref = await placed(gateway, ring(ears))
    await network.call(ref, "completed", talked=42)
    told = await reports(gateway, ears)
    assert [each.call for each in told if isinstance(each, Report)] == [
        *("ringing_rep", "ringing_rep", "ringing"),
        *("ringing", "ringing", "answered", "ended", "ended"),
    ]
    assert {each.ref for each in told if isinstance(each, Report)} == {ref}
    for last in told[-2:]:
        assert isinstance(last, Report)
        assert (last.seconds, last.reached) == (42, True)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("busy", "Their line was busy."),
        ("no-answer", "They did not answer."),
        ("failed", "The call could not be put through to them."),
    ],
)
async def test_a_lead_who_is_not_reached_is_told_as_such(
    network: Carrier, ears: Ears, gateway: TwilioCall, how: str, why: str
) -> None:
    ref = await placed(gateway, ring(ears))
    await network.call(ref, how)
    ends = [each for each in await reports(gateway, ears) if isinstance(each, Report)][-2:]
    for end in ends:
        assert (end.call, end.reached, end.why) == ("ended", False, why)


async def test_a_rep_who_does_not_pick_up_ends_it_before_the_lead_is_rung(
    network: Carrier, ears: Ears, gateway: TwilioCall
) -> None:
    ref = await placed(gateway, ring(ears))
    await network.call(ref, "rep-busy")
    last = (await reports(gateway, ears))[-1]
    assert isinstance(last, Report)
    assert (last.call, last.reached) == ("ended", False)
    assert last.why == "Your own phone was busy, so they were not called."
    assert len(network.taken) == 1


async def test_the_reps_end_that_comes_first_does_not_hide_that_they_talked(
    network: Carrier, ears: Ears, gateway: TwilioCall
) -> None:
    ref = await placed(gateway, ring(ears))
    one = network.taken[0]
    child, _ = await dialled(network, one)
    child.status, child.seconds = "completed", 61
    await leg(network, one, one.callback, "completed", 70)
    (told,) = await reports(gateway, ears)
    assert told == Report(state="call", call="ended", ref=ref, seconds=61, reached=True)


async def test_a_rep_answered_and_nobody_could_be_dialled(
    network: Carrier, ears: Ears, gateway: TwilioCall
) -> None:
    await placed(gateway, ring(ears))
    one = network.taken[0]
    await leg(network, one, one.callback, "completed", 3)
    (told,) = await reports(gateway, ears)
    assert isinstance(told, Report)
    assert (told.call, told.reached) == ("ended", False)
    assert told.why == "Your phone was answered, but they could not be called."


async def test_nobody_is_rung_twice_for_one_id(network: Carrier, gateway: TwilioCall) -> None:
    first = await gateway.ring(ring())
    assert await gateway.ring(ring()) == first
    assert len(network.taken) == 1
    await gateway.ring(ring(id=ID[:-1] + "2"))
    assert len(network.taken) == 2


async def test_two_at_once_for_one_id_ring_once(network: Carrier, gateway: TwilioCall) -> None:
    told = await asyncio.gather(gateway.ring(ring()), gateway.ring(ring()))
    assert sorted(type(each).__name__ for each in told) == ["Sent", "Unknown"]
    assert len(network.taken) == 1


async def test_after_an_unknown_one_nobody_is_rung_again(
    network: Carrier, gateway: TwilioCall
) -> None:
    network.next(Fault("cut_after"))
    for _ in range(3):
        assert isinstance(await gateway.ring(ring()), Unknown)
    assert network.attempts == 1


async def test_after_a_certain_refusal_it_may_be_tried_again(
    network: Carrier, gateway: TwilioCall
) -> None:
    network.next(Fault("status", status=503))
    assert isinstance(await gateway.ring(ring()), Refused)
    assert isinstance(await gateway.ring(ring()), Sent)
    assert len(network.taken) == 1


async def test_a_call_whose_answer_was_lost_is_found_by_both_phones(
    network: Carrier, gateway: TwilioCall
) -> None:
    since = now()
    other = call_gateway(network.url)
    await placed(other, ring(id=ID[:-1] + "9", to="+14155550135"))
    await dialled(network, network.taken[0])
    network.next(Fault("cut_after"))
    assert isinstance(await gateway.ring(ring()), Unknown)
    mine = network.taken[-1]
    child, _ = await dialled(network, mine)
    child.status, child.seconds = "in-progress", 0
    report = await gateway.ask(ring(), "", since)
    assert (report.call, report.ref, report.message) == ("answered", mine.sid, ID)
    await other.close()


@pytest.mark.parametrize(
    ("status", "state"), [("ringing", "ringing_rep"), ("busy", "ended"), ("in-progress", "ringing")]
)
async def test_asked_by_name_it_says_where_the_call_is(
    network: Carrier, gateway: TwilioCall, status: str, state: str
) -> None:
    ref = await placed(gateway, ring())
    network.taken[0].status = status
    assert (await gateway.ask(ring(), ref, now())).call == state


async def test_a_call_nobody_placed_is_not_known(gateway: TwilioCall) -> None:
    assert (await gateway.ask(ring(), "", now())).state == "not_known"
    assert (await gateway.ask(ring(), "CA0000", now())).state == "not_known"


async def test_a_number_that_cannot_be_called_has_its_sentence(gateway: TwilioCall) -> None:
    told = await gateway.ring(ring(to="911"))
    assert isinstance(told, Refused)
    assert told.code == "number"
    told = await gateway.ring(Ring(id=ID, rep_phone="", to=LEAD))
    assert isinstance(told, Refused)
    assert told.why == "Your own phone number is not set up for calls."


async def test_a_missed_call_to_our_number_comes_in(
    network: Carrier, ears: Ears, gateway: TwilioCall
) -> None:
    await network.call_in(ears.url + PATH, LEAD, "no-answer", "CA77")
    assert await reports(gateway, ears) == [Inbound(kind="call", from_=LEAD, to=NUMBER, ref="CA77")]


async def test_a_text_at_the_calls_address_is_refused(
    network: Carrier, ears: Ears, gateway: TwilioCall
) -> None:
    await network.text_in(ears.url + PATH, LEAD, "hello")
    with pytest.raises(BadCallback, match="not about a call"):
        await gateway.read_callback(ears.heard[0])


async def test_a_check_rings_nobody(network: Carrier, gateway: TwilioCall) -> None:
    assert await gateway.check() == "Twilio accepts the account and its number."
    assert network.taken == []
