"""A night's learning runs apart: it answers, it fails aloud, and a hub that stops does not wait."""

import asyncio
import subprocess
import sys
import threading

import pytest

from hub.plans import core


async def test_what_runs_apart_comes_back_with_its_answer_or_its_error() -> None:
    assert await core.apart(lambda: 6 * 7) == 42
    with pytest.raises(ZeroDivisionError):
        await core.apart(lambda: 1 // 0)


async def test_a_hub_that_stops_does_not_wait_for_what_runs_apart() -> None:
    never, begun = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def learning() -> None:
        loop.call_soon_threadsafe(begun.set)
        never.wait(60)

    task = asyncio.create_task(core.apart(learning))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    apart = [thread for thread in threading.enumerate() if thread.name == "hub-learning"]
    never.set()
    assert apart
    assert all(thread.daemon for thread in apart)


def test_it_is_brought_in_beside_everything_else_and_asked_for_once() -> None:
    asked = """
import sys, threading
from hub.plans import core
core.begin()
core.begin()
mine = [t for t in threading.enumerate() if t.name == "hub-planner"]
assert len(mine) == 1 and mine[0].daemon, mine
mine[0].join()
assert "numpy" in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
