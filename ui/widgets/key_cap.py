"""Key caps: the small frame that names the key of a control, painted inside it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.fonts import Type
from ui.tokens import Tokens
from ui.widgets.line import draw_text, text_width

HEIGHT = 18
_PAD = 5
_RADIUS = 4


@dataclass(frozen=True)
class CapInk:
    """The two colours of a cap."""

    text: QColor
    border: QColor


def plain_cap(tokens: Tokens) -> CapInk:
    """A key that works now."""
    return CapInk(tokens.ink2, tokens.rim)


def muted_cap(tokens: Tokens) -> CapInk:
    """A key that is text at the moment, because a text field has the focus."""
    return CapInk(tokens.ink3, tokens.line)


def cap_width(key: str) -> int:
    """Width of the cap for a key, 18 at least."""
    return max(HEIGHT, round(text_width(key, Type.CAP)) + 2 * _PAD)


def paint_cap(painter: QPainter, x: float, middle: float, key: str, ink: CapInk) -> float:
    """Draw the cap with its left edge at `x`, centred on `middle`; answers its width."""
    width = cap_width(key)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink.border, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    frame = QRectF(x + 0.5, middle - HEIGHT / 2 + 0.5, width - 1, HEIGHT - 1)
    painter.drawRoundedRect(frame, _RADIUS - 0.5, _RADIUS - 0.5)
    draw_text(painter, QRectF(x, middle - 9, width, HEIGHT), key, Type.CAP, ink.text, "centre")
    painter.restore()
    return width
