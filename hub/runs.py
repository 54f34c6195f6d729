"""Which runs of the desktop are connected, and how the others ended, as their sockets tell: in
memory, asked by the sending queue. Whether somebody is at a desk is `presence.py`."""

import threading
from collections.abc import Callable
from typing import Literal

from app.domain.ids import Ms

BACK_WITHIN_MS = 35_000
"""After a start of the hub, the longest a desk that is still up needs to be back: it waits 30 s
between two tries at most (`client.ending`)."""
BACK_SOON_MS = 3_000
"""A line that was cut at the very end of an undo window is given so long: a desk that is up tries
again within half a second, and once more within the next."""
ENDED_KEPT = 10_000
"""The oldest goes first. One that nobody knows any more counts as gone: its words come back."""
LONGEST_NAME = 64

Run = tuple[str, str]
"""A device, and which start of the program on it: one that was ended is not back by another."""
Stand = Literal["here", "left", "gone", "expected"]
"""`left`: it said goodbye, or the hub closed it. `gone`: its socket ended without a word, which is
a crash, a kill, or a line that was cut. `expected`: that was just now, or the hub has just started:
it may still come back."""


class Runs:
    """Safe in any thread."""

    def __init__(self, now: Callable[[], Ms], back_within: Ms = BACK_WITHIN_MS) -> None:
        self._now = now
        self._expected_until = now() + back_within
        self._here: dict[Run, int] = {}
        """How many sockets: where a line was cut, the new one comes before the old one ends."""
        self._ended: dict[Run, Ms | None] = {}
        """Until when it is expected back; None: it left."""
        self._lock = threading.Lock()

    def came(self, run: Run) -> bool:
        """Is it new to this hub?"""
        with self._lock:
            new = run not in self._here and run not in self._ended
            self._here[run] = self._here.get(run, 0) + 1
            self._ended.pop(run, None)
        return new

    def ended(self, run: Run, *, broke_off: bool) -> None:
        """One socket of it. `broke_off`: without a word of either side."""
        with self._lock:
            others = self._here.pop(run, 1) - 1
            if others > 0:
                self._here[run] = others
                return
            self._ended[run] = self._now() + BACK_SOON_MS if broke_off else None
            if len(self._ended) > ENDED_KEPT:
                del self._ended[next(iter(self._ended))]

    def stands(self, run: Run) -> Stand:
        with self._lock:
            if run in self._here:
                return "here"
            until = self._ended.get(run, self._expected_until)
            started_again = any(device == run[0] for device, _ in self._here)
        if until is None:
            return "left"
        return "gone" if started_again or self._now() >= until else "expected"


def named(session: str) -> str:
    """What a desk calls this start of itself; empty where it calls it nothing usable."""
    return session if len(session) <= LONGEST_NAME and session.isprintable() else ""
