"""Which program calls: presets, an address of one's own, and a test. Bad addresses are not kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from client.system.links import DEFAULT_TEMPLATE, template_fault
from ui.fonts import Type
from ui.theme import Theme
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import Run
from ui.widgets.one_of import OneOf
from ui.widgets.paragraph import Paragraph

PRESETS = (
    (DEFAULT_TEMPLATE, "This computer’s phone"),
    ("sip:{e164}", "SIP softphone"),
    ("callto:{e164}", "callto:"),
    ("zoomphonecall://{e164}", "Zoom Phone"),
    ("", "Other"),
)
_KNOWN = frozenset(template for template, _ in PRESETS if template)
_MEANS = "{e164} stands for the number, like +447700900142."


class PhonePart(QWidget):
    """Emits `chosen` with an address that may be opened, `test` to try it."""

    chosen = Signal(str)
    test_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._other = False
        self.preset = OneOf(theme, "Softphone", PRESETS)
        self.template = Field(theme, "Address of the softphone", hint="tel:{e164}", limit=300)
        self.template.setMaximumWidth(400)
        self.test = KeyButton(theme, "Test", icon="phone")
        self._fault = Paragraph(theme, width=600)
        row = QHBoxLayout()
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(self.template, 1)
        row.addWidget(self.test)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.preset)
        column.addLayout(row)
        column.addWidget(self._fault)
        self.preset.chosen.connect(self._preset_chosen)
        self.template.textEdited.connect(self.type)
        self.test.acted.connect(self.test_wanted)

    def show_template(self, template: str) -> None:
        """What is in force; a field being typed in is left alone."""
        self._other = self._other or template not in _KNOWN
        self.preset.set_chosen("" if self._other else template)
        if not self.template.hasFocus():
            self.template.setText(template)
        self._say(self.template.text())

    def type(self, text: str) -> None:
        """An address was typed: kept when it may be opened, else said why not."""
        text = text.strip()
        self._say(text)
        if not template_fault(text):
            self.chosen.emit(text)
        self.preset.set_chosen(text if text in _KNOWN and not self._other else "")

    def _preset_chosen(self, template: str) -> None:
        self._other = not template
        if template:
            self.template.setText(template)
            self.type(template)
        else:
            self.template.setFocus()
            self._say(self.template.text())

    def _say(self, text: str) -> None:
        fault = template_fault(text.strip())
        self._fault.set_runs((Run(fault or _MEANS, Type.SMALL, "hot_text" if fault else "ink2"),))
        if fault:
            self.test.refuse(fault)
        elif self.test.kind is Kind.REFUSED:
            self.test.set_kind(Kind.PLAIN)
