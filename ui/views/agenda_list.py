"""Today as a list in the order to call, the coming days folded below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.domain.lead import Lead
from ui.delegates.day import DayDelegate
from ui.fonts import Type
from ui.models.day import DayModel
from ui.models.faces import Moment
from ui.text import PlainLabel
from ui.theme import Theme
from ui.views.lead_list import LeadList

NOTHING = "Nothing is planned. Each call you finish books the next touch here by itself."


class AgendaList(QWidget):
    """Emits `chosen` with a lead's id, `opened` on Enter or a double click. A folded day opens by
    Enter and closes again."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, theme: Theme, moment: Moment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unfolded: frozenset[date] = frozenset()
        self._leads: Sequence[Lead] = ()
        self.model = DayModel(moment, self)
        self._paint = DayDelegate(theme, self.model, self)
        self.rows_view = LeadList(
            theme, self.model, self._paint, "Agenda", ground="ground", parent=self
        )
        self.rows_view.verticalHeader().setMinimumSectionSize(20)
        self.rows_view.chosen.connect(self._choose)
        self.rows_view.opened.connect(self._open)
        self.rows_view.doubleClicked.connect(lambda index: self._open(index.row()))
        self._empty = PlainLabel(theme, NOTHING, Type.BODY, "ink2", parent=self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_leads(self, leads: Sequence[Lead]) -> None:
        """Show exactly these."""
        self._leads = leads
        if self.model.show(leads, self._unfolded):
            for row in range(self.model.rowCount()):
                self.rows_view.setRowHeight(row, self._paint.height(row))
        self.rows_view.setVisible(self.model.rowCount() > 0)
        self._empty.setVisible(self.model.rowCount() == 0)
        self.rows_view.viewport().update()

    def select(self, lead_id: str) -> None:
        """Mark the touch of a lead, without emitting."""
        row, current = self.model.row_of(lead_id), self.rows_view.current_row()
        folded = 0 <= current < len(self.model.rows) and self.model.rows[current].lead is None
        if row != current and not (row < 0 and folded):
            self.rows_view.select(row)

    def move_by(self, by: int) -> None:
        """One row down or up, folded days included."""
        last = self.model.rowCount() - 1
        if last >= 0:
            row = max(0, min(last, self.rows_view.current_row() + by))
            self.rows_view.select(row)
            self._choose(row)

    def toggle(self, day: date) -> None:
        """Fold a coming day out or away."""
        self._unfolded = self._unfolded ^ {day}
        self.show_leads(self._leads)
        rows = enumerate(self.model.rows)
        self.rows_view.select(next((n for n, r in rows if r.lead is None and r.day == day), -1))

    def _choose(self, row: int) -> None:
        lead = self.model.rows[row].lead
        if lead is not None:
            self.chosen.emit(lead.id)

    def _open(self, row: int) -> None:
        shown = self.model.rows[row]
        if shown.lead is not None:
            self.opened.emit(shown.lead.id)
        else:
            self.toggle(shown.day)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rows_view.setGeometry(self.rect())
        self._empty.setGeometry(20, 12, self.width() - 40, 24)
