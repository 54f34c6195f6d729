"""What a write comes to, decided inside the writer's transaction: the team's row first, then what
was answered before, the rules, the facts. Who asks, and who hears of it, is `service.py`."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

import structlog
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from app.domain import commands as c
from app.domain import facts as f
from app.domain.bounds import Choose
from app.domain.decide import Policy, decide
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.policy import Cover
from app.domain.refusals import DECISIONS, Refused
from app.domain.touch import Channel
from app.protocol.messages import Cmd, Re, Settled
from hub import (
    answers,
    choosing,
    cover,
    deliveries,
    earlier,
    event_log,
    lead_log,
    lead_rows,
    message_rows,
    on_duty,
    op_log,
    standing,
    suppression,
    wants,
)
from hub.accounts import Device
from hub.database import Busy
from hub.deliveries import Delivery, Receipt
from hub.good_time import links
from hub.lead_log import fold
from hub.planning import Plans
from hub.policies import Policies
from hub.runs import Runs
from hub.set_times import set_times
from hub.visibility import may_order, visible
from hub.wake import bring, wake_at

log = structlog.get_logger(__name__)
T = TypeVar("T")


class Done(Struct, Generic[T]):
    """What a write came to; `seq` is its last fact, 0 when it wrote none. `times`: the rep whose
    own times it changed. `alone`: a lead it left with somebody who is on leave. `also`: (team, seq)
    of facts about leads of other teams. `post`: the sending queue has something to look at."""

    answer: T
    team: str = ""
    seq: int = 0
    times: str = ""
    alone: str = ""
    also: tuple[tuple[str, int], ...] = ()
    post: bool = False


class Ruled(Struct):
    """What an order of the hub came to; `lead` as it is after it, None where there is none."""

    lead: Lead | None = None
    facts: tuple[Fact, ...] = ()
    seq: int = 0
    also: tuple[tuple[str, int], ...] = ()
    refused: Refused | None = None


class Rulings:
    """Every method runs in the writer's thread, inside one transaction."""

    def __init__(self, policies: Policies, now: Callable[[], Ms], plans: Plans | None) -> None:
        self.policies = policies
        self.now = now
        self.plans = plans
        self.gateways: frozenset[Channel] = frozenset()
        """What this hub itself can send."""
        self.ringing: Callable[[str], frozenset[str]] | None = None
        """The reps of a team whose desks ring; None where nobody can know."""
        self.runs = Runs(now)
        """Which desks are there."""
        self.public_url = ""
        """How the outside reaches this hub; empty: messages carry no links."""

    def decide(self, who: Device, cmd: Cmd, command: c.WireCommand, conn: Connection) -> Done[Re]:
        event_log.lock(conn, who.team)
        now = self.now()
        actor = standing.actor(conn, who.id, who.team)
        if actor is None:
            return Done(answers.refusal(cmd, answers.REVOKED, None))
        if (before := op_log.answered(conn, who.id, cmd)) is not None:
            return Done(before)
        if (misdated := op_log.misdated(cmd.op, now)) is not None:
            return Done(answers.refusal(cmd, misdated, None))
        done = (
            self._set_times(conn, who.team, actor, cmd, command, now)
            if isinstance(command, c.SetTimes)
            else self._rule(conn, who, actor, cmd, command, now)
        )
        answer = done.answer
        if answer.ok or (answer.e is not None and answer.e.code in DECISIONS):
            op_log.store(conn, who.id, cmd, answer, now)
        return done

    def _set_times(
        self,
        conn: Connection,
        team: str,
        actor: c.Actor,
        cmd: Cmd,
        command: c.SetTimes,
        now: Ms,
    ) -> Done[Re]:
        made = set_times(conn, team, actor, command, now)
        if isinstance(made, Refused):
            return Done(answers.refusal(cmd, made, None))
        told = Re(re=cmd.id, op=cmd.op, ok=True, r=Settled(v=made.v))
        return Done(told, team, times=made.rep if made.changed else "")

    def _rule(
        self,
        conn: Connection,
        who: Device,
        actor: c.Actor,
        cmd: Cmd,
        command: c.WireCommand,
        now: Ms,
    ) -> Done[Re]:
        team = who.team
        # PostgreSQL takes no NUL in a text, so what cannot be an id is not asked for.
        lead = lead_rows.find(conn, team, cmd.lead) if cmd.lead.isprintable() else None
        if lead is None or not visible(actor, lead):
            return Done(answers.refusal(cmd, answers.NO_SUCH_LEAD, None))
        if (no := may_order(actor, command)) is not None:
            return Done(answers.refusal(cmd, no, lead))
        order = c.Order(
            actor=actor,
            command=self._linked(conn, team, cmd.lead, command, now),
            gen=cmd.gen,
            not_after=cmd.not_after,
            at=cmd.at or None,
        )
        made = decide(lead, order, self._policy(conn, team, command), now)
        refused = made if isinstance(made, Refused) else None
        facts = made.kept if isinstance(made, Refused) else made
        grant = isinstance(command, c.ClaimLead) and refused is None
        after, seq = lead_log.append(conn, lead, facts, now, op=cmd.op, grant=grant)
        if after is None:
            # The row was not free although its facts said so: the row decides.
            taken = answers.taken(lead_rows.find(conn, team, cmd.lead) or lead)
            return Done(answers.refusal(cmd, taken, lead))
        if refused is not None:
            return Done(answers.refusal(cmd, refused, after, seq), team, seq, post=_post(facts))
        also = wants.follow(self, conn, after, command, facts)
        if who.run:
            message_rows.written_by(conn, who.id, who.run, facts)
        post = phoned(conn, after, command, facts, now)
        told = Re(re=cmd.id, op=cmd.op, ok=True, r=answers.settled(after, command), seq=seq)
        alone = _alone(conn, after, seq, now)
        return Done(told, team, seq, alone=alone, also=also, post=post or _post(facts))

    def _linked(
        self, conn: Connection, team: str, lead: str, command: c.WireCommand, now: Ms
    ) -> c.Command:
        """What they choose a time with gets its address before anything is decided: it counts among
        the words, and is theirs alone."""
        days = self.policies.playbook(team).messages.link_days
        return links.linked(
            conn, command, public_url=self.public_url, team=team, lead=lead, now=now, days=days
        )

    def _with_link(self, conn: Connection, lead: Lead, fact: Fact, now: Ms) -> Fact:
        """An automatic answer is written by the rules, so its link comes after them."""
        if not isinstance(fact, f.MessageQueued):
            return fact
        text = links.put_links(
            conn,
            fact.text,
            public_url=self.public_url,
            team=lead.team,
            lead=lead.id,
            message=fact.message,
            now=now,
            days=self.policies.playbook(lead.team).messages.link_days,
        )
        return replace(fact, text=text)

    def _policy(self, conn: Connection, team: str, command: c.Command) -> Policy:
        # Only an assignment asks who is on the team; nothing else pays for reading it.
        roster = standing.roster(conn, team) if isinstance(command, c.AssignLead) else {}
        choose = self._choose(conn, team)
        return Policy(
            playbook=self.policies.playbook(team),
            roster=roster,
            choose=choose,
            gateways=self.gateways,
            suppressed=partial(suppression.why, conn),
            cover=partial(self._cover, conn, team),
            good_time=bool(self.public_url),
        )

    def _cover(self, conn: Connection, team: str) -> Cover:
        ringing = self.ringing(team) if self.ringing is not None else None
        return on_duty.cover(conn, team, self.policies.playbook(team), ringing, self.now())

    def _choose(self, conn: Connection, team: str) -> Choose | None:
        return choosing.sound(self.plans.choose(conn, team)) if self.plans is not None else None

    def receive(self, delivery: Delivery, conn: Connection) -> Done[Receipt]:
        team = delivery.source.team
        event_log.lock(conn, team)
        known = deliveries.repeated(conn, delivery)
        if known is not None:
            return Done(Receipt(lead=known, replayed=True, status="duplicate"))
        now = self.now()
        made = suppression.applied(conn, deliveries.meaning(delivery))
        policy = self._policy(conn, team, made)
        since = delivery.received - policy.playbook.merge_within * 1000
        lead = lead_rows.same_person(conn, team, made.person, since, made.test)
        made = earlier.carried(conn, made) if lead is None else made
        facts = decide(lead, c.Order(actor=c.HUB, command=made), policy, now)
        if isinstance(facts, Refused):
            raise RuntimeError(f"an arrival was refused: {facts.code}")
        after, seq = (
            lead_log.add(conn, team, facts, now)
            if lead is None
            else lead_log.append(conn, lead, facts, now)
        )
        if after is None:
            raise Busy("The lead changed meanwhile; send it again.")
        status = deliveries.store(conn, delivery, made, after.id)
        receipt = Receipt(lead=after.id, replayed=False, status=status)
        alone = _alone(conn, after, seq, now)
        return Done(receipt, team, seq, alone=alone, post=_post(facts))

    def bring(self, team: str, lead_id: str, now: Ms, conn: Connection) -> Done[int]:
        event_log.lock(conn, team)
        lead = lead_rows.find(conn, team, lead_id)
        if lead is None:
            return Done(0)
        moved = self._found_hands(conn, lead, now)
        after = fold(lead, moved)
        brought = bring(after, self._policy(conn, team, c.TellTouchDue()), now)
        facts = (*moved, *(self._with_link(conn, lead, fact, now) for fact in brought))
        if not facts:
            if (wake := wake_at(lead)) is not None and wake <= now:
                log.error("a lead woke for nothing and was put to sleep", lead=lead_id)
                lead_rows.let_sleep(conn, team, lead_id)
            return Done(0)
        return self._logged(conn, lead, facts)

    def _found_hands(self, conn: Connection, lead: Lead, now: Ms) -> tuple[Fact, ...]:
        """A touch that falls due must not ring where nobody is: it goes to who is there first."""
        due = lead.next_touch
        if due is None or due.due_told or due.at > now or lead.state == "closed":
            return ()
        playbook = self.policies.playbook(lead.team)
        return cover.stand_in(
            conn, lead, playbook, self._choose(conn, lead.team), now
        ) or cover.without_desk(conn, lead, playbook, now)

    def order(
        self,
        team: str,
        lead_id: str,
        command: c.HubCommand | c.PullBackLead,
        conn: Connection,
    ) -> Done[int]:
        ruled = self.ruled(conn, team, lead_id, command)
        return Done(len(ruled.facts), team, ruled.seq, also=ruled.also, post=_post(ruled.facts))

    def ruled(self, conn: Connection, team: str, lead_id: str, command: c.Command) -> "Ruled":
        """The hub's own order about one lead, decided and logged, for who does more in the same
        write."""
        event_log.lock(conn, team)
        now, lead = self.now(), lead_rows.find(conn, team, lead_id)
        if lead is None:
            return Ruled()
        order = c.Order(actor=c.HUB, command=command)
        made = decide(lead, order, self._policy(conn, team, command), now)
        if isinstance(made, Refused):
            return Ruled(lead=lead, refused=made)
        after, seq = lead_log.append(conn, lead, made, now)
        if after is None:
            return Ruled(lead=lead)
        also = wants.follow(self, conn, after, command, made)
        return Ruled(lead=after, facts=tuple(made), seq=seq if made else 0, also=also)

    def stand_in(self, team: str, lead_id: str, conn: Connection) -> Done[int]:
        event_log.lock(conn, team)
        lead = lead_rows.find(conn, team, lead_id)
        if lead is None:
            return Done(0)
        playbook, choose = self.policies.playbook(team), self._choose(conn, team)
        return self._logged(conn, lead, cover.stand_in(conn, lead, playbook, choose, self.now()))

    def _logged(self, conn: Connection, lead: Lead, facts: Sequence[Fact]) -> Done[int]:
        """The team's row is held: nobody else can have changed the lead meanwhile."""
        _, seq = lead_log.append(conn, lead, facts, self.now())
        return Done(len(facts) if seq else 0, lead.team, seq, post=_post(facts))


def phoned(
    conn: Connection, lead: Lead, command: c.Command, facts: Sequence[Fact], now: Ms
) -> bool:
    """Does a desk's order ask something of the sending queue beside its facts: a call to be placed,
    a gateway to be asked?"""
    if isinstance(command, c.AskMessage):
        message_rows.wake(conn, command.message, now)
        return True
    if isinstance(command, c.StartTouch) and command.via == "company":
        for fact in facts:
            if isinstance(fact, f.TouchStarted):
                message_rows.call(conn, lead, fact, command.ring)
        return True
    return False


def _post(facts: Sequence[Fact]) -> bool:
    return any(isinstance(fact, message_rows.MESSAGE_FACTS) for fact in facts)


def _alone(conn: Connection, lead: Lead, seq: int, now: Ms) -> str:
    """The id of `lead` where a write that changed it left it to somebody on leave."""
    return lead.id if seq and cover.absent(conn, lead, now) else ""
