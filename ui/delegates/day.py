"""Paints the agenda's day: my time, theirs, the channel, who and why, which try."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.domain.ids import at
from ui import words
from ui.delegates.listed import Listed
from ui.delegates.row import ground
from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.day import DayModel
from ui.models.pool import Index
from ui.models.touch_face import TouchFace
from ui.my_clock import my_zone
from ui.theme import Theme
from ui.tokens import Tokens
from ui.widgets.line import Run, draw_runs, draw_text, text_width
from ui.widgets.rule import paint_rule

ROW, FOLD, LINE = 52, 36, 26
_LEFT, _RIGHT = 24, 24
_TIME, _CLOCK, _ICON_AT, _TEXT = 96, 150, 286, 316
_SLIM = 760
_NEAR = 56
"""Px the columns move together in a list narrower than `_SLIM`, for the names' sake."""


class DayDelegate(Listed):
    """52 px a touch, 36 a folded day, 26 more where the now line stands."""

    row = ROW

    def __init__(self, theme: Theme, model: DayModel, parent: QObject | None = None) -> None:
        super().__init__(theme, parent)
        self._model = model

    def height(self, row: int) -> int:
        """Px of a row."""
        shown = self._model.rows[row]
        return (ROW if shown.lead is not None else FOLD) + (LINE if shown.line else 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(400, self.height(index.row()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, rect = self.theme.tokens, QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._model.rows[index.row()].line:
            self._line(painter, rect, tokens)
            rect.setTop(rect.top() + LINE)
        ground(
            painter, rect, tokens,
            selected=bool(state & QStyle.StateFlag.State_Selected),
            over=bool(state & QStyle.StateFlag.State_MouseOver),
        )  # fmt: skip
        self.draw(painter, rect, index.row(), tokens)

    def _line(self, painter: QPainter, rect: QRectF, tokens: Tokens) -> None:
        # The style has filled the whole of a selected row with its own colour.
        painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), LINE), tokens.ground)
        clock = words.clock(at(self._model.moment.shown), my_zone())
        place = QRectF(_LEFT, rect.top(), 60, LINE)
        used = draw_text(painter, place, clock, Type.SMALL_STRONG, tokens.accent_text)
        x = _LEFT + used + 10
        middle = rect.top() + LINE / 2 - 1
        painter.fillRect(QRectF(x, middle, rect.width() - x - _RIGHT, 2), tokens.accent_mark)

    def draw(self, painter: QPainter, rect: QRectF, row: int, tokens: Tokens) -> None:
        face = self._model.face(row)
        if self._model.rows[row].lead is None:
            self._day(painter, rect, face, tokens)
        else:
            self._touch(painter, rect, face, tokens)

    def _touch(self, painter: QPainter, rect: QRectF, face: TouchFace, tokens: Tokens) -> None:
        top, right = rect.top(), rect.right() - _RIGHT
        wide, near = rect.width() >= _SLIM, _near(rect.width())
        if face.dashed:
            pen = QPen(tokens.edge, 1)
            pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(12.5, 3.5, -12.5, -3.5), 6, 6)
        time = QRectF(_LEFT, top, _TIME, ROW)
        draw_text(painter, time, face.time, Type.BODY_STRONG, tokens.of(face.time_role))
        clock = QRectF(_LEFT + _TIME + 4, top, _CLOCK - near, ROW)
        draw_text(painter, clock, face.clock, Type.BODY, tokens.ink2)
        paint_icon(painter, face.icon, _ICON_AT - near, top + (ROW - 16) / 2, 16, tokens.ink2)
        used = text_width(face.right, Type.SMALL)
        place = QRectF(right - used, top, used, ROW)
        draw_text(painter, place, face.right, Type.SMALL, tokens.ink2, "right")
        if face.mark and wide:
            tint = tokens.of(face.mark_role)
            paint_icon(painter, face.mark, right - used - 18, top + (ROW - 14) / 2, 14, tint)
        text = _TEXT - near
        room = right - used - 28 - text
        runs = (Run(face.name, Type.NAME), Run(f"  {face.company}", Type.BODY, "ink2"))
        draw_runs(painter, QRectF(text, top + 7, room, 20), runs, tokens)
        place = QRectF(text, top + 27, room, 17)
        draw_text(painter, place, face.reason, Type.SMALL, tokens.ink2)

    def _day(self, painter: QPainter, rect: QRectF, face: TouchFace, tokens: Tokens) -> None:
        top, right = rect.top(), rect.right() - _RIGHT
        paint_rule(painter, _LEFT, top, rect.width() - _LEFT - _RIGHT, tokens)
        paint_icon(painter, face.icon, _LEFT - 2, top + (FOLD - 14) / 2, 14, tokens.ink2)
        place = QRectF(_LEFT + 20, top, 96, FOLD)
        draw_text(painter, place, face.time, Type.BODY_MEDIUM, tokens.ink)
        draw_text(
            painter, QRectF(right - 40, top, 40, FOLD), face.right, Type.BODY, tokens.ink2, "right"
        )
        place = QRectF(_LEFT + _TIME + 40, top, right - 52 - _LEFT - _TIME - 40, FOLD)
        draw_text(painter, place, face.name, Type.BODY, tokens.ink2)

    def whole(self, row: int, width: float) -> str:
        face = self._model.face(row)
        if self._model.rows[row].lead is None:
            return ""
        room = width - _TEXT + _near(width) - _RIGHT - text_width(face.right, Type.SMALL) - 28
        high = text_width(face.name, Type.NAME) + text_width(f"  {face.company}", Type.BODY)
        fits = max(high, text_width(face.reason, Type.SMALL)) <= room
        return "" if fits else f"{face.name}\n{face.company}\n{face.reason}"


def _near(width: float) -> int:
    return 0 if width >= _SLIM else _NEAR
