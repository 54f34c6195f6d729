"""Which output rings: the computer's own, or one by name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.person_words import cleaned
from ui.theme import Theme
from ui.widgets.choice_list import Choice, ChoiceList
from ui.widgets.line import Run
from ui.widgets.popup import Popup

SYSTEM = "The output this computer uses"
_WIDTH = 400


class OutputsPopup(Popup):
    """Emits `chosen` with the output's name, empty for the computer's own."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Output", host)
        self._names: list[str] = []
        self.list = ChoiceList(theme, "Output", most=324)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.addWidget(self.list)
        self.setFixedWidth(_WIDTH)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._take)

    def ask(self, names: Sequence[str], chosen: str, at: QPoint) -> None:
        """Open below a point, the one in use marked."""
        self._names = ["", *names]
        choices = [
            Choice((Run(cleaned(name, 80) or SYSTEM),), "volume-2", str(n) if n < 10 else "")
            for n, name in enumerate(self._names, start=1)
        ]
        self.list.set_choices(choices, self._names.index(chosen) if chosen in self._names else 0)
        self.open_at(at)

    def _take(self, row: int) -> None:
        self.dismiss()
        self.chosen.emit(self._names[row])
