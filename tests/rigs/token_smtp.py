"""A mail server that takes XOAUTH2 and nothing else, and asks the provider's rig whether a token is
good; on refusal it sends the documented challenge and waits for the empty line."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

CHALLENGE = b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}'


class TokenSmtp:
    """`good` says whether a token opens the door to `user`. `answer` stands in for "250 OK" after
    the mail; `mail_answer` for that to MAIL."""

    def __init__(self, good: Callable[[str], bool], user: str) -> None:
        self.port = 0
        self.answer = "250 OK"
        self.mail_answer = "250 OK"
        self.mails: list[bytes] = []
        self.tries: list[str] = []
        self.empty_lines = 0
        self._good = good
        self._user = user

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        said = base64.b64decode(args[1]).decode()
        user, bearer, *rest = said.split("\x01")
        token = bearer.removeprefix("auth=Bearer ")
        self.tries.append(token)
        if user == f"user={self._user}" and rest == ["", ""] and self._good(token):
            return AuthResult(success=True)
        if await server.challenge_auth(CHALLENGE) == b"":
            self.empty_lines += 1
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        return self.mail_answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.answer.startswith("250"):
            self.mails.append(envelope.original_content or b"")
        return self.answer


@asynccontextmanager
async def token_smtp(good: Callable[[str], bool], user: str) -> AsyncIterator[TokenSmtp]:
    """Running on a free loopback port, not encrypted."""
    handler = TokenSmtp(good, user)
    loop = asyncio.get_running_loop()

    def session() -> Any:
        return SMTP(
            handler,
            hostname="mail.example",
            auth_require_tls=False,
            auth_exclude_mechanism=["PLAIN", "LOGIN"],
            loop=loop,
        )

    server = await loop.create_server(session, "127.0.0.1", 0)
    handler.port = server.sockets[0].getsockname()[1]
    try:
        yield handler
    finally:
        server.close()
        await server.wait_closed()
