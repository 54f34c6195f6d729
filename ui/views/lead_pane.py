"""The pane of one lead: hero, brief, timeline, facts rail, outcome bar. Places and words."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.domain.lead import Lead
from ui.delegates.timeline import TimelineDelegate
from ui.models.faces import Moment
from ui.models.hero_face import hero_face
from ui.models.rail_words import RailWords
from ui.models.timeline import TimelineModel
from ui.theme import Theme
from ui.timeline_words import lines
from ui.views.brief import READING, Brief
from ui.views.hero import HEIGHT, LOW_HEIGHT, NARROW, Hero
from ui.views.lead_list import LeadList
from ui.views.outcome_bar import HEIGHT as BAR
from ui.views.outcome_bar import OutcomeBar
from ui.views.rail import WIDTH as RAIL
from ui.views.rail import FactsRail
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule
from ui.widgets.section_header import SectionHeader

WITH_RAIL = 780
"""Width of the pane from which the rail stands beside the brief."""
_LEFT, _RIGHT = 28, 24
_MORE = 28


class LeadPane(Painted):
    """`about_toggled` when the key for all about the lead was pressed on its button."""

    about_toggled = Signal()

    def __init__(self, live: Theme, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(live, parent)
        self.hero = Hero(live, self)
        self.brief = Brief(live, self)
        self.story = TimelineModel(self)
        paint = TimelineDelegate(live, self.story, self)
        self.timeline_header = SectionHeader(live, "Timeline", margin=0, parent=self)
        self.timeline_header.set_words("Timeline", right="your clock")
        self.timeline = LeadList(live, self.story, paint, "Timeline", ground="ground", parent=self)
        self.timeline.setSelectionMode(LeadList.SelectionMode.NoSelection)
        self.timeline.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more = KeyButton(theme, "Why and consent", key="I", icon="chevron-right",
                              kind=Kind.QUIET, size=Size.SMALL, parent=self)  # fmt: skip
        self.more.acted.connect(self.about_toggled)
        self.bar = OutcomeBar(theme, self)
        self.rail = FactsRail(live, self)
        self._about = False
        self._rule = 0

    def show_lead(self, lead: Lead, moment: Moment) -> None:
        """Another lead, or its new state."""
        self.hero.set_face(hero_face(lead, moment))
        self.brief.set_lead(lead)
        self.story.set_lines(lines(lead, moment.me, moment.shown))
        self.setAccessibleName(self.hero.accessibleName())
        self._place()

    def tick(self, lead: Lead, moment: Moment) -> None:
        """What ages: the hero, nothing else."""
        self.hero.set_face(hero_face(lead, moment))

    def set_rail(self, words: RailWords) -> None:
        """Other facts in the rail."""
        self.rail.set_words(words)
        self.more.set_label(f"{words.title}, consent")
        self._place()

    # -- places

    @property
    def beside(self) -> bool:
        """Whether there is room for the rail beside the brief."""
        return self.width() >= WITH_RAIL

    @property
    def about_open(self) -> bool:
        """Whether the rail lies over the pane."""
        return self._about and not self.beside

    def toggle_about(self, on: bool | None = None) -> None:
        """Show or hide the rail over the pane where it has no place beside it."""
        self._about = not self._about if on is None else on
        self._place()
        self.rail.raise_()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width, height = self.width(), self.height()
        self.hero.setFixedHeight(LOW_HEIGHT if width < NARROW else HEIGHT)
        self.hero.setGeometry(0, 0, width, self.hero.height())
        self.bar.setGeometry(0, height - BAR, width, BAR)
        top, foot = self.hero.height(), height - BAR
        beside = self.beside
        self.rail.setVisible(beside or self._about)
        self.rail.set_raised(not beside)
        below = foot if beside else height  # over the pane it may cover the bar as well
        self.rail.setGeometry(QRect(width - RAIL, top, RAIL, max(0, below - top)))
        self.more.setVisible(not beside)
        left = _LEFT if width >= NARROW else 22
        room = (width - RAIL if beside else width) - left - _RIGHT
        self.brief.resize(min(READING, room), self.brief.height())
        self.brief.setGeometry(left, top, min(READING, room), self.brief.height())
        y = top + self.brief.height()
        self._rule = y
        y += 8
        if not beside:
            hint = self.more.sizeHint()
            self.more.setGeometry(left - 8, y - 4, min(room, hint.width()), _MORE)
            y += _MORE
        self.timeline_header.setGeometry(left, y, room, 28)
        self.timeline.setGeometry(left, y + 28, room, max(0, foot - y - 28))
        self._timeline_fits(foot - y - 28)
        self.update()

    def _timeline_fits(self, room: int) -> None:
        self.timeline_header.setVisible(room >= 28)
        self.timeline.setVisible(room >= 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        top, foot = self.hero.height(), self.height() - BAR
        left = self.brief.x()
        right = (self.width() - RAIL if self.beside else self.width()) - _RIGHT
        if self._rule < foot:
            paint_rule(painter, left, self._rule, right - left, self.tokens)
        if self.beside:
            paint_rule(painter, self.width() - RAIL - 1, top, foot - top, self.tokens, upright=True)
        painter.end()
