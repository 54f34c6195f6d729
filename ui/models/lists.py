"""Who stands where in Now: slot, pool, agenda. Keeps small sets; the domain orders them."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import board
from app.domain.facts import (
    CallMissed,
    GoodTimeAnswered,
    MessageQueued,
    MessageReceived,
    TouchStarted,
)
from app.domain.ids import Ms
from app.domain.lead import Lead
from ui.models.call_words import line_over

_THEIRS = (MessageReceived.k, CallMissed.k, GoodTimeAnswered.k)


class NowLists:
    """Every lead is looked at once, and again when it changes; what is mine or ringing is kept
    apart, so that a second's tick never walks the pool."""

    def __init__(self) -> None:
        self._own: dict[str, Lead] = {}
        self._fresh: dict[str, Lead] = {}
        """Offers that may still be running."""

    def reset(self, leads: Iterable[Lead], me: str, now: Ms) -> list[Lead]:
        """Sort every lead anew; answers those of the pool, in no order."""
        self._own.clear()
        self._fresh.clear()
        return [lead for lead in leads if self.put(lead, me, now)]

    def put(self, lead: Lead, me: str, now: Ms) -> bool:
        """Note one lead; answers whether it belongs in the pool."""
        self.drop(lead.id)
        if lead.owner == me and me and lead.state != "closed":
            self._own[lead.id] = lead
        if lead.state == "open" and lead.claim_by is not None and now < lead.claim_by:
            self._fresh[lead.id] = lead
        return lead.grabbable(now)

    def drop(self, lead_id: str) -> None:
        """Forget one lead."""
        self._own.pop(lead_id, None)
        self._fresh.pop(lead_id, None)

    def mine(self, me: str, now: Ms = 0) -> list[Lead]:
        """What I hold without an outcome, a running touch first; at `now`, who waits for an answer
        before what waits for its first touch."""
        held = board.mine(self._own.values(), me)
        asking = sorted(self._asking(now), key=lambda lead: -lead.asked())
        running = [lead for lead in held if lead.running() is not None]
        known = {lead.id for lead in (*running, *asking)}
        return [*running, *asking, *(lead for lead in held if lead.id not in known)]

    def _asking(self, now: Ms) -> list[Lead]:
        return [lead for lead in self._own.values() if now and wants_answer(lead, now)]

    def offered(self, me: str, now: Ms) -> list[Lead]:
        """What is ringing for me, hottest first."""
        return board.offered(self._fresh.values(), me, now)

    def agenda(self, me: str, now: Ms) -> list[Lead]:
        """My next touches in order."""
        asking = {lead.id for lead in self._asking(now)}
        return [lead for lead in board.agenda(self._own.values(), me, now) if lead.id not in asking]

    def offers_ended(self, now: Ms) -> list[Lead]:
        """Offers whose time has run out since last asked; they are forgotten."""
        over = [
            lead
            for lead in self._fresh.values()
            if lead.claim_by is not None and lead.claim_by <= now
        ]
        for lead in over:
            del self._fresh[lead.id]
        return over


def wants_answer(lead: Lead, now: Ms) -> bool:
    """Did they write, call or ask to be called, and nobody has answered since? Only once that is
    due: what was promised for later stands."""
    ahead = lead.next_touch
    if lead.running() is not None or ahead is None or ahead.at > now:
        return False
    for line in reversed(lead.timeline):
        if line.by and line.kind in (TouchStarted.k, MessageQueued.k):
            return False
        if line.direction == "inbound" and line.kind in _THEIRS:
            return True
    return False


def in_slot(mine: list[Lead], offered: list[Lead]) -> Lead | None:
    """Who stands in the slot: mine before what is offered."""
    return next(iter((*mine, *offered)), None)


def slot_title(lead: Lead | None, me: str, now: Ms) -> str:
    """`Offered to you`, `Yours`, `Yours, on a call`, and once that is over, what is asked."""
    if lead is None or lead.owner != me:
        return "Offered to you"
    running = lead.running()
    if running is None:
        return "Yours"
    if running.channel == "call":
        return "Yours, how did it end?" if line_over(running) else "Yours, on a call"
    return "Yours, was it sent?"
