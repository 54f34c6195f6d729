"""Paints the lines of a lead's story: my time, an icon, who did what."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.delegates.listed import Listed
from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.pool import Index
from ui.models.timeline import TimelineModel
from ui.theme import Theme
from ui.tokens import Tokens
from ui.widgets.line import draw_runs, draw_text, text_width

ROW = 28
_TIME, _ICON_LEFT, _TEXT = 58, 64, 90
_ICON = 14


class TimelineDelegate(Listed):
    """28 px a row; nothing in it can be pressed, so nothing lights up under the mouse."""

    row = ROW

    def __init__(self, theme: Theme, model: TimelineModel, parent: QObject | None = None) -> None:
        super().__init__(theme, parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        self.draw(painter, rect, index.row(), self.theme.tokens)

    def draw(self, painter: QPainter, rect: QRectF, row: int, tokens: Tokens) -> None:
        line, left = self._model.line(row), rect.left()
        time = QRectF(left, rect.top(), _TIME, ROW)
        draw_text(painter, time, line.time, Type.BODY, tokens.ink3, "right")
        y = rect.top() + (ROW - _ICON) / 2
        paint_icon(painter, line.icon, left + _ICON_LEFT, y, _ICON, tokens.of(line.icon_role))
        room = QRectF(QPointF(left + _TEXT, rect.top()), rect.bottomRight())
        draw_runs(painter, room, line.runs, tokens)

    def whole(self, row: int, width: float) -> str:
        line = self._model.line(row)
        used = sum(text_width(run.text, run.of) for run in line.runs)
        return line.text if used > width - _TEXT else ""
