"""The head of the agenda: which day, how much of it is done, and, where no plan stands beside it,
what can be done to the touch that is selected."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.fonts import Type
from ui.theme import Theme
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas

HEIGHT = 44
_LEFT, _GAP, _DOWN = 20, 12, 5
HINT = "your time, then theirs"


class AgendaHead(Painted):
    """Its buttons are its owner's to connect."""

    def __init__(self, theme: Theme, live: Theme, parent: QWidget | None = None) -> None:
        super().__init__(live, parent)
        self._title, self._note = "", ""
        self.call = KeyButton(theme, "Call", key="C", icon="phone", kind=Kind.PRIMARY, parent=self)
        self.next = KeyButton(theme, "Next touch", key="B", icon="calendar-clock", parent=self)
        self.setFixedHeight(HEIGHT)

    @property
    def note(self) -> str:
        """What it says beside the day."""
        return self._note

    def set_words(self, title: str, note: str) -> None:
        """The day, and what is said beside it."""
        if (title, note) != (self._title, self._note):
            self._title, self._note = title, note
            self.setAccessibleName(f"{title}, {note}")
            self.update()

    def show_buttons(self, shown: bool) -> None:
        """Whether the acts stand here."""
        for button in (self.call, self.next):
            button.setVisible(shown)
        self.place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        """The buttons as wide as their words."""
        x = self.width() - _LEFT
        for button in (self.next, self.call):
            hint = button.sizeHint()
            x -= hint.width()
            button.setGeometry(x, 4, hint.width(), hint.height())
            x -= 8
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = canvas(self), self.tokens
        painter.fillRect(self.rect(), tokens.ground)
        right = self.width() - _LEFT - 4.0
        if self.call.isVisibleTo(self):
            right = self.call.x() - 16.0
        place = QRectF(_LEFT, _DOWN, right - _LEFT, HEIGHT)
        used = _LEFT + draw_text(painter, place, self._title, Type.TITLE, tokens.ink) + _GAP
        room = QRectF(used, _DOWN + 1, right - used, HEIGHT)
        used += draw_text(painter, room, self._note, Type.BODY, tokens.ink2)
        wide = text_width(HINT, Type.SMALL) + 1
        if used + 2 * _GAP < right - wide:
            place = QRectF(right - wide, _DOWN, wide, HEIGHT)
            draw_text(painter, place, HINT, Type.SMALL, tokens.ink3)
        painter.end()
