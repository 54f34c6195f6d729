"""What a team lead does to the selected lead: nudge, assign, pull back. Each asks for one thing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.protocol.messages import Re
from client.hooks import Pending
from ui.actions import Actions
from ui.bridge import Bridge
from ui.models.faces import Moment
from ui.overlays.assign import AssignPopup
from ui.person_words import name
from ui.theme import Theme
from ui.widgets.key_button import KeyButton, Kind

_TOP, _HEIGHT, _GAP = 10, 32, 6
_ASKED = ("nudge", "assign", "pull_back")


class BoardActs(QWidget):
    """Three buttons in a row. `told` with a sentence."""

    told = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, moment: Moment, host: QWidget) -> None:
        super().__init__(host)
        self._bridge, self._moment = bridge, moment
        self._lead_id = ""
        self.buttons = {
            "nudge": KeyButton(theme, "Nudge", key="N", icon="bell", parent=self),
            "assign": KeyButton(theme, "Assign", key="A", icon="user-check", parent=self),
            "pull": KeyButton(theme, "Pull back", key="P", icon="undo-2", parent=self),
        }
        self.popup = AssignPopup(bridge, theme, host)
        runs = {"nudge": self.nudge, "assign": self.assign, "pull": self.pull_back}
        for act, button in self.buttons.items():
            button.acted.connect(runs[act])
            button.refusal_asked.connect(lambda b=button: self.told.emit(b.accessibleDescription()))
        self.popup.assigned.connect(self._assigned)
        bridge.settled.connect(self._settled)

    def add_acts(self, acts: Actions) -> None:
        """Make them known to the window, each with the key its button shows."""
        for act, button in self.buttons.items():
            acts.add(f"board-{act}", button.label, (button.key,), "board", button.click,
                     lambda: self.isVisible() and bool(self._lead_id))  # fmt: skip

    def show_lead(self, lead: Lead | None) -> None:
        """Which lead they act on, and what may not be done to it."""
        self._lead_id = lead.id if lead is not None else ""
        for act, button in self.buttons.items():
            button.setEnabled(lead is not None)
            reason = _why_not(act, lead, self._moment.now) if lead is not None else ""
            if reason:
                button.refuse(reason)
            elif button.kind is Kind.REFUSED:
                button.set_kind(Kind.PLAIN)

    def place(self, right: int, top: int) -> int:
        """Stand left of `right`; answers where the first button begins."""
        x = 0
        for button in self.buttons.values():
            hint = button.sizeHint()
            button.setGeometry(x + 4, 4, hint.width(), _HEIGHT)
            x += hint.width() + _GAP
        wide = x - _GAP + 8
        self.setGeometry(right - wide + 4, top + _TOP - 4, wide, _HEIGHT + 8)
        return right - wide

    def nudge(self) -> None:
        """Let it ring again: on every armed desk, or on its owner's."""
        desk, lead = self._bridge.desk, self._bridge.lead(self._lead_id)
        if desk is None or lead is None:
            return
        owner = "" if lead.grabbable(self._moment.now) else lead.owner
        desk.nudge(lead.id, owner)
        where = f"on {lead.owner_name}’s desk" if owner else "on every armed desk"
        self.told.emit(f"{name(lead.person)} shall ring again {where}.")

    def assign(self) -> None:
        """Choose who gets it."""
        lead = self._bridge.lead(self._lead_id)
        if lead is not None:
            self.popup.ask(lead, self._moment)

    def pull_back(self) -> None:
        """Take it from its owner, back into the pool."""
        desk, lead = self._bridge.desk, self._bridge.lead(self._lead_id)
        if desk is not None and lead is not None:
            desk.pull_back(lead.id)

    def _assigned(self, lead_id: str, rep: str) -> None:
        if self._bridge.desk is not None:
            self._bridge.desk.assign(lead_id, rep)

    def _settled(self, act: Pending, answer: Re) -> None:
        if act.do in _ASKED and answer.e is not None and self.isVisible():
            self.told.emit(answer.e.msg)


def _why_not(act: str, lead: Lead, now: Ms) -> str:
    if lead.lane == "needs_mapping" and act in ("nudge", "assign"):
        return "It has to be mapped first: nobody could be reached with what it says."
    if act == "pull" and (not lead.owner or lead.grabbable(now)):
        return "Nobody has this lead, so there is nothing to pull back."
    return ""
