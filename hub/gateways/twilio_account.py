"""An account at a gateway that speaks Twilio's REST: forms in, JSON out, HTTP Basic. Twilio and
SignalWire do; texts and calls share it."""

import base64
import re
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import quote, urlencode

from msgspec import Struct

from app.domain.ids import Ms, ms
from hub.gateways.answers import (
    UNCLEAR,
    Key,
    NoAnswer,
    clean_code,
    count,
    decoded,
    outcome,
    refused,
    told,
)
from hub.gateways.port import GatewayTrouble, Outcome, Sent, Unknown
from hub.gateways.refusal_words import TWILIO
from hub.gateways.request import Answer, Line

_REF = re.compile(r"[A-Za-z0-9-]{2,64}", re.ASCII)


_T = TypeVar("_T")


class Resource(Struct):
    """A message or call as it shows one; what we do not use is left out."""

    sid: str = ""
    status: str = ""
    error_code: int | str | None = None
    num_segments: str | int | None = None
    body: str | None = None
    to: str | None = None
    date_created: str | None = None
    parent_call_sid: str | None = None
    duration: str | int | None = None

    def made(self) -> Ms | None:
        try:
            return ms(parsedate_to_datetime(self.date_created or ""))
        except (ValueError, TypeError):
            return None


class Page(Struct):
    """A list of them, newest first."""

    messages: list[Resource] = []
    calls: list[Resource] = []


class _Error(Struct):
    code: int | str | None = None


class _Number(Struct):
    capabilities: dict[str, bool] = {}


class _Numbers(Struct):
    incoming_phone_numbers: list[_Number] = []


class Account:
    """`base` ends before the version in the path: https://api.twilio.com, or
    https://SPACE.signalwire.com/api/laml."""

    def __init__(self, title: str, base: str, account: str, token: Key) -> None:
        self.title = title
        self.name = account
        self.token = token
        self._root = f"{base.rstrip('/')}/2010-04-01/Accounts/{quote(account, safe='')}"
        self._line = Line()

    async def give(self, what: str, fields: list[tuple[str, str]]) -> Outcome:
        """Create a message or call."""

        async def post() -> Answer:
            headers = {**await self._headers(), "Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode(fields).encode()
            return await self._line("POST", f"{self._root}/{what}.json", headers, body)

        return await outcome(post(), self._outcome)

    def _outcome(self, answer: Answer) -> Outcome:
        if 200 <= answer.status < 300:
            made = decoded(answer.body, Resource)
            if made is None or not _REF.fullmatch(made.sid):
                return Unknown(why=UNCLEAR)
            return Sent(ref=made.sid, parts=count(made.num_segments))
        wrong = decoded(answer.body, _Error)
        code = clean_code(wrong.code if wrong is not None else None)
        return refused(self.title, TWILIO, code, answer)

    async def show(self, what: str, ref: str) -> Resource | None:
        """One message or call; None when it never heard of it. Raises NoAnswer."""
        if not _REF.fullmatch(ref):
            raise NoAnswer("The gateway never gave it this name.")
        answer = await self._get(f"/{what}/{ref}.json")
        if answer.status == 404:
            return None
        return self._whole(answer, Resource)

    async def find(self, what: str, query: list[tuple[str, str]]) -> Page:
        """What of it there is, newest first, up to 100. Raises NoAnswer."""
        return self._whole(
            await self._get(f"/{what}.json?" + urlencode([*query, ("PageSize", "100")])), Page
        )

    async def check(self, field: str, number: str, ability: str) -> str:
        """Asks for the account, and for the company's number in it where it is one. Raises
        GatewayTrouble naming fields of the table `field`."""
        await self.token()
        try:
            answer = await self._get(".json")
        except NoAnswer as wrong:
            raise GatewayTrouble(f"{field}.base_url: {wrong} Check the address.") from None
        if answer.status in (401, 403, 404):
            raise GatewayTrouble(
                f"{field}.token: {self.title} does not accept this account and token. Compare both "
                "with what it shows in its console."
            )
        shown = decoded(answer.body, Resource)
        if answer.status != 200 or shown is None:
            raise GatewayTrouble(
                f"{field}.base_url: {self.title} answered {answer.status}, not with an account."
            )
        if shown.status not in ("", "active"):
            raise GatewayTrouble(f"{field}.account: {self.title} says this account is not active.")
        return f"{self.title} accepts the account" + await self._number(field, number, ability)

    async def _number(self, field: str, number: str, ability: str) -> str:
        if not number.startswith("+"):
            return "."
        query = urlencode([("PhoneNumber", number)])
        try:
            answer = await self._get(f"/IncomingPhoneNumbers.json?{query}")
        except NoAnswer:
            return "; whether the number is ours could not be asked."
        found = decoded(answer.body, _Numbers)
        if answer.status != 200 or found is None:
            return "; whether the number is ours could not be asked."
        if not found.incoming_phone_numbers:
            raise GatewayTrouble(f"{field}.from: this number is not in the account.")
        able = found.incoming_phone_numbers[0].capabilities
        if able.get(ability) is False or able.get(ability.upper()) is False:
            raise GatewayTrouble(f"{field}.from: this number cannot do {ability}.")
        return " and its number."

    async def _get(self, path: str) -> Answer:
        async def get() -> Answer:
            return await self._line("GET", self._root + path, await self._headers())

        return await told(get())

    def _whole(self, answer: Answer, kind: type[_T]) -> _T:
        made = decoded(answer.body, kind) if answer.status == 200 else None
        if made is None:
            raise NoAnswer(f"{self.title} did not say ({answer.status}).")
        return made

    async def _headers(self) -> dict[str, str]:
        pair = f"{self.name}:{await self.token()}".encode()
        return {
            "Authorization": "Basic " + base64.b64encode(pair).decode(),
            "Accept": "application/json",
        }

    async def close(self) -> None:
        await self._line.close()
