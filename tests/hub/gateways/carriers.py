"""Gateways pointed at the carrier of the tests, and an ear for what it calls back with."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from hub.gateways.kannel import Kannel as KannelGateway
from hub.gateways.port import Callback, Letter
from hub.gateways.telnyx import Telnyx
from hub.gateways.twilio import TwilioText
from hub.gateways.twilio_account import Account
from hub.gateways.twilio_call import TwilioCall
from tests.rigs.carrier_server import ACCOUNT, NUMBER, PUBLIC_KEY, TOKEN
from tests.rigs.kannel import PASSWORD, USER

LEAD = "+14155550134"
ID = "0197a1b2-0000-7000-8000-000000000001"
WORDS = "Hello Ann, thank you for asking about the loft."


def kept(value: str) -> Callable[[], Awaitable[str]]:
    async def key() -> str:
        return value

    return key


def account(url: str, company: str = "twilio", token: str = TOKEN) -> Account:
    if company == "signalwire":
        return Account("SignalWire", url + "/api/laml", ACCOUNT, kept(token))
    return Account("Twilio", url, ACCOUNT, kept(token))


def text_gateway(url: str, company: str, token: str = TOKEN) -> TwilioText | Telnyx:
    if company == "telnyx":
        return Telnyx(url, kept(token), NUMBER, public_key=PUBLIC_KEY)
    return TwilioText(account(url, company, token), NUMBER, kept(TOKEN))


def call_gateway(url: str) -> TwilioCall:
    return TwilioCall(account(url), NUMBER, kept(TOKEN))


def kannel_gateway(url: str, password: str = PASSWORD) -> KannelGateway:
    return KannelGateway(url, USER, kept(password), NUMBER)


def letter(to: str = LEAD, text: str = WORDS, id: str = ID, report_to: str = "") -> Letter:
    return Letter(id=id, to=to, text=text, report_to=report_to)


def now() -> int:
    return int(time.time() * 1000)


@dataclass
class Ears:
    """Where the hub would listen. `heard` is everything, as the hub would hand it on."""

    url: str = ""
    heard: list[Callback] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append(
            Callback(
                url=self.url + request.raw_path,
                headers={name.lower(): value for name, value in request.headers.items()},
                body=await request.read(),
                at=now(),
            )
        )
        return web.Response(status=204)


@asynccontextmanager
async def listening() -> AsyncIterator[Ears]:
    ears = Ears()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", ears.hear)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ears.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield ears
    finally:
        await runner.cleanup()
