"""The pool as a list: leads at their sorted places, kept there by bisection. Knows no paint."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.board import urgency
from app.domain.lead import Lead
from ui.models.faces import Moment, pool_face, spoken

Index = QModelIndex | QPersistentModelIndex
_Key = tuple[int, str, int, str]


class PoolModel(QAbstractTableModel):
    """One column, one row a lead, the board's order: it does not depend on the time, so rows move
    only when a lead changes."""

    def __init__(self, moment: Moment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.moment = moment
        self._keys: list[_Key] = []
        self._leads: list[Lead] = []
        self._at: dict[str, _Key] = {}

    def __contains__(self, lead_id: object) -> bool:
        return lead_id in self._at

    def __len__(self) -> int:
        return len(self._leads)

    def lead(self, row: int) -> Lead:
        """The lead in a row."""
        return self._leads[row]

    def row_of(self, lead_id: str) -> int:
        """The row of a lead, -1 when it is not here."""
        key = self._at.get(lead_id)
        return -1 if key is None else bisect_left(self._keys, key)

    def ids(self) -> list[str]:
        """Every lead from the top."""
        return [lead.id for lead in self._leads]

    def reset(self, leads: Iterable[Lead]) -> None:
        """Show exactly these."""
        self.beginResetModel()
        self._leads = sorted(leads, key=urgency)
        self._keys = [urgency(lead) for lead in self._leads]
        self._at = {key[3]: key for key in self._keys}
        self.endResetModel()

    def put(self, lead: Lead) -> None:
        """Insert a lead at its place, or show its new state there."""
        key = urgency(lead)
        if self._at.get(lead.id) == key:
            self.replace(lead)
            return
        self.drop(lead.id)
        row = bisect_left(self._keys, key)
        self.beginInsertRows(QModelIndex(), row, row)
        self._keys.insert(row, key)
        self._leads.insert(row, lead)
        self._at[lead.id] = key
        self.endInsertRows()

    def replace(self, lead: Lead) -> None:
        """Show a lead's new state where its row stands, even if its place would be another."""
        row = self.row_of(lead.id)
        if row >= 0:
            self._leads[row] = lead
            self.repaint(row)

    def drop(self, lead_id: str) -> None:
        """Take a lead out, if it is here."""
        row = self.row_of(lead_id)
        if row < 0:
            return
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._keys[row], self._leads[row], self._at[lead_id]
        self.endRemoveRows()

    def repaint(self, row: int) -> None:
        """A row says something else."""
        self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    # -- what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._leads)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(pool_face(self._leads[index.row()], self.moment))
        return None
