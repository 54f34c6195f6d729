"""A hub in a few lines, with the real rules: a log, an answer kept for each op, one team."""

from msgspec import Raw
from msgspec.structs import asdict

from app.domain import commands as c
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.lead import Lead
from app.domain.refusals import DECISIONS, Refused
from app.protocol import messages as m
from app.protocol.codec import decode_command, encode_body
from tests import builders as b

STREAM = "team:team-1"
EPOCH = "epoch-1"


class HubModel:
    def __init__(self) -> None:
        self.now = b.NOON
        self.log: list[m.Ev] = []
        self.leads: dict[str, Lead] = {}
        self.history: list[tuple[str, Fact]] = []
        self.answers: dict[str, tuple[m.Cmd, m.Re]] = {}
        self.busy = False

    @property
    def head(self) -> int:
        return len(self.log)

    def arrive(self) -> None:
        self._append(f"lead-{len(self.leads) + 1}", b.received(received=self.now), "")

    def other_rep(self, command: c.Command, lead_id: str) -> None:
        self._decide(lead_id, b.an_order(command, b.JONAS), "")

    def obey(self, cmd: m.Cmd) -> m.Re:
        """As the real one: the stored answer for a known op, else decide, append, remember."""
        if cmd.op in self.answers:
            first, re = self.answers[cmd.op]
            same = asdict(first) | {"id": 0} == asdict(cmd) | {"id": 0}
            assert same, f"one op, two bodies: {first} {cmd}"
            return m.Re(re=cmd.id, op=cmd.op, ok=re.ok, r=re.r, e=re.e, seq=re.seq, replayed=True)
        if self.busy:
            problem = m.Problem(code="busy", msg="Busy.", retry="backoff")
            return m.Re(re=cmd.id, op=cmd.op, ok=False, e=problem)
        order = c.Order(
            actor=b.ANNA, command=decode_command(cmd), gen=cmd.gen, not_after=cmd.not_after
        )
        re = self._answer(cmd, self._decide(cmd.lead, order, cmd.op))
        if re.e is None or re.e.code in DECISIONS:
            self.answers[cmd.op] = (cmd, re)
        return re

    def at(self, seq: int) -> dict[str, Lead]:
        """Every lead as it was at `seq`."""
        leads: dict[str, Lead] = {}
        for lead_id, fact in self.history[:seq]:
            leads[lead_id] = evolve(leads.get(lead_id), fact, lead_id)
        return leads

    def opening(self, cursor: m.Cursor | None) -> list[m.FromHub]:
        """Ready, and a snapshot for a desk without a cursor."""
        mode = "resume" if cursor else "snapshot"
        verdict = m.Verdict(mode=mode, head=self.head, epoch=EPOCH, view=1)  # type: ignore[arg-type]
        ready = m.Ready(
            re=1, rep=b.ANNA.rep, rep_name=b.ANNA.name, device="d", role="rep", team="team-1",
            team_name="West", streams={STREAM: verdict}, policy=b.a_playbook(),
        )  # fmt: skip
        if cursor:
            return [ready, *self.log[cursor.seq :], m.Live(s=STREAM, seq=self.head)]
        leads = tuple(self.leads.values())
        eid = self.log[-1].eid if self.log else ""
        return [
            ready,
            m.SnapBegin(s=STREAM, epoch=EPOCH, view=1, as_of=self.head),
            m.Snap(s=STREAM, leads=leads),
            m.SnapEnd(s=STREAM, n=len(leads), eid=eid),
            m.Live(s=STREAM, seq=self.head),
        ]

    def _decide(self, lead_id: str, order: c.Order, op: str) -> Refused | None:
        decision = decide(self.leads.get(lead_id), order, b.a_policy(), self.now)
        facts = decision.kept if isinstance(decision, Refused) else decision
        for fact in facts:
            self._append(lead_id, fact, op)
        return decision if isinstance(decision, Refused) else None

    def _answer(self, cmd: m.Cmd, no: Refused | None) -> m.Re:
        if no is None:
            lead = self.leads[cmd.lead]
            settled = m.Settled(gen=lead.gen, v=lead.v, state=lead.state)
            return m.Re(re=cmd.id, op=cmd.op, ok=True, r=settled, seq=self.head)
        problem = m.Problem(
            code=no.code, msg=no.msg, retry=no.retry, owner=no.owner, owner_name=no.owner_name,
            since=no.since, kept=bool(no.kept),
        )  # fmt: skip
        return m.Re(re=cmd.id, op=cmd.op, ok=False, e=problem)

    def _append(self, lead_id: str, fact: Fact, op: str) -> None:
        lead = evolve(self.leads.get(lead_id), fact, lead_id)
        self.leads[lead_id] = lead
        self.history.append((lead_id, fact))
        seq = self.head + 1
        self.log.append(
            m.Ev(
                s=STREAM,
                seq=seq,
                prev=seq - 1,
                eid=f"eid-{seq}",
                ts=self.now,
                k=fact.k,
                lead=lead_id,
                v=lead.v,
                b=Raw(encode_body(fact)),
                op=op,
            )
        )
