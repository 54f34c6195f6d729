"""Who is signed in and where, and signing out, asked once more in words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import words
from ui.bridge import Bridge
from ui.fonts import Type
from ui.person_words import cleaned
from ui.text import PlainLabel
from ui.theme import Theme
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import Run
from ui.widgets.paragraph import Paragraph


class AccountPart(QWidget):
    """Emits `sign_out` after the second press."""

    sign_out = Signal()

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._asking = False
        self.who = Paragraph(theme, width=600)
        self.where = Paragraph(theme, width=600)
        self.sure = Paragraph(theme, width=600)
        self.out = KeyButton(theme, "Sign out", icon="log-out")
        self.really = KeyButton(theme, "Sign out now", icon="log-out")
        self.stay = KeyButton(theme, "Stay signed in", kind=Kind.QUIET)
        self.folder = PlainLabel(theme, "", Type.SMALL, "ink3", wrap=True)
        row = QHBoxLayout()
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(8)
        for button in (self.out, self.really, self.stay):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.who, self.where, self.sure):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self.folder)
        self.out.acted.connect(lambda: self._ask(True))
        self.stay.acted.connect(lambda: self._ask(False))
        self.really.acted.connect(self._sign_out)

    def set_folder(self, folder: str) -> None:
        """Where this desk keeps its things."""
        self.folder.setText(f"This desk keeps its things in {folder}" if folder else "")

    def show_account(self, hub: str) -> None:
        """Say it anew; a question asked stands."""
        desk = self._bridge.desk
        me = desk.me if desk is not None else None
        if me is None:
            self._asking = False
            self.who.set_runs((Run("Nobody is signed in here.", Type.BODY, "ink2"),))
        else:
            role = me.role.replace("-", " ")
            said = f"{cleaned(me.name, 60)}, {role} of {cleaned(me.team_name, 60)}"
            self.who.set_runs((Run(said, Type.BODY_MEDIUM),))
        hub = cleaned(hub, 120)
        self.where.set_runs((Run(f"Hub: {hub}" if hub else "", Type.SMALL, "ink2"),))
        self._ask(self._asking)
        self.out.setVisible(me is not None and not self._asking)

    def _ask(self, asking: bool) -> None:
        self._asking = asking
        desk = self._bridge.desk
        waiting = len(desk.pending()) if desk is not None else 0
        acts = words.counted(waiting, "act")
        lost = f" {acts} the hub has not answered yet would be lost." if waiting else ""
        said = (
            f"Signed out, this desk no longer rings and forgets its leads.{lost}"
            " To come back you need a new invite code."
        )
        self.sure.set_runs((Run(said, Type.BODY, "warm_text"),) if asking else ())
        self.really.setVisible(asking)
        self.stay.setVisible(asking)
        self.out.setVisible(not asking)

    def _sign_out(self) -> None:
        self._ask(False)
        self.sign_out.emit()
