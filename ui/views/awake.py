"""While you were gone: what still waits first, then what others took, then what is yours."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain import board
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from client.hooks import Pending
from ui import words
from ui.actions import Actions
from ui.bridge import Bridge
from ui.fonts import Type
from ui.models.agenda import ICONS
from ui.models.faces import Moment, pool_face
from ui.models.gone import Gap, Happened, meanwhile, sentence
from ui.my_clock import my_zone
from ui.person_words import cleaned, name, origin
from ui.text import PlainLabel
from ui.their_clock import there
from ui.theme import Theme
from ui.widgets.heat import Heat
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.lead_line import LeadLine
from ui.widgets.line import Run
from ui.widgets.painted import Painted, canvas
from ui.widgets.paragraph import Paragraph
from ui.widgets.rule import Rule

WIDTH, _LEFT = 740, 32
_MOST = 6
_DO = {
    "note": "A note", "end_touch": "An outcome", "start_touch": "A touch", "claim": "A claim",
    "move_touch": "A moved touch", "pass": "A later", "return": "A return",
}  # fmt: skip


class AwakePage(Painted):
    """Emits `open_lead`, `claim` with the lead still waiting, and `done`."""

    open_lead = Signal(str)
    claim = Signal(str)
    done = Signal()

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._bridge = bridge
        self.gap = Gap(0, 0)
        self.lines: list[LeadLine] = []
        self._waiting: list[Happened] = []
        self._since = PlainLabel(theme, "", Type.SMALL_STRONG, "ink2")
        self._told = Paragraph(theme, width=WIDTH)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.arm = KeyButton(theme, "Done, go on", key="Enter")
        self.arm.acted.connect(self.done)
        holder = QWidget()
        holder.setMaximumWidth(WIDTH + 8)
        column = QVBoxLayout(holder)
        column.setContentsMargins(_LEFT, 24, 4, 12)
        column.setSpacing(4)
        column.addWidget(self._since)
        column.addWidget(PlainLabel(theme, "While you were gone", Type.HERO))
        column.addWidget(self._told)
        column.addSpacing(12)
        column.addWidget(Rule(theme))
        column.addLayout(self._list)
        column.addSpacing(14)
        foot = QHBoxLayout()
        foot.addWidget(self.arm)
        foot.addStretch()
        column.addLayout(foot)
        column.addStretch()
        area = QScrollArea(self)
        area.setWidget(holder)
        area.setWidgetResizable(True)
        area.setAccessibleName("While you were gone")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.viewport().setAutoFillBackground(False)
        holder.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.setAccessibleName("While you were gone")

    def add_acts(self, acts: Actions) -> None:
        """Make the page's acts known to the window."""
        acts.add("awake-done", "Done, go on", ("Return",), "app", self.arm.click, self.isVisible)
        acts.add("awake-claim", "Claim and call", ("C",), "app", self._claim_first,
                 lambda: self.isVisible() and bool(self._waiting))  # fmt: skip

    def show_gap(self, gap: Gap) -> None:
        """Say what happened between the two instants."""
        desk = self._bridge.desk
        self.gap = gap
        if desk is None:
            return
        zone = my_zone()
        since, until = words.clock(at(gap.since), zone), words.clock(at(gap.until), zone)
        why = cleaned(gap.why) or "Nothing was heard here"
        self._since.setText(f"{why} from {since} to {until}")
        what = meanwhile(desk.leads.values(), gap.since, gap.until)
        self._waiting = list(what.waiting)
        first, strong = sentence(what)
        self._told.set_runs(
            (
                Run(first, Type.READ, "ink2"),
                Run(strong, Type.READ_STRONG if what.waiting else Type.READ),
            )
        )
        for line in self.lines:
            line.hide()
            line.deleteLater()
        while self._list.count():
            self._list.takeAt(0)
        self.lines = []
        for place, happened in enumerate(what.waiting[:_MOST]):
            self._wait(happened, first=not place)
        self._more(len(what.waiting) - _MOST, "in the pool")
        for happened in what.taken[:_MOST]:
            self._taken(happened)
        self._more(len(what.taken) - _MOST, "taken care of")
        self._mine(gap)
        for act in desk.pending():
            self._unsent(act)
        self.arm.set_kind(Kind.PLAIN if what.waiting else Kind.PRIMARY)

    @property
    def told(self) -> str:
        """The sentence under the title."""
        return self._told.text

    def _add(self, lead: Lead | None) -> LeadLine:
        line = LeadLine(self.theme)
        if lead is not None:
            line.opened.connect(lambda: self.open_lead.emit(lead.id))
        self.lines.append(line)
        self._list.addWidget(line)
        return line

    def _more(self, count: int, where: str) -> None:
        if count > 0:
            line = self._add(None)
            line.set_shape(Heat.UNKNOWN, 0)
            line.set_words(f"and {count} more", where, "")

    def _wait(self, happened: Happened, *, first: bool) -> None:
        lead, now = happened.lead, self._bridge.now()
        face = pool_face(lead, Moment(now=now))
        line = self._add(lead)
        line.set_shape(face.heat, face.share)
        what = origin(lead.source.name, lead.person.company)
        line.set_words(face.name, what, happened.words, face.time, face.time_role)
        if first:
            button = KeyButton(
                self.theme,
                "Claim & call",
                key="C",
                icon="phone",
                kind=Kind.PRIMARY,
                size=Size.SMALL,
            )
            button.acted.connect(self._claim_first)
        else:
            button = KeyButton(self.theme, "Read", size=Size.SMALL)
            button.acted.connect(lambda: self.open_lead.emit(lead.id))
        line.set_button(button)

    def _claim_first(self) -> None:
        if self._waiting:
            self.claim.emit(self._waiting[0].lead.id)

    def _taken(self, happened: Happened) -> None:
        lead = happened.lead
        line = self._add(lead)
        line.set_shape(Heat.OTHERS, 0)
        what = origin(lead.source.name, lead.person.company)
        line.set_words(name(lead.person), what, happened.words, happened.owner)

    def _mine(self, gap: Gap) -> None:
        desk = self._bridge.desk
        assert desk is not None
        mine = board.agenda(desk.leads.values(), self._bridge.rep, gap.until)
        missed = [lead for lead in mine if lead.next_touch and _in(lead.next_touch.at, gap)]
        for lead in missed[:_MOST]:
            touch = lead.next_touch
            assert touch is not None
            line = self._add(lead)
            line.set_time(words.clock(at(touch.at), my_zone()), ICONS[touch.channel])
            clock = there(lead.where, touch.at)
            line.set_words(name(lead.person), cleaned(lead.person.company),
                           f"yours, fell due while you were gone. {cleaned(touch.reason)}",
                           clock)  # fmt: skip

    def _unsent(self, act: Pending) -> None:
        lead = self._bridge.lead(act.lead)
        line = self._add(lead)
        line.set_shape(Heat.NOT_YET, 0)
        whom = f"for {name(lead.person)}" if lead is not None else ""
        made = words.clock(at(act.made), my_zone())
        waits = (
            "needs your decision" if act.state == "needs_user" else "goes out once the hub answers"
        )
        line.set_words(f"{_DO.get(act.do, 'An act')} waited here", whom, f"made {made}, {waits}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        painter.end()


def _in(instant: Ms, gap: Gap) -> bool:
    return gap.since <= instant < gap.until
