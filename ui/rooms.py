"""Where the window is: its places and the sign-in page. All but Now are built on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from client.settings import Settings
from ui.widgets.top_bar import Tab

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.views.sign_in import SignInPage

TABS = (
    ("now", "Now"),
    ("agenda", "Agenda"),
    ("board", "Board"),
    ("numbers", "Numbers"),
    ("settings", "Settings"),
)
_LEADERS = ("team-lead", "admin")


class Rooms(QObject):
    """Keeps track of the place shown, and of which scopes of keys hold there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._built: dict[str, QWidget] = {"now": window.now}
        self._sign_in: SignInPage | None = None
        self._counts: dict[str, int] = {}
        self._at = "now"

    @property
    def at(self) -> str:
        """The place shown: now, agenda, board, numbers, settings, or sign_in."""
        return self._at

    def may_show(self, name: str) -> bool:
        """Whether this place is there for me."""
        desk = self._window.bridge.desk
        me = desk.me if desk is not None else None
        if name == "now":
            return True
        return me is not None and (name != "board" or me.role in _LEADERS)

    def show_place(self, name: str) -> None:
        """Go there, building it the first time."""
        if not self.may_show(name):
            return
        room = self._built.get(name) or self._build(name)
        self._window.places.setCurrentWidget(room)
        self._at = name
        self._window.top.setEnabled(True)
        self._window.top.choose(name)

    def _build(self, name: str) -> QWidget:
        room = getattr(self, f"_{name}")()
        self._built[name] = room
        self._window.places.addWidget(room)
        self._window.introduce(room)
        return room

    def _agenda(self) -> QWidget:
        from ui.views.agenda import AgendaView

        room = AgendaView(self._window.bridge, self._window.theme)
        room.open_lead.connect(self._window.open_lead)
        room.undoable.connect(self._window.tell)
        room.compose.connect(self._window.compose)
        return room

    def show_plan(self, lead_id: str) -> None:
        """The agenda, with the plan for one person."""
        from ui.views.agenda import AgendaView

        self.show_place("agenda")
        room = self._built.get("agenda")
        if isinstance(room, AgendaView):
            room.show_plan(lead_id)

    def _board(self) -> QWidget:
        from ui.views.board import BoardView

        room = BoardView(self._window.bridge, self._window.theme)
        room.open_lead.connect(self._window.open_lead)
        return room

    def _numbers(self) -> QWidget:
        from ui.views.numbers import NumbersView

        return NumbersView(self._window.bridge, self._window.theme)

    def _settings(self) -> QWidget:
        from ui.views.settings import SettingsView

        window = self._window
        room = SettingsView(window.bridge, window.theme, window.settings)
        room.set_profile(window.profile)
        room.changed.connect(window.keep_settings)
        room.play.connect(window.play_sound)
        room.sign_out.connect(window.sign_out_requested)
        room.undoable.connect(window.tell)
        return room

    def offer_tabs(self) -> None:
        """The places that are there for me, as tabs."""
        tabs = [
            Tab(name, word, self._counts.get(name)) for name, word in TABS if self.may_show(name)
        ]
        self._window.top.set_tabs(tabs)
        if self._at != "sign_in":
            self.show_place(self._at if self.may_show(self._at) else "now")

    def set_count(self, name: str, count: int) -> None:
        """How many wait at a place."""
        self._counts[name] = count
        if name in self._window.top.tabs:
            self._window.top.set_count(name, count)

    def set_settings(self, settings: Settings) -> None:
        """Other settings are in force: the page that shows them hears it."""
        room = self._built.get("settings")
        if room is not None and hasattr(room, "set_settings"):
            room.set_settings(settings)

    # -- signing in

    def show_sign_in(self, hub: str, error: str) -> None:
        """The page where the invite code is read, over everything."""
        window = self._window
        if self._sign_in is None:
            from ui.views.sign_in import SignInPage

            self._sign_in = SignInPage(window.theme)
            self._sign_in.asked.connect(self._ask)
            window.places.addWidget(self._sign_in)
        self._at = "sign_in"
        window.places.setCurrentWidget(self._sign_in)
        window.top.setEnabled(False)
        if hub:
            self._sign_in.set_hub(hub)
        self._sign_in.busy(False)
        if error:
            self._sign_in.show_error(error)

    def _ask(self, hub: str, code: str) -> None:
        assert self._sign_in is not None
        self._sign_in.busy(True)
        self._window.sign_in_requested.emit(hub, code)

    # -- keys

    def lead_shown(self) -> bool:
        """Whether the keys of a lead have a lead to act on."""
        return self._at == "now" and self._window.pages.shown == "lead"

    def scopes(self) -> frozenset[str]:
        """Which keys hold here."""
        if self._at == "sign_in":
            return frozenset()
        if self._at == "now":
            return frozenset(("lead", "lists", "go", "app"))
        return frozenset((self._at, "go", "app"))
