"""Key caps: the small frame that names the key of a control, painted inside it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ui.fonts import Type, font
from ui.tokens import Tokens

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
    text = QFontMetricsF(font(Type.CAP)).horizontalAdvance(key)
    return max(HEIGHT, round(text) + 2 * _PAD)


def paint_cap(painter: QPainter, x: float, middle: float, key: str, ink: CapInk) -> float:
    """Draw the cap with its left edge at `x`, centred on `middle`; answers its width."""
    width = cap_width(key)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink.border, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    frame = QRectF(x + 0.5, middle - HEIGHT / 2 + 0.5, width - 1, HEIGHT - 1)
    painter.drawRoundedRect(frame, _RADIUS - 0.5, _RADIUS - 0.5)
    painter.setFont(font(Type.CAP))
    painter.setPen(ink.text)
    metrics = QFontMetricsF(painter.font())
    baseline = middle + metrics.capHeight() / 2
    left = x + (width - metrics.horizontalAdvance(key)) / 2
    painter.drawText(QPointF(left, baseline), key)
    painter.restore()
    return width
