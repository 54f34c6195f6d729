"""Paints one row of a lead: glyph over rank, name and source, time and their clock."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from ui.delegates.glyphs import draw_glyph
from ui.fonts import Type
from ui.models.faces import RowFace
from ui.tokens import Tokens
from ui.widgets.line import draw_text, text_width

ROW = 52
MARGIN = 14
TEXT_LEFT = 40
GLYPH = 18
_GLYPH_LEFT = 12
_HIGH, _LOW = 18, 36  # middles of the two lines, px from the top of the row
_GAP = 8


def ground(painter: QPainter, rect: QRectF, tokens: Tokens, *, selected: bool, over: bool) -> None:
    """The row's ground: wash and bar when it is selected, hover under the mouse."""
    if selected:
        painter.fillRect(rect, tokens.wash)
        painter.fillRect(
            QRectF(rect.left(), rect.top(), tokens.bar, rect.height()), tokens.accent_mark
        )
    elif over:
        painter.fillRect(rect, tokens.hover)


def paint_row(painter: QPainter, rect: QRectF, face: RowFace, tokens: Tokens) -> None:
    """Draw a row into `rect`, 52 high; its ground is there already."""
    left, right, top = rect.left(), rect.right() - MARGIN, rect.top()
    x, y = left + _GLYPH_LEFT, top + _HIGH - GLYPH / 2
    draw_glyph(painter, x, y, GLYPH, face.heat, face.share, tokens)
    rank = QRectF(left + _GLYPH_LEFT, top + _LOW - 8, GLYPH, 16)
    draw_text(
        painter, rank, face.rank, Type.RANK, tokens.ink3 if face.faded else tokens.ink2, "centre"
    )
    head, foot = (tokens.ink3, tokens.ink3) if face.faded else (tokens.ink, tokens.ink2)
    text = left + TEXT_LEFT
    used = _right(
        painter, right, top + _HIGH, face.time, Type.BODY_STRONG, tokens.of(face.time_role)
    )
    room = QRectF(QPointF(text, top + _HIGH - 9), QPointF(right - used - _GAP, top + _HIGH + 9))
    draw_text(painter, room, face.name, Type.NAME, head)
    used = _right(painter, right, top + _LOW, face.clock, Type.SMALL, tokens.ink3)
    room = QRectF(QPointF(text, top + _LOW - 8), QPointF(right - used - _GAP, top + _LOW + 8))
    draw_text(painter, room, face.second, Type.SMALL, foot)


def _right(
    painter: QPainter, right: float, middle: float, text: str, of: Type, colour: QColor
) -> float:
    width = text_width(text, of)
    place = QRectF(right - width, middle - 9, width, 18)
    draw_text(painter, place, text, of, colour, "right")
    return width


def cut(face: RowFace, width: float) -> bool:
    """Whether something of the row is missing at this width."""
    room = width - TEXT_LEFT - MARGIN - _GAP
    high = text_width(face.name, Type.NAME) + text_width(face.time, Type.BODY_STRONG)
    low = text_width(face.second, Type.SMALL) + text_width(face.clock, Type.SMALL)
    return max(high, low) > room
