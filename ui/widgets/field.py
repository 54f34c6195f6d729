"""A text field, 36 px high, with an icon where one helps. Its look is in the stylesheet."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.fonts import Type, font
from ui.icons import paint_icon
from ui.theme import Theme
from ui.widgets.painted import canvas

HEIGHT = 36
_ICON = 16


class Field(QLineEdit):
    """One line of typed text. `name` is what a screen reader says it is for."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        hint: str = "",
        icon: str = "",
        limit: int = 1_000,
        bare: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._icon = icon
        self._bare = bare
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setMaxLength(limit)
        self.setFont(font(Type.BODY, digits=False))
        self.setFixedHeight(HEIGHT)
        self.setProperty("bare", bare)
        if icon:
            self.setTextMargins(_ICON + (12 if bare else 8), 0, 0, 0)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._icon:
            return
        painter = canvas(self)
        left = 0 if self._bare else 12
        top = (self.height() - _ICON) / 2
        paint_icon(painter, self._icon, left, top, _ICON, self.theme.tokens.ink3)
        painter.end()
