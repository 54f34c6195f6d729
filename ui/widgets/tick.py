"""A box to tick with its words and what they mean. Painted."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFocusEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.theme import Theme
from ui.widgets.focus_ring import by_key, paint_outline
from ui.widgets.line import Run, draw_text
from ui.widgets.painted import canvas
from ui.widgets.paragraph import laid_out

_BOX, _TEXT, _TOP = 18, 30, 4


class Tick(QAbstractButton):
    """`toggled` as any checkable button; Space and a click change it."""

    def __init__(
        self, theme: Theme, words: str, meaning: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme, self._words, self._meaning = theme, words, meaning
        self._ring = False
        self.setCheckable(True)
        self.setAccessibleName(words)
        self.setAccessibleDescription(meaning)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = laid_out(self._runs(), width - _TEXT - 4, self.theme.tokens).lineCount()
        return _TOP + Type.BODY.line + lines * Type.SMALL.line + 6

    def sizeHint(self) -> QSize:
        return QSize(520, self.heightForWidth(520))

    def _runs(self) -> tuple[Run, ...]:
        return (Run(self._meaning, Type.SMALL, "ink2"),)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring = by_key(event.reason())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = canvas(self), self.theme.tokens
        box = QRectF(4, _TOP, _BOX, _BOX)
        painter.setPen(QPen(tokens.accent_mark if self.isChecked() else tokens.edge, 1))
        painter.setBrush(tokens.accent if self.isChecked() else tokens.ground)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if self.isChecked():
            paint_icon(painter, "check", 6, _TOP + 2, 14, tokens.on_accent)
        if self._ring and self.hasFocus():
            paint_outline(painter, box, tokens, 4)
        place = QRectF(_TEXT + 4, _TOP, self.width() - _TEXT - 4, Type.BODY.line)
        ink = tokens.ink if self.isEnabled() else tokens.ink3
        draw_text(painter, place, self._words, Type.BODY_MEDIUM, ink)
        layout = laid_out(self._runs(), self.width() - _TEXT - 8, tokens)
        layout.draw(painter, place.bottomLeft())
        painter.end()
