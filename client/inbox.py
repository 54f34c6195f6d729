"""What the feed brought, on its way to the desk: planned, written, and only then taken over, in the
feed's order. One task runs it, so nothing happens between reading a cursor and writing it (C11)."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.facts import LeadAssigned, LeadClaimed
from app.domain.ids import Ms
from app.protocol.messages import Cursor, Re, Settled
from app.protocol.subscriber import Effect, Heard
from client.alerts import Alerts
from client.mirror import Batch, Changed, Mirror, Step
from client.pending import Answered, Outbox, Settlement
from client.ring_rules import Cause
from client.store.errors import StoreFull

if TYPE_CHECKING:
    from client.store.keeper import Keeper

GRANTS: dict[str, type] = {"claim": LeadClaimed, "assign": LeadAssigned}
MOST = 200
"""Effects in one transaction."""


class Inbox:
    def __init__(
        self,
        *,
        mirror: Mirror,
        outbox: Outbox,
        alerts: Alerts,
        keeper: "Keeper",
        take: Callable[[Step], None],
        settled: Callable[[Answered, Re], None],
        ring: Callable[[list[Cause]], None],
        committed: Callable[[dict[str, Cursor]], None],
        full: Callable[[], None],
        mono: Callable[[], int],
        now: Callable[[], Ms],
    ) -> None:
        self._mirror = mirror
        self._outbox = outbox
        self._alerts = alerts
        self._keeper = keeper
        self._take = take
        self._settled = settled
        self._ring = ring
        self._committed = committed
        self._full = full
        self._mono = mono
        self._now = now
        self._waiting: deque[Effect] = deque()
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._owed: Batch | None = None
        self._owed_settlements: list[Settlement] = []
        self._owed_told: list[str] = []

    def deliver(self, effects: list[Effect]) -> None:
        self._waiting.extend(effects)
        self._idle.clear()
        self._woken.set()

    async def settle(self) -> None:
        """Wait until everything delivered is on disk or forgotten."""
        await self._idle.wait()

    def forget(self) -> None:
        """Drop what was not taken over yet: it comes again from the committed cursor."""
        self._waiting.clear()
        self._idle.set()

    def owe(self, told: list[str]) -> None:
        """These rang, and the disk did not take that they did: it is written with what comes next,
        or they would ring again after a restart."""
        self._owed_told += told

    async def run(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._waiting:
                count = min(MOST, len(self._waiting))
                await self._apply([self._waiting.popleft() for _ in range(count)])
            self._idle.set()

    async def _apply(self, effects: list[Effect]) -> None:
        batch, steps = self._mirror.plan(effects, self._owed)
        answers = [self._answer(step) for step in steps]
        settlements = [*self._owed_settlements, *(a for a in answers if a is not None)]
        causes = self._alerts.causes([step for step in steps if isinstance(step, Changed)])
        told = [*self._owed_told, *(cause.key for cause in causes)]
        written = await self._write(batch, settlements, told)
        self._mirror.written()
        for step, answer in zip(steps, answers, strict=True):
            self._take(step)
            if answer is not None:
                self._settled(answer.answered, answer.re)
        self._ring(causes)
        if written and batch.cursors:
            self._committed(batch.cursors)

    async def _write(self, batch: Batch, settlements: list[Settlement], told: list[str]) -> bool:
        if not (batch.cursors or batch.emptied or settlements or told):
            return True
        try:
            await self._keeper.commit(batch, settlements, told, self._now())
        except StoreFull:
            # The feed goes on in memory; what is owed is written first as soon as there is room,
            # and nothing is acknowledged before.
            self._owed, self._owed_settlements = batch, settlements
            self._owed_told = [*told, *self._since(told)]
            self._full()
            return False
        self._owed, self._owed_settlements, self._owed_told = None, [], self._since(told)
        return True

    def _since(self, told: list[str]) -> list[str]:
        """What came to be owed while `told` was on its way to the disk."""
        return [key for key in self._owed_told if key not in told]

    def _answer(self, step: Step) -> Settlement | None:
        """The answer in this step: a `re`, or a fact that carries the op of a pending act (so that
        a lost reply still settles)."""
        re: Re | None = None
        if isinstance(step, Heard) and isinstance(step.frame, Re):
            re = step.frame
        elif isinstance(step, Changed) and (act := self._outbox.get(step.ev.op)) is not None:
            re = _answer_in(step, act.do)
        answered = self._outbox.answered(re, self._mono()) if re is not None else None
        return Settlement(answered, re) if answered is not None and re is not None else None


def _answer_in(change: Changed, do: str) -> Re | None:
    """What was kept after losing a claim is not the answer: that is a refusal, and still comes. Nor
    is what a claim brings about on its way: first the old lease ends, then the lead is mine."""
    if change.fact is None or getattr(change.fact, "after_loss", False):
        return None
    if not isinstance(change.fact, GRANTS.get(do, object)):
        return None
    lead, ev = change.after, change.ev
    result = None
    if lead is not None:
        result = Settled(
            gen=lead.gen,
            v=lead.v,
            lease_until=lead.lease_until,
            state=lead.state,
            next_at=lead.next_touch.at if lead.next_touch else None,
        )
    return Re(re=0, op=ev.op, ok=True, r=result, seq=ev.seq)
