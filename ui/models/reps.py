"""The reps beside the board: deaf first, then armed, on a call, away, off; claims of today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from app.domain.facts import Fact, LeadClaimed
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.protocol.messages import RepCard
from ui import words
from ui.models.faces import Moment
from ui.models.pool import Index
from ui.my_clock import my_zone
from ui.person_words import cleaned
from ui.tokens import Role

_ORDER = ("deaf", "armed", "on_call", "dnd", "away", "off")
_LOOK: dict[str, tuple[str, Role, str]] = {
    "deaf": ("bell-off", "hot_text", "Deaf"),
    "armed": ("bell-ring", "good_text", "Armed"),
    "on_call": ("phone-call", "ink", "On a call"),
    "dnd": ("moon", "ink2", "Do not disturb"),
    "away": ("moon", "ink2", "Away"),
    "off": ("log-out", "ink3", "Off"),
}


@dataclass(frozen=True, slots=True)
class RepFace:
    """One rep ready to be painted."""

    name: str
    icon: str
    icon_role: Role
    state: str
    state_role: Role
    why: str
    claims: str


def rep_face(card: RepCard, moment: Moment, claims: int, lead: Lead | None) -> RepFace:
    """State, reason and since; not known while nothing is live."""
    icon, role, word = _LOOK[card.state]
    name = cleaned(card.name, 60) or "No name"
    if moment.stale_at is not None:
        was = f", was {word.lower()} at {_clock(moment.stale_at)}"
        return RepFace(name, "circle-help", "ink3", "Not known", "ink2", was, "")
    return RepFace(
        name=name,
        icon=icon,
        icon_role=role,
        state=word,
        state_role=role,
        why=_why(card, moment.now, lead),
        claims=f"{claims} claimed" if claims else "",
    )


def _why(card: RepCard, now: Ms, lead: Lead | None) -> str:
    since = f"since {_clock(card.since)}" if card.since else ""
    why = cleaned(card.why, 80)
    if card.state == "on_call":
        whom = f", {cleaned(lead.person.name, 60)}" if lead is not None else ""
        return f", {words.span(now - card.since)}{whom}" if card.since else whom
    if card.state == "armed":
        return f" {since}" if since else ""
    said = f"{why[:1].lower()}{why[1:]}" if why else ""
    if said.startswith("until"):
        return f", {said}"
    return ", " + " ".join(part for part in (said, since) if part) if said or since else ""


def _clock(instant: Ms) -> str:
    return words.clock(at(instant), my_zone())


class Claims:
    """How many leads each rep claimed today, counted from what this desk has heard."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._counts: Counter[str] = Counter()

    def count(self, leads: Iterable[Lead], now: Ms) -> None:
        """Everything anew, from the leads' own stories."""
        self._day = _day(now)
        self._counts = Counter(
            entry.by
            for lead in leads
            for entry in lead.timeline
            if entry.kind == "lead.claimed" and not lead.test and _day(entry.at) == self._day
        )

    def stale(self, now: Ms) -> bool:
        """Whether another day has begun since."""
        return self._day != _day(now)

    def hear(self, lead: Lead, fact: Fact) -> None:
        """One more claim."""
        if isinstance(fact, LeadClaimed) and not lead.test and _day(fact.at) == self._day:
            self._counts[fact.rep] += 1

    def of(self, rep: str) -> int:
        """Claims of a rep today."""
        return self._counts[rep]


def _day(instant: Ms) -> date:
    return at(instant).astimezone(my_zone()).date()


def ordered(cards: Sequence[RepCard]) -> list[RepCard]:
    """Deaf first: that is what a lead can mend."""
    return sorted(cards, key=lambda card: (_ORDER.index(card.state), card.name.casefold()))


def armed_words(cards: Sequence[RepCard]) -> str:
    """`2 armed of 6`."""
    return f"{sum(card.state == 'armed' for card in cards)} armed of {len(cards)}"


class RepsModel(QAbstractTableModel):
    """One column, one row a rep."""

    def __init__(self, moment: Moment, claims: Claims, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.moment, self.claims = moment, claims
        self.leads: dict[str, Lead] = {}
        self._cards: list[RepCard] = []

    def set_cards(self, cards: Sequence[RepCard]) -> None:
        """Show exactly these."""
        self.beginResetModel()
        self._cards = ordered(cards)
        self.endResetModel()

    @property
    def cards(self) -> list[RepCard]:
        """As shown."""
        return self._cards

    def face(self, row: int) -> RepFace:
        """A row ready to be painted."""
        card = self._cards[row]
        claims = self.claims.of(card.rep)
        return rep_face(card, self.moment, claims, self.leads.get(card.lead))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._cards)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            face = self.face(index.row())
            return f"{face.name}, {face.state}{face.why}" + (
                f", {face.claims}" if face.claims else ""
            )
        return None
