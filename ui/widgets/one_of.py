"""One of a few: buttons side by side, the chosen one marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.key_button import KeyButton, Size


class OneOf(QWidget):
    """Emits `chosen` with the key of what the rep chose; `set_chosen` says nothing."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, name: str, choices: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAccessibleName(name)
        self.buttons: dict[str, KeyButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(6)
        for key, words in choices:
            button = KeyButton(theme, words, size=Size.SMALL)
            button.setCheckable(True)
            button.setAccessibleDescription(name)
            button.acted.connect(lambda key=key: self._choose(key))
            self.buttons[key] = button
            row.addWidget(button)
        row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_chosen(self, key: str) -> None:
        """Mark one; none when there is no such key."""
        for name, button in self.buttons.items():
            button.setChecked(name == key)
            button.update()

    def _choose(self, key: str) -> None:
        self.set_chosen(key)
        self.chosen.emit(key)
