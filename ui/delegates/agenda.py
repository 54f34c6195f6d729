"""Paints the agenda's rows beside the pool: my time, the channel, who and why, their clock."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.delegates.listed import Listed
from ui.delegates.row import MARGIN
from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.agenda import AgendaModel, agenda_face
from ui.theme import Theme
from ui.tokens import Tokens
from ui.widgets.line import draw_text, text_width

ROW = 46
_ICON_LEFT, _TEXT_LEFT, _ICON = 60, 85, 15
_HIGH, _LOW = 15, 32


class AgendaDelegate(Listed):
    """46 px a row."""

    row = ROW

    def __init__(self, theme: Theme, model: AgendaModel, parent: QObject | None = None) -> None:
        super().__init__(theme, parent)
        self._model = model

    def draw(self, painter: QPainter, rect: QRectF, row: int, tokens: Tokens) -> None:
        face = agenda_face(self._model.lead(row), self._model.moment)
        left, top, right = rect.left(), rect.top(), rect.right() - MARGIN
        time = QRectF(left + MARGIN, top, _ICON_LEFT - MARGIN - 2, ROW)
        draw_text(painter, time, face.time, Type.BODY_STRONG, tokens.of(face.time_role))
        paint_icon(
            painter, face.icon, left + _ICON_LEFT, top + (ROW - _ICON) / 2, _ICON, tokens.ink2
        )
        clock = text_width(face.clock, Type.SMALL)
        place = QRectF(right - clock, top + _HIGH - 8, clock, 16)
        draw_text(painter, place, face.clock, Type.SMALL, tokens.ink3, "right")
        text = left + _TEXT_LEFT
        high = QRectF(QPointF(text, top + _HIGH - 9), QPointF(right - clock - 8, top + _HIGH + 9))
        draw_text(painter, high, face.name, Type.BODY_MEDIUM, tokens.ink)
        low = QRectF(QPointF(text, top + _LOW - 8), QPointF(right, top + _LOW + 8))
        draw_text(painter, low, face.second, Type.SMALL, tokens.ink2)

    def stamp(self, row: int) -> object:
        face = agenda_face(self._model.lead(row), self._model.moment)
        return face.time, face.time_role, face.second, face.clock

    def whole(self, row: int, width: float) -> str:
        face = agenda_face(self._model.lead(row), self._model.moment)
        room = width - _TEXT_LEFT - MARGIN
        name = text_width(face.name, Type.BODY_MEDIUM) + 8 + text_width(face.clock, Type.SMALL)
        if max(name, text_width(face.second, Type.SMALL)) <= room:
            return ""
        return f"{face.name}\n{face.second}\n{face.clock}"
