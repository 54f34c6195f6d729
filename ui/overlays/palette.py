"""Ctrl K: find a lead or an act by a few letters. Leads first, then acts with their keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.domain import board
from app.domain.lead import Lead
from ui.actions import Act, Actions, cap
from ui.bridge import Bridge
from ui.fonts import Type
from ui.models.found import ACTS, Finder, acts, lead_note, marked
from ui.person_words import name
from ui.text import PlainLabel
from ui.theme import Theme
from ui.widgets.choice_list import Choice, ChoiceList
from ui.widgets.field import Field
from ui.widgets.line import Run
from ui.widgets.popup import Popup
from ui.widgets.rule import Rule

_WIDTH, _TOP = 560, 6
_ICONS = {
    "call": "phone", "sms": "message-square", "email": "mail", "later": "clock",
    "note": "pencil-line", "next": "calendar-clock", "go-now": "list",
    "go-agenda": "calendar-clock", "go-board": "users", "go-settings": "settings",
    "keys": "keyboard", "undo": "undo-2", "retry-link": "refresh-cw", "quit": "power",
    "board-nudge": "bell-ring", "board-assign": "user-check", "board-pull": "undo-2",
    "outcome-9": "undo-2", "empty-practice": "bell-ring",
}  # fmt: skip


class Palette(Popup):
    """Opens a lead through the bridge, runs an act through the registry; does nothing else."""

    def __init__(self, actions: Actions, bridge: Bridge, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Find a lead or a command", host)
        self._actions, self._bridge = actions, bridge
        self._finder = Finder()
        self._found: list[Lead | Act] = []
        self.field = Field(
            theme, "Find a lead or a command", hint="Find a lead or a command", icon="search",
            limit=120, bare=True,
        )  # fmt: skip
        self.list = ChoiceList(theme, "Found", most=470)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = PlainLabel(theme, "", Type.BODY, "ink2")
        self._rule = Rule(theme, parent=self)
        for part in (self.field, self.list, self._nothing):
            part.setParent(self)
        self.setFixedWidth(_WIDTH)
        self.field.textChanged.connect(lambda _: self._look())
        self.field.returnPressed.connect(lambda: self.list.choose(self.list.at))
        self.field.installEventFilter(self)
        self.list.chosen.connect(self._take)
        self.list.refused.connect(self._nothing.setText)

    def ask(self) -> None:
        """Open, empty."""
        self.field.clear()
        self._look()
        self.open_at()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def found(self) -> list[Lead | Act]:
        """What is listed, from the top."""
        return self._found

    def _look(self) -> None:
        desk, now, query = self._bridge.desk, self._bridge.now(), self.field.text()
        me = self._bridge.rep
        every = desk.leads.values() if desk is not None else ()
        if query.strip():
            leads = self._finder.leads(query, every, me, now)
        else:
            leads = [*board.mine(every, me), *board.offered(every, me, now)][:4]
        found = acts(query, self._actions.here())[: ACTS if len(leads) < 4 else 5]
        self._found = [*leads, *found]
        choices = [self._lead(lead, query, first=not n) for n, lead in enumerate(leads)]
        choices += [self._act(act, query, first=not n) for n, act in enumerate(found)]
        self.list.set_choices(choices)
        self.list.setVisible(bool(choices))
        self._nothing.setVisible(not choices)
        self._nothing.setText("" if choices else "Nobody and nothing of that name.")
        self._fit()

    def _lead(self, lead: Lead, query: str, *, first: bool) -> Choice:
        runs = (*marked(name(lead.person), query), Run(f"  {self._note(lead)}", Type.BODY, "ink2"))
        icon = "phone" if lead.owner == self._bridge.rep else "user"
        return Choice(runs, icon, heading="Leads" if first else "")

    def _note(self, lead: Lead) -> str:
        return lead_note(lead, self._bridge.rep, self._bridge.now())

    def _act(self, act: Act, query: str, *, first: bool) -> Choice:
        may = act.may()
        return Choice(
            marked(act.words, query),
            _ICONS.get(act.name, "chevron-right"),
            cap(act.keys[0]) if act.keys else "",
            heading="Commands" if first else "",
            reason=may if isinstance(may, str) else "",
        )

    def _fit(self) -> None:
        """The height follows what was found; the top stays where it is."""
        top = _TOP + self.field.height()
        self.field.setGeometry(16, _TOP, _WIDTH - 32, self.field.height())
        self._rule.setGeometry(1, top + 4, _WIDTH - 2, 1)
        self.list.setGeometry(0, top + 5, _WIDTH, self.list.height())
        self._nothing.setGeometry(16, top + 17, _WIDTH - 32, 18)
        shown = self.list.height() if self.list.choices else 36
        self.setFixedHeight(top + 5 + shown + 9)

    def _take(self, row: int) -> None:
        chosen = self._found[row]
        self.dismiss()
        if isinstance(chosen, Lead):
            self._bridge.open_lead.emit(chosen.id)
        else:
            self._actions.run(chosen.name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent):
            by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if by is not None and event.type() == QEvent.Type.KeyPress:
                self.list.move_mark(by)
                return True
        return super().eventFilter(watched, event)
