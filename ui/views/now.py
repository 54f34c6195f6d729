"""Now: who is offered, who waits, and the one lead that matters. Hears the desk and shows it."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from client.hooks import Armed, LinkState
from ui import words
from ui.bridge import Bridge
from ui.clockwork import Ticker
from ui.live_theme import LiveTheme
from ui.models.agenda import AgendaModel
from ui.models.arrivals import Arrivals
from ui.models.call_words import line_over
from ui.models.column_words import EMPTY_POOL, agenda_notes, nobody_offered, pool_note
from ui.models.faces import Moment, slot_face
from ui.models.lists import NowLists, in_slot, slot_title
from ui.models.my_day import day_of, midnight
from ui.models.planned import seen
from ui.models.pool import PoolModel
from ui.models.touch_face import kind_of
from ui.person_words import name
from ui.theme import Theme
from ui.views.answers import Answers
from ui.views.hand import Hand
from ui.views.lead_desk import LeadDesk
from ui.views.lead_pane import LeadPane
from ui.views.now_column import SLIM, WIDE, NowColumn
from ui.widgets.top_bar import NARROW

STALE_AFTER = 3_500
"""Nothing is green any more five seconds after the last word of the hub; ticks come each second."""


class NowView(QWidget):
    """Emits `counted` with how many wait and how many are on the agenda, `told` with a sentence,
    `opened` with the lead now in the pane."""

    counted = Signal(int, int)
    told = Signal(str)
    opened = Signal(str)
    page_wanted = Signal()

    def __init__(
        self, bridge: Bridge, theme: Theme, ticker: Ticker, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.bridge, self.theme, self._ticker = bridge, theme, ticker
        self.live = LiveTheme(theme, self)
        self.moment = Moment(now=bridge.now())
        self.lists = NowLists()
        self.pool = PoolModel(self.moment, self)
        self.arrivals = Arrivals(self.pool, self)
        self.agenda = AgendaModel(self.moment, self)
        self.answers = Answers(bridge, self.moment, self)
        self.column = NowColumn(self.live, self.pool, self.agenda, self)
        self.pane = QStackedWidget(self)
        self.lead_pane = LeadPane(self.live, theme)
        self.pane.addWidget(self.lead_pane)
        self.desk = LeadDesk(bridge, theme, self.lead_pane, self.moment, self)
        self._slot_id, self._current, self._follows = "", "", True
        self._picked = ""
        self.writing = ""
        """Who is written to: nobody else comes up by itself meanwhile."""
        self._not_live_since: Ms | None = None
        self._in_pane = True
        self.hand = Hand(self.column.pool, self.arrivals, self)
        self._wire()
        self.rebuild()

    def _wire(self) -> None:
        bridge, column = self.bridge, self.column
        bridge.reset.connect(self.rebuild)
        bridge.ready.connect(lambda _: self.rebuild())
        bridge.lead_changed.connect(self._lead_changed)
        bridge.lead_gone.connect(self._lead_gone)
        self.answers.changed.connect(self._repaint)
        self.answers.answered.connect(self._answered)
        self.answers.lost.connect(self._lost)
        self.answers.lost_over.connect(self._lost_over)
        self.answers.told.connect(self.told)
        bridge.link.connect(self._link)
        bridge.armed.connect(self._armed)
        bridge.pending_changed.connect(self._foresee)
        self._ticker.second.connect(self._second)
        column.slot.chosen.connect(lambda: self.open_lead(self._slot_id))
        column.slot.opened.connect(self.enter)
        column.pool.chosen.connect(lambda row: self.open_lead(self.pool.lead(row).id))
        column.pool.opened.connect(lambda _: self.enter())
        column.agenda.chosen.connect(lambda row: self.open_lead(self.agenda.lead(row).id))
        column.agenda.opened.connect(lambda _: self.enter())
        column.pool_header.arrivals_requested.connect(self.home)
        self.arrivals.changed.connect(column.pool_header.set_waiting)
        self.hand.gone.connect(self._let_in)
        self.desk.told.connect(self.told)
        self.desk.ending.connect(self._ending)

    # -- everything anew

    def rebuild(self) -> None:
        """Read every lead again: start, snapshot, sign-in, sign-out."""
        desk = self.bridge.desk
        self.moment.me, self.moment.now = self.bridge.rep, self.bridge.now()
        self.answers.reset()
        leads = desk.leads.values() if desk is not None else ()
        pool = self.lists.reset(leads, self.moment.me, self.moment.now)
        for waiting in self._unanswered():
            self._put_seen(waiting)
        self._slot_id = self._wanted_slot()
        self.arrivals.reset(lead for lead in pool if lead.id != self._slot_id)
        self._not_live_since = None
        if desk is not None:
            self._link(desk.link)
        if self.bridge.lead(self._current) is None:
            self._current, self._follows = "", True
        self._refresh()

    def _wanted_slot(self) -> str:
        me, now, slot = self.moment.me, self.moment.now, self._slot_id
        if slot in self.moment.lost or slot in self.moment.trying:
            return slot  # it stays to say how the asking ended
        lead = in_slot(self.lists.mine(me, now), self.lists.offered(me, now))
        return lead.id if lead is not None else ""

    # -- one lead

    def _lead_changed(self, lead: Lead, fact: Fact) -> None:
        self.moment.now = self.bridge.now()
        if self.lists.put(lead, self.moment.me, self.moment.now) and lead.id != self._slot_id:
            self.arrivals.put(lead)
        else:
            if lead.id in self.moment.trying:
                self.arrivals.keep(lead.id)  # until the answer says who got it
            self.arrivals.drop(lead, lead.id)
        self._put_seen(lead.id)
        self.answers.hear(lead)
        if lead.id == self._current and self._follows and self._taken_by_another(lead):
            self._current = ""  # it came up by itself, so it goes by itself
            self._refresh()
            self.desk.guard()
            return
        self._refresh()
        if lead.id == self._current:
            self._show_current()

    def _unanswered(self) -> set[str]:
        """Leads of mine with an outcome the hub has not answered."""
        desk = self.bridge.desk
        acts = desk.pending() if desk is not None else []
        return {act.lead for act in acts if act.do == "end_touch"}

    def _put_seen(self, lead_id: str) -> None:
        """Stand a lead of mine where it is seen: a call ended while the link is down is over."""
        lead = seen(self.bridge, lead_id)
        if lead is not None and lead.owner == self.moment.me:
            self.lists.put(lead, self.moment.me, self.moment.now)

    def _foresee(self, lead_id: str) -> None:
        """An act of mine came to wait for the hub, or to an end."""
        self._put_seen(lead_id)
        self._refresh()

    def _taken_by_another(self, lead: Lead) -> bool:
        """Somebody else has it, and nobody here is waiting to hear who won."""
        asked = lead.id in self.moment.trying or lead.id in self.moment.lost
        theirs = lead.owner not in ("", self.moment.me) and not lead.grabbable(self.moment.now)
        return theirs and not asked

    def _lead_gone(self, lead_id: str) -> None:
        self.lists.drop(lead_id)
        self.arrivals.drop(None, lead_id)
        if lead_id == self._current:
            self._current, self._follows = "", True
        self._refresh()

    def _ending(self, lead_id: str) -> None:
        """An outcome is on its way: the next lead may come up by itself again."""
        self.answers.expect(lead_id)
        self._follows = True
        self.column.pool.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answered(self, lead_id: str) -> None:
        self.arrivals.let_go(lead_id)
        self._refresh()

    def _lost(self, lead_id: str) -> None:
        self.arrivals.keep(lead_id)
        self._repaint(lead_id)

    def _lost_over(self, lead_id: str) -> None:
        self.arrivals.let_go(lead_id)
        if lead_id == self._current:
            self._current, self._follows = "", True
        self._refresh()

    def _repaint(self, lead_id: str) -> None:
        row = self.pool.row_of(lead_id)
        if row >= 0:
            self.pool.repaint(row)
        elif lead_id == self._slot_id:
            self._show_slot()
        if not lead_id or lead_id == self._current:
            self._show_current()

    # -- is it live

    def _link(self, link: LinkState) -> None:
        live = link.state == "live"
        self._not_live_since = None if live else link.since or self.moment.now
        self._age()

    def _age(self) -> None:
        since = self._not_live_since
        stale = since is not None and self.moment.now - since > STALE_AFTER
        self.moment.stale_at = since if stale else None
        if self.live.live == stale:
            self.live.set_live(not stale)
            self._refresh()

    def _armed(self, _: Armed) -> None:
        self._headers()
        self.page_wanted.emit()

    def on_call(self) -> str:
        """My running call: how long, and with whom; empty without one."""
        lead = next(iter(self.lists.mine(self.moment.me)), None)
        running = lead.running() if lead is not None else None
        if lead is None or running is None or running.channel != "call" or line_over(running):
            return ""
        return f"{words.span(self.moment.now - running.started)}, {name(lead.person)}"

    # -- time

    def _second(self, now: Ms) -> None:
        self.moment.now = now
        for over in self.lists.offers_ended(now):
            if over.id != self._slot_id and over.grabbable(now):
                self.arrivals.put(over)
        self._age()
        waiting = self._unanswered()
        for lead_id in waiting:
            self._put_seen(lead_id)
        self._refresh(light=not waiting)
        self.column.pool.tick()
        self.column.agenda.tick()
        lead = seen(self.bridge, self._current)
        if lead is not None and self.lead_pane.isVisible():
            self.desk.tick(lead)

    # -- the rep's hand

    def _let_in(self) -> None:
        self.arrivals.release()
        self._refresh()

    def home(self) -> None:
        """The hottest: what waits comes in, the slot or the first row is shown."""
        self._let_in()
        self.column.pool.scrollToTop()
        first = self._first()
        if first:
            self.open_lead(first)
        self._follows = True

    def step(self, by: int) -> None:
        """One row down or up, through slot, pool and agenda."""
        self.hand.key()
        where = self._position()
        slot = 1 if self._slot_id else 0
        last = slot + len(self.pool) + self.agenda.rowCount() - 1
        if last >= 0:
            self.open_lead(self._at(max(0, min(last, where + by))))

    def _position(self) -> int:
        slot = 1 if self._slot_id else 0
        if self._current and self._current == self._slot_id:
            return 0
        row = self.pool.row_of(self._current)
        if row >= 0:
            return slot + row
        row = self.agenda.row_of(self._current)
        return slot + len(self.pool) + row if row >= 0 else -1

    def _at(self, place: int) -> str:
        slot = 1 if self._slot_id else 0
        if slot and place == 0:
            return self._slot_id
        row = place - slot
        if row < len(self.pool):
            return self.pool.lead(row).id
        return self.agenda.lead(row - len(self.pool)).id

    def enter(self) -> None:
        """Enter in a list: into the lead's pane."""
        self._follows = False
        self.desk.focus()

    # -- which lead is shown

    @property
    def current(self) -> str:
        """The lead in the pane, empty without one."""
        return self._current

    def open_lead(self, lead_id: str) -> None:
        """Show this lead, because somebody asked for it."""
        if self.bridge.lead(lead_id) is None:
            return
        self._follows, self._picked = False, lead_id
        self._show(lead_id)

    def leave_lead(self) -> None:
        """Back: nothing picked by hand any more."""
        self._current, self._picked, self._follows = "", "", True
        self._refresh()
        self.page_wanted.emit()

    @property
    def picked(self) -> bool:
        """Whether the lead in the pane was asked for by the rep."""
        return bool(self._current) and self._picked == self._current

    def _show(self, lead_id: str) -> None:
        if lead_id != self._current:
            self._current = lead_id
            self._show_current()
            self.opened.emit(lead_id)
        self._mark()
        self.page_wanted.emit()

    def _show_current(self) -> None:
        lead = seen(self.bridge, self._current)
        if lead is not None:
            self.desk.first = self._first()
            self.desk.show(lead)

    def _follow(self) -> None:
        """Without a lead picked by hand the hottest is shown; never one in place of another under
        the rep's hand."""
        wanted = self._first()
        if not self._current or self.bridge.lead(self._current) is None:
            self._current = ""
            if wanted:
                self._show(wanted)
            else:
                self._mark()
                self.page_wanted.emit()
        elif self._may_follow():
            self._show(self._slot_id)
            self.desk.guard()

    def _may_follow(self) -> bool:
        if (self.writing and self.writing == self._current) or not self._follows:
            return False
        if not self._slot_id:
            return False
        if self._current == self._slot_id:
            return False
        return self._current not in self.moment.lost and self.desk.at_rest()

    def _first(self) -> str:
        return self._slot_id or (self.pool.lead(0).id if len(self.pool) else "")

    def set_in_pane(self, there: bool) -> None:
        """Whether the pane shows the current lead: only then is its row marked."""
        if there != self._in_pane:
            self._in_pane = there
            self._mark()

    def _mark(self) -> None:
        marked = self._current if self._in_pane else ""
        self.column.slot.set_selected(bool(marked) and marked == self._slot_id)
        for view, row in (
            (self.column.pool, self.pool.row_of(marked)),
            (self.column.agenda, self.agenda.row_of(marked)),
        ):
            if view.current_row() != row:
                view.select(row, show=not self.arrivals.held or self.hand.by_key)

    # -- what stands where

    def _refresh(self, *, light: bool = False) -> None:
        wanted = self._wanted_slot()
        if wanted != self._slot_id:
            self._change_slot(wanted)
            light = False
        self._show_slot()
        self._show_agenda(light)
        self._headers()
        self._follow()
        if not light:
            self._mark()

    def _change_slot(self, wanted: str) -> None:
        before, self._slot_id = self.bridge.lead(self._slot_id), wanted
        if before is not None and before.grabbable(self.moment.now):
            self.arrivals.put(before)
        self.arrivals.drop(None, wanted)

    def _show_slot(self) -> None:
        slot, lead = self.column.slot, seen(self.bridge, self._slot_id)
        if lead is None:
            stale = self.moment.stale_at is not None
            slot.set_face(None, nobody_offered(self._armed_state(), stale=stale))
        else:
            slot.set_face(slot_face(lead, self.moment), lead_id=lead.id)

    def _show_agenda(self, light: bool) -> None:
        me = self.moment.me
        if light:
            return
        mine = [lead for lead in self.lists.mine(me, self.moment.now) if lead.id != self._slot_id]
        self.agenda.set_leads([*mine, *self.lists.agenda(me, self.moment.now)])

    def _headers(self) -> None:
        column, lead = self.column, seen(self.bridge, self._slot_id)
        title = slot_title(lead, self.moment.me, self.moment.now)
        role = "accent_text" if lead is not None else "ink2"
        column.offer_header.set_words(title, role=role)  # type: ignore[arg-type]
        count = len(self.pool) + self.arrivals.waiting
        wide = column.width() >= WIDE
        note = pool_note(count, self._armed_state(), self.moment.stale_at, wide=wide)
        column.pool_header.set_words("Pool", note)
        column.set_empty_words(EMPTY_POOL)
        leads = (self.agenda.lead(row) for row in range(self.agenda.rowCount()))
        column.agenda_header.set_words("Agenda", *agenda_notes(leads, self.moment.now))
        self.count()

    def _armed_state(self) -> Armed | None:
        desk = self.bridge.desk
        return desk.armed_state if desk is not None else None

    def count(self) -> None:
        """Say how many wait here, and how many are on the agenda."""
        waiting = len(self.pool) + self.arrivals.waiting + (1 if self._slot_id else 0)
        self.counted.emit(waiting, self._due_today())

    def _due_today(self) -> int:
        """How many of the agenda are for today: overdue, asked about, or due before midnight."""
        today, now = midnight(day_of(self.moment.now) + timedelta(days=1)), self.moment.shown
        leads = (self.agenda.lead(row) for row in range(self.agenda.rowCount()))
        ahead = [lead.next_touch for lead in leads]
        return sum(t is None or t.at < today or kind_of(t, now) == "ask" for t in ahead)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no part of the view took: Enter saves what is chosen, Esc goes back one step."""
        bar = self.lead_pane.bar
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and bar.chosen is not None:
            bar.press_save()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.lead_pane.isVisible():
            self.enter()
        elif event.key() == Qt.Key.Key_Escape:
            self._back()
        else:
            super().keyPressEvent(event)

    def _back(self) -> None:
        """Drafts stay where they are."""
        if self.lead_pane.about_open:
            self.lead_pane.toggle_about(False)
        elif self.lead_pane.isAncestorOf(QApplication.focusWidget() or self):
            self.column.pool.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.picked:
            self.leave_lead()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left = WIDE if self.width() >= NARROW else SLIM
        self.column.setGeometry(0, 0, left, self.height())
        self.pane.setGeometry(left, 0, self.width() - left, self.height())
