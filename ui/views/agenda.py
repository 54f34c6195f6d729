"""The agenda: the day to scale with the plan for one person beside it, the coming days below; or
the same as a list in the order to call."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.touch import Channel
from client.hooks import LinkState
from ui.actions import Actions
from ui.bridge import Bridge
from ui.clockwork import Ticker
from ui.models.coming import coming
from ui.models.day import counts
from ui.models.my_day import day_of, title, touches_on
from ui.models.planned import by_id, planned
from ui.theme import Theme
from ui.views.agenda_acts import AgendaActs
from ui.views.agenda_keys import add_keys, take
from ui.views.agenda_list import NOTHING
from ui.views.agenda_page import AgendaPage
from ui.views.agenda_plan import AgendaPlan

STALE_AFTER = 5_000
_WAITS = "changed, waits for your mouse"


class AgendaView(AgendaPage):
    """Emits `open_lead` on Enter, a double click, and after a call was begun; `compose` with a
    lead and a channel; `told` with a sentence, `undoable` with one and how to take it back."""

    open_lead = Signal(str)
    compose = Signal(str, str)
    told = Signal(str)
    undoable = Signal(str, object)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(bridge, theme, parent)
        self._bridge = bridge
        self.leads: list[Lead] = []
        self._not_live: Ms | None = None
        self._chosen = ""
        self._waits = False
        """Whether something would stand elsewhere by now, and the mouse is on it."""
        self._note = ""
        self.acts = AgendaActs(bridge, theme, self)
        self.plan = AgendaPlan(bridge, self.acts, self.card, self.head)
        self.ticker = Ticker(bridge.now, self)
        self._soon = QTimer(self)  # a burst of facts is one repaint
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.rebuild)
        self._wire()
        self.rebuild()

    def _wire(self) -> None:
        bridge, acts = self._bridge, self.acts
        bridge.reset.connect(self.rebuild)
        for heard in (bridge.ready, bridge.lead_gone, bridge.pending_changed, bridge.times,
                      bridge.calendar):  # fmt: skip
            heard.connect(lambda _: self._soon.start())
        bridge.lead_changed.connect(lambda *_: self._soon.start())
        bridge.link.connect(self._link)
        self.ticker.second.connect(self._second)
        for view in (self.strip, self.list):
            view.chosen.connect(self.choose)
            view.opened.connect(self.enter)
        self.strip.dropped.connect(acts.put)
        self.strip.refused.connect(self.told)
        self.strip.left.connect(self._let_in)
        self.coming.opened.connect(self.show_day)
        self.plan.touch_wanted.connect(self.touch_now)
        acts.told.connect(self.told)
        acts.undoable.connect(self.undoable)
        acts.open_lead.connect(self.open_lead)
        acts.compose.connect(self.compose)
        acts.changed.connect(lambda: self._fill(force=True))

    def add_acts(self, acts: Actions) -> None:
        """Make the agenda's acts known to the window."""
        add_keys(self, acts)

    # -- what stands where

    def rebuild(self) -> None:
        """Read every lead again. While the page is hidden nothing is worked out."""
        self._look()
        if self.isVisible():
            self._fill()

    def _look(self) -> None:
        """What time it is, who I am, and whether the hub is there."""
        desk = self._bridge.desk
        self.moment.now, self.moment.me = self._bridge.now(), self._bridge.rep
        if desk is not None:
            self._link(desk.link)

    def _fill(self, *, force: bool = False) -> None:
        desk, me, now = self._bridge.desk, self.moment.me, self.moment.shown
        unsettled = self.acts.unsettled
        self.leads = planned(desk, me, unsettled) if desk is not None else []
        self.days.read(self.leads, frozenset(unsettled.moving))
        shown = self.lead() if self.as_list else self.days.lead(self._chosen)
        if shown is None:
            self._chosen = self.days.first()
        self.days.see = self._see()
        to_go, _ = counts(self.leads, me, now)
        _, done = counts(desk.leads.values() if desk is not None else (), me, now)
        self._note = f"{to_go} to go, {done} done"
        self.setAccessibleName(f"Agenda, {title(day_of(now))}, {self._note}")
        self.list.show_leads(self.leads)
        self._waits = self.strip.show_day(self.days.shown(self._empty()), force=force)
        self._coming()
        self._mark(show=force)

    def _empty(self) -> str:
        """What a day without touches says: what will stand here, or where the next one is."""
        days = coming(self.leads, self.moment.me, self.moment.shown)
        return f"Nothing is due today. The next is on {days[0].label}, below." if days else NOTHING

    def _coming(self) -> None:
        if self.days.day is None:
            days = coming(self.leads, self.moment.me, self.moment.shown)
        else:
            days = [self.days.today_folded(self._note)]
        self.coming.set_days(days)
        self._place()

    def _see(self) -> str:
        return "See right." if self.plan.wanted(self.lead(), self.wide) else "P shows its plan."

    def _mark(self, *, show: bool = True) -> None:
        self.strip.select(self._chosen, show=show)
        self.list.select(self._chosen)
        self.plan.show(self.lead(), self.days.mine, self.wide)
        self._place()

    def lead(self) -> Lead | None:
        """The selected lead, as it is shown here."""
        return by_id(self.leads, self._chosen)

    # -- the hand

    def choose(self, lead_id: str) -> None:
        """Select a touch."""
        if lead_id != self._chosen:
            self._chosen, self.plan.asked = lead_id, False
            self._mark()

    def enter(self, lead_id: str) -> None:
        """Enter or a double click: into the lead."""
        if lead_id:
            self.open_lead.emit(lead_id)

    def move_by(self, by: int) -> None:
        """One touch down or up."""
        (self.list if self.as_list else self.strip).move_by(by)

    def touch_now(self, channel: Channel) -> None:
        """Call the selected lead, or write to them."""
        self.acts.touch(self.lead(), channel)

    def call_next(self) -> None:
        """Call whoever comes first today, whatever is selected: the first that may be called."""
        now = self.moment.shown
        self.acts.call_first(touches_on(self.leads, self.moment.me, now, day_of(now)))

    def show_plan(self, lead_id: str = "") -> None:
        """The plan for this person, at the right; the day it stands on is shown."""
        lead = by_id(self.leads, lead_id) if lead_id else self.lead()
        if lead is None or lead.next_touch is None:
            return
        self._chosen, self.plan.asked = lead.id, not (self.plan.asked and not lead_id)
        if self.days.lead(lead.id) is None:
            self.show_day(day_of(lead.next_touch.at))
        self._chosen = lead.id
        self._mark()

    def show_day(self, day: date) -> None:
        """Another day in place of today; today again by Esc."""
        self.days.day = None if day == day_of(self.moment.shown) else day
        self._chosen = ""
        self._fill(force=True)
        self.strip.verticalScrollBar().setValue(0)
        self.strip.setFocus(Qt.FocusReason.OtherFocusReason)

    def day_by(self, by: int) -> None:
        """The day before or after, of those with touches."""
        wanted = self.days.neighbour(self.leads, by)
        if wanted is not None:
            self.show_day(wanted)

    def turn(self) -> None:
        """As a list, or to scale."""
        listed = not self.as_list
        self.list.setVisible(listed)
        self.strip.setVisible(not listed)
        self._coming()
        (self.list.rows_view if listed else self.strip).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no part of it took."""
        if not take(self, Qt.Key(event.key())):
            super().keyPressEvent(event)

    def back(self) -> bool:
        """A step back: a touch in hand is put back, a plan asked for goes, today is shown again;
        False where there is no step to go."""
        if self.strip.drag is not None:
            self.strip.cancel()
        elif self.plan.asked:
            self.plan.asked = False
            self._mark()
        elif self.days.day is not None:
            self.show_day(day_of(self.moment.shown))
        else:
            return False
        return True

    def go_on(self) -> None:
        """Let go of the touch in hand, else accept the plan, else into the lead."""
        if self.strip.drag is not None:
            self.strip.drop()
        elif not self.plan.accept():
            self.enter(self._chosen)

    # -- time

    def _let_in(self) -> None:
        if self._waits and not self.strip.held:
            self._fill()

    def _link(self, link: LinkState) -> None:
        self._not_live = None if link.state == "live" else link.since or self.moment.now
        self._age()

    def _age(self) -> None:
        since = self._not_live
        stale = since is not None and self.moment.now - since > STALE_AFTER
        self.moment.stale_at = since if stale else None
        self.live.set_live(not stale)

    def _second(self, now: Ms) -> None:
        before, self.moment.now = self.moment.shown, now
        self._age()
        if before // 60_000 != self.moment.shown // 60_000 or now // 1_000 % 10 == 0:
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()
        self._fill(force=True)
        self.ticker.start()
        (self.list.rows_view if self.as_list else self.strip).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.strip.cancel()
        self.ticker.stop()

    # -- places

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._mark()

    def _place(self) -> None:
        self.place()
        note = _WAITS if self._waits else self.days.note(self._note)
        self.head.set_words(title(self.days.on), note)
