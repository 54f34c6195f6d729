"""One connection to a softphone's control port: baresip's `ctrl_tcp`, JSON in netstrings.

Commands are answered by their token; everything else is an event. What these mean is not known
here. baresip serves one such connection: a second one takes the first one's place.
"""

import asyncio
import ipaddress
import re
from collections.abc import Callable
from itertools import count
from typing import Final

import msgspec
from msgspec import Struct

from client.system.netstring import Garbled, Unpacker, packed

CONNECT_S: Final = 2.0
ANSWER_S: Final = 5.0
"""A softphone that takes longer for an answer is no longer one to rely on."""
READ: Final = 16 * 1024
ADDRESS: Final = re.compile(r"(?P<host>\[[0-9a-f:]+\]|[0-9a-z.-]{1,253}):(?P<port>[0-9]{1,5})")


class Lost(Exception):
    """There is no such connection (any more). The text says why, for the user."""


class Answer(Struct, frozen=True):
    """To one command. `data` is text for people."""

    ok: bool = False
    data: str = ""
    token: str = ""


class Event(Struct, frozen=True):
    """What the phone tells by itself; fields as baresip names them."""

    type: str
    id: str = ""
    direction: str = ""
    peeruri: str = ""
    param: str = ""


class _Kind(Struct, frozen=True):
    event: bool = False
    response: bool = False


def address_fault(at: str, *, anywhere: bool = False) -> str:
    """What is wrong with `host:port`, as a sentence; "" when it may be connected to. Whoever may
    command a phone may call at its owner's cost: so it must be on this computer, unless
    `anywhere`."""
    found = ADDRESS.fullmatch(at)
    if found is None or not 0 < int(found["port"]) < 65_536:
        return "The address is a host and a port, like 127.0.0.1:4444."
    if not anywhere and not _here(found["host"].strip("[]")):
        return "The softphone must run on this computer: 127.0.0.1 and a port."
    return ""


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class PhoneLine:
    """An open connection. `heard(event)` is called on the loop, in order."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        heard: Callable[[Event], None],
        answer_s: float = ANSWER_S,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._heard = heard
        self._answer_s = answer_s
        self._tokens = count(1)
        self._asked: dict[str, asyncio.Future[Answer]] = {}

    @classmethod
    async def open(
        cls, at: str, heard: Callable[[Event], None], answer_s: float = ANSWER_S
    ) -> "PhoneLine":
        """Connect to `host:port`. Raises Lost."""
        host, _, port = at.rpartition(":")
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, writer = await asyncio.open_connection(host.strip("[]"), int(port))
        except (OSError, TimeoutError):
            said = f"Nothing listens at {at}: start baresip with the ctrl_tcp module."
            raise Lost(said) from None
        return cls(reader, writer, heard, answer_s)

    async def run(self) -> None:
        """Read until it ends; always raises Lost, and whoever waits for an answer gets that too."""
        unpacker, why = Unpacker(), "The softphone closed the connection."
        try:
            while data := await self._reader.read(READ):
                for frame in unpacker.feed(data):
                    self._take(frame)
        except OSError:
            pass
        except (Garbled, msgspec.MsgspecError, ValueError, RecursionError):
            why = "What listens there does not speak as baresip does."
        finally:
            self._over(why)
        raise Lost(why)

    async def ask(self, command: str, params: str = "") -> Answer:
        """Give a command. Raises Lost when no answer comes."""
        token = str(next(self._tokens))
        if self._writer.is_closing():
            raise Lost("The softphone is gone.")
        body = {"command": command, "params": params, "token": token}
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked[token] = answer
        self._writer.write(packed(msgspec.json.encode(body)))
        try:
            async with asyncio.timeout(self._answer_s):
                return await answer
        except TimeoutError:
            raise Lost("The softphone does not answer.") from None
        finally:
            self._asked.pop(token, None)

    def close(self) -> None:
        """End it; `run` ends too."""
        self._writer.close()

    def _take(self, frame: bytes) -> None:
        kind = msgspec.json.decode(frame, type=_Kind)
        if kind.event:
            self._heard(msgspec.json.decode(frame, type=Event))
        elif kind.response:
            answer = msgspec.json.decode(frame, type=Answer)
            asked = self._asked.get(answer.token)
            if asked is not None and not asked.done():
                asked.set_result(answer)

    def _over(self, why: str) -> None:
        self._writer.close()
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(Lost(why))
