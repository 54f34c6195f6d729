"""The carrier as Twilio and SignalWire speak: forms in, JSON out, errors by number, signed
callbacks."""

import base64
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from tests.rigs.carrier_ledger import NUMBER, Ledger, Taken, fresh, parts, wrong_code

MAGIC = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
"""The numbers Twilio documents for its own test credentials."""
MAGIC_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
SAID = {21610: "Attempt to send to unsubscribed recipient", 20003: "Authenticate"}


def routes(ledger: Ledger) -> list[web.RouteDef]:
    company = Company(ledger)
    made: list[web.RouteDef] = []
    for root in ("", "/api/laml"):
        base = root + "/2010-04-01/Accounts/{account}"
        made += [
            web.get(base + ".json", company.show_account),
            web.post(base + "/Messages.json", company.take_text),
            web.get(base + "/Messages.json", company.list_texts),
            web.get(base + "/Messages/{sid}.json", company.show),
            web.post(base + "/Calls.json", company.take_call),
            web.get(base + "/Calls.json", company.list_calls),
            web.get(base + "/Calls/{sid}.json", company.show),
            web.get(base + "/IncomingPhoneNumbers.json", company.list_numbers),
        ]
    return made


class Company:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def take_text(self, request: web.Request) -> web.StreamResponse:
        self._ledger.attempts += 1
        form = await _form(request)
        if (no := self._stranger(request)) is not None:
            return no
        sender = form.get("From", "") or form.get("MessagingServiceSid", "")
        code = self._wrong(form.get("To", ""), sender, form.get("Body", ""))
        if code:
            return error(429 if code == 20429 else 400, code)
        one = self._one(request, form, "SM", form["Body"])
        later = wrong_code(one.to)
        if later is not None:
            one.code = str(later[1])
        answer = await self._ledger.accept(request, one, _json(shown(one), 201))
        if (self._ledger.tells or one.code) and one in self._ledger.taken:
            self._ledger.at_once(tell_all(self._ledger, one))
        return answer

    async def take_call(self, request: web.Request) -> web.StreamResponse:
        self._ledger.attempts += 1
        form = await _form(request)
        if (no := self._stranger(request)) is not None:
            return no
        if code := self._wrong(form.get("To", ""), form.get("From", ""), form.get("Twiml", "")):
            return error(400, code)
        one = self._one(request, form, "CA", form["Twiml"])
        return await self._ledger.accept(request, one, _json(shown_call(one), 201))

    async def show(self, request: web.Request) -> web.StreamResponse:
        self._note(request)
        if (no := self._stranger(request)) is not None:
            return no
        one = self._ledger.find(request.match_info["sid"])
        if one is None:
            return error(404, 20404)
        return _json(shown(one) if one.kind == "sms" else shown_call(one))

    async def list_texts(self, request: web.Request) -> web.StreamResponse:
        self._note(request)
        if (no := self._stranger(request)) is not None:
            return no
        to = request.query.get("To", "")
        found = [each for each in self._ledger.taken if each.kind == "sms" and each.to == to]
        return _json({"messages": [shown(each) for each in reversed(found)], "next_page_uri": None})

    async def list_calls(self, request: web.Request) -> web.StreamResponse:
        self._note(request)
        if (no := self._stranger(request)) is not None:
            return no
        to, parent = request.query.get("To"), request.query.get("ParentCallSid")
        found = [
            each
            for each in self._ledger.taken
            if each.kind == "call"
            and (to is None or each.to == to)
            and (parent is None or each.parent == parent)
        ]
        return _json({"calls": [shown_call(each) for each in reversed(found)]})

    async def list_numbers(self, request: web.Request) -> web.StreamResponse:
        self._note(request)
        if (no := self._stranger(request)) is not None:
            return no
        ours = request.query.get("PhoneNumber", NUMBER) == NUMBER
        can = {"sms": True, "voice": True, "SMS": True}
        return _json(
            {
                "incoming_phone_numbers": (
                    [{"phone_number": NUMBER, "capabilities": can}] if ours else []
                )
            }
        )

    async def show_account(self, request: web.Request) -> web.StreamResponse:
        self._note(request)
        if (no := self._stranger(request)) is not None:
            return no
        return _json({"sid": self._ledger.account, "status": "active", "type": "Full"})

    def _note(self, request: web.Request) -> None:
        self._ledger.requests.append(f"{request.method} {request.path}")

    def _stranger(self, request: web.Request) -> web.Response | None:
        known = f"{self._ledger.account}:{self._ledger.token}".encode()
        given = request.headers.get("Authorization", "")
        if given == "Basic " + base64.b64encode(known).decode():
            return None
        return error(401, 20003)

    def _wrong(self, to: str, sender: str, body: str) -> int:
        if not to or not re.fullmatch(r"\+[1-9]\d{6,14}", to):
            return 21211
        if not sender:
            return 21603
        if not body:
            return 21602
        if to in MAGIC or sender in MAGIC_FROM:
            return MAGIC.get(to, 0) or MAGIC_FROM[sender]
        asked = wrong_code(to)
        return asked[1] if asked is not None and asked[0] == "now" else 0

    def _one(self, request: web.Request, form: dict[str, str], kind: str, body: str) -> Taken:
        self._ledger.requests.append(f"{request.method} {request.path}")
        return Taken(
            sid=fresh(kind),
            to=form["To"],
            from_=form.get("From", "") or form.get("MessagingServiceSid", ""),
            body=body,
            callback=form.get("StatusCallback", ""),
            kind="sms" if kind == "SM" else "call",
            company="signalwire" if request.path.startswith("/api/laml") else "twilio",
            account=self._ledger.account,
        )


async def _form(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _json(told: dict[str, Any], status: int = 200) -> web.Response:
    return web.json_response(told, status=status)


def error(status: int, code: int) -> web.Response:
    """The documented body of an error. Like the real one it repeats what was asked."""
    told = {
        "code": code,
        "message": SAID.get(code, f"The request was refused with {code}"),
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return _json(told, status)


def shown(one: Taken) -> dict[str, Any]:
    done = one.status not in ("queued", "accepted")
    failed = one.status in ("failed", "undelivered")
    when = format_datetime(datetime.fromtimestamp(one.at, UTC))
    return {
        "sid": one.sid,
        "account_sid": one.account,
        "to": one.to,
        "from": one.from_,
        "body": one.body,
        "status": one.status,
        "direction": "outbound-api",
        "num_segments": str(parts(one.body)),
        "date_created": when,
        "date_sent": when if done else None,
        "error_code": int(one.code) if failed and one.code else None,
        "error_message": None,
    }


def shown_call(one: Taken) -> dict[str, Any]:
    return {
        "sid": one.sid,
        "parent_call_sid": one.parent or None,
        "to": one.to,
        "from": one.from_,
        "status": one.status,
        "duration": str(one.seconds) if one.status == "completed" else None,
        "direction": "outbound-dial" if one.parent else "outbound-api",
        "date_created": format_datetime(datetime.fromtimestamp(one.at, UTC)),
    }


async def tell_all(ledger: Ledger, one: Taken) -> None:
    """Everything that becomes of a text by itself."""
    await tell(ledger, one, "sent")
    await tell(ledger, one, "undelivered" if one.code else "delivered", one.code)


async def tell(ledger: Ledger, one: Taken, status: str, code: str = "") -> int:
    """A signed status callback for `one`."""
    one.status, one.code = status, code or one.code
    fields = {
        "MessageSid": one.sid,
        "SmsSid": one.sid,
        "MessageStatus": status,
        "SmsStatus": status,
        "To": one.to,
        "From": one.from_,
        "AccountSid": one.account,
        "ApiVersion": "2010-04-01",
    }
    if code:
        fields["ErrorCode"] = code
    return await ledger.post_form(one.callback, fields) if one.callback else 0


async def text_in(ledger: Ledger, url: str, from_: str, body: str, sid: str = "") -> int:
    """Somebody texts the company's number."""
    sid = sid or fresh("SM")
    fields = {
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "From": from_,
        "To": NUMBER,
        "Body": body,
        "NumSegments": str(parts(body)),
        "NumMedia": "0",
        "AccountSid": ledger.account,
        "ApiVersion": "2010-04-01",
    }
    return await ledger.post_form(url, fields)


async def call_in(ledger: Ledger, url: str, from_: str, status: str, sid: str = "") -> int:
    """Somebody calls the company's number, and this is how it ended."""
    fields = {
        "CallSid": sid or fresh("CA"),
        "CallStatus": status,
        "Direction": "inbound",
        "From": from_,
        "To": NUMBER,
        "AccountSid": ledger.account,
        "ApiVersion": "2010-04-01",
    }
    if status == "completed":
        fields |= {"CallDuration": "42"}
    return await ledger.post_form(url, fields)


async def leg(ledger: Ledger, one: Taken, url: str, status: str, seconds: int | None = None) -> int:
    """A status callback for one leg of a call."""
    one.status = status
    fields = {
        "CallSid": one.sid,
        "CallStatus": status,
        "Direction": "outbound-dial" if one.parent else "outbound-api",
        "From": one.from_,
        "To": one.to,
        "AccountSid": one.account,
        "ApiVersion": "2010-04-01",
        "CallbackSource": "call-progress-events",
    }
    if one.parent:
        fields["ParentCallSid"] = one.parent
    if seconds is not None:
        one.seconds = seconds
        fields["CallDuration"] = str(seconds)
    return await ledger.post_form(url, fields)


async def dialled(ledger: Ledger, one: Taken) -> tuple[Taken, str]:
    """The rep picked up: the call's own words are followed and the lead's phone is rung. Answers
    that leg and its callback."""
    number = ET.fromstring(one.body).find("./Dial/Number")
    assert number is not None
    assert number.text
    child = Taken(
        sid=fresh("CA"),
        to=number.text,
        from_=one.from_,
        body="",
        kind="call",
        parent=one.sid,
        account=one.account,
        status="ringing",
    )
    ledger.taken.append(child)
    return child, number.get("statusCallback", "")


async def whole_call(ledger: Ledger, one: Taken, lead: str = "completed", talked: int = 42) -> None:
    """A call from the rep's first ring to its end; `lead` is how the lead's leg ended."""
    await leg(ledger, one, one.callback, "initiated")
    await leg(ledger, one, one.callback, "ringing")
    if lead == "rep-busy":
        await leg(ledger, one, one.callback, "busy", 0)
        return
    await leg(ledger, one, one.callback, "in-progress")
    child, url = await dialled(ledger, one)
    await leg(ledger, child, url, "initiated")
    await leg(ledger, child, url, "ringing")
    if lead == "completed":
        await leg(ledger, child, url, "in-progress")
    await leg(ledger, child, url, lead, talked if lead == "completed" else 0)
    await leg(ledger, one, one.callback, "completed", talked + 5)
