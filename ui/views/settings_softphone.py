"""The softphone that is driven from here: where it listens and what it dials."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from client.settings import Settings
from client.system.links import sip_fault
from client.system.phone_line import address_fault
from ui.fonts import Type
from ui.text import PlainLabel
from ui.theme import Theme
from ui.widgets.field import Field
from ui.widgets.line import Run
from ui.widgets.paragraph import Paragraph

_MEANS = (
    "baresip with its ctrl_tcp module, on this computer. C dials at once, H hangs up; ringing,"
    " answered and how long you talked are logged by themselves, and the outcome is asked at the"
    " end. {e164} stands for the number. A phone that needs a domain: sip:{e164}@domain."
)


class SoftphonePart(QWidget):
    """Emits `changed` with what may be used, `faulty` when `fault` may be another."""

    changed = Signal(object)
    faulty = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.at = Field(theme, "Where the softphone listens", hint="127.0.0.1:4444", limit=80)
        self.dials = Field(theme, "What it dials", hint="{e164}", limit=300)
        self.said = Paragraph(theme, width=600)
        row = QHBoxLayout()
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(8)
        for title, field, width in (("Listens at", self.at, 190), ("Dials", self.dials, 270)):
            field.setMaximumWidth(width)
            row.addWidget(
                PlainLabel(theme, title, Type.BODY, "ink2"), 0, Qt.AlignmentFlag.AlignVCenter
            )
            row.addWidget(field, 1)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.said)
        self.at.textEdited.connect(lambda _: self._typed())
        self.dials.textEdited.connect(lambda _: self._typed())

    @property
    def fault(self) -> str:
        """Why what is typed cannot be used; "" when it can."""
        return address_fault(self.at.text().strip()) or sip_fault(self.dials.text().strip())

    def show_settings(self, settings: Settings) -> None:
        """What is in force; a field being typed in is left alone."""
        for field, text in ((self.at, settings.sip_phone), (self.dials, settings.sip_dials)):
            if not field.hasFocus():
                field.setText(text)
        self._say()

    def _typed(self) -> None:
        self._say()
        if not self.fault:
            kept = {"sip_phone": self.at.text().strip(), "sip_dials": self.dials.text().strip()}
            self.changed.emit(kept)

    def _say(self) -> None:
        fault = self.fault
        self.said.set_runs((Run(fault or _MEANS, Type.SMALL, "hot_text" if fault else "ink2"),))
        self.faulty.emit()
