"""A yes somebody gave on the phone: in which words, before it is recorded for everybody."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.fonts import Type
from ui.text import PlainLabel
from ui.theme import Theme
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.popup import Popup

_WIDTH = 460
_THEN = (
    "Only what they said themselves counts, and your name stands beside it. A stop they sent by"
    " SMS only they can take back."
)


class ConsentPopup(Popup):
    """Emits `given` with the lead's id, the channel and the words."""

    given = Signal(str, str, str)

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Consent", host)
        self._lead = self._channel = ""
        self._title = ElidedLabel(theme, "", Type.READ_STRONG)
        self.field = Field(theme, "Their words", hint="“Yes, write to me again”", limit=300)
        self.do = KeyButton(theme, "Record it", key="Enter", kind=Kind.PRIMARY)
        self.keep = KeyButton(theme, "Leave it", key="Esc")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(PlainLabel(theme, _THEN, Type.SMALL, "ink2", wrap=True))
        column.addWidget(self.field)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.do)
        acts.addWidget(self.keep)
        acts.addStretch()
        column.addLayout(acts)
        self.setFixedWidth(_WIDTH)
        self.field.returnPressed.connect(self._give)
        self.do.acted.connect(self._give)
        self.keep.acted.connect(self.dismiss)

    def ask(self, lead_id: str, channel: str, title: str) -> None:
        """Open for one person and one channel."""
        self._lead, self._channel = lead_id, channel
        self._title.set_text(title)
        self.field.clear()
        self.open_at()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _give(self) -> None:
        words = self.field.text().strip()
        if not words:
            self.field.setPlaceholderText("What did they say? Without words nothing is recorded")
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.dismiss()
        self.given.emit(self._lead, self._channel, words)
