"""Email by SMTP submission (RFC 6409), one connection a message.

The commands are driven one by one, for the final dot of DATA divides what certainly was not taken
from what may have been. What a mail looks like is `letter_mime.py`, connecting and signing in
`smtp_session.py`, what an answer means `smtp_answers.py`."""

import asyncio
import re
from collections.abc import Callable
from email.utils import parseaddr

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from msgspec import Struct

from app.domain.ids import Ms
from hub.gateways.certificates import checked_by, must_be_safe
from hub.gateways.letter_mime import as_mail
from hub.gateways.oauth import SignInDown
from hub.gateways.port import (
    GatewayTrouble,
    Kind,
    Letter,
    Outcome,
    Refused,
    Report,
    Sent,
    Unknown,
)
from hub.gateways.smtp_answers import BUSY_S, no_connection, not_taken, trouble
from hub.gateways.smtp_session import Server, signed_in

LIMIT_S = 30.0
_FORBIDDEN = r"\s<>\"(),:;\\\[\]@\x00-\x1f\x7f-\x9f\ud800-\udfff"
_ADDRESS = re.compile(rf"([^{_FORBIDDEN}]{{1,64}})@([^{_FORBIDDEN}]{{1,253}})")
_LEADING_DOT = re.compile(rb"(?m)^\.")


class Sender(Struct, frozen=True, kw_only=True):
    """Who the company is in a mail: its address, its team's name, where answers go."""

    address: str
    team: str = ""
    reply_to: str = ""


class Smtp:
    """Raises GatewayTrouble at once for settings that cannot be right."""

    kind: Kind = "email"
    keeps_track = False

    def __init__(
        self, server: Server, sender: Sender, now: Callable[[], Ms], limit_s: float = LIMIT_S
    ) -> None:
        must_be_safe("email.tls", server.host, server.tls)
        for field, address in (("from", sender.address), ("reply_to", sender.reply_to)):
            if address and not _ADDRESS.fullmatch(address):
                raise GatewayTrouble(f"email.{field}: this is not an email address.")
        self.title = server.host
        self._server = server
        self._sender = sender
        self._now = now
        self._limit_s = limit_s
        self._trusted = None if server.tls == "none" else checked_by(server.ca_file)

    async def send(self, letter: Letter) -> Outcome:
        """Gives up after the limit. What broke before the final dot is Refused, after it
        Unknown."""
        if not _sendable(letter.to):
            return Refused(code="address", why="This is not an email address mail can go to.")
        step = _Step()
        try:
            async with (
                asyncio.timeout(self._limit_s),
                signed_in(self._server, self._trusted) as smtp,
            ):
                return await self._hand_over(smtp, letter, step)
        except SignInDown as wrong:
            return Refused(code="signin", why=str(wrong), again_s=BUSY_S)
        except GatewayTrouble as wrong:
            return Refused(code="signin", why=str(wrong))
        except (OSError, SMTPException) as wrong:  # TimeoutError is an OSError
            return self._failed(wrong, step)

    async def ask(self, letter: Letter, ref: str, since: Ms) -> Report:
        """SMTP has no such question."""
        return Report(
            state="no_answer",
            message=letter.id,
            ref=ref,
            why="A mail server cannot be asked about a mail. If it fails, a mail comes back.",
        )

    async def check(self) -> str:
        """Connects, encrypts, signs in and leaves."""
        try:
            async with (
                asyncio.timeout(self._limit_s),
                signed_in(self._server, self._trusted) as smtp,
            ):
                await smtp.noop()
        except (OSError, SMTPException) as wrong:
            raise trouble(wrong, self._server.host, self._server.port) from None
        how = "not encrypted, on this machine" if self._trusted is None else "encrypted"
        who = f"signed in as {self._server.user}" if self._server.secret else "without a sign-in"
        return f"{self.title} answers: {how}, {who}."

    async def close(self) -> None:
        """Nothing stays open between mails."""

    async def _hand_over(self, smtp: SMTP, letter: Letter, step: "_Step") -> Outcome:
        plain = letter.to.isascii() and self._sender.address.isascii()
        if not plain and not smtp.supports_extension("smtputf8"):
            return Refused(code="smtputf8", why="Our mail server cannot write to such an address.")
        mail = as_mail(
            letter,
            from_=self._sender.address,
            team=self._sender.team,
            reply_to=self._sender.reply_to,
            now=self._now(),
        )
        options, encoding = ([], "ascii") if plain else (["SMTPUTF8", "BODY=8BITMIME"], "utf-8")
        await smtp.mail(self._sender.address, options=options, encoding=encoding)
        await smtp.rcpt(letter.to, encoding=encoding)
        await _data(smtp, mail, step)
        return Sent(ref=letter.message_id)

    def _failed(self, wrong: Exception, step: "_Step") -> Outcome:
        if isinstance(wrong, SMTPDataError):
            return not_taken(wrong)
        if step.dot_sent:
            return Unknown(why="The mail server did not say whether it took the mail.")
        if isinstance(wrong, SMTPResponseException):
            return not_taken(wrong)
        return no_connection(wrong, self.title)


def _sendable(to: str) -> bool:
    """Whether `to` reaches the server as written: the library takes addresses apart by itself."""
    return _ADDRESS.fullmatch(to) is not None and parseaddr(to)[1] == to


class _Step:
    """How far a message got."""

    dot_sent = False


async def _data(smtp: SMTP, mail: bytes, step: _Step) -> None:
    """DATA and the mail. Raises SMTPDataError when the server said no, at either end of it. The
    library's own `data` does not tell a connection lost before the mail went from one after."""
    ready = await smtp.execute_command(b"DATA")
    if ready.code != 354:
        raise SMTPDataError(ready.code, ready.message)
    wire = smtp.protocol
    if wire is None:
        raise SMTPServerDisconnected("Connection lost")
    wire.write(_LEADING_DOT.sub(b"..", mail) + b".\r\n")  # raises when nothing can go any more
    step.dot_sent = True
    answer = await wire.read_response(timeout=None)
    if 400 <= answer.code < 600:
        raise SMTPDataError(answer.code, answer.message)
    if answer.code != 250:
        raise SMTPException(f"Not an answer to a mail: {answer.code}")
