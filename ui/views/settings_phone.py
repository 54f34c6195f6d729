"""How I call: by this computer's phone, a softphone driven from here, or the company's phone
system; and a test of the way chosen."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from client.call_check import NO_NUMBER, number_of
from client.settings import CallBy, Settings
from ui.fonts import Type
from ui.person_words import cleaned
from ui.theme import Theme
from ui.views.settings_company import CompanyPart
from ui.views.settings_handler import HandlerPart
from ui.views.settings_softphone import SoftphonePart
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import Run
from ui.widgets.one_of import OneOf
from ui.widgets.paragraph import Paragraph

WAYS = (
    ("tel", "This computer’s phone"),
    ("softphone", "A softphone, from here"),
    ("company", "The company’s phone system"),
)


class PhonePart(QWidget):
    """Emits `changed` with a dict of settings, all of which may be kept; `test_wanted` with the way
    and a number ("": only look)."""

    changed = Signal(object)
    test_wanted = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._how: CallBy = "tel"
        self.way = OneOf(theme, "How I call", WAYS)
        self.handler = HandlerPart(theme)
        self.softphone = SoftphonePart(theme)
        self.company = CompanyPart(theme)
        self.number = Field(theme, "A number of your own to test with", limit=40)
        self.number.setPlaceholderText("Your own number, to try a call")
        self.number.setMaximumWidth(300)
        self.test = KeyButton(theme, "Test", icon="phone")
        self.result = Paragraph(theme, width=600)
        row = QHBoxLayout()
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(self.number, 1)
        row.addWidget(self.test)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.way)
        for part in (self.handler, self.softphone, self.company):
            column.addWidget(part)
            part.changed.connect(self._changed)
            part.faulty.connect(self._say_faulty)
        column.addLayout(row)
        column.addWidget(self.result)
        self.way.chosen.connect(self._choose)
        self.test.acted.connect(self._test)
        self.number.returnPressed.connect(self._test)
        self.number.textEdited.connect(lambda _: self.say(""))

    def show_settings(self, settings: Settings, gateway: str) -> None:
        """What is in force; `gateway`: by whom the hub makes calls. A field being typed in is left
        alone."""
        self._how = settings.call_by
        self.way.set_chosen(self._how)
        self.way.buttons["company"].setVisible(bool(gateway) or self._how == "company")
        self.handler.show_settings(settings)
        self.softphone.show_settings(settings)
        self.company.show_settings(settings, cleaned(gateway, 40))
        self._show_way()

    def say(self, result: str, *, wrong: bool = False) -> None:
        """What the test found."""
        runs = (Run(cleaned(result, 300), Type.BODY, "hot_text" if wrong else "ink"),)
        self.result.set_runs(runs if result else ())

    def _show_way(self) -> None:
        for name, part in self._parts().items():
            part.setVisible(name == self._how)
        self.number.setVisible(self._how != "company")
        self._say_faulty()

    def _parts(self) -> dict[str, HandlerPart | SoftphonePart | CompanyPart]:
        return {"tel": self.handler, "softphone": self.softphone, "company": self.company}

    def _say_faulty(self) -> None:
        fault = self._parts()[self._how].fault
        if fault:
            self.say("")
            self.test.refuse(fault)
        elif self.test.kind is Kind.REFUSED:
            self.test.set_kind(Kind.PLAIN)

    def _choose(self, how: str) -> None:
        self._how = next(way for way in get_args(CallBy) if way == how)
        self.say("")
        self._show_way()
        self.changed.emit({"call_by": self._how})

    def _changed(self, changes: dict[str, str]) -> None:
        self.say("")  # what a test found was found of something else
        self.changed.emit(changes)

    def _test(self) -> None:
        typed = self.number.text().strip() if self._how != "company" else ""
        if self.test.kind is Kind.REFUSED:
            return
        if typed and not number_of(typed):
            self.say(NO_NUMBER, wrong=True)
            return
        self.say("")
        self.test_wanted.emit(self._how, number_of(typed))
