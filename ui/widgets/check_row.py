"""One check of the desk: does it hold, what was found, and the act that mends it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.text import clean
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.key_button import KeyButton
from ui.widgets.line import draw_text
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule

_TEXT_LEFT = 32
_ICON = 18


class Check(Enum):
    """How a check stands."""

    HOLDS = "holds"
    FAILED = "failed"
    OPEN = "open"


_LOOK: dict[Check, tuple[str, Role, Role]] = {
    Check.HOLDS: ("check", "good_text", "ink2"),
    Check.FAILED: ("circle-x", "hot_text", "hot_text"),
    Check.OPEN: ("", "ink2", "ink2"),
}
"""Icon, its colour, and the colour of what was found."""


class CheckRow(Painted):
    """Two lines, 52 high; or one line, 44 high, with what was found in a second column."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        two_lines: bool = True,
        column: int = 156,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._title, self._found, self._check = title, "", Check.OPEN
        self._two_lines, self._column = two_lines, column
        self._button: KeyButton | None = None
        self.setFixedHeight(52 if two_lines else 44)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_found(Check.OPEN, "")

    def set_found(self, check: Check, found: str) -> None:
        """What the check found, as a sentence."""
        self._check, self._found = check, clean(found)
        self.setAccessibleName(f"{self._title}: {check.value}")
        self.setAccessibleDescription(self._found)
        self.update()

    def set_button(self, button: KeyButton | None) -> None:
        """The act at the right, or none."""
        if self._button is not None and self._button is not button:
            self._button.hide()
        self._button = button
        if button is not None:
            button.setParent(self)
            button.show()
            self._place()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(520, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        if self._button is not None:
            hint = self._button.sizeHint()
            top = (self.height() - 1 - hint.height()) // 2
            self._button.setGeometry(self.width() - hint.width(), top, hint.width(), hint.height())

    def _room(self) -> float:
        return self.width() - (self._button.width() + 12 if self._button is not None else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = self.tokens, canvas(self)
        icon, icon_role, found_role = _LOOK[self._check]
        self._paint_icon(painter, icon, icon_role)
        title = (self._title, Type.BODY_STRONG, tokens.ink)
        found = (self._found, Type.SMALL if self._two_lines else Type.BODY, tokens.of(found_role))
        room = self._room()
        if self._two_lines:
            draw_text(painter, QRectF(_TEXT_LEFT, 9, room - _TEXT_LEFT, 18), *title)
            draw_text(painter, QRectF(_TEXT_LEFT, 26, room - _TEXT_LEFT, 16), *found)
        else:
            height = self.height() - 1
            left = float(self._column)
            draw_text(painter, QRectF(_TEXT_LEFT, 0, left - 8 - _TEXT_LEFT, height), *title)
            draw_text(painter, QRectF(left, 0, room - left, height), *found)
        paint_rule(painter, 0, self.height() - 1, self.width(), tokens)
        painter.end()

    def _paint_icon(self, painter: QPainter, icon: str, role: Role) -> None:
        middle = (self.height() - 1) / 2
        if icon:
            paint_icon(painter, icon, 0, middle - _ICON / 2, _ICON, self.tokens.of(role))
            return
        pen = QPen(self.tokens.of(role), 1.3)
        pen.setDashPattern([2.6, 2.2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(_ICON / 2, middle), 7.5, 7.5)
