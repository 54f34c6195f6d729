"""The door gateways call back by: secret addresses, signatures, limits, never the same twice."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from hub.callbacks import EMPTY_TWIML, LARGEST, Callbacks
from hub.gateways.twilio import TwilioText
from hub.outgoing.letters import token
from tests.hub.gateways.carriers import account, kannel_gateway, kept, text_gateway
from tests.hub.outgoing.conftest import Sending, sending
from tests.rigs.carrier_ledger import ACCOUNT, NUMBER, TOKEN, form_signature

__all__ = ["sending"]
PUBLIC = "https://hub.example"
KEY = b"k" * 32
PERSON = "+49300000001"


@dataclass
class Door:
    """The routes as a server would call them, and what was counted."""

    sending: Sending
    app: Starlette
    door: Callbacks
    counted: list[str]
    headers: dict[str, str] = field(default_factory=dict)

    async def form(
        self, path: str, fields: dict[str, str], signed: str = TOKEN, url: str = ""
    ) -> tuple[int, bytes]:
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-twilio-signature": form_signature(signed, url or PUBLIC + path, fields),
        }
        return await self.post(path, urlencode(fields).encode(), headers)

    async def post(
        self, path: str, body: bytes, headers: dict[str, str] | None = None, method: str = "POST"
    ) -> tuple[int, bytes]:
        """Status and body of the answer."""
        where, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": where,
            "raw_path": where.encode("utf-8", "replace"),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(k.encode(), v.encode()) for k, v in (headers or {}).items()],
            "client": ("192.0.2.1", 5000),
            "server": ("hub.example", 443),
        }
        told: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, object]) -> None:
            told.append(message)

        await self.app(scope, receive, send)  # type: ignore[arg-type]
        status = told[0]["status"]
        assert isinstance(status, int)
        parts = [part["body"] for part in told[1:]]
        return status, b"".join(part for part in parts if isinstance(part, bytes))

    def ours(self, channel: str = "sms", about: str = "in") -> str:
        return f"/v1/gw/{channel}/{about}/{token(KEY, channel, about)}"


def door_of(sending: Sending, gateway: object) -> Door:
    counted: list[str] = []
    door = Callbacks(
        readers={"sms": gateway},
        service=sending.hub.service,
        key=KEY,
        public_url=PUBLIC,
        now=sending.hub.clock,
        count=counted.append,
    )
    return Door(sending, Starlette(routes=list(door.routes())), door, counted)


@pytest.fixture
async def door(sending: Sending) -> AsyncIterator[Door]:
    gateway = TwilioText(account("http://127.0.0.1:9"), NUMBER, kept(TOKEN))
    yield door_of(sending, gateway)
    await gateway.close()


def a_text(words: str, sid: str = "SM" + "1" * 32) -> dict[str, str]:
    return {
        "MessageSid": sid, "SmsStatus": "received", "From": PERSON, "To": NUMBER, "Body": words,
        "AccountSid": ACCOUNT,
    }  # fmt: skip


async def out(sending: Sending) -> tuple[str, str]:
    """(lead, message) that the gateway took."""
    desk, lead, gen = await sending.mine()
    message, _ = await sending.send(desk, lead, gen)
    sending.later(5)
    await sending.stands(lead, message, "sent")
    return lead, message


async def test_a_report_at_a_messages_own_address_moves_that_message(door: Door) -> None:
    lead, message = await out(door.sending)
    fields = {"MessageSid": "SM" + "7" * 32, "MessageStatus": "undelivered", "ErrorCode": "30003"}
    fields["AccountSid"] = ACCOUNT
    status, body = await door.form(door.ours(about=message), fields)
    assert (status, body.decode()) == (200, EMPTY_TWIML)
    assert (await door.sending.message(lead, message)).code == "30003"
    assert door.counted == ["report"]


async def test_a_text_in_is_answered_after_the_commit_with_nothing_to_say(door: Door) -> None:
    _, lead, _ = await door.sending.mine()
    for count in ("known", "again"):
        status, body = await door.form(door.ours(), a_text("Call me at four"))
        assert (status, body.decode()) == (200, EMPTY_TWIML)
        assert door.counted[-1] == count
    assert [m.text for m in (await door.sending.lead(lead)).messages] == ["Call me at four"]


async def test_whoever_does_not_know_the_address_or_the_key_is_turned_away(door: Door) -> None:
    lead, message = await out(door.sending)
    good = door.ours(about=message)
    report = {"MessageSid": "SM" + "7" * 32, "MessageStatus": "failed", "AccountSid": ACCOUNT}
    for wrong in (good[:-1] + ("A" if good[-1] != "A" else "B"), good.replace(message, "in")):
        assert (await door.form(wrong, report))[0] == 404
    assert (await door.form(good.replace("/sms/", "/email/"), report))[0] == 404
    assert (await door.form(good, report, signed="another key"))[0] == 403
    assert (await door.form(good, report, url=PUBLIC + good + "x"))[0] == 403
    assert (await door.post(good, b"MessageStatus=failed"))[0] == 403
    assert (await door.sending.message(lead, message)).state == "sent"


async def test_guessing_addresses_soon_ends(door: Door) -> None:
    answers = [(await door.post(f"/v1/gw/sms/in/{n:022}", b""))[0] for n in range(400)]
    assert answers[0] == 404
    assert answers[-1] == 429


async def test_too_much_is_too_much(door: Door) -> None:
    assert (await door.post(door.ours(), b"x" * (LARGEST + 1)))[0] == 413


async def test_kannel_is_answered_with_nothing_and_believed_at_its_secret_address(
    sending: Sending,
) -> None:
    gateway = kannel_gateway("http://127.0.0.1:9")
    door = door_of(sending, gateway)
    lead, message = await out(sending)
    status, body = await door.post(door.ours(about=message) + "?type=2", b"", method="GET")
    assert (status, body) == (200, b"")
    assert (await sending.message(lead, message)).state == "failed"


async def test_a_hub_nobody_can_reach_opens_no_door(sending: Sending) -> None:
    door = Callbacks(
        readers={}, service=sending.hub.service, key=KEY, public_url="", now=sending.hub.clock,
        count=lambda _: None,
    )  # fmt: skip
    assert door.routes() == []
    assert door.addresses() == {}


@pytest.mark.parametrize("company", ["twilio", "telnyx", "kannel"])
async def test_hostile_bytes_at_a_good_address_break_nothing(
    sending: Sending, company: str
) -> None:
    at = "http://127.0.0.1:9"
    gateway = kannel_gateway(at) if company == "kannel" else text_gateway(at, company)
    door = door_of(sending, gateway)
    examples = [
        b"", b"\0" * 500, b"a=" + b"%" * 900, b"&" * 5000, b"{" * 3000, b'{"data":{"payload":1}}',
        "From=%ff&Body=\u202e".encode(), b"MessageSid[]=1", b"type=99&text=%00",
    ]  # fmt: skip
    for body in examples:
        for path in (door.ours(), door.ours() + "?" + body[:200].decode("latin-1")):
            status, _ = await door.post(path, body)
            assert status in (200, 403)
    assert "lead.new" not in await sending.hub.kinds()


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=60)
def test_an_address_proves_one_channel_and_one_subject(channel: str, about: str) -> None:
    proof = token(KEY, channel, about)
    assert len(proof) == 22
    assert token(KEY, channel + "x", about) != proof
    assert token(KEY, channel, about + "x") != proof
    assert token(b"other", channel, about) != proof
