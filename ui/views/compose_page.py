"""The composer's parts, their places, and what they show of a lead. What keys and buttons do is
`compose`; the words in the box are `letter`."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.touch import Channel
from ui.bridge import Bridge
from ui.clockwork import Ticker
from ui.lead_stand import stand
from ui.models.got import got
from ui.models.outcome import open_touch
from ui.models.rail_words import allowed
from ui.models.thread import thread
from ui.theme import Theme
from ui.views.compose_foot import ComposeFoot
from ui.views.compose_head import ComposeHead
from ui.views.compose_side import WIDTH as SIDE
from ui.views.compose_side import ComposeSide
from ui.views.compose_words import WhyNot, address_runs, other_ways, why_not, yes_words
from ui.views.letter import Letter
from ui.views.thread_view import ThreadView
from ui.widgets.painted import Painted, canvas

_LEFT, _LOW, _WITH_SIDE = 28, 620, 780
_CHANNELS: tuple[Channel, ...] = ("call", "sms", "email")


class ComposePage(Painted):
    """Head, thread, side and foot, showing the lead of its letter. `told` with a remark that has no
    place here."""

    told = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._bridge = bridge
        self.head = ComposeHead(theme, self)
        self.story = ThreadView(theme, self)
        self.side = ComposeSide(theme, self)
        self.foot = ComposeFoot(theme, self)
        self.letter = Letter(bridge, self.foot, self)
        self.post = self.letter.post
        self._side_open = False
        self.ticker = Ticker(bridge.now, self)
        self.foot.grown.connect(self._place)
        self.foot.about.acted.connect(self.toggle_side)
        self.side.close_wanted.connect(lambda: self.toggle_side(False))
        self.foot.box.entered.connect(self._typing)
        self.foot.box.textChanged.connect(self._typing)
        self.ticker.second.connect(lambda _: self._second())
        self.ticker.tenth.connect(lambda _: self._tick())

    @property
    def lead_id(self) -> str:
        """Who is written to, empty while nobody is."""
        return self.letter.lead.id if self.letter.lead is not None else ""

    def say(self, sentence: str) -> None:
        """A remark: under the box, or where there is none, to whoever holds the page."""
        self.letter.told = sentence
        if self.foot.refused or self.letter.lead is None:
            self.told.emit(sentence)
        self.letter.look()

    # -- whether they may be written to

    def _playbook(self) -> Playbook | None:
        return self._bridge.desk.playbook if self._bridge.desk is not None else None

    def why_not(self, channel: Channel) -> WhyNot | None:
        """Why nothing may go out on this channel; None where it may."""
        lead = self.letter.lead
        if self._bridge.desk is None or lead is None:
            return WhyNot("Nobody is signed in", "What you wrote stays here until you are.")
        book, me = self._playbook(), self._bridge.rep
        holds = self.post.sends(channel)
        return why_not(lead, channel, book, me, self._bridge.now(), holds=holds)

    # -- showing

    def _second(self) -> None:
        lead, now = self.letter.lead, self._bridge.now()
        if lead is not None and self.isVisible():
            self.head.set_lead(lead, now)
            self._tick()
            if now // 1_000 % 15 == 0:
                self.show_all()  # calling hours open and close

    def _tick(self) -> None:
        """A ring runs out ten times a second, and only while there is one."""
        self.ticker.ask_tenths("undo", self.story.tick(self._bridge.now()))

    def show_all(self) -> None:
        """Everything as it is now."""
        lead, channel = self.letter.lead, self.letter.channel
        if lead is None:
            return
        self.letter.find_templates()
        self.show_story()
        refused = {channel for channel in _CHANNELS if self.why_not(channel) is not None}
        no = self.why_not(channel)
        self._show_head(lead, call="call" not in refused, box=no is None)
        self.foot.show_tabs(channel, refused)
        if no is None:
            self._show_box(lead)
        else:
            self._show_refusal(lead, no)
        self._typing()
        self._place()

    def open_touch(self) -> bool:
        """Whether how it ended can be said now."""
        lead, desk = self.letter.lead, self._bridge.desk
        acts = desk.pending(lead.id) if desk is not None and lead is not None else []
        return lead is not None and open_touch(lead, self._bridge.rep, acts) is not None

    def _show_head(self, lead: Lead, *, call: bool, box: bool) -> None:
        now = self._bridge.now()
        mine, running = stand(lead, self._bridge.rep, now) == "mine", lead.running()
        call = call and (running is None or running.channel != "call")
        self.head.set_beside_text(box)
        self.head.set_acts(call=call, next_touch=mine, ended=self.open_touch())
        self.head.set_lead(lead, now)

    def _show_box(self, lead: Lead) -> None:
        channel, low = self.letter.channel, self.height() < _LOW
        to, sends = address_runs(lead, channel), self.post.sends(channel)
        self.foot.show_writing(to, channel, self.head.name, low=low, sends=sends)
        self.foot.show_templates(self.letter.titles())
        self.letter.count()
        self.letter.look()

    def _show_refusal(self, lead: Lead, no: WhyNot) -> None:
        channel, me = self.letter.channel, self._bridge.rep
        ways = other_ways(lead, channel, self._playbook(), me, self._bridge.now())
        draft = self.letter.draft()
        yes = yes_words(lead, channel) if lead.owner == me else ""
        self.foot.show_refusal(no, ways, draft.text if draft.touched else "", yes)

    def show_story(self) -> None:
        """The thread, and what they allowed and got."""
        lead, desk = self.letter.lead, self._bridge.desk
        if lead is None or desk is None:
            return
        now, book = desk.now(), desk.playbook
        undo = book.messages.undo if book is not None else 5
        live = desk.link.state == "live"
        self.story.set_messages(
            thread(lead, self._bridge.rep, now, desk.pending(lead.id), undo=undo, live=live)
        )
        self.side.set_words(allowed(lead), got(lead, now))
        self._place()
        self._typing()
        self._tick()

    # -- places

    def in_field(self) -> bool:
        """Whether letters are text now."""
        return self.foot.box.hasFocus() or self.foot.subject.hasFocus()

    def _typing(self) -> None:
        box, lead = self.foot.box, self.letter.lead
        empty = box.hasFocus() and not box.toPlainText()
        box.z_alone = empty and lead is not None and bool(self.post.in_hand(lead.id))
        self.story.set_typing(self.in_field(), z_alone=box.z_alone)

    @property
    def side_open(self) -> bool:
        """Whether what they allow and got lies over the page."""
        return self._side_open

    @property
    def _beside(self) -> bool:
        return self.width() >= _WITH_SIDE

    def toggle_side(self, on: bool | None = None) -> None:
        """Show or hide all they allow and got, where it has no room, or not enough of it, beside
        the thread."""
        wanted = not self._side_open if on is None else on
        self._side_open = wanted and not self.foot.about.isHidden()
        self._place()
        if self._side_open:
            self.side.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_all()
        self._place()

    def _place(self) -> None:
        width, height, top = self.width(), self.height(), self.head.height()
        self.head.setGeometry(0, 0, width, top)
        foot = min(self.foot.height_for(width), height - top)
        self.foot.setGeometry(0, height - foot, width, foot)
        room, beside = max(0, height - foot - top), self._beside
        self.foot.about.setVisible(not beside or self.side.cut(room) > 0)
        self.side.setVisible(beside or self._side_open)
        self.side.set_over(self._side_open)
        high = height - top if self._side_open else room
        self.side.setGeometry(width - SIDE, top, SIDE, high)
        side = SIDE if beside else 0
        self.story.setGeometry(_LEFT, top, width - side - _LEFT - (22 if beside else 12), room)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        painter.end()
