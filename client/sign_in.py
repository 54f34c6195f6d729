"""Pairing: an invite code becomes a device token, kept by the keeper of secrets, and an account."""

import urllib.error
import urllib.request
from email.message import Message
from typing import IO, Any

import msgspec
from msgspec import Struct

from app.domain.commands import Role
from app.domain.ids import Ms
from client import address
from client.ports import Secrets
from client.profile import Account, Profile
from client.system.off_loop import OffLoop, Silent

TIMEOUT_S = 10.0
"""Of one read or write on the socket."""
LIMIT_S = 20.0
MOST_BYTES = 64 * 1024


class SignInRefused(Exception):
    """It did not work. The text is a sentence for the user; `code` is the hub's, or ""."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code


class _Paired(Struct, frozen=True, kw_only=True):
    token: str
    device: str
    rep: str
    rep_name: str
    role: Role
    team: str
    team_name: str
    hub: str = ""


class _Error(Struct, frozen=True, kw_only=True):
    code: str = ""
    msg: str = ""


class _Refusal(Struct, frozen=True, kw_only=True):
    error: _Error


def tidy_code(text: str) -> str:
    """A code as pasted from a mail: spaces and case do not matter."""
    return "".join(text.split()).upper()


async def pair(
    url: str,
    code: str,
    *,
    device_name: str,
    install: str,
    now: Ms,
    profile: Profile,
    secrets: Secrets,
    insecure_lan: bool = False,
) -> Account:
    """Redeem `code` at the hub. The token goes to `secrets` before the account is kept, so there is
    no account without one. Raises SignInRefused, BadAddress, SecretsUnavailable."""
    base = address.checked(url, insecure_lan=insecure_lan)
    # A code works once: it is not spent where its token could not be kept.
    await secrets.get(base)
    body = msgspec.json.encode(
        {"code": tidy_code(code), "device_name": device_name, "install": install}
    )
    try:
        paired = await OffLoop("sign-in", LIMIT_S)(lambda: _post(base, body))
    except Silent:
        raise SignInRefused("The hub does not answer at this address.") from None
    account = Account(
        url=base,
        hub=paired.hub,
        device=paired.device,
        install=install,
        rep=paired.rep,
        rep_name=paired.rep_name,
        role=paired.role,
        team=paired.team,
        team_name=paired.team_name,
        paired=now,
    )
    await secrets.set(account.key, paired.token)
    profile.keep(account)
    return account


async def sign_out(account: Account, *, profile: Profile, secrets: Secrets) -> None:
    """Forget the token and the account. The desk's store is erased by `Desk.sign_out`."""
    await secrets.delete(account.key)
    profile.forget(account)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message,
        newurl: str,
    ) -> urllib.request.Request | None:  # fmt: skip
        return None


def _post(base: str, body: bytes) -> _Paired:
    handlers: list[Any] = [_NoRedirect()]
    if address.is_loopback(address.host(base)):
        handlers.append(urllib.request.ProxyHandler({}))
    opener = urllib.request.build_opener(*handlers)
    request = urllib.request.Request(
        f"{base}/v1/pair", data=body, headers={"Content-Type": "application/json"}
    )
    try:
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            return msgspec.json.decode(answer.read(MOST_BYTES), type=_Paired)
    except urllib.error.HTTPError as refused:
        raise _said(refused) from None
    except msgspec.DecodeError:
        raise SignInRefused("This address does not answer as a Leadbell hub.") from None
    except (OSError, ValueError):
        raise SignInRefused("The hub cannot be reached at this address.") from None


def _said(refused: urllib.error.HTTPError) -> SignInRefused:
    with refused:
        body = refused.read(MOST_BYTES)
    try:
        error = msgspec.json.decode(body, type=_Refusal).error
    except msgspec.DecodeError:
        return SignInRefused("This address does not answer as a Leadbell hub.")
    return SignInRefused(error.msg or "The hub refused this code.", error.code)
