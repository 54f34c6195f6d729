"""The composer: the thread above, one message below. It hands the text over and sends nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.domain import words as fields
from app.domain.facts import Fact, TouchStarted
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.domain.playbook import Playbook, Template
from app.domain.sms_parts import parts_words
from app.domain.touch import Channel
from ui import words
from ui.bridge import Bridge
from ui.clockwork import Ticker
from ui.models.draft import LONGEST, Draft, Drafts, from_template, gaps
from ui.models.thread import thread, used
from ui.my_clock import my_zone
from ui.person_words import cleaned, object_
from ui.theme import Theme
from ui.views.compose_foot import ComposeFoot
from ui.views.compose_head import ComposeHead
from ui.views.compose_words import WhyNot, Written, address_runs, other_ways, why_not
from ui.views.thread_view import ThreadView
from ui.views.writing_box import meant
from ui.widgets.painted import Painted, canvas

_LEFT, _LOW = 28, 620
_CHANNELS: tuple[Channel, ...] = ("call", "sms", "email")


class Composer(Painted):
    """`handed` with lead, channel, text, subject and template when the rep lets it open elsewhere;
    `call_wanted` and `closed` with nothing lost: drafts stay with their lead and channel."""

    handed = Signal(str, str, str, str, str)
    call_wanted = Signal(str)
    closed = Signal()

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._bridge = bridge
        self._lead: Lead | None = None
        self._channel: Written = "sms"
        self._template, self._told = "", ""
        self._touched = self._filling = False
        self._templates: tuple[Template, ...] = ()
        self._used: dict[str, Ms] = {}
        self.drafts = Drafts()
        self.head = ComposeHead(theme, self)
        self.story = ThreadView(theme, self)
        self.foot = ComposeFoot(theme, self)
        self.ticker = Ticker(bridge.now, self)
        self._wire()

    def _wire(self) -> None:
        foot = self.foot
        self.head.call.acted.connect(self._call)
        self.head.back.acted.connect(self.leave)
        foot.wanted.connect(self._go)
        foot.template.connect(self.use_template)
        foot.grown.connect(self._place)
        foot.box.textChanged.connect(self._typed)
        foot.subject.textChanged.connect(lambda _: self._typed())
        foot.hand.acted.connect(self._hand)
        foot.hand.refusal_asked.connect(self._look)
        self._bridge.lead_changed.connect(self._changed)
        self.ticker.second.connect(lambda _: self._second())

    # -- opening and leaving

    def open(self, lead: Lead, channel: Channel) -> None:
        """Write to this lead; a draft of before is there again, else the first fitting template."""
        self._keep()
        self._lead = lead
        self._channel = "email" if channel == "email" else "sms"
        self._told = ""
        self._restore()
        self._show()
        self.ticker.start()
        self.foot.focus()

    @property
    def lead_id(self) -> str:
        """Who is written to, empty while nobody is."""
        return self._lead.id if self._lead is not None else ""

    @property
    def channel(self) -> Written:
        """SMS or email."""
        return self._channel

    def leave(self) -> None:
        """Back; the draft is kept."""
        self._keep()
        self.ticker.stop()
        self._lead = None
        self.closed.emit()

    def _keep(self) -> None:
        if self._lead is not None:
            self.drafts.keep(self._lead.id, self._channel, self.draft())

    def _restore(self) -> None:
        lead = self._lead
        assert lead is not None
        self._find_templates(lead)
        kept = self.drafts.of(lead.id, self._channel)
        if kept is None:
            fresh = next((t for t in self._templates if t.key not in self._used), None)
            kept = self._filled(fresh) if fresh is not None else Draft()
        self._fill(kept)

    def _go(self, letter: str) -> None:
        """C calls; S and E change the channel, each with its own draft."""
        if self._lead is None:
            return
        if letter == "C":
            self.head.call.click()
            return
        channel: Written = "sms" if letter == "S" else "email"
        if channel != self._channel:
            self._keep()
            self._channel = channel
            self._restore()
        self._show()
        self.foot.focus()

    # -- the words

    def draft(self) -> Draft:
        """What stands there now."""
        subject = self.foot.subject.text() if self._channel == "email" else ""
        return Draft(self.foot.box.toPlainText(), subject, self._template, self._touched)

    def _filled(self, template: Template) -> Draft:
        desk, lead = self._bridge.desk, self._lead
        me = desk.me if desk is not None else None
        assert lead is not None
        rep, team = (me.name, me.team_name) if me is not None else ("", "")
        return from_template(template, lead, rep, team)

    def _fill(self, draft: Draft) -> None:
        self._filling = True
        self.foot.subject.setText(draft.subject)
        self.foot.box.set_text(draft.text)
        self._template, self._touched = draft.template, draft.touched
        self._filling = False
        self._count()

    def use_template(self, number: int) -> None:
        """Replace the words by a template's (1 to 9); `Ctrl Z` in the box brings them back."""
        if not 1 <= number <= len(self._templates) or self.foot.refused:
            return
        template = self._templates[number - 1]
        sent = self._used.get(template.key)
        if sent is not None:
            self._told = f"“{cleaned(template.title)}” went out {_when(sent, self._bridge.now())}."
            self._look()
            return
        self._told = ""
        self._fill(self._filled(template))
        self._touched = True
        self._look()
        self.foot.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        if not self._filling:
            self._touched, self._told = True, ""
            self._count()
            self._look()

    def _count(self) -> None:
        text = self.foot.box.toPlainText()
        self.foot.count.setText(parts_words(text) if self._channel == "sms" else "")

    def _find_templates(self, lead: Lead) -> None:
        book = self._playbook()
        every = book.templates if book is not None else ()
        self._templates = fields.templates(every, lead, self._channel)[:9]
        self._used = used(self._templates, lead, self._channel)

    def _problem(self) -> str:
        draft = self.draft()
        missing = gaps(draft)
        if missing:
            whom = object_(self._lead.person) if self._lead is not None else "them"
            return f"Not known of {whom}: {', '.join(missing)}. Replace what is marked."
        if not draft.text.strip():
            return "Nothing is written yet."
        if len(draft.text) > LONGEST:
            return f"At most {LONGEST:,} letters; these are {len(draft.text):,}."
        return ""

    def _look(self) -> None:
        self.foot.say(self._problem(), self._told)

    # -- showing

    def _second(self) -> None:
        lead, now = self._lead, self._bridge.now()
        if lead is not None and self.isVisible():
            self.head.set_lead(lead, now)
            if now // 1_000 % 15 == 0:
                self._show()  # calling hours open and close

    def _changed(self, lead: Lead, fact: Fact) -> None:
        mine = isinstance(fact, TouchStarted) and fact.rep == self._bridge.rep
        if mine and isinstance(fact, TouchStarted):
            self.drafts.drop(lead.id, fact.channel)
        if self._lead is not None and lead.id == self._lead.id:
            self._lead = lead
            self._touched = self._touched and not mine
            self._show()

    def _playbook(self) -> Playbook | None:
        return self._bridge.desk.playbook if self._bridge.desk is not None else None

    def _why_not(self, channel: Channel) -> WhyNot | None:
        lead = self._lead
        if self._bridge.desk is None or lead is None:
            return WhyNot("Nobody is signed in", "What you wrote stays here until you are.")
        return why_not(lead, channel, self._playbook(), self._bridge.rep, self._bridge.now())

    def _show(self) -> None:
        lead, now, foot = self._lead, self._bridge.now(), self.foot
        if lead is None:
            return
        self._find_templates(lead)
        self.story.set_messages(thread(lead, self._bridge.rep, now))
        refused = {channel for channel in _CHANNELS if self._why_not(channel) is not None}
        self.head.call.setVisible("call" not in refused)
        self.head.set_lead(lead, now)
        foot.show_tabs(self._channel, refused)
        no = self._why_not(self._channel)
        if no is None:
            to = address_runs(lead, self._channel)
            foot.show_writing(to, self._channel, self.head.name, low=self.height() < _LOW)
            foot.show_templates(
                [(cleaned(t.title, 40), self._sent(t, now)) for t in self._templates]
            )
            self._count()
            self._look()
        else:
            me = self._bridge.rep
            ways = other_ways(lead, self._channel, self._playbook(), me, now)
            foot.show_refusal(no, ways, self.draft().text if self._touched else "")
        self._place()

    def _sent(self, template: Template, now: Ms) -> str:
        sent = self._used.get(template.key)
        return "" if sent is None else _when(sent, now)

    # -- acting

    def _hand(self) -> None:
        if self._lead is None or self._problem() or self._why_not(self._channel) is not None:
            self._show()
            return
        draft, lead_id, channel = self.draft(), self._lead.id, self._channel
        # Kept until the hub has it in the log: an app that does not open must not cost the words.
        self._touched = draft.touched = True
        self.drafts.keep(lead_id, channel, draft)
        self.handed.emit(
            lead_id, channel, draft.text.strip(), draft.subject.strip(), draft.template
        )

    def _call(self) -> None:
        if self._lead is not None:
            self.call_wanted.emit(self._lead.id)

    # -- keys

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and meant(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match meant(event):
            case "leave":
                self.leave()
            case "send":
                self.foot.hand.click()
            case "template":
                self.use_template(event.key() - Qt.Key.Key_0)
            case "go":
                self._go(chr(event.key()))
            case _:
                super().keyPressEvent(event)

    # -- places

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()
        self._place()

    def _place(self) -> None:
        width, height, top = self.width(), self.height(), self.head.height()
        self.head.setGeometry(0, 0, width, top)
        foot = min(self.foot.height_for(width), height - top)
        self.foot.setGeometry(0, height - foot, width, foot)
        self.story.setGeometry(_LEFT, top, width - _LEFT - 12, max(0, height - foot - top))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        painter.end()


def _when(instant: Ms, now: Ms) -> str:
    zone = my_zone()
    then, here = at(instant), at(now)
    if then.astimezone(zone).date() == here.astimezone(zone).date():
        return words.clock(then, zone)
    return words.day(then, here, zone)
