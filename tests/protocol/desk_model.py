"""The smallest desk that keeps the contract, and a log to feed it: what session tests talk to."""

from collections.abc import Sequence
from random import Random

from app.domain.ids import new_id
from app.domain.lead import Lead, Person, Source, Where
from app.domain.playbook import Playbook
from app.protocol import codec
from app.protocol import messages as m
from app.protocol.outgoing import LogLine, Snapshot, log_line
from app.protocol.session import AskVerdict, HubSession, Node, Tick, Who
from app.protocol.verdict import StreamHead

EPOCH = "epoch-1"
STREAM = "team:7"
START = Tick(1_800_000_000_000, 0)
PLAYBOOK = Playbook(
    name="t",
    definition="",
    lease=120,
    answer_grace=0,
    merge_within=0,
    min_gap=0,
    max_calls_a_day=3,
    burst=5,
    ranks=(),
    lanes={},
    cadences={},
    rules={},
    dispositions={},
    templates=(),
    return_reasons=(),
)
_entropy = Random(7)


def who(view: int = 1) -> Who:
    return Who(
        device="d1", rep="r1", rep_name="Dana", role="rep", team="7", team_name="West", view=view
    )


def session(t: Tick = START, view: int = 1, jitter: float = 1.0) -> HubSession:
    node = Node(hub="h", node="n", boot="b")
    return HubSession(who(view), node, lambda vis: vis == "all", t, jitter)


def lead(number: int, words: str = "") -> Lead:
    return Lead(
        id=f"lead-{number}",
        team="7",
        v=1,
        received=START.wall,
        source=Source(id="s", name="Form", kind="form"),
        person=Person(name=words or f"Person {number}"),
        where=Where(),
        rank="A",
        rank_why="asked",
        lane="strike_now",
    )


class Log:
    """A team's log: event n is about lead n and seen by reps unless its number was hidden."""

    def __init__(self, team: str = "7") -> None:
        self.stream = f"team:{team}"
        self.lines: list[LogLine] = []
        self.hidden: set[int] = set()

    def append(self, *, hidden: bool = False) -> LogLine:
        seq = len(self.lines) + 1
        eid = new_id(START.wall + seq, _entropy.randbytes)
        vis = "leads-only" if hidden else "all"
        body = b'{"n":%d}' % seq
        line = log_line(
            self.stream, seq, eid, START.wall, "test.fact", f"lead-{seq}", 1, body, "", vis
        )
        self.lines.append(line)
        if hidden:
            self.hidden.add(seq)
        return line

    @property
    def head(self) -> int:
        return len(self.lines)

    def eid(self, seq: int) -> str:
        return self.lines[seq - 1].eid if 0 < seq <= self.head else ""

    def stream_head(self, cursor: m.Cursor | None, min_seq: int = 1) -> StreamHead:
        at = cursor.seq if cursor else 0
        kept = min_seq <= at <= self.head
        return StreamHead(
            epoch=EPOCH, seq=self.head, min_seq=min_seq, eid=self.eid(at) if kept else None
        )

    def snapshot(self, view: int = 1) -> Snapshot:
        leads = tuple(lead(n) for n in range(1, self.head + 1) if n not in self.hidden)
        return Snapshot(
            epoch=EPOCH, view=view, as_of=self.head, eid=self.eid(self.head), leads=leads
        )

    def after(self, seq: int, limit: int = 100) -> Sequence[LogLine]:
        return self.lines[seq : seq + limit]


class Desk:
    """Keeps `have` (committed leads) and a cursor; raises on anything the contract forbids."""

    def __init__(self) -> None:
        self.have: set[str] = set()
        self.applied: list[int] = []
        self.cursor: m.Cursor | None = None
        self.live = False
        self.resent = 0
        self._snap: set[str] | None = None
        self._begun: m.SnapBegin | None = None

    def hear(self, text: str) -> m.FromHub | None:
        frame = codec.decode_from_hub(text)
        match frame:
            case m.Ready():
                self.live = False
            case m.SnapBegin():
                self._snap, self._begun = set(), frame
            case m.Snap():
                assert self._snap is not None
                self._snap |= {one.id for one in frame.leads}
            case m.SnapEnd():
                self._commit_snapshot(frame)
            case m.Ev():
                self._event(frame)
            case m.Pos() if self.cursor and frame.seq > self.cursor.seq:
                self._move(frame.seq, frame.eid)
            case m.Live():
                self.live = True
        return frame

    def _commit_snapshot(self, end: m.SnapEnd) -> None:
        begun, snap = self._begun, self._snap
        assert begun is not None
        assert snap is not None
        assert end.n == len(snap)
        self.have, self._snap = snap, None
        self.cursor = m.Cursor(epoch=begun.epoch, view=begun.view, seq=begun.as_of, eid=end.eid)

    def _event(self, ev: m.Ev) -> None:
        assert self.cursor is not None
        if ev.seq <= self.cursor.seq:
            self.resent += 1
            return
        assert ev.prev <= self.cursor.seq, f"gap: {ev.prev} > {self.cursor.seq}"
        assert bytes(ev.b) == b'{"n":%d}' % ev.seq
        self.have.add(ev.lead)
        self.applied.append(ev.seq)
        self._move(ev.seq, ev.eid)

    def _move(self, seq: int, eid: str) -> None:
        assert self.cursor is not None
        self.cursor = m.Cursor(epoch=self.cursor.epoch, view=self.cursor.view, seq=seq, eid=eid)


def opening(desk: Desk, number: int = 1) -> str:
    streams = {STREAM: desk.cursor}
    return codec.encode(m.Open(id=number, app="1", install="i", session="s", streams=streams))


def carry_out(hub: HubSession, effect: object, log: Log) -> m.Verdict | None:
    """What the driver does with `AskVerdict`."""
    if not isinstance(effect, AskVerdict):
        return None
    verdict = hub.judged(effect.cursor, log.stream_head(effect.cursor), PLAYBOOK)
    if verdict.mode == "snapshot":
        hub.snapshot(log.snapshot(hub.who.view))
    return verdict


def pump(hub: HubSession, log: Log, t: Tick = START) -> list[str]:
    """Everything the hub has to say now, in the order it would be sent."""
    said: list[str] = []
    while True:
        while (frame := hub.next_frame(t)) is not None:
            said.append(frame)
        after = hub.wants(log.head)
        if after is None:
            return said
        hub.feed(log.after(after), log.head, t)


def kinds(said: list[str]) -> list[str]:
    """The frame types of `said`, for reading at a glance."""
    return [str(type(codec.decode_from_hub(text)).__name__) for text in said]
