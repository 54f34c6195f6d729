"""Arrivals never push: while the rep's hand is in the list, changes wait at its door."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from app.domain.lead import Lead
from ui.models.pool import PoolModel


class Arrivals(QObject):
    """Stands between the feed and the pool's model. While held, rows neither come, go nor move:
    new leads are counted, taken ones stay where they are; `release` lets it happen at once."""

    changed = Signal(int)
    """How many new leads wait."""

    def __init__(self, model: PoolModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._held = False
        self._new: dict[str, Lead] = {}
        self._moved: dict[str, Lead] = {}
        self._gone: set[str] = set()
        self._kept: set[str] = set()

    @property
    def waiting(self) -> int:
        """New leads that wait."""
        return len(self._new)

    @property
    def held(self) -> bool:
        """Whether changes wait."""
        return self._held

    def reset(self, leads: Iterable[Lead]) -> None:
        """Everything changed at once: nothing can wait for that."""
        self._forget()
        self._model.reset(leads)
        self.changed.emit(0)

    def put(self, lead: Lead) -> None:
        """A lead that belongs in the pool came or changed."""
        self._gone.discard(lead.id)
        if not self._held:
            self._model.put(lead)
        elif lead.id in self._model:
            self._moved[lead.id] = lead
            self._model.replace(lead)
        else:
            self._new[lead.id] = lead
            self.changed.emit(self.waiting)

    def drop(self, lead: Lead | None, lead_id: str) -> None:
        """A lead left the pool; `lead` is its new state where there is one."""
        self._moved.pop(lead_id, None)
        if self._new.pop(lead_id, None) is not None:
            self.changed.emit(self.waiting)
        if not self._held and lead_id not in self._kept:
            self._model.drop(lead_id)
            return
        self._gone.add(lead_id)
        if lead is not None:
            self._model.replace(lead)

    def keep(self, lead_id: str) -> None:
        """Leave this row where it is, though it is somebody else's now, until `let_go`."""
        self._kept.add(lead_id)

    def let_go(self, lead_id: str) -> None:
        """The row kept may leave."""
        self._kept.discard(lead_id)
        if not self._held and lead_id in self._gone:
            self._gone.discard(lead_id)
            self._model.drop(lead_id)

    def hold(self) -> None:
        """From now on changes wait."""
        self._held = True

    def release(self) -> None:
        """All that waited happens now, without sliding."""
        self._held = False
        new, moved = self._new, self._moved
        gone = {lead_id for lead_id in self._gone if lead_id not in self._kept}
        self._new, self._moved, self._gone = {}, {}, self._gone - gone
        for lead_id in gone:
            self._model.drop(lead_id)
        for lead in (*moved.values(), *new.values()):
            self._model.put(lead)
        if new:
            self.changed.emit(0)

    def _forget(self) -> None:
        self._new, self._moved, self._gone, self._kept = {}, {}, set(), set()
