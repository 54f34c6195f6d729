"""The day to scale: my touches on it, what of it is taken, and now. A touch is moved by dragging it
or by keys; where it may not stand is said before it is let go."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from ui.models.drag import Drag, Judge
from ui.models.shown_day import DayShown
from ui.models.strip_layout import LEAD, Place, lay_out, step
from ui.text import tooltip
from ui.theme import Theme
from ui.views import strip_paint as look
from ui.views.strip_hand import StripHand
from ui.views.strip_picture import Marked, paint_day
from ui.widgets.overlay_bar import OverlayBar

_FAR = 6
"""Px the mouse goes before a press becomes a drag."""


class DayStrip(QAbstractScrollArea):
    """Emits `chosen` with a lead's id, `opened` on Enter or a double click, `dropped` with the id
    and the instant, `refused` with the reason where it may not stand, `left` when the mouse goes
    or a drag is over: what waited may change now."""

    chosen = Signal(str)
    opened = Signal(str)
    dropped = Signal(str, object)
    refused = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, judge: Judge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.day = DayShown(lay_out((), (), 0, 0))
        self.hand = StripHand(judge, self)
        self._current, self._over = "", ""
        self._pressed: QPointF | None = None
        self._pointer = 0.0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(22)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("The day")
        OverlayBar(self)
        theme.changed.connect(self.viewport().update)
        self.hand.moved.connect(self._carried)
        self.hand.empty.connect(self._emptied)
        self.hand.scroll.connect(self._scroll)
        self.hand.dropped.connect(self.dropped)
        self.hand.refused.connect(self.refused)

    # -- what it shows

    def show_day(self, day: DayShown, *, force: bool = False) -> bool:
        """Show this. While a hand is on it nothing that stands somewhere moves: then words and the
        now line alone follow. True when the rest waits."""
        waits = self.held and not force and bool(self.day.faces)
        waits = waits and day.strip.places != self.day.strip.places
        if waits:
            faces = {one: day.faces.get(one, was) for one, was in self.day.faces.items()}
            day = replace(self.day, faces=faces, now=day.now)
        self.day = day
        self._range()
        if self.drag is not None and self.drag.lead not in day.faces:
            self.cancel()
        self._say()
        self.viewport().update()
        return waits

    @property
    def current(self) -> str:
        """The selected touch's lead, empty without one."""
        return self._current

    @property
    def order(self) -> list[str]:
        """The leads as they stand, from the top."""
        return [place.id for place in self.day.strip.places]

    @property
    def held(self) -> bool:
        """Whether a hand is on it: nothing may move under it then."""
        return self.drag is not None or self.viewport().underMouse()

    def select(self, lead_id: str, *, show: bool = True) -> None:
        """Mark a touch, without emitting."""
        if lead_id != self._current:
            self._current = lead_id
            self._say()
            self.viewport().update()
        place = self.day.strip.place(lead_id)
        if show and place is not None:
            self._reveal(place)

    def move_by(self, by: int) -> None:
        """The touch before or after."""
        wanted = step(self.order, self._current, by)
        if wanted:
            self.select(wanted)
            self.chosen.emit(wanted)

    def _say(self) -> None:
        face = self.day.faces.get(self._current)
        said = face.said if face is not None else self.day.empty
        if self.drag is not None:
            verdict = self.drag.verdict
            said = ", ".join(
                part for part in (f"To {verdict.mine}", verdict.theirs, verdict.refused) if part
            )
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def _range(self) -> None:
        bar, port = self.verticalScrollBar(), self.viewport().height()
        whole = self.day.strip.height
        if self.drag is not None:
            whole = max(whole, self.day.strip.y(self.drag.high) + 60)
        bar.setPageStep(port)
        bar.setRange(0, max(0, round(whole) - port))

    def _reveal(self, place: Place) -> None:
        bar, port = self.verticalScrollBar(), self.viewport().height()
        if place.top < bar.value():
            bar.setValue(round(place.top) - 8)
        elif place.bottom > bar.value() + port:
            bar.setValue(round(place.bottom) - port + 8)

    # -- a touch in hand

    @property
    def drag(self) -> Drag | None:
        """The touch in hand, if one is."""
        return self.hand.drag

    def nudge(self, by: int) -> None:
        """Five minutes up or down; the first one takes the touch in hand."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.hand.drag is None:
            self.hand.take(self.day, self._current, by_key=True)
        self.hand.nudge(by)

    def drop(self) -> None:
        """Let go of the touch in hand."""
        self.hand.drop()

    def cancel(self) -> None:
        """Put the touch in hand back."""
        self.hand.cancel()

    def _carried(self) -> None:
        drag = self.hand.drag
        self._range()
        if drag is not None and drag.by_key:
            self._reveal(Place("", self.day.strip.y(drag.at) - LEAD, 60))
        self._say()
        self.viewport().update()

    def _emptied(self) -> None:
        self._pressed = None
        self._carried()
        self.left.emit()

    def _scroll(self, by: int) -> None:
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + by)
        self._follow()

    def _follow(self) -> None:
        """The touch in hand goes where the pointer is."""
        if self.hand.drag is not None:
            y = self._pointer + self.verticalScrollBar().value() - self.hand.drag.grab + LEAD
            self.hand.go(self.day.strip.at(y))

    # -- the hand

    def _hit(self, y: float) -> str:
        return self.day.strip.hit(y + self.verticalScrollBar().value())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.drag is not None:
            return
        found = self._hit(event.position().y())
        if found:
            self._pressed = event.position()
            self.select(found, show=False)
            self.chosen.emit(found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().y()
        if self._pressed is None:
            over = self._hit(self._pointer)
            if over != self._over:
                self._over = over
                self.viewport().update()
            return
        if self.drag is None and (event.position() - self._pressed).manhattanLength() >= _FAR:
            place = self.day.strip.place(self._current)
            if place is not None:
                top = place.top - self.verticalScrollBar().value()
                self.hand.take(self.day, self._current, grab=self._pressed.y() - top)
        self.hand.point(self._pointer, self.viewport().height())
        self._follow()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        if self.drag is not None and not self.drag.by_key:
            self.drop()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._hit(event.position().y())
        if found:
            self.opened.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6,
                 Qt.Key.Key_PageUp: -6, Qt.Key.Key_Home: -999, Qt.Key.Key_End: 999}  # fmt: skip
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and alt:
            self.nudge(moves[Qt.Key(key)])
        elif self.drag is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.drop()
        elif self.drag is not None and key == Qt.Key.Key_Escape:
            self.cancel()
        elif Qt.Key(key) in moves and self.drag is None:
            self.move_by(moves[Qt.Key(key)])
        else:
            event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._over = ""
            self.viewport().update()
            self.left.emit()
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            face = self.day.faces.get(self._hit(event.pos().y()))
            whole = face is not None and look.cut(face, self.viewport().width())
            said = f"{face.name}\n{face.company}\n{face.reason}" if face and whole else ""
            QToolTip.showText(event.globalPos(), tooltip(said), self)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._range()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), self.theme.tokens.ground)
        painter.translate(0, -self.verticalScrollBar().value())
        seen = QRectF(event.rect()).translated(0, self.verticalScrollBar().value())
        width = float(self.viewport().width())
        paint_day(painter, self.day, seen, width, self.theme.tokens, self.hand.drag,
                  self.hand.spans, Marked(self._current, self._over))  # fmt: skip
        painter.end()
