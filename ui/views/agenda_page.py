"""The parts of the agenda and where they stand: head, the day to scale or as a list, the coming
days below, the plan at the right. What they do is told in agenda.py."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.live_theme import LiveTheme
from ui.models.agenda_day import AgendaDay
from ui.models.faces import Moment
from ui.theme import Theme
from ui.views.agenda_head import HEIGHT as HEAD
from ui.views.agenda_head import AgendaHead
from ui.views.agenda_list import AgendaList
from ui.views.coming_days import ComingDays
from ui.views.day_strip import DayStrip
from ui.views.review_card import WIDTH as CARD
from ui.views.review_card import ReviewCard
from ui.widgets.painted import Painted, canvas

NARROW = 1120


class AgendaPage(Painted):
    """Builds and places; hears nobody."""

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        self.live = LiveTheme(theme)
        super().__init__(self.live, parent)
        self.live.setParent(self)
        self.moment = Moment(now=bridge.now())
        self.days = AgendaDay(bridge, self.moment)
        self.strip = DayStrip(self.live, self.days.judge, self)
        self.coming = ComingDays(self.live, self)
        self.list = AgendaList(self.live, self.moment, self)
        self.card = ReviewCard(theme, self.live, self)
        self.head = AgendaHead(theme, self.live, self)
        self.list.hide()

    @property
    def as_list(self) -> bool:
        """Whether the list stands in place of the strip."""
        return not self.list.isHidden()

    @property
    def wide(self) -> bool:
        """Whether there is room for the plan beside the day."""
        return self.width() >= NARROW

    def place(self) -> None:
        """Everything where it belongs, at the size of now."""
        width, height = self.width(), self.height()
        card = CARD if self.card.isVisibleTo(self) else 0
        self.card.setGeometry(width - card, 0, card, height)
        width -= card
        foot = 0 if self.as_list else self.coming.height_wanted()
        self.coming.setVisible(bool(foot))
        self.head.setGeometry(0, 0, width, HEAD)
        self.strip.setGeometry(0, HEAD, width, height - HEAD - foot)
        self.coming.setGeometry(0, height - foot, width, foot)
        self.list.setGeometry(0, HEAD, width, height - HEAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        painter.end()
