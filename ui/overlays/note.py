"""A note about the lead: one field, Enter keeps it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.fonts import Type
from ui.theme import Theme
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.field import Field
from ui.widgets.popup import Popup

_WIDTH = 460


class NotePopup(Popup):
    """Emits `noted` with the lead's id and the text; Esc keeps the words for the next time."""

    noted = Signal(str, str)

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Note", host)
        self._lead = ""
        self._drafts: dict[str, str] = {}
        self._title = ElidedLabel(theme, "", Type.SMALL_STRONG, "ink2")
        self.field = Field(theme, "Note", hint="What is worth knowing; Enter keeps it", limit=2_000)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self.field)
        self.setFixedWidth(_WIDTH)
        self.field.returnPressed.connect(self._keep)
        self.closed.connect(self._draft)

    def ask(self, lead_id: str, name: str) -> None:
        """Open for a lead, with what was typed before."""
        self._lead = lead_id
        self._title.set_text(f"Note about {name}")
        self.field.setText(self._drafts.get(lead_id, ""))
        self.open_at()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _keep(self) -> None:
        text = self.field.text().strip()
        self.field.clear()
        self.dismiss()
        if text:
            self.noted.emit(self._lead, text)

    def _draft(self) -> None:
        self._drafts[self._lead] = self.field.text()
