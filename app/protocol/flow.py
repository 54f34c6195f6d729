"""Flow control of one connection, sans I/O: how much may be on its way, how fast a desk may ask."""

WINDOW_EVENTS = 500
WINDOW_BYTES = 1024 * 1024
OVERDUE_MS = 30_000
"""A desk that has not acknowledged for so long is cut off; it resumes and loses nothing."""


class Window:
    """The events sent and not yet acknowledged. Instants are monotonic milliseconds."""

    __slots__ = ("_bytes", "_sent")

    def __init__(self) -> None:
        self._sent: list[tuple[int, int, int]] = []
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._sent)

    def has_room(self) -> bool:
        return len(self._sent) < WINDOW_EVENTS and self._bytes < WINDOW_BYTES

    def sent(self, seq: int, size: int, mono: int) -> None:
        self._sent.append((seq, size, mono))
        self._bytes += size

    def acknowledged(self, seq: int) -> None:
        """Everything up to `seq` is committed on the desk."""
        known = sum(1 for sent, _, _ in self._sent if sent <= seq)
        self._bytes -= sum(size for _, size, _ in self._sent[:known])
        del self._sent[:known]

    def overdue(self, mono: int) -> bool:
        return bool(self._sent) and mono - self._sent[0][2] > OVERDUE_MS

    def clear(self) -> None:
        self._sent.clear()
        self._bytes = 0


class Bucket:
    """A token bucket: `rate` a second, at most `burst` at once. Starts full."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: int, burst: int, mono: int) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = float(burst)
        self._at = mono

    def take(self, mono: int) -> int:
        """0 when there was a token, else the milliseconds until the next one."""
        grown = self._tokens + max(0, mono - self._at) * self._rate / 1000
        self._tokens = min(float(self._burst), grown)
        self._at = max(mono, self._at)
        if self._tokens >= 1:
            self._tokens -= 1
            return 0
        return max(1, round((1 - self._tokens) * 1000 / self._rate))
