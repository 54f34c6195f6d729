"""Whatever is cut, whenever: a desk that comes back has what the hub has, each fact once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.protocol import codec
from app.protocol import messages as m
from app.protocol.session import HubSession, Tick
from tests.protocol.desk_model import START, STREAM, Desk, Log, carry_out, opening, session

Step = tuple[str, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["append", "hide", "deliver", "ack", "cut", "reopen"]), st.integers(1, 40)
    ),
    max_size=40,
)


class Wire:
    """A hub session and a desk with frames on their way between them, which a cut loses."""

    def __init__(self) -> None:
        self.log = Log()
        self.desk = Desk()
        self.hub: HubSession = session()
        self.t = START
        self.connect()

    def connect(self) -> None:
        self.hub = session(self.t)
        self.desk.live = False
        self.desk._snap = None
        carry_out(self.hub, self.hub.receive(opening(self.desk), self.t), self.log)

    def step(self, what: str, n: int) -> None:
        self.t = Tick(self.t.wall + 100, self.t.mono + 100)
        match what:
            case "append" | "hide":
                for _ in range(n):
                    self.log.append(hidden=what == "hide")
            case "deliver":
                self.deliver(n)
            case "ack" if self.desk.cursor:
                ack = m.Ack(s=STREAM, seq=self.desk.cursor.seq)
                self.hub.receive(codec.encode(ack), self.t)
            case "cut":
                self.connect()
            case "reopen":
                again = codec.encode(m.Reopen(s=STREAM, cursor=self.desk.cursor))
                carry_out(self.hub, self.hub.receive(again, self.t), self.log)

    def deliver(self, n: int) -> None:
        for _ in range(n):
            frame = self.hub.next_frame(self.t)
            if frame is None:
                after = self.hub.wants(self.log.head)
                if after is None:
                    return
                self.hub.feed(self.log.after(after, n), self.log.head, self.t)
            else:
                self.desk.hear(frame)

    def settle(self) -> None:
        for _ in range(50):
            self.step("deliver", 2_000)
            self.step("ack", 1)


@given(steps=STEPS)
@settings(max_examples=150, deadline=None)
def test_a_desk_cut_at_any_point_converges(steps: list[Step]) -> None:
    wire = Wire()
    for what, n in steps:
        wire.step(what, n)
    wire.settle()
    visible = {f"lead-{n}" for n in range(1, wire.log.head + 1) if n not in wire.log.hidden}
    assert wire.hub.closing is None
    assert wire.desk.have == visible
    assert wire.desk.live
    assert wire.desk.cursor is not None
    assert wire.desk.cursor.seq == wire.log.head
    assert wire.desk.applied == sorted(set(wire.desk.applied))
