"""One sentence at the foot of the window, for a while."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QTimer
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.fonts import Type
from ui.text import clean
from ui.theme import Theme
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.popup import paint_surface

_HEIGHT, _PAD, _STAYS = 40, 16, 6_000
ABOVE = 140
"""Clear of the outcome bar and the status bar."""


class Toast(Painted):
    """Shows itself at a place its host names, and goes after six seconds or when pressed."""

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, host)
        self._text = ""
        self._undo: Callable[[], None] | None = None
        self.above = ABOVE
        """How far above the foot of its host it stands, in px."""
        self._button = KeyButton(theme, "Undo", key="Z", icon="undo-2", kind=Kind.QUIET,
                                 size=Size.SMALL, parent=self)  # fmt: skip
        self._button.acted.connect(self.undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()
        host.installEventFilter(self)

    @property
    def text(self) -> str:
        """What is said, empty when nothing is."""
        return self._text if not self.isHidden() else ""

    @property
    def can_undo(self) -> bool:
        """Whether `undo` would do something."""
        return self._undo is not None and not self.isHidden()

    def say(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Show a sentence, with Undo where there is one."""
        self._text, self._undo = clean(text), undo
        self._button.setVisible(undo is not None)
        self.setAccessibleName(self._text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_STAYS)
        self.update()

    def undo(self) -> None:
        """Take back what was said, if it can be."""
        act, self._undo = self._undo, None
        self.hide()
        if act is not None:
            act()

    def _place(self) -> None:
        host = self.parentWidget()
        if host is None:
            return
        button = self._button.sizeHint().width() + 8 if self._undo is not None else 0
        width = round(
            min(text_width(self._text, Type.BODY) + 2 * _PAD + 4 + button, host.width() - 32)
        )
        self.resize(width, _HEIGHT)
        self.move(QPoint((host.width() - width) // 2, host.height() - _HEIGHT - self.above))
        if button:
            self._button.setGeometry(width - button, 6, button - 8, 28)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        paint_surface(painter, QRectF(self.rect()), self.tokens, 8)
        right = self.width() - _PAD - (self._button.width() + 8 if self._undo is not None else 0)
        room = QRectF(_PAD, 0, right - _PAD, self.height())
        draw_text(painter, room, self._text, Type.BODY, self.tokens.ink)
        painter.end()
