"""Starting the real parts, waiting for what they do, and ending exactly what was started."""

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn, TypeVar

import pytest

T = TypeVar("T")


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


def until(seen: Callable[[], T], what: str, seconds: float = 10.0) -> T:
    """The first true value of `seen()`; fails the test with `what` when none comes in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = seen()
        if value:
            return value
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds:g} s: {what}")
        time.sleep(0.01)


async def soon(seen: Callable[[], T], what: str, seconds: float = 10.0) -> T:
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
            process.wait(3)
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
