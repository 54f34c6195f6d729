"""The agenda as a list: what needs a time, what is overdue, today, and the coming days folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.domain import board
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from ui import words
from ui.models.faces import Moment
from ui.models.my_day import day_of, touches_on
from ui.models.pool import Index
from ui.models.touch_face import TouchFace, kind_of, touch_face
from ui.my_clock import my_zone
from ui.person_words import cleaned, name


@dataclass(frozen=True, slots=True)
class DayRow:
    """A touch, or (without a lead) a day of several that is folded away or out."""

    lead: Lead | None
    day: date
    count: int = 0
    open: bool = False
    line: bool = False
    """The now line stands above this row."""


def counts(leads: Iterable[Lead], me: str, now: Ms) -> tuple[int, int]:
    """(to go today, done today): touches of mine that are due by midnight, and that ended today."""
    today, every = day_of(now), list(leads)
    done = sum(
        t.rep == me and t.ended is not None and day_of(t.ended) == today
        for lead in every
        for t in lead.touches
    )
    return len(touches_on(every, me, now, today)), done


def rows(leads: Iterable[Lead], me: str, now: Ms, unfolded: frozenset[date]) -> list[DayRow]:
    """Every row in the order to call; the now line above the first that is still to come."""
    today, every = day_of(now), list(leads)
    made: list[DayRow] = []
    lined = False
    for lead in touches_on(every, me, now, today):
        touch = lead.next_touch
        assert touch is not None
        coming = kind_of(touch, now) != "ask" and touch.at > now
        made.append(DayRow(lead, today, line=coming and not lined))
        lined = lined or coming
    here = {row.lead.id for row in made if row.lead is not None}
    later: dict[date, list[Lead]] = {}
    for lead in board.agenda(every, me, now):
        if lead.id not in here and lead.next_touch is not None:
            later.setdefault(day_of(lead.next_touch.at), []).append(lead)
    for number, (day, held) in enumerate(sorted(later.items())):
        out = day in unfolded
        made.append(DayRow(None, day, len(held), out, line=not lined and not number))
        made += [DayRow(lead, day) for lead in held] if out else []
    return made


def day_face(row: DayRow, moment: Moment, leads: Sequence[Lead] = ()) -> TouchFace:
    """One row in words. `leads`: those of a folded day."""
    return _folded(row, leads) if row.lead is None else touch_face(row.lead, moment)


def _folded(row: DayRow, leads: Sequence[Lead]) -> TouchFace:
    day = f"{words.DAYS[row.day.weekday()]} {row.day.day} {words.MONTHS[row.day.month - 1]}"
    parts = []
    for lead in leads[:2]:
        touch = lead.next_touch
        assert touch is not None
        clock = words.clock(at(touch.at), my_zone())
        parts.append(f"{clock} {cleaned(lead.person.name, 40) or name(lead.person)}")
    more = f"; {len(leads) - 2} more" if len(leads) > 2 else ""
    icon = "chevron-down" if row.open else "chevron-right"
    return TouchFace(day, "ink", "", icon, "; ".join(parts) + more, "", "", str(row.count))


class DayModel(QAbstractTableModel):
    """One column, one row a touch or a folded day."""

    def __init__(self, moment: Moment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.moment = moment
        self.rows: list[DayRow] = []
        self._of_day: dict[date, list[Lead]] = {}

    def show(self, leads: Iterable[Lead], unfolded: frozenset[date]) -> bool:
        """Show exactly these; True when rows came, went or moved."""
        every = list(leads)
        me, now = self.moment.me, self.moment.shown
        made = rows(every, me, now, unfolded)
        self._of_day = {}
        here = {row.lead.id for row in made if row.lead is not None and row.day == day_of(now)}
        for lead in board.agenda(every, me, now):
            if lead.next_touch is not None and lead.id not in here:
                self._of_day.setdefault(day_of(lead.next_touch.at), []).append(lead)
        same = [_key(row) for row in made] == [_key(row) for row in self.rows]
        if same:
            self.rows = made
            if made:
                self.dataChanged.emit(self.index(0, 0), self.index(len(made) - 1, 0))
            return False
        self.beginResetModel()
        self.rows = made
        self.endResetModel()
        return True

    def face(self, row: int) -> TouchFace:
        """A row ready to be painted."""
        shown = self.rows[row]
        return day_face(shown, self.moment, self._of_day.get(shown.day, []))

    def row_of(self, lead_id: str) -> int:
        """The row of a lead, -1 when it is not here."""
        return next(
            (n for n, row in enumerate(self.rows) if row.lead and row.lead.id == lead_id), -1
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.face(index.row()).said
        return None


def _key(row: DayRow) -> tuple[str, date, int, bool, bool]:
    return row.lead.id if row.lead else "", row.day, row.count, row.open, row.line
