"""The head of the composer: who is written to, on both clocks. Painted."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.ids import Ms, at
from app.domain.lead import Lead
from ui import words
from ui.fonts import Type
from ui.my_clock import my_zone
from ui.person_words import name, role_line, whose
from ui.their_clock import full
from ui.theme import Theme
from ui.widgets.key_button import KeyButton
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule

HEIGHT = 121
_LEFT, _RIGHT = 28, 24


class ComposeHead(Painted):
    """Name, role, their clock and mine, and two buttons: call, and back to the lead."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.name, self._role, self._theirs, self._mine, self._note = "", "", "", "", ""
        self._used = 0
        self.call = KeyButton(theme, "Call", key="Alt C", icon="phone", parent=self)
        self.back = KeyButton(theme, "Back to the lead", key="Esc", parent=self)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_lead(self, lead: Lead, now: Ms) -> None:
        """Another person, or a later moment."""
        self.name, self._role = name(lead.person), role_line(lead)
        self._theirs = full(lead.where, now, whose(lead.person))
        self._mine = f"{words.clock(at(now), my_zone())} yours"
        self._note = _note(lead)
        self.setAccessibleName(f"Writing to {self.name}")
        self.setAccessibleDescription(f"{self._role}. {self._theirs}, {self._mine}")
        x = _LEFT
        for button in (self.call, self.back):
            if button.isHidden() and button is self.call:
                continue
            hint = button.sizeHint()
            button.setGeometry(x, 70, hint.width(), hint.height())
            x += hint.width() + 8
        self._used = x
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = canvas(self), self.tokens
        painter.fillRect(self.rect(), tokens.ground)
        paint_rule(painter, 0, self.height() - 1, self.width(), tokens)
        right = float(self.width() - _RIGHT)
        clocks = max(text_width(self._theirs, Type.READ_STRONG), text_width(self._mine, Type.BODY))
        room = right - clocks - 20 - _LEFT
        draw_text(painter, QRectF(_LEFT, 16, room, 26), self.name, Type.TITLE, tokens.ink)
        draw_text(painter, QRectF(_LEFT, 42, room, 18), self._role, Type.BODY, tokens.ink2)
        place = QRectF(0, 17, right, 23)
        draw_text(painter, place, self._theirs, Type.READ_STRONG, tokens.ink, "right")
        draw_text(painter, QRectF(0, 40, right, 18), self._mine, Type.BODY, tokens.ink2, "right")
        if right - text_width(self._note, Type.BODY) > self._used + 12:
            place = QRectF(0, 79, right, 18)
            draw_text(painter, place, self._note, Type.BODY, tokens.ink2, "right")
        painter.end()


def _note(lead: Lead) -> str:
    """How fast the first touch was, or that there has been none."""
    if lead.first_attempt is None:
        return "no touch yet"
    after = words.span(lead.first_attempt - lead.received)
    return f"first touch after {after}"
