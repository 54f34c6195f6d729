"""Heat as a shape: nine states that differ without colour. Paints a 20 x 20 box at any size."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from ui.tokens import Role, Tokens

BOX = 20.0
_CENTRE = QPointF(10, 10)
_CIRCUMFERENCE = 47.12  # of radius 7.5


class Heat(Enum):
    """How a lead stands against its deadline, or why that cannot be said."""

    NOT_YET = "not yet"
    CALM = "calm"
    WARM = "warm"
    HOT = "hot"
    OVER = "over"
    RED_ZONE = "red zone"
    ANSWERED = "answered"
    OTHERS = "someone else's"
    UNKNOWN = "not known"


WORD_ROLE: dict[Heat, Role] = {
    Heat.NOT_YET: "ink2",
    Heat.CALM: "ink2",
    Heat.WARM: "warm_text",
    Heat.HOT: "hot_text",
    Heat.OVER: "hot_text",
    Heat.RED_ZONE: "hot_text",
    Heat.ANSWERED: "good_text",
    Heat.OTHERS: "ink",
    Heat.UNKNOWN: "ink",
}
"""The colour of the words beside the shape."""


def heat_of(share: float) -> Heat:
    """The state for a share of the SLA used (0 fresh, 1 at the deadline, more is over).

    The red zone is a matter of hours past the deadline, not of share: the caller knows it.
    """
    if share >= 1:
        return Heat.OVER
    if share >= 0.8:
        return Heat.HOT
    return Heat.WARM if share >= 0.5 else Heat.CALM


def paint_heat(painter: QPainter, rect: QRectF, state: Heat, share: float, tokens: Tokens) -> None:
    """Draw the shape into `rect` (square). `share` is the part of the SLA used, 0 to 1; arcs and
    wedges show what remains, clockwise from 12 o'clock."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / BOX, rect.height() / BOX)
    _PAINT[state](painter, max(0.0, min(1.0, 1 - share)), tokens)
    painter.restore()


def _pen(colour: QColor, width: float, cap: Qt.PenCapStyle = Qt.PenCapStyle.FlatCap) -> QPen:
    return QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)


def _dashes(colour: QColor, width: float, dash: float, gap: float) -> QPen:
    pen = _pen(colour, width)
    pen.setDashPattern([dash / width, gap / width])
    return pen


def _circle(painter: QPainter, radius: float, pen: QPen) -> None:
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(_CENTRE, radius, radius)


def _arc(painter: QPainter, radius: float, remaining: float, pen: QPen) -> None:
    box = QRectF(10 - radius, 10 - radius, 2 * radius, 2 * radius)
    painter.setPen(pen)
    painter.drawArc(box, 90 * 16, -round(remaining * 360 * 16))


def _track(painter: QPainter, tokens: Tokens) -> None:
    faint = QColor(tokens.edge)
    faint.setAlphaF(0.45)
    _circle(painter, 7.5, _pen(faint, 1.5))


def _not_yet(painter: QPainter, _: float, tokens: Tokens) -> None:
    _circle(painter, 7.5, _dashes(tokens.calm, 1.5, 2.4, 2.2))
    painter.setPen(_pen(tokens.calm, 1.5, Qt.PenCapStyle.RoundCap))
    for x in (8.2, 11.8):
        painter.drawLine(QPointF(x, 7), QPointF(x, 13))


def _calm(painter: QPainter, remaining: float, tokens: Tokens) -> None:
    _track(painter, tokens)
    _arc(painter, 7.5, remaining, _pen(tokens.calm, 2))


def _warm(painter: QPainter, remaining: float, tokens: Tokens) -> None:
    _track(painter, tokens)
    _arc(painter, 7, remaining, _pen(tokens.warm, 4))


def _hot(painter: QPainter, remaining: float, tokens: Tokens) -> None:
    _circle(painter, 8, _pen(tokens.hot, 1.75))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.hot)
    painter.drawPie(QRectF(4.4, 4.4, 11.2, 11.2), 90 * 16, -round(remaining * 360 * 16))


def _bang(painter: QPainter, x: float, top: float, foot: float, dot: float, tokens: Tokens) -> None:
    painter.setPen(_pen(tokens.on_hot, 2, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(x, top), QPointF(x, foot))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.on_hot)
    painter.drawEllipse(QPointF(x, dot), 1.15, 1.15)


def _over(painter: QPainter, _: float, tokens: Tokens) -> None:
    _filled(painter, [(10, 0.8), (19.2, 10), (10, 19.2), (0.8, 10)], tokens.hot)
    _bang(painter, 10, 5.8, 10.8, 13.9, tokens)


def _red_zone(painter: QPainter, _: float, tokens: Tokens) -> None:
    low, high = 0.8, 19.2
    a, b = 6.2, 13.8
    corners = [(a, low), (b, low), (high, a), (high, b), (b, high), (a, high), (low, b), (low, a)]
    _filled(painter, corners, tokens.hot)
    for x in (7.1, 12.9):
        _bang(painter, x, 5.8, 11, 14.1, tokens)


def _filled(painter: QPainter, corners: list[tuple[float, float]], colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))


def _answered(painter: QPainter, _: float, tokens: Tokens) -> None:
    _circle(painter, 8, _pen(tokens.good, 1.75))
    painter.setPen(_pen(tokens.good, 1.9, Qt.PenCapStyle.RoundCap))
    painter.drawPolyline(QPolygonF([QPointF(6.2, 10.3), QPointF(8.8, 12.8), QPointF(13.8, 7.6)]))


def _others(painter: QPainter, _: float, tokens: Tokens) -> None:
    painter.setPen(_pen(tokens.calm, 1.6, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(10, 6.8), 2.8, 2.8)
    shoulders = QPainterPath(QPointF(4.4, 16.8))
    shoulders.cubicTo(QPointF(4.4, 13.8), QPointF(6.8, 12.2), QPointF(10, 12.2))
    shoulders.cubicTo(QPointF(13.2, 12.2), QPointF(15.6, 13.8), QPointF(15.6, 16.8))
    painter.drawPath(shoulders)


def _unknown(painter: QPainter, _: float, tokens: Tokens) -> None:
    _circle(painter, 7.5, _dashes(tokens.calm, 1.6, 1.5, _CIRCUMFERENCE / 14 - 1.5))
    painter.setPen(_pen(tokens.calm, 2))
    painter.drawLine(QPointF(7.2, 10), QPointF(12.8, 10))


_PAINT = {
    Heat.NOT_YET: _not_yet,
    Heat.CALM: _calm,
    Heat.WARM: _warm,
    Heat.HOT: _hot,
    Heat.OVER: _over,
    Heat.RED_ZONE: _red_zone,
    Heat.ANSWERED: _answered,
    Heat.OTHERS: _others,
    Heat.UNKNOWN: _unknown,
}
