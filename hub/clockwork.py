"""Hub time, and the task that brings what time brings. Below it, `now` is an argument."""

import time
from collections.abc import Callable

from app.domain.ids import Ms
from hub.service import Service


class HubClock:
    """Never runs backwards, in one process or over restarts (`last` is the high-water mark of the log)."""

    def __init__(
        self,
        last: Ms = 0,
        wall: Callable[[], Ms] = lambda: time.time_ns() // 1_000_000,
        mono: Callable[[], Ms] = lambda: time.monotonic_ns() // 1_000_000,
    ) -> None:
        raise NotImplementedError

    def now(self) -> Ms:
        raise NotImplementedError


class Clockwork:
    def __init__(self, service: Service, clock: HubClock) -> None:
        self.service = service
        self.clock = clock

    async def run(self) -> None:
        """Until cancelled."""
        raise NotImplementedError
