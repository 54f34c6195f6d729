"""The words being written to one lead on one channel: from a draft or a template, kept as they are
typed, and what holds them back. What is done with them is the composer's."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer

from app.domain import wording
from app.domain import words as fields
from app.domain.facts import TouchStarted
from app.domain.lead import Lead
from app.domain.sending import LONGEST
from app.domain.sms_parts import parts_words
from app.domain.template_text import MARKER
from app.domain.wording import Chosen, Offer, Pen
from app.protocol.messages import Gateways
from client.drafts import Kept
from ui.bridge import Bridge
from ui.models.draft import Draft, again, from_template, gaps, kept
from ui.models.got import day_clock
from ui.person_words import cleaned, object_
from ui.views.compose_foot import ComposeFoot
from ui.views.compose_words import Written
from ui.views.post import Post

SAVED_AFTER = 250
"""Milliseconds without a key after which a draft is written to disk."""

HANDED = 4_000
"""Letters that other programs take in one piece."""
NO_LINK = "The link is left out: its page is not set up here."


class Letter(QObject):
    """What stands in the box of `foot`, whose it is (`lead`, `channel`), and `told`, the remark
    under it. Drafts stay with their lead and channel."""

    def __init__(self, bridge: Bridge, foot: ComposeFoot, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._foot = bridge, foot
        self.lead: Lead | None = None
        self.channel: Written = "sms"
        self.told = ""
        self.offers: tuple[Offer, ...] = ()
        self._meta = Draft()
        self._restored = ""
        """What a draft had in it when it was last put into the box."""
        self._filling = False
        self.post = Post(bridge, self.keep, self)
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(SAVED_AFTER)
        self._saving.timeout.connect(self.keep)
        foot.template.connect(self.use_template)
        foot.box.textChanged.connect(self._typed)
        foot.subject.textChanged.connect(lambda _: self._typed())
        foot.swap_wanted.connect(self.swap)
        foot.box.left.connect(self.keep)

    # -- a draft's life

    def draft(self) -> Draft:
        """What stands there now."""
        subject = self._foot.subject.text() if self.channel == "email" else ""
        return replace(self._meta, text=self._foot.box.toPlainText(), subject=subject)

    def keep(self) -> None:
        """What stands there is kept, for this lead and channel and no other."""
        self._saving.stop()
        desk = self._bridge.desk
        if self.lead is not None and desk is not None:
            draft = self.draft()
            if draft.touched or draft.other or desk.draft(self.lead.id, self.channel):
                desk.keep_draft(self.lead.id, self.channel, kept(draft, desk.now()))

    def hold(self) -> None:
        """Kept until the hub has it in its log: an app that does not open must not cost words."""
        self._meta = replace(self._meta, touched=True)
        self.keep()

    def restore(self) -> None:
        """A draft of before, else the first fitting template, or nothing while something to them
        is on its way."""
        lead, desk = self.lead, self._bridge.desk
        assert lead is not None
        self.find_templates()
        found = desk.draft(lead.id, self.channel) if desk is not None else None
        if found is not None:
            self._fill(again(found, self._gateways()))
            self._restored, self.told = self._meta.text, found.why
            return
        fresh = next((offer.chosen for offer in self.offers if offer.chosen is not None), None)
        busy = bool(self.post.in_hand(lead.id))
        self._fill(self._filled(fresh) if fresh is not None and not busy else Draft())

    def beside(self, found: Kept) -> None:
        """Words came back while others stand here: both are kept."""
        now, back = self.draft(), again(found, self._gateways())
        came = back.other or back.text
        if came in (now.text, now.other, self._restored):
            return
        self._meta = replace(self._meta, touched=True, other=came, why=found.why)
        self.told = found.why
        self.keep()
        self.count()
        self.look()

    def send(self) -> None:
        """On its way through the hub; what waited beside it stands in the box now."""
        lead, draft, desk = self.lead, self.draft(), self._bridge.desk
        assert lead is not None
        self.told = ""
        self._fill(Draft())
        self.post.send(lead.id, self.channel, draft)
        other = desk.draft(lead.id, self.channel) if desk is not None else None
        if other is not None:
            self._fill(again(other, self._gateways()))

    def handed_over(self, lead_id: str, fact: TouchStarted) -> None:
        """The words went to another program, and the hub has them in its log."""
        desk = self._bridge.desk
        if desk is None or fact.channel == "call":
            return
        shown = self.lead is not None and self.lead.id == lead_id
        if shown and self.channel == fact.channel and not self._meta.other:
            self._meta = replace(self._meta, touched=False)
        desk.drop_draft(lead_id, fact.channel)

    # -- the words

    def _gateways(self) -> Gateways:
        desk = self._bridge.desk
        return desk.gateways if desk is not None else Gateways()

    def _pen(self) -> Pen:
        desk = self._bridge.desk
        me = desk.me if desk is not None else None
        link = bool(self._gateways().link) and self.post.sends(self.channel)
        rep, team = (me.name, me.team_name) if me is not None else ("", "")
        return Pen(rep=rep, team=team, good_time=link)

    def _filled(self, chosen: Chosen) -> Draft:
        pen, lead = self._pen(), self.lead
        assert lead is not None
        made = from_template(
            chosen.template, lead, pen.rep, pen.team, chosen.variant, pen.good_time
        )
        return replace(made, language=chosen.language)

    def _fill(self, draft: Draft) -> None:
        self._filling = True
        self._foot.subject.setText(draft.subject)
        self._foot.box.set_text(draft.text)
        self._meta = draft
        self._filling = False
        self.count()

    def _typed(self) -> None:
        if not self._filling:
            self._meta, self.told = replace(self._meta, touched=True, why=""), ""
            self._saving.start()
            self.count()
            self.look()

    def swap(self) -> None:
        """The words that came back into the box; what stood there waits beside it."""
        now = self.draft()
        if now.other:
            self._fill(replace(now, text=now.other, other=now.text.strip(), template="",
                               variant=0, language=""))  # fmt: skip
            self.keep()
            self.look()

    # -- templates

    def find_templates(self) -> None:
        """Those for this lead and channel, nine at most."""
        lead, desk = self.lead, self._bridge.desk
        book = desk.playbook if desk is not None else None
        if lead is None or book is None:
            self.offers = ()
        else:
            self.offers = wording.offers(book, lead, self.channel, self._pen())[:9]

    def use_template(self, number: int) -> None:
        """Replace the words by a template's (1 to 9); `Ctrl Z` in the box brings them back."""
        if not 1 <= number <= len(self.offers) or self._foot.refused:
            return
        offer = self.offers[number - 1]
        if offer.chosen is None:
            self.told = f"“{cleaned(offer.template.title)}”: {self._sent(offer)}."
            self.look()
            return
        self.told, other = "", self._meta.other
        self._fill(replace(self._filled(offer.chosen), touched=True, other=other))
        self._saving.start()
        self.look()
        self._foot.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def titles(self) -> list[tuple[str, str]]:
        """Each template, and when they got it where it is used up."""
        return [(cleaned(o.template.title, 40), self._sent(o)) for o in self.offers]

    def _sent(self, offer: Offer) -> str:
        if offer.chosen is not None:
            return ""
        if offer.sent is None:
            return "used up"
        when = day_clock(offer.sent, self._bridge.now())
        return f"sent {when.removeprefix('today ')}"

    # -- what holds it back

    def problem(self) -> str:
        """Why it cannot go as it stands, as a sentence; empty where it can."""
        draft = self.draft()
        missing = gaps(draft)
        if missing:
            whom = object_(self.lead.person) if self.lead is not None else "them"
            return f"Not known of {whom}: {', '.join(missing)}. Replace what is marked."
        if not draft.text.strip():
            return "Nothing is written yet."
        most = LONGEST[self.channel] if self.post.sends(self.channel) else HANDED
        long = len(self.read().strip())
        if long > most:
            what = "an SMS" if self.channel == "sms" else "an email"
            return f"{what[:1].upper()}{what[1:]} may have {most:,} letters; these are {long:,}."
        return ""

    def read(self) -> str:
        """As the person gets it, the link as long as it will be."""
        gateways = self._gateways()
        text = self._foot.box.toPlainText()
        return fields.shown(text, gateways.link, gateways.link_chars)

    def look(self) -> None:
        """What holds it back, or the remark."""
        problem = self.problem()
        empty = problem and not self.draft().text.strip()
        self._foot.say(problem, self.told)
        if empty:  # the grey button says so by itself
            self._foot.remark(self.told)

    def count(self) -> None:
        """How many parts it is sent in, and how they read a line with the link in it."""
        text, gateways = self._foot.box.toPlainText(), self._gateways()
        self._foot.count.setText(parts_words(self.read()) if self.channel == "sms" else "")
        told = ""
        if MARKER in text:
            told = f"In place of the link they read {gateways.link}…" if gateways.link else NO_LINK
        self._foot.show_beside(self._meta.other, told)
