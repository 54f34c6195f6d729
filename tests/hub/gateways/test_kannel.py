"""Texts through a real Kannel: taken, queued, refused, delivered, failed, and coming in."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hub.gateways.kannel import Kannel as Gateway
from hub.gateways.kannel import report_url
from hub.gateways.port import (
    BadCallback,
    Callback,
    GatewayTrouble,
    Inbound,
    Refused,
    Report,
    Sent,
    Unknown,
)
from tests.hub.gateways.carriers import (
    LEAD,
    Ears,
    kannel_gateway,
    letter,
    listening,
    now,
)
from tests.rigs.kannel import DENIED, FAILING, NUMBER, PASSWORD, REJECTED, Kannel, Text, kannel
from tests.rigs.processes import soon

pytestmark = pytest.mark.real
PATH = "/v1/gw/sms/0197a1b2/f00d%2F1"


@pytest.fixture(scope="module")
def smsc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kannel]:
    with kannel(tmp_path_factory.mktemp("kannel")) as running:
        yield running


@pytest.fixture
async def gateway(smsc: Kannel) -> AsyncIterator[Gateway]:
    made = kannel_gateway(smsc.url)
    yield made
    await made.close()


@pytest.fixture
async def ears() -> AsyncIterator[Ears]:
    async with listening() as open_ears:
        yield open_ears


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, 100 % + more & {all}",
        "Grüße aus Köln, ça va? €5",
        "Привет, 你好 😀",
        "Kurz: “ja” – oder\nnein",
        "a" * 300,
        "ä😀" * 100,
    ],
)
async def test_every_character_reaches_the_network(
    smsc: Kannel, gateway: Gateway, text: str
) -> None:
    before = len(smsc.received())
    told = await gateway.send(letter(text=text))
    assert told == Sent(ref=letter().id)
    await soon(lambda: len(smsc.received()) > before, "the network has it")
    assert smsc.received()[before:] == [Text(NUMBER, LEAD, text)]


async def told_of(gateway: Gateway, ears: Ears, state: str) -> Report:
    """The first report that says `state`."""

    read: list[Report | Inbound | None] = []

    def heard() -> bool:
        return len(ears.heard) > len(read)

    while True:
        await soon(heard, f"a report that says {state}")
        report = await gateway.read_callback(ears.heard[len(read)])
        read.append(report)
        if isinstance(report, Report) and report.state == state:
            return report


async def test_a_delivery_is_reported_to_the_address_given_with_it(
    gateway: Gateway, ears: Ears
) -> None:
    await gateway.send(letter(report_to=ears.url + PATH))
    assert await told_of(gateway, ears, "delivered") == Report(state="delivered")
    assert await told_of(gateway, ears, "on_its_way") == Report(state="on_its_way")
    assert {each.url.partition("?")[0] for each in ears.heard} == {ears.url + PATH}


async def test_a_text_the_network_refuses_is_reported_failed(gateway: Gateway, ears: Ears) -> None:
    told = await gateway.send(letter(to=REJECTED + "5550134", report_to=ears.url + PATH))
    assert isinstance(told, Sent)
    report = await told_of(gateway, ears, "failed")
    assert report.why == "The phone network refused it."


async def test_a_text_that_does_not_arrive_is_reported_failed(gateway: Gateway, ears: Ears) -> None:
    told = await gateway.send(letter(to=FAILING + "5550134", report_to=ears.url + PATH))
    assert isinstance(told, Sent)
    report = await told_of(gateway, ears, "failed")
    assert report.why == "It could not be delivered; the gateway does not say why."


async def test_a_number_on_the_gateways_own_list_is_refused(smsc: Kannel, gateway: Gateway) -> None:
    told = await gateway.send(letter(to=DENIED + "5550134"))
    assert isinstance(told, Refused)
    assert (told.code, told.again_s, told.opted_out) == ("denied", None, False)


async def test_a_wrong_password_is_refused_and_named(smsc: Kannel) -> None:
    gateway = kannel_gateway(smsc.url, password="not-this-one-31")
    told = await gateway.send(letter())
    assert isinstance(told, Refused)
    assert told.code == "http_403"
    with pytest.raises(GatewayTrouble, match=r"^sms\.password: ") as wrong:
        await gateway.check()
    assert "31" not in str(wrong.value)
    await gateway.close()


async def test_a_check_sends_nothing(smsc: Kannel, gateway: Gateway) -> None:
    before = len(smsc.received())
    assert await gateway.check() == "Kannel accepts the user and password."
    await gateway.send(letter(text="the only one"))
    await soon(lambda: len(smsc.received()) > before, "the network has it")
    assert [each.text for each in smsc.received()[before:]] == ["the only one"]


async def test_it_cannot_be_asked_and_says_so(gateway: Gateway) -> None:
    report = await gateway.ask(letter(), "", now())
    assert (report.state, report.message) == ("no_answer", letter().id)


async def test_a_number_that_is_none_never_leaves_the_hub(smsc: Kannel, gateway: Gateway) -> None:
    before = len(smsc.received())
    for number in ("+4915 +4916", "abc", "+1415\r\nX-Kannel-SMSC: IN", ""):
        assert isinstance(await gateway.send(letter(to=number)), Refused)
    assert isinstance(await gateway.send(letter(text="  ")), Refused)
    assert len(smsc.received()) == before


async def test_a_text_waits_while_the_network_is_down(tmp_path: Path) -> None:
    with kannel(tmp_path) as smsc:
        gateway = kannel_gateway(smsc.url)
        smsc.network_down()
        assert isinstance(await gateway.send(letter(text="while away")), Sent)
        assert smsc.received() == []
        smsc.network_up()
        await soon(smsc.received, "what waited is sent")
        assert [each.text for each in smsc.received()] == ["while away"]
        smsc.stop()
        told = await gateway.send(letter(text="to nobody"))
        assert isinstance(told, Refused)
        assert told.again_s == 30
        with pytest.raises(GatewayTrouble, match=r"^sms\.base_url: .*smsbox"):
            await gateway.check()
        await gateway.close()


async def test_a_kannel_that_hangs_may_still_deliver_so_it_is_unknown(tmp_path: Path) -> None:
    with kannel(tmp_path) as smsc:
        gateway = kannel_gateway(smsc.url)
        gateway._line._limit_s = 3
        smsc.hang()
        assert isinstance(await gateway.send(letter(text="perhaps")), Unknown)
        smsc.go_on()
        await soon(smsc.received, "the network has it after all")
        assert [each.text for each in smsc.received()] == ["perhaps"]
        await gateway.close()


async def test_a_kannel_that_dies_never_makes_a_text_sent(tmp_path: Path) -> None:
    with kannel(tmp_path) as smsc:
        gateway = kannel_gateway(smsc.url)
        smsc.die()
        told = [await gateway.send(letter(text=f"number {n}")) for n in range(5)]
        assert not [each for each in told if isinstance(each, Sent)]
        assert smsc.received() == []
        await gateway.close()


@pytest.mark.parametrize("text", ["STOP", " Stop! ", "Ja gern, 5 € & mehr", "好的 😀"])
async def test_a_persons_text_comes_in_as_it_was_written(
    tmp_path: Path, ears: Ears, text: str
) -> None:
    with kannel(tmp_path, ears.url + "/v1/gw/in/s3cret") as smsc:
        gateway = kannel_gateway(smsc.url)
        await asyncio.to_thread(smsc.sends_in, text, LEAD)
        await soon(lambda: ears.heard, "the text is called in")
        told = await gateway.read_callback(ears.heard[0])
        await gateway.close()
    assert isinstance(told, Inbound)
    assert (told.kind, told.from_, told.to, told.text) == ("sms", LEAD, NUMBER, text)
    assert told.ref


def called(query: str) -> Callback:
    return Callback(url="https://hub.example/v1/gw?" + query, headers={}, at=now())


@pytest.mark.parametrize(
    ("answer", "code", "why"),
    [
        ("id:7+stat:UNDELIV+err:000", "UNDELIV", "The phone network could not deliver it."),
        ("stat:EXPIRED+err:000", "EXPIRED", "Their phone was off or out of reach for too long."),
        ("stat:UNDELIV+err:0B1", "0B1", "It could not be delivered (Kannel code 0B1)."),
    ],
)
async def test_the_networks_receipt_is_read(answer: str, code: str, why: str) -> None:
    gateway = kannel_gateway("http://127.0.0.1:9")
    report = await gateway.read_callback(called(f"type=2&answer={answer}"))
    assert report == Report(state="failed", code=code, why=why)


@pytest.mark.parametrize(
    "query",
    [
        *("", "type=", "type=3", "type=1000", "text=x", "from=&text=x", "text=x&from=" + "1" * 101),
        *("&".join(f"a{n}=1" for n in range(500)), "type=8" + "x" * 100_000),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(query: str) -> None:
    with pytest.raises(BadCallback):
        await kannel_gateway("http://127.0.0.1:9").read_callback(called(query))


@pytest.mark.parametrize("charset", ["", "UTF-16BE", "nonsense", "unicode_escape"])
async def test_any_bytes_at_all_become_some_text(charset: str) -> None:
    query = f"from=0014155550134&text=%FF%00%D8a%80+%E4&charset={charset}&coding=2&id=1"
    told = await kannel_gateway("http://127.0.0.1:9").read_callback(called(query))
    assert isinstance(told, Inbound)
    assert told.from_ == "+14155550134"


def test_only_our_own_marks_are_filled_in_by_kannel() -> None:
    assert report_url("https://h/a%2Fb?c=%d").startswith("https://h/a%%2Fb?c=%%d&type=%d&")


def test_the_password_stands_in_no_text_of_the_gateway() -> None:
    assert PASSWORD not in repr(vars(kannel_gateway("http://127.0.0.1:9")))
