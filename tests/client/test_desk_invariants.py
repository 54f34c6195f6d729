"""The desk's store, outbox and feed together, against a hub with the real rules: whatever is cut,
lost, repeated or killed, the invariants of the store hold after every step."""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.domain import commands as c
from app.domain.ids import new_id
from app.domain.lead import Lead
from app.protocol import messages as m
from app.protocol.subscriber import Send, Subscriber
from client.alerts import Alerts
from client.courier import Courier
from client.hooks import Hooks
from client.inbox import Inbox
from client.mirror import Changed, Mirror, Step, Swapped
from client.pending import Act, Outbox
from client.ring_rules import Cause, Rules
from client.store.keeper import Keeper
from tests import builders as b
from tests.client.hub_model import STREAM, HubModel
from tests.fakes import FakeClock, FakeNotifier, FakeSound, turns

LEADS = st.integers(1, 2).map(lambda n: f"lead-{n}")


class Desk:
    """The parts of a desk between socket and screen, on a real file."""

    def __init__(self, path: Path, clock: FakeClock) -> None:
        self.path = path
        self.clock = clock
        self.rung: list[str] = []
        self.acked = 0
        self.out: list[m.Cmd] = []

    async def start(self) -> None:
        self.keeper = await Keeper.open(self.path, self.clock.wall())
        kept = await self.keeper.load()
        self.outbox = Outbox(kept.acts, jitter=lambda low, high: low)
        mirrored = kept.mirrored
        self.mirror = Mirror(mirrored.leads, mirrored.streams, mirrored.cursors, _fail)
        self.subscriber = Subscriber(dict(mirrored.cursors))
        hooks = Hooks(_fail)
        self.alerts = Alerts(
            hooks=hooks,
            notifier=FakeNotifier(),
            sound=FakeSound(),
            clock=self.clock,
            now=self.clock.wall,
            leads=lambda: self.mirror.leads,
            seen=lambda lead, eid: None,
            soon=lambda work: None,
            on_error=_fail,
        )
        self.alerts.rules = Rules(b.ANNA.rep, "rep", b.a_playbook())
        self.alerts.told = kept.told
        self.inbox = Inbox(
            mirror=self.mirror,
            outbox=self.outbox,
            alerts=self.alerts,
            keeper=self.keeper,
            take=self._take,
            settled=lambda answered, re: None,
            ring=self._ring,
            committed=self._committed,
            full=lambda: None,
            mono=self.clock.mono,
            now=self.clock.wall,
        )
        self.courier = Courier(
            self.outbox,
            keeper=self.keeper,
            send=self.out.append,
            clock=self.clock,
            now=self.clock.wall,
            hooks=hooks,
        )
        self.reading = asyncio.create_task(self.inbox.run())

    async def stop(self) -> None:
        self.reading.cancel()
        await asyncio.gather(self.reading, return_exceptions=True)
        await self.alerts.notices.finish()
        await self.keeper.close()

    def hear(self, frame: m.FromHub) -> None:
        effects = self.subscriber.receive(frame, self.clock.mono())
        self.inbox.deliver([e for e in effects if not isinstance(e, Send)])

    def _take(self, step: Step) -> None:
        if isinstance(step, Changed | Swapped):
            self.mirror.adopt(step)

    def _ring(self, causes: list[Cause]) -> None:
        self.rung += [cause.key for cause in causes]

    def _committed(self, cursors: dict[str, m.Cursor]) -> None:
        for stream, cursor in cursors.items():
            self.subscriber.committed(stream, cursor)


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FakeClock(wall=b.NOON)
        self.hub = HubModel()
        self.to_desk: list[m.FromHub] = []
        self.desk = Desk(Path(self.folder.name) / "desk.db", self.clock)
        self.posted: dict[str, Act] = {}
        self.saved: set[str] = set()
        self.versions: Counter[str] = Counter()
        self.fed = 0
        self.runner.run(self.desk.start())
        self.connect()
        self.hub.arrive()
        self.hub.arrive()
        self.feed()
        self.frames_arrive(10)

    def teardown(self) -> None:
        try:
            self.settle()
            self.the_mirror_is_the_hub_at_the_cursor()
            self.no_act_is_lost()
        finally:
            self.close()

    def close(self) -> None:
        self.runner.run(self.desk.stop())
        self.runner.close()
        self.folder.cleanup()

    # ---- what may happen -----------------------------------------------------------------------

    @rule()
    def a_lead_arrives(self) -> None:
        self.hub.arrive()
        self.feed()

    @rule(lead=LEADS)
    def jonas_claims(self, lead: str) -> None:
        self.hub.other_rep(c.ClaimLead(), lead)
        self.feed()

    @rule(lead=LEADS, command=st.sampled_from(["note", "claim", "start", "release"]))
    def anna_acts(self, lead: str, command: str) -> None:
        known = self.desk.mirror.leads.get(lead)
        if known is not None:
            self.post(known, command)

    @rule(lead=LEADS, lost=st.booleans())
    def anna_writes_and_the_hub_hears(self, lead: str, lost: bool) -> None:
        self.anna_acts(lead, "note")
        self.the_outbox_is_saved_and_sent()
        self.the_hub_answers(lost)

    @rule()
    def frames_come_twice(self) -> None:
        self.to_desk = [frame for frame in self.to_desk for _ in range(2)]

    @rule()
    def the_outbox_is_saved_and_sent(self) -> None:
        self.run(self.desk.courier.save())
        self.saved |= {a.op for a in self.posted.values() if a.saved}
        self.run(self.desk.courier.pump())

    @rule(lost=st.booleans())
    def the_hub_answers(self, lost: bool) -> None:
        for cmd in self.desk.out:
            re = self.hub.obey(cmd)
            self.feed()
            if not lost:
                self.to_desk.insert(0, re)
        self.desk.out.clear()

    @rule(busy=st.booleans())
    def the_hub_is_busy(self, busy: bool) -> None:
        self.hub.busy = busy

    @rule(n=st.integers(1, 10))
    def frames_arrive(self, n: int) -> None:
        for _ in range(min(n, len(self.to_desk))):
            self.desk.hear(self.to_desk.pop(0))
        self.run(self.desk.inbox.settle())

    @rule()
    def the_link_is_cut(self) -> None:
        self.connect()

    @rule()
    def the_desk_is_killed(self) -> None:
        self.run(self.desk.stop())
        self.posted = {op: act for op, act in self.posted.items() if op in self.saved}
        self.run(self.desk.start())
        self.desk.subscriber.connected(self.clock.mono())
        self.connect()

    @rule(seconds=st.integers(1, 40))
    def time_passes(self, seconds: int) -> None:
        self.clock.forward(seconds * 1_000)
        self.hub.now = self.clock.wall()
        self.run(self.desk.courier.expire())

    # ---- what must always hold -----------------------------------------------------------------

    @invariant()
    def the_mirror_is_the_hub_at_the_cursor(self) -> None:
        """C1, C2 in memory; the same on disk."""
        kept = self.runner.run(self.desk.keeper.load())
        cursor = kept.mirrored.cursors.get(STREAM)
        if cursor is not None:
            assert kept.mirrored.leads == self.hub.at(cursor.seq)
            assert self.desk.mirror.leads == kept.mirrored.leads

    @invariant()
    def versions_never_go_back(self) -> None:
        """C3."""
        for lead in self.desk.mirror.leads.values():
            assert lead.v >= self.versions[lead.id]
            self.versions[lead.id] = lead.v

    @invariant()
    def no_act_is_lost(self) -> None:
        """C4: what was on disk is pending there, or has its end recorded."""
        ended = self.runner.run(self.ended())
        for op in self.saved:
            assert op in self.desk.outbox or op in ended

    @invariant()
    def nothing_rings_twice(self) -> None:
        """C7."""
        assert all(count == 1 for count in Counter(self.desk.rung).values())

    @invariant()
    def only_what_is_on_disk_is_acknowledged(self) -> None:
        """C8."""
        kept = self.runner.run(self.desk.keeper.load()).mirrored.cursors.get(STREAM)
        for ack in self.desk.subscriber.acks(self.clock.mono()):
            assert kept is not None
            assert ack.seq <= kept.seq

    # ---- how -----------------------------------------------------------------------------------

    def run(self, work: Any) -> None:
        async def both() -> None:
            await work
            await turns(3)

        self.runner.run(both())

    def connect(self) -> None:
        """Everything on its way is lost; the desk opens from what it committed."""
        self.run(self.desk.inbox.settle())
        self.desk.out.clear()
        self.desk.courier.disconnected()
        self.desk.subscriber.connected(self.clock.mono())
        opening = self.desk.subscriber.opening(app="a", install="i", session="s", outbox_n=0)
        self.to_desk = self.hub.opening(opening.streams.get(STREAM))
        self.fed = self.hub.head
        self.desk.courier.connected()

    def feed(self) -> None:
        self.to_desk += self.hub.log[self.fed :]
        self.fed = self.hub.head

    def post(self, lead: Lead, what: str) -> None:
        commands: dict[str, c.WireCommand] = {
            "note": c.AddNote(text=f"note {len(self.posted)}"),
            "claim": c.ClaimLead(),
            "start": c.StartTouch(touch=f"touch-{len(self.posted)}", channel="email"),
            "release": c.ReleaseLead(),
        }
        command = commands[what]
        import msgspec

        act = Act(
            op=new_id(self.clock.wall()),
            do=command.do,
            lead=lead.id,
            b=msgspec.to_builtins(command),
            at=self.clock.wall(),
            gen=lead.gen if lead.owner == b.ANNA.rep else None,
            not_after=self.clock.wall() + 30_000 if what == "claim" else None,
        )
        self.posted[act.op] = act
        self.desk.outbox.add(act)

    async def ended(self) -> set[str]:
        from sqlalchemy import select

        from client.store.tables import result

        return await self.desk.keeper._store.run(
            lambda conn: set(conn.scalars(select(result.c.op)))
        )

    def settle(self) -> None:
        """Left alone, everything comes to rest: mirror at the head, nothing unanswered, each note
        once."""
        self.hub.busy = False
        for _ in range(60):
            self.the_outbox_is_saved_and_sent()
            self.the_hub_answers(False)
            self.frames_arrive(1_000)
            self.clock.forward(1_000)
            self.hub.now = self.clock.wall()
            if self.desk.outbox.overdue(self.clock.mono()):
                continue
        assert self.desk.mirror.leads == self.hub.leads
        left = [p for p in self.desk.outbox.overlay() if p.state != "needs_user"]
        assert left == []
        ended = self.runner.run(self.ended())
        assert self.saved <= ended | {p.op for p in self.desk.outbox.overlay()}
        for op, (_, re) in self.hub.answers.items():
            assert op in ended or not re.ok, "the hub did it and the desk does not know"
        told = [fact.text for _, fact in self.hub.history if fact.k == "note.added"]  # type: ignore[union-attr]
        assert len(told) == len(set(told))


def _fail(wrong: BaseException) -> None:
    raise wrong


TestDeskInvariants = Machine.TestCase
TestDeskInvariants.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
