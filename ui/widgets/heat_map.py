"""A table of coloured cells, each with its number; hatched where there is too little to say. Walked
with the arrow keys or the mouse. Knows nothing of calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.fonts import Type
from ui.theme import Theme
from ui.widgets.hatch import paint_hatch
from ui.widgets.line import draw_text
from ui.widgets.painted import Painted, canvas

ROW, HEAD, SIDE = 31, 22, 36
_GAP = 2
_TOP_STEP = 4
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


@dataclass(frozen=True)
class HeatCell:
    """One cell. `step` is its colour, 0 low to 4 high, None hatched; `said` all there is to know
    of it, for a screen reader and whoever marks it."""

    text: str
    step: int | None
    said: str


class HeatMap(Painted):
    """Emits `marked` with what the marked cell says, empty when none is."""

    marked = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._cells: tuple[tuple[HeatCell, ...], ...] = ()
        self._at: tuple[int, int] | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def at(self) -> tuple[int, int] | None:
        """Row and column of the marked cell."""
        return self._at

    def set_cells(
        self,
        rows: Sequence[str],
        columns: Sequence[str],
        cells: Sequence[Sequence[HeatCell]],
    ) -> None:
        """Show exactly these; the mark stays where it was if that is still there."""
        self._rows, self._columns = tuple(rows), tuple(columns)
        self._cells = tuple(tuple(row) for row in cells)
        self.setFixedHeight(HEAD + ROW * len(self._rows))
        at = self._at
        if at is not None and (at[0] >= len(self._rows) or at[1] >= len(self._columns)):
            self._at = None
        self._tell()
        self.update()

    def mark(self, row: int, column: int) -> None:
        """Mark a cell; the edges hold."""
        if not self._cells:
            return
        row = max(0, min(row, len(self._rows) - 1))
        column = max(0, min(column, len(self._columns) - 1))
        if (row, column) != self._at:
            self._at = row, column
            self._tell()
            self.update()

    def unmark(self) -> None:
        """Mark none."""
        if self._at is not None:
            self._at = None
            self._tell()
            self.update()

    def said(self) -> str:
        """What the marked cell says."""
        return self._cells[self._at[0]][self._at[1]].said if self._at is not None else ""

    def _tell(self) -> None:
        self.setAccessibleDescription(self.said())
        self.marked.emit(self.said())

    # -- hands

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _MOVES.get(Qt.Key(event.key()))
        if move is None or not self._cells:
            super().keyPressEvent(event)
            return
        row, column = self._at if self._at is not None else (0, 0)
        held = self._at is None
        self.mark(row + (0 if held else move[0]), column + (0 if held else move[1]))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(event.position().x(), event.position().y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point(event.position().x(), event.position().y())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self.unmark()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.unmark()
        self.update()

    def _point(self, x: float, y: float) -> None:
        wide = self._wide()
        if x >= SIDE and y >= HEAD and wide > 0:
            row, column = int((y - HEAD) // ROW), int((x - SIDE) // wide)
            if row < len(self._rows) and column < len(self._columns):
                self.mark(row, column)

    # -- picture

    def sizeHint(self) -> QSize:
        return QSize(SIDE + 48 * max(1, len(self._columns)), HEAD + ROW * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        return QSize(SIDE + 24 * max(1, len(self._columns)), HEAD + ROW * len(self._rows))

    def _wide(self) -> float:
        return (self.width() - SIDE) / len(self._columns) if self._columns else 0.0

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell is painted."""
        wide = self._wide()
        return QRectF(
            SIDE + column * wide, HEAD + row * ROW, max(0.0, wide - _GAP), float(ROW - _GAP)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = canvas(self), self.tokens
        for column, word in enumerate(self._columns):
            head = self.cell_rect(0, column)
            head.setRect(head.left(), 0, head.width(), HEAD - 4)
            draw_text(painter, head, word, Type.CAP, tokens.ink3, "centre")
        for row, word in enumerate(self._rows):
            side = QRectF(0, HEAD + row * ROW, SIDE - 4, ROW - _GAP)
            draw_text(painter, side, word, Type.SMALL, tokens.ink2)
            for column, cell in enumerate(self._cells[row]):
                self._paint_cell(painter, self.cell_rect(row, column), cell)
        if self._at is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.accent_mark, 2))
            painter.drawRoundedRect(self.cell_rect(*self._at).adjusted(1, 1, -1, -1), 3, 3)
        painter.end()

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: HeatCell) -> None:
        tokens = self.tokens
        if cell.step is None:
            paint_hatch(painter, rect, tokens.line, radius=2, apart=6, width=1.5)
            draw_text(painter, rect, cell.text, Type.TINY, tokens.ink3, "centre")
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.ramp[cell.step])
        painter.drawRoundedRect(rect, 2, 2)
        of = Type.SMALL_STRONG if cell.step == _TOP_STEP else Type.SMALL
        draw_text(painter, rect, cell.text, of, tokens.ink, "centre")
