"""Picks the way to notify by asking the system, and picks again when its service comes or goes."""

import sys
from collections.abc import Callable, Coroutine
from typing import Any

from client.ports import Ability, ActionKey, Notice, Notifier
from client.system.notifier.plyer_way import LIMIT_S, PlyerWay


class SystemNotifier:
    """`Notifier` that uses our own way where the service has buttons, plyer's where it has none.

    `changed()`: the service came, went or was replaced: probe again. `limit_s`: how long either may
    take to answer."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self.acted: Callable[[str, ActionKey], None] = lambda key, action: None
        self.closed: Callable[[str], None] = lambda key: None
        self.changed: Callable[[], None] = lambda: None
        self._plyer = PlyerWay(limit_s)
        self._chosen: Notifier | None = None
        if sys.platform == "linux":
            from client.system.notifier.freedesktop import Freedesktop
            from client.system.session_bus import SessionBus

            self._freedesktop = Freedesktop(SessionBus(limit_s=limit_s))
            self._freedesktop.acted = lambda key, action: self.acted(key, action)
            self._freedesktop.closed = lambda key: self.closed(key)
            self._freedesktop.changed = self._service_changed

    def show(self, notice: Notice) -> Coroutine[Any, Any, bool]:
        return (
            self._chosen.show(notice) if self._chosen is not None else self._probe_and_show(notice)
        )

    async def _probe_and_show(self, notice: Notice) -> bool:
        await self.probe()
        return self._chosen is not None and await self._chosen.show(notice)

    async def withdraw(self, key: str) -> None:
        if sys.platform == "linux":
            await self._freedesktop.withdraw(key)
        await self._plyer.withdraw(key)

    async def probe(self) -> Ability:
        """Asks anew and picks by the answer. No service: nothing is picked, `show` is False."""
        if sys.platform == "linux":
            ability = await self._freedesktop.probe()
            self._chosen = None
            if ability.actions:
                self._chosen = self._freedesktop
            elif ability.works:
                self._plyer.markup = "body-markup" in (self._freedesktop.capabilities or ())
                self._chosen = self._plyer
        else:
            ability = await self._plyer.probe()
            self._chosen = self._plyer if ability.works else None
        return ability

    async def close(self) -> None:
        if sys.platform == "linux":
            await self._freedesktop.close()

    def _service_changed(self) -> None:
        self._chosen = None
        self.changed()
