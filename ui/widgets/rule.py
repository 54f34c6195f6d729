"""Hairlines: one pixel of `line`, lying or standing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.tokens import Role, Tokens
from ui.widgets.painted import Painted, canvas


def paint_rule(
    painter: QPainter, x: float, y: float, length: float, tokens: Tokens, upright: bool = False
) -> None:
    """Draw a hairline from x, y to the right, or down when upright."""
    size = (1.0, length) if upright else (length, 1.0)
    painter.fillRect(QRectF(x, y, *size), tokens.line)


class Rule(Painted):
    """A hairline as a widget, for layouts."""

    def __init__(
        self,
        theme: Theme,
        *,
        upright: bool = False,
        role: Role = "line",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._role: Role = role
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("line")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.of(self._role))
        painter.end()
