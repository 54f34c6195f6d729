"""Snooze: when the touch stands again. Only times that are allowed are offered."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.rep_times import RepTimes
from ui.bridge import Bridge
from ui.fonts import Type
from ui.models.moves import Put, puts_off
from ui.person_words import name, whose
from ui.text import PlainLabel
from ui.their_clock import ahead
from ui.theme import Theme
from ui.widgets.choice_list import Choice, ChoiceList
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.line import Run
from ui.widgets.popup import Popup

_WIDTH = 420
NONE = "No time in the coming days is allowed. Move it with B."


def snooze_choice(lead: Lead, put: Put, number: int) -> Choice:
    """`in 1 h`, with both clocks below."""
    second = ahead(lead.where, put.at, whose(lead.person))
    if put.note:
        second += f". {put.note}"
    return Choice((Run(put.words, Type.BODY_STRONG),), "clock", str(number), second=second)


class SnoozePopup(Popup):
    """Emits `snoozed` with the lead's id and the instant."""

    snoozed = Signal(str, object)

    def __init__(self, bridge: Bridge, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Snooze", host)
        self._bridge, self._lead = bridge, ""
        self.offered: list[Put] = []
        self._title = ElidedLabel(theme, "", Type.SMALL_STRONG, "ink2")
        self.list = ChoiceList(theme, "When it stands again")
        self._none = PlainLabel(theme, NONE, Type.SMALL, "ink2", wrap=True)
        self.stack((self._title, 14), (self.list, 0), (self._none, 14), top=10)
        self.setFixedWidth(_WIDTH)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._take)

    def ask(self, lead: Lead, playbook: Playbook, mine: RepTimes) -> None:
        """Open for a lead."""
        self._lead = lead.id
        self.offered = puts_off(lead, playbook, mine, self._bridge.now())
        self._title.set_text(f"Put {name(lead.person)} off")
        self.list.set_choices(
            [snooze_choice(lead, put, number) for number, put in enumerate(self.offered, start=1)]
        )
        self._none.setVisible(not self.offered)
        self.open_at()

    def _take(self, row: int) -> None:
        lead_id, put = self._lead, self.offered[row]
        self.dismiss()
        self.snoozed.emit(lead_id, put.at)
