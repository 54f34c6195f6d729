"""One lead on a page of text: shape or time, who and what in two lines, an act at the right."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.heat import Heat, paint_heat
from ui.widgets.key_button import KeyButton
from ui.widgets.line import Run, draw_runs, draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule

HEIGHT = 52


class LeadLine(Painted):
    """`opened` on a double click. Words come cleaned."""

    opened = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._heat: tuple[Heat, float] | None = None
        self._time, self._icon = "", ""
        self._high: tuple[Run, ...] = ()
        self._low, self._right = "", ""
        self._right_role: Role = "ink2"
        self.button: KeyButton | None = None
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_shape(self, heat: Heat, share: float) -> None:
        """A heat shape at the left."""
        self._heat = (heat, share)
        self.update()

    def set_time(self, time: str, icon: str) -> None:
        """My time and a channel at the left."""
        self._time, self._icon = time, icon
        self.update()

    def set_words(
        self, name: str, what: str, low: str, right: str = "", role: Role = "ink2"
    ) -> None:
        """Who, what, the second line, and words at the right."""
        self._high = (Run(name, Type.BODY_STRONG), Run(f" {what}" if what else "", role="ink2"))
        self._low, self._right, self._right_role = low, right, role
        self.setAccessibleName(f"{name} {what}".strip())
        self.setAccessibleDescription(f"{low}. {right}".strip(". "))
        self.update()

    def set_button(self, button: KeyButton) -> None:
        """The act at the right."""
        self.button = button
        button.setParent(self)
        button.show()
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(500, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        if self.button is not None:
            hint = self.button.sizeHint()
            top = (HEIGHT - 1 - hint.height()) // 2
            left = self.width() - hint.width() - 4
            self.button.setGeometry(left, top, hint.width(), hint.height())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = canvas(self), self.tokens
        left = 34.0
        if self._heat is not None:
            paint_heat(painter, QRectF(1, (HEIGHT - 18) / 2, 18, 18), *self._heat, tokens)
        elif self._time:
            place = QRectF(0, 0, 56, HEIGHT)
            draw_text(painter, place, self._time, Type.BODY_STRONG, tokens.ink)
            paint_icon(painter, self._icon, 58, (HEIGHT - 16) / 2, 16, tokens.ink2)
            left = 88.0
        right = float(self.button.x() - 16 if self.button is not None else self.width())
        used = text_width(self._right, Type.BODY)
        of = Type.BODY_STRONG if self._right_role == "hot_text" else Type.BODY
        place = QRectF(right - used - 12, 0, used + 12, HEIGHT)
        draw_text(painter, place, self._right, of, tokens.of(self._right_role), "right")
        room = right - used - 24 - left
        high = QRectF(left, 8, room, 18) if self._low else QRectF(left, 0, room, HEIGHT)
        draw_runs(painter, high, self._high, tokens)
        draw_text(painter, QRectF(left, 27, room, 16), self._low, Type.SMALL, tokens.ink2)
        paint_rule(painter, 0, HEIGHT - 1, self.width(), tokens)
        painter.end()
