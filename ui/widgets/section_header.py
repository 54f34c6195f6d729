"""The 28 px line above a list. It also says what waits above, so that arrivals never push rows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.key_cap import cap_width, paint_cap, plain_cap
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas

HEIGHT = 28
TALL = 34
"""Height of the header of the agenda."""


class SectionHeader(Painted):
    """Title and note at the left, another note at the right; or `2 new above` with its key."""

    arrivals_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        height: int = HEIGHT,
        margin: int = 14,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._title, self._note, self._right = title, "", ""
        self._role: Role = "ink2"
        self._waiting = 0
        self._margin = margin
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def set_words(self, title: str, note: str = "", right: str = "", role: Role = "ink2") -> None:
        """Title, the note after it, the one at the right; role `accent_text`: yours to act."""
        if (title, note, right, role) == (self._title, self._note, self._right, self._role):
            return
        self._title, self._note, self._right, self._role = title, note, right, role
        self._name()

    def set_waiting(self, count: int) -> None:
        """How many rows wait above; 0 shows the title again. The height never changes."""
        self._waiting = count
        shape = Qt.CursorShape.PointingHandCursor if count else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self._name()

    @property
    def waiting(self) -> int:
        """How many rows wait above."""
        return self._waiting

    def _name(self) -> None:
        words = f"{self._title} {self._note}".strip()
        self.setAccessibleName(f"{self._waiting} new above" if self._waiting else words)
        self.setAccessibleDescription("key Home" if self._waiting else self._right)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(272, self.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._waiting and event.button() == Qt.MouseButton.LeftButton:
            self.arrivals_requested.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        if self._waiting:
            self._paint_waiting(painter)
        else:
            self._paint_words(painter)
        painter.end()

    def _inner(self) -> QRectF:
        return QRectF(self.rect()).adjusted(self._margin, 0, -self._margin, 0)

    def _paint_words(self, painter: QPainter) -> None:
        tokens, rect = self.tokens, self._inner()
        used = draw_text(painter, rect, self._right, Type.SMALL, tokens.ink3, "right")
        rect.setRight(rect.right() - (used + 8 if used else 0))
        used = draw_text(painter, rect, self._title, Type.SMALL_STRONG, tokens.of(self._role))
        rect.setLeft(rect.left() + used + 6)
        draw_text(painter, rect, self._note, Type.SMALL, tokens.ink3)

    def _paint_waiting(self, painter: QPainter) -> None:
        tokens, rect = self.tokens, self._inner()
        painter.fillRect(QRectF(0, 0, self.width(), 1), tokens.accent_mark)
        middle = self.height() / 2
        paint_icon(painter, "arrow-up", rect.left() - 1, middle - 7, 14, tokens.accent_text)
        left = rect.right() - cap_width("Home")
        paint_cap(painter, left, middle, "Home", plain_cap(tokens))
        words = QRectF(rect.left() + 20, 0, left - 8 - rect.left() - 20, self.height())
        text = f"{self._waiting} new above, list waits for your mouse"
        short = f"{self._waiting} new above"
        fits = text_width(text, Type.SMALL_MEDIUM) <= words.width()
        draw_text(painter, words, text if fits else short, Type.SMALL_MEDIUM, tokens.accent_text)
