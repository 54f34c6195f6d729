"""The reps beside the board: how many are armed, each with state and reason, and how old it is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.domain.ids import Ms, at
from ui import words
from ui.delegates.board import REP_ROW, RepsDelegate
from ui.fonts import Type
from ui.models.faces import Moment
from ui.models.reps import RepsModel, armed_words
from ui.my_clock import my_zone
from ui.theme import Theme
from ui.views.lead_list import LeadList
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule

HEAD, _FOOT, _LEFT, _RIGHT = 52, 28, 18, 20
_NOTE = "claims today"


class RepsColumn(Painted):
    """Places the list and paints what stands above and below it."""

    def __init__(
        self, theme: Theme, reps: RepsModel, moment: Moment, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._reps, self._moment = reps, moment
        self.last_fact: Ms | None = None
        self.list = LeadList(theme, reps, RepsDelegate(theme, reps, self), "Reps", parent=self)
        self.list.setSelectionMode(LeadList.SelectionMode.NoSelection)
        self.list.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def age_words(self) -> str:
        """How old what is shown is: `Last fact 2 s ago`."""
        moment = self._moment
        if moment.stale_at is not None:
            return f"As it was at {words.clock(at(moment.stale_at), my_zone())}"
        if self.last_fact is None:
            return "Live, nothing new yet"
        return f"Last fact {words.age(at(self.last_fact), at(moment.now), my_zone())}"

    def tick(self) -> None:
        """Repaint what ages."""
        self.list.viewport().update()
        self.update()

    def place(self) -> None:
        """The list takes the height of its rows."""
        tall = max(0, min(self.height() - HEAD - _FOOT, self._reps.rowCount() * REP_ROW))
        self.list.setGeometry(1, HEAD, self.width() - 1, tall)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = canvas(self), self.tokens
        painter.fillRect(self.rect(), tokens.side)
        paint_rule(painter, 0, 0, self.height(), tokens, upright=True)
        title = "Reps" if self._moment.stale_at is not None else armed_words(self._reps.cards)
        place = QRectF(_LEFT, 0, self.width() - _LEFT - _RIGHT, HEAD)
        used = draw_text(painter, place, title, Type.READ_STRONG, tokens.ink)
        place.setLeft(_LEFT + used + 12)
        if text_width(_NOTE, Type.SMALL) < place.width():
            draw_text(painter, place, _NOTE, Type.SMALL, tokens.ink2, "right")
        paint_rule(painter, 0, HEAD - 1, self.width(), tokens)
        foot = QRectF(_LEFT, self.height() - _FOOT, self.width() - _LEFT - _RIGHT, _FOOT)
        draw_text(painter, foot, self.age_words(), Type.SMALL, tokens.ink3)
        painter.end()
