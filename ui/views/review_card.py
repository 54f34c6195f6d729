"""The plan for one person, at the right of the agenda: what was tried, three times to choose from,
both days on one axis, what the number is made of, and one key to accept."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.rep_times import RepTimes
from app.domain.touch import NextTouch, Option
from ui.fonts import Type
from ui.models import day_axis
from ui.models.review import (
    book_words,
    factor_lines,
    option_line,
    options_of,
    plan_words,
    why_words,
)
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.factor_bars import FactorBars
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import Run
from ui.widgets.option_list import OptionList
from ui.widgets.overlay_bar import OverlayBar
from ui.widgets.painted import Painted, canvas
from ui.widgets.paragraph import Paragraph
from ui.widgets.rule import Rule, paint_rule
from ui.widgets.two_clocks import TwoClocks

WIDTH = 428
FOOT = 61
_SIDE, _OVER = 24, 12
_TEXT = WIDTH - 1 - 2 * _SIDE


class ReviewCard(Painted):
    """Emits `booked` with an instant; asks its owner to open what `other` and `nurture` need, and
    for a call or a move where there is nothing to accept."""

    booked = Signal(object)
    asked = Signal(str)

    def __init__(self, theme: Theme, live: Theme, parent: QWidget | None = None) -> None:
        super().__init__(live, parent)
        self._lead: Lead | None = None
        self._playbook: Playbook | None = None
        self._mine, self._now = RepTimes(), 0
        self._options: tuple[Option, ...] = ()
        self._build(live)
        self.book = KeyButton(theme, "Book", key="Enter", kind=Kind.PRIMARY, parent=self)
        self.call = KeyButton(theme, "Call", key="C", icon="phone", kind=Kind.PRIMARY, parent=self)
        self.other = KeyButton(theme, "Other", key="T", fill="ground", parent=self)
        self.next = KeyButton(theme, "Next touch", key="B", icon="calendar-clock", fill="ground",
                              parent=self)  # fmt: skip
        self.nurture = KeyButton(theme, "Nurture", key="U", kind=Kind.QUIET, parent=self)
        self.book.acted.connect(self.accept)
        for name, button in self.buttons.items():
            button.acted.connect(lambda name=name: self.asked.emit(name))
        self.setAccessibleName("The plan for this person")

    @property
    def buttons(self) -> dict[str, KeyButton]:
        """Those its owner acts on."""
        return {"call": self.call, "other": self.other, "next": self.next, "nurture": self.nurture}

    def _build(self, live: Theme) -> None:
        self._over = ElidedLabel(live, "", Type.SMALL_MEDIUM, "ink2")
        self._heading = Paragraph(live, width=_TEXT)
        self._sentence = Paragraph(live, width=_TEXT)
        self.options = OptionList(live, "Times to choose from")
        self.clocks = TwoClocks(live)
        self._why = ElidedLabel(live, "", Type.SMALL_STRONG, "ink2")
        self.factors = FactorBars(live)
        self._foot = Paragraph(live, width=_TEXT)
        self._advice = Paragraph(live, width=_TEXT)
        self._clue_head = ElidedLabel(live, "Clues so far", Type.SMALL_STRONG, "ink2")
        self._clues = Paragraph(live, width=_TEXT)
        self._rest = Paragraph(live, width=_TEXT)
        self._rules = tuple(Rule(live) for _ in range(3))
        self._holders: dict[QWidget, QWidget] = {}
        """Each part with the room above it: both go together."""
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 16, 0, 12)
        column.setSpacing(0)
        first, second, third = self._rules
        for part, above, inset in (
            (self._over, 0, _SIDE), (self._heading, 2, _SIDE), (self._sentence, 4, _SIDE),
            (self.options, 12, _SIDE - _OVER), (first, 12, _SIDE), (self.clocks, 9, _SIDE),
            (second, 8, _SIDE), (self._why, 10, _SIDE), (self.factors, 4, _SIDE),
            (self._foot, 4, _SIDE), (self._advice, 8, _SIDE), (third, 12, _SIDE),
            (self._clue_head, 10, _SIDE), (self._clues, 4, _SIDE), (self._rest, 8, _SIDE),
        ):  # fmt: skip
            holder = self._holders[part] = QWidget()
            room = QVBoxLayout(holder)
            room.setContentsMargins(inset, above, inset, 0)
            room.addWidget(part)
            column.addWidget(holder)
        column.addStretch()
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._page)
        self.area.viewport().setAutoFillBackground(False)
        self._page.setAutoFillBackground(False)
        OverlayBar(self.area)
        self.options.chosen.connect(lambda _: self._show_chosen())
        self.options.accepted.connect(self.accept)

    # -- what it shows

    @property
    def lead(self) -> Lead | None:
        """Whose plan is shown."""
        return self._lead

    @property
    def chosen(self) -> Option | None:
        """The time that would be booked."""
        at = self.options.at
        return self._options[at] if 0 <= at < len(self._options) else None

    @property
    def reviews(self) -> bool:
        """Whether there is a plan to accept."""
        return self.book.isVisibleTo(self)

    def show_plan(self, lead: Lead, playbook: Playbook, mine: RepTimes, now: Ms) -> None:
        """Show the plan of a lead that has a next touch."""
        touch = lead.next_touch
        assert touch is not None
        other = self._lead is None or self._lead.id != lead.id
        options = options_of(touch)
        kept = self.options.at if not other and len(options) == len(self._options) else 0
        self._lead, self._playbook, self._mine, self._options = lead, playbook, mine, options
        self._now = now
        several = len(options) > 1 or touch.review
        lines = [option_line(lead, option) for option in options] if several else []
        self.options.set_lines(lines, min(kept, max(0, len(options) - 1)))
        if other:
            self.area.verticalScrollBar().setValue(0)
        self._show_chosen()

    def _show_chosen(self) -> None:
        lead, playbook = self._lead, self._playbook
        touch = lead.next_touch if lead is not None else None
        if lead is None or playbook is None or touch is None:
            return
        option = self.chosen
        said = plan_words(lead, touch, playbook, self._now)
        self._over.set_text(said.over)
        self._set(self._heading, said.heading, Type.TITLE, "ink")
        self._set(self._sentence, said.sentence, Type.BODY, "ink2")
        self._set(self._foot, said.foot, Type.SMALL, "ink3")
        self._set(self._advice, said.advice, Type.BODY, "ink")
        self._set(self._clues, "\n".join(said.clues), Type.BODY, "ink")
        self._set(self._rest, said.rest, Type.SMALL, "ink3")
        self._show(self._clue_head, bool(said.clues))
        self._show(self._rules[2], bool(said.clues or said.rest))
        self._show(self.options, bool(self.options.lines))
        self._scored(lead, option, touch, playbook)
        self._buttons(lead, option, touch)

    def _scored(
        self, lead: Lead, option: Option | None, touch: NextTouch, playbook: Playbook
    ) -> None:
        factors = option.factors if option is not None else ()
        self.factors.set_lines(factor_lines(factors))
        self._show(self.factors, bool(factors))
        self._show(self._why, bool(factors))
        if option is not None:
            self._why.set_text(why_words(lead, option))
        when: Ms | None = option.at if option is not None else None
        when = touch.at if when is None and not touch.needs_time else when
        for part in (self.clocks, self._rules[0], self._rules[1]):
            self._show(part, when is not None)
        if when is not None:
            axis = day_axis.axis(lead, when, self._mine, playbook)
            self.clocks.set_axis(axis, day_axis.said(axis, lead))

    def _buttons(self, lead: Lead, option: Option | None, touch: NextTouch) -> None:
        review = option is not None and (touch.review or self.options.at > 0)
        if option is not None:
            self.book.set_label(book_words(lead, option))
        self.book.setVisible(review)
        self.call.setVisible(not review)
        self.other.setVisible(review)
        self.next.setVisible(not review)
        self.place()

    def _set(self, part: Paragraph, text: str, of: Type, role: Role) -> None:
        part.set_runs((Run(text, of, role),) if text else ())
        self._show(part, bool(text))

    def _show(self, part: QWidget, shown: bool) -> None:
        self._holders[part].setVisible(shown)

    # -- the hand

    def choose(self, place: int) -> None:
        """Look at another of the times."""
        self.options.choose(place)

    def accept(self) -> None:
        """Take the chosen time."""
        if self.chosen is not None and self.reviews:
            self.booked.emit(self.chosen.at)

    # -- places and painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.area.setGeometry(1, 0, self.width() - 1, self.height() - FOOT)
        self.place()

    def place(self) -> None:
        """The buttons as wide as their words."""
        x, y = _SIDE + 1, self.height() - FOOT + 13
        for button in (self.book, self.call, self.other, self.next, self.nurture):
            if button.isVisibleTo(self):
                hint = button.sizeHint()
                gap = 16 if button is self.nurture else 0
                button.setGeometry(x + gap, y, hint.width(), hint.height())
                x += hint.width() + 8 + gap
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter: QPainter = canvas(self)
        tokens, foot = self.tokens, self.height() - FOOT
        painter.fillRect(self.rect(), tokens.ground)
        painter.fillRect(QRectF(0, foot, self.width(), FOOT), tokens.side)
        paint_rule(painter, 0, 0, self.height(), tokens, upright=True)
        paint_rule(painter, 0, foot, self.width(), tokens)
        painter.end()
