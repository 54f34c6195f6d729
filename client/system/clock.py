"""The machine's two clocks. The only place of the desk that reads them."""

import time

from app.domain.ids import Ms


class SystemClock:
    """`wall` is UTC epoch ms and may be set by anybody; `mono` only runs, in ms from any start.

    `mono` stands still during suspend on Linux and macOS and runs on on Windows."""

    def wall(self) -> Ms:
        return time.time_ns() // 1_000_000

    def mono(self) -> int:
        return time.monotonic_ns() // 1_000_000
