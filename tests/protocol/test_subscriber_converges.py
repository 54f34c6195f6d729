"""Whatever a link or a faulty hub does, the desk's committed state is the hub's at its cursor."""

from collections.abc import Callable
from random import Random
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.ids import new_id
from app.domain.lead import Lead
from app.protocol import codec
from app.protocol import messages as m
from app.protocol.outgoing import LogLine, Snapshot, log_line
from app.protocol.session import AskVerdict, HubSession, Tick
from app.protocol.subscriber import Abort, Effect, Send, Subscriber
from app.protocol.verdict import StreamHead
from client.mirror import Changed as Change
from client.mirror import Mirror, Swapped
from tests import builders as b
from tests.protocol.desk_model import EPOCH, PLAYBOOK, START, STREAM, session

_entropy = Random(11)


class FactLog:
    """A team's log of real facts; facts about a hidden lead are not for reps."""

    def __init__(self) -> None:
        self.lines: list[LogLine] = []
        self.told: list[tuple[str, f.Fact, bool]] = []
        self.leads: dict[str, Lead] = {}
        self.hidden: set[str] = set()

    def arrive(self, *, hidden: bool) -> None:
        lead_id = f"lead-{len(self.leads) + 1}"
        if hidden:
            self.hidden.add(lead_id)
        self._append(lead_id, b.received(team="7"))

    def note(self, n: int) -> None:
        if self.leads:
            lead_id = sorted(self.leads)[n % len(self.leads)]
            text = f"note {len(self.lines)}"
            self._append(lead_id, f.NoteAdded(rep="r", rep_name="R", at=b.NOON, text=text))

    def _append(self, lead_id: str, fact: f.Fact) -> None:
        lead = evolve(self.leads.get(lead_id), fact, lead_id)
        self.leads[lead_id] = lead
        self.told.append((lead_id, fact, lead_id in self.hidden))
        seq, vis = len(self.lines) + 1, "leads-only" if lead_id in self.hidden else "all"
        eid = new_id(START.wall + seq, _entropy.randbytes)
        body = codec.encode_body(fact)
        self.lines.append(
            log_line(STREAM, seq, eid, START.wall, fact.k, lead_id, lead.v, body, "", vis)
        )

    @property
    def head(self) -> int:
        return len(self.lines)

    def eid(self, seq: int) -> str:
        return self.lines[seq - 1].eid if seq else ""

    def stream_head(self, cursor: m.Cursor | None) -> StreamHead:
        at = cursor.seq if cursor else 0
        eid = self.eid(at) if 0 < at <= self.head else None
        return StreamHead(epoch=EPOCH, seq=self.head, min_seq=1, eid=eid)

    def seen_at(self, seq: int) -> dict[str, Lead]:
        """What a rep should see at `seq`."""
        leads: dict[str, Lead] = {}
        for lead_id, fact, hidden in self.told[:seq]:
            if not hidden:
                leads[lead_id] = evolve(leads.get(lead_id), fact, lead_id)
        return leads

    def snapshot(self) -> Snapshot:
        leads = tuple(self.seen_at(self.head).values())
        return Snapshot(epoch=EPOCH, view=1, as_of=self.head, eid=self.eid(self.head), leads=leads)


class Wire:
    """A hub session, a link that loses and repeats, and a desk with a disk."""

    def __init__(self) -> None:
        self.log = FactLog()
        self.t = START
        self.desk = Subscriber({})
        self.disk: dict[str, Lead] = {}
        self.on_disk: m.Cursor | None = None
        self.waiting: list[Effect] = []
        self.faults = 0
        self.hub: HubSession
        self.connect()

    def connect(self) -> None:
        self.commit()
        self.hub = session(self.t)
        self.desk.connected(self.t.mono)
        self.to_hub(self.desk.opening(app="a", install="i", session="s", outbox_n=0))

    def crash(self) -> None:
        """The desk's process dies: only the disk is left."""
        self.waiting.clear()
        self.desk = Subscriber({STREAM: self.on_disk} if self.on_disk else {})
        self.connect()

    def to_hub(self, frame: m.FromDesk) -> None:
        effect = self.hub.receive(codec.encode(frame), self.t)
        if isinstance(effect, AskVerdict):
            verdict = self.hub.judged(effect.cursor, self.log.stream_head(effect.cursor), PLAYBOOK)
            if verdict.mode == "snapshot":
                self.hub.snapshot(self.log.snapshot())

    def carry(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Send):
                self.to_hub(effect.frame)
            elif isinstance(effect, Abort):
                self.connect()
                return
            else:
                self.waiting.append(effect)

    def commit(self) -> None:
        """As the desk does: planned, written, adopted; then the invariant is looked at."""
        cursors = {STREAM: self.on_disk} if self.on_disk else {}
        mirror = Mirror(dict(self.disk), dict.fromkeys(self.disk, STREAM), cursors, _fail)
        batch, steps = mirror.plan(self.waiting)
        for step in steps:
            if isinstance(step, Change | Swapped):
                mirror.adopt(step)
        self.waiting.clear()
        self.disk = mirror.leads
        for stream, cursor in batch.cursors.items():
            self.on_disk = cursor
            self.desk.committed(stream, cursor)
        if self.on_disk:
            assert self.disk == self.log.seen_at(self.on_disk.seq)

    def deliver(self, n: int, fault: Literal["", "lose", "repeat"] = "") -> None:
        for _ in range(n):
            frame = self.hub.next_frame(self.t)
            if frame is None:
                after = self.hub.wants(self.log.head)
                if after is None:
                    return
                self.hub.feed(self.log.lines[after : after + n], self.log.head, self.t)
                continue
            heard = codec.decode_from_hub(frame)
            if fault and isinstance(heard, m.Ev):
                self.faults += 1
                if fault == "lose":
                    fault = ""
                    continue
                self.carry(self.desk.receive(heard, self.t.mono))
                fault = ""
            self.carry(self.desk.receive(heard, self.t.mono))

    def later(self, ms: int) -> None:
        self.t = Tick(self.t.wall + ms, self.t.mono + ms)

    def step(self, what: str, n: int) -> None:
        self.later(50)
        acts: dict[str, Callable[[], None]] = {
            "arrive": lambda: self.log.arrive(hidden=False),
            "hide": lambda: self.log.arrive(hidden=True),
            "note": lambda: self.log.note(n),
            "deliver": lambda: self.deliver(n),
            "lose": lambda: self.deliver(n, "lose"),
            "repeat": lambda: self.deliver(n, "repeat"),
            "commit": self.commit,
            "ack": self.ack,
            "cut": self.connect,
            "crash": self.crash,
            "wait": self.tick,
        }
        acts[what]()

    def ack(self) -> None:
        for ack in self.desk.acks(self.t.mono):
            self.to_hub(ack)

    def tick(self) -> None:
        self.later(1_000)
        self.hub.tick(self.t)
        self.carry(self.desk.tick(self.t.mono))

    def settle(self) -> None:
        for _ in range(40):
            self.tick()
            self.deliver(1_000)
            self.commit()
            self.ack()


def _fail(wrong: BaseException) -> None:
    raise wrong


WHAT = (
    *("arrive", "arrive", "hide", "note", "note", "deliver", "deliver"),
    *("lose", "repeat", "commit", "ack", "cut", "crash", "wait"),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(WHAT),
        st.integers(1, 12),
    ),
    max_size=60,
)


@given(steps=STEPS)
@settings(max_examples=120, deadline=None)
def test_the_desk_is_always_the_hub_at_its_cursor_and_gets_to_the_head(
    steps: list[tuple[str, int]],
) -> None:
    wire = Wire()
    for what, n in steps:
        wire.step(what, n)
    wire.settle()
    assert wire.on_disk is not None
    assert wire.on_disk.seq == wire.log.head
    assert wire.disk == wire.log.seen_at(wire.log.head)
    assert wire.desk.live()


def test_against_a_sound_hub_there_is_never_a_gap() -> None:
    wire = Wire()
    rng = Random(3)
    for _ in range(400):
        what = rng.choice(["arrive", "hide", "note", "deliver", "commit", "cut", "wait", "ack"])
        wire.step(what, rng.randint(1, 9))
    wire.settle()
    assert wire.desk.gaps == 0
    assert wire.disk == wire.log.seen_at(wire.log.head)
