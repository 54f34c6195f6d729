"""The window: top bar, places, status bar. Only Now is built before the first paint."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from msgspec.structs import replace
from PySide6.QtCore import QByteArray, QEvent, QMetaMethod, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.ids import at
from app.domain.touch import Channel
from client.settings import Settings
from ui import words
from ui.actions import Actions
from ui.bridge import Bridge
from ui.calls import CallsHeard
from ui.clockwork import Ticker
from ui.decisions import Decisions
from ui.models.column_words import is_deaf
from ui.my_clock import my_zone
from ui.pane_pages import PanePages
from ui.popups import Popups
from ui.rooms import Rooms
from ui.status_words import status
from ui.theme import Theme
from ui.views.now import NowView
from ui.widgets.status_bar import HEIGHT as STATUS
from ui.widgets.status_bar import Status, StatusBar
from ui.widgets.toast import ABOVE, Toast
from ui.widgets.top_bar import HEIGHT as TOP
from ui.widgets.top_bar import NARROW, Tab, TopBar
from ui.window_acts import add_acts

SMALLEST = (960, 600)
FIRST = (1280, 800)
_REST = 2_000
"""Milliseconds after the last move or change of size at which the geometry is kept."""
TITLE = "Leadbell"
"""Nothing of a lead: titles end up in task bars, window lists and recordings."""


@runtime_checkable
class Acts(Protocol):
    """A part with acts of its own."""

    def add_acts(self, acts: Actions) -> None: ...


class MainWindow(QWidget):
    """Slots and signals for whoever put it together; it holds no desk and does no I/O."""

    settings_changed = Signal(object)
    sign_in_requested = Signal(str, str)
    sign_out_requested = Signal()
    quit_requested = Signal()
    went_to_tray = Signal()
    play_sound = Signal(str)
    painted = Signal()
    """The window's first picture is on the screen."""
    rows_painted = Signal()
    """The first row of the pool is."""
    row_painted = Signal(str)
    """A lead's row is, for the first time."""
    _painted = False

    def __init__(self, bridge: Bridge, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.bridge, self.theme, self.settings = bridge, theme, settings
        self.ticker = Ticker(bridge.now, self)
        self.has_tray = False
        self.profile = ""
        """Where this desk keeps its things, for the settings to say."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._keep_geometry)
        self._rows_seen: set[str] = set()
        self.setWindowTitle(TITLE)
        self.setMinimumSize(*SMALLEST)
        self.now = NowView(bridge, theme, self.ticker)
        self.top = TopBar(theme, [Tab("now", "Now")], self)
        self.places = QStackedWidget(self)
        self.places.addWidget(self.now)
        self.status = StatusBar(theme, self)
        self.toast = Toast(theme, self)
        self.acts = Actions(self)
        self.rooms = Rooms(self)
        self.pages = PanePages(self)
        self.popups = Popups(self)
        self.decisions = Decisions(bridge, self)
        self.calls = CallsHeard(bridge, self._raise_lead, self.tell, self)
        self._wire()
        add_acts(self)
        self._restore()
        self._dress()
        self.pages.settle()
        self.now.column.pool.setFocus()
        self.ticker.start()

    def _wire(self) -> None:
        bridge = self.bridge
        self.top.tab_chosen.connect(self.show_place)
        self.top.search_requested.connect(lambda: self.acts.run("find"))
        self.status.keys_requested.connect(lambda: self.acts.run("keys"))
        self.status.bell_pressed.connect(self.show_checks)
        self.status.part_pressed.connect(self.acts.run)
        self.decisions.told.connect(self.tell)
        self.now.told.connect(self.tell)
        self.now.counted.connect(self._count)
        self.now.page_wanted.connect(self.pages.settle)
        self.acts.refused.connect(self.tell)
        bridge.ready.connect(lambda _: self._dress())
        bridge.reset.connect(self._dress)
        bridge.told.connect(self.tell)
        bridge.open_lead.connect(self._raise_lead)
        for heard in (bridge.armed, bridge.link, bridge.pending_changed):
            heard.connect(lambda _: self._say_status())
        self.ticker.second.connect(lambda _: self._second())

    # -- what others ask of the window

    def show_sign_in(self, hub: str, error: str = "") -> None:
        """The page where the invite code is read."""
        self.rooms.show_sign_in(hub, error)

    def show_place(self, name: str) -> None:
        """Go to a place: now, agenda, board, numbers, settings."""
        self.rooms.show_place(name)

    def open_lead(self, lead_id: str) -> None:
        """Show a lead in Now."""
        self.show_place("now")
        self.now.open_lead(lead_id)

    def compose(self, lead_id: str, channel: Channel) -> None:
        """Write to a lead, in its pane."""
        lead = self.bridge.lead(lead_id)
        if lead is not None:
            self.open_lead(lead_id)
            self.pages.write(lead, channel)

    def show_plan(self) -> None:
        """The plan for the lead in the pane, on the agenda."""
        lead = self.now.desk.lead
        if lead is not None:
            self.rooms.show_plan(lead.id)

    def tell(self, sentence: str, undo: Callable[[], None] | None = None) -> None:
        """One sentence inside the window."""
        if sentence:
            self.toast.above = max(ABOVE, STATUS + self.pages.taken_below() + 12)
            self.toast.say(sentence, undo)

    def set_settings(self, settings: Settings) -> None:
        """Other settings are in force; nothing is emitted."""
        self.settings = settings
        self.theme.set_mode(settings.look)
        self.rooms.set_settings(settings)

    def keep_settings(self, settings: Settings) -> None:
        """The rep changed something: in force at once, and told so that it is kept."""
        self.set_settings(settings)
        self.settings_changed.emit(settings)

    def introduce(self, part: QWidget) -> None:
        """A place or page was built: hear its sentences and make its acts known."""
        told = getattr(part, "told", None)
        if isinstance(told, SignalInstance):
            told.connect(self.tell)
        if isinstance(part, Acts):
            part.add_acts(self.acts)

    def mend(self, what: str) -> None:
        """The rep chose how to mend a broken check of this desk."""
        if what == "without_sound":
            self.keep_settings(replace(self.settings, without_sound=True))
        elif what == "link":
            self.reconnect()
        elif what == "notification":
            self.practise()  # a notification of its own is what shows whether they come through
        else:
            self.show_place("settings")

    def practise(self) -> None:
        """A practice ring: nobody is contacted."""
        if self.bridge.desk is not None:
            self.bridge.desk.practice()

    def reconnect(self) -> None:
        """Try the link at once."""
        if self.bridge.desk is not None:
            self.bridge.desk.reconnect_now()

    def not_live(self) -> bool:
        """Whether there is a link to try again."""
        desk = self.bridge.desk
        return desk is not None and desk.link.state != "live"

    def show_checks(self) -> None:
        """What the checks of this desk say: the deaf page while it is deaf, else the settings."""
        desk = self.bridge.desk
        if desk is not None and is_deaf(desk.armed_state):
            self.show_place("now")
            self.now.leave_lead()
        else:
            self.show_place("settings")

    def set_tray(self, there: bool) -> None:
        """Whether there is a tray to close into."""
        self.has_tray = there

    def bring_to_front(self) -> None:
        """Show, raise, take the focus."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def _raise_lead(self, lead_id: str) -> None:
        self.bring_to_front()
        self.open_lead(lead_id)

    # -- what it says by itself

    def _dress(self) -> None:
        self._who()
        self._say_status()
        self.rooms.offer_tabs()
        self.now.count()

    def _second(self) -> None:
        if self.isVisible():
            self._say_status()
            self._who()

    def _who(self) -> None:
        desk = self.bridge.desk
        me = desk.me if desk is not None else None
        clock = words.clock(at(self.bridge.now()), my_zone())
        self.top.set_who(me.name if me is not None else "", clock)

    def _say_status(self) -> None:
        desk = self.bridge.desk
        if desk is None:
            self.status.set_status(Status("plain", "Nobody is signed in", keys=True))
            return
        on_call = self.now.on_call()
        made = status(
            desk.armed_state,
            desk.link,
            desk.pending(),
            self.bridge.now(),
            on_call=on_call,
            stale=not self.now.live.live,
            narrow=self.width() < NARROW,
        )
        self.status.set_status(made)

    def _count(self, now: int, agenda: int) -> None:
        self.rooms.set_count("now", now)
        self.rooms.set_count("agenda", agenda)

    # -- the window itself

    def _restore(self) -> None:
        self.resize(*FIRST)
        if self.settings.geometry:
            self.restoreGeometry(QByteArray(base64.b64decode(self.settings.geometry)))

    def _keep_geometry(self) -> None:
        kept = base64.b64encode(bytes(self.saveGeometry().data())).decode()
        if kept != self.settings.geometry:
            self.settings = replace(self.settings, geometry=kept)
            self.settings_changed.emit(self.settings)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Into the tray, said once; minimised where there is none. To quit is another act."""
        self._keep_geometry()
        event.ignore()
        if not self.has_tray:
            self.showMinimized()
            return
        self.hide()
        if not self.settings.close_explained:
            self.settings = replace(self.settings, close_explained=True)
            self.settings_changed.emit(self.settings)
            self.went_to_tray.emit()

    def quit(self) -> None:
        """The rep wants it to end; leads no longer ring here."""
        self._keep_geometry()
        self.quit_requested.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = self.width(), self.height()
        self.top.setGeometry(0, 0, width, TOP)
        self.places.setGeometry(0, TOP, width, height - TOP - STATUS)
        self.status.setGeometry(0, height - STATUS, width, STATUS)
        self._rest.start()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._rest.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.acts.enter()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if not self._painted and event.type() == QEvent.Type.UpdateRequest:
            self._painted = True
            self.painted.emit()
        return done

    # -- moments, for whoever measures

    def connectNotify(self, signal: QMetaMethod) -> None:
        if bytes(signal.name().data()) in (b"row_painted", b"rows_painted"):
            self.now.column.pool_paint.on_row = self.now.column.slot.on_row = self._row

    def _row(self, lead_id: str) -> None:
        if lead_id in self._rows_seen:
            return
        self._rows_seen.add(lead_id)
        if len(self._rows_seen) == 1:
            self.rows_painted.emit()
        self.row_painted.emit(lead_id)
