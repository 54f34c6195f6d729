"""`python -m hub gateway ...`: what is set up, whether it works, where its secrets go. It asks the
gateways itself, so the hub may be running or not."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hub.config import callbacks_file, gateways_file

OK, FAILED, MISUSED = 0, 1, 2
NAMES = ("sms", "email", "inbox", "call")
LOOKS, LOOK_EVERY_S = 8, 1.5
"""How often, and how long apart, a test message is asked after."""


def add_to(commands: Any) -> None:
    """The `gateway` command and what is below it."""
    gateway = commands.add_parser("gateway", help="How texts, mails and calls leave the hub.")
    below = gateway.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> Any:
        one = below.add_parser(name, help=text, description=text)
        one.add_argument("--data", type=Path, metavar="DIR", help="data directory")
        one.add_argument("--gateways", type=Path, metavar="FILE", help="DIR/gateways.toml")
        one.set_defaults(run=run)
        return one

    command("list", _list, "Say what is set up.")
    test = command("test", _test, "Try a gateway: its address, its credentials, its number.")
    test.add_argument("name", choices=NAMES)
    test.add_argument("--to", default="", metavar="WHOM", help="also send a real test to yourself")
    secret = command("secret", _secret, "Keep a secret, read from the terminal or stdin.")
    secret.add_argument("name", metavar="NAME", help="a keyring name, or a field: sms.token")
    command("signin", _sign_in, "Sign in to the mail provider, with any browser.")


def _list(given: argparse.Namespace) -> int:
    told = _with(given, _listed)
    file = callbacks_file(given.data) if given.data else None
    if told == OK and file is not None and file.exists():
        print(
            "\nWhat comes to our number is to be sent here, by the gateway's own settings (secret):"
        )
        print(file.read_text(encoding="ascii"), end="")
    return told


def _test(given: argparse.Namespace) -> int:
    return _with(given, lambda settings: _tested(settings, given.name, given.to))


def _sign_in(given: argparse.Namespace) -> int:
    return _with(given, _signed_in)


def _secret(given: argparse.Namespace) -> int:
    from hub.gateways.credentials import Credentials
    from hub.gateways.settings import GatewaySettings, Secret

    if "." in given.name:
        return _with(given, lambda settings: _kept(settings, given.name))

    async def keep(_: GatewaySettings) -> int:
        place = Secret(keyring=given.name)
        await Credentials(Path()).write(place, given.name, _typed(given.name))
        print(f'Kept. Name it in the settings as {{ keyring = "{given.name}" }}.')
        return OK

    return _run(keep(GatewaySettings()))


def _with(given: argparse.Namespace, act: Callable[[Any], Any]) -> int:
    """Run `act` on the settings; 2 when they cannot be used."""
    from hub.gateways.settings import SettingsError
    from hub.gateways.settings_file import load

    file = given.gateways or (gateways_file(given.data) if given.data else None)
    if file is None:
        print("Say where the settings are: --data DIR or --gateways FILE.", file=sys.stderr)
        return MISUSED
    file = file.expanduser().resolve()
    if not file.exists():
        print(f"There is no {file}: no gateway is set up.", file=sys.stderr)
        return FAILED
    try:
        settings = load(file)
    except SettingsError as wrong:
        print(wrong, file=sys.stderr)
        return MISUSED
    return _run(act(settings))


def _run(acting: Any) -> int:
    from hub.gateways.port import GatewayTrouble

    try:
        told: int = asyncio.run(acting)
        return told
    except GatewayTrouble as wrong:
        print(wrong, file=sys.stderr)
        return FAILED


async def _listed(settings: Any) -> int:
    for name, text in _rows(settings):
        print(f"{name:<10} {text}")
    return OK


def _rows(settings: Any) -> Iterator[tuple[str, str]]:
    missing = "none: nothing is called in to us (but by Kannel beside us), no links are sent"
    yield "public_url", settings.public_url or missing
    yield "sms", _row(settings.sms, "from_")
    yield "call", _row(settings.call, "from_")
    yield "email", _row(settings.email, "from_")
    inbox = settings.email.inbox if settings.email else None
    yield "inbox", inbox.host if inbox else "not set up"


def _row(section: Any, sender: str) -> str:
    from hub.gateways.kannel import INBOUND_QUERY

    if section is None:
        return "not set up"
    if section.__struct_config__.tag == "kannel":
        return (
            f"kannel at {section.base_url}, from {section.from_}; get-url ends in ?{INBOUND_QUERY}"
        )
    kind = section.__struct_config__.tag
    where = getattr(section, "base_url", "") or f"{section.host}:{section.port}"
    service = getattr(section, "messaging_service", "") or getattr(section, "messaging_profile", "")
    return f"{kind} at {where}, from {getattr(section, sender) or service}"


async def _tested(settings: Any, name: str, whom: str) -> int:
    from hub.clockwork import HubClock
    from hub.gateways.build import build

    clock = HubClock()
    gateways = build(settings, clock.now)
    try:
        gateway = _named(gateways, name)
        if gateway is None:
            print(f"{name} is not set up in the settings.", file=sys.stderr)
            return FAILED
        try:
            print(f"ok   {await gateway.check()}")
        finally:
            if name == "inbox":
                await gateway.close()
        if not whom:
            return OK
        if name not in ("sms", "email"):
            print("--to is for sms and email.", file=sys.stderr)
            return MISUSED
        domain = settings.email.from_.rpartition("@")[2] if name == "email" else ""
        return await _sent(gateway, whom, domain, clock.now)
    finally:
        await gateways.close()


def _named(gateways: Any, name: str) -> Any:
    if name != "inbox":
        return getattr(gateways, name)
    return gateways.inbox.mailbox(_unheard, _unheard, None) if gateways.inbox else None


async def _unheard(_: object) -> None:
    """A test opens the mailbox and reads nothing."""


async def _sent(gateway: Any, whom: str, domain: str, now: Callable[[], int]) -> int:
    """One real message, and what is known of it. `domain`: of our own address, for a mail."""
    from app.domain.ids import new_id
    from hub.gateways.port import Letter, Refused, Unknown

    begun = now()
    made = new_id(begun)
    # Different each time: gateways and phones swallow the same words sent again.
    letter = Letter(
        id=made,
        to=whom,
        text=f"This is a test from Leadbell, number {made[-4:]}. Nobody needs to answer.",
        subject="A test from Leadbell" if domain else "",
        message_id=f"{made}@{domain}" if domain else "",
    )
    told = await gateway.send(letter)
    if isinstance(told, Refused):
        print(f"BAD  {gateway.title} did not take it: {told.why} ({told.code})")
        return FAILED
    if isinstance(told, Unknown):
        print(f"BAD  Nobody knows whether {gateway.title} took it: {told.why}")
        return FAILED
    print(f"ok   {gateway.title} took it, and calls it {told.ref}.")
    return await _followed(gateway, letter, told.ref, begun)


async def _followed(gateway: Any, letter: Any, ref: str, begun: int) -> int:
    """Ask what became of it until that is known, for some seconds."""
    for _ in range(LOOKS):
        report = await gateway.ask(letter, ref, begun)
        if report.state == "delivered":
            print("ok   It was delivered.")
            return OK
        if report.state == "failed":
            print(f"BAD  {report.why}")
            return FAILED
        if report.state == "no_answer":
            print(f"     {report.why}")
            break
        await asyncio.sleep(LOOK_EVERY_S)
    print("     Whether it arrived, only you can see.")
    return OK


async def _kept(settings: Any, field: str) -> int:
    from hub.gateways.credentials import Credentials
    from hub.gateways.settings import Secret

    place = settings
    for part in field.split("."):
        place = getattr(place, part, None)
    if not isinstance(place, Secret):
        print(f"{field} is not a secret that the settings name.", file=sys.stderr)
        return MISUSED
    await Credentials(Path(settings.folder)).write(place, field, _typed(field))
    print(f"Kept {field}.")
    return OK


def _typed(name: str) -> str:
    """The secret, from a terminal without showing it, else the first line of stdin."""
    from hub.gateways.port import GatewayTrouble

    asked = getpass.getpass(f"{name}: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not asked.strip():
        raise GatewayTrouble(f"{name}: nothing was given, so nothing was kept.")
    return asked.strip()


async def _signed_in(settings: Any) -> int:
    from hub.clockwork import HubClock
    from hub.gateways.build_email import sign_in_of
    from hub.gateways.credentials import Credentials
    from hub.gateways.oauth import sign_in

    asked = settings.email and sign_in_of(settings.email, Credentials(Path(settings.folder)))
    if not asked:
        print('Nothing to sign in to: [email] has no auth = "xoauth2".', file=sys.stderr)
        return FAILED
    clock = HubClock()
    await sign_in(asked.where, asked.client, asked.kept, settings.email.user, _say, clock.now)
    return OK


def _say(words: str) -> None:
    print(words, flush=True)
