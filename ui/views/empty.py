"""Nobody is waiting: what will happen next, your next touch, and a practice lead."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import board
from app.domain.ids import at
from app.domain.lead import Lead
from ui import words
from ui.actions import Actions
from ui.bridge import Bridge
from ui.clockwork import Ticker
from ui.fonts import Type
from ui.models.agenda import ICONS
from ui.my_clock import my_zone
from ui.person_words import cleaned, name
from ui.text import PlainLabel
from ui.their_clock import there
from ui.theme import Theme
from ui.widgets.empty_text import WIDTH, EmptyText
from ui.widgets.key_button import KeyButton, Size
from ui.widgets.lead_line import LeadLine
from ui.widgets.line import Run
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import Rule

_NEXT = "The next lead rings here and on top of whatever you are doing. "
_MODES = {
    "dnd": "You are on do not disturb, so the next lead goes to the others.",
    "away": "You are away, so the next lead goes to the others.",
    "off": "You are off, so the next lead goes to the others.",
}


class EmptyPage(Painted):
    """Emits `practice`, and `open_lead` to read up on the next touch."""

    practice = Signal()
    open_lead = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._bridge = bridge
        self._next: Lead | None = None
        self.words = EmptyText(theme, "Nobody is waiting")
        self.line = LeadLine(theme)
        self._above, self.read = Rule(theme), KeyButton(theme, "Read up", size=Size.SMALL)
        self.line.set_button(self.read)
        self.ring = KeyButton(theme, "Ring me a practice lead", key="P", icon="bell-ring")
        note = PlainLabel(theme, "nobody is contacted, no figure changes", Type.SMALL, "ink2")
        holder = QWidget()
        holder.setFixedWidth(WIDTH + 8)
        column = QVBoxLayout(holder)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        column.addWidget(self.words)
        column.addSpacing(20)
        column.addWidget(self._above)
        column.addWidget(self.line)
        column.addSpacing(18)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.ring)
        row.addWidget(note, 1, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(row)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(holder, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self.ring.acted.connect(self.practice)
        self.read.acted.connect(self._open)
        self.line.opened.connect(self._open)
        for heard in (bridge.armed, bridge.presence, bridge.link):
            heard.connect(lambda _: self.refresh())
        bridge.lead_changed.connect(lambda *_: self.refresh())
        self.ticker = Ticker(bridge.now, self)
        self.ticker.second.connect(lambda now: self.refresh() if now // 1_000 % 15 == 0 else None)

    def add_acts(self, acts: Actions) -> None:
        """Make the page's acts known to the window."""
        acts.add("empty-practice", "Ring me a practice lead", ("P",), "app", self.ring.click,
                 lambda: self.isVisible())  # fmt: skip

    def refresh(self) -> None:
        """Say it anew, while somebody looks."""
        desk = self._bridge.desk
        if desk is None or not self.isVisible():
            return
        self.words.set_words("Nobody is waiting", self._turn())
        layout = self.words.layout()
        if layout is not None:  # a fixed height: what is centred cannot ask for its own
            self.words.setFixedHeight(layout.totalHeightForWidth(WIDTH))
        now = self._bridge.now()
        mine = board.agenda(desk.leads.values(), self._bridge.rep, now)
        self._next = mine[0] if mine else None
        for part in (self.line, self._above):
            part.setVisible(self._next is not None)
        if self._next is not None:
            self._show_next(self._next)

    def _turn(self) -> tuple[Run, ...]:
        desk = self._bridge.desk
        assert desk is not None
        of = Type.READ
        if desk.link.state != "live":
            text = "Nothing is live, so a lead may be waiting that is not known here."
            return (Run(text, of, "hot_text"),)
        mode = desk.armed_state.mode
        if mode != "on":
            return (Run(_MODES[mode], of, "ink2"),)
        if not desk.cards:
            return (Run(_NEXT, of, "ink2"),)
        others = sum(c.state == "armed" and c.rep != self._bridge.rep for c in desk.cards)
        if not others:
            turn, rest = "You are the only one armed.", ""
        else:
            turn = "It is offered to all who are armed at once"
            rest = f": you and {words.counted(others, 'other')}. Who claims first has it."
        return (
            Run(_NEXT, of, "ink2"),
            Run(turn, Type.READ_STRONG),
            Run(rest, of, "ink2"),
        )

    def _show_next(self, lead: Lead) -> None:
        touch, now = lead.next_touch, self._bridge.now()
        assert touch is not None
        when = "when?" if touch.needs_time else words.clock(at(touch.at), my_zone())
        zone = my_zone()
        if (
            not touch.needs_time
            and at(touch.at).astimezone(zone).date() != at(now).astimezone(zone).date()
        ):
            when = (
                words.day(at(touch.at), at(now), zone)
                if touch.at < now
                else words.DAYS[at(touch.at).astimezone(zone).weekday()]
            )
        self.line.set_time(when, ICONS[touch.channel])
        clock = there(lead.where, touch.at)
        self.line.set_words(
            name(lead.person), clock, f"{cleaned(touch.reason)}. {_until(touch.at - now)}"
        )

    def _open(self) -> None:
        if self._next is not None:
            self.open_lead.emit(self._next.id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self.ticker.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.ticker.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        painter.end()


def _until(ms: int) -> str:
    if ms <= 0:
        return "Due now."
    return f"In {max(1, ms // 60_000)} min." if ms < 7_200_000 else f"In {words.span(ms)}."
