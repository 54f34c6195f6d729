"""The calendar my busy times come from: a file or an https address, how it went, what is shared."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.ids import at
from client.calendar_address import Unreadable, cleaned
from client.hooks import CalendarState
from ui import words
from ui.fonts import Type
from ui.person_words import cleaned as harmless
from ui.theme import Theme
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import Run
from ui.widgets.paragraph import Paragraph

_FILES = "Calendars (*.ics *.ical *.ifb);;All files (*)"
_SHARED = (
    "Your team’s hub is told when you are busy, without titles. It plans no calls then. An address"
    " is kept like a password: whoever has it can read the calendar."
)
_SURE = "Your meetings would no longer count. An address has to be pasted again to come back."


class CalendarPart(QWidget):
    """Emits `source_wanted` with a file or address (empty: none) and `read_wanted`."""

    source_wanted = Signal(str)
    read_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dialog: QFileDialog | None = None
        self._asking = False
        self._state = CalendarState()
        self.state = Paragraph(theme, width=600)
        self.wrong = Paragraph(theme, width=600)
        self.field = Field(theme, "Address of my calendar", hint="https://…/basic.ics", limit=2_000)
        self.field.setMaximumWidth(400)
        self.use = KeyButton(theme, "Use", icon="check")
        self.file = KeyButton(theme, "Choose a file", icon="calendar-clock")
        self.now = KeyButton(theme, "Read now", icon="refresh-cw")
        self.remove = KeyButton(theme, "Remove", icon="x", kind=Kind.QUIET)
        self.sure = Paragraph(theme, width=600)
        self.really = KeyButton(theme, "Remove it", icon="x")
        self.stay = KeyButton(theme, "Keep it", kind=Kind.QUIET)
        self.shared = Paragraph(theme, (Run(_SHARED, Type.SMALL, "ink2"),), width=600)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.state)
        column.addLayout(_row(self.field, self.use, self.file))
        column.addWidget(self.wrong)
        column.addLayout(_row(self.now, self.remove))
        column.addWidget(self.sure)
        column.addLayout(_row(self.really, self.stay))
        column.addWidget(self.shared)
        self.field.textEdited.connect(lambda _: self._say_wrong())
        self.field.returnPressed.connect(self._use)
        self.use.acted.connect(self._use)
        self.file.acted.connect(self.choose_file)
        self.now.acted.connect(self.read_wanted)
        self.remove.acted.connect(lambda: self._ask(True))
        self.stay.acted.connect(lambda: self._ask(False))
        self.really.acted.connect(self._remove)

    def show_state(self, state: CalendarState, zone: tzinfo, elsewhere: str = "") -> None:
        """How it stands; `elsewhere`: what the hub's busy times were read from, if not here."""
        self._state = state
        self.state.set_runs(_said(state, zone, elsewhere))
        self._say_wrong()
        self._ask(self._asking and bool(state.source))

    def choose_file(self) -> QFileDialog:
        """Ask for a file; the window goes on meanwhile."""
        dialog = QFileDialog(self, "Choose a calendar", "", _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.source_wanted)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()
        return dialog

    def _use(self) -> None:
        text = self.field.text().strip()
        if not text or self._fault():
            return
        self.field.clear()  # it is a secret: from here on only its host is shown
        self.source_wanted.emit(text)

    def _fault(self) -> str:
        text = self.field.text().strip()
        try:
            cleaned(text)
        except Unreadable as no:
            return str(no) if text else ""
        return ""

    def _say_wrong(self) -> None:
        fault = self._fault()
        wrong = fault or harmless(self._state.wrong, 300)
        role = "hot_text" if fault else "warm_text"
        self.wrong.set_runs((Run(wrong, Type.SMALL, role),) if wrong else ())  # type: ignore[arg-type]
        self.use.setEnabled(bool(self.field.text().strip()) and not fault)

    def _ask(self, asking: bool) -> None:
        self._asking = asking
        there = bool(self._state.source)
        self.sure.set_runs((Run(_SURE, Type.BODY, "warm_text"),) if asking else ())
        self.really.setVisible(asking)
        self.stay.setVisible(asking)
        self.now.setVisible(there and not asking)
        self.remove.setVisible(there and not asking)

    def _remove(self) -> None:
        self._ask(False)
        self.source_wanted.emit("")


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(4, 4, 4, 4)
    row.setSpacing(8)
    for part in parts:
        row.addWidget(part, 1 if isinstance(part, Field) else 0)
    row.addStretch()
    return row


def _said(state: CalendarState, zone: tzinfo, elsewhere: str) -> tuple[Run, ...]:
    if not state.source and elsewhere:
        said = f"Another desk of yours reads {harmless(elsewhere, 60)}; none is read here."
        return (Run(said, Type.BODY),)
    if not state.source:
        return (Run("No calendar is read: you count as free in all your hours.", Type.BODY),)
    source = harmless(state.source, 80)
    if not state.read_at:
        return (Run(source, Type.BODY_MEDIUM), Run("  is being read", Type.BODY, "ink2"))
    count = words.counted(state.meetings, "meeting")
    when = words.dated(at(state.read_at), zone)
    said = f"  {count} in the next four weeks, read {when} yours"
    return (Run(source, Type.BODY_MEDIUM), Run(said, Type.BODY, "ink2"))
