"""My own times in the settings: hours, leave and calendar, each wish sent to the hub, with Undo."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from app.domain.commands import SetTimes
from app.domain.ids import at
from app.domain.rep_times import RepTimes
from app.protocol.messages import Re
from client.hooks import CalendarState, Pending
from ui.bridge import Bridge
from ui.my_clock import my_zone, my_zone_name
from ui.theme import Theme
from ui.views.settings_calendar import CalendarPart
from ui.views.settings_hours import HoursPart
from ui.views.settings_leave import CoverPopup, LeavePart


class TimesPart(QObject):
    """Owns the three parts; the settings place them."""

    told = Signal(str)
    undoable = Signal(str, object)

    def __init__(self, bridge: Bridge, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self._bridge, self._host = bridge, host
        self.hours, self.leave, self.calendar = (
            HoursPart(theme),
            LeavePart(theme),
            CalendarPart(theme),
        )
        self.covers = CoverPopup(theme, host)
        self.hours.wanted.connect(self._want)
        self.leave.wanted.connect(self._want)
        self.leave.cover_wanted.connect(self._ask_cover)
        self.covers.chosen.connect(self.leave.choose_cover)
        self.calendar.source_wanted.connect(self._use_calendar)
        self.calendar.read_wanted.connect(self._read_calendar)
        bridge.times.connect(lambda _: self.show_now())
        bridge.presence.connect(lambda _: self.show_now())
        bridge.pending_changed.connect(self._pending_changed)
        bridge.calendar.connect(self._say_calendar)
        bridge.settled.connect(self._settled)

    def show_now(self) -> None:
        """What holds once everything on its way is answered."""
        desk = self._bridge.desk
        times = desk.my_times if desk is not None else RepTimes()
        playbook = desk.playbook if desk is not None else None
        today = at(self._bridge.now()).astimezone(my_zone()).date()
        self.hours.show_times(times, my_zone_name(), playbook)
        self.leave.show_times(times, self._bridge.rep, self._covers(), today)
        self._say_calendar(desk.calendar if desk is not None else CalendarState())

    def _pending_changed(self, lead_id: str) -> None:
        if not lead_id:  # what belongs to no lead are my times
            self.show_now()

    # -- wishes

    def _want(self, times: RepTimes, said: str) -> None:
        desk = self._bridge.desk
        if desk is None:
            return
        before = desk.my_times
        desk.set_times(times)

        def undo() -> None:
            # The calendar may have been read meanwhile: only what was typed goes back.
            old = {"zone": before.zone, "blocks": before.blocks, "leave": before.leave}
            desk.set_times(replace(desk.my_times, **old))
            self.show_now()

        self.show_now()
        waits = "" if desk.link.state == "live" else " The hub hears of it when the link is back."
        self.undoable.emit(said + waits, undo)

    def _settled(self, act: Pending, re: Re) -> None:
        if act.do == SetTimes.do and not re.ok and re.e is not None:
            self.told.emit(f"Your hours were not kept. {re.e.msg}")
            self.show_now()

    def _use_calendar(self, source: str) -> None:
        if self._bridge.desk is not None:
            self._bridge.desk.set_calendar(source)

    def _read_calendar(self) -> None:
        if self._bridge.desk is not None:
            self._bridge.desk.read_calendar()

    def _say_calendar(self, state: CalendarState) -> None:
        desk = self._bridge.desk
        elsewhere = desk.my_times.calendar if desk is not None else ""
        self.calendar.show_state(state, my_zone(), elsewhere)

    # -- who stands in

    def _covers(self) -> Mapping[str, str]:
        """Who calls on my team, by id, without me."""
        desk = self._bridge.desk
        cards = desk.cards if desk is not None else ()
        return {
            card.rep: card.name
            for card in cards
            if card.rep != self._bridge.rep and card.role != "marketing"
        }

    def _ask_cover(self, where: QPoint) -> None:
        self.covers.ask(self._covers(), self._host.mapFromGlobal(where))
