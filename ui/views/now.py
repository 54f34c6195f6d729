"""Now: who is offered, who waits, and the one lead that matters. Hears the desk and shows it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.domain.facts import Fact
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.protocol.messages import Re
from client.hooks import Armed, LinkState, Pending
from ui import words
from ui.bridge import Bridge
from ui.clockwork import Ticker
from ui.live_theme import LiveTheme
from ui.models.agenda import AgendaModel
from ui.models.arrivals import Arrivals
from ui.models.faces import Moment, slot_face
from ui.models.lists import NowLists, in_slot, slot_title
from ui.models.pool import PoolModel
from ui.my_clock import my_zone
from ui.person_words import cleaned, name
from ui.theme import Theme
from ui.views.lead_desk import LeadDesk
from ui.views.lead_pane import LeadPane
from ui.views.now_column import SLIM, WIDE, NowColumn
from ui.widgets.top_bar import NARROW

HAND_REST = 1_500
"""Milliseconds after a key in the list during which nothing moves there."""
LOST_STAYS = 4_000
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
        self.column = NowColumn(self.live, self.pool, self.agenda, self)
        self.pane = QStackedWidget(self)
        self.lead_pane = LeadPane(self.live, theme)
        self.pane.addWidget(self.lead_pane)
        self.desk = LeadDesk(bridge, theme, self.lead_pane, self.moment, self)
        self._slot_id, self._current, self._follows = "", "", True
        self._picked = ""
        self._ends: set[str] = set()
        self._in_pane = True
        self._not_live_since: Ms | None = None
        self._key_rest = QTimer(self)
        self._key_rest.setSingleShot(True)
        self._key_rest.setInterval(HAND_REST)
        self._wire()
        self.rebuild()

    def _wire(self) -> None:
        bridge, column = self.bridge, self.column
        bridge.reset.connect(self.rebuild)
        bridge.ready.connect(lambda _: self.rebuild())
        bridge.lead_changed.connect(self._lead_changed)
        bridge.lead_gone.connect(self._lead_gone)
        bridge.pending_changed.connect(self._pending_changed)
        bridge.settled.connect(self._settled)
        bridge.expired.connect(self._expired)
        bridge.link.connect(self._link)
        bridge.armed.connect(self._armed)
        self._ticker.second.connect(self._second)
        column.slot.chosen.connect(lambda: self.open_lead(self._slot_id))
        column.slot.opened.connect(self.enter)
        column.pool.chosen.connect(lambda row: self.open_lead(self.pool.lead(row).id))
        column.pool.opened.connect(lambda _: self.enter())
        column.pool.touched.connect(self._hand_here)
        column.pool.entered_or_left.connect(self._mouse)
        column.agenda.chosen.connect(lambda row: self.open_lead(self.agenda.lead(row).id))
        column.agenda.opened.connect(lambda _: self.enter())
        column.pool_header.arrivals_requested.connect(self.home)
        self.arrivals.changed.connect(column.pool_header.set_waiting)
        self._key_rest.timeout.connect(self._hand_away)
        self.desk.told.connect(self.told)
        self.desk.ending.connect(self._ending)

    # -- everything anew

    def rebuild(self) -> None:
        """Read every lead again: start, snapshot, sign-in, sign-out."""
        desk = self.bridge.desk
        self.moment.me, self.moment.now = self.bridge.rep, self.bridge.now()
        self.moment.trying, self.moment.lost = self._claims(), {}
        leads = desk.leads.values() if desk is not None else ()
        pool = self.lists.reset(leads, self.moment.me, self.moment.now)
        self._slot_id = self._wanted_slot()
        self.arrivals.reset(lead for lead in pool if lead.id != self._slot_id)
        if desk is not None:
            self._link(desk.link)
        if self.bridge.lead(self._current) is None:
            self._current, self._follows = "", True
        self._refresh()

    def _claims(self) -> set[str]:
        desk = self.bridge.desk
        acts = desk.pending() if desk is not None else []
        return {act.lead for act in acts if act.do == "claim" and act.state != "needs_user"}

    def _wanted_slot(self) -> str:
        me, now, slot = self.moment.me, self.moment.now, self._slot_id
        if slot in self.moment.lost or slot in self.moment.trying:
            return slot  # it stays to say how the asking ended
        lead = in_slot(self.lists.mine(me), self.lists.offered(me, now))
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
        if lead.id in self._ends:
            self._booked(lead)
        if lead.owner == self.moment.me:
            self.moment.lost.pop(lead.id, None)
        self._refresh()
        if lead.id == self._current:
            self._show_current()

    def _lead_gone(self, lead_id: str) -> None:
        self.lists.drop(lead_id)
        self.arrivals.drop(None, lead_id)
        if lead_id == self._current:
            self._current, self._follows = "", True
        self._refresh()

    def _pending_changed(self, lead_id: str) -> None:
        before, self.moment.trying = self.moment.trying, self._claims()
        for changed in before ^ self.moment.trying:
            self._repaint(changed)
        if not lead_id or lead_id == self._current:
            self._show_current()

    def _settled(self, act: Pending, answer: Re) -> None:
        taken = answer.e is not None and answer.e.owner not in ("", self.moment.me)
        if act.do == "claim" and taken:
            self._lost(act, answer)
            return
        if act.do == "claim":
            self.arrivals.let_go(act.lead)
            self._refresh()
        if answer.ok or answer.e is None:
            return
        self.told.emit(answer.e.msg)

    def _ending(self, lead_id: str) -> None:
        """An outcome is on its way: its answer will be said, and the next lead may come up."""
        self._ends.add(lead_id)
        self._follows = True
        self.column.pool.setFocus(Qt.FocusReason.OtherFocusReason)

    def _booked(self, lead: Lead) -> None:
        """Say what the outcome came to, when the hub's fact is here."""
        if lead.next_touch is not None:
            from ui.preview import booked

            self.told.emit(booked(lead, lead.next_touch, f"{name(lead.person)}:"))
        elif lead.closed is not None:
            self.told.emit(f"{name(lead.person)}: closed, nothing more is due.")
        else:
            return
        self._ends.discard(lead.id)

    def _lost(self, act: Pending, answer: Re) -> None:
        assert answer.e is not None
        who = cleaned(answer.e.owner_name, 24) or "Somebody"
        since = answer.e.since or act.made
        by = act.made - since if act.made > since else self.bridge.now() - since
        spoken = by_how_much(by)
        self.moment.lost[act.lead] = f"{who}, by {spoken}"
        self.arrivals.keep(act.lead)
        self._repaint(act.lead)
        self._show_current()
        self.told.emit(f"{who} took it {spoken} before you. Nothing was sent.")
        QTimer.singleShot(LOST_STAYS, self, lambda: self._lost_over(act.lead))

    def _lost_over(self, lead_id: str) -> None:
        self.moment.lost.pop(lead_id, None)
        self.arrivals.let_go(lead_id)
        if lead_id == self._current:
            self._current, self._follows = "", True
        self._refresh()

    def _expired(self, act: Pending) -> None:
        self.arrivals.let_go(act.lead)
        lead = self.bridge.lead(act.lead)
        who = name(lead.person) if lead is not None else "That lead"
        self.told.emit(f"{who}: the claim waited too long for the link and was dropped.")

    def _repaint(self, lead_id: str) -> None:
        row = self.pool.row_of(lead_id)
        if row >= 0:
            self.pool.repaint(row)
        elif lead_id == self._slot_id:
            self._show_slot()

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
        if lead is None or running is None or running.channel != "call":
            return ""
        return f"{words.span(self.moment.now - running.started)}, {name(lead.person)}"

    # -- time

    def _second(self, now: Ms) -> None:
        self.moment.now = now
        for over in self.lists.offers_ended(now):
            if over.id != self._slot_id and over.grabbable(now):
                self.arrivals.put(over)
        self._age()
        self._refresh(light=True)
        self.column.pool.tick()
        self.column.agenda.tick()
        lead = self.bridge.lead(self._current)
        if lead is not None and self.lead_pane.isVisible():
            self.desk.tick(lead)

    # -- the rep's hand

    def _mouse(self, inside: bool) -> None:
        if inside:
            self.arrivals.hold()
        elif not self._key_rest.isActive():
            self._hand_away()

    def _hand_here(self) -> None:
        self.arrivals.hold()
        self._key_rest.start()

    def _hand_away(self) -> None:
        if self.column.pool.viewport().underMouse():
            return
        self._let_in()

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
        self._hand_here()
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
        lead = self.bridge.lead(self._current)
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
        if not self._follows or not self._slot_id or self._current == self._slot_id:
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
                view.select(row, show=not self.arrivals.held or self._key_rest.isActive())

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
        slot, lead = self.column.slot, self.bridge.lead(self._slot_id)
        if lead is None:
            slot.set_face(None, self._nobody())
        else:
            slot.set_face(slot_face(lead, self.moment), lead_id=lead.id)

    def _nobody(self) -> str:
        desk = self.bridge.desk
        if desk is None:
            return "Nobody is signed in."
        if self.moment.stale_at is not None:
            return "Not known while nothing is live."
        if is_deaf(desk.armed_state):
            return "Nothing while this desk is deaf."
        return "Nobody at the moment."

    def _show_agenda(self, light: bool) -> None:
        me = self.moment.me
        if light:
            return
        mine = [lead for lead in self.lists.mine(me) if lead.id != self._slot_id]
        self.agenda.set_leads([*mine, *self.lists.agenda(me, self.moment.now)])

    def _headers(self) -> None:
        column, lead = self.column, self.bridge.lead(self._slot_id)
        title = slot_title(lead, self.moment.me, self.moment.now)
        role = "accent_text" if lead is not None else "ink2"
        column.offer_header.set_words(title, role=role)  # type: ignore[arg-type]
        count = len(self.pool) + self.arrivals.waiting
        column.pool_header.set_words("Pool", self._pool_note(count))
        column.set_empty_words("New leads appear here, hottest first.")
        self._agenda_header()
        self.count()

    def count(self) -> None:
        """Say how many wait here, and how many are on the agenda."""
        waiting = len(self.pool) + self.arrivals.waiting + (1 if self._slot_id else 0)
        self.counted.emit(waiting, self.agenda.rowCount())

    def _pool_note(self, count: int) -> str:
        desk = self.bridge.desk
        if not count:
            return "empty"
        if self.moment.stale_at is not None:
            return f"{count} at {words.clock(at(self.moment.stale_at), my_zone())}"
        if desk is not None and is_deaf(desk.armed_state):
            return f"{count}, you may still claim"
        return f"{count}, hottest first" if self.column.width() >= WIDE else str(count)

    def _agenda_header(self) -> None:
        zone, now = my_zone(), at(self.moment.now)
        times = [
            lead.next_touch.at
            for row in range(self.agenda.rowCount())
            if (lead := self.agenda.lead(row)).next_touch is not None
            and lead.running() is None
            and not lead.next_touch.needs_time
        ]
        today = sum(at(t).astimezone(zone).date() <= now.astimezone(zone).date() for t in times)
        count = self.agenda.rowCount()
        note = "nothing due" if not count else f"{today} to go today" if today else f"{count} later"
        coming = [t for t in times if t > self.moment.now]
        right = _soon(min(coming) - self.moment.now) if coming and today else ""
        self.column.agenda_header.set_words("Agenda", note, right)

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


def is_deaf(armed: Armed) -> bool:
    """Wants to ring and is proven unable to; not while nothing has been checked yet."""
    return armed.mode == "on" and not armed.armed and bool(armed.checks)


def by_how_much(ms: int) -> str:
    """`0.3 s`, and from a minute on as any span."""
    return f"{max(ms, 100) / 1_000:.1f} s" if ms < 60_000 else words.span(ms)


def _soon(ms: int) -> str:
    return (
        f"next in {max(1, round(ms / 60_000))} min"
        if ms < 3_600_000
        else f"next in {words.span(ms)}"
    )
