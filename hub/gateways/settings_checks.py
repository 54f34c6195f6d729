"""What the shapes of the settings cannot say by themselves: places for secrets, addresses, what one
field needs of another."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec import Struct

from app.domain.playbook_lines import Path as Field
from hub.gateways.settings import (
    CallSettings,
    GatewaySettings,
    Inbox,
    KannelSms,
    SmsSettings,
    SmtpEmail,
)

LOOPBACK = ("127.0.0.1", "::1", "localhost")
SECRETS = ("token", "password", "signing_key", "client_secret", "refresh_token")
KEPT = '{ env = "NAME" }, { file = "PATH" } or { keyring = "NAME" }'


def missing(field: str) -> str:
    if field in SECRETS:
        return f"is missing; say where the secret is kept: {KEPT}"
    return "is missing"


def mistakes(made: GatewaySettings) -> Iterator[tuple[Field, str]]:
    """What the shapes alone cannot say."""
    if made.public_url:
        yield from _url(("public_url",), made.public_url)
    if made.sms is not None:
        yield from _url(("sms", "base_url"), made.sms.base_url, isinstance(made.sms, KannelSms))
        yield from _secrets("sms", made.sms)
        yield from _filled("sms", made.sms)
        yield from _sender(made.sms)
    if made.call is not None:
        yield from _url(("call", "base_url"), made.call.base_url)
        yield from _secrets("call", made.call)
        yield from _filled("call", made.call)
        yield from _number(("call", "from"), made.call.from_)
    if made.email is not None:
        yield from _secrets("email", made.email)
        yield from _email(made.email)
        if made.email.inbox is not None:
            yield from _inbox(made.email, made.email.inbox)


def _url(path: Field, url: str, inside: bool = False) -> Iterator[tuple[Field, str]]:
    """`inside`: the company's own network may be asked without TLS too."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        yield path, "is an address like https://hub.example.com"
    elif parts.username or parts.password:
        yield path, "must not hold a user or password"
    elif parts.scheme == "http" and host not in LOOPBACK and not (inside and _private(host)):
        yield path, "must begin with https://; without it, others could read along"


def _secrets(name: str, section: Struct) -> Iterator[tuple[Field, str]]:
    for field in SECRETS:
        ref = getattr(section, field, None)
        if ref is None:
            continue
        given = [key for key in ("env", "file", "keyring") if getattr(ref, key)]
        if len(given) != 1:
            yield (*name.split("."), field), f"say exactly one place: {KEPT}"


def _filled(name: str, section: SmsSettings | CallSettings) -> Iterator[tuple[Field, str]]:
    for field in ("account", "user"):
        if getattr(section, field, "-") == "":
            yield (name, field), "must not be empty"
    if not re.fullmatch(r"[\w.-]*", getattr(section, "account", ""), re.ASCII):
        yield (name, "account"), "holds letters and digits only, as the provider shows it"


def _sender(sms: SmsSettings) -> Iterator[tuple[Field, str]]:
    service = getattr(sms, "messaging_service", "") or getattr(sms, "messaging_profile", "")
    if service and not sms.from_:
        return
    # A number, a short code, or a name of up to 11 characters.
    if not re.fullmatch(r"\+?\d{3,15}|[A-Za-z0-9 &._-]{1,11}", sms.from_, re.ASCII):
        yield ("sms", "from"), "is the company's number, like +14155550199"


def _private(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host


def _number(path: Field, number: str) -> Iterator[tuple[Field, str]]:
    if not re.fullmatch(r"\+[1-9]\d{6,14}", number, re.ASCII):
        yield path, "is a number in international form, like +14155550199"


def _email(email: SmtpEmail) -> Iterator[tuple[Field, str]]:
    yield from _address(("email", "from"), email.from_)
    if email.reply_to:
        yield from _address(("email", "reply_to"), email.reply_to)
    if email.oauth_url:
        yield from _url(("email", "oauth_url"), email.oauth_url)
    yield from _server(("email",), email)
    if email.auth != "none" and not email.user:
        yield ("email", "user"), 'is missing; or write auth = "none"'
    if email.auth == "password" and email.password is None:
        yield ("email", "password"), missing("password")
    if email.auth == "xoauth2":
        yield from _sign_in(email)


def _sign_in(email: SmtpEmail) -> Iterator[tuple[Field, str]]:
    if email.provider is None:
        yield ("email", "provider"), 'is missing: "google" or "microsoft"'
    if not email.client_id:
        yield ("email", "client_id"), "is missing: the id of your app at the provider"
    if email.refresh_token is None:
        yield ("email", "refresh_token"), missing("refresh_token")
    elif email.refresh_token.env:
        yield ("email", "refresh_token"), "changes by itself; keep it in a file or the keyring"


def _inbox(email: SmtpEmail, inbox: Inbox) -> Iterator[tuple[Field, str]]:
    yield from _secrets("email.inbox", inbox)
    yield from _server(("email", "inbox"), inbox)
    auth = inbox.auth or email.auth
    if auth == "none":
        yield ("email", "inbox", "auth"), "a mailbox asks who reads it: password or xoauth2"
    if auth == "xoauth2" and email.auth != "xoauth2":
        yield ("email", "inbox", "auth"), "xoauth2 needs it for sending too: one sign-in does both"
    if auth == "password" and (inbox.password or email.password) is None:
        yield ("email", "inbox", "password"), missing("password")
    if not (inbox.user or email.user):
        yield ("email", "inbox", "user"), "is missing"


def _server(path: Field, server: SmtpEmail | Inbox) -> Iterator[tuple[Field, str]]:
    if not re.fullmatch(r"[\w.:-]+", server.host, re.ASCII):
        yield (*path, "host"), "is a host's name, like smtp.example.com"
    if not 1 <= server.port <= 65535:
        yield (*path, "port"), "is a number from 1 to 65535"
    if server.tls == "none" and server.host not in LOOPBACK:
        yield (*path, "tls"), "none is for this machine only; others would read along"


def _address(path: Field, address: str) -> Iterator[tuple[Field, str]]:
    if not re.fullmatch(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+", address):
        yield path, "is an email address, like sales@example.com"
