"""Signing in to Google and Microsoft for mail by device code (RFC 8628), and keeping signed in
(RFC 6749 §6). The refresh token is kept where the settings say; access tokens only in memory."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal, Protocol
from urllib.parse import urlsplit

import aiohttp
import msgspec
from msgspec import Struct

from app.domain.ids import Ms
from hub.gateways.certificates import LOOPBACK
from hub.gateways.port import GatewayTrouble

LIMIT_S = 15.0
_EARLY_MS = 120_000
"""A token this close to its end is not used any more: a mail may take half a minute."""
_LARGEST = 64 * 1024
_AGAIN = "Sign in again: python -m hub gateway signin"
_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class SignInDown(GatewayTrouble):
    """The provider's sign-in does not answer just now; trying later may help."""


class Endpoints(Struct, frozen=True, kw_only=True):
    """Where a provider takes sign-ins, and what for."""

    title: str
    device: str
    token: str
    scope: str


def endpoints(
    provider: Literal["google", "microsoft"], tenant: str = "common", base: str = ""
) -> Endpoints:
    """As the providers document them. `base` stands in for `https://host` of the provider."""
    if provider == "google":
        root = base or "https://oauth2.googleapis.com"
        return Endpoints(
            title="Google",
            device=f"{root}/device/code",
            token=f"{root}/token",
            scope="https://mail.google.com/",
        )
    root = base or "https://login.microsoftonline.com"
    return Endpoints(
        title="Microsoft",
        device=f"{root}/{tenant}/oauth2/v2.0/devicecode",
        token=f"{root}/{tenant}/oauth2/v2.0/token",
        scope="https://outlook.office.com/SMTP.Send "
        "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
    )


class Client(Struct, frozen=True, kw_only=True):
    """The company's own registration with the provider. Google wants a secret with it, Microsoft
    none; it is read when it is needed."""

    id: str
    secret: Callable[[], Awaitable[str]] | None = None


class Kept(Protocol):
    """Where the refresh token is kept. Both raise GatewayTrouble."""

    async def load(self) -> str: ...

    async def save(self, token: str) -> None: ...


class _Answer(Struct, kw_only=True):
    """Any answer of theirs; fields of RFC 6749 §5 and RFC 8628 §3.2. Google says
    `verification_url`."""

    error: str = ""
    access_token: str = ""
    refresh_token: str = ""
    expires_in: float = 3600
    device_code: str = ""
    user_code: str = ""
    verification_uri: str = ""
    verification_url: str = ""
    interval: float = 5


class SignedIn:
    """Access tokens for one mail account, fetched anew when they run out, one fetch at a time.

    `now` is the hub's clock (Ms)."""

    def __init__(self, where: Endpoints, client: Client, kept: Kept, now: Callable[[], Ms]) -> None:
        _must_be_safe(where)
        self._where = where
        self._client = client
        self._kept = kept
        self._now = now
        self._token = ""
        self._until: Ms = 0
        self._one = asyncio.Lock()

    async def token(self, stale: str = "") -> str:
        """A token that is good for minutes and is not `stale`. Raises GatewayTrouble: sign in
        again; SignInDown: later."""
        async with self._one:
            if not self._token or self._token == stale or self._now() >= self._until:
                await self._refresh()
            return self._token

    async def _refresh(self) -> None:
        kept = await self._kept.load()
        answer = await _ask(
            self._where,
            self._where.token,
            await _as_client(self._client, grant_type="refresh_token", refresh_token=kept),
        )
        if answer.error or not answer.access_token:
            raise _refused(answer.error, self._where)
        if answer.refresh_token and answer.refresh_token != kept:
            await self._kept.save(answer.refresh_token)
        self._token = answer.access_token
        self._until = self._now() + max(0, round(answer.expires_in * 1000) - _EARLY_MS)


Wait = Callable[[float], Awaitable[None]]


async def sign_in(
    where: Endpoints,
    client: Client,
    kept: Kept,
    user: str,
    say: Callable[[str], None],
    now: Callable[[], Ms],
    wait: Wait = asyncio.sleep,
) -> None:
    """Shows an address and a code with `say`, waits until somebody has entered it in a browser as
    `user`, and keeps what comes of it. Raises GatewayTrouble."""
    _must_be_safe(where)
    asked = await _ask(where, where.device, {"client_id": client.id, "scope": where.scope})
    address = asked.verification_uri or asked.verification_url
    if asked.error or not (asked.device_code and asked.user_code and address):
        raise _refused(asked.error, where)
    say(f"Open {address} in any browser and enter the code {asked.user_code}.")
    say(f"Sign in there as {user}. Waiting for you...")
    answer = await _granted(where, client, asked, now, wait)
    if not answer.refresh_token:
        raise GatewayTrouble(f"{where.title} gave no lasting sign-in. Allow offline access for it.")
    await kept.save(answer.refresh_token)
    say(f"Signed in with {where.title} as {user}.")


async def _granted(
    where: Endpoints, client: Client, asked: _Answer, now: Callable[[], Ms], wait: Wait
) -> _Answer:
    """The answer once the person has agreed; asks no faster than told (RFC 8628 §3.5)."""
    until = now() + round(asked.expires_in * 1000)
    pause = max(1.0, asked.interval)
    form = await _as_client(client, grant_type=_GRANT, device_code=asked.device_code)
    while now() < until:
        await wait(pause)
        try:
            answer = await _ask(where, where.token, form)
        except SignInDown:
            pause *= 2
            continue
        if answer.error == "slow_down":
            pause += 5
        elif answer.error != "authorization_pending":
            if answer.error or not answer.access_token:
                raise _refused(answer.error, where)
            return answer
    raise _refused("expired_token", where)


def _refused(error: str, where: Endpoints) -> GatewayTrouble:
    """An OAuth error as a sentence. Their own description may quote the account: left out."""
    said = {
        "access_denied": f"The sign-in with {where.title} was refused there. {_AGAIN}",
        "expired_token": f"The code for {where.title} ran out before anybody entered it. {_AGAIN}",
        "invalid_grant": f"{where.title} ended the sign-in (a changed password, a long break or an "
        f"administrator). {_AGAIN}",
        "invalid_client": f"email.client_id: {where.title} does not know this client, or wants "
        "email.client_secret with it.",
        "unauthorized_client": f"email.client_id: {where.title} does not let this client sign in "
        "by code. Allow public client flows for it.",
        "invalid_scope": f"email.provider: {where.title} gives no access to mail by code to this "
        'client. Use an app password (auth = "password").',
    }
    kind = error if error.replace("_", "").isalpha() and len(error) < 40 else "no error named"
    return GatewayTrouble(
        said.get(error, f"The sign-in with {where.title} failed ({kind}). {_AGAIN}")
    )


async def _as_client(client: Client, **fields: str) -> dict[str, str]:
    form = {"client_id": client.id, **fields}
    return {**form, "client_secret": await client.secret()} if client.secret else form


async def _ask(where: Endpoints, url: str, form: dict[str, str]) -> _Answer:
    """One form POST. Errors of OAuth come as JSON under several statuses (400, 401, 403, 428)."""
    down = SignInDown(f"{where.title} does not answer sign-ins just now.")
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LIMIT_S)) as http,
            http.post(
                url, data=form, allow_redirects=False, headers={"Accept": "application/json"}
            ) as got,
        ):
            body = await got.content.read(_LARGEST)
            status = got.status
    except (aiohttp.ClientError, OSError):
        raise down from None
    if status == 429 or status >= 500:
        raise down
    try:
        return msgspec.json.decode(body, type=_Answer, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise down from None


def _must_be_safe(where: Endpoints) -> None:
    for url in (where.device, where.token):
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise GatewayTrouble("email.oauth_url: this must be an https address.")
