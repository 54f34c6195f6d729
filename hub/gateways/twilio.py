"""Texts by Twilio, and by SignalWire, which speaks the same. Calls are `twilio_call.py`, what they
call back with `twilio_callbacks.py`."""

import re

from app.domain.ids import Ms
from hub.gateways.answers import Key, NoAnswer, clean_code
from hub.gateways.port import Callback, Inbound, Kind, Letter, Outcome, Refused, Report
from hub.gateways.twilio_account import Account, Resource
from hub.gateways.twilio_callbacks import fate, read_text, signed_form

NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
NO_NUMBER = "This is not a phone number a text can go to."
EARLIER_MS = 10_000
"""How far the gateway's clock may be behind ours when a message is looked for by its words."""


class TwilioText:
    """`sender` is a number or, where it begins with MG, a messaging service. `signing` is the key
    callbacks are signed with; None: none are believed."""

    kind: Kind = "sms"
    keeps_track = True

    def __init__(self, account: Account, sender: str, signing: Key | None) -> None:
        self.title = account.title
        self._account = account
        self._sender = sender
        self._signing = signing

    async def send(self, letter: Letter) -> Outcome:
        if not NUMBER.fullmatch(letter.to):
            return Refused(code="number", why=NO_NUMBER)
        service = self._sender.startswith("MG") and len(self._sender) > 30
        fields = [
            ("To", letter.to),
            ("MessagingServiceSid" if service else "From", self._sender),
            ("Body", letter.text),
        ]
        if letter.report_to:
            fields.append(("StatusCallback", letter.report_to))
        return await self._account.give("Messages", fields)

    async def ask(self, letter: Letter, ref: str, since: Ms) -> Report:
        """Without `ref` it is looked for among the texts to this number: the same words, made at
        `since` or later."""
        try:
            if ref:
                found = await self._account.show("Messages", ref)
            else:
                found = await self._by_words(letter, since)
        except NoAnswer as wrong:
            return Report(state="no_answer", ref=ref, message=letter.id, why=str(wrong))
        if found is None:
            return Report(state="not_known", ref=ref, message=letter.id)
        code = clean_code(found.error_code)
        return fate(self.title, found.sid, found.status, code, letter.id)

    async def _by_words(self, letter: Letter, since: Ms) -> Resource | None:
        # Not narrowed to a day: a text that is still queued has no day it was sent on.
        page = await self._account.find("Messages", [("To", letter.to)])
        same = [
            (made, each)
            for each in page.messages
            if each.body == letter.text
            and (made := each.made()) is not None
            and made >= since - EARLIER_MS
        ]
        # The first after it was given: a later one with these words is a later attempt.
        return min(same, key=lambda pair: pair[0])[1] if same else None

    async def check(self) -> str:
        number = self._sender if NUMBER.fullmatch(self._sender) else ""
        told = await self._account.check("sms", number, "sms")
        if self._signing is None:
            return f"{told} Its callbacks will be refused: there is no sms.signing_key."
        await self._signing()
        return told

    async def read_callback(self, callback: Callback) -> Report | Inbound | None:
        """Reports on texts, texts to us, and calls to our number that nobody took."""
        form = await signed_form(callback, self._account.name, self._signing)
        return read_text(self.title, form)

    async def close(self) -> None:
        await self._account.close()
