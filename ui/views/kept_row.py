"""The line under a refusal: the draft that is kept, and the way to copy it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.text import PlainLabel
from ui.theme import Theme
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule

_ICON, _ABOVE = 14, 8


class KeptRow(Painted):
    """Emits `copy_wanted`; there only while there is a draft."""

    copy_wanted = Signal()

    def __init__(self, theme: Theme, margin: int, parent: QWidget | None = None) -> None:
        """`margin`: what stays free at both sides."""
        super().__init__(theme, parent)
        self._margin = margin
        self.words = PlainLabel(theme, "", Type.SMALL, "ink2", wrap=True)
        self.copy = KeyButton(theme, "Copy", key="Ctrl C", kind=Kind.QUIET, size=Size.SMALL)
        self.copy.acted.connect(self.copy_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(margin + _ICON + 8, _ABOVE, 0, 0)
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.copy)

    def show_draft(self, draft: str) -> None:
        """The draft in short; nothing of it, and the row is gone."""
        self.words.setText(f"Your draft is kept: “{draft}”" if draft else "")
        self.setVisible(bool(draft))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        paint_rule(painter, self._margin, 0, self.width() - 2 * self._margin, self.tokens)
        y = self.words.geometry().center().y() + 1 - _ICON / 2
        paint_icon(painter, "pencil-line", self._margin, y, _ICON, self.tokens.ink2)
        painter.end()
