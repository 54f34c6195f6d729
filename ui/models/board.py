"""The board's rows: the pool's order, with everything nobody has, also what needs mapping."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.protocol.messages import RepCard
from ui.models.board_words import BoardFace, board_face
from ui.models.faces import Moment, spoken
from ui.models.pool import Index, PoolModel


def unclaimed(lead: Lead, now: Ms) -> bool:
    """Whether it stands above the fold: anybody may take it, or it has to be mapped first."""
    return lead.grabbable(now) or (lead.lane == "needs_mapping" and lead.state == "open")


class BoardModel(PoolModel):
    """The pool's model, that says what the board says."""

    def __init__(self, moment: Moment, parent: QObject | None = None) -> None:
        super().__init__(moment, parent)
        self.cards: Sequence[RepCard] = ()
        self.lanes: dict[str, str] = {}

    def face(self, row: int) -> BoardFace:
        """A row ready to be painted."""
        return board_face(self.lead(row), self.moment, self.cards, self.lanes)

    def leads(self) -> list[Lead]:
        """Every lead from the top."""
        return [self.lead(row) for row in range(len(self))]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            face = self.face(index.row())
            return f"{spoken(face.row)}, {face.standing}, {face.detail}"
        return None


class HandModel(BoardModel):
    """What somebody has, in the order the domain gives."""

    def set_leads(self, leads: Sequence[Lead]) -> None:
        """Show exactly these, in this order."""
        self.beginResetModel()
        self._leads = list(leads)
        self._keys = [(row, "", 0, lead.id) for row, lead in enumerate(leads)]
        self._at = {key[3]: key for key in self._keys}
        self.endResetModel()
