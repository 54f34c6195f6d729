"""The base of painted widgets: holds the theme and repaints when the look changes."""

from __future__ import annotations

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.tokens import Tokens


class Painted(QWidget):
    """A widget that draws itself from the tokens in force."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        theme.changed.connect(self.update)

    @property
    def tokens(self) -> Tokens:
        """The palette in force."""
        return self.theme.tokens


def canvas(widget: QWidget) -> QPainter:
    """A painter for a paint event, smooth edges on. Close it with `end()`."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter
