"""A reason before something is left out or ended: a ready one by its digit, or own words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.fonts import Type
from ui.text import PlainLabel
from ui.theme import Theme
from ui.widgets.choice_list import Choice, ChoiceList
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import Run
from ui.widgets.popup import Popup

_WIDTH, _SIDE = 420, 14
SKIPS = (
    "Too soon after the last one",
    "They wrote to us meanwhile",
    "I know they are away",
    "Waits for something from us",
    "Another way of reaching them is better",
)
NURTURES = (
    "Not now, later perhaps",
    "No budget this year",
    "Nobody answers",
    "Wants no more calls, reads what we send",
)


class ReasonPopup(Popup):
    """Emits `given` with what it was asked for (an id) and the reason."""

    given = Signal(str, str)

    def __init__(
        self, theme: Theme, name: str, reasons: Sequence[str], act: str, then: str, host: QWidget
    ) -> None:
        super().__init__(theme, name, host)
        self._about = ""
        self._reasons = tuple(reasons)
        self._title = ElidedLabel(theme, "", Type.READ_STRONG)
        self._then = PlainLabel(theme, then, Type.SMALL, "ink2", wrap=True)
        self.list = ChoiceList(theme, f"{name}: why", marks_only=True)
        self.list.set_choices(
            [Choice((Run(said),), "", str(n)) for n, said in enumerate(self._reasons, start=1)]
        )
        self.field = Field(theme, "The reason, in your words", hint="or type your own", limit=200)
        self.do = KeyButton(theme, act, key="Enter", kind=Kind.PRIMARY)
        self.keep = KeyButton(theme, "Keep it", key="Esc")
        self._lay_out()
        self.setFocusProxy(self.list)
        self.list.chosen.connect(lambda _: self._give())
        self.list.typed.connect(self._type_on)
        self.field.returnPressed.connect(self._give)
        self.do.acted.connect(self._give)
        self.keep.acted.connect(self.dismiss)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 14)
        column.setSpacing(8)
        for part, margin in ((self._title, _SIDE), (self._then, _SIDE), (self.list, 0),
                             (self.field, _SIDE)):  # fmt: skip
            holder = QVBoxLayout()
            holder.setContentsMargins(margin, 0, margin, 0)
            holder.addWidget(part)
            column.addLayout(holder)
        acts = QHBoxLayout()
        acts.setContentsMargins(_SIDE, 0, _SIDE, 0)
        acts.setSpacing(8)
        acts.addWidget(self.do)
        acts.addWidget(self.keep)
        acts.addStretch()
        column.addLayout(acts)
        self.setFixedWidth(_WIDTH)

    def ask(self, about: str, title: str) -> None:
        """Open, saying what it is about."""
        self._about = about
        self._title.set_text(title)
        self.field.clear()
        self.list.mark(0)
        self.open_at()

    def _type_on(self, letter: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.setText(self.field.text() + letter)

    def _give(self) -> None:
        said = self.field.text().strip() or self._reasons[max(0, self.list.at)]
        self.dismiss()
        self.given.emit(self._about, said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)
