"""Notices that the machine slept, the process froze or the clock was set. Pure: fed readings."""

from msgspec import Struct

from app.domain.ids import Ms

TICK_MS = 1_000
LATE_MS = 5_000
DRIFT_MS = 2_000


class Jump(Struct, frozen=True, kw_only=True):
    """Time went by unseen: the link must be proven anew.

    `late_ms`: how much later than planned this tick came, by the monotonic clock.
    `drift_ms`: how much more the wall clock moved than the monotonic one (negative: set back)."""

    late_ms: int
    drift_ms: int


class WakeWatch:
    """Compares the two clocks each `tick_ms`. A frozen process, or a sleep during which the
    monotonic clock runs on (Windows), shows as a late tick; a sleep during which it stands still
    (Linux, macOS), or a set clock, as drift between the two."""

    def __init__(self, wall: Ms, mono: int, tick_ms: int = TICK_MS) -> None:
        self._wall = wall
        self._mono = mono
        self._tick_ms = tick_ms

    def tick(self, wall: Ms, mono: int) -> Jump | None:
        """Call each `tick_ms` with both clocks' readings; the jump since the last call, if any."""
        passed = mono - self._mono
        late = passed - self._tick_ms
        drift = wall - self._wall - passed
        self._wall, self._mono = wall, mono
        if late >= LATE_MS or abs(drift) >= DRIFT_MS:
            return Jump(late_ms=max(0, late), drift_ms=drift)
        return None
