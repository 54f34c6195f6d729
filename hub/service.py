"""The only write path: a command, a delivery or the clock becomes facts, and only then an answer.

Each write is one transaction in the order of FEED §3.2: team row, answer given before?, decide, the
conditional UPDATE, the facts with their numbers, the answer, commit.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

import structlog
from msgspec import Struct
from sqlalchemy import Connection

from app.domain import commands as c
from app.domain import facts as f
from app.domain.decide import Policy, decide
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms, new_id
from app.domain.lead import Lead
from app.domain.refusals import DECISIONS, Refused
from app.domain.rep_times import RepTimes
from app.protocol.codec import BadFrame, decode_command
from app.protocol.messages import Cmd, Problem, Re, Settled
from hub import answers, deliveries, event_log, lead_rows, op_log, retention, standing, time_rows
from hub.accounts import Device
from hub.database import Busy, Database, ReadOnly
from hub.deliveries import Delivery, Receipt
from hub.planning import Plans
from hub.policies import Policies
from hub.set_times import set_times
from hub.sources import SourceRow
from hub.trouble import without_words
from hub.visibility import audience, may_order, visible
from hub.wake import bring, wake_at

__all__ = ["Delivery", "Receipt", "Service", "SourceRow"]

log = structlog.get_logger(__name__)
T = TypeVar("T")
ADVANCE_AT_ONCE = 200
FULL_RETRY_MS = 5_000


class Done(Struct, Generic[T]):
    """What a write came to; `seq` is its last fact, 0 when it wrote none. `times`: the rep whose
    own times it changed."""

    answer: T
    team: str = ""
    seq: int = 0
    times: str = ""


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
        self.policies = policies
        self.now = now
        self.plans = plans
        self.changed: list[Callable[[str, int], None]] = []
        """Called on the loop with (team, seq) after each commit that wrote facts. A hint."""
        self.times_changed: list[Callable[[str, str], None]] = []
        """Called on the loop with (team, rep) after that rep's own times changed."""

    async def submit(self, who: Device, cmd: Cmd) -> Re:
        """Decide one command of a desk. Whatever goes wrong, the answer is a `Re`."""
        if op_log.nameless(cmd.op):
            return answers.refusal(cmd, op_log.NO_ID, None)
        try:
            command = decode_command(cmd)
            return await self._write(partial(self._decide, who, cmd, command))
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
        return await self._write(partial(self._receive, delivery))

    async def times_of(self, team: str) -> dict[str, RepTimes]:
        """What the reps of `team` set of their own times, by rep id."""
        return await self.db.read(lambda conn: time_rows.of_team(conn, team))

    async def advance(self, now: Ms) -> int:
        """What time has brought by `now`: leases run out, offers ended, promises broken, touches
        due. Returns the number of facts written. Safe to run twice, also at once."""
        written = 0
        while True:
            due = await self.db.read(lambda conn: lead_rows.due(conn, now, ADVANCE_AT_ONCE))
            each = [self._write(partial(self._bring, team, lead, now)) for lead, team in due]
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

    # ---- inside the writer -------------------------------------------------------------------

    def _decide(self, who: Device, cmd: Cmd, command: c.WireCommand, conn: Connection) -> Done[Re]:
        event_log.lock(conn, who.team)
        now = self.now()
        actor = standing.actor(conn, who.id, who.team)
        if actor is None:
            return Done(answers.refusal(cmd, answers.REVOKED, None))
        if (before := op_log.answered(conn, who.id, cmd)) is not None:
            return Done(before)
        if (misdated := op_log.misdated(cmd.op, now)) is not None:
            return Done(answers.refusal(cmd, misdated, None))
        changed = ""
        if isinstance(command, c.SetTimes):
            answer, changed = self._set_times(conn, who.team, actor, cmd, command, now)
        else:
            answer = self._rule(conn, who.team, actor, cmd, command, now)
        if answer.ok or (answer.e is not None and answer.e.code in DECISIONS):
            op_log.store(conn, who.id, cmd, answer, now)
        return Done(answer, who.team, answer.seq, changed)

    def _set_times(
        self,
        conn: Connection,
        team: str,
        actor: c.Actor,
        cmd: Cmd,
        command: c.SetTimes,
        now: Ms,
    ) -> tuple[Re, str]:
        """The answer, and whose times are others now."""
        made = set_times(conn, team, actor, command, now)
        if isinstance(made, Refused):
            return answers.refusal(cmd, made, None), ""
        told = Settled(v=made.v, state="set")
        return Re(re=cmd.id, op=cmd.op, ok=True, r=told), made.rep if made.changed else ""

    def _rule(
        self,
        conn: Connection,
        team: str,
        actor: c.Actor,
        cmd: Cmd,
        command: c.WireCommand,
        now: Ms,
    ) -> Re:
        # PostgreSQL takes no NUL in a text, so what cannot be an id is not asked for.
        lead = lead_rows.find(conn, team, cmd.lead) if cmd.lead.isprintable() else None
        if lead is None or not visible(actor, lead):
            return answers.refusal(cmd, answers.NO_SUCH_LEAD, None)
        if (no := may_order(actor, command)) is not None:
            return answers.refusal(cmd, no, lead)
        order = c.Order(
            actor=actor,
            command=command,
            gen=cmd.gen,
            not_after=cmd.not_after,
            at=cmd.at or None,
        )
        made = decide(lead, order, self._policy(conn, team, command), now)
        refused = made if isinstance(made, Refused) else None
        facts = made.kept if isinstance(made, Refused) else made
        grant = isinstance(command, c.ClaimLead) and refused is None
        after, seq = _append(conn, lead, facts, now, op=cmd.op, grant=grant)
        if after is None:
            # The row was not free although its facts said so: the row decides.
            return answers.refusal(
                cmd, answers.taken(lead_rows.find(conn, team, cmd.lead) or lead), lead
            )
        if refused is not None:
            return answers.refusal(cmd, refused, after, seq)
        return Re(re=cmd.id, op=cmd.op, ok=True, r=answers.settled(after), seq=seq)

    def _policy(self, conn: Connection, team: str, command: c.Command) -> Policy:
        # Only an assignment asks who is on the team; nothing else pays for reading it.
        roster = standing.roster(conn, team) if isinstance(command, c.AssignLead) else {}
        choose = self.plans.choose(conn, team) if self.plans is not None else None
        return Policy(playbook=self.policies.playbook(team), roster=roster, choose=choose)

    def _receive(self, delivery: Delivery, conn: Connection) -> Done[Receipt]:
        team = delivery.source.team
        event_log.lock(conn, team)
        known = deliveries.repeated(conn, delivery)
        if known is not None:
            return Done(Receipt(lead=known, replayed=True, status="duplicate"))
        now = self.now()
        made = deliveries.meaning(delivery)
        policy = self._policy(conn, team, made)
        since = delivery.received - policy.playbook.merge_within * 1000
        lead = lead_rows.same_person(conn, team, made.person, since, made.test)
        facts = decide(lead, c.Order(actor=c.HUB, command=made), policy, now)
        if isinstance(facts, Refused):
            raise RuntimeError(f"an arrival was refused: {facts.code}")
        after, seq = (
            _add(conn, team, facts, now) if lead is None else _append(conn, lead, facts, now)
        )
        if after is None:
            raise Busy("The lead changed meanwhile; send it again.")
        status = deliveries.store(conn, delivery, made, after.id)
        return Done(Receipt(lead=after.id, replayed=False, status=status), team, seq)

    def _bring(self, team: str, lead_id: str, now: Ms, conn: Connection) -> Done[int]:
        event_log.lock(conn, team)
        lead = lead_rows.find(conn, team, lead_id)
        if lead is None:
            return Done(0)
        policy = Policy(playbook=self.policies.playbook(team), roster={})
        facts = bring(lead, policy, now)
        if not facts:
            if (wake := wake_at(lead)) is not None and wake <= now:
                log.error("a lead woke for nothing and was put to sleep", lead=lead_id)
                lead_rows.let_sleep(conn, team, lead_id)
            return Done(0)
        _, seq = _append(conn, lead, facts, self.now())
        return Done(len(facts), team, seq)

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
        if done.seq:
            for hook in self.changed:
                hook(done.team, done.seq)
        if done.times:
            for told in self.times_changed:
                told(done.team, done.times)


def _append(
    conn: Connection,
    lead: Lead,
    facts: Sequence[Fact],
    now: Ms,
    op: str = "",
    grant: bool = False,
) -> tuple[Lead | None, int]:
    """Fold `facts` into `lead`, change its row from exactly the version it was read at, log them.
    (None, 0) when the row would not have it."""
    if not facts:
        return lead, 0
    after = lead
    for fact in facts:
        after = evolve(after, fact)
    took = lead_rows.claim(conn, lead, after, now) if grant else lead_rows.change(conn, lead, after)
    if not took:
        return None, 0
    seq = event_log.append(
        conn,
        team=lead.team,
        lead=lead.id,
        facts=facts,
        v=lead.v,
        now=now,
        vis=audience(after),
        op=op,
    )
    return after, seq


def _add(conn: Connection, team: str, facts: Sequence[Fact], now: Ms) -> tuple[Lead, int]:
    first = facts[0]
    assert isinstance(first, f.LeadReceived)
    lead = evolve(None, first, new_id(now))
    for fact in facts[1:]:
        lead = evolve(lead, fact)
    lead_rows.add(conn, lead)
    seq = event_log.append(
        conn, team=team, lead=lead.id, facts=facts, v=0, now=now, vis=audience(lead)
    )
    return lead, seq
