"""The operator's command line. `serve` runs the hub; the rest asks the running one."""

import argparse
import asyncio
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, get_args

import msgspec

from app.domain.commands import Role
from hub import gateway_command
from hub.config import HubConfig, admin_token_file, read_address

OK, FAILED, MISUSED = 0, 1, 2
WITHIN_S = 30


class Unanswered(Exception):
    """The running hub could not be asked, or said no. `str()` is for the operator."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 (failed) or 2 (misused)."""
    given = parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = given.run
    try:
        return run(given)
    except Unanswered as wrong:
        print(wrong, file=sys.stderr)
        return FAILED


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="python -m hub", description="The Leadbell hub.")
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    def command(within: Any, name: str, run: Callable[[argparse.Namespace], int], text: str) -> Any:
        one = within.add_parser(name, help=text, description=text)
        one.add_argument("--data", type=Path, required=True, metavar="DIR", help="data directory")
        one.set_defaults(run=run)
        return one

    hub = command(commands, "serve", _serve, "Serve until stopped.")
    hub.add_argument("--host", default="127.0.0.1", metavar="H")
    hub.add_argument("--port", type=int, default=8470, metavar="P", help="0 picks a free one")
    hub.add_argument("--database", default="", metavar="URL", help="default: SQLite in DIR")
    hub.add_argument("--playbook", type=Path, metavar="FILE", help="default: the one that ships")
    hub.add_argument("--gateways", type=Path, metavar="FILE", help="default: DIR/gateways.toml")

    invite = command(commands, "invite", _invite, "Print an invite code for one desk of a rep.")
    invite.add_argument("--rep", required=True, metavar="NAME")
    invite.add_argument("--team", default="Sales", metavar="T")
    invite.add_argument("--role", choices=get_args(Role), help="default: as before, new ones rep")

    source = commands.add_parser("source", help="Where leads come from.")
    sources = source.add_subparsers(required=True, metavar="COMMAND")
    add = command(sources, "add", _source, "Print the intake URL of a new source.")
    add.add_argument("--kind", required=True, metavar="KIND")
    add.add_argument("--name", required=True, metavar="NAME")
    add.add_argument("--team", default="Sales", metavar="T")
    add.add_argument("--secret", default="", metavar="S", help="whsec_...: deliveries are signed")

    export = command(commands, "export", _export, "Write every fact to stdout.")
    export.add_argument("--format", default="jsonl", choices=("jsonl", "csv"))

    command(commands, "doctor", _doctor, "Say what is wrong and how to mend it.")
    gateway_command.add_to(commands)
    return root


def _serve(given: argparse.Namespace) -> int:
    # Here, not above: asking a running hub for a code must not load a whole hub first.
    from sqlalchemy.exc import DBAPIError

    from app.domain.playbook_file import PlaybookError
    from hub.clockwork import HubClock
    from hub.database import DataInUse
    from hub.gateways.port import GatewayTrouble
    from hub.log import configure
    from hub.policies import load_policies
    from hub.server import serve

    config = HubConfig(
        data=given.data.expanduser().resolve(),
        host=given.host,
        port=given.port,
        database=given.database,
        playbook=given.playbook,
        gateways=given.gateways,
    )
    try:
        policies = load_policies(config.playbook, HubClock().now())
    except PlaybookError as wrong:
        print(f"The playbook {config.playbook or '(default)'} cannot be used.", file=sys.stderr)
        print(wrong, file=sys.stderr)
        return MISUSED
    except OSError as wrong:
        print(f"The playbook cannot be read: {wrong}", file=sys.stderr)
        return MISUSED
    configure()
    os.umask(0o077)  # whatever the hub writes holds people's names
    try:
        asyncio.run(serve(config, policies))
    except DataInUse as wrong:
        print(wrong, file=sys.stderr)
        return FAILED
    except GatewayTrouble as wrong:
        print(f"The gateways cannot be used: {wrong}", file=sys.stderr)
        return MISUSED
    except DBAPIError as wrong:
        # A full or read-only disk, a damaged file, a server that is away: told, not traced.
        print(f"The hub's database cannot be used: {wrong.orig}", file=sys.stderr)
        print(f"To see why: python -m hub doctor --data {config.data}", file=sys.stderr)
        return FAILED
    except OSError as wrong:
        where = f"{config.host}:{config.port}, data in {config.data}"
        print(f"The hub cannot serve on {where}: {wrong}", file=sys.stderr)
        return FAILED
    return OK


def _invite(given: argparse.Namespace) -> int:
    asked = {"rep": given.rep, "team": given.team, "role": given.role}
    print(_ask(given.data, "/v1/admin/invite", asked)["code"])
    return OK


def _source(given: argparse.Namespace) -> int:
    asked = {name: getattr(given, name) for name in ("kind", "name", "team", "secret")}
    print(_ask(given.data, "/v1/admin/source", asked)["url"])
    return OK


def _export(given: argparse.Namespace) -> int:
    with _open(given.data, f"/v1/admin/export?format={given.format}") as answer:
        while piece := answer.read(64 * 1024):
            sys.stdout.buffer.write(piece)
    return OK


def _doctor(given: argparse.Namespace) -> int:
    from hub import doctor

    findings = doctor.examine(given.data.expanduser().resolve())
    for finding in findings:
        print(f"{'ok  ' if finding.ok else 'BAD '} {finding.text}")
        if not finding.ok:
            print(f"     {finding.mend}")
    return OK if all(finding.ok for finding in findings) else FAILED


def _ask(data: Path, path: str, asked: dict[str, str | None]) -> dict[str, str]:
    with _open(data, path, msgspec.json.encode(asked)) as answer:
        return msgspec.json.decode(answer.read(), type=dict[str, str])


def _open(data: Path, path: str, body: bytes | None = None) -> IO[bytes]:
    """The running hub's answer. Raises Unanswered with what to do about it."""
    running = read_address(data)
    if running is None:
        raise Unanswered(f"No hub is running on {data}. Start one: python -m hub serve --data DIR")
    try:
        token = admin_token_file(data).read_text(encoding="ascii").strip()
        request = urllib.request.Request(
            running.url + path,
            body,
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        # The hub is on this machine: no proxy of the environment stands between.
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        answer: IO[bytes] = direct.open(request, timeout=WITHIN_S)
    except urllib.error.HTTPError as no:
        raise Unanswered(_refusal(no.read())) from None
    except OSError as wrong:
        raise Unanswered(
            f"The hub at {running.url} does not answer ({wrong}). Is it still running? "
            f"If not, start it again: python -m hub serve --data {data}"
        ) from None
    return answer


def _refusal(body: bytes) -> str:
    try:
        error = msgspec.json.decode(body, type=dict[str, dict[str, str]])["error"]
        return error["msg"]
    except (msgspec.MsgspecError, KeyError):
        return "The hub said no."
