"""When things happened, said on stderr for the benchmarks: `moment <name> <CLOCK_MONOTONIC ms>`."""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QObject

from client.hooks import Pending
from ui.bridge import Bridge
from ui.main_window import MainWindow


class Moments(QObject):
    """Listens to the window and the desk. Exists only when asked for."""

    def __init__(self, window: MainWindow, bridge: Bridge) -> None:
        super().__init__(window)
        window.painted.connect(lambda: say("window_painted"))
        window.rows_painted.connect(lambda: say("rows_painted"))
        window.row_painted.connect(lambda lead: say("row_painted", lead))
        bridge.ready.connect(lambda _ready: say("signed_in"))
        bridge.link.connect(lambda link: say("live") if link.state == "live" else None)
        bridge.noticed.connect(lambda lead: say("notified", lead))
        bridge.settled.connect(self._settled)

    def _settled(self, pending: Pending, _re: object) -> None:
        say("settled", pending.op)


def say(name: str, about: str = "") -> None:
    """One line, at once."""
    now = time.clock_gettime_ns(time.CLOCK_MONOTONIC) / 1e6
    sys.stderr.write(f"moment {name}{f' {about}' if about else ''} {now:.3f}\n")
    sys.stderr.flush()
