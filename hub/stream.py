"""One team's stream as the connected desks read it: the newest facts, encoded once, over the log.

Publishing only wakes. A wake-up may be lost or doubled; the reader goes from its own position, one
read at a time, and a missing number stops it."""

import asyncio
from collections import deque
from collections.abc import Callable

from app.protocol.outgoing import LogLine, log_line
from hub.event_log import EventLog, StoredEvent

KEPT = 2_000
READ = 500


class Hole(Exception):
    """A number is missing between what was read last and what comes next."""


class TeamStream:
    """`head` is the newest number read; every callable in `wakers` is called when it moves."""

    def __init__(
        self, team: str, log: EventLog, alarm: Callable[[str, BaseException], None]
    ) -> None:
        """`alarm(team, error)` is told of holes and of a log that cannot be read."""
        self.team = team
        self.name = f"team:{team}"
        self.head = 0
        self.wakers: set[Callable[[], None]] = set()
        self._log = log
        self._alarm = alarm
        self._lines: deque[LogLine] = deque(maxlen=KEPT)
        self._dirty = False
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read where the log stands; what is older comes from the table when asked for."""
        self.head = (await self._log.head(self.team)).seq

    def mark_dirty(self) -> None:
        """There may be more to read."""
        self._dirty = True
        if self._reading is None:
            self._reading = asyncio.create_task(self._read(), name=f"read {self.name}")

    async def after(self, seq: int, limit: int) -> list[LogLine]:
        """The lines after `seq`, in order, at most `limit`."""
        kept = len(self._lines)
        behind = self.head - seq
        if behind <= kept:
            first = kept - behind
            return [self._lines[n] for n in range(first, min(kept, first + limit))]
        return [self._line(event) for event in await self._log.read(self.team, seq, limit)]

    async def _read(self) -> None:
        try:
            while self._dirty:
                self._dirty = False
                await self._catch_up()
        except Exception as wrong:  # the next wake-up, at the latest the poll's, tries again
            self._lines.clear()
            self._alarm(self.team, wrong)
        finally:
            self._reading = None

    async def _catch_up(self) -> None:
        full = True
        while full:
            events = await self._log.read(self.team, self.head, READ)
            full = len(events) == READ
            for event in events:
                if event.seq != self.head + 1:
                    raise Hole(f"{event.seq} after {self.head}")
                self._lines.append(self._line(event))
                self.head = event.seq
            if events:
                for wake in tuple(self.wakers):
                    wake()

    def _line(self, e: StoredEvent) -> LogLine:
        return log_line(self.name, e.seq, e.eid, e.ts, e.k, e.lead, e.v, e.body, e.op, e.vis)
