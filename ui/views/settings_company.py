"""The company's phone system: which phone of mine it rings first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from client.call_check import NO_COMPANY, NO_NUMBER, number_of
from client.settings import Settings
from ui.fonts import Type
from ui.text import PlainLabel
from ui.theme import Theme
from ui.widgets.field import Field
from ui.widgets.line import Run
from ui.widgets.paragraph import Paragraph

_MEANS = (
    "{gateway} rings this phone first; pick up, and it calls the lead from the company’s number."
    " The number goes to your team’s hub with each call and into no record."
)


class CompanyPart(QWidget):
    """Emits `changed` with a number that can be rung, `faulty` when `fault` may be another."""

    changed = Signal(object)
    faulty = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gateway = ""
        self.phone = Field(theme, "My phone", hint="+447700900142", limit=40)
        self.phone.setMaximumWidth(240)
        self.said = Paragraph(theme, width=600)
        row = QHBoxLayout()
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(8)
        label = PlainLabel(theme, "My phone", Type.BODY, "ink2")
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.phone, 1)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.said)
        self.phone.textEdited.connect(lambda _: self._typed())

    @property
    def fault(self) -> str:
        """Why no call can be made this way; "" when one can."""
        if not self._gateway:
            return NO_COMPANY
        return "" if number_of(self.phone.text()) else NO_NUMBER

    def show_settings(self, settings: Settings, gateway: str) -> None:
        """What is in force; a field being typed in is left alone."""
        self._gateway = gateway
        if not self.phone.hasFocus():
            self.phone.setText(settings.my_phone)
        self._say()

    def _typed(self) -> None:
        self._say()
        number = number_of(self.phone.text())
        if number or not self.phone.text().strip():
            self.changed.emit({"my_phone": number})

    def _say(self) -> None:
        fault = self.fault
        begun = bool(self.phone.text().strip()) or not self._gateway
        said = fault if fault else _MEANS.format(gateway=self._gateway)
        ink = "ink2" if not fault else "hot_text" if begun else "warm_text"
        self.said.set_runs((Run(said, Type.SMALL, ink),))  # type: ignore[arg-type]
        self.faulty.emit()
