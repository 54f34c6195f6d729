"""What opens over the window and closes again. Each is built when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.ids import Ms
from app.domain.lead import Lead
from client.hooks import Pending
from ui.decisions import kind, whom

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.overlays.clue import CluePopup
    from ui.overlays.decide import DecidePopup
    from ui.overlays.keys import KeysSheet
    from ui.overlays.later import LaterPopup
    from ui.overlays.next_touch import NextTouchPopup
    from ui.overlays.palette import Palette
    from ui.overlays.return_slip import ReturnSlip


class Popups(QObject):
    """Opens them for the lead in the pane and hands what they answer to the desk."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._later: LaterPopup | None = None
        self._next: NextTouchPopup | None = None
        self._return: ReturnSlip | None = None
        self._decide: DecidePopup | None = None
        self._clue: CluePopup | None = None
        self._palette: Palette | None = None
        self._keys: KeysSheet | None = None
        desk = window.now.desk
        desk.later_wanted.connect(self.ask_later)
        desk.next_wanted.connect(self.ask_next)
        desk.return_wanted.connect(self.ask_return)

    def ask_later(self, lead: Lead) -> None:
        """When shall it ring here again?"""
        if self._later is None:
            from ui.overlays.later import LaterPopup

            self._later = LaterPopup(self._window.bridge, self._window.theme, self._window)
            self._later.chosen.connect(self._put_off)
        self._later.ask(lead)

    def _put_off(self, lead_id: str, minutes: int) -> None:
        desk = self._window.bridge.desk
        if desk is not None:
            desk.later(lead_id, minutes)
            when = f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
            self._window.tell(f"It rings here again in {when}. Its clock does not stop.")

    def ask_next(self, lead: Lead) -> None:
        """When is the next touch?"""
        if self._next is None:
            from ui.overlays.next_touch import NextTouchPopup

            self._next = NextTouchPopup(self._window.bridge, self._window.theme, self._window)
            self._next.moved.connect(self._move)
        self._next.ask(lead)

    def _move(self, lead_id: str, at: Ms) -> None:
        if self._window.bridge.desk is not None:
            self._window.bridge.desk.move_touch(lead_id, at)

    def ask_clue(self) -> None:
        """What was learnt about the lead in the pane?"""
        window, lead = self._window, self._window.now.desk.lead
        if lead is None:
            return
        if self._clue is None:
            from ui.overlays.clue import CluePopup

            self._clue = CluePopup(window.bridge, window.theme, window)
            self._clue.noted.connect(self._noted)
        self._clue.ask(lead)

    def _noted(self, lead_id: str, text: str) -> None:
        if self._window.bridge.desk is not None:
            self._window.bridge.desk.keep_clue(lead_id, text)
            self._window.tell("Clue kept. The next touch is planned with it.")

    def ask_return(self, lead: Lead) -> None:
        """Why does it go back to marketing?"""
        if self._return is None:
            from ui.overlays.return_slip import ReturnSlip

            self._return = ReturnSlip(self._window.bridge, self._window.theme, self._window)
            self._return.returned.connect(self._window.now.desk.give_back)
        self._return.ask(lead)

    def ask_decision(self) -> None:
        """What shall become of the acts the hub did not take?"""
        if self._decide is None:
            from ui.overlays.decide import DecidePopup

            self._decide = DecidePopup(self._window.bridge, self._window.theme, self._window)
            self._decide.again.connect(self._try_again)
            self._decide.dropped.connect(self._drop)
            self._decide.told.connect(self._window.tell)
        self._decide.ask()

    def _try_again(self, act: Pending) -> None:
        bridge = self._window.bridge
        if bridge.desk is not None:
            self._window.tell(f"{whom(bridge, act)}: {kind(act).lower()} is tried again.")
            bridge.desk.retry(act.op)

    def _drop(self, act: Pending) -> None:
        bridge = self._window.bridge
        if bridge.desk is not None:
            self._window.tell(f"{whom(bridge, act)}: {kind(act).lower()} dropped.")
            bridge.desk.discard(act.op)

    def show_palette(self) -> None:
        """Find a lead or an act."""
        window = self._window
        if self._palette is None:
            from ui.overlays.palette import Palette

            self._palette = Palette(window.acts, window.bridge, window.theme, window)
        self._palette.ask()

    def show_keys(self) -> None:
        """All keys that hold here."""
        window = self._window
        if self._keys is None:
            from ui.overlays.keys import KeysSheet

            self._keys = KeysSheet(window.acts, window.theme, window)
        self._keys.ask()
