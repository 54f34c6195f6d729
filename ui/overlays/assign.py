"""Assign: which rep gets this lead. Armed ones first; who cannot hear it is said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.lead import Lead
from app.protocol.messages import RepCard
from ui.bridge import Bridge
from ui.fonts import Type
from ui.models.faces import Moment
from ui.models.reps import rep_face
from ui.person_words import name
from ui.theme import Theme
from ui.widgets.choice_list import Choice, ChoiceList
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.line import Run
from ui.widgets.popup import Popup

_ORDER = ("armed", "on_call", "dnd", "away", "deaf", "off")
_WIDTH = 420


def assign_choices(cards: Sequence[RepCard], lead: Lead, moment: Moment) -> list[Choice]:
    """The reps in the order they can take it; whoever has it already may not be chosen."""
    made = []
    for number, card in enumerate(cards, start=1):
        face = rep_face(card, moment, 0, None)
        state = f"  {face.state.lower()}{face.why}"
        made.append(
            Choice(
                (Run(face.name, Type.BODY_MEDIUM), Run(state, Type.SMALL, "ink2")),
                face.icon,
                str(number) if number < 10 else "",
                reason=f"{face.name} has it already" if card.rep == lead.owner else "",
                icon_role=face.icon_role,
            )
        )
    return made


class AssignPopup(Popup):
    """Emits `assigned` with the lead's id and the rep's."""

    assigned = Signal(str, str)

    def __init__(self, bridge: Bridge, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Assign", host)
        self._bridge, self._lead = bridge, ""
        self._cards: list[RepCard] = []
        self._title = ElidedLabel(theme, "", Type.SMALL_STRONG, "ink2")
        self.list = ChoiceList(theme, "Rep", most=360)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 10)
        column.setSpacing(4)
        top = QVBoxLayout()
        top.setContentsMargins(14, 0, 14, 0)
        top.addWidget(self._title)
        column.addLayout(top)
        column.addWidget(self.list)
        self.setFixedWidth(_WIDTH)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._take)

    def ask(self, lead: Lead, moment: Moment) -> None:
        """Open for a lead; the reps' states are those of the moment."""
        desk = self._bridge.desk
        cards = desk.cards if desk is not None else ()
        able = [card for card in cards if card.role != "marketing"]
        self._lead = lead.id
        self._cards = sorted(able, key=lambda c: (_ORDER.index(c.state), c.name.casefold()))
        self._title.set_text(
            f"Who gets {name(lead.person)}?" if able else "Nobody of the team is known here yet."
        )
        self.list.set_choices(assign_choices(self._cards, lead, moment))
        self.open_at()

    def _take(self, row: int) -> None:
        lead_id = self._lead
        self.dismiss()
        self.assigned.emit(lead_id, self._cards[row].rep)
