"""Hatching: what is taken or not allowed, told apart without colour."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen


def paint_hatch(
    painter: QPainter,
    rect: QRectF,
    stripes: QColor,
    *,
    border: QColor | None = None,
    radius: float = 6,
    apart: float = 11,
    width: float = 4.5,
) -> None:
    """Diagonal stripes inside a rounded rectangle; only what is to be painted is drawn."""
    painter.save()
    shape = QPainterPath()
    shape.addRoundedRect(rect, radius, radius)
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(stripes, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLines(_stripes(rect, painter.clipBoundingRect(), apart))
    painter.restore()
    if border is not None:
        painter.setPen(QPen(border, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)


def _stripes(rect: QRectF, seen: QRectF, apart: float) -> list[QLineF]:
    # Each runs from the lower left to the upper right; the grid hangs on the rectangle, so that
    # stripes stay where they are when only a part is repainted.
    low, high = seen.bottom() + apart, seen.top() - apart
    first = int((seen.left() + seen.top() - rect.left() - rect.top()) / apart) - 2
    last = int((seen.right() + seen.bottom() - rect.left() - rect.top()) / apart) + 2
    made = []
    for number in range(first, last + 1):
        total = rect.left() + rect.top() + number * apart
        made.append(QLineF(total - low, low, total - high, high))
    return made
