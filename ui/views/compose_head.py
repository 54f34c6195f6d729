"""The head of the composer: who is written to, on both clocks, and what else may be done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QHelpEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.domain.facts import LeadClaimed
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from ui import words
from ui.fonts import Type
from ui.my_clock import my_zone
from ui.person_words import name, role_line, whose
from ui.text import tooltip
from ui.their_clock import full
from ui.theme import Theme
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule

HEIGHT = 121
_LEFT, _RIGHT = 28, 24
NOTHING_OPEN = "Nothing to end: no call runs, and nothing was opened elsewhere."


class ComposeHead(Painted):
    """Name, role, their clock and mine, and the lead's own keys: call, next touch, how it ended."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.name, self._role, self._theirs, self._mine = "", "", "", ""
        self._notes: tuple[str, ...] = ()
        self._used = 0
        self.call = KeyButton(theme, "Call", icon="phone", parent=self)
        self.next = KeyButton(theme, "Next touch", icon="calendar-clock", parent=self)
        self.ended = KeyButton(theme, "How it ended", kind=Kind.QUIET, parent=self)
        self._keys = ((self.call, "C"), (self.next, "B"), (self.ended, "1–9"))
        self.set_beside_text(True)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_beside_text(self, there: bool) -> None:
        """Whether there is a box to type in: then the keys want Alt, and say so."""
        for button, key in self._keys:
            button.set_key(f"Alt {key}" if there else key)

    def set_acts(self, *, call: bool, next_touch: bool, ended: bool) -> None:
        """Which of its keys may be used now; how it ended only while a touch is open."""
        self.call.setVisible(call)
        self.next.setVisible(next_touch)
        self.ended.setVisible(next_touch or ended)
        self.ended.setEnabled(ended)
        self.ended.setToolTip("" if ended else tooltip(NOTHING_OPEN))

    def set_lead(self, lead: Lead, now: Ms) -> None:
        """Another person, or a later moment."""
        self.name, self._role = name(lead.person), role_line(lead)
        self._theirs = full(lead.where, now, whose(lead.person))
        self._mine = f"{words.clock(at(now), my_zone())} yours"
        self._notes = notes(lead)
        self.setAccessibleName(f"Writing to {self.name}")
        self.setAccessibleDescription(
            f"{self._role}. {self._theirs}, {self._mine}. {self._notes[0]}"
        )
        x = _LEFT
        for button, _ in self._keys:
            if button.isHidden():
                continue
            hint = button.sizeHint()
            button.setGeometry(x, 70, hint.width(), hint.height())
            x += hint.width() + 8
        self._used = x
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cut = max(text_width(self.name, Type.TITLE), text_width(self._role, Type.BODY))
            whole = f"{self.name}\n{self._role}" if cut > self._room() else ""
            QToolTip.showText(event.globalPos(), tooltip(whole), self)
            return True
        return super().event(event)

    def _room(self) -> float:
        clocks = max(text_width(self._theirs, Type.READ_STRONG), text_width(self._mine, Type.BODY))
        return self.width() - _RIGHT - clocks - 20 - _LEFT

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = canvas(self), self.tokens
        painter.fillRect(self.rect(), tokens.ground)
        paint_rule(painter, 0, self.height() - 1, self.width(), tokens)
        right = float(self.width() - _RIGHT)
        room = self._room()
        draw_text(painter, QRectF(_LEFT, 16, room, 26), self.name, Type.TITLE, tokens.ink)
        draw_text(painter, QRectF(_LEFT, 42, room, 18), self._role, Type.BODY, tokens.ink2)
        place = QRectF(0, 17, right, 23)
        draw_text(painter, place, self._theirs, Type.READ_STRONG, tokens.ink, "right")
        draw_text(painter, QRectF(0, 40, right, 18), self._mine, Type.BODY, tokens.ink2, "right")
        free = right - self._used - 12
        note = next((n for n in self._notes if text_width(n, Type.BODY) <= free), "")
        draw_text(painter, QRectF(0, 79, right, 18), note, Type.BODY, tokens.ink2, "right")
        painter.end()


def notes(lead: Lead) -> tuple[str, ...]:
    """Since when it is ours and how fast the first touch was, or that there has been none: in full,
    and in ever fewer words."""
    claimed = next((e.at for e in reversed(lead.timeline) if e.kind == LeadClaimed.k), None)
    since = f"claimed {words.clock(at(claimed), my_zone())}" if claimed is not None else ""
    if lead.first_attempt is None:
        return (f"{since}, no touch yet".removeprefix(", "), "no touch yet")
    first = f"first touch after {words.span(lead.first_attempt - lead.received)}"
    kept = "" if lead.due is None else ", in time" if lead.first_attempt <= lead.due else ", late"
    return (f"{since}, {first}{kept}".removeprefix(", "), f"{first}{kept}", first)
