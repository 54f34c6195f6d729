"""Hub time, and the task that brings what time brings. Below it, `now` is an argument."""

import asyncio
import threading
import time
from collections.abc import Callable

import structlog

from app.domain.ids import Ms
from hub.database import Busy, ReadOnly
from hub.service import Service
from hub.trouble import without_words

log = structlog.get_logger(__name__)
LONGEST_SLEEP_S = 30.0
"""A lost wake-up costs at most this."""
AFTER_TROUBLE_S = 1.0
FORGET_EVERY_MS = 3_600_000


def _wall() -> Ms:
    return time.time_ns() // 1_000_000


def _mono() -> Ms:
    return time.monotonic_ns() // 1_000_000


class HubClock:
    """Never runs backwards, neither in one process nor over restarts. Safe in any thread."""

    def __init__(
        self, last: Ms = 0, wall: Callable[[], Ms] = _wall, mono: Callable[[], Ms] = _mono
    ) -> None:
        """`last` is the newest instant the log knows."""
        self._wall, self._mono = wall, mono
        self._last = float(last)
        self._seen = mono()
        self._lock = threading.Lock()
        self.stepped_back = 0
        """How often the wall clock fell more than a second behind: a metric that should stay 0."""
        self._behind = False

    def now(self) -> Ms:
        """The wall clock, or, while that is behind what was said before, a clock that goes on at
        95 % until the wall has caught up: no lease lasts an hour longer for a step back."""
        with self._lock:
            mono, wall = self._mono(), self._wall()
            went_on = self._last + max(0, mono - self._seen) * 0.95
            behind = went_on - wall > 1000
            self.stepped_back += behind and not self._behind
            self._behind = behind
            self._last = max(float(wall), went_on)
            self._seen = mono
            return int(self._last)


class Clockwork:
    """Sleeps until the next thing is due, or until something earlier may have come."""

    def __init__(self, service: Service, clock: HubClock) -> None:
        self.service = service
        self.clock = clock
        self._news = asyncio.Event()
        self._forgot: Ms | None = None

    async def run(self) -> None:
        """Until cancelled."""
        self.service.changed.append(self._changed)
        try:
            while True:
                await self._turn()
        finally:
            self.service.changed.remove(self._changed)

    def _changed(self, team: str, seq: int) -> None:
        self._news.set()

    async def _turn(self) -> None:
        self._news.clear()
        try:
            await self.service.advance(self.clock.now())
            await self._forget()
            due = await self.service.next_wake()
        except (Busy, ReadOnly):
            await asyncio.sleep(AFTER_TROUBLE_S)
            return
        except Exception as wrong:
            # A lead whose rules break must not stop the clock of all others.
            log.error("the clockwork stumbled", **without_words(wrong))
            await asyncio.sleep(AFTER_TROUBLE_S)
            return
        await self._sleep(due)

    async def _forget(self) -> None:
        now = self.clock.now()
        if self._forgot is None or now - self._forgot >= FORGET_EVERY_MS:
            await self.service.forget(now)
            self._forgot = now

    async def _sleep(self, due: Ms | None) -> None:
        seconds = LONGEST_SLEEP_S
        if due is not None:
            seconds = min(seconds, max(0.0, (due - self.clock.now()) / 1000))
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return
