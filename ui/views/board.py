"""The board: everything nobody has, who could take it, and what the team lead does about it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain import board
from app.domain.facts import Fact
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from client.hooks import LinkState
from ui import words
from ui.actions import Actions
from ui.bridge import Bridge
from ui.clockwork import Ticker
from ui.delegates.board import HEAD, ROW, BoardDelegate, BoardHeader
from ui.fonts import Type
from ui.live_theme import LiveTheme
from ui.models.arrivals import Arrivals
from ui.models.board import BoardModel, HandModel, unclaimed
from ui.models.board_words import hand_note, heading
from ui.models.faces import Moment
from ui.models.reps import Claims, RepsModel
from ui.my_clock import my_zone
from ui.theme import Theme
from ui.views.board_acts import BoardActs
from ui.views.lead_list import LeadList
from ui.views.reps_column import RepsColumn
from ui.widgets.band import HEIGHT as BAND
from ui.widgets.band import Band
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import draw_text
from ui.widgets.painted import Painted, canvas

REPS, REPS_SLIM, TITLE = 336, 272, 52
_NARROW = 1120
_LEFT, _FOLD = 24, 40
STALE_AFTER = 5_000
SOON = 30
"""Milliseconds in which facts are gathered before the leads in hand are sorted again."""
_NOBODY = "Nobody waits. New leads appear here, most urgent first."


class BoardView(Painted):
    """Emits `open_lead` on Enter or a double click, `told` with a sentence."""

    open_lead = Signal(str)
    told = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        self.live = LiveTheme(theme)
        super().__init__(self.live, parent)
        self.live.setParent(self)
        self._bridge = bridge
        self.moment = Moment(now=bridge.now())
        self._not_live: Ms | None = None
        self._note, self._title_right, self._fold_at = "", 0, 0
        self._chosen = ""
        self.claims = Claims()
        self.rows, self.hand = BoardModel(self.moment, self), HandModel(self.moment, self)
        self.reps = RepsModel(self.moment, self.claims, self)
        self.arrivals = Arrivals(self.rows, self)
        self._build(theme)
        self._wire()
        self.rebuild()

    def _build(self, theme: Theme) -> None:
        live = self.live
        self.band = Band(theme, "Try now", "R", "unplug", self)
        self.header = BoardHeader(live, self)
        self.list = LeadList(live, self.rows, BoardDelegate(live, self.rows, self), "Unclaimed",
                             ground="ground", parent=self)  # fmt: skip
        self.fold = KeyButton(theme, "In hand", icon="chevron-right", kind=Kind.QUIET, parent=self)
        self.hand_list = LeadList(live, self.hand, BoardDelegate(live, self.hand, self), "In hand",
                                  ground="ground", parent=self)  # fmt: skip
        self.hand_list.hide()
        self.column = RepsColumn(live, self.reps, self.moment, self)
        self.acts = BoardActs(self._bridge, theme, self.moment, self)
        self.ticker = Ticker(self._bridge.now, self)
        self._soon = QTimer(self)  # a burst of facts sorts what is in hand once
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._settle)

    def _wire(self) -> None:
        bridge = self._bridge
        bridge.reset.connect(self.rebuild)
        bridge.ready.connect(lambda _: self.rebuild())
        bridge.lead_changed.connect(self._lead_changed)
        bridge.lead_gone.connect(self._lead_gone)
        bridge.presence.connect(lambda _: self._presence())
        bridge.link.connect(self._link)
        self.ticker.second.connect(self._second)
        for view, model in ((self.list, self.rows), (self.hand_list, self.hand)):
            view.chosen.connect(lambda row, model=model: self.choose(model.lead(row).id))
            view.opened.connect(lambda row, model=model: self.open_lead.emit(model.lead(row).id))
            view.doubleClicked.connect(
                lambda index, model=model: self.open_lead.emit(model.lead(index.row()).id)
            )
        self.list.entered_or_left.connect(self._mouse)
        self.fold.acted.connect(self.toggle_hand)
        self.band.button.acted.connect(self.reconnect)
        self.acts.told.connect(self.told)

    def add_acts(self, acts: Actions) -> None:
        """Make the board's acts known to the window, each with the key its button shows."""
        self.acts.add_acts(acts)
        acts.add("board-down", "Down", ("J",), "board", lambda: self.move_by(1), self.isVisible)
        acts.add("board-up", "Up", ("K",), "board", lambda: self.move_by(-1), self.isVisible)
        acts.add("board-home", "Most urgent", ("Home",), "board", self.home, self.isVisible)
        acts.add("board-hand", "In hand", ("I",), "board", self.toggle_hand, self.isVisible)

    # -- what stands where

    def rebuild(self) -> None:
        """Read every lead again."""
        desk, now = self._bridge.desk, self._bridge.now()
        self.moment.now = now
        if desk is not None:
            self._link(desk.link)
        now = self.moment.shown
        leads = desk.leads if desk is not None else {}
        book = desk.playbook if desk is not None else None
        lanes = {key: lane.title for key, lane in book.lanes.items()} if book is not None else {}
        self.rows.lanes = self.hand.lanes = {str(key): title for key, title in lanes.items()}
        self.reps.leads = leads
        self.claims.count(leads.values(), now)
        self.arrivals.reset(lead for lead in leads.values() if unclaimed(lead, now))
        self._fill_hand()
        self._presence()
        if not self._chosen or self._chosen not in leads:
            able = (lead.id for lead in self.rows.leads() if lead.lane != "needs_mapping")
            self._chosen = next(able, self.rows.lead(0).id if len(self.rows) else "")
        self._mark()

    def _settle(self) -> None:
        self._fill_hand()
        self._mark()

    def _fill_hand(self) -> None:
        desk, now = self._bridge.desk, self.moment.shown
        held = board.in_hand(desk.leads.values(), now) if desk is not None else []
        self.hand.set_leads(held)
        self.fold.set_label(f"In hand {len(held)}", "chevron-down" if self.folded_out else None)
        self.fold.setEnabled(bool(held))
        self._note = hand_note(held, self.moment.shown) if held else "nobody is being answered"
        self._place()

    def _presence(self) -> None:
        desk = self._bridge.desk
        cards = desk.cards if desk is not None else ()
        self.rows.cards = self.hand.cards = cards
        self.reps.set_cards(cards)
        self._repaint()

    def _lead_changed(self, lead: Lead, fact: Fact) -> None:
        if not self.isVisible():
            return  # read anew when it is shown
        self.moment.now = self.column.last_fact = self._bridge.now()
        self.claims.hear(lead, fact)
        if unclaimed(lead, self.moment.shown):
            self.arrivals.put(lead)
        else:
            self.arrivals.drop(lead, lead.id)
        self._soon.start()
        self._mark()

    def _lead_gone(self, lead_id: str) -> None:
        self.arrivals.drop(None, lead_id)
        self._soon.start()
        self._mark()

    # -- is it live

    def _link(self, link: LinkState) -> None:
        self._not_live = None if link.state == "live" else link.since or self.moment.now
        self._age()

    def _age(self) -> None:
        since, now = self._not_live, self.moment.now
        stale = since is not None and now - since > STALE_AFTER
        self.moment.stale_at = since if stale else None
        self.live.set_live(not stale)
        self.band.setVisible(stale)
        if stale and since is not None:
            old = words.span(now - since)
            self.band.set_words(
                f"Not live since {_clock(since)}",
                f"{old} old. Nothing below can be trusted; what you press waits and is sent once.",
            )
        self._place()

    def reconnect(self) -> None:
        """Try the link at once."""
        if self._bridge.desk is not None:
            self._bridge.desk.reconnect_now()

    def _second(self, now: Ms) -> None:
        self.moment.now = now
        desk = self._bridge.desk
        if desk is not None and self.claims.stale(now):
            self.claims.count(desk.leads.values(), now)
        self._age()
        self._lapsed()
        self._repaint()

    def _lapsed(self) -> None:
        """A claim whose lease is over counts as open: it comes back above the fold."""
        back = [lead for lead in self.hand.leads() if lead.grabbable(self.moment.shown)]
        for lead in back:
            self.arrivals.put(lead)
        if back:
            self._fill_hand()

    def _repaint(self) -> None:
        for view in (self.list, self.hand_list):
            if view.isVisible():
                view.viewport().update()
        self.column.tick()
        self.update(0, 0, self.width(), self._top() + TITLE)

    # -- the hand

    def _mouse(self, inside: bool) -> None:
        if inside:
            self.arrivals.hold()
        else:
            self.arrivals.release()
            self._mark()

    @property
    def chosen(self) -> str:
        """The selected lead, empty without one."""
        return self._chosen

    def choose(self, lead_id: str) -> None:
        """Select a lead in either list."""
        self._chosen = lead_id
        self._mark()

    def move_by(self, by: int) -> None:
        """One row down or up, through both lists."""
        ids = [*self.rows.ids(), *(self.hand.ids() if self.folded_out else [])]
        if ids:
            place = ids.index(self._chosen) if self._chosen in ids else -1
            self.choose(ids[max(0, min(len(ids) - 1, place + by))])

    def home(self) -> None:
        """What waits comes in; the most urgent is selected."""
        self.arrivals.release()
        self.list.scrollToTop()
        if len(self.rows):
            self.choose(self.rows.lead(0).id)

    def _mark(self) -> None:
        for view, model in ((self.list, self.rows), (self.hand_list, self.hand)):
            row = model.row_of(self._chosen)
            if view.current_row() != row:
                view.select(row)
        self.acts.show_lead(self._bridge.lead(self._chosen))
        self._place()
        self.update()

    @property
    def folded_out(self) -> bool:
        """Whether the leads in hand are shown."""
        return not self.hand_list.isHidden()

    def toggle_hand(self) -> None:
        """Show or hide what is in hand."""
        out = not self.folded_out
        self.hand_list.setVisible(out)
        self.fold.set_label(self.fold.label, "chevron-down" if out else "chevron-right")
        self._place()

    # -- places and painting

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.rebuild()
        self._second(self._bridge.now())
        self.ticker.start()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.ticker.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _reps_width(self) -> int:
        return REPS if self.width() >= _NARROW else REPS_SLIM

    def _top(self) -> int:
        return BAND if self.moment.stale_at is not None else 0

    def _place(self) -> None:
        width, height, top = self.width() - self._reps_width(), self.height(), self._top()
        self.band.setGeometry(0, 0, self.width(), BAND)
        self._title_right = self.acts.place(width - 20, top)
        y = top + TITLE
        self.header.setGeometry(0, y, width - 1, HEAD)
        y += HEAD
        spare = height - y - _FOLD - (min(3, len(self.hand)) * ROW if self.folded_out else 0)
        rows = max(ROW, min(len(self.rows) * ROW, spare))
        self.list.setGeometry(0, y, width - 1, rows)
        y += rows
        hint = self.fold.sizeHint()
        self._fold_at = y
        self.fold.setGeometry(_LEFT - 12, y + 2, hint.width(), 36)
        self.hand_list.setGeometry(0, y + _FOLD, width - 1, max(0, height - y - _FOLD))
        self.column.setGeometry(width, top, self.width() - width, height - top)
        self.column.place()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, top = canvas(self), self.tokens, self._top()
        width = self.width() - self._reps_width()
        painter.fillRect(QRectF(0, 0, width, self.height()), tokens.ground)
        title, note = heading(self.rows.leads(), self.moment)
        if self.arrivals.waiting:
            note = f"{self.arrivals.waiting} new, the list waits for your mouse"
        place = QRectF(_LEFT, top, self._title_right - _LEFT, TITLE)
        used = draw_text(painter, place, title, Type.TITLE, tokens.ink)
        place.setLeft(_LEFT + used + 12)
        draw_text(painter, place, note, Type.BODY, tokens.ink2)
        self.setAccessibleName(f"Board: {title}, {note}")
        if not len(self.rows):
            empty = QRectF(_LEFT, self.list.y(), width - 2 * _LEFT, ROW)
            draw_text(painter, empty, _NOBODY, Type.BODY, tokens.ink2)
        left = self.fold.geometry().right() + 6
        place = QRectF(left, self._fold_at, width - 20 - left, _FOLD)
        draw_text(painter, place, self._note, Type.BODY, tokens.ink2)
        painter.end()


def _clock(instant: Ms) -> str:
    return words.clock(at(instant), my_zone())
