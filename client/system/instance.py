"""One desk for each profile: a second start asks the first to show itself, and ends.

The lock is the operating system's, so it goes with the process however that ends. The first
listens on loopback and writes where, with a secret only the same user can read.
"""

import asyncio
import hmac
import os
import secrets
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import msgspec

from client.system.clock import SystemClock

LOCK, WHERE = "desk.lock", "desk.where"
LIMIT_S = 3.0
LONGEST = 256


class Where(msgspec.Struct):
    """Where the first one listens, and what proves that the asker may read the profile."""

    port: int
    secret: str
    pid: int


class Instance:
    """The right to be the one desk of a profile, held until `release` or the process's end."""

    def __init__(self, profile: Path, descriptor: int) -> None:
        self._profile = profile
        self._descriptor = descriptor
        self._secret = secrets.token_hex(16)
        self._server: asyncio.Server | None = None

    async def listen(self, raised: Callable[[str], None]) -> None:
        """From now on `raised(lead id, or "")` is called when a second start asks."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                async with asyncio.timeout(LIMIT_S):
                    line = await reader.readline()
                    lead = self._read(line)
                    writer.write(b"no\n" if lead is None else b"yes\n")
                    await writer.drain()
            except (OSError, ValueError, TimeoutError):
                return
            finally:
                writer.close()
            if lead is not None:
                raised(lead)

        self._server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=LONGEST)
        port: int = self._server.sockets[0].getsockname()[1]
        _write(self._profile / WHERE, Where(port=port, secret=self._secret, pid=os.getpid()))

    async def release(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            (self._profile / WHERE).unlink(missing_ok=True)
        os.close(self._descriptor)

    def _read(self, line: bytes) -> str | None:
        """The lead id asked for, "" for none, None when the asker may not ask."""
        secret, _, lead = line.decode("ascii", "replace").strip().partition(" ")
        if not hmac.compare_digest(secret.encode(), self._secret.encode()):
            return None
        return lead if not lead or _is_id(lead) else None


def claim(profile: Path) -> Instance | None:
    """The right to be this profile's desk; None when another one runs.

    The lock file stays behind after a crash and means nothing: the lock itself is gone."""
    profile.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(profile / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    if _locked(descriptor):
        (profile / WHERE).unlink(missing_ok=True)
        return Instance(profile, descriptor)
    os.close(descriptor)
    return None


def raise_first(profile: Path, lead: str = "", limit_s: float = LIMIT_S) -> bool:
    """Asks the running desk of `profile` to show itself (and `lead`). For a second start.

    Blocks for `limit_s` seconds at most: the first may have only just begun. False when it did
    not answer."""
    clock = SystemClock()
    deadline = clock.mono() + int(limit_s * 1000)
    while True:
        answer = _ask(profile, lead, limit_s)
        if answer is not None:
            return answer
        if clock.mono() > deadline:
            return False
        time.sleep(0.05)


def _ask(profile: Path, lead: str, limit_s: float) -> bool | None:
    """None when there was no answer: it may be only beginning to listen."""
    try:
        where = msgspec.json.decode((profile / WHERE).read_bytes(), type=Where)
        with socket.create_connection(("127.0.0.1", where.port), timeout=limit_s) as asking:
            asking.sendall(f"{where.secret} {lead}\n".encode())
            answer = asking.recv(8)
    except (OSError, msgspec.MsgspecError):
        return None
    return answer == b"yes\n" if answer else None


def _locked(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _write(path: Path, where: Where) -> None:
    """Whole or not at all, and for this user's eyes only."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".desk-")
    with os.fdopen(number, "wb") as file:
        file.write(msgspec.json.encode(where))
    os.replace(name, path)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
