"""The rep's calendar at this desk: where it is, when it is read, what came of it. The text is
fetched and understood on a thread of its own; titles stay in this memory and go nowhere.

A private calendar address opens the calendar to whoever has it: it is kept with the device token,
shown by its host alone, and written to no log.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING

from msgspec.structs import replace

from app.domain.ids import Ms
from app.domain.rep_times import Busy
from client.calendar_address import TooSlow, Unreadable, cleaned, is_address, label, shown
from client.hooks import CalendarState
from client.ports import Clock, Secrets, SecretsUnavailable
from client.system.off_loop import OffLoop, Silent

if TYPE_CHECKING:
    import ssl

    from client.calendar_reading import Reading
    from client.calendar_source import Fetched

LIMIT_S = 20.0
LOOK_S = 60.0
"""How often it is looked whether the calendar is to be read."""
FIRST_S = 5.0
"""After a start: the window and the link come first."""
TURN_S = 0.0005
"""Between two entries the thread lets the window have its turn."""
EVERY_MS = 15 * 60_000
"""An address is asked so often; a file is read when it changed."""
STALE_MS = 6 * 3_600_000
"""The four weeks ahead move on: as often it is read though nothing changed."""
SLOW = "{name} takes longer than 20 seconds. It is asked again later."
LEFT_OUT = "Entries that could not be understood, and are left out: {n}."
NOT_KEPT = "Read, but not kept for the next start. {why}"


class Calendar:
    """`changed(state)` at every news; `read(spans, until)` after every reading that gave any."""

    def __init__(
        self,
        *,
        secrets: Secrets,
        key: str,
        clock: Clock,
        now: Callable[[], Ms],
        zone: Callable[[], tzinfo],
        changed: Callable[[CalendarState], None],
        read: Callable[[tuple[Busy, ...], Ms], None],
        context: "ssl.SSLContext | None" = None,
    ) -> None:
        """`key` names the address in `secrets`; `context`: whose certificates to trust."""
        self._secrets, self._key = secrets, key
        self._clock, self._now, self._zone = clock, now, zone
        self._changed, self._read = changed, read
        self._context = context
        self._ask = OffLoop("calendar", LIMIT_S)
        self._turn = asyncio.Lock()
        self._wake = asyncio.Event()
        self._source: str | None = None
        """None: not looked up yet."""
        self._wanted: str | None = None
        self._mark: tuple[str, ...] = ()
        self._asked = self._understood = -STALE_MS
        """Monotonic ms of the last try, and of the last text that was understood."""
        self._left_out = ""
        self.state = CalendarState()
        self.meetings: tuple[Busy, ...] | None = None
        """With titles; None before anything was read."""

    @property
    def label(self) -> str:
        """The source as anybody may see it."""
        return label(self._source or "")

    def set(self, source: str) -> None:
        """Read this file or address from now on; empty: none. What cannot be one is refused in
        `state.wrong`, and what was read before goes on."""
        try:
            self._wanted = cleaned(source) if source.strip() else ""
        except Unreadable as no:
            self._say(replace(self.state, wrong=str(no)))
            return
        self._wake.set()

    def read_now(self) -> None:
        """The rep asks."""
        self._mark, self._asked = (), -STALE_MS
        self._wake.set()

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        wait = FIRST_S
        while True:
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            await self.look()
            wait = LOOK_S

    async def forget(self) -> None:
        """Leave nothing of it here."""
        await self._secrets.delete(self._key)

    async def look(self) -> None:
        """Take over another source, and read the one in force if it is time."""
        async with self._turn:
            await self._settle_source()
            if self._source and self._is_time():
                await self._read_it(self._source)

    # ---- inside ------------------------------------------------------------------------------

    async def _settle_source(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            if self._source is None:
                await self._remember()
            return
        self._source, self._mark, self._asked = wanted, (), -STALE_MS
        self.meetings = None
        self._say(CalendarState(source=shown(wanted)))
        if not wanted:
            self._read((), 0)
        try:
            if wanted:
                await self._secrets.set(self._key, wanted)
            else:
                await self._secrets.delete(self._key)
        except SecretsUnavailable as no:
            self._say(replace(self.state, wrong=NOT_KEPT.format(why=no)))

    async def _remember(self) -> None:
        try:
            self._source = await self._secrets.get(self._key) or ""
        except SecretsUnavailable as no:
            self._say(replace(self.state, wrong=str(no)))
            return
        self._say(CalendarState(source=shown(self._source)))

    def _is_time(self) -> bool:
        mono = self._clock.mono()
        if mono - self._understood >= STALE_MS:
            self._mark = ()
        return not is_address(self._source or "") or mono - self._asked >= EVERY_MS

    async def _read_it(self, source: str) -> None:
        began = self._asked = self._clock.mono()
        zone, now, mark = self._zone(), self._now(), self._mark

        def go_on() -> bool:
            time.sleep(TURN_S)
            return self._clock.mono() - began < LIMIT_S * 1000

        def work() -> "tuple[Fetched, Reading] | None":
            from client.calendar_reading import read  # here: a start has other things to load
            from client.calendar_source import fetch

            found = fetch(source, mark, go_on, self._context)
            return (found, read(found.data, zone, now, go_on)) if found is not None else None

        try:
            done = await self._ask(work)
        except (Silent, TooSlow):
            self._say(replace(self.state, wrong=SLOW.format(name=label(source))))
        except Unreadable as no:
            self._say(replace(self.state, wrong=str(no)))
        else:
            if self._wanted is None:  # else it was asked of another meanwhile
                self._take(done)

    def _take(self, done: "tuple[Fetched, Reading] | None") -> None:
        if done is None:
            self._say(replace(self.state, read_at=self._now(), wrong=self._left_out))
            return
        found, reading = done
        self._mark, self._understood = found.mark, self._clock.mono()
        self.meetings = reading.meetings
        self._left_out = LEFT_OUT.format(n=reading.left_out) if reading.left_out else ""
        self._say(
            CalendarState(
                source=self.state.source,
                read_at=self._now(),
                meetings=len(reading.meetings),
                wrong=self._left_out,
            )
        )
        self._read(reading.spans, reading.until)

    def _say(self, state: CalendarState) -> None:
        if state != self.state:
            self.state = state
            self._changed(state)
