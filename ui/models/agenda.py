"""The agenda beside the pool: what is mine and waits, then my next touches in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.domain.ids import Ms, at
from app.domain.lead import Lead
from ui import words
from ui.models.faces import Moment, pool_heat, time_words
from ui.models.pool import Index
from ui.models.touch_reason import PROVISIONAL, reason
from ui.my_clock import my_zone
from ui.person_words import name
from ui.their_clock import there
from ui.tokens import Role

ICONS = {"call": "phone", "sms": "message-square", "email": "mail"}


@dataclass(frozen=True, slots=True)
class AgendaFace:
    """A row of the agenda ready to be painted."""

    time: str
    time_role: Role
    icon: str
    name: str
    second: str
    clock: str


def agenda_face(lead: Lead, moment: Moment) -> AgendaFace:
    """My clock bold, theirs beside it, the reason under the name."""
    ahead = lead.next_touch
    if ahead is None or lead.running() is not None:
        return _waiting(lead, moment)
    role: Role
    asked = ahead.needs_time or ahead.review
    if asked:
        time, role = ("choose", "accent_text") if ahead.review else ("when?", "hot_text")
    else:
        time = _short(ahead.at, moment.shown)
        role = "hot_text" if ahead.at < moment.shown - 60_000 else "ink"
    second = PROVISIONAL if ahead.provisional else reason(lead, ahead, moment.shown)
    clock = there(lead.where, moment.shown if asked else ahead.at)
    return AgendaFace(
        time, _live(role, moment), ICONS[ahead.channel], name(lead.person), second, clock
    )


def _waiting(lead: Lead, moment: Moment) -> AgendaFace:
    """Mine, and still without a first touch or an outcome."""
    running = lead.running()
    icon = "phone-call" if running is not None and running.channel == "call" else "user-check"
    if running is not None:
        second = "Say how it ended"
    else:
        second = time_words(lead, pool_heat(lead, moment.shown, moment.me), moment.shown)
    clock = there(lead.where, moment.shown)
    return AgendaFace("now", _live("accent_text", moment), icon, name(lead.person), second, clock)


def _live(role: Role, moment: Moment) -> Role:
    return role if moment.stale_at is None else "ink3"


def _short(instant: Ms, now: Ms) -> str:
    """`14:40` today, else the day: `Tue`, `3 Dec`."""
    zone = my_zone()
    there_, here = at(instant).astimezone(zone), at(now).astimezone(zone)
    if there_.date() == here.date():
        return f"{there_:%H:%M}"
    ahead = (there_.date() - here.date()).days
    if 0 < ahead < 7:
        return words.DAYS[there_.weekday()]
    return f"{there_.day} {words.MONTHS[there_.month - 1]}"


class AgendaModel(QAbstractTableModel):
    """One column, one row a lead, in the order given."""

    def __init__(self, moment: Moment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.moment = moment
        self._leads: list[Lead] = []

    def set_leads(self, leads: Sequence[Lead]) -> None:
        """Show exactly these. Few rows: they are replaced as a whole when their order changes."""
        if [lead.id for lead in leads] == [lead.id for lead in self._leads]:
            self._leads = list(leads)
            if leads:
                self.dataChanged.emit(self.index(0, 0), self.index(len(leads) - 1, 0))
            return
        self.beginResetModel()
        self._leads = list(leads)
        self.endResetModel()

    def lead(self, row: int) -> Lead:
        """The lead in a row."""
        return self._leads[row]

    def row_of(self, lead_id: str) -> int:
        """The row of a lead, -1 when it is not here."""
        return next((row for row, lead in enumerate(self._leads) if lead.id == lead_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._leads)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            face = agenda_face(self._leads[index.row()], self.moment)
            return f"{face.time}, {face.name}, {face.second}, {face.clock}"
        return None
