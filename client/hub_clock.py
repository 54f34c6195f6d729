"""What time it is at the hub, from a clock nobody can set."""

from collections import deque

SAMPLES = 8
STEP_MS = 250
SLEW = 0.05
"""Below a step the estimate moves by at most 5 % of the time that passed (FEED §2.7)."""


class HubClock:
    """`offset = hub time - monotonic time`, taken from the quickest of the last eight exchanges.

    The machine's wall clock is never used once a sample is there, so setting it changes nothing.
    """

    def __init__(self) -> None:
        self._samples: deque[tuple[int, float]] = deque(maxlen=SAMPLES)
        self._offset = 0.0
        self._target = 0.0
        self._since = 0
        self.known = False
        self.error_ms = 0
        """At most half the round trip of the sample in use."""

    def sample(self, c0: int, s1: int, s2: int, c3: int) -> int:
        """Take in one exchange (desk sent, hub got, hub answered, desk got): its round trip, ms."""
        rtt = max(0, (c3 - c0) - (s2 - s1))
        self._samples.append((rtt, ((s1 - c0) + (s2 - c3)) / 2))
        best, target = min(self._samples)
        here = self._at(c3)
        self._offset, self._target, self._since = here, target, c3
        if not self.known or abs(target - here) > STEP_MS:
            self._offset = target
        self.known, self.error_ms = True, best // 2 + 1
        return rtt

    def now(self, mono: int, wall: int) -> int:
        """Hub time in epoch ms at `mono`. Before the first sample there is only `wall` to go by."""
        return round(mono + self._at(mono)) if self._samples else wall

    def doubt(self) -> None:
        """The machine slept: old samples prove nothing; the estimate stays until a new one."""
        if self._samples:
            self._samples = deque([(1 << 30, self._target)], maxlen=SAMPLES)
        self.known = False

    def _at(self, mono: int) -> float:
        room = SLEW * max(0, mono - self._since)
        way = self._target - self._offset
        return self._offset + max(-room, min(room, way))
