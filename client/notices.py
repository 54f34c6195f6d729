"""Keeps the system's notifications as they should be: the newest wish per key wins, one call at a
time per key, and a notification the user closed stays closed."""

import asyncio
from collections.abc import Callable

from client.ports import Notice, Notifier


class Notices:
    def __init__(
        self,
        notifier: Notifier,
        shown: Callable[[str], None],
        on_error: Callable[[BaseException], None],
    ) -> None:
        """`shown(key)` is called when the service confirmed a new notification."""
        self._notifier = notifier
        self._shown = shown
        self._on_error = on_error
        self._wanted: dict[str, Notice | None] = {}
        self._up: set[str] = set()
        self._workers: dict[str, asyncio.Task[None]] = {}

    def want(self, notice: Notice) -> None:
        """Show `notice`, replacing what stands under its key."""
        self._wish(notice.key, notice)

    def renew(self, notice: Notice) -> None:
        """Replace `notice` in place if it is still up."""
        if notice.key in self._up:
            self._wish(notice.key, notice)

    def drop(self, key: str) -> None:
        if key in self._up or key in self._workers:
            self._wish(key, None)

    def closed(self, key: str) -> None:
        """The user or the service closed it."""
        self._up.discard(key)

    async def finish(self) -> None:
        """Withdraw everything and wait until it is done."""
        for key in tuple(self._up):
            self.drop(key)
        await asyncio.gather(*self._workers.values(), return_exceptions=True)

    def _wish(self, key: str, notice: Notice | None) -> None:
        self._wanted[key] = notice
        if key not in self._workers:
            self._workers[key] = asyncio.create_task(self._work(key), name="notice")

    async def _work(self, key: str) -> None:
        try:
            while key in self._wanted:
                notice = self._wanted.pop(key)
                if notice is None:
                    self._up.discard(key)
                    await self._notifier.withdraw(key)
                    continue
                fresh = key not in self._up
                self._up.add(key)
                if not await self._notifier.show(notice):
                    self._up.discard(key)
                elif fresh:
                    self._shown(key)
        except Exception as wrong:
            self._up.discard(key)
            self._on_error(wrong)
        finally:
            del self._workers[key]
