"""A rep's own times as this desk knows them, and what it tells the hub of them by itself: the zone
of its clock, and when the calendar keeps the rep busy. Writes to the outbox like anybody.
"""

from collections.abc import Callable
from datetime import UTC, tzinfo

import msgspec
from msgspec.structs import replace

from app.domain import commands as c
from app.domain import hours
from app.domain.ids import Ms
from app.domain.rep_times import Busy, RepTimes
from app.protocol.messages import Times
from client.pending import Outbox

DO = c.SetTimes.do
FARTHER_MS = 7 * 86_400_000
"""The calendar reaches this much further than the hub knows: reason enough to tell it."""


class MyTimes:
    def __init__(
        self,
        outbox: Outbox,
        *,
        now: Callable[[], Ms],
        zone: Callable[[], str],
        label: Callable[[], str],
        post: Callable[[RepTimes], object],
        keep_told: Callable[[str], None],
    ) -> None:
        """`zone`: of this desk's clock (IANA; empty: says nothing). `label`: of the calendar.
        `post`: ask the hub to keep these, which calls `asked`. `keep_told`: remember over restarts
        which zone was told."""
        self._outbox = outbox
        self._now, self._zone, self._label = now, zone, label
        self._post, self._keep_told = post, keep_told
        self.heard: Times | None = None
        """As the hub last told them, maybe before this start."""
        self.zone_told = ""
        self._live = False
        """They were told in this run: what stands elsewhere is not undone by an old memory."""
        self._asked: RepTimes | None = None
        self._read: tuple[tuple[Busy, ...], Ms] | None = None
        """What the calendar said last, until the hub was told."""

    def current(self) -> RepTimes:
        """What will hold once everything on its way is answered."""
        waiting = [
            msgspec.convert(act.b.get("times", {}), RepTimes)
            for act in self._outbox.of(DO)
            if not act.b.get("rep") and act.state != "needs_user"
        ]
        if waiting:
            return waiting[-1]
        if self._asked is not None:
            return self._asked
        return self.heard.times if self.heard is not None else RepTimes()

    def where(self) -> tzinfo:
        """The zone the rep's own times are in."""
        return hours.zone(self.current().zone) or hours.zone(self._zone()) or UTC

    def hear(self, frame: Times) -> None:
        """The hub told."""
        self.heard, self._live, self._asked = frame, True, None
        self.tell()

    def refused(self) -> None:
        """The hub does not keep what was asked: what it told last holds."""
        self._asked = None

    def read(self, spans: tuple[Busy, ...], until: Ms) -> None:
        """The calendar was read (or taken away: nothing, until 0)."""
        self._read = (spans, until)
        self.tell()

    def asked(self, times: RepTimes) -> None:
        """The hub is being asked to keep these."""
        self._asked = times

    def tell(self) -> None:
        """Ask the hub to keep what it does not know yet, if there is such a thing."""
        if not self._live:
            return
        before = self.current()
        times = self._with_busy(self._with_zone(before))
        if times != before:
            self._post(times)

    def _with_zone(self, times: RepTimes) -> RepTimes:
        """This clock's zone, unless somebody set another: this desk only changes what it told
        itself. A rep who travels takes the zone along."""
        here = self._zone()
        if not here or times.zone == here or times.zone not in ("", self.zone_told):
            return times
        self.zone_told = here
        self._keep_told(here)
        return replace(times, zone=here)

    def _with_busy(self, times: RepTimes) -> RepTimes:
        if self._read is None:
            return times
        (spans, until), label = self._read, self._label()
        self._read = None
        if not self._differs(times, spans, until, label):
            return times
        return replace(times, busy=spans, busy_until=until, calendar=label)

    def _differs(self, times: RepTimes, spans: tuple[Busy, ...], until: Ms, label: str) -> bool:
        """Would the hub plan otherwise? That a day went by is no news."""
        if times.calendar != label:
            return True
        if not label:
            return bool(times.busy)
        if until - times.busy_until > FARTHER_MS:
            return True
        horizon = min(times.busy_until, until)
        return self._ahead(times.busy, horizon) != self._ahead(spans, horizon)

    def _ahead(self, spans: tuple[Busy, ...], until: Ms) -> list[tuple[Ms, Ms]]:
        now = self._now()
        cut = ((max(busy.start, now), min(busy.end, until)) for busy in spans)
        return [(start, end) for start, end in cut if start < end]
