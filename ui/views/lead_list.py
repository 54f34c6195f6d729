"""A list of painted rows of one height: a one-column table, which stays fast at any length."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.delegates.listed import Listed
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.overlay_bar import OverlayBar


class LeadList(QTableView):
    """Emits `chosen` with a row when the rep picks one, `opened` on Enter, `touched` on every key,
    and `entered_or_left` when the mouse comes or goes."""

    chosen = Signal(int)
    opened = Signal(int)
    touched = Signal()
    entered_or_left = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        model: QAbstractItemModel,
        delegate: Listed,
        name: str,
        *,
        ground: Role = "side",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme, self._ground = theme, ground
        self._delegate = delegate
        self._stamps: dict[int, object] = {}
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self._bare(delegate.row)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        OverlayBar(self)
        theme.changed.connect(self._dress)
        self._dress()

    def _bare(self, row: int) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(row)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.hide()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(row // 2)
        self.setAutoScroll(False)

    def _dress(self) -> None:
        palette = self.palette()
        palette.setColor(palette.ColorRole.Base, self.theme.tokens.of(self._ground))
        self.setPalette(palette)
        # With a stylesheet over the application the viewport keeps what it had from before.
        self.viewport().setPalette(palette)
        self.viewport().update()

    def current_row(self) -> int:
        """The selected row, -1 without one."""
        rows = self.selectionModel().selectedRows()
        return rows[0].row() if rows else -1

    def select(self, row: int, *, show: bool = True) -> None:
        """Mark a row, or none (-1), without emitting `chosen`."""
        if row < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        index = self.model().index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flags)
        if show:
            self.scrollTo(index)

    def tick(self) -> None:
        """Repaint the visible rows that say something else than a second ago."""
        port, delegate, stamps = self.viewport(), self._delegate, dict[int, object]()
        for row in self.visible_rows():
            stamps[row] = delegate.stamp(row)
            if stamps[row] != self._stamps.get(row):
                port.update(0, self.rowViewportPosition(row), port.width(), delegate.row)
        self._stamps = stamps

    def visible_rows(self) -> range:
        """The rows on the screen."""
        first, count = self.rowAt(0), self.model().rowCount()
        if first < 0 or not count:
            return range(0)
        height = self._delegate.row
        return range(first, min(count, first + self.viewport().height() // height + 2))

    # -- the rep's hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row = self.indexAt(event.position().toPoint()).row()
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() == Qt.MouseButton.NoButton:  # a drag selects nothing
            super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.touched.emit()
        row, last = self.current_row(), self.model().rowCount() - 1
        moves = {
            Qt.Key.Key_Down: row + 1,
            Qt.Key.Key_Up: row - 1,
            Qt.Key.Key_End: last,
            Qt.Key.Key_PageDown: row + self._page(),
            Qt.Key.Key_PageUp: row - self._page(),
        }
        wanted = moves.get(Qt.Key(event.key()))
        if wanted is not None and last >= 0:
            row = max(0, min(last, wanted))
            self.select(row)
            self.chosen.emit(row)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.opened.emit(row)
        else:
            event.ignore()

    def _page(self) -> int:
        return max(
            1, self.viewport().height() // max(1, self.verticalHeader().defaultSectionSize())
        )

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.entered_or_left.emit(event.type() == QEvent.Type.Enter)
        return super().viewportEvent(event)
