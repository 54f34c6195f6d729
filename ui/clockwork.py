"""The screen's heartbeat: one second, aligned to the second; ten a second only while somebody asks.

Views repaint what ages when they hear it; nothing else on the screen has a timer of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.domain.ids import Ms

_LATE = 4
"""Milliseconds after the full second at which it is told: never before it."""


class Ticker(QObject):
    """`second` each second, `tenth` ten times a second while asked for; both carry hub time, ms."""

    second = Signal(object)
    tenth = Signal(object)

    def __init__(self, now: Callable[[], Ms], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._asked: set[str] = set()
        self._seconds = QTimer(self)
        self._seconds.setSingleShot(True)
        self._seconds.setTimerType(Qt.TimerType.PreciseTimer)
        self._seconds.timeout.connect(self._second)
        self._tenths = QTimer(self)
        self._tenths.setInterval(100)
        self._tenths.timeout.connect(lambda: self.tenth.emit(self._now()))

    def start(self) -> None:
        """Begin to tick."""
        self._arm()

    def stop(self) -> None:
        """No more ticks."""
        self._seconds.stop()
        self._tenths.stop()

    def ask_tenths(self, who: str, wanted: bool) -> None:
        """`who` needs ten ticks a second, or no longer does."""
        (self._asked.add if wanted else self._asked.discard)(who)
        if bool(self._asked) != self._tenths.isActive():
            (self._tenths.start if self._asked else self._tenths.stop)()

    def _arm(self) -> None:
        self._seconds.start(1_000 - self._now() % 1_000 + _LATE)

    def _second(self) -> None:
        self._arm()
        self.second.emit(self._now())
