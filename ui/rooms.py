"""Where the window is: its places and the pages of the pane. All but Now are built on first use."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from client.settings import Settings
from ui.views.now import is_deaf
from ui.widgets.empty_text import EmptyText

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_TABS = (("agenda", "Agenda"), ("board", "Board"), ("settings", "Settings"))
_MODULES = {
    "agenda": ("ui.views.agenda", "AgendaView"),
    "board": ("ui.views.board", "BoardView"),
    "settings": ("ui.views.settings", "SettingsView"),
}
_LEADERS = ("team-lead", "admin")


class Rooms(QObject):
    """Keeps track of which page is shown, and of which scopes of keys that makes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._built: dict[str, QWidget] = {"now": window.now}
        self._at = "now"
        theme = window.theme
        words = "The next lead rings here and on top of whatever you are doing."
        self._pages: dict[str, QWidget] = {
            "lead": window.now.lead_pane,
            "empty": _centred(EmptyText(theme, "Nobody is waiting", words)),
        }
        window.now.pane.addWidget(self._pages["empty"])

    # -- places

    @property
    def at(self) -> str:
        """The place shown."""
        return self._at

    def may_show(self, name: str) -> bool:
        """Whether this place exists for me."""
        if name == "now":
            return True
        desk = self._window.bridge.desk
        me = desk.me if desk is not None else None
        if me is None or (name == "board" and me.role not in _LEADERS):
            return False
        return find_spec(_MODULES[name][0]) is not None

    def show_place(self, name: str) -> None:
        """Go there, building it the first time."""
        if not self.may_show(name):
            return
        room = self._built.get(name) or self._build(name)
        self._window.top.show()
        self._window.places.setCurrentWidget(room)
        self._at = name
        self._window.top.choose(name)

    def _build(self, name: str) -> QWidget:
        window = self._window
        module, kind = _MODULES[name]
        maker = getattr(import_module(module), kind)
        room: Any
        if name == "settings":
            room = maker(window.bridge, window.theme, window.settings)
            room.changed.connect(window.keep_settings)
        else:
            room = maker(window.bridge, window.theme)
            room.open_lead.connect(window.open_lead)
        self._built[name] = room
        window.places.addWidget(room)
        return room

    def offer_tabs(self) -> None:
        """The places that are mine, as tabs."""
        if self._at != "sign_in":
            self._window.top.choose(self._at)

    def set_count(self, name: str, count: int) -> None:
        """How many wait at a place."""

    def set_settings(self, settings: Settings) -> None:
        """Other settings are in force."""

    # -- the pane of Now

    def lead_shown(self) -> bool:
        """Whether the keys of a lead have a lead to act on."""
        now = self._window.now
        return self._at == "now" and now.pane.currentWidget() is self._pages["lead"]

    def settle(self) -> None:
        """Which page the pane shows: deaf unless a lead is picked or called, a lead, or empty."""
        now = self._window.now
        now.pane.setCurrentWidget(self._pages[self._page()])

    def _page(self) -> str:
        now, desk = self._window.now, self._window.bridge.desk
        deaf = desk is not None and is_deaf(desk.armed_state)
        if deaf and "deaf" in self._pages and not now.picked and not now.on_call():
            return "deaf"
        return "lead" if now.current else "empty"

    def scopes(self) -> frozenset[str]:
        """Which keys hold here."""
        if self._at == "now":
            return frozenset(("lead", "lists", "go", "app"))
        return frozenset(("board" if self._at == "board" else self._at, "go", "app"))

    # -- what opens over the window

    def show_palette(self) -> None:
        """Find a lead or an act."""

    def show_keys(self) -> None:
        """All keys that hold here."""

    def show_sign_in(self, hub: str, error: str) -> None:
        """The page where the invite code is read."""
        from ui.views.sign_in import SignInPage

        window = self._window
        page = self._built.get("sign_in")
        if not isinstance(page, SignInPage):
            page = SignInPage(window.theme)
            page.asked.connect(self._ask_sign_in)
            self._built["sign_in"] = page
            window.places.addWidget(page)
        self._at = "sign_in"
        window.top.hide()
        window.places.setCurrentWidget(page)
        page.set_hub(hub)
        page.busy(False)
        if error:
            page.show_error(error)

    def _ask_sign_in(self, hub: str, code: str) -> None:
        page = self._built["sign_in"]
        page.busy(True)  # type: ignore[attr-defined]
        self._window.sign_in_requested.emit(hub, code)

    def show_bell(self) -> None:
        """What the checks of this desk say."""

    def not_live(self) -> bool:
        """Whether the link could be tried again."""
        desk = self._window.bridge.desk
        return desk is not None and desk.link.state != "live"

    def reconnect(self) -> None:
        """Try the link at once."""
        desk = self._window.bridge.desk
        if desk is not None:
            desk.reconnect_now()


def _centred(words: EmptyText) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setAlignment(Qt.AlignmentFlag.AlignCenter)
    words.setMinimumWidth(500)
    column.addWidget(words)
    return page
