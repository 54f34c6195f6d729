"""The big ring: one deadline as an arc with its digits inside. Paints only; its owner ticks."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.fonts import Type, font
from ui.tokens import Role, Tokens
from ui.widgets.heat import Heat

HERO = 88
CARD = 64
_UNIT = 64.0
_RADIUS = 0.42
_INSIDE = 0.7
"""Share of the width that is free between the two sides of the arc, at the digits."""

_ARC: dict[Heat, tuple[float, Role, Role]] = {
    Heat.CALM: (4, "calm", "ink"),
    Heat.WARM: (6, "warm", "warm_text"),
    Heat.HOT: (8, "hot", "hot_text"),
    Heat.OVER: (8, "hot", "hot_text"),
    Heat.RED_ZONE: (8, "hot", "hot_text"),
}


@dataclass(frozen=True)
class Ring:
    """What a ring shows. Shares are parts of the whole SLA, 0 to 1."""

    state: Heat
    digits: str
    word: str
    remaining: float = 1.0
    too_soon: float = 0.0
    """The part, from now on, in which an answer would come too early (two-speed lanes)."""
    on_call: bool = False


def paint_ring(painter: QPainter, rect: QRectF, ring: Ring, tokens: Tokens) -> None:
    """Draw the ring into a square, 88 for the hero and 64 for a card."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    unit = rect.width() / _UNIT
    centre, radius = rect.center(), rect.width() * _RADIUS
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    if ring.on_call:
        _arc(painter, box, 0, 1, _pen(tokens.accent_mark, 4 * unit))
    else:
        _arc(painter, box, 0, 1, _pen(tokens.line, 4 * unit))
        _deadline(painter, box, ring, unit, tokens)
    _words(painter, rect, ring, tokens)
    painter.restore()


def _deadline(painter: QPainter, box: QRectF, ring: Ring, unit: float, tokens: Tokens) -> None:
    width, mark, _ = _ARC.get(ring.state, _ARC[Heat.CALM])
    remaining = max(0.0, min(1.0, ring.remaining))
    soon = min(ring.too_soon, remaining)
    if soon > 0:
        dotted = _pen(tokens.of(mark), 3 * unit)
        dotted.setDashPattern([2 / 3, 4 / 3])
        _arc(painter, box, 0, soon, dotted)
    _arc(painter, box, soon, remaining, _pen(tokens.of(mark), width * unit))


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


def _arc(painter: QPainter, box: QRectF, begin: float, end: float, pen: QPen) -> None:
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if end - begin >= 1:
        painter.drawEllipse(box)
    elif end > begin:
        painter.drawArc(box, round((0.25 - begin) * 5760), -round((end - begin) * 5760))


def _words(painter: QPainter, rect: QRectF, ring: Ring, tokens: Tokens) -> None:
    big, long = rect.width() > CARD, len(ring.digits) > 5
    style = Type.NAME if long else Type.FIGURE if big else Type.DIGITS
    times = rect.width() / CARD if big and long else 1.0
    colour: Role = "ink" if ring.on_call else _ARC.get(ring.state, _ARC[Heat.CALM])[2]
    # Baselines of the digits and of the word, in px from the middle.
    high, low = (1.75, 16.75) if big else (-2.0, 11.0) if long else (-1.5, 12.5)
    middle = rect.center().y()
    digits = _fitting(painter, ring.digits, style, times, rect.width() * _INSIDE)
    _centred(painter, rect, middle + high, ring.digits, digits, tokens.of(colour))
    _centred(painter, rect, middle + low, ring.word, font(Type.TINY), tokens.ink2)


def _fitting(painter: QPainter, text: str, style: Type, times: float, room: float) -> QFont:
    """`17 h 58` is smaller than `3 h 40`: nothing touches the arc."""
    made = font(style, times)
    width = QFontMetricsF(made, painter.device()).horizontalAdvance(text)
    return made if width <= room else font(style, times * room / width)


def _centred(
    painter: QPainter, rect: QRectF, baseline: float, text: str, face: QFont, colour: QColor
) -> None:
    painter.setFont(face)
    painter.setPen(colour)
    width = QFontMetricsF(painter.font(), painter.device()).horizontalAdvance(text)
    painter.drawText(QPointF(rect.center().x() - width / 2, baseline), text)
