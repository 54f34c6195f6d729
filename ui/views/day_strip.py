"""The day to scale: my touches on it, what of it is taken, and now. A touch is moved by dragging it
or by keys; where it may not stand is said before it is let go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
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

from app.domain.ids import Ms
from ui.fonts import Type
from ui.models.drag import STEP, Drag, Judge
from ui.models.shown_day import DayShown
from ui.models.strip_layout import LABEL, LEAD, Place, lay_out, step
from ui.text import tooltip
from ui.theme import Theme
from ui.views import strip_paint as look
from ui.views.strip_ghost import paint_ghost, paint_refused
from ui.widgets.line import draw_text
from ui.widgets.overlay_bar import OverlayBar

_FAR = 6
"""Px the mouse goes before a press becomes a drag."""
_EDGE, _SCROLL = 36, 14
_LAST: Ms = 5 * 60_000


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
        self.theme, self._judge = theme, judge
        self.day = DayShown(lay_out((), (), 0, 0))
        self.drag: Drag | None = None
        self._current, self._over = "", ""
        self._pressed: QPointF | None = None
        self._spans: list[tuple[Ms, Ms]] = []
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(30)
        self._scrolling.timeout.connect(self._scroll_on)
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

    # -- what it shows

    def show_day(self, day: DayShown) -> None:
        """Show exactly this."""
        self.day = day
        self._range()
        if self.drag is not None and self.drag.lead not in day.faces:
            self.cancel()
        self._say()
        self.viewport().update()

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

    # -- moving a touch

    def nudge(self, by: int) -> None:
        """Five minutes up or down; the first one takes the touch in hand."""
        if self.drag is None:
            self._take(self._current, by_key=True)
        if self.drag is None:
            return
        first = self.drag.was is None and self.drag.at == self.drag.low
        self._go(self.drag.at if first and by > 0 else self.drag.at + by * STEP)
        y = self.day.strip.y(self.drag.at) - LEAD
        self._reveal(Place("", y, 60))

    def drop(self) -> None:
        """Let go: the touch is moved there, or stays where it was with the reason said."""
        drag = self.drag
        if drag is None:
            return
        if drag.moved and drag.verdict.refused:
            self.refused.emit(drag.verdict.refused)
            if drag.by_key:
                return  # still in hand: another five minutes may do
        self.cancel()
        if drag.moved and not drag.verdict.refused:
            self.dropped.emit(drag.lead, drag.at)

    def cancel(self) -> None:
        """Back to where it was."""
        self.drag, self._spans = None, []
        self._pressed = None
        self._scrolling.stop()
        self._range()
        self._say()
        self.viewport().update()
        self.left.emit()

    def _take(self, lead_id: str, *, by_key: bool = False, grab: float = 0) -> None:
        place = self.day.strip.place(lead_id)
        if place is None:
            return
        start = self.day.now if self.day.now is not None else self.day.strip.start
        low = start - start % STEP + (STEP if self.day.now is not None else 0)
        was = self.day.times.get(lead_id)
        at = was if was is not None and was >= low else low
        high = max(low, self.day.ends - _LAST)
        self.drag = Drag(lead_id, self._judge, was, at, low, high, grab, by_key)
        self._spans = self.drag.refused_spans(self.day.strip)
        self._range()
        self.viewport().update()

    def _go(self, instant: Ms) -> None:
        if self.drag is not None and self.drag.to(instant):
            self._say()
            self.viewport().update()

    def _scroll_on(self) -> None:
        port = self.viewport().height()
        by = -_SCROLL if self._pointer < _EDGE else _SCROLL if self._pointer > port - _EDGE else 0
        bar = self.verticalScrollBar()
        if self.drag is None or not by:
            self._scrolling.stop()
            return
        bar.setValue(bar.value() + by)
        self._follow()

    def _follow(self) -> None:
        if self.drag is not None:
            y = self._pointer + self.verticalScrollBar().value() - self.drag.grab + LEAD
            self._go(self.day.strip.at(y))

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
                self._take(self._current, grab=self._pressed.y() - top)
        if self.drag is not None:
            self._follow()
            if not self._scrolling.isActive():
                self._scrolling.start()

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
        self._paint(painter, seen)
        painter.end()

    def _paint(self, painter: QPainter, seen: QRectF) -> None:
        day, tokens, width = self.day, self.theme.tokens, float(self.viewport().width())
        strip, now_y = day.strip, day.strip.y(day.now) if day.now is not None else None
        for top, bottom in self._refused_places():
            paint_refused(painter, top, bottom, width, tokens)
        for block in strip.blocks:
            rect = QRectF(look.BOX, block.top, width - look.BOX - look.EDGE,
                          block.bottom - block.top)  # fmt: skip
            if rect.intersects(seen):
                taken = day.taken[block.key]
                look.paint_block(painter, rect, taken.words, taken.icon, tokens)
        end = self.drag.high if self.drag is not None else strip.end
        look.paint_scale(painter, strip, end, now_y, tokens)
        if now_y is not None and day.now is not None:
            look.paint_now(painter, now_y, width, day.now, tokens)
        for place in strip.places:
            box = QRectF(look.EDGE, place.top, width - 2 * look.EDGE, place.height)
            if box.intersects(seen):
                self._paint_place(painter, place, box)
        if not strip.places and day.empty:
            labels = [block.top + LABEL for block in strip.blocks if block.top < strip.zero + 30]
            top = max([strip.zero, *labels]) + 8
            room = QRectF(look.BOX + 35, top, width - look.BOX - look.EDGE - 47, 24)
            draw_text(painter, room, day.empty, Type.BODY, tokens.ink2)
        if self.drag is not None:
            top = strip.y(self.drag.at) - LEAD
            paint_ghost(painter, top, width, day.faces[self.drag.lead], self.drag, tokens)

    def _paint_place(self, painter: QPainter, place: Place, box: QRectF) -> None:
        tokens, face = self.theme.tokens, self.day.faces[place.id]
        gone = self.drag is not None and self.drag.lead == place.id
        if any(block.top < box.bottom() and box.top() < block.bottom
               for block in self.day.strip.blocks):  # fmt: skip
            painter.fillRect(box.adjusted(look.BOX - look.EDGE + 2, 0, -2, 0), tokens.ground)
        selected = place.id == self._current and not gone
        look.paint_ground(painter, box, tokens, selected=selected, over=place.id == self._over)
        look.paint_tick(painter, place, tokens)
        if face.dashed or gone:
            look.paint_dashes(painter, box, tokens)
        look.paint_touch(painter, box, face, tokens, faded=gone)

    def _refused_places(self) -> list[tuple[float, float]]:
        strip = self.day.strip
        return [(strip.y(max(low, strip.start)), strip.y(high)) for low, high in self._spans]
