"""What the rep does to a touch of the agenda: each act asks the desk for one thing, says so, and
can be taken back where a slip would hurt."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.commands import How
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.domain.touch import Channel, NextTouch
from app.protocol.messages import Re
from client.hooks import Pending
from ui.bridge import Bridge
from ui.models.outcome import AGAIN_MS
from ui.models.planned import Unsettled
from ui.models.touch_face import kind_of
from ui.my_clock import my_zone
from ui.person_words import name, whose
from ui.preview import move_refused, refusal
from ui.their_clock import ahead, mine_and_theirs
from ui.theme import Theme
from ui.views.agenda_popups import AgendaPopups

_OURS = ("move_touch", "skip_touch", "clue", "nurture")


class AgendaActs(QObject):
    """Emits `told` with a sentence, `undoable` with a sentence and how to take it back, `changed`
    when what is shown differs without the hub, `open_lead` after a call was begun, and `compose`
    with a lead and a channel."""

    told = Signal(str)
    undoable = Signal(str, object)
    changed = Signal()
    open_lead = Signal(str)
    compose = Signal(str, str)

    def __init__(self, bridge: Bridge, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self._bridge, self._host = bridge, host
        self.unsettled = Unsettled()
        self._ops: dict[str, str] = {}
        self._popups = AgendaPopups(bridge, theme, host)
        self._popups.moved.connect(self.put)
        self._popups.snoozed.connect(self._snoozed)
        self._popups.skipped.connect(self._skipped)
        self._popups.nurtured.connect(self._nurtured)
        self._popups.noted.connect(self._noted)
        bridge.settled.connect(self._settled)
        bridge.reset.connect(self._forget)

    # -- reaching them

    def touch(self, lead: Lead | None, channel: Channel) -> None:
        """Call, and its pane opens, where the outcome is said; or write."""
        desk = self._bridge.desk
        if desk is None or lead is None or desk.playbook is None:
            return
        reason = refusal(lead, channel, desk.playbook, self._bridge.now())
        if reason:
            self.told.emit(reason)
        elif channel == "call":
            desk.start_touch(lead.id, "call")
            desk.hand_over(lead.id, "call")
            self.open_lead.emit(lead.id)
        else:
            self.compose.emit(lead.id, channel)

    def call_first(self, leads: Iterable[Lead]) -> None:
        """Call the first of these whose time is set and who may be called now."""
        desk, now = self._bridge.desk, self._bridge.now()
        if desk is None or desk.playbook is None:
            return
        for lead in leads:
            touch = lead.next_touch
            if touch is None or touch.channel != "call" or kind_of(touch, now) == "ask":
                continue
            if not refusal(lead, "call", desk.playbook, now):
                self.touch(lead, "call")
                return
        self.told.emit("Nobody on today’s agenda may be called now.")

    def again(self, lead: Lead | None) -> None:
        """Call again in twenty minutes."""
        if lead is not None:
            when = self._bridge.now() + AGAIN_MS
            self._move(lead, when - when % 60_000, "again", "call")

    # -- another time

    def move(self, lead: Lead | None, typed: bool = False) -> None:
        """Choose another time, from three or in words."""
        if lead is not None:
            self._popups.move(lead, typed)

    def put(self, lead_id: str, when: Ms) -> None:
        """Dropped or named: it stands there. One of the plan's own times keeps its reasons."""
        lead = self._bridge.lead(lead_id)
        if lead is None:
            return
        options = lead.next_touch.options if lead.next_touch is not None else ()
        if any(option.at == when for option in options):
            self.accept(lead, when)
        else:
            self._move(lead, when, "moved")

    def snooze(self, lead: Lead | None) -> None:
        """Put it off to a time that is allowed."""
        if lead is not None:
            self._popups.snooze(lead)

    def _snoozed(self, lead_id: str, when: Ms) -> None:
        lead = self._bridge.lead(lead_id)
        if lead is not None:
            self._move(lead, when, "snoozed")

    def accept(self, lead: Lead | None, when: Ms) -> None:
        """One of the plan's own times: it keeps what it was chosen for."""
        desk = self._bridge.desk
        if desk is None or lead is None:
            return
        was = lead.next_touch
        self.unsettled.reopened.discard(lead.id)
        self._ask(lead.id, desk.move_touch(lead.id, when, how="accepted"), when)

        def undo() -> None:
            self.unsettled.reopened.add(lead.id)
            if was is not None and was.at != when and self._bridge.desk is not None:
                op = self._bridge.desk.move_touch(lead.id, was.at, how="accepted")
                self._ask(lead.id, op, None)
            self.unsettled.moving.pop(lead.id, None)
            self.changed.emit()

        said = f"{name(lead.person)}: {ahead(lead.where, when, whose(lead.person))}, as planned."
        self.undoable.emit(said, undo)

    def _move(self, lead: Lead, when: Ms, how: How, channel: Channel | None = None) -> None:
        desk = self._bridge.desk
        if desk is None or desk.playbook is None:
            return
        reason = move_refused(lead, when, desk.playbook, self._bridge.now(), how, channel)
        if reason:
            self.told.emit(reason)
            return
        was = lead.next_touch
        self.unsettled.reopened.discard(lead.id)
        self._ask(lead.id, desk.move_touch(lead.id, when, channel, how=how), when)
        said = f"{name(lead.person)} {_HOW[how]} {self._when(lead, when)}."
        self._say(said, self._back(lead, was))

    def _when(self, lead: Lead, when: Ms) -> str:
        today = at(when).astimezone(my_zone()).date()
        if today == at(self._bridge.now()).astimezone(my_zone()).date():
            return mine_and_theirs(lead.where, when)
        return ahead(lead.where, when, whose(lead.person))

    def _back(self, lead: Lead, was: NextTouch | None) -> Callable[[], None] | None:
        """How to put it where it was; None where that is no time any more."""
        desk = self._bridge.desk
        if desk is None or desk.playbook is None or was is None or was.needs_time:
            return None
        if move_refused(lead, was.at, desk.playbook, self._bridge.now(), "moved", was.channel):
            return None

        def undo() -> None:
            if self._bridge.desk is not None:
                op = self._bridge.desk.move_touch(lead.id, was.at, was.channel)
                self._ask(lead.id, op, was.at)

        return undo

    # -- left out, learnt, ended

    def skip(self, lead: Lead | None) -> None:
        """Leave the next touch out, with a reason."""
        if lead is not None:
            self._popups.skip(lead)

    def _skipped(self, lead_id: str, reason: str) -> None:
        desk, lead = self._bridge.desk, self._bridge.lead(lead_id)
        if desk is None or lead is None:
            return
        was = lead.next_touch
        self._ask(lead_id, desk.skip_touch(lead_id, reason), None)
        self._say(f"{name(lead.person)} skipped: {reason}.", self._back(lead, was))

    def clue(self, lead: Lead | None) -> None:
        """Type what was learnt."""
        if lead is not None:
            self._popups.clue(lead)

    def _noted(self, lead_id: str, text: str) -> None:
        if self._bridge.desk is not None:
            self._ask(lead_id, self._bridge.desk.keep_clue(lead_id, text), None)
            self.told.emit("Clue kept. The next touch is planned with it.")

    def nurture(self, lead: Lead | None) -> None:
        """No more calls: marketing goes on."""
        if lead is not None:
            self._popups.nurture(lead)

    def _nurtured(self, lead_id: str, text: str) -> None:
        desk, lead = self._bridge.desk, self._bridge.lead(lead_id)
        if desk is not None and lead is not None:
            self._ask(lead_id, desk.nurture(lead_id, text), None)
            self.told.emit(f"{name(lead.person)} goes to nurture: no more calls.")

    # -- until the hub answers

    def _ask(self, lead_id: str, op: str, when: Ms | None) -> None:
        self._ops[op] = lead_id
        if when is None:
            self.unsettled.moving.pop(lead_id, None)
        else:
            self.unsettled.moving[lead_id] = when
        self.changed.emit()

    def _settled(self, act: Pending, answer: Re) -> None:
        lead_id = self._ops.pop(act.op, "")
        if lead_id and lead_id not in self._ops.values():
            self.unsettled.moving.pop(lead_id, None)
            self.changed.emit()
        if lead_id and act.do in _OURS and answer.e is not None and self._host.isVisible():
            self.told.emit(answer.e.msg)

    def _forget(self) -> None:
        self.unsettled.moving.clear()
        self.unsettled.reopened.clear()
        self._ops.clear()

    def _say(self, said: str, undo: Callable[[], None] | None) -> None:
        if undo is None:
            self.told.emit(said)
        else:
            self.undoable.emit(said, undo)


_HOW: dict[How, str] = {
    "moved": "moved to", "snoozed": "put off to", "again": "again at", "accepted": "booked for",
}  # fmt: skip
