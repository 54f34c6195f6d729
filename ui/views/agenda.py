"""The agenda: today in the order to call, the coming days folded below."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.ids import Ms
from app.domain.lead import Lead
from client.hooks import LinkState
from ui.actions import Actions
from ui.bridge import Bridge
from ui.clockwork import Ticker
from ui.delegates.day import DayDelegate
from ui.fonts import Type
from ui.live_theme import LiveTheme
from ui.models.day import DayModel, counts, title
from ui.models.faces import Moment
from ui.overlays.next_touch import NextTouchPopup
from ui.preview import refusal
from ui.theme import Theme
from ui.views.lead_list import LeadList
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import draw_text
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule

_HEAD, _LEFT = 56, 24
STALE_AFTER = 5_000
_NOTHING = "Nothing is planned. Each call you finish books the next touch here by itself."


class AgendaView(Painted):
    """Emits `open_lead` on Enter, a double click, and after a call was begun; `told` with a
    sentence."""

    open_lead = Signal(str)
    told = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        self.live = LiveTheme(theme)
        super().__init__(self.live, parent)
        self.live.setParent(self)
        self._bridge = bridge
        self.moment = Moment(now=bridge.now())
        self._unfolded: frozenset[date] = frozenset()
        self._not_live: Ms | None = None
        self._chosen, self._heading, self._note = "", "", ""
        self.rows = DayModel(self.moment, self)
        self._paint = DayDelegate(self.live, self.rows, self)
        self.list = LeadList(
            self.live, self.rows, self._paint, "Agenda", ground="ground", parent=self
        )
        self.list.verticalHeader().setMinimumSectionSize(20)
        self.call = KeyButton(theme, "Call", key="C", icon="phone", kind=Kind.PRIMARY, parent=self)
        self.next = KeyButton(theme, "Next touch", key="B", icon="calendar-clock", parent=self)
        self.next_popup = NextTouchPopup(bridge, theme, self)
        self.ticker = Ticker(bridge.now, self)
        self._soon = QTimer(self)  # a burst of facts is one repaint
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.rebuild)
        self._wire()
        self.rebuild()

    def _wire(self) -> None:
        bridge = self._bridge
        bridge.reset.connect(self.rebuild)
        bridge.ready.connect(lambda _: self.rebuild())
        bridge.lead_changed.connect(lambda *_: self._soon.start())
        bridge.lead_gone.connect(lambda _: self._soon.start())
        bridge.link.connect(self._link)
        self.ticker.second.connect(self._second)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open)
        self.list.doubleClicked.connect(lambda index: self._open(index.row()))
        self.call.acted.connect(self.call_now)
        self.call.refusal_asked.connect(lambda: self.told.emit(self.call.accessibleDescription()))
        self.next.acted.connect(self.move_touch)
        self.next_popup.moved.connect(self._moved)

    def add_acts(self, acts: Actions) -> None:
        """Make the agenda's acts known to the window."""
        where = "agenda"
        for name, word, key, run in (
            ("call", "Call", "C", self.call.click),
            ("next", "Next touch", "B", self.next.click),
            ("down", "Down", "J", lambda: self.move_by(1)),
            ("up", "Up", "K", lambda: self.move_by(-1)),
        ):
            acts.add(f"agenda-{name}", word, (key,), where, run, self.isVisible)  # type: ignore[arg-type]

    # -- what stands where

    def rebuild(self) -> None:
        """Read every lead again. While the page is hidden nothing is worked out."""
        desk = self._bridge.desk
        self.moment.now, self.moment.me = self._bridge.now(), self._bridge.rep
        if desk is not None:
            self._link(desk.link)
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        desk = self._bridge.desk
        leads = desk.leads.values() if desk is not None else ()
        if self.rows.show(leads, self._unfolded):
            for row in range(self.rows.rowCount()):
                self.list.setRowHeight(row, self._paint.height(row))
        self.list.setVisible(self.rows.rowCount() > 0)
        to_go, done = counts(leads, self.moment.me, self.moment.shown)
        self._heading = title(self.moment.shown)
        self._note = f"{to_go} to go, {done} done"
        self.setAccessibleName(f"Agenda, {self._heading}, {self._note}")
        if self.rows.row_of(self._chosen) < 0:
            first = next((row.lead for row in self.rows.rows if row.lead is not None), None)
            self._chosen = first.id if first is not None else ""
        self._mark()

    def _mark(self) -> None:
        row = self.rows.row_of(self._chosen)
        if self.list.current_row() != row:
            self.list.select(row)
        self._buttons()
        self.update()

    def _buttons(self) -> None:
        desk, lead = self._bridge.desk, self.lead()
        for button in (self.call, self.next):
            button.setVisible(lead is not None)
        if desk is None or lead is None or desk.playbook is None:
            return
        reason = refusal(lead, "call", desk.playbook, self._bridge.now())
        if reason:
            self.call.refuse(reason)
        elif self.call.kind is Kind.REFUSED:
            self.call.set_kind(Kind.PRIMARY)
        self._place()

    def lead(self) -> Lead | None:
        """The selected lead."""
        return self._bridge.lead(self._chosen)

    # -- the hand

    def _choose(self, row: int) -> None:
        shown = self.rows.rows[row]
        if shown.lead is not None:
            self._chosen = shown.lead.id
            self._mark()

    def _open(self, row: int) -> None:
        shown = self.rows.rows[row]
        if shown.lead is not None:
            self.open_lead.emit(shown.lead.id)
        else:
            self.toggle(shown.day)

    def toggle(self, day: date) -> None:
        """Fold a coming day out or away."""
        self._unfolded = self._unfolded ^ {day}
        self._fill()
        row = next((n for n, r in enumerate(self.rows.rows) if r.lead is None and r.day == day), -1)
        self.list.select(row)

    def move_by(self, by: int) -> None:
        """One row down or up, folded days included."""
        last = self.rows.rowCount() - 1
        if last >= 0:
            row = max(0, min(last, self.list.current_row() + by))
            self.list.select(row)
            self._choose(row)

    def call_now(self) -> None:
        """Call the selected lead; its pane opens, where the outcome is said."""
        desk, lead = self._bridge.desk, self.lead()
        if desk is None or lead is None:
            return
        desk.start_touch(lead.id, "call")
        desk.hand_over(lead.id, "call")
        self.open_lead.emit(lead.id)

    def move_touch(self) -> None:
        """Choose another time for the selected lead."""
        lead = self.lead()
        if lead is not None:
            self.next_popup.ask(lead)

    def _moved(self, lead_id: str, instant: Ms) -> None:
        if self._bridge.desk is not None:
            self._bridge.desk.move_touch(lead_id, instant)

    # -- time

    def _link(self, link: LinkState) -> None:
        self._not_live = None if link.state == "live" else link.since or self.moment.now
        self._age()

    def _age(self) -> None:
        since = self._not_live
        stale = since is not None and self.moment.now - since > STALE_AFTER
        self.moment.stale_at = since if stale else None
        self.live.set_live(not stale)

    def _second(self, now: Ms) -> None:
        self.moment.now = now
        self._age()
        if now // 1_000 % 10 == 0:
            self._fill()
        self.list.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.rebuild()
        self._fill()
        self.ticker.start()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.ticker.stop()

    # -- places and painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        x = self.width() - _LEFT
        for button in (self.next, self.call):
            hint = button.sizeHint()
            x -= hint.width()
            button.setGeometry(x, 10, hint.width(), hint.height())
            x -= 8
        self.list.setGeometry(0, _HEAD + 4, self.width(), self.height() - _HEAD - 4)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = canvas(self), self.tokens
        painter.fillRect(self.rect(), tokens.ground)
        right = self.call.x() - 16 if self.call.isVisible() else self.width() - _LEFT
        place = QRectF(_LEFT, 0, right - _LEFT, _HEAD)
        used = draw_text(painter, place, self._heading, Type.TITLE, tokens.ink)
        place.setLeft(_LEFT + used + 12)
        note = f"{self._note} · your time, then theirs"
        draw_text(painter, place, note, Type.BODY, tokens.ink2)
        paint_rule(painter, 0, _HEAD, self.width(), tokens)
        if not self.rows.rowCount():
            empty = QRectF(_LEFT, _HEAD + 12, self.width() - 2 * _LEFT, 24)
            draw_text(painter, empty, _NOTHING, Type.BODY, tokens.ink2)
        painter.end()
