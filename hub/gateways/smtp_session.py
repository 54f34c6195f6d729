"""A connection to the mail server, encrypted and signed in, or the reason why there is none."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Literal

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException
from msgspec import Struct

from hub.gateways.oauth import SignedIn
from hub.gateways.port import GatewayTrouble

_STEP_S = 20.0
_HELLO = "[127.0.0.1]"
"""How we greet, as common mail programs do: asking the resolver for our own name can take 5 s."""


Password = Callable[[], Awaitable[str]]
"""Reads the password where it is kept, when it is needed. Raises GatewayTrouble."""


class Server(Struct, frozen=True, kw_only=True):
    """The mail account. `secret` is the password, or where XOAUTH2 tokens come from; None for a
    relay that asks for neither."""

    host: str
    port: int = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    secret: Password | SignedIn | None = None
    ca_file: str = ""


@asynccontextmanager
async def signed_in(server: Server, trusted: ssl.SSLContext | None) -> AsyncIterator[SMTP]:
    """A session ready for MAIL. Raises GatewayTrouble, SMTPException or OSError. At the end it says
    QUIT and does not wait for the answer: whoever sent a mail has theirs already."""
    smtp = await _greeted(server, trusted)
    try:
        smtp = await _proven(smtp, server, trusted)
        yield smtp
    finally:
        _leave(smtp)


def _leave(smtp: SMTP) -> None:
    """Says QUIT where it still can and drops the line at once: an encrypted one closed politely
    waits half a minute for a server that does not answer."""
    wire = smtp.transport
    if smtp.protocol is not None:
        with suppress(SMTPException, OSError):
            smtp.protocol.write(b"QUIT\r\n")
    smtp.close()
    if isinstance(wire, asyncio.WriteTransport):
        wire.abort()


async def _greeted(server: Server, trusted: ssl.SSLContext | None) -> SMTP:
    smtp = SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls == "tls",
        start_tls=False,
        tls_context=trusted,
        local_hostname=_HELLO,
        timeout=_STEP_S,
    )
    await smtp.connect()
    try:
        await smtp.ehlo()
        if server.tls == "starttls":
            if not smtp.supports_extension("starttls"):
                raise GatewayTrouble(
                    f"email.tls: {server.host} offers no STARTTLS on port {server.port}. "
                    'Use port 465 with "tls", or ask who runs it.'
                )
            await smtp.starttls()
            await smtp.ehlo()
    except BaseException:
        _leave(smtp)
        raise
    return smtp


async def _proven(smtp: SMTP, server: Server, trusted: ssl.SSLContext | None) -> SMTP:
    """The session after AUTH. A token the server calls stale is fetched anew, once, and tried on a
    fresh connection, as some servers close the old one."""
    secret = server.secret
    if secret is None:
        return smtp
    if not isinstance(secret, SignedIn):
        await _by_password(smtp, server.user, await secret())
        return smtp
    if "xoauth2" not in smtp.server_auth_methods:
        raise GatewayTrouble(f'email.auth: {server.host} does not take "xoauth2".')
    token = await secret.token()
    try:
        await smtp.auth_xoauth2(server.user, token)
    except SMTPAuthenticationError as wrong:
        _leave(smtp)
        if wrong.code < 500:
            raise
        token = await secret.token(stale=token)
        smtp = await _greeted(server, trusted)
        try:
            await smtp.auth_xoauth2(server.user, token)
        except BaseException:
            _leave(smtp)
            raise
    return smtp


async def _by_password(smtp: SMTP, user: str, password: str) -> None:
    """One try by one method: a wrong password tried by each of them locks accounts."""
    if "plain" in smtp.server_auth_methods:
        await smtp.auth_plain(user, password)
    elif "login" in smtp.server_auth_methods:
        await smtp.auth_login(user, password)
    else:
        raise GatewayTrouble(
            f"email.auth: {smtp.hostname} takes no password here. "
            'Use auth = "xoauth2", or ask who runs it.'
        )
