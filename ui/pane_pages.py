"""The pages of Now's pane: the lead, the letter being written, deaf, empty, awake. One is shown."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.lead import Lead
from app.domain.touch import Channel
from ui.views.now import is_deaf
from ui.widgets.empty_text import EmptyText

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.views.compose import Composer


class PanePages(QObject):
    """Builds each page when it is first needed, and settles which one is shown."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._pages: dict[str, QWidget] = {"lead": window.now.lead_pane}
        self._composer: Composer | None = None
        self._writing = ""
        window.now.desk.compose_wanted.connect(self.write)
        window.now.desk.can_compose = True

    @property
    def shown(self) -> str:
        """The page shown: lead, compose, deaf, empty, or nobody (signed out)."""
        current = self._window.now.pane.currentWidget()
        return next((name for name, page in self._pages.items() if page is current), "")

    def settle(self) -> None:
        """Show the page that belongs there now."""
        name = self._wanted()
        page = self._pages.get(name) or self._build(name)
        self._window.now.pane.setCurrentWidget(page)

    def _wanted(self) -> str:
        """Deaf comes first, unless a lead was picked by hand or is on a call."""
        now, desk = self._window.now, self._window.bridge.desk
        if desk is None:
            return "nobody"
        if self._writing and self._writing == now.current:
            return "compose"
        deaf = is_deaf(desk.armed_state)
        if deaf and not now.picked and not now.on_call():
            return "deaf"
        return "lead" if now.current else "empty"

    def _build(self, name: str) -> QWidget:
        page = _MAKE[name](self._window)
        self._pages[name] = page
        self._window.now.pane.addWidget(page)
        self._window.introduce(page)
        return page

    # -- writing

    def write(self, lead: Lead, channel: Channel) -> None:
        """Open the letter for this lead."""
        if self._composer is None:
            from ui.views.compose import Composer

            self._composer = Composer(self._window.bridge, self._window.theme)
            self._composer.handed.connect(self._hand)
            self._composer.call_wanted.connect(lambda _: self._window.now.desk.act("call"))
            self._composer.closed.connect(self._close)
            self._pages["compose"] = self._composer
            self._window.now.pane.addWidget(self._composer)
            self._window.introduce(self._composer)
        self._writing = lead.id
        self._composer.open(lead, channel)
        self.settle()

    def _hand(self, lead_id: str, channel: Channel, text: str, subject: str, template: str) -> None:
        desk = self._window.bridge.desk
        if desk is not None:
            desk.start_touch(lead_id, channel, text, template)
            desk.hand_over(lead_id, channel, text, subject)
        self._close()

    def _close(self) -> None:
        self._writing = ""
        self.settle()
        self._window.now.column.pool.setFocus()


def _deaf(window: MainWindow) -> QWidget:
    if find_spec("ui.views.deaf") is None:
        return window.now.lead_pane
    from ui.views.deaf import DeafPage

    page = DeafPage(window.bridge, window.theme)
    page.fix.connect(window.mend)
    page.play.connect(window.play_sound)
    return page


def _empty(window: MainWindow) -> QWidget:
    if find_spec("ui.views.empty") is None:
        words = "The next lead rings here and on top of whatever you are doing."
        return _centred(EmptyText(window.theme, "Nobody is waiting", words))
    from ui.views.empty import EmptyPage

    page = EmptyPage(window.bridge, window.theme)
    page.practice.connect(window.practise)
    return page


def _nobody(window: MainWindow) -> QWidget:
    words = "Sign in with the invite code your team lead gave you."
    return _centred(EmptyText(window.theme, "Nobody is signed in", words))


def _centred(words: EmptyText) -> QWidget:
    page = QWidget()
    words.setFixedWidth(500)
    column = QVBoxLayout(page)
    column.addStretch(2)
    row = QVBoxLayout()
    column.addLayout(row)
    row.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(3)
    return page


_MAKE: dict[str, Callable[[MainWindow], QWidget]] = {
    "deaf": _deaf,
    "empty": _empty,
    "nobody": _nobody,
}
