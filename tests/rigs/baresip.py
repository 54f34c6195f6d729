"""Real softphones on loopback: two baresips that call one another, without a sound device."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any, Literal, cast

import pytest

from client.system.phone_line import Event, PhoneLine
from tests.rigs.processes import absent, free_port, needs, started, until

PACKAGE = "baresip-core"
MODULES = "/usr/lib/baresip/modules"
Answering = Literal["auto", "manual"]

_CONFIG = """\
poll_method epoll
sip_listen 127.0.0.1:{sip}
audio_player aubridge,{name}
audio_source aubridge,{name}
audio_alert aubridge,{name}-alert
module_path {modules}
module g711.so
module aubridge.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
net_interface 127.0.0.1
"""


@dataclass
class Phone:
    """One running baresip. `user` is who it answers for."""

    user: str
    sip: int
    control: int
    process: "Popen[bytes]"

    @property
    def at(self) -> str:
        """Where it is driven from."""
        return f"127.0.0.1:{self.control}"

    @property
    def template(self) -> str:
        """What another phone dials to reach a number at this one."""
        return f"sip:{{e164}}@127.0.0.1:{self.sip}"

    def kill(self) -> None:
        """As when it crashes."""
        self.process.kill()
        self.process.wait()


@dataclass
class Hand:
    """A hand on a phone: what it tells, and commands for it."""

    line: PhoneLine
    told: list[Event] = field(default_factory=list)

    def saw(self, kind: str) -> list[Event]:
        """Its events of one kind."""
        return [event for event in self.told if event.type == kind]

    async def do(self, command: str, params: str = "") -> str:
        """What it answered."""
        return (await self.line.ask(command, params)).data


@contextmanager
def phone(folder: Path, user: str, *, answering: Answering, account: str = "") -> Iterator[Phone]:
    """A baresip that answers calls to `user` (E.164 or a name) by itself, or leaves them ringing.
    `account` replaces its only account."""
    program = needs("baresip", PACKAGE)
    if not Path(MODULES, "ctrl_tcp.so").exists():
        absent("baresip's ctrl_tcp", PACKAGE)
    home = folder / f"phone-{user.lstrip('+')}"
    home.mkdir()
    sip, control = free_port(3), free_port()  # TLS takes the one after `sip`
    config = _CONFIG.format(sip=sip, control=control, name=home.name, modules=MODULES)
    (home / "config").write_text(config)
    mine = f"<sip:{user}@127.0.0.1:{sip}>;regint=0;answermode={answering}"
    (home / "accounts").write_text(f"{account or mine}\n")
    (home / "contacts").write_text("")
    log = home / "log"
    with started([program, "-f", str(home)], {"HOME": str(home)}, log) as process:
        until(lambda: process.poll() is not None or _listens(control), f"baresip at {control}")
        if process.poll() is not None:
            pytest.fail(f"baresip did not start:\n{log.read_text(errors='replace')}")
        try:
            yield Phone(user, sip, control, process)
        finally:
            process.kill()  # asked to end, it would wait for goodbyes nobody says any more


@contextmanager
def two_phones(
    folder: Path, *, answering: Answering = "auto", number: str = "+447700900142"
) -> Iterator[tuple[Phone, Phone]]:
    """The rep's phone, and that of a lead who has this number."""
    with ExitStack() as stack:
        mine = stack.enter_context(phone(folder, "rep", answering="manual"))
        theirs = stack.enter_context(phone(folder, number, answering=answering))
        yield mine, theirs


@asynccontextmanager
async def hand_on(one: Phone) -> AsyncIterator[Hand]:
    """Drive a phone by hand, as whoever sits before it."""
    told: list[Event] = []
    line = await PhoneLine.open(one.at, told.append, answer_s=60)
    reading = asyncio.create_task(line.run())
    try:
        yield Hand(line, told)
    finally:
        line.close()
        await asyncio.gather(reading, return_exceptions=True)


@asynccontextmanager
async def registrar() -> AsyncIterator[int]:
    """A phone company that registers whoever asks (SIP over UDP); its port."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        _Registrar, local_addr=("127.0.0.1", 0)
    )
    try:
        yield int(transport.get_extra_info("sockname")[1])
    finally:
        transport.close()


class _Registrar(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # The loop's own class is none of `asyncio.DatagramTransport` before Python 3.12.
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, address: tuple[str | Any, int]) -> None:
        asked = data.decode().split("\r\n")
        if not asked[0].startswith("REGISTER "):
            return
        kept = ("via:", "from:", "call-id:", "cseq:", "contact:")
        lines = [line for line in asked if line.lower().startswith(kept)]
        to = next(line for line in asked if line.lower().startswith("to:"))
        answer = ["SIP/2.0 200 OK", *lines, f"{to};tag=leadbell", "Content-Length: 0", "", ""]
        self._transport.sendto("\r\n".join(answer).encode(), address)


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
