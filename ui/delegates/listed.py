"""The base of every row painter: a fixed height, the look's tokens, a tooltip for what is cut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from ui.delegates.row import ground
from ui.models.pool import Index
from ui.text import tooltip
from ui.theme import Theme
from ui.tokens import Tokens


class Listed(QStyledItemDelegate):
    """Subclasses paint one row in `draw` and say in `whole` what a cut row says in full."""

    row = 52

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, self.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, rect = self.theme.tokens, QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground(
            painter,
            rect,
            tokens,
            selected=bool(state & QStyle.StateFlag.State_Selected),
            over=bool(state & QStyle.StateFlag.State_MouseOver),
        )
        self.draw(painter, rect, index.row(), tokens)

    def draw(self, painter: QPainter, rect: QRectF, row: int, tokens: Tokens) -> None:
        """Paint a row; its ground is there already."""
        raise NotImplementedError

    def whole(self, row: int, width: float) -> str:
        """All of a row whose words do not fit into `width`, empty when they do."""
        return ""

    def stamp(self, row: int) -> object:
        """What may age in a row: it is repainted when this differs from a second ago."""
        return None

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | Index,
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        width = float(option.rect.width())
        QToolTip.showText(event.globalPos(), tooltip(self.whole(index.row(), width)), view)
        return True
