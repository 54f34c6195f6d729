"""The numeric core, brought in when it is first needed: that takes a second, and a hub that starts
has desks to let in. Only one thread may begin it: its modules name one another, and two threads
half way through them would each find the other's half."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from importlib import import_module
from typing import TypeVar

T = TypeVar("T")

_lock = threading.Lock()
_there = _begun = False


def bring_in() -> None:
    """After this the modules of the planner and of the plans may be imported in any thread. Not on
    the loop, unless it was done before."""
    global _there
    if _there:
        return
    with _lock:
        for name in ("choose", "learning", "night", "repack"):
            import_module(f"hub.plans.{name}")
        _there = True


def begin() -> None:
    """Have it brought in beside everything else: with the first lead, so that the first rep who
    answers one does not wait for it. Costs nothing when asked again."""
    global _begun
    if not _begun:
        _begun = True
        threading.Thread(target=bring_in, name="hub-planner", daemon=True).start()


async def apart(work: Callable[[], T]) -> T:
    """`work` in a thread of its own that nobody waits for at the end: a hub that is told to stop in
    the middle of a night's learning stops."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(settle: Callable[[], None]) -> None:
        if not done.done():
            settle()

    def run() -> None:
        try:
            made = work()
        except BaseException as wrong:
            _to(loop, lambda wrong=wrong: tell(lambda: done.set_exception(wrong)))  # type: ignore[misc]
        else:
            _to(loop, lambda: tell(lambda: done.set_result(made)))

    threading.Thread(target=run, name="hub-learning", daemon=True).start()
    return await done


def _to(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    # The loop may be gone by then: the hub stopped.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(call)
