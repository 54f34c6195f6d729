"""Keeps the system's notifications as they should be: the newest wish per key wins, one call at a
time per key, and a notification the user closed stays closed."""

import asyncio
from collections.abc import Awaitable, Callable

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
        if key in self._workers:
            self._wanted[key] = notice
            return
        try:
            # Asked here and not in the task: a notifier that can writes before anything is painted.
            showing = self._notifier.show(notice) if notice is not None else None
        except Exception as wrong:
            self._on_error(wrong)
            return
        self._workers[key] = asyncio.create_task(self._work(key, showing), name="notice")

    async def _work(self, key: str, showing: Awaitable[bool] | None) -> None:
        try:
            await self._settle(key, showing)
            while key in self._wanted:
                notice = self._wanted.pop(key)
                await self._settle(key, self._notifier.show(notice) if notice else None)
        except Exception as wrong:
            self._up.discard(key)
            self._on_error(wrong)
        finally:
            del self._workers[key]

    async def _settle(self, key: str, showing: Awaitable[bool] | None) -> None:
        """Until the service has it, or (None) has withdrawn it."""
        if showing is None:
            self._up.discard(key)
            await self._notifier.withdraw(key)
            return
        fresh = key not in self._up
        self._up.add(key)
        if not await showing:
            self._up.discard(key)
        elif fresh:
            self._shown(key)
