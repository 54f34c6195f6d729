"""Which runs of the desktop are connected, and how the others ended, as their sockets tell: in
memory, asked by the sending queue. Whether somebody is at a desk is `presence.py`."""

import threading
from collections.abc import Callable
from typing import Literal

from app.domain.ids import Ms

BACK_WITHIN_MS = 35_000
"""After a start of the hub, the longest a desk that is still up needs to be back: it waits 30 s
between two tries at most (`client.ending`)."""
ENDED_KEPT = 10_000
"""The oldest goes first. One that nobody knows any more counts as gone: its words come back."""
LONGEST_NAME = 64

Run = tuple[str, str]
"""A device, and which start of the program on it: one that was ended is not back by another."""
Stand = Literal["here", "left", "gone", "expected"]
"""`left`: it said goodbye, or the hub closed it. `gone`: its socket ended without a word, which is
a crash, a kill, or a line that was cut. `expected`: not heard of since the hub started, and it may
still come back."""


class Runs:
    """Safe in any thread."""

    def __init__(self, now: Callable[[], Ms], back_within: Ms = BACK_WITHIN_MS) -> None:
        self._now = now
        self._expected_until = now() + back_within
        self._here: dict[Run, int] = {}
        """How many sockets: where a line was cut, the new one comes before the old one ends."""
        self._ended: dict[Run, Stand] = {}
        self._lock = threading.Lock()

    def came(self, run: Run) -> None:
        with self._lock:
            self._here[run] = self._here.get(run, 0) + 1
            self._ended.pop(run, None)

    def ended(self, run: Run, stand: Stand) -> None:
        """One socket of it, `left` or `gone`."""
        with self._lock:
            others = self._here.pop(run, 1) - 1
            if others > 0:
                self._here[run] = others
                return
            self._ended[run] = stand
            if len(self._ended) > ENDED_KEPT:
                del self._ended[next(iter(self._ended))]

    def stands(self, run: Run) -> Stand:
        with self._lock:
            if run in self._here:
                return "here"
            known = self._ended.get(run)
        if known is not None:
            return known
        return "expected" if self._now() < self._expected_until else "gone"


def named(session: str) -> str:
    """What a desk calls this start of itself; empty where it calls it nothing usable."""
    return session if len(session) <= LONGEST_NAME and session.isprintable() else ""
