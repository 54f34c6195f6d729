"""Which program of this computer gets the number: presets, or an address of one's own. Bad
addresses are not kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from client.settings import Settings
from client.system.links import DEFAULT_TEMPLATE, template_fault
from ui.fonts import Type
from ui.theme import Theme
from ui.widgets.field import Field
from ui.widgets.line import Run
from ui.widgets.one_of import OneOf
from ui.widgets.paragraph import Paragraph

PRESETS = (
    (DEFAULT_TEMPLATE, "Its own choice"),
    ("sip:{e164}", "SIP softphone"),
    ("callto:{e164}", "callto:"),
    ("zoomphonecall://{e164}", "Zoom Phone"),
    ("", "Other"),
)
_KNOWN = frozenset(template for template, _ in PRESETS if template)
_MEANS = (
    "{e164} stands for the number, like +447700900142. Leadbell hands it over and dials nothing:"
    " how the call went is yours to say."
)


class HandlerPart(QWidget):
    """Emits `changed` with an address that may be opened, `faulty` when `fault` may be another."""

    changed = Signal(object)
    faulty = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._other = False
        self.preset = OneOf(theme, "Program that gets the number", PRESETS)
        self.template = Field(theme, "Address of the program", hint="tel:{e164}", limit=300)
        self.template.setMinimumWidth(300)
        self.template.setMaximumWidth(400)
        self.said = Paragraph(theme, width=600)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setContentsMargins(4, 4, 4, 4)
        row.addWidget(self.template)
        row.addStretch()
        column.addWidget(self.preset)
        column.addLayout(row)
        column.addWidget(self.said)
        self.preset.chosen.connect(self._preset_chosen)
        self.template.textEdited.connect(self.type)

    @property
    def fault(self) -> str:
        """Why what is typed may not be opened; "" when it may."""
        return template_fault(self.template.text().strip())

    def show_settings(self, settings: Settings) -> None:
        """What is in force; a field being typed in is left alone."""
        template = settings.softphone
        self._other = self._other or template not in _KNOWN
        self.preset.set_chosen("" if self._other else template)
        if not self.template.hasFocus():
            self.template.setText(template)
        self._say()

    def type(self, text: str) -> None:
        """An address was typed: kept when it may be opened, else said why not."""
        text = text.strip()
        if text != self.template.text().strip():
            self.template.setText(text)
        self._say()
        if not template_fault(text):
            self.changed.emit({"softphone": text})
        self.preset.set_chosen(text if text in _KNOWN and not self._other else "")

    def _preset_chosen(self, template: str) -> None:
        self._other = not template
        if template:
            self.type(template)
        else:
            self.template.setFocus()
            self._say()

    def _say(self) -> None:
        fault = self.fault
        self.said.set_runs((Run(fault or _MEANS, Type.SMALL, "hot_text" if fault else "ink2"),))
        self.faulty.emit()
