"""The days to come, folded to a line each, at the foot of the agenda."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.fonts import Type
from ui.models.coming import Coming
from ui.theme import Theme
from ui.widgets.focus_ring import by_key
from ui.widgets.line import draw_text
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule

ROW, MOST = 32, 3
_EDGE, _WORDS, _PAD = 20, 96, 6


class ComingDays(Painted):
    """Emits `opened` with the day somebody wants to see."""

    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._days: tuple[Coming, ...] = ()
        self._at, self._over, self._keyed = 0, -1, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The coming days")

    @property
    def days(self) -> tuple[Coming, ...]:
        """What is shown."""
        return self._days

    def set_days(self, days: Sequence[Coming]) -> None:
        """Show the first few of these."""
        self._days = tuple(days[:MOST])
        self._at = max(0, min(self._at, len(self._days) - 1))
        self.setVisible(bool(self._days))
        self._say()

    def height_wanted(self) -> int:
        """Px of all its lines."""
        return 1 + ROW * len(self._days) + _PAD if self._days else 0

    def sizeHint(self) -> QSize:
        return QSize(400, self.height_wanted())

    def _say(self) -> None:
        said = self._days[self._at].said if self._days else ""
        self.setAccessibleDescription(said)
        self.update()

    def _row(self, y: float) -> int:
        row = int((y - 1) // ROW)
        return row if 0 <= row < len(self._days) else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row(event.position().y())
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._at = row
            self._say()
            self.opened.emit(self._days[row].day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._row(event.position().y())
        if over != self._over:
            self._over = over
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._over = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if by is not None and self._days:
            self._at = max(0, min(len(self._days) - 1, self._at + by))
            self._say()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._days:
            day: date = self._days[self._at].day
            self.opened.emit(day)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._keyed = by_key(event.reason())
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._keyed = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, width = canvas(self), self.tokens, float(self.width())
        painter.fillRect(self.rect(), tokens.ground)
        paint_rule(painter, 0, 0, width, tokens)
        for number, day in enumerate(self._days):
            top = 1.0 + number * ROW
            marked = self._keyed and number == self._at
            if marked or number == self._over:
                fill = tokens.wash if marked else tokens.hover
                painter.fillRect(QRectF(0, top, width, ROW), fill)
            if marked:
                painter.fillRect(QRectF(0, top, tokens.bar, ROW), tokens.accent_mark)
            place = QRectF(_EDGE, top, _WORDS - _EDGE - 6, ROW)
            draw_text(painter, place, day.label, Type.BODY_MEDIUM, tokens.ink)
            room = QRectF(_WORDS, top, width - _WORDS - 72, ROW)
            draw_text(painter, room, day.words, Type.BODY, tokens.ink2)
            count = QRectF(width - 72, top, 48, ROW)
            draw_text(painter, count, str(day.count), Type.BODY, tokens.ink3, "right")
        painter.end()
