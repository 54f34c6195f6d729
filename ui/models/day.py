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
from ui.models.agenda import ICONS
from ui.models.faces import Moment
from ui.models.pool import Index
from ui.my_clock import my_zone
from ui.person_words import cleaned, name
from ui.their_clock import there
from ui.tokens import Role

_FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FULL_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_LATE = 60_000


@dataclass(frozen=True, slots=True)
class DayRow:
    """A touch, or (without a lead) a day of several that is folded away or out."""

    lead: Lead | None
    day: date
    count: int = 0
    open: bool = False
    line: bool = False
    """The now line stands above this row."""


@dataclass(frozen=True, slots=True)
class DayFace:
    """A row ready to be painted."""

    time: str
    time_role: Role
    clock: str
    icon: str
    name: str
    company: str
    reason: str
    right: str
    pinned: bool = False


def title(now: Ms) -> str:
    """`Thursday 19 November`."""
    here = at(now).astimezone(my_zone())
    return f"{_FULL_DAYS[here.weekday()]} {here.day} {_FULL_MONTHS[here.month - 1]}"


def counts(leads: Iterable[Lead], me: str, now: Ms) -> tuple[int, int]:
    """(to go today, done today): touches of mine that are due by midnight, and that ended today."""
    today = _day(now)
    to_go = done = 0
    for lead in leads:
        done += sum(
            t.rep == me and t.ended is not None and _day(t.ended) == today for t in lead.touches
        )
        if lead.owner == me and lead.state == "engaged" and lead.next_touch is not None:
            to_go += lead.next_touch.needs_time or _day(lead.next_touch.at) <= today
    return to_go, done


def rows(leads: Iterable[Lead], me: str, now: Ms, unfolded: frozenset[date]) -> list[DayRow]:
    """Every row in the order to call; the now line above the first that is still to come."""
    today = _day(now)
    made: list[DayRow] = []
    later: dict[date, list[Lead]] = {}
    lined = False
    for lead in board.agenda(leads, me, now):
        touch = lead.next_touch
        assert touch is not None
        day = today if touch.needs_time else max(today, _day(touch.at))
        if day > today:
            later.setdefault(day, []).append(lead)
            continue
        coming = not touch.needs_time and touch.at > now
        made.append(DayRow(lead, today, line=coming and not lined))
        lined = lined or coming
    for number, (day, held) in enumerate(sorted(later.items())):
        out = day in unfolded
        made.append(DayRow(None, day, len(held), out, line=not lined and not number))
        made += [DayRow(lead, day) for lead in held] if out else []
    return made


def day_face(row: DayRow, moment: Moment, leads: Sequence[Lead] = ()) -> DayFace:
    """One row in words. `leads`: those of a folded day."""
    if row.lead is None:
        return _folded(row, leads)
    lead, touch = row.lead, row.lead.next_touch
    assert touch is not None
    late = moment.shown - touch.at
    if touch.needs_time:
        time, role = "needs a time", "accent_text"
        clock, right = there(lead.where, moment.shown), f"{touch.attempt} of {touch.of}"
    else:
        time = words.clock(at(touch.at), my_zone())
        role = "hot_text" if late >= _LATE else "ink"
        clock, right = there(lead.where, touch.at), f"{touch.attempt} of {touch.of}"
    if not touch.needs_time and late >= _LATE:
        right = f"{_late(late)} overdue, {right}"
    if touch.pinned and touch.reason.startswith("Promised"):
        right = f"promised, {right}"
    return DayFace(
        time=time,
        time_role=role if moment.stale_at is None else "ink3",  # type: ignore[arg-type]
        clock=clock,
        icon=ICONS[touch.channel],
        name=name(lead.person),
        company=cleaned(lead.person.company),
        reason=cleaned(touch.reason),
        right=right,
        pinned=touch.pinned,
    )


def _folded(row: DayRow, leads: Sequence[Lead]) -> DayFace:
    day = f"{words.DAYS[row.day.weekday()]} {row.day.day} {words.MONTHS[row.day.month - 1]}"
    parts = []
    for lead in leads[:2]:
        touch = lead.next_touch
        assert touch is not None
        clock = words.clock(at(touch.at), my_zone())
        parts.append(f"{clock} {cleaned(lead.person.name, 40) or name(lead.person)}")
    more = f"; {len(leads) - 2} more" if len(leads) > 2 else ""
    icon = "chevron-down" if row.open else "chevron-right"
    return DayFace(day, "ink", "", icon, "; ".join(parts) + more, "", "", str(row.count))


def _late(ms: int) -> str:
    # Minutes, not m:ss: beside clocks `12:00` would read as noon.
    return f"{ms // 60_000} min" if ms < 2 * 3_600_000 else words.span(ms)


def _day(instant: Ms) -> date:
    return at(instant).astimezone(my_zone()).date()


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
        for lead in board.agenda(every, me, now):
            if lead.next_touch is not None and not lead.next_touch.needs_time:
                self._of_day.setdefault(_day(lead.next_touch.at), []).append(lead)
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

    def face(self, row: int) -> DayFace:
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
            face = self.face(index.row())
            parts = (face.time, face.clock, face.name, face.company, face.reason, face.right)
            return ", ".join(part for part in parts if part)
        return None


def _key(row: DayRow) -> tuple[str, date, int, bool, bool]:
    return row.lead.id if row.lead else "", row.day, row.count, row.open, row.line
