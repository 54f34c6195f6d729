"""The only write path: a command, a delivery or the clock becomes facts, and only then an answer.

Each write is one transaction in the order of FEED §3.2: team row, answer given before?, decide, the
conditional UPDATE, the facts with their numbers, the answer, commit.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Connection

from app.domain import commands as c
from app.domain.ids import Ms
from app.domain.rep_times import RepTimes
from app.protocol.codec import BadFrame, decode_command
from app.protocol.messages import Cmd, Problem, Re
from hub import answers, lead_rows, op_log, retention, time_rows
from hub.accounts import Device
from hub.database import Busy, Database, ReadOnly
from hub.deliveries import Delivery, Receipt
from hub.planning import Plans
from hub.policies import Policies
from hub.rulings import Done, Rulings
from hub.sources import SourceRow
from hub.trouble import without_words

__all__ = ["Delivery", "Receipt", "Service", "SourceRow"]

log = structlog.get_logger(__name__)
T = TypeVar("T")
ADVANCE_AT_ONCE = 200
FULL_RETRY_MS = 5_000


class Service:
    def __init__(
        self,
        db: Database,
        policies: Policies,
        now: Callable[[], Ms],
        plans: Plans | None = None,
    ) -> None:
        """`now` is the hub's clock; the writer's thread asks it, so it must be safe there."""
        self.db = db
        self.now = now
        self.plans = plans
        self.rulings = Rulings(policies, now, plans)
        self.changed: list[Callable[[str, int], None]] = []
        """Called on the loop with (team, seq) after each commit that wrote facts. A hint."""
        self.times_changed: list[Callable[[str, str], None]] = []
        """Called on the loop with (team, rep) after that rep's own times changed."""
        self.alone: list[Callable[[str, str], None]] = []
        """Called on the loop with (team, lead) after a commit that left it to an owner on leave."""
        self.posted: list[Callable[[], None]] = []
        """Called on the loop after a commit that gave the sending queue something to look at."""

    async def submit(self, who: Device, cmd: Cmd) -> Re:
        """Decide one command of a desk. Whatever goes wrong, the answer is a `Re`."""
        if op_log.nameless(cmd.op):
            return answers.refusal(cmd, op_log.NO_ID, None)
        try:
            command = decode_command(cmd)
            return await self._write(partial(self.rulings.decide, who, cmd, command))
        except BadFrame as bad:
            unknown = bad.code == "unknown_type"
            problem = Problem(code="unknown_type" if unknown else "bad_field", msg=str(bad))
        except Busy as busy:
            problem = Problem(code="busy", msg=str(busy), retry="backoff")
        except ReadOnly as full:
            problem = Problem(
                code="read_only", msg=str(full), retry="after", after_ms=FULL_RETRY_MS
            )
        except Exception as wrong:
            log.error("command failed", op=cmd.op, device=who.id, **without_words(wrong))
            problem = Problem(
                code="internal", msg="Something broke at the hub. Try again.", retry="backoff"
            )
        return Re(re=cmd.id, op=cmd.op, ok=False, e=problem)

    async def receive(self, delivery: Delivery) -> Receipt:
        """Store a delivery and what it means; returns after the commit. Raises Busy or ReadOnly."""
        return await self._write(partial(self.rulings.receive, delivery))

    async def order(self, team: str, lead_id: str, command: c.HubCommand | c.PullBackLead) -> int:
        """The hub's own order about one lead, decided and committed; how many facts it made. 0 also
        for one the rules refuse or that no longer applies. Raises Busy or ReadOnly."""
        return await self._write(partial(self.rulings.order, team, lead_id, command))

    async def write(self, fn: Callable[[Connection], Done[T]]) -> T:
        """A write that decides several things at once, made of the rulings; its answer after the
        commit. Raises Busy or ReadOnly."""
        return await self._write(fn)

    async def stand_in(self, team: str, lead_id: str) -> int:
        """See to it that `lead_id` is with somebody who is there, or planned for when its owner is;
        how many facts that took. Safe to ask at any time. Raises Busy or ReadOnly."""
        return await self._write(partial(self.rulings.stand_in, team, lead_id))

    async def times_of(self, team: str) -> dict[str, RepTimes]:
        """What the reps of `team` set of their own times, by rep id."""
        return await self.db.read(lambda conn: time_rows.of_team(conn, team))

    async def advance(self, now: Ms) -> int:
        """What time has brought by `now`: leases run out, offers ended, promises broken, touches
        due. Returns the number of facts written. Safe to run twice, also at once."""
        written = 0
        while True:
            due = await self.db.read(lambda conn: lead_rows.due(conn, now, ADVANCE_AT_ONCE))
            each = [self._write(partial(self.rulings.bring, team, lead, now)) for lead, team in due]
            written += sum(await asyncio.gather(*each))
            if len(due) < ADVANCE_AT_ONCE:
                return written

    async def forget(self, now: Ms) -> None:
        """Take out what is kept for a while only, in pieces that nobody waits for long."""
        while await self.db.write(lambda conn: retention.forget(conn, now)):
            pass

    async def next_wake(self) -> Ms | None:
        """When `advance` has something to do next."""
        return await self.db.read(lead_rows.next_wake)

    # ---- after the commit --------------------------------------------------------------------

    async def _write(self, fn: Callable[[Connection], Done[T]]) -> T:
        future = self.db.enqueue(fn)
        # Not after the await: a desk that hangs up while its act commits must not silence the news.
        future.add_done_callback(self._tell)
        return (await asyncio.shield(future)).answer

    def _tell(self, future: "asyncio.Future[Done[T]]") -> None:
        if future.cancelled() or future.exception() is not None:
            return
        done = future.result()
        for team, seq in ((done.team, done.seq), *done.also):
            for hook in self.changed if seq else ():
                hook(team, seq)
        for posted in self.posted if done.post else ():
            posted()
        for told in self.times_changed if done.times else ():
            told(done.team, done.times)
        for alone in self.alone if done.alone else ():
            alone(done.team, done.alone)
