"""Paints the pool's rows, and tells the first paint of each to whoever asked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter

from ui.delegates.glyphs import STEPS
from ui.delegates.listed import Listed
from ui.delegates.row import ROW, cut, paint_row
from ui.models.faces import pool_face
from ui.models.pool import PoolModel
from ui.theme import Theme
from ui.tokens import Tokens


class LeadDelegate(Listed):
    """`on_row`, when set, hears each lead's id as its row is painted."""

    row = ROW

    def __init__(self, theme: Theme, model: PoolModel, parent: QObject | None = None) -> None:
        super().__init__(theme, parent)
        self._model = model
        self.on_row: Callable[[str], None] | None = None

    def draw(self, painter: QPainter, rect: QRectF, row: int, tokens: Tokens) -> None:
        lead = self._model.lead(row)
        paint_row(painter, rect, pool_face(lead, self._model.moment), tokens)
        if self.on_row is not None:
            self.on_row(lead.id)

    def stamp(self, row: int) -> object:
        face = pool_face(self._model.lead(row), self._model.moment)
        return face.heat, round(face.share * STEPS), face.time, face.clock

    def whole(self, row: int, width: float) -> str:
        face = pool_face(self._model.lead(row), self._model.moment)
        if not cut(face, width):
            return ""
        return f"{face.name}\n{face.second}\n{face.time} · {face.clock}"
