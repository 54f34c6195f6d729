"""What an empty place says: what it is for and what happens next. Words only, no picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.fonts import Type
from ui.theme import Theme
from ui.widgets.line import Run
from ui.widgets.paragraph import Paragraph

WIDTH = 500


class EmptyText(QWidget):
    """A title and a paragraph, one column, from the left."""

    def __init__(
        self, theme: Theme, title: str, text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = Paragraph(theme, width=WIDTH)
        self._text = Paragraph(theme, width=WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._title)
        column.addWidget(self._text)
        self.setMaximumWidth(WIDTH)
        self.set_words(title, (Run(text, Type.READ, "ink2"),) if text else ())

    def set_words(self, title: str, runs: tuple[Run, ...] = ()) -> None:
        """Other words; the runs may lift a few of them out."""
        self._title.set_runs((Run(title, Type.HERO),))
        self._text.set_runs(runs)
        self._text.setVisible(bool(runs))
        self.setAccessibleName(title)
        self.setAccessibleDescription(self._text.text)
