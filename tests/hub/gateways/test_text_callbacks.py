"""What gateways call back with: reports, texts to us, missed calls; and everything that is not from
them."""

import base64
import json
import random
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace

from hub.gateways.port import BadCallback, Callback, Inbound, Report, Sent
from hub.gateways.telnyx import OLD_MS, Telnyx
from hub.gateways.twilio import TwilioText
from hub.gateways.twilio_callbacks import LARGEST
from tests.hub.gateways.carriers import (
    LEAD,
    Ears,
    account,
    kept,
    letter,
    listening,
    now,
    text_gateway,
)
from tests.rigs.carrier_ledger import event_signature, form_signature
from tests.rigs.carrier_server import ACCOUNT, NUMBER, PUBLIC_KEY, TOKEN, Carrier, carrier

PATH = "/v1/gw/sms/0197a1b2/f00d?x=1%2B2"
COMPANIES = ("twilio", "signalwire", "telnyx")
Gateway = TwilioText | Telnyx


@pytest.fixture
async def network() -> AsyncIterator[Carrier]:
    async with carrier() as running:
        yield running


@pytest.fixture
async def ears() -> AsyncIterator[Ears]:
    async with listening() as open_ears:
        yield open_ears


@pytest.fixture(params=COMPANIES)
async def gateway(network: Carrier, request: pytest.FixtureRequest) -> AsyncIterator[Gateway]:
    made = text_gateway(network.url, request.param)
    yield made
    await made.close()


async def sent(gateway: Gateway, ears: Ears, to: str = LEAD) -> str:
    told = await gateway.send(letter(to=to, report_to=ears.url + PATH))
    assert isinstance(told, Sent)
    return told.ref


async def test_a_text_is_reported_on_its_way_and_delivered(
    network: Carrier, ears: Ears, gateway: Gateway
) -> None:
    ref = await sent(gateway, ears)
    await network.report(ref, "sent")
    await network.report(ref, "delivered")
    states = [await gateway.read_callback(each) for each in ears.heard]
    assert states == [Report(state="on_its_way", ref=ref), Report(state="delivered", ref=ref)]


async def test_a_late_failure_has_its_sentence(
    network: Carrier, ears: Ears, gateway: Gateway
) -> None:
    ref = await sent(gateway, ears)
    telnyx = isinstance(gateway, Telnyx)
    await network.report(
        ref, "delivery_failed" if telnyx else "undelivered", "40001" if telnyx else "30003"
    )
    report = await gateway.read_callback(ears.heard[0])
    assert isinstance(report, Report)
    assert (report.state, report.opted_out) == ("failed", False)
    assert report.why.endswith("Call instead." if telnyx else "Call or mail instead.")


async def test_a_stop_told_late_is_an_opt_out(
    network: Carrier, ears: Ears, gateway: Gateway
) -> None:
    ref = await sent(gateway, ears)
    if isinstance(gateway, Telnyx):
        await network.report(ref, "sending_failed", "40300")
    else:
        await network.report(ref, "failed", "21610")
    report = await gateway.read_callback(ears.heard[0])
    assert isinstance(report, Report)
    assert (report.state, report.opted_out) == ("failed", True)


async def test_a_failure_without_or_with_a_strange_code_still_has_words(
    network: Carrier, ears: Ears, gateway: Gateway
) -> None:
    ref = await sent(gateway, ears)
    status = "delivery_failed" if isinstance(gateway, Telnyx) else "failed"
    await network.report(ref, status)
    await network.report(ref, status, "<b>+4915112345678</b>")
    for each in ears.heard:
        report = await gateway.read_callback(each)
        assert isinstance(report, Report)
        assert report.why == "It could not be delivered; the gateway does not say why."


async def test_a_persons_text_comes_in_with_every_character(
    network: Carrier, ears: Ears, gateway: Gateway
) -> None:
    words = "Ja & gern + 5 % – „um drei“? 😀\nAnn"
    await network.text_in(ears.url + PATH, LEAD, words, "SMin0001", company_of(gateway))
    told = await gateway.read_callback(ears.heard[0])
    assert isinstance(told, Inbound)
    assert (told.kind, told.from_, told.to, told.text) == ("sms", LEAD, NUMBER, words)
    assert told.ref == "SMin0001"
    if isinstance(gateway, Telnyx):
        assert told.at is not None
        assert abs(told.at - now()) < 60_000


def company_of(gateway: Gateway) -> str:
    return "telnyx" if isinstance(gateway, Telnyx) else ""


@pytest.mark.parametrize("status", ["no-answer", "busy", "failed", "canceled"])
async def test_a_call_nobody_took_comes_in(network: Carrier, ears: Ears, status: str) -> None:
    gateway = text_gateway(network.url, "twilio")
    await network.call_in(ears.url + PATH, LEAD, status, "CA0001")
    told = await gateway.read_callback(ears.heard[0])
    assert told == Inbound(kind="call", from_=LEAD, to=NUMBER, ref="CA0001")


async def test_a_call_somebody_took_is_no_missed_call(network: Carrier, ears: Ears) -> None:
    gateway = text_gateway(network.url, "twilio")
    await network.call_in(ears.url + PATH, LEAD, "completed")
    assert await gateway.read_callback(ears.heard[0]) is None


async def heard(network: Carrier, ears: Ears, gateway: Gateway) -> Callback:
    await network.text_in(ears.url + PATH, LEAD, "STOP", company=company_of(gateway))
    assert isinstance(await gateway.read_callback(ears.heard[-1]), Inbound)
    return ears.heard[-1]


async def test_one_changed_byte_of_the_body_is_refused(
    network: Carrier, ears: Ears, gateway: Gateway
) -> None:
    real = await heard(network, ears, gateway)
    at = real.body.index(b"STOP")
    for place in (0, at, len(real.body) - 1):
        body = bytearray(real.body)
        body[place] ^= 1
        with pytest.raises(BadCallback):
            await gateway.read_callback(replace(real, body=bytes(body)))


async def test_a_signature_of_another_or_of_none_is_refused(
    network: Carrier, ears: Ears, gateway: Gateway
) -> None:
    real = await heard(network, ears, gateway)
    name = next(name for name in real.headers if "signature" in name)
    given = real.headers[name]
    flipped = ("A" if given[0] != "A" else "B") + given[1:]
    for wrong in (flipped, "", "é", given[:-4], "%%%", base64.b64encode(b"x" * 64).decode()):
        with pytest.raises(BadCallback, match="signature"):
            await gateway.read_callback(replace(real, headers={**real.headers, name: wrong}))
    without = {key: value for key, value in real.headers.items() if key != name}
    with pytest.raises(BadCallback, match="signature"):
        await gateway.read_callback(replace(real, headers=without))


async def test_a_form_signed_for_another_address_is_refused(network: Carrier, ears: Ears) -> None:
    gateway = text_gateway(network.url, "twilio")
    real = await heard(network, ears, gateway)
    for url in (real.url + "&more=1", real.url.replace("f00d", "beef"), "https://other.example/"):
        with pytest.raises(BadCallback, match="signature"):
            await gateway.read_callback(replace(real, url=url))


async def test_the_usual_port_may_be_written_out_or_not() -> None:
    gateway = text_gateway("http://127.0.0.1:9", "twilio")
    form = {"MessageSid": "SM1234", "MessageStatus": "delivered", "AccountSid": ACCOUNT}
    spelt = ("https://hub.example/v1/gw?a=b", "https://hub.example:443/v1/gw?a=b")
    for signed in spelt:
        for called in spelt:
            headers = {"x-twilio-signature": form_signature(TOKEN, signed, form)}
            callback = Callback(
                url=called, headers=headers, body=urlencode(form).encode(), at=now()
            )
            assert isinstance(await gateway.read_callback(callback), Report)


async def test_a_known_signature_of_the_documentation_is_right() -> None:
    """Twilio's own worked example of request validation."""
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    assert form_signature("12345", url, form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    gateway = TwilioText(account("http://127.0.0.1:9"), NUMBER, kept("12345"))
    headers = {"x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}
    callback = Callback(url=url, headers=headers, body=urlencode(form).encode(), at=now())
    assert await gateway.read_callback(callback) is None


async def test_an_event_played_again_later_is_refused(network: Carrier, ears: Ears) -> None:
    gateway = text_gateway(network.url, "telnyx")
    real = await heard(network, ears, gateway)
    for at in (real.at + OLD_MS + 2_000, real.at - OLD_MS - 2_000):
        with pytest.raises(BadCallback, match="another time"):
            await gateway.read_callback(replace(real, at=at))


async def test_without_a_key_to_check_with_nothing_is_believed(
    network: Carrier, ears: Ears
) -> None:
    telnyx = Telnyx(network.url, kept(TOKEN), NUMBER)
    space = TwilioText(account(network.url, "signalwire"), NUMBER, None)
    await network.text_in(ears.url + PATH, LEAD, "STOP")
    for gateway in (telnyx, space):
        with pytest.raises(BadCallback, match="no key"):
            await gateway.read_callback(ears.heard[0])


async def test_a_form_about_another_account_is_refused() -> None:
    gateway = text_gateway("http://127.0.0.1:9", "twilio")
    form = {"MessageSid": "SM1234", "MessageStatus": "sent", "AccountSid": "AC" + "9" * 32}
    with pytest.raises(BadCallback, match="somebody else"):
        await gateway.read_callback(signed(form))


def signed(form: dict[str, str]) -> Callback:
    url = "https://hub.example/v1/gw"
    headers = {"x-twilio-signature": form_signature(TOKEN, url, form)}
    return Callback(url=url, headers=headers, body=urlencode(form).encode(), at=now())


def event(told: object) -> Callback:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    stamp = str(now() // 1000)
    headers = {
        "telnyx-timestamp": stamp,
        "telnyx-signature-ed25519": event_signature(stamp, body),
    }
    return Callback(url="https://hub.example/v1/gw", headers=headers, body=body, at=now())


STRANGE_FORMS: list[dict[str, str]] = [
    {},
    {"MessageSid": "SM1234"},
    {"MessageStatus": "delivered"},
    {"MessageSid": "../../x", "MessageStatus": "delivered"},
    {"MessageSid": "SM" + "1" * 500, "MessageStatus": "delivered"},
    {"MessageSid": "SM1234", "SmsStatus": "received", "From": "1" * 101, "Body": "x"},
    {"CallSid": "", "CallStatus": "busy", "Direction": "inbound"},
]
STRANGE_EVENTS: list[object] = [
    b"",
    b"[" * 20_000,
    b"\xff\xfe",
    [],
    {},
    {"data": 3},
    {"data": {"event_type": "message.received", "payload": {"id": "x"}}},
    {"data": {"event_type": "message.received", "payload": {"id": "a" * 20, "from": 7}}},
    {
        "data": {
            "event_type": "message.received",
            "payload": {"id": "a" * 20, "from": {"phone_number": "1" * 101}},
        }
    },
]


@pytest.mark.parametrize("form", STRANGE_FORMS)
async def test_a_signed_form_that_makes_no_sense_is_refused_by_name(form: dict[str, str]) -> None:
    gateway = text_gateway("http://127.0.0.1:9", "twilio")
    with pytest.raises(BadCallback):
        await gateway.read_callback(signed(form))


@pytest.mark.parametrize("told", STRANGE_EVENTS)
async def test_a_signed_event_that_makes_no_sense_is_refused_by_name(told: object) -> None:
    gateway = text_gateway("http://127.0.0.1:9", "telnyx")
    with pytest.raises(BadCallback):
        await gateway.read_callback(event(told))


async def test_an_event_of_another_kind_needs_no_act() -> None:
    gateway = text_gateway("http://127.0.0.1:9", "telnyx")
    told = {"data": {"event_type": "message.read", "payload": {"id": "a" * 20}}}
    assert await gateway.read_callback(event(told)) is None


async def test_a_form_with_too_much_in_it_is_refused_before_it_is_read() -> None:
    gateway = text_gateway("http://127.0.0.1:9", "twilio")
    crowd = b"&".join(b"a%d=1" % number for number in range(500))
    for body in (b"Body=" + b"x" * LARGEST, crowd, b"Body=\xff", b"Body=%ff"):
        with pytest.raises(BadCallback):
            await gateway.read_callback(
                Callback(url="https://hub.example/", headers={}, body=body, at=now())
            )


async def test_noise_raises_nothing_but_bad_callback() -> None:
    chance = random.Random(4)
    gateways = [text_gateway("http://127.0.0.1:9", company) for company in COMPANIES]
    for _ in range(300):
        body = chance.randbytes(chance.randrange(200))
        said = chance.randbytes(chance.randrange(80)).decode("latin-1")
        headers = {
            "x-twilio-signature": said,
            "telnyx-signature-ed25519": said,
            "telnyx-timestamp": said if chance.random() < 0.5 else str(now() // 1000),
        }
        callback = Callback(url="https://hub\x00[" + said, headers=headers, body=body, at=now())
        for gateway in gateways:
            with pytest.raises(BadCallback):
                await gateway.read_callback(callback)


async def test_a_text_of_endless_length_is_cut() -> None:
    gateway = text_gateway("http://127.0.0.1:9", "twilio")
    form = {"MessageSid": "SM1234", "SmsStatus": "received", "From": LEAD, "Body": "x" * 30_000}
    told = await gateway.read_callback(signed(form))
    assert isinstance(told, Inbound)
    assert len(told.text) == 10_000


def test_the_key_of_the_rig_is_the_one_the_gateway_is_given() -> None:
    assert len(base64.b64decode(PUBLIC_KEY)) == 32
