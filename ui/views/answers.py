"""What became of the rep's acts: claims tried, lost or dropped, outcomes booked."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.lead import Lead
from app.protocol.messages import Re
from client.hooks import Pending
from ui.bridge import Bridge
from ui.models.column_words import by_how_much
from ui.models.faces import Moment
from ui.person_words import cleaned, name

LOST_STAYS = 4_000
"""Milliseconds a lost lead stays to say who took it."""


class Answers(QObject):
    """Keeps `moment.trying` and `moment.lost` true. Emits `changed` with a lead whose row says
    something else, `answered` when a claim on it is settled, `lost` and then `lost_over`."""

    told = Signal(str)
    changed = Signal(str)
    answered = Signal(str)
    lost = Signal(str)
    lost_over = Signal(str)

    def __init__(self, bridge: Bridge, moment: Moment, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._moment = bridge, moment
        self._ending: set[str] = set()
        bridge.pending_changed.connect(self._pending_changed)
        bridge.settled.connect(self._settled)
        bridge.expired.connect(self._expired)

    def reset(self) -> None:
        """Another desk, or all leads anew."""
        self._moment.trying, self._moment.lost = self._claims(), {}
        self._ending.clear()

    def expect(self, lead_id: str) -> None:
        """An outcome of this lead is on its way."""
        self._ending.add(lead_id)

    def hear(self, lead: Lead) -> None:
        """A lead changed: what an outcome booked is said when the hub's fact is here."""
        if lead.owner == self._moment.me:
            self._moment.lost.pop(lead.id, None)
        if lead.id not in self._ending or (lead.next_touch is None and lead.closed is None):
            return
        self._ending.discard(lead.id)
        if lead.next_touch is None:
            self.told.emit(f"{name(lead.person)}: closed, nothing more is due.")
            return
        from ui.preview import booked

        self.told.emit(booked(lead, lead.next_touch, f"{name(lead.person)}:"))

    def _claims(self) -> set[str]:
        desk = self._bridge.desk
        acts = desk.pending() if desk is not None else []
        return {act.lead for act in acts if act.do == "claim" and act.state != "needs_user"}

    def _pending_changed(self, lead_id: str) -> None:
        before, self._moment.trying = self._moment.trying, self._claims()
        for changed in (before ^ self._moment.trying) | {lead_id}:
            self.changed.emit(changed)

    def _settled(self, act: Pending, answer: Re) -> None:
        taken = answer.e is not None and answer.e.owner not in ("", self._moment.me)
        if act.do == "claim" and taken:
            self._lose(act, answer)
            return
        if act.do == "claim":
            self.answered.emit(act.lead)
        if act.state == "needs_user":
            return  # it is said where it can be decided on: ui.decisions
        if not answer.ok and answer.e is not None:
            self.told.emit(answer.e.msg)

    def _lose(self, act: Pending, answer: Re) -> None:
        assert answer.e is not None
        who = cleaned(answer.e.owner_name, 24) or "Somebody"
        since = answer.e.since or act.made
        by = by_how_much(act.made - since if act.made > since else self._bridge.now() - since)
        self._moment.lost[act.lead] = f"{who}, by {by}"
        self.lost.emit(act.lead)
        self.told.emit(f"{who} took it {by} before you. Nothing was sent.")
        QTimer.singleShot(LOST_STAYS, self, lambda: self._let_go(act.lead))

    def _let_go(self, lead_id: str) -> None:
        self._moment.lost.pop(lead_id, None)
        self.lost_over.emit(lead_id)

    def _expired(self, act: Pending) -> None:
        if act.do != "claim":
            return
        self.answered.emit(act.lead)
        lead = self._bridge.lead(act.lead)
        who = name(lead.person) if lead is not None else "That lead"
        self.told.emit(f"{who}: the claim waited too long for the link and was dropped.")
