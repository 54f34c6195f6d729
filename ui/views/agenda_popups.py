"""What opens over the agenda, each built when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.lead import Lead
from ui.bridge import Bridge
from ui.models.my_day import my_times
from ui.person_words import name
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.overlays.clue import CluePopup
    from ui.overlays.next_touch import NextTouchPopup
    from ui.overlays.reason import ReasonPopup
    from ui.overlays.snooze import SnoozePopup

_SKIPPED = "It is left out, and the step after it is planned. No attempt is counted."
_NURTURED = "Your calls end here; marketing goes on. It rings again when they ask."


class AgendaPopups(QObject):
    """Emits what was answered: `moved` and `snoozed` with a lead's id and an instant; `skipped`,
    `nurtured` and `noted` with the id and words."""

    moved = Signal(str, object)
    snoozed = Signal(str, object)
    skipped = Signal(str, str)
    nurtured = Signal(str, str)
    noted = Signal(str, str)

    def __init__(self, bridge: Bridge, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self._bridge, self._theme, self._host = bridge, theme, host
        self._next: NextTouchPopup | None = None
        self._snooze: SnoozePopup | None = None
        self._skip: ReasonPopup | None = None
        self._nurture: ReasonPopup | None = None
        self._clue: CluePopup | None = None

    def move(self, lead: Lead, typed: bool) -> None:
        """Another time: one of three, or in words."""
        if self._next is None:
            from ui.overlays.next_touch import NextTouchPopup

            self._next = NextTouchPopup(self._bridge, self._theme, self._host)
            self._next.moved.connect(self.moved)
        self._next.ask(lead)
        if typed:
            self._next.field.setFocus()

    def snooze(self, lead: Lead) -> None:
        """Later, at a time that is allowed."""
        desk = self._bridge.desk
        if desk is None or desk.playbook is None:
            return
        if self._snooze is None:
            from ui.overlays.snooze import SnoozePopup

            self._snooze = SnoozePopup(self._bridge, self._theme, self._host)
            self._snooze.snoozed.connect(self.snoozed)
        self._snooze.ask(lead, desk.playbook, my_times(desk.times, desk.playbook, desk.meetings))

    def skip(self, lead: Lead) -> None:
        """Why is it left out?"""
        if self._skip is None:
            from ui.overlays.reason import SKIPS, ReasonPopup

            self._skip = ReasonPopup(self._theme, "Skip", SKIPS, "Skip it", _SKIPPED, self._host)
            self._skip.given.connect(self.skipped)
        self._skip.ask(lead.id, f"Skip this touch to {name(lead.person)}")

    def nurture(self, lead: Lead) -> None:
        """Why does it end? Asked, so that no slip of a key ends a lead."""
        if self._nurture is None:
            from ui.overlays.reason import NURTURES, ReasonPopup

            self._nurture = ReasonPopup(
                self._theme, "Nurture", NURTURES, "To nurture", _NURTURED, self._host
            )
            self._nurture.given.connect(self.nurtured)
        self._nurture.ask(lead.id, f"Give {name(lead.person)} to nurture")

    def clue(self, lead: Lead) -> None:
        """What was learnt?"""
        if self._clue is None:
            from ui.overlays.clue import CluePopup

            self._clue = CluePopup(self._bridge, self._theme, self._host)
            self._clue.noted.connect(self.noted)
        self._clue.ask(lead)
