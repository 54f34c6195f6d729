"""The agenda: the day to scale with the plan for one person beside it, the coming days below; or
the same as a list in the order to call."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.ids import Ms
from app.domain.lead import Lead
from client.hooks import LinkState
from ui.actions import Actions
from ui.bridge import Bridge
from ui.clockwork import Ticker
from ui.fonts import Type
from ui.live_theme import LiveTheme
from ui.models.agenda_day import AgendaDay
from ui.models.coming import coming
from ui.models.day import counts
from ui.models.faces import Moment
from ui.models.my_day import day_of, title
from ui.models.planned import by_id, planned
from ui.preview import refusal
from ui.theme import Theme
from ui.views.agenda_acts import AgendaActs
from ui.views.agenda_keys import add_keys
from ui.views.agenda_list import NOTHING, AgendaList
from ui.views.coming_days import ComingDays
from ui.views.day_strip import DayStrip
from ui.views.review_card import WIDTH as CARD
from ui.views.review_card import ReviewCard
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas

_HEAD, _LEFT = 44, 20
NARROW = 1120
STALE_AFTER = 5_000
_WAITS = "changed, waits for your mouse"


class AgendaView(Painted):
    """Emits `open_lead` on Enter, a double click, and after a call was begun; `told` with a
    sentence, `undoable` with a sentence and how to take it back."""

    open_lead = Signal(str)
    told = Signal(str)
    undoable = Signal(str, object)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        self.live = LiveTheme(theme)
        super().__init__(self.live, parent)
        self.live.setParent(self)
        self._bridge = bridge
        self.moment = Moment(now=bridge.now())
        self.leads: list[Lead] = []
        self._not_live: Ms | None = None
        self._chosen, self._asked_plan, self._waits = "", False, False
        self._note = ""
        self.acts = AgendaActs(bridge, theme, self)
        self.days = AgendaDay(bridge, self.moment)
        self.strip = DayStrip(self.live, self.days.judge, self)
        self.coming = ComingDays(self.live, self)
        self.list = AgendaList(self.live, self.moment, self)
        self.card = ReviewCard(theme, self.live, self)
        self.call = KeyButton(theme, "Call", key="C", icon="phone", kind=Kind.PRIMARY, parent=self)
        self.next = KeyButton(theme, "Next touch", key="B", icon="calendar-clock", parent=self)
        self.list.hide()
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
        self.card.booked.connect(lambda when: acts.accept(self.lead(), when))
        self.card.asked.connect(self._card_asked)
        self.call.acted.connect(self.call_now)
        self.call.refusal_asked.connect(self.call_now)
        self.next.acted.connect(lambda: acts.move(self.lead()))
        acts.told.connect(self.told)
        acts.undoable.connect(self.undoable)
        acts.open_lead.connect(self.open_lead)
        acts.changed.connect(lambda: self._fill(force=True))

    def add_acts(self, acts: Actions) -> None:
        """Make the agenda's acts known to the window."""
        add_keys(self, acts)

    # -- what stands where

    def rebuild(self) -> None:
        """Read every lead again. While the page is hidden nothing is worked out."""
        desk = self._bridge.desk
        self.moment.now, self.moment.me = self._bridge.now(), self._bridge.rep
        if desk is not None:
            self._link(desk.link)
        if self.isVisible():
            self._fill()

    def _fill(self, *, force: bool = False) -> None:
        if self.strip.held and not force and self.strip.day.faces:
            self._waits = True  # nothing moves under the mouse
            self.update()
            return
        self._waits = False
        desk, me, now = self._bridge.desk, self.moment.me, self.moment.shown
        unsettled = self.acts.unsettled
        self.leads = planned(desk, me, unsettled) if desk is not None else []
        self.days.read(self.leads, frozenset(unsettled.moving), see=self._see())
        to_go, done = counts(self.leads, me, now)
        self._note = f"{to_go} to go, {done} done"
        self.setAccessibleName(f"Agenda, {title(day_of(now))}, {self._note}")
        self.list.show_leads(self.leads)
        self.strip.show_day(self.days.shown(NOTHING))
        self._coming()
        if self.days.lead(self._chosen) is None:
            self._chosen = self.days.first()
        self._mark()

    def _coming(self) -> None:
        if self.days.day is None:
            days = coming(self.leads, self.moment.me, self.moment.shown)
        else:
            days = [self.days.today_folded(self._note)]
        self.coming.set_days(days)
        self._place()

    def _see(self) -> str:
        return "See right." if self.card_wanted or self.width() >= NARROW else "P shows its plan."

    def _mark(self) -> None:
        self.strip.select(self._chosen)
        self.list.select(self._chosen)
        self._show_card()
        self._buttons()
        self._place()

    def _show_card(self) -> None:
        desk, lead = self._bridge.desk, self.lead()
        shown = self.card_wanted and lead is not None and lead.next_touch is not None
        if shown and lead is not None and desk is not None and desk.playbook is not None:
            self.card.show_plan(lead, desk.playbook, self.days.mine)
        self.card.setVisible(shown)

    @property
    def card_wanted(self) -> bool:
        """Whether the plan stands at the right: always where there is room, else for a plan that
        wants an answer, and when asked for."""
        lead = self.lead()
        if lead is None or lead.next_touch is None:
            return False
        return self.width() >= NARROW or self._asked_plan or lead.next_touch.review

    def _buttons(self) -> None:
        desk, lead = self._bridge.desk, self.lead()
        alone = not self.card.isVisibleTo(self)
        for button in (self.call, self.next):
            button.setVisible(lead is not None and alone)
        if desk is None or lead is None or desk.playbook is None:
            return
        reason = refusal(lead, "call", desk.playbook, self._bridge.now())
        for button in (self.call, self.card.call):
            if reason:
                button.refuse(reason)
            elif button.kind is Kind.REFUSED:
                button.set_kind(Kind.PRIMARY)

    def lead(self) -> Lead | None:
        """The selected lead, as it is shown here."""
        return by_id(self.leads, self._chosen)

    # -- the hand

    def choose(self, lead_id: str) -> None:
        """Select a touch."""
        if lead_id != self._chosen:
            self._chosen, self._asked_plan = lead_id, False
            self._mark()

    def enter(self, lead_id: str) -> None:
        """Enter or a double click: into the lead."""
        if lead_id:
            self.open_lead.emit(lead_id)

    def move_by(self, by: int) -> None:
        """One touch down or up."""
        (self.list if self.as_list else self.strip).move_by(by)

    def call_now(self) -> None:
        """Call the selected lead."""
        self.acts.call(self.lead())

    def call_next(self) -> None:
        """Call whoever comes first, whatever is selected: the first that may be called now."""
        desk, now = self._bridge.desk, self._bridge.now()
        if desk is None or desk.playbook is None:
            return
        for lead in self.days.calls():
            if not refusal(lead, "call", desk.playbook, now):
                self.choose(lead.id)
                self.acts.call(lead)
                return
        self.told.emit("Nobody on today’s agenda may be called now.")

    def show_plan(self, lead_id: str = "") -> None:
        """The plan for this person, at the right; the day it stands on is shown."""
        lead = by_id(self.leads, lead_id) if lead_id else self.lead()
        if lead is None or lead.next_touch is None:
            return
        self._chosen, self._asked_plan = lead.id, not (self._asked_plan and not lead_id)
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

    @property
    def as_list(self) -> bool:
        """Whether the list stands in place of the strip."""
        return not self.list.isHidden()

    def turn(self) -> None:
        """As a list, or to scale."""
        listed = not self.as_list
        self.list.setVisible(listed)
        self.strip.setVisible(not listed)
        self._coming()
        (self.list.rows_view if listed else self.strip).setFocus(Qt.FocusReason.OtherFocusReason)

    def _card_asked(self, what: str) -> None:
        lead = self.lead()
        if what in ("call", "call-refused"):
            self.acts.call(lead)
        elif what in ("other", "next"):
            self.acts.move(lead, typed=what == "other")
        elif what == "nurture":
            self.acts.nurture(lead)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no part of it took: Enter accepts a plan or opens the lead, Esc goes back a step."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.card.isVisible() and self.card.reviews:
                self.card.accept()
            else:
                self.enter(self._chosen)
        elif event.key() == Qt.Key.Key_Escape and self._asked_plan:
            self._asked_plan = False
            self._mark()
        elif event.key() == Qt.Key.Key_Escape and self.days.day is not None:
            self.show_day(day_of(self.moment.shown))
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not self.as_list:
            self.day_by(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

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
        self.rebuild()
        self._fill(force=True)
        self.ticker.start()
        (self.list.rows_view if self.as_list else self.strip).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.strip.cancel()
        self.ticker.stop()

    # -- places and painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._mark()

    def _place(self) -> None:
        width, height = self.width(), self.height()
        card = CARD if self.card.isVisibleTo(self) else 0
        self.card.setGeometry(width - card, 0, card, height)
        width -= card
        foot = 0 if self.as_list else self.coming.height_wanted()
        self.coming.setVisible(bool(foot))
        self.strip.setGeometry(0, _HEAD, width, height - _HEAD - foot)
        self.coming.setGeometry(0, height - foot, width, foot)
        self.list.setGeometry(0, _HEAD, width, height - _HEAD)
        x = width - _LEFT
        for button in (self.next, self.call):
            hint = button.sizeHint()
            x -= hint.width()
            button.setGeometry(x, 4, hint.width(), hint.height())
            x -= 8
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = canvas(self), self.tokens
        painter.fillRect(self.rect(), tokens.ground)
        right = float(self.strip.width() - _LEFT - 4)
        if self.call.isVisible():
            right = self.call.x() - 16.0
        heading = title(self.days.on)
        middle = 5.0
        place = QRectF(_LEFT, middle, right - _LEFT, _HEAD)
        used = draw_text(painter, place, heading, Type.TITLE, tokens.ink)
        note = _WAITS if self._waits else self.days.note(self._note)
        room = QRectF(_LEFT + used + 12, middle + 1, right - _LEFT - used - 12, _HEAD)
        used = draw_text(painter, room, note, Type.BODY, tokens.ink2)
        hint = "your time, then theirs"
        wide = text_width(hint, Type.SMALL)
        if room.left() + used + 24 < right - wide:
            place = QRectF(right - wide, middle, wide + 1, _HEAD)
            draw_text(painter, place, hint, Type.SMALL, tokens.ink3)
        painter.end()
