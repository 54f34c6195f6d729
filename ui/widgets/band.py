"""A band across a view that cannot be overlooked: not live, and since when."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.theme import Theme
from ui.widgets.key_button import KeyButton
from ui.widgets.line import draw_text
from ui.widgets.painted import Painted, canvas

HEIGHT = 52


class Band(Painted):
    """Red, with one act at the right. Takes the theme itself: a stale palette has no red."""

    def __init__(
        self, theme: Theme, label: str, key: str, icon: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._icon, self._strong, self._words = icon, "", ""
        self.button = KeyButton(theme, label, key=key, fill="ground", parent=self)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_words(self, strong: str, words: str) -> None:
        """What is wrong, and what that means."""
        if (strong, words) == (self._strong, self._words):
            return
        self._strong, self._words = strong, words
        self.setAccessibleName(strong)
        self.setAccessibleDescription(words)
        self.update()

    @property
    def words(self) -> str:
        """All it says."""
        return f"{self._strong}. {self._words}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        hint = self.button.sizeHint()
        top = (HEIGHT - 1 - hint.height()) // 2
        left = self.width() - 24 - hint.width()
        self.button.setGeometry(left, top, hint.width(), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = canvas(self), self.tokens
        painter.fillRect(self.rect(), tokens.hot_wash)
        painter.fillRect(QRectF(0, HEIGHT - 1, self.width(), 1), tokens.hot_text)
        paint_icon(painter, self._icon, 24, (HEIGHT - 20) / 2, 20, tokens.hot_text)
        right = self.button.x() - 16
        place = QRectF(56, 0, right - 56, HEIGHT - 1)
        used = draw_text(painter, place, self._strong, Type.READ_STRONG, tokens.hot_text)
        place.setLeft(place.left() + used + 12)
        draw_text(painter, place, self._words, Type.BODY, tokens.ink)
        painter.end()
