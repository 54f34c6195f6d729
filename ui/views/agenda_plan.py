"""Who the plan beside the agenda is of, and whether it stands there at all: always where there is
room, else for a plan that wants an answer, and when asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from app.domain.lead import Lead
from app.domain.rep_times import RepTimes
from app.domain.touch import Channel
from ui.bridge import Bridge
from ui.models.agenda import ICONS
from ui.models.proposals import channel_of
from ui.models.whole_line import of_option, whole_line
from ui.person_words import name
from ui.preview import refusal
from ui.views.agenda_acts import AgendaActs
from ui.views.agenda_head import AgendaHead
from ui.views.review_card import ReviewCard
from ui.widgets.key_button import Kind

_WORDS: dict[Channel, tuple[str, str]] = {
    "call": ("Call", "C"), "sms": ("SMS", "S"), "email": ("Email", "E"),
}  # fmt: skip


class AgendaPlan(QObject):
    """Emits `touch_wanted` when the card's or the head's button is pressed: a call, or a message
    where one is next."""

    touch_wanted = Signal(str)

    def __init__(
        self, bridge: Bridge, acts: AgendaActs, card: ReviewCard, head: AgendaHead
    ) -> None:
        super().__init__(card)
        self._bridge, self._acts = bridge, acts
        self.card, self.head = card, head
        self._lead: Lead | None = None
        self.asked = False
        """Whether the rep asked for the plan of the lead that is selected."""
        card.booked.connect(lambda when: acts.accept(self._lead, when))
        card.asked.connect(self._asked_of_card)
        for button in (head.call, card.call):
            button.refusal_asked.connect(self._touch)
        head.call.acted.connect(self._touch)
        head.next.acted.connect(lambda: acts.move(self._lead))

    def wanted(self, lead: Lead | None, wide: bool) -> bool:
        """Whether the plan of this lead is to stand beside the agenda."""
        if lead is None or lead.next_touch is None:
            return False
        return wide or self.asked or lead.next_touch.review

    def show(self, lead: Lead | None, mine: RepTimes, wide: bool) -> None:
        """The lead selected now: its plan, and what may be done to it."""
        desk, self._lead = self._bridge.desk, lead
        shown = self.wanted(lead, wide)
        self.card.setVisible(shown)
        self.head.show_buttons(lead is not None and not shown)
        if lead is None or desk is None or desk.playbook is None:
            return
        now = self._bridge.now()
        if shown:
            self.card.show_plan(lead, desk.playbook, mine, now)
        channel = channel_of(lead)
        reason = refusal(lead, channel, desk.playbook, now)
        for button in (self.head.call, self.card.call):
            button.set_label(_WORDS[channel][0], ICONS[channel])
            button.set_key(_WORDS[channel][1])
            if reason:
                button.refuse(reason)
            elif button.kind is Kind.REFUSED:
                button.set_kind(Kind.PRIMARY)
        self.head.place()
        self.card.place()

    def accept(self) -> bool:
        """Take the chosen time; False when there is none to take."""
        accepts = self.card.isVisible() and self.card.reviews
        if accepts:
            self.card.accept()
        return accepts

    def copy(self) -> None:
        """The whole line of the selected touch, at the time chosen beside it, to the clipboard."""
        touch = self._lead.next_touch if self._lead is not None else None
        if self._lead is None or touch is None:
            return
        planned = of_option(touch, self.card.chosen if self.card.isVisible() else None)
        line = whole_line(self._lead, planned, self._bridge.now())
        QGuiApplication.clipboard().setText(f"{name(self._lead.person)}: {line}")
        self._acts.told.emit("Copied: when, on both clocks, and why.")

    def _touch(self) -> None:
        if self._lead is not None:
            self.touch_wanted.emit(channel_of(self._lead))

    def _asked_of_card(self, what: str) -> None:
        if what == "call":
            self._touch()
        elif what in ("other", "next"):
            self._acts.move(self._lead, typed=what == "other")
        elif what == "nurture":
            self._acts.nurture(self._lead)
