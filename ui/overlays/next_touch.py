"""Move the next touch by hand: three allowed times on both clocks, or one typed in words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.ids import Ms, at
from app.domain.lead import Lead
from ui import words
from ui.bridge import Bridge
from ui.fonts import Type
from ui.models.agenda import ICONS
from ui.models.proposals import Proposal, Typed, channel_of, proposals, typed
from ui.models.touch_reason import reason
from ui.my_clock import my_zone
from ui.person_words import cleaned, name, whose
from ui.text import PlainLabel
from ui.their_clock import ahead
from ui.theme import Theme
from ui.widgets.choice_list import Choice, ChoiceList
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import Run
from ui.widgets.popup import Popup

_WIDTH, _SIDE = 460, 14
_VERBS = {"call": "Call", "sms": "SMS to", "email": "Email to"}


def time_choice(lead: Lead, proposal: Proposal, number: int) -> Choice:
    """`Tue 24 Nov, 15:10 her time · 17:10 yours`, and why then."""
    said = ahead(lead.where, proposal.at, whose(lead.person))
    first, dot, rest = said.partition(" · ")
    date, _, clock = first.rpartition(f" {whose(lead.person)} time")
    runs = (
        (
            Run(date, Type.BODY_STRONG),
            Run(f" {whose(lead.person)} time{dot}{rest}", Type.BODY, "ink2"),
        )
        if date and not clock
        else (Run(first, Type.BODY_STRONG), Run(dot + rest, Type.BODY, "ink2"))
    )
    return Choice(runs, "", str(number), second=cleaned(proposal.why))


class NextTouchPopup(Popup):
    """Emits `moved` with the lead's id and the instant."""

    moved = Signal(str, object)

    def __init__(self, bridge: Bridge, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Next touch", host)
        self._bridge = bridge
        self._lead: Lead | None = None
        self._found: list[Proposal] = []
        self._typed = Typed()
        self._title = ElidedLabel(theme, "", Type.READ_STRONG)
        self._now_set = ElidedLabel(theme, "", Type.SMALL, "ink2")
        self.list = ChoiceList(theme, "Times that are allowed", marks_only=True)
        self.field = Field(
            theme, "Another time, in words", hint="or type: tue after 3, 24 Nov 15:10, in 2 hours",
            icon="lightbulb", limit=200,
        )  # fmt: skip
        self._echo = PlainLabel(theme, "", Type.SMALL, "ink2", wrap=True)
        self._echo.setMinimumHeight(2 * Type.SMALL.line)
        self.book = KeyButton(theme, "Book", key="Enter", kind=Kind.PRIMARY)
        self.keep = KeyButton(theme, "Keep as it is", key="Esc")
        self._lay_out()
        self.setFocusProxy(self.list)
        self.list.marked.connect(lambda _: self._say())
        self.list.chosen.connect(lambda _: self._book())
        self.list.typed.connect(self._type_on)
        self.field.textChanged.connect(lambda _: self._say())
        self.field.returnPressed.connect(self._book)
        self.book.acted.connect(self._book)
        self.keep.acted.connect(self.dismiss)

    def _lay_out(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(_SIDE, 0, _SIDE, 8)
        top.setSpacing(2)
        top.addWidget(self._title)
        top.addWidget(self._now_set)
        foot = QVBoxLayout()
        foot.setContentsMargins(_SIDE, 10, _SIDE, 0)
        foot.setSpacing(8)
        foot.addWidget(self.field)
        foot.addWidget(self._echo)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.book)
        acts.addWidget(self.keep)
        acts.addStretch()
        foot.addLayout(acts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 14)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.list)
        column.addLayout(foot)
        self.setFixedWidth(_WIDTH)

    def ask(self, lead: Lead) -> None:
        """Open for a lead."""
        desk, now = self._bridge.desk, self._bridge.now()
        playbook = desk.playbook if desk is not None else None
        self._lead = lead
        self._title.set_text(f"{_VERBS[channel_of(lead)]} {name(lead.person)} next")
        self._now_set.set_text(_planned(lead, now))
        self._found = proposals(lead, playbook, now) if playbook is not None else []
        self.list.set_choices(
            [time_choice(lead, found, number) for number, found in enumerate(self._found, start=1)]
        )
        self.field.clear()
        self._say()
        self.open_at()

    @property
    def echo(self) -> str:
        """What it says under the field."""
        return self._echo.text()

    def _type_on(self, letter: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.setText(self.field.text() + letter)

    def _wanted(self) -> Ms | None:
        if self.field.text().strip():
            return self._typed.at
        return self._found[self.list.at].at if 0 <= self.list.at < len(self._found) else None

    def _say(self) -> None:
        desk, lead = self._bridge.desk, self._lead
        if desk is None or lead is None or desk.playbook is None:
            return
        self._typed = typed(self.field.text(), lead, desk.playbook, self._bridge.now())
        wanted, role, said = self._wanted(), "ink2", ""
        if self._typed.refused:
            parts = (self._typed.echo, self._typed.refused)
            said, role = ". ".join(part for part in parts if part), "hot_text"
        elif self._typed.at is not None:
            when = ahead(lead.where, self._typed.at, whose(lead.person))
            said, role = f"{self._typed.echo}: {when}", "ink"
        elif not self._found:
            said = "No time is proposed: name one."
        self._echo.setText(said)
        self._echo.set_role(role)  # type: ignore[arg-type]
        self.book.setEnabled(wanted is not None)
        zone = my_zone()
        label = "Book" if wanted is None else f"Book {words.dated(at(wanted), zone)} yours"
        self.book.set_label(label, ICONS[channel_of(lead)])

    def _book(self) -> None:
        wanted, lead = self._wanted(), self._lead
        if wanted is None or lead is None:
            return
        self.dismiss()
        self.moved.emit(lead.id, wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)


def _planned(lead: Lead, now: Ms) -> str:
    touch = lead.next_touch
    if touch is None:
        return "Nothing is planned yet."
    if touch.needs_time:
        return cleaned(touch.reason)
    why = reason(lead, touch, now).removesuffix(".")
    return f"Now {ahead(lead.where, touch.at, whose(lead.person))}. {why}."
