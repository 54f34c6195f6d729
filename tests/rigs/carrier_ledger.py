"""What a carrier of our own took, what it is told to do wrong, how it signs and calls back. The
shapes of the companies it plays are in `carrier_twilio.py` and `carrier_telnyx.py`."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ACCOUNT = "AC" + "5" * 32
TOKEN = "carrier-token-3f9c2b"
NUMBER = "+14155550199"
"""The company's own number at every carrier here."""
SIGNS = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"the carrier of the tests").digest())
PUBLIC_KEY = base64.b64encode(
    SIGNS.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
).decode()

Act = Literal[
    "cut_before",  # the line drops before it is stored
    "cut_after",  # stored, then the line drops
    "late",  # stored, answered `seconds` later
    "slow",  # stored `seconds` later, then answered
    "status",  # answered with `status`, not stored
    "status_after",  # stored, and answered with `status` all the same
    "garbage",  # stored, and answered 201 with something that is no JSON
    "half",  # stored, and half of the answer comes before the line drops
]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one send."""

    act: Act
    seconds: float = 0.0
    status: int = 500


@dataclass
class Taken:
    """One message or call the carrier really accepted."""

    sid: str
    to: str
    from_: str
    body: str
    callback: str = ""
    kind: str = "sms"
    company: str = "twilio"
    at: float = field(default_factory=time.time)
    status: str = "queued"
    code: str = ""
    parent: str = ""
    seconds: int = 0
    account: str = ""


class Ledger:
    """Shared by every company the server plays. `via` is where callbacks go when their public
    address is not reachable here: they are signed for the one and posted to the other."""

    def __init__(self, *, account: str = ACCOUNT, token: str = TOKEN) -> None:
        self.account = account
        self.token = token
        self.taken: list[Taken] = []
        self.attempts = 0
        """Sends that reached it, taken or not."""
        self.requests: list[str] = []
        """Method and path of every request, without what was in it."""
        self.faults: deque[Fault] = deque()
        self.public = ""
        self.via = ""
        self.tells = False
        """Whether every text is reported sent and delivered by itself."""
        self._telling: set[asyncio.Task[None]] = set()

    def copies(self, words: str) -> int:
        """How many times it accepted something with `words` in its text or its callback: an id of
        ours stands in the latter."""
        return sum(words in each.body or words in each.callback for each in self.taken)

    def find(self, sid: str) -> Taken | None:
        return next((each for each in self.taken if each.sid == sid), None)

    def next(self, *faults: Fault) -> None:
        """What happens to the next sends, one each; afterwards all is well again."""
        self.faults.extend(faults)

    def at_once(self, coming: Any) -> None:
        task = asyncio.ensure_future(coming)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def close(self) -> None:
        for task in list(self._telling):
            task.cancel()
        await asyncio.gather(*self._telling, return_exceptions=True)

    async def accept(
        self, request: web.Request, one: Taken, answer: web.Response
    ) -> web.StreamResponse:
        """Store `one` and answer, unless something was to go wrong."""
        fault = self.faults.popleft() if self.faults else None
        if fault is None:
            self.taken.append(one)
            return answer
        if fault.act == "slow":
            await asyncio.sleep(fault.seconds)
        if fault.act not in ("cut_before", "status"):
            self.taken.append(one)
        if fault.act == "late":
            await asyncio.sleep(fault.seconds)
        return await _answered(request, fault, answer)

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """The status our callback was answered with; 0 when nobody did."""
        where = url.replace(self.public, self.via, 1) if self.public and self.via else url
        limit = aiohttp.ClientTimeout(total=60)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(where, data=body, headers=headers) as answer,
            ):
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    async def post_form(self, url: str, fields: dict[str, str], key: str = "") -> int:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": form_signature(key or self.token, url, fields),
        }
        return await self.post(url, headers, urlencode(fields).encode())

    async def post_event(self, url: str, event: dict[str, Any]) -> int:
        body = json.dumps(event).encode()
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "telnyx-timestamp": stamp,
            "telnyx-signature-ed25519": event_signature(stamp, body),
        }
        return await self.post(url, headers, body)

    def as_json(self) -> dict[str, Any]:
        return {
            "taken": [asdict(each) for each in self.taken],
            "attempts": self.attempts,
            "requests": self.requests,
        }


def form_signature(key: str, url: str, fields: dict[str, str]) -> str:
    """As Twilio documents it: the address as called, then every name and value, names in order."""
    told = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(key.encode(), told.encode(), hashlib.sha1).digest()).decode()


def event_signature(stamp: str, body: bytes) -> str:
    """As Telnyx documents it: ed25519 over `stamp|body`."""
    return base64.b64encode(SIGNS.sign(stamp.encode() + b"|" + body)).decode()


def fresh(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


def parts(text: str) -> int:
    """Segments, roughly: 160/153 characters in plain Latin, 70/67 in anything else."""
    whole, each = (160, 153) if text.isascii() else (70, 67)
    return 1 if len(text) <= whole else -(-len(text) // each)


def wrong_code(number: str) -> tuple[str, int] | None:
    """`+15000021610` asks for code 21610 at once, `+15010030003` for code 30003 in a report: a
    number's last five digits are the code."""
    if number.startswith("+150000"):
        return "now", int(number[-5:])
    if number.startswith("+150100"):
        return "later", int(number[-5:])
    return None


async def _answered(request: web.Request, fault: Fault, answer: web.Response) -> web.StreamResponse:
    if fault.act in ("cut_before", "cut_after"):
        return _cut(request)
    if fault.act in ("status", "status_after"):
        return web.Response(status=fault.status, text="no")
    if fault.act == "garbage":
        return web.Response(status=201, text="<html>all fine</html>")
    if fault.act == "half":
        body = answer.body
        assert isinstance(body, bytes)
        stream = web.StreamResponse(status=answer.status)
        stream.content_length = len(body)
        await stream.prepare(request)
        await stream.write(body[: len(body) // 2])
        _cut(request)
        return stream
    return answer


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def faults_of(written: Sequence[dict[str, Any]]) -> list[Fault]:
    return [Fault(**each) for each in written]
