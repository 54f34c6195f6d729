"""The numeric core comes in whole, however many threads ask for it at once; a night's learning runs
apart, and a hub that stops does not wait for it."""

import asyncio
import subprocess
import sys
import threading

import pytest

from hub.plans import core

ALL_AT_ONCE = """
import threading
from hub.plans import core

wrong = []
def ask(name):
    start.wait()
    try:
        core.bring_in()
        __import__(f"hub.planner.{name}")
    except BaseException as error:
        wrong.append(error)

start = threading.Barrier(6)
asking = [threading.Thread(target=ask, args=(name,)) for name in
          ("posterior", "belief", "model", "packing", "dead", "learning")]
for thread in asking: thread.start()
for thread in asking: thread.join()
print(wrong)
"""


def test_six_threads_that_ask_for_the_core_at_once_all_get_the_whole_of_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALL_AT_ONCE], capture_output=True, text=True, timeout=120
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


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
