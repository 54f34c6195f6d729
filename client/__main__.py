"""`python -m client`: a desk without a screen. JSON lines out on stdout, commands in on stdin."""

import argparse
import asyncio
import signal
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

from client import headless
from client.address import BadAddress, checked
from client.desk import Desk, Ports
from client.ports import Secrets, SecretsUnavailable
from client.profile import Account, Profile
from client.sign_in import SignInRefused, pair
from client.system import instance
from client.system.clock import SystemClock
from client.system.keychain import Keychain, MemorySecrets
from client.system.token_file import FileSecrets


def main() -> None:
    args = _arguments()
    with tempfile.TemporaryDirectory(prefix="leadbell-") as passing:
        folder = args.profile or Path(passing)
        try:
            code = asyncio.run(_run(args, Profile(folder)))
        except (BrokenPipeError, KeyboardInterrupt):
            code = 0
    sys.exit(code)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m client", description=__doc__)
    parser.add_argument("--hub", metavar="URL", help="the hub's address")
    parser.add_argument("--code", help="an invite code, for the first start of a profile")
    parser.add_argument("--profile", type=Path, metavar="DIR", help="kept between starts")
    parser.add_argument("--device-name", default="headless desk")
    parser.add_argument(
        "--secrets",
        choices=("keyring", "file", "memory"),
        help="where the device token lives; keyring where there is one, else memory",
    )
    parser.add_argument("--insecure-lan", action="store_true", help="allow http to another machine")
    return parser.parse_args()


async def _run(args: argparse.Namespace, profile: Profile) -> int:
    """Two desks on one store would each undo the other's cursors: the second one is told so."""
    claimed = instance.claim(profile.folder)
    if claimed is None:
        _complain(f"A desk runs on {profile.folder} already. End it, or use another --profile.")
        return 1
    try:
        return await _serve(args, profile)
    finally:
        await claimed.release()


async def _serve(args: argparse.Namespace, profile: Profile) -> int:
    secrets = await _keeper_of_secrets(args.secrets, profile)
    clock = SystemClock()
    try:
        account = await _account(args, profile, secrets, clock)
    except (SignInRefused, BadAddress, SecretsUnavailable) as wrong:
        _complain(str(wrong))
        return 1
    ports = Ports(
        clock=clock,
        notifier=headless.PipeNotifier(),
        dialer=headless.PipeDialer(),
        secrets=secrets,
        sound=headless.PipeSound(),
    )
    desk = Desk(account, profile, ports, _report, insecure_lan=args.insecure_lan)
    headless.tell_everything(desk)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # not on Windows
            loop.add_signal_handler(name, ended.set)
    await desk.start()

    def obey(text: str) -> None:
        if not headless.obey(desk, text):
            ended.set()

    headless.read_lines(loop, obey, ended.set)
    await ended.wait()
    await desk.stop()
    return 0


async def _account(
    args: argparse.Namespace, profile: Profile, secrets: Secrets, clock: SystemClock
) -> Account:
    """The profile's account at this hub; paired with the code when there is none, or no token."""
    url = checked(args.hub, insecure_lan=args.insecure_lan) if args.hub else ""
    known = [a for a in profile.accounts() if not url or a.url == url]
    if known and await secrets.get(known[0].key):
        return known[0]
    if not url or not args.code:
        raise SignInRefused("This profile is not signed in. Give --hub and --code.")
    return await pair(
        url,
        args.code,
        device_name=args.device_name,
        install=profile.install(clock.wall()),
        now=clock.wall(),
        profile=profile,
        secrets=secrets,
        insecure_lan=args.insecure_lan,
    )


async def _keeper_of_secrets(wanted: str | None, profile: Profile) -> Secrets:
    if wanted == "file":
        return FileSecrets(profile.folder / "tokens.json")
    if wanted == "memory":
        return MemorySecrets()
    keychain = Keychain()
    if wanted == "keyring":
        return keychain
    try:
        await keychain.get("is anybody there")
    except SecretsUnavailable as why:
        _complain(f"{why} The token is kept in memory and gone when this ends.")
        return MemorySecrets()
    return keychain


def _report(wrong: BaseException) -> None:
    traceback.print_exception(wrong, file=sys.stderr)


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    main()
