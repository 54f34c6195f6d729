"""Texts by Telnyx: JSON both ways, events signed with ed25519."""

import base64
import json
import re
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from app.domain.ids import Ms, ms
from hub.gateways.answers import (
    UNCLEAR,
    Key,
    NoAnswer,
    clean_code,
    decoded,
    outcome,
    refused,
    told,
)
from hub.gateways.port import (
    BadCallback,
    Callback,
    GatewayTrouble,
    Inbound,
    Kind,
    Letter,
    Outcome,
    Refused,
    Report,
    Sent,
    Unknown,
)
from hub.gateways.refusal_words import TELNYX, late
from hub.gateways.request import Answer, Line
from hub.gateways.twilio import NO_NUMBER, NUMBER
from hub.gateways.twilio_callbacks import LARGEST, LONGEST_TEXT

OLD_MS = 300_000
"""An event older or younger than this was not sent just now: somebody plays it again."""
_REF = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)
_FAILED = ("sending_failed", "delivery_failed", "expired", "cancelled")


class _Person(Struct, frozen=True):
    phone_number: str = ""
    status: str = ""


class _Error(Struct, frozen=True):
    code: str | int | None = None


class _Message(Struct, frozen=True, rename={"from_": "from"}):
    id: str = ""
    direction: str = ""
    from_: _Person = _Person()
    to: list[_Person] = []
    text: str | None = None
    parts: int | None = None
    errors: list[_Error] | None = None
    received_at: str | None = None


class _Told(Struct, frozen=True):
    data: _Message = _Message()


class _Event(Struct, frozen=True):
    event_type: str = ""
    payload: _Message = _Message()


class _Called(Struct, frozen=True):
    data: _Event = _Event()


class _Refusal(Struct, frozen=True):
    errors: list[_Error] = []


class Telnyx:
    """`public_key` is base64, as the portal shows it; empty: no event is believed."""

    kind: Kind = "sms"
    title = "Telnyx"
    keeps_track = True

    def __init__(
        self, base: str, token: Key, sender: str, profile: str = "", public_key: str = ""
    ) -> None:
        self._root = base.rstrip("/") + "/v2"
        self._token = token
        self._sender = sender
        self._profile = profile
        self._public_key = public_key
        self._line = Line()

    async def send(self, letter: Letter) -> Outcome:
        if not NUMBER.fullmatch(letter.to):
            return Refused(code="number", why=NO_NUMBER)
        asked: dict[str, str] = {"to": letter.to, "text": letter.text}
        if self._sender:
            asked["from"] = self._sender
        if self._profile:
            asked["messaging_profile_id"] = self._profile
        if letter.report_to:
            asked["webhook_url"] = letter.report_to

        async def post() -> Answer:
            headers = {**await self._headers(), "Content-Type": "application/json"}
            body = json.dumps(asked).encode()
            return await self._line("POST", self._root + "/messages", headers, body)

        return await outcome(post(), self._outcome)

    def _outcome(self, answer: Answer) -> Outcome:
        if 200 <= answer.status < 300:
            made = decoded(answer.body, _Told)
            if made is None or not _REF.fullmatch(made.data.id):
                return Unknown(why=UNCLEAR)
            return Sent(ref=made.data.id, parts=max(0, min(99, made.data.parts or 0)))
        wrong = decoded(answer.body, _Refusal)
        codes = [clean_code(each.code) for each in wrong.errors] if wrong is not None else []
        # Of several, the one that has consequences counts.
        code = next((each for each in codes if each == "40300"), codes[0] if codes else "")
        return refused(self.title, TELNYX, code, answer)

    async def ask(self, letter: Letter, ref: str, since: Ms) -> Report:
        """It knows messages by its own name for them alone."""
        if not _REF.fullmatch(ref):
            return Report(
                state="no_answer",
                message=letter.id,
                why="Telnyx gave no name for it, so it cannot be asked.",
            )
        try:
            answer = await told(self._get(f"/messages/{ref}"))
        except NoAnswer as wrong:
            return Report(state="no_answer", ref=ref, message=letter.id, why=str(wrong))
        if answer.status == 404:
            return Report(state="not_known", ref=ref, message=letter.id)
        found = decoded(answer.body, _Told) if answer.status == 200 else None
        if found is None:
            why = f"Telnyx did not say ({answer.status})."
            return Report(state="no_answer", ref=ref, message=letter.id, why=why)
        return self._fate(found.data, ref, letter.id)

    async def check(self) -> str:
        await self._token()
        if self._public_key:
            _key(self._public_key)
        try:
            answer = await told(self._get("/balance"))
        except NoAnswer as wrong:
            raise GatewayTrouble(f"sms.base_url: {wrong} Check the address.") from None
        if answer.status in (401, 403):
            raise GatewayTrouble(
                "sms.token: Telnyx does not accept this API key. Make a new one in its portal."
            )
        if answer.status != 200:
            raise GatewayTrouble(f"sms.base_url: Telnyx answered {answer.status}.")
        if not self._public_key:
            return (
                "Telnyx accepts the key. Its callbacks will be refused: there is no sms.public_key."
            )
        return "Telnyx accepts the key."

    async def read_callback(self, callback: Callback) -> Report | Inbound | None:
        self._believe(callback)
        event = decoded(callback.body, _Called)
        if event is None:
            raise BadCallback("it is not an event")
        told_of = event.data.payload
        if not _REF.fullmatch(told_of.id):
            raise BadCallback("it does not say what it is about")
        if event.data.event_type == "message.received":
            return _text_in(told_of)
        if event.data.event_type in ("message.sent", "message.finalized"):
            return self._fate(told_of, told_of.id)
        return None

    def _believe(self, callback: Callback) -> None:
        """Raises BadCallback unless Telnyx signed it, just now."""
        if not self._public_key:
            raise BadCallback("no key is set to check it with")
        if len(callback.body) > LARGEST:
            raise BadCallback("it is too large")
        stamp = callback.headers.get("telnyx-timestamp", "")
        if not re.fullmatch(r"\d{1,12}", stamp, re.ASCII):
            raise BadCallback("it does not say when it was signed")
        if abs(int(stamp) * 1000 - callback.at) > OLD_MS:
            raise BadCallback("it was signed at another time")
        try:
            given = base64.b64decode(
                callback.headers.get("telnyx-signature-ed25519", ""), validate=True
            )
            _key(self._public_key).verify(given, stamp.encode() + b"|" + callback.body)
        except (InvalidSignature, ValueError):
            raise BadCallback("its signature is wrong") from None

    def _fate(self, message: _Message, ref: str, ours: str = "") -> Report:
        status = message.to[0].status if message.to else ""
        if status in _FAILED:
            code = clean_code(message.errors[0].code) if message.errors else ""
            means = late(TELNYX, self.title, code)
            return Report(
                state="failed",
                ref=ref,
                message=ours,
                code=code,
                why=means.why,
                opted_out=means.opted_out,
            )
        if status == "delivered":
            return Report(state="delivered", ref=ref, message=ours)
        return Report(state="on_its_way", ref=ref, message=ours)

    async def _get(self, path: str) -> Answer:
        return await self._line("GET", self._root + path, await self._headers())

    async def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {await self._token()}", "Accept": "application/json"}

    async def close(self) -> None:
        await self._line.close()


def _text_in(message: _Message) -> Inbound:
    to = message.to[0].phone_number if message.to else ""
    if len(message.from_.phone_number) > 100 or len(to) > 100:
        raise BadCallback("a number in it is too long")
    return Inbound(
        kind="sms",
        from_=message.from_.phone_number,
        to=to,
        text=(message.text or "")[:LONGEST_TEXT],
        ref=message.id,
        at=_instant(message.received_at or ""),
    )


def _key(public: str) -> Ed25519PublicKey:
    """Raises GatewayTrouble for one that is none."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
    except ValueError:
        raise GatewayTrouble(
            "sms.public_key: this is not the key Telnyx shows under Keys & Credentials."
        ) from None


def _instant(written: str) -> Ms | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return ms(moment) if moment.tzinfo is not None and moment.year >= 1970 else None
