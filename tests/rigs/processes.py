"""Starting the real parts, waiting for what they do, and ending exactly what was started."""

import asyncio
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn, TypeVar

import pytest

T = TypeVar("T")
PATIENCE_S = 30.0
"""For what must happen, on a machine that is busy with other things. It costs nothing where it does
happen; a test never waits so long to see that something did not."""
PORTS = (20_000, 32_000)
"""Below those the system gives to whoever connects to anything: between the moment a port is found
free and the moment it is taken, or while a server that was killed is away, nobody comes by it."""
_CHANCE = random.SystemRandom()
"""Whoever seeds the other one does not choose our ports."""


def needs(program: str, package: str) -> str:
    """The path of `program`. Without it the test is skipped, naming the Debian `package`."""
    found = shutil.which(program)
    if found is None:
        absent(Path(program).name, package)
    return found


def absent(part: str, package: str) -> NoReturn:
    """Skips the test; on CI, which installs every part itself, it fails: nothing may go unseen."""
    said = f"{part} is missing: apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(said)
    pytest.skip(said)


def free_port(wide: int = 1) -> int:
    """A loopback port that nobody has just now, TCP or UDP, nor the `wide` - 1 after it."""
    for _ in range(200):
        port = _CHANCE.randrange(*PORTS)
        if all(_bindable(port + n) for n in range(wide)):
            return port
    pytest.fail("no free port")


def _bindable(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as one:
            if kind == socket.SOCK_STREAM:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


def until(seen: Callable[[], T], what: str, seconds: float = PATIENCE_S) -> T:
    """The first true value of `seen()`; fails the test with `what` when none comes in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = seen()
        if value:
            return value
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds:g} s: {what}")
        time.sleep(0.01)


async def soon(seen: Callable[[], T], what: str, seconds: float = PATIENCE_S) -> T:
    """As `until`, with the event loop running meanwhile."""
    deadline = time.monotonic() + seconds
    while True:
        value = seen()
        if value:
            return value
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds:g} s: {what}")
        await asyncio.sleep(0.01)


@contextmanager
def started(
    command: Sequence[str],
    env: dict[str, str],
    log: Path,
    *,
    pass_fds: Sequence[int] = (),
    stdin: IO[bytes] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """`command` running, its output in `log`; ended at the close, even when it was stopped."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            list(command),
            env=env,
            stdin=stdin or subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=tuple(pass_fds),
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends one process we started: politely, then not."""
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


@contextmanager
def told_by(command: Sequence[str], env: dict[str, str], log: Path, flag: str) -> Iterator[str]:
    """`command` running with `flag` + a descriptor added; yields the first line it writes there."""
    told, tell = os.pipe()
    reading = os.fdopen(told, "r")
    try:
        with started([*command, *flag.format(tell).split()], env, log, pass_fds=[tell]):
            os.close(tell)
            line = reading.readline().strip()
            if not line:
                pytest.fail(f"{command[0]} did not start:\n{log.read_text(errors='replace')}")
            yield line
    finally:
        reading.close()
