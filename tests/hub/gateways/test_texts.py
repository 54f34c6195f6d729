"""Texts by Twilio, SignalWire and Telnyx: every outcome there is, and never a second try."""

import logging
import socket
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from hub.gateways.port import GatewayTrouble, Refused, Report, Sent, Unknown
from hub.gateways.refusal_words import TELNYX, TWILIO
from hub.gateways.telnyx import Telnyx
from hub.gateways.twilio import TwilioText
from tests.hub.gateways.carriers import LEAD, WORDS, account, kept, letter, now, text_gateway
from tests.rigs.carrier_server import NUMBER, TOKEN, Carrier, Fault, carrier

COMPANIES = ("twilio", "signalwire", "telnyx")
Gateway = TwilioText | Telnyx


@pytest.fixture
async def network() -> AsyncIterator[Carrier]:
    async with carrier() as running:
        yield running


@pytest.fixture(params=COMPANIES)
def company(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
async def gateway(network: Carrier, company: str) -> AsyncIterator[Gateway]:
    made = text_gateway(network.url, company)
    yield made
    await made.close()


async def test_a_text_is_taken_once_with_its_words_and_our_number(
    network: Carrier, gateway: Gateway
) -> None:
    told = await gateway.send(letter(text="Grüße & 5 % + 😀?"))
    assert isinstance(told, Sent)
    assert told.parts == 1
    (one,) = network.taken
    assert (one.sid, one.to, one.from_, one.body) == (told.ref, LEAD, NUMBER, "Grüße & 5 % + 😀?")
    assert network.attempts == 1


async def test_parts_are_what_the_gateway_says(network: Carrier, gateway: Gateway) -> None:
    told = await gateway.send(letter(text="a" * 400))
    assert isinstance(told, Sent)
    assert told.parts == 3


@pytest.mark.parametrize("act", ["cut_after", "half", "garbage", "cut_before"])
async def test_where_the_answer_is_lost_it_is_unknown_and_asked_only_once(
    network: Carrier, gateway: Gateway, act: str
) -> None:
    network.next(Fault(act))  # type: ignore[arg-type]
    told = await gateway.send(letter())
    assert isinstance(told, Unknown)
    assert network.attempts == 1
    assert network.copies(WORDS) == (0 if act == "cut_before" else 1)


@pytest.mark.parametrize("status", [500, 502, 504, 408])
async def test_a_fault_of_the_gateway_is_unknown(
    network: Carrier, gateway: Gateway, status: int
) -> None:
    network.next(Fault("status_after", status=status))
    assert isinstance(await gateway.send(letter()), Unknown)
    assert network.attempts == 1


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_gateway_is_to_be_tried_again(
    network: Carrier, gateway: Gateway, status: int
) -> None:
    network.next(Fault("status", status=status))
    told = await gateway.send(letter())
    assert isinstance(told, Refused)
    assert told.again_s is not None
    assert network.taken == []


@pytest.mark.parametrize("status", [301, 307, 400, 404])
async def test_any_other_answer_is_a_refusal_for_good(
    network: Carrier, gateway: Gateway, status: int
) -> None:
    network.next(Fault("status", status=status))
    told = await gateway.send(letter())
    assert isinstance(told, Refused)
    assert (told.code, told.again_s, told.opted_out) == (f"http_{status}", None, False)
    assert network.attempts == 1


async def test_an_answer_that_comes_too_late_is_unknown(network: Carrier, company: str) -> None:
    gateway = text_gateway(network.url, company)
    line = gateway._line if isinstance(gateway, Telnyx) else gateway._account._line
    line._limit_s = 2
    network.next(Fault("late", seconds=60))
    told = await gateway.send(letter())
    await gateway.close()
    assert isinstance(told, Unknown)
    assert "2 seconds" in told.why


async def test_where_nobody_listens_it_was_certainly_not_sent(company: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and never listening: every connection is refused
        gateway = text_gateway(f"http://127.0.0.1:{taken.getsockname()[1]}", company)
        told = await gateway.send(letter())
        await gateway.close()
    assert isinstance(told, Refused)
    assert (told.code, told.again_s) == ("not_reached", 30)


async def test_an_address_that_does_not_exist_was_certainly_not_reached(company: str) -> None:
    gateway = text_gateway("https://gateway.invalid", company)
    told = await gateway.send(letter())
    await gateway.close()
    assert isinstance(told, Refused)
    assert told.again_s == 30


async def test_without_tls_where_it_is_asked_for_nothing_is_sent(
    network: Carrier, company: str
) -> None:
    gateway = text_gateway(network.url.replace("http://", "https://"), company)
    told = await gateway.send(letter())
    await gateway.close()
    assert isinstance(told, Refused)
    assert told.again_s == 30
    assert network.attempts == 0


async def test_a_wrong_token_is_told_and_not_tried_again(network: Carrier, company: str) -> None:
    gateway = text_gateway(network.url, company, token="wrong-token-77aa")
    told = await gateway.send(letter())
    await gateway.close()
    assert isinstance(told, Refused)
    assert told.again_s is None
    assert "does not accept our account" in told.why
    assert network.taken == []


async def test_a_number_that_is_none_never_leaves_the_hub(
    network: Carrier, gateway: Gateway
) -> None:
    for number in ("0049 30 1", "+1415555013\r\nX: y", "", "ann@lead.example", "+0123456789"):
        told = await gateway.send(letter(to=number))
        assert isinstance(told, Refused)
    assert network.attempts == 0


def numbered(code: str) -> str:
    return f"+150000{int(code):05d}"


@pytest.mark.parametrize("code", sorted(TWILIO))
async def test_every_code_of_twilio_has_its_sentence(network: Carrier, code: str) -> None:
    gateway = text_gateway(network.url, "twilio")
    told = await gateway.send(letter(to=numbered(code)))
    await gateway.close()
    assert isinstance(told, Refused)
    assert told.code == code
    assert told.why == TWILIO[code].why
    assert told.opted_out == (code == "21610")
    assert (told.again_s is not None) == (TWILIO[code].again_s is not None)


@pytest.mark.parametrize("code", sorted(TELNYX))
async def test_every_code_of_telnyx_has_its_sentence(network: Carrier, code: str) -> None:
    gateway = text_gateway(network.url, "telnyx")
    told = await gateway.send(letter(to=numbered(code)))
    await gateway.close()
    assert isinstance(told, Refused)
    assert (told.code, told.why) == (code, TELNYX[code].why)
    assert told.opted_out == (code == "40300")


async def test_a_code_nobody_knows_is_named_as_it_is(network: Carrier, gateway: Gateway) -> None:
    told = await gateway.send(letter(to="+15000099999"))
    assert isinstance(told, Refused)
    assert told.why == f"{gateway.title} refused it (code 99999)."


@pytest.mark.parametrize(
    ("status", "state"),
    [("sent", "on_its_way"), ("delivered", "delivered")],
)
async def test_asked_by_name_it_says_where_a_text_is(
    network: Carrier, gateway: Gateway, status: str, state: str
) -> None:
    told = await gateway.send(letter())
    assert isinstance(told, Sent)
    network.taken[0].status = status
    report = await gateway.ask(letter(), told.ref, now())
    assert report == Report(state=state, ref=told.ref, message=letter().id)  # type: ignore[arg-type]


async def test_asked_by_name_a_late_stop_is_an_opt_out(
    network: Carrier, gateway: Gateway, company: str
) -> None:
    told = await gateway.send(letter())
    assert isinstance(told, Sent)
    telnyx = company == "telnyx"
    network.taken[0].status = "delivery_failed" if telnyx else "undelivered"
    network.taken[0].code = "40300" if telnyx else "21610"
    report = await gateway.ask(letter(), told.ref, now())
    assert (report.state, report.opted_out) == ("failed", True)
    assert report.why == "They have told us to stop texting them."


async def test_a_name_it_never_gave_is_not_known(network: Carrier, gateway: Gateway) -> None:
    report = await gateway.ask(letter(), "SM00000000000000000000000000000000", now())
    assert report.state == "not_known"


async def test_a_name_that_is_a_path_is_never_asked_for(network: Carrier, gateway: Gateway) -> None:
    report = await gateway.ask(letter(), "../Calls/CA1", now())
    assert report.state == "no_answer"
    assert network.requests == []


async def test_a_gateway_that_is_gone_gives_no_answer(company: str) -> None:
    async with carrier() as gone:
        gateway = text_gateway(gone.url, company)
        told = await gateway.send(letter())
    assert isinstance(told, Sent)
    report = await gateway.ask(letter(), told.ref, now())
    await gateway.close()
    assert report.state == "no_answer"


@pytest.mark.parametrize("company", ["twilio", "signalwire"], indirect=True)
async def test_without_a_name_it_is_found_by_whom_when_and_every_word(
    network: Carrier, gateway: Gateway
) -> None:
    since = now()
    network.next(Fault("cut_after"))
    assert isinstance(await gateway.send(letter()), Unknown)
    network.taken[0].status = "delivered"
    report = await gateway.ask(letter(), "", since)
    assert (report.state, report.ref) == ("delivered", network.taken[0].sid)
    for other in (letter(text=WORDS + " "), letter(to="+14155550135")):
        assert (await gateway.ask(other, "", since)).state == "not_known"


@pytest.mark.parametrize("company", ["twilio", "signalwire"], indirect=True)
async def test_the_same_words_of_an_hour_ago_are_not_taken_for_these(
    network: Carrier, gateway: Gateway
) -> None:
    assert isinstance(await gateway.send(letter()), Sent)
    network.taken[0].at -= 3600
    assert (await gateway.ask(letter(), "", now())).state == "not_known"


async def test_telnyx_without_a_name_cannot_be_asked(network: Carrier) -> None:
    gateway = text_gateway(network.url, "telnyx")
    report = await gateway.ask(letter(), "", now())
    await gateway.close()
    assert report.state == "no_answer"
    assert network.requests == []


async def test_a_check_says_yes_and_sends_nothing(network: Carrier, gateway: Gateway) -> None:
    assert f"{gateway.title} accepts the" in await gateway.check()
    assert network.taken == []
    assert network.attempts == 0


async def test_a_check_names_the_field_that_is_wrong(network: Carrier, company: str) -> None:
    gateway = text_gateway(network.url, company, token="wrong-token-77aa")
    with pytest.raises(GatewayTrouble, match=r"^sms\.token: ") as wrong:
        await gateway.check()
    await gateway.close()
    assert "77aa" not in str(wrong.value)


async def test_a_check_of_somebody_elses_number_names_it(network: Carrier) -> None:
    gateway = TwilioText(account(network.url), "+14155550000", kept(TOKEN))
    with pytest.raises(GatewayTrouble, match=r"^sms\.from: "):
        await gateway.check()
    await gateway.close()


async def test_a_check_where_nobody_listens_names_the_address(company: str) -> None:
    gateway = text_gateway("http://127.0.0.1:9", company)
    with pytest.raises(GatewayTrouble, match=r"^sms\.base_url: "):
        await gateway.check()
    await gateway.close()


async def test_neither_number_nor_words_nor_secret_are_logged_or_told(
    network: Carrier, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    network.next(
        Fault("cut_after"), Fault("status", status=400), Fault("garbage"), Fault("status_after")
    )
    with capture_logs() as logged:
        told = [await gateway.send(letter()) for _ in range(5)]
        told_late = await gateway.ask(letter(), "", now())
    said = f"{told} {told_late.why} {logged} {caplog.text} {network.requests}"
    for secret in (TOKEN, LEAD, LEAD[1:], WORDS):
        assert secret not in said
