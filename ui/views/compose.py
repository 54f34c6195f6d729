"""The composer: the thread above, one message below. Where the hub can send, it sends; else it
hands the text over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.domain import wording
from app.domain import words as fields
from app.domain.facts import Fact, TouchStarted
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.sms_parts import parts_words
from app.domain.template_text import MARKER
from app.domain.touch import Channel
from app.domain.wording import Chosen, Offer, Pen
from app.protocol.messages import Gateways
from ui.bridge import Bridge
from ui.clockwork import Ticker
from ui.models.bubble import KEYS
from ui.models.draft import LONGEST, Draft, again, from_template, gaps, kept
from ui.models.got import day_clock, got
from ui.models.rail_words import allowed
from ui.models.thread import thread
from ui.person_words import cleaned, name, object_
from ui.theme import Theme
from ui.views.compose_foot import ComposeFoot
from ui.views.compose_head import ComposeHead
from ui.views.compose_side import WIDTH as SIDE
from ui.views.compose_side import ComposeSide
from ui.views.compose_words import (
    WORDS,
    WhyNot,
    Written,
    address_runs,
    other_ways,
    why_not,
    yes_words,
)
from ui.views.post import Post
from ui.views.thread_view import ThreadView
from ui.views.writing_box import meant
from ui.widgets.painted import Painted, canvas

if TYPE_CHECKING:
    from ui.overlays.consent import ConsentPopup

_LEFT, _LOW, _WITH_SIDE = 28, 620, 780
SAVED_AFTER = 250
"""Milliseconds without a key after which a draft is written to disk."""
_GO, _ACTS = "CSE", "ZHRAKW"
_CHANNELS: tuple[Channel, ...] = ("call", "sms", "email")


class Composer(Painted):
    """`handed` with lead, channel, text, subject and template when the rep lets it open elsewhere;
    `call_wanted` and `closed` with nothing lost: drafts stay with their lead and channel."""

    handed = Signal(str, str, str, str, str)
    call_wanted = Signal(str)
    closed = Signal()
    told = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._bridge = bridge
        self._lead: Lead | None = None
        self._channel: Written = "sms"
        self._meta = Draft()
        self._told = ""
        self._filling = False
        self._offers: tuple[Offer, ...] = ()
        self._consent: ConsentPopup | None = None
        self.head = ComposeHead(theme, self)
        self.story = ThreadView(theme, self)
        self.side = ComposeSide(theme, self)
        self.foot = ComposeFoot(theme, self)
        self.post = Post(bridge, self._keep, self)
        self.ticker = Ticker(bridge.now, self)
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(SAVED_AFTER)
        self._saving.timeout.connect(self._keep)
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
        foot.yes_wanted.connect(self._ask_yes)
        foot.swap_wanted.connect(self._swap)
        foot.box.left.connect(self._keep)
        foot.box.entered.connect(self._typing)
        self.story.done.connect(self._act)
        self.post.back.connect(self._came_back)
        self.post.told.connect(self._say)
        self._bridge.lead_changed.connect(self._changed)
        self._bridge.pending_changed.connect(self._pending)
        self.ticker.second.connect(lambda _: self._second())
        self.ticker.tenth.connect(lambda _: self._tick())

    # -- opening and leaving

    def open(self, lead: Lead, channel: Channel) -> None:
        """Write to this lead; a draft of before is there again, else the first fitting template,
        or nothing while something to them is on its way."""
        self._keep()
        self._lead = lead
        self._channel = "email" if channel == "email" else "sms"
        self._told = ""
        self._restore()
        self._show()
        self.ticker.start()
        if self.post.in_hand(lead.id):
            self.story.setFocus(Qt.FocusReason.OtherFocusReason)  # so that Z alone takes it back
        else:
            self.foot.focus()

    def say(self, sentence: str) -> None:
        """A remark about what happened before it opened."""
        self._say(sentence)

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
        """What stands there is kept, for this lead and channel and no other."""
        self._saving.stop()
        desk = self._bridge.desk
        if self._lead is not None and desk is not None:
            draft = self.draft()
            if draft.touched or draft.other or desk.draft(self._lead.id, self._channel):
                desk.keep_draft(self._lead.id, self._channel, kept(draft, desk.now()))

    def _restore(self) -> None:
        lead, desk = self._lead, self._bridge.desk
        assert lead is not None
        self._find_templates(lead)
        found = desk.draft(lead.id, self._channel) if desk is not None else None
        if found is not None:
            self._fill(again(found))
            self._told = found.why
            return
        fresh = next((offer.chosen for offer in self._offers if offer.chosen is not None), None)
        busy = bool(self.post.in_hand(lead.id))
        self._fill(self._filled(fresh) if fresh is not None and not busy else Draft())

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
        return replace(self._meta, text=self.foot.box.toPlainText(), subject=subject)

    def _gateways(self) -> Gateways:
        desk = self._bridge.desk
        return desk.gateways if desk is not None else Gateways()

    def _pen(self) -> Pen:
        desk = self._bridge.desk
        me = desk.me if desk is not None else None
        link = bool(self._gateways().link) and self.post.sends(self._channel)
        rep, team = (me.name, me.team_name) if me is not None else ("", "")
        return Pen(rep=rep, team=team, good_time=link)

    def _filled(self, chosen: Chosen) -> Draft:
        pen, lead = self._pen(), self._lead
        assert lead is not None
        made = from_template(
            chosen.template, lead, pen.rep, pen.team, chosen.variant, pen.good_time
        )
        return replace(made, language=chosen.language)

    def _fill(self, draft: Draft) -> None:
        self._filling = True
        self.foot.subject.setText(draft.subject)
        self.foot.box.set_text(draft.text)
        self._meta = draft
        self._filling = False
        self._count()

    def use_template(self, number: int) -> None:
        """Replace the words by a template's (1 to 9); `Ctrl Z` in the box brings them back."""
        if not 1 <= number <= len(self._offers) or self.foot.refused:
            return
        offer = self._offers[number - 1]
        if offer.chosen is None:
            self._say(f"“{cleaned(offer.template.title)}”: {self._sent(offer)}.")
            return
        self._told, other = "", self._meta.other
        self._fill(replace(self._filled(offer.chosen), touched=True, other=other))
        self._saving.start()
        self._look()
        self.foot.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        if not self._filling:
            self._meta, self._told = replace(self._meta, touched=True, why=""), ""
            self._saving.start()
            self._count()
            self._look()

    def _swap(self) -> None:
        """The words that came back into the box; what stood there waits beside it."""
        now = self.draft()
        if now.other:
            self._fill(replace(now, text=now.other, other=now.text.strip(), template="",
                               variant=0, language=""))  # fmt: skip
            self._keep()
            self._look()

    def _count(self) -> None:
        text, gateways = self.foot.box.toPlainText(), self._gateways()
        read = fields.shown(text, gateways.link, gateways.link_chars)
        self.foot.count.setText(parts_words(read) if self._channel == "sms" else "")
        line = next((one for one in text.splitlines() if MARKER in one), "")
        told = line.replace(MARKER, f"{gateways.link}…" if gateways.link else "")
        reads = f"They read: {cleaned(told, 300)}" if line else ""
        self.foot.show_beside(self._meta.other, reads)

    def _find_templates(self, lead: Lead) -> None:
        book = self._playbook()
        made = wording.offers(book, lead, self._channel, self._pen()) if book is not None else ()
        self._offers = made[:9]

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

    def _say(self, sentence: str) -> None:
        self._told = sentence
        if self.foot.refused or self._lead is None:
            self.told.emit(sentence)
        self._look()

    def _look(self) -> None:
        problem = self._problem()
        empty = problem and not self.draft().text.strip()
        self.foot.say(problem, self._told)
        if empty:  # the grey button says so by itself
            self.foot.remark(self._told)

    # -- showing

    def _second(self) -> None:
        lead, now = self._lead, self._bridge.now()
        if lead is not None and self.isVisible():
            self.head.set_lead(lead, now)
            self._tick()
            if now // 1_000 % 15 == 0:
                self._show()  # calling hours open and close

    def _tick(self) -> None:
        """A ring runs out ten times a second, and only while there is one."""
        self.ticker.ask_tenths("undo", self.story.tick(self._bridge.now()))

    def _changed(self, lead: Lead, fact: Fact) -> None:
        if isinstance(fact, TouchStarted) and fact.rep == self._bridge.rep:
            self._handed_over(lead.id, fact)
        if self._lead is not None and lead.id == self._lead.id:
            self._lead = lead
            self._show()

    def _handed_over(self, lead_id: str, fact: TouchStarted) -> None:
        """The words went to another program, and the hub has them in its log."""
        desk = self._bridge.desk
        if desk is None or fact.channel == "call":
            return
        shown = self._lead is not None and self._lead.id == lead_id
        if shown and self._channel == fact.channel and not self._meta.other:
            self._meta = replace(self._meta, touched=False)
        desk.drop_draft(lead_id, fact.channel)

    def _pending(self, lead_id: str) -> None:
        lead = self._lead
        if lead is None or lead_id not in ("", lead.id):
            return
        desk = self._bridge.desk
        found = desk.draft(lead.id, self._channel) if desk is not None else None
        if found is not None and found.why and not self.draft().text.strip():
            self._came_back(lead.id, self._channel)  # refused, or it never left
        self._show_story()

    def _came_back(self, lead_id: str, channel: str) -> None:
        """Words are back in a draft: into the box, if it is the one shown."""
        lead = self._lead
        if lead is None or lead.id != lead_id:
            return
        if channel != self._channel:
            self._channel = "email" if channel == "email" else "sms"
        self._restore()
        self._show()
        self.foot.focus()

    def _playbook(self) -> Playbook | None:
        return self._bridge.desk.playbook if self._bridge.desk is not None else None

    def _why_not(self, channel: Channel) -> WhyNot | None:
        lead = self._lead
        if self._bridge.desk is None or lead is None:
            return WhyNot("Nobody is signed in", "What you wrote stays here until you are.")
        return self._why(lead, channel)

    def _why(self, lead: Lead, channel: Channel) -> WhyNot | None:
        book, me = self._playbook(), self._bridge.rep
        held = self.post.sends(channel)
        return why_not(lead, channel, book, me, self._bridge.now(), holds=held)

    def _show(self) -> None:
        lead, now, foot = self._lead, self._bridge.now(), self.foot
        if lead is None:
            return
        self._find_templates(lead)
        self._show_story()
        refused = {channel for channel in _CHANNELS if self._why_not(channel) is not None}
        self.head.call.setVisible("call" not in refused)
        self.head.set_lead(lead, now)
        foot.show_tabs(self._channel, refused)
        no = self._why_not(self._channel)
        if no is None:
            to, low = address_runs(lead, self._channel), self.height() < _LOW
            sends = self.post.sends(self._channel)
            foot.show_writing(to, self._channel, self.head.name, low=low, sends=sends)
            foot.show_templates(
                [(cleaned(o.template.title, 40), self._sent(o)) for o in self._offers]
            )
            self._count()
            self._look()
        else:
            me = self._bridge.rep
            ways = other_ways(lead, self._channel, self._playbook(), me, now)
            draft = self.draft()
            yes = yes_words(lead, self._channel) if lead.owner == me else ""
            foot.show_refusal(no, ways, draft.text if draft.touched else "", yes)
        self._typing()
        self._place()

    def _show_story(self) -> None:
        lead, desk = self._lead, self._bridge.desk
        if lead is None or desk is None:
            return
        now, book = desk.now(), desk.playbook
        undo = book.messages.undo if book is not None else 5
        live = desk.link.state == "live"
        self.story.set_messages(
            thread(lead, self._bridge.rep, now, desk.pending(lead.id), undo=undo, live=live)
        )
        self.side.set_words(allowed(lead), got(lead, now))
        self._tick()

    def _sent(self, offer: Offer) -> str:
        if offer.chosen is not None:
            return ""
        if offer.sent is None:
            return "used up"
        when = day_clock(offer.sent, self._bridge.now())
        return f"sent {when.removeprefix('today ')}"

    # -- acting

    def _hand(self) -> None:
        lead = self._lead
        if lead is None or self._problem() or self._why_not(self._channel) is not None:
            self._show()
            return
        draft, lead_id, channel = self.draft(), lead.id, self._channel
        if self.post.sends(channel):
            self._told = ""
            self._fill(Draft())
            self.post.send(lead_id, channel, draft)
            desk = self._bridge.desk
            other = desk.draft(lead_id, channel) if desk is not None else None
            if other is not None:
                self._fill(again(other))
            self._show()
            self.foot.focus()
            return
        # Kept until the hub has it in the log: an app that does not open must not cost the words.
        self._meta = replace(self._meta, touched=True)
        self._keep()
        self.handed.emit(
            lead_id, channel, draft.text.strip(), draft.subject.strip(), draft.template
        )

    def _act(self, message: str, do: str) -> None:
        if self._lead is not None:
            self.post.act(self._lead.id, message, do)

    def press(self, letter: str) -> None:
        """A key of a message: the newest one that has it under it."""
        for bubble in reversed(self.story.messages):
            for act in bubble.acts:
                if KEYS[act.do] == letter:
                    self._act(bubble.id, act.do)
                    return
        if letter == "W":
            self._swap()
        elif letter == "K" and self.foot.refused:
            self._ask_yes()

    def _ask_yes(self) -> None:
        lead = self._lead
        if lead is None or not yes_words(lead, self._channel):
            return
        if self._consent is None:
            from ui.overlays.consent import ConsentPopup

            self._consent = ConsentPopup(self.theme, self)
            self._consent.given.connect(self._yes)
        what = "an SMS" if self._channel == "sms" else "an email"
        title = f"{name(lead.person)} said {what} is fine"
        self._consent.ask(lead.id, self._channel, title)

    def _yes(self, lead_id: str, channel: Channel, said: str) -> None:
        desk = self._bridge.desk
        if desk is not None:
            desk.set_consent(lead_id, channel, True, said)
            self._say(f"{WORDS[channel]}: recorded in their words.")

    def _call(self) -> None:
        if self._lead is not None:
            self.call_wanted.emit(self._lead.id)

    # -- keys

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and (meant(event) or self._letter(event)):
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
            case "act":
                self.press(chr(event.key()))
            case _ if letter := self._letter(event):
                self._go(letter) if letter in _GO else self.press(letter)
            case _:
                super().keyPressEvent(event)

    def _letter(self, event: QKeyEvent) -> str:
        """A key without Alt, where no text field takes it."""
        fields = (self.foot.box, self.foot.subject)
        typed = event.text().upper()
        alone = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        known = len(typed) == 1 and typed in _GO + _ACTS
        return typed if alone and known and not any(f.hasFocus() for f in fields) else ""

    def _typing(self) -> None:
        fields = (self.foot.box, self.foot.subject)
        self.story.set_typing(any(f.hasFocus() for f in fields))

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
        room, beside = max(0, height - foot - top), width >= _WITH_SIDE
        side = SIDE if beside else 0
        self.side.setVisible(beside)
        self.side.setGeometry(width - side, top, side, room)
        self.story.setGeometry(_LEFT, top, width - side - _LEFT - (22 if beside else 12), room)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        painter.end()
