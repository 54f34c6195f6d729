"""Long-running parts of the desk: each is named, referenced, reported when it fails, and started
again."""

import asyncio
from collections.abc import Awaitable, Callable

AGAIN_S = 1.0
FINISH_S = 10.0
"""What was begun and writes something may take so long after `stop`: a disk that stalls for a few
seconds must not cost what was typed a moment before."""


class Tasks:
    def __init__(self, on_error: Callable[[BaseException], None]) -> None:
        self._on_error = on_error
        self._running: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        """Those of `_running` that end by themselves."""

    def keep(
        self,
        name: str,
        part: Callable[[], Awaitable[None]],
        mend: Callable[[Exception], Awaitable[None]] | None = None,
    ) -> None:
        """Run `part` until `stop`; after a failure, `mend` and run it again."""
        self._start(name, self._again(part, mend))

    def once(self, name: str, work: Awaitable[None]) -> None:
        """Run `work` to its end, also when `stop` comes meanwhile: what the user decided a moment
        before closing is kept."""
        task = self._start(name, self._guarded(work))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def stop(self) -> None:
        for task in self._running - self._ending:
            task.cancel()
        if self._ending:
            await asyncio.wait(tuple(self._ending), timeout=FINISH_S)
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _start(self, name: str, work: "Awaitable[None]") -> "asyncio.Task[None]":
        async def run() -> None:
            await work

        task = asyncio.create_task(run(), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as wrong:
            self._on_error(wrong)

    async def _again(
        self,
        part: Callable[[], Awaitable[None]],
        mend: Callable[[Exception], Awaitable[None]] | None,
    ) -> None:
        while True:
            try:
                await part()
                return
            except Exception as wrong:
                self._on_error(wrong)
                if mend is not None:
                    await self._guarded(mend(wrong))
            await asyncio.sleep(AGAIN_S)
