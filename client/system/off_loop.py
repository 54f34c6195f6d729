"""Runs a call that may never return, without holding the loop or the program's end."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


class Silent(Exception):
    """The call did not come back in time, or an earlier one has not come back yet."""


class OffLoop:
    """One thing that may hang, asked one question at a time.

    Each call has a *daemon* thread: an executor's threads are joined at the end of the program,
    so one that hangs would hold it. After a call that went silent the next ones are refused at
    once until it has come back, so that asking again does not pile up threads."""

    def __init__(self, name: str, limit_s: float) -> None:
        self._name = name
        self._limit_s = limit_s
        self._turn = asyncio.Lock()
        self._last: threading.Thread | None = None

    async def __call__(self, call: Callable[[], T]) -> T:
        """What `call` returns or raises; `Silent` after `limit_s` seconds."""
        async with self._turn:
            if self._last is not None and self._last.is_alive():
                raise Silent(self._name)
            loop = asyncio.get_running_loop()
            answer: asyncio.Future[T] = loop.create_future()
            thread = threading.Thread(
                target=_run, args=(call, loop, answer), name=self._name, daemon=True
            )
            thread.start()
            done, _ = await asyncio.wait({answer}, timeout=self._limit_s)
            if not done:
                self._last = thread
                answer.cancel()
                raise Silent(self._name)
            return answer.result()


def _run(
    call: Callable[[], T], loop: asyncio.AbstractEventLoop, answer: "asyncio.Future[T]"
) -> None:
    try:
        value = call()
    except Exception as wrong:
        _tell(loop, answer, wrong=wrong)
    else:
        _tell(loop, answer, value=value)


def _tell(
    loop: asyncio.AbstractEventLoop,
    answer: "asyncio.Future[T]",
    *,
    value: T | None = None,
    wrong: Exception | None = None,
) -> None:
    def settle() -> None:
        if answer.done():
            return
        if wrong is not None:
            answer.set_exception(wrong)
        else:
            answer.set_result(value)  # type: ignore[arg-type]  # None only when T allows it

    with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits any more
        loop.call_soon_threadsafe(settle)
