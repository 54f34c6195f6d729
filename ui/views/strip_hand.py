"""A touch of the strip in the rep's hand: taken by mouse or keys, carried, dropped or put back."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.ids import Ms
from ui.models.drag import STEP, Drag, Judge
from ui.models.shown_day import DayShown

_EDGE, _SCROLL, _TICK = 36, 14, 30
"""Px from an edge within which the day scrolls on, px a step, ms between steps."""


class StripHand(QObject):
    """Emits `moved` when the touch in hand is at another time, `dropped` with the lead and the
    instant, `refused` with the reason, `empty` when the hand is empty again, `scroll` with px while
    the pointer is at an edge."""

    moved = Signal()
    dropped = Signal(str, object)
    refused = Signal(str)
    empty = Signal()
    scroll = Signal(int)

    def __init__(self, judge: Judge, parent: QObject) -> None:
        super().__init__(parent)
        self._judge = judge
        self.drag: Drag | None = None
        self.spans: list[tuple[Ms, Ms]] = []
        """Where the touch in hand may not go."""
        self._pointer, self._port = 0.0, 0
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(_TICK)
        self._scrolling.timeout.connect(self._scroll_on)

    def take(self, day: DayShown, lead_id: str, *, by_key: bool = False, grab: float = 0) -> None:
        """Take a touch of the day in hand."""
        if day.strip.place(lead_id) is None:
            return
        start = day.now if day.now is not None else day.strip.start
        low = start - start % STEP + (STEP if day.now is not None else 0)
        was = day.times.get(lead_id)
        at = was if was is not None and was >= low else low
        high = max(low, day.ends - STEP)
        self.drag = Drag(lead_id, self._judge, was, at, low, high, grab, by_key)
        self.spans = self.drag.refused_spans(day.strip)
        self.moved.emit()

    def nudge(self, by: int) -> None:
        """Five minutes on or back. One that had no time begins at the first there is."""
        drag = self.drag
        if drag is None:
            return
        begins = drag.was is None and not drag.carried
        drag.carried = True
        self.go(drag.at if begins and by > 0 else drag.at + by * STEP, tell=begins)

    def go(self, instant: Ms, *, tell: bool = False) -> None:
        """Be at the five minutes nearest to an instant."""
        if self.drag is not None and (self.drag.to(instant) or tell):
            self.moved.emit()

    def point(self, y: float, port: int) -> None:
        """The pointer is at a y of what is seen, `port` px high."""
        self._pointer, self._port = y, port
        if self.drag is not None and not self._scrolling.isActive():
            self._scrolling.start()

    def drop(self) -> None:
        """Let go: it is moved there, or the reason is said and, by keys, it stays in hand."""
        drag = self.drag
        if drag is None:
            return
        refused = drag.verdict.refused if drag.moved else ""
        if refused:
            self.refused.emit(refused)
            if drag.by_key:
                return
        self.cancel()
        if drag.moved and not refused:
            self.dropped.emit(drag.lead, drag.at)

    def cancel(self) -> None:
        """Back to where it was."""
        had, self.drag, self.spans = self.drag, None, []
        self._scrolling.stop()
        if had is not None:
            self.empty.emit()

    def _scroll_on(self) -> None:
        near_top, near_end = self._pointer < _EDGE, self._pointer > self._port - _EDGE
        if self.drag is None or not (near_top or near_end):
            self._scrolling.stop()
            return
        self.scroll.emit(-_SCROLL if near_top else _SCROLL)
