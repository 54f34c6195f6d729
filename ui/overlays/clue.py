"""A clue at any time: one line, how it is understood, and what the plan would make of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.lead import Lead
from ui.bridge import Bridge
from ui.fonts import Type
from ui.person_words import name
from ui.text import PlainLabel
from ui.theme import Theme
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.popup import Popup

_WIDTH, _DELAY = 460, 120
HINT = "tue or thu after 3, not fri, ask for Dana, back monday"
NOTHING = "Whatever you learnt: when they are in, whom to ask for, when they are back."


class CluePopup(Popup):
    """Emits `noted` with the lead's id and the line; Esc keeps the words for the next time."""

    noted = Signal(str, str)

    def __init__(self, bridge: Bridge, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Clue", host)
        self._bridge = bridge
        self._lead: Lead | None = None
        self._drafts: dict[str, str] = {}
        self._title = ElidedLabel(theme, "", Type.READ_STRONG)
        self.field = Field(theme, "Clue: when to call, whom to ask for", hint=HINT,
                           icon="lightbulb", limit=500)  # fmt: skip
        self._echo = PlainLabel(theme, "", Type.BODY, "ink", wrap=True)
        self._then = PlainLabel(theme, "", Type.SMALL, "ink2", wrap=True)
        self._then.setMinimumHeight(2 * Type.SMALL.line)
        self.keep = KeyButton(theme, "Keep clue", key="Enter", icon="lightbulb", kind=Kind.PRIMARY)
        self.leave = KeyButton(theme, "Leave it", key="Esc")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_DELAY)
        self._lay_out()
        self._rest.timeout.connect(self.say)
        self.field.textChanged.connect(lambda _: self._rest.start())
        self.field.returnPressed.connect(self._keep)
        self.keep.acted.connect(self._keep)
        self.leave.acted.connect(self.dismiss)
        self.closed.connect(self._draft)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(6)
        for part in (self._title, self.field, self._echo, self._then):
            column.addWidget(part)
        acts = QHBoxLayout()
        acts.setContentsMargins(0, 4, 0, 0)
        acts.setSpacing(8)
        acts.addWidget(self.keep)
        acts.addWidget(self.leave)
        acts.addStretch()
        column.addLayout(acts)
        self.setFixedWidth(_WIDTH)

    def ask(self, lead: Lead) -> None:
        """Open for a lead, with what was typed before."""
        self._lead = lead
        self._title.set_text(f"A clue about {name(lead.person)}")
        self.field.setText(self._drafts.get(lead.id, ""))
        self.say()
        self.open_at()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def echo(self) -> str:
        """How it was understood."""
        return self._echo.text()

    @property
    def then(self) -> str:
        """What would come of it."""
        return self._then.text()

    def say(self) -> None:
        """Work out the echo, and what the plan would make of it."""
        desk, lead, line = self._bridge.desk, self._lead, self.field.text().strip()
        self.keep.setEnabled(bool(line))
        if desk is None or lead is None or desk.playbook is None or not line:
            self._echo.setText("")
            self._then.setText(NOTHING)
            return
        from ui.preview import clue

        made = clue(lead, line, desk.playbook, self._bridge.now())
        self._echo.setText(made.echo)
        self._then.setText(made.then)

    def _keep(self) -> None:
        line, lead = self.field.text().strip(), self._lead
        if lead is None or not line:
            return
        self.field.clear()
        self.dismiss()
        self.noted.emit(lead.id, line)

    def _draft(self) -> None:
        if self._lead is not None:
            self._drafts[self._lead.id] = self.field.text()
