"""Calls that may never return, kept off the loop and off the program's end."""

import asyncio
import subprocess
import sys
import threading

import pytest

from client.system.off_loop import OffLoop, Silent

HANGS = """
import asyncio, threading
from client.system.off_loop import OffLoop, Silent

async def main():
    try:
        await OffLoop("hangs", 0.1)(threading.Event().wait)
    except Silent:
        print("silent")

asyncio.run(main())
"""


async def test_what_the_call_returns_or_raises_comes_back() -> None:
    ask = OffLoop("fine", 60)
    assert await ask(lambda: threading.current_thread().name) == "fine"
    with pytest.raises(ZeroDivisionError):
        await ask(lambda: 1 // 0)


async def test_the_loop_runs_while_the_call_does() -> None:
    ask = OffLoop("slow", 60)
    go_on = threading.Event()
    asking = asyncio.create_task(ask(lambda: go_on.wait(60)))
    await asyncio.sleep(0)
    go_on.set()
    assert await asking


def test_a_call_that_never_returns_does_not_hold_the_programs_end() -> None:
    done = subprocess.run([sys.executable, "-c", HANGS], capture_output=True, timeout=90)
    assert done.stdout == b"silent\n", done.stderr


async def test_after_a_silent_call_others_are_refused_until_it_is_back() -> None:
    ask = OffLoop("hangs", 0.05)
    go_on = threading.Event()
    with pytest.raises(Silent):
        await ask(lambda: go_on.wait(90))
    ask._limit_s = 60  # only what hangs needs to be silent soon
    with pytest.raises(Silent):
        await ask(lambda: True)
    go_on.set()
    assert ask._last is not None
    ask._last.join(60)
    assert await ask(lambda: True)
