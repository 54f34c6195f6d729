"""One line that is cut with … when it does not fit; the whole of it is the tooltip then."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.fonts import Type
from ui.text import clean, tooltip
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas


class ElidedLabel(Painted):
    """Plain text on one line, always from the left, whatever the script."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        of: Type = Type.BODY,
        role: Role = "ink",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._of, self._role = of, role
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(of.line)
        self.set_text(text)

    @property
    def text(self) -> str:
        """What is shown, cleaned, before eliding."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show other text; it is cleaned here."""
        self._text = clean(text)
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def set_role(self, role: Role) -> None:
        """Take another colour of the theme."""
        self._role = role
        self.update()

    def is_cut(self) -> bool:
        """Whether something is missing on the screen."""
        return text_width(self._text, self._of) > self.width() + 0.5

    def sizeHint(self) -> QSize:
        return QSize(round(text_width(self._text, self._of) + 1), self._of.line)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self._of.line)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), tooltip(self._text) if self.is_cut() else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        draw_text(painter, QRectF(self.rect()), self._text, self._of, self.tokens.of(self._role))
        painter.end()
