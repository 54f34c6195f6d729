"""The composer: the thread above, one message below. Where the hub can send, it sends; else it
hands the text over. Here: opening, leaving, keys, and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from app.domain.facts import Fact, TouchStarted
from app.domain.lead import Lead
from app.domain.touch import Channel
from ui.bridge import Bridge
from ui.models.draft import Draft
from ui.person_words import name
from ui.theme import Theme
from ui.views.compose_page import ComposePage
from ui.views.compose_words import WORDS, Written, yes_words
from ui.views.writing_box import meant

if TYPE_CHECKING:
    from ui.overlays.consent import ConsentPopup

_GO, _ACTS, _LEAD = "CSE", "ZHRAMKWI", "B123456789"


class Composer(ComposePage):
    """`handed` with lead, channel, text, subject and template when the rep lets it open elsewhere;
    `call_wanted`, `next_wanted`, `ended_wanted` (a number of the outcome bar, or 0) and `closed`
    with nothing lost: drafts stay with their lead and channel."""

    handed = Signal(str, str, str, str, str)
    call_wanted = Signal(str)
    next_wanted = Signal(str)
    ended_wanted = Signal(int)
    closed = Signal()

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(bridge, theme, parent)
        self._consent: ConsentPopup | None = None
        self.head.call.acted.connect(self._call)
        self.head.next.acted.connect(lambda: self.next_wanted.emit(self.lead_id))
        self.head.ended.acted.connect(lambda: self.ended_wanted.emit(0))
        self.foot.back.acted.connect(self.leave)
        self.foot.wanted.connect(self._go)
        self.foot.hand.acted.connect(self._hand)
        self.foot.yes_wanted.connect(self._ask_yes)
        self.foot.copy_wanted.connect(self._copy)
        self.story.done.connect(self._act)
        self.post.back.connect(self._came_back)
        self.post.told.connect(self.say)
        bridge.lead_changed.connect(self._changed)
        bridge.pending_changed.connect(self._pending)

    # -- opening and leaving

    def open(self, lead: Lead, channel: Channel) -> None:
        """Write to this lead; a draft of before is there again, else the first fitting template,
        or nothing while something to them is on its way."""
        self.letter.keep()
        self.letter.lead = lead
        self.letter.channel = "email" if channel == "email" else "sms"
        self.letter.told = ""
        self.letter.restore()
        self.toggle_side(False)
        self.show_all()
        self.story.show_newest()
        self.ticker.start()
        self.foot.focus()

    def draft(self) -> Draft:
        """What stands there now."""
        return self.letter.draft()

    @property
    def channel(self) -> Written:
        """SMS or email."""
        return self.letter.channel

    def leave(self) -> None:
        """Back; the draft is kept."""
        self.letter.keep()
        self.ticker.stop()
        self.letter.lead = None
        self.closed.emit()

    def _go(self, key: str) -> None:
        """C calls; S and E change the channel, each with its own draft."""
        if self.letter.lead is None:
            return
        if key == "C":
            if not self.head.call.isHidden():
                self.head.call.click()
            return
        channel: Written = "sms" if key == "S" else "email"
        if channel != self.letter.channel:
            self.letter.keep()
            self.letter.channel = channel
            self.letter.restore()
        self.show_all()
        self.foot.focus()

    # -- what happens meanwhile

    def _changed(self, lead: Lead, fact: Fact) -> None:
        if isinstance(fact, TouchStarted) and fact.rep == self._bridge.rep:
            self.letter.handed_over(lead.id, fact)
        if lead.id == self.lead_id:
            self.letter.lead = lead
            self.show_all()

    def _pending(self, lead_id: str) -> None:
        if not self.lead_id or lead_id not in ("", self.lead_id):
            return
        desk, channel = self._bridge.desk, self.letter.channel
        found = desk.draft(self.lead_id, channel) if desk is not None else None
        if found is not None and found.why:  # refused, or it never left
            if self.draft().text.strip():
                self.letter.beside(found)
            else:
                self._came_back(self.lead_id, channel)
        self.show_story()

    def _came_back(self, lead_id: str, channel: str) -> None:
        """Words are back in a draft: into the box, if it is the one shown."""
        if not lead_id or lead_id != self.lead_id:
            return
        if channel != self.letter.channel:
            self.letter.channel = "email" if channel == "email" else "sms"
        self.letter.restore()
        self.show_all()
        self.foot.focus()

    # -- acting

    def _hand(self) -> None:
        lead, channel = self.letter.lead, self.letter.channel
        if lead is None or self.letter.problem() or self.why_not(channel) is not None:
            self.show_all()
            return
        if self.post.sends(channel):
            self.letter.send()
            self.show_all()
            self.foot.focus()
            return
        draft = self.letter.draft()
        self.letter.hold()
        self.handed.emit(
            lead.id, channel, draft.text.strip(), draft.subject.strip(), draft.template
        )

    def _act(self, message: str, do: str) -> None:
        if self.letter.lead is not None:
            self.post.act(self.letter.lead.id, message, do)

    def press(self, key: str) -> None:
        """A key of a message: of the chosen one, else the newest that has it under it."""
        if self.story.press(key):
            return
        if key == "W":
            self.letter.swap()
        elif key == "I":
            self.toggle_side()
        elif key == "K" and self.foot.refused:
            self._ask_yes()

    def _ask_yes(self) -> None:
        lead, channel = self.letter.lead, self.letter.channel
        if lead is None or not yes_words(lead, channel):
            return
        if self._consent is None:
            from ui.overlays.consent import ConsentPopup

            self._consent = ConsentPopup(self.theme, self)
            self._consent.given.connect(self._yes)
        what = "an SMS" if channel == "sms" else "an email"
        title = f"{name(lead.person)} said {what} is fine"
        self._consent.ask(lead.id, channel, title)

    def _yes(self, lead_id: str, channel: Channel, said: str) -> None:
        desk = self._bridge.desk
        if desk is not None:
            desk.set_consent(lead_id, channel, True, said)
            self.say(f"{WORDS[channel]}: recorded in their words.")

    def _copy(self) -> None:
        """The kept draft to the clipboard, where there is no box to copy it from."""
        draft = self.letter.draft()
        if self.foot.refused and draft.touched and draft.text.strip():
            QGuiApplication.clipboard().setText(draft.text)
            self.told.emit("Your draft is on the clipboard.")

    def _call(self) -> None:
        if self.letter.lead is not None:
            self.call_wanted.emit(self.letter.lead.id)

    # -- keys

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and (meant(event) or self._alone(event)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match meant(event):
            case "leave" if self.side_open:
                self.toggle_side(False)
            case "leave":
                self.leave()
            case "send":
                self.foot.hand.click()
            case "template":
                self.letter.use_template(event.key() - Qt.Key.Key_0)
            case "go":
                self._go(chr(event.key()))
            case "act":
                self.press(chr(event.key()))
            case "next" | "ended":
                self._of_the_lead(chr(event.key()))
            case _ if event.matches(QKeySequence.StandardKey.Copy):
                self._copy()
            case _ if key := self._alone(event):
                self._pressed(key)
            case _:
                super().keyPressEvent(event)

    def _pressed(self, key: str) -> None:
        if key in _GO:
            self._go(key)
        elif key in _LEAD:
            self._of_the_lead(key)
        else:
            self.press(key)

    def _of_the_lead(self, key: str) -> None:
        """B plans the next touch; a digit says how the open one ended."""
        if key == "B":
            if not self.head.next.isHidden():
                self.head.next.click()
        elif self.open_touch():
            self.ended_wanted.emit(int(key))

    def _alone(self, event: QKeyEvent) -> str:
        """A key without Alt, where no text field takes it. One types right after sending, so only
        Z may mean more than its letter there, and only while nothing is typed."""
        typed = event.text().upper()
        alone = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        known = len(typed) == 1 and typed in _GO + _ACTS + _LEAD
        text = self.in_field() and not (typed == "Z" and self.foot.box.z_alone)
        return typed if alone and known and not text else ""
