"""The hub's side of one connection, sans I/O: frames, ticks and log lines in, frames and effects
out. Nothing here waits, reads a clock or knows a socket. Whoever drives a session

- hands every message to `receive`, and carries out the effect it returns;
- pulls with `next_frame` while the socket takes more, in this order of service: control and `re`,
  then snapshot and `ev`, then `hb` (presence is the driver's, after those);
- when `wants` names a position, feeds it the log lines after that position;
- calls `tick` about once a second, and closes the socket when `closing` says so.

Instants come as a `Tick`: the wall time the hub tells desks, and a monotonic one for time limits.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct

from app.domain.commands import Role
from app.domain.ids import Ms
from app.domain.playbook import Playbook
from app.domain.refusals import RefusalCode, Retry
from app.protocol import codec
from app.protocol import messages as m
from app.protocol.codec import BadFrame
from app.protocol.flow import Bucket, Window
from app.protocol.outgoing import LogLine, Snapshot, snapshot_frames
from app.protocol.verdict import StreamHead, judge

BACKLOG = 64
"""Answers owed or unsent at which the driver stops reading: a flood waits in its own socket."""
PAGE = 100
"""Log lines taken at a time."""
STRIKES = 3
STRIKES_WITHIN_MS = 60_000
STRIKE_EVERY_MS = 1_000
"""A burst refused for its rate is one strike, however many commands: an outbox replayed after
a night offline may run into the limit once, a loop runs into it again and again."""


class Tick(NamedTuple):
    wall: Ms
    mono: int


class Who(Struct, frozen=True, kw_only=True):
    """The signed-in device."""

    device: str
    rep: str
    rep_name: str
    role: Role
    team: str
    team_name: str
    view: int


class Node(Struct, frozen=True, kw_only=True):
    """The hub as it introduces itself."""

    gateways: m.Gateways = m.Gateways()

    hub: str
    node: str
    boot: str
    min_app: str = ""


class AskVerdict(Struct, frozen=True):
    """Read the stream's head and the event at the cursor, then call `judged`."""

    cursor: m.Cursor | None


class Submit(Struct, frozen=True):
    """Hand the command to the service, then call `answer` exactly once."""

    cmd: m.Cmd


class Reported(Struct, frozen=True):
    """The desk says whether it can ring."""

    status: m.Status


class Shown(Struct, frozen=True):
    """A ring was really shown."""

    seen: m.Seen


class Acknowledged(Struct, frozen=True):
    """The desk has committed everything up to `seq`."""

    seq: int


Effect = AskVerdict | Submit | Reported | Shown | Acknowledged
Phase = Literal["greeting", "judging", "snapshot", "replay", "live"]


class Closing(NamedTuple):
    code: int
    reason: str


class HubSession:
    """One desk's connection. `position` is how far its stream is settled: told, or passed over."""

    def __init__(
        self, who: Who, node: Node, sees: Callable[[str], bool], t: Tick, jitter: float = 0.0
    ) -> None:
        """`sees(vis)`: may this rep see an event? `jitter` in 0..1 moves the first heartbeat."""
        self.who = who
        self.stream = f"team:{who.team}"
        self.phase: Phase = "greeting"
        self.closing: Closing | None = None
        self.position = 0
        self._told = 0
        self._gateways = node.gateways
        self._sees = sees
        self._policy: Playbook | None = None
        self._opened: m.Open | None = None
        # Short lists, not deques: an empty deque takes 0.7 KiB, and every desk has both.
        self._out: list[str] = []
        self._lines: list[str] = []
        self._pages: Iterator[str] | None = None
        self._window = Window()
        self._cmds = Bucket(20, 40, t.mono)
        self._frames = Bucket(200, 400, t.mono)
        self._limited: list[int] = []
        self._malformed = 0
        self._answering = 0
        self._open_by = t.mono + m.OPEN_WITHIN_S * 1000
        self._next_hb = t.mono + round(m.HEARTBEAT_MS * (0.1 + 0.9 * jitter))
        self._hb_due = False
        self._hb_n = 0
        self._say(
            m.Hello(
                proto=m.SUBPROTOCOL,
                hub=node.hub,
                node=node.node,
                boot=node.boot,
                now=t.wall,
                min_app=node.min_app,
            )
        )

    @property
    def run(self) -> str:
        """What the desk calls this start of itself; empty before it has opened."""
        return self._opened.session if self._opened is not None else ""

    # ---- what comes in ---------------------------------------------------------------------------

    def receive(self, message: str | bytes, t: Tick) -> Effect | None:
        """One message of the desk."""
        if self.closing:
            return None
        if isinstance(message, bytes):
            self.close(m.CLOSE_BAD_FRAME, "binary frame")
        elif self._frames.take(t.mono):
            self.close(m.CLOSE_RATE, "too many frames")
        else:
            try:
                return self._heard(codec.decode_from_desk(message), t)
            except BadFrame as bad:
                self._misunderstood(message, bad, t)
        return None

    def tick(self, t: Tick) -> None:
        """Time has passed."""
        if self.closing:
            return
        if self._opened is None and t.mono >= self._open_by:
            self.close(m.CLOSE_REVOKED, "no open")
        elif self._window.overdue(t.mono):
            self._say(m.Notice(code="overload"))
            self.close(m.CLOSE_SLOW, "slow")
        elif t.mono >= self._next_hb and self.phase != "greeting":
            self._hb_due = True
            self._next_hb = t.mono + m.HEARTBEAT_MS

    def judged(self, cursor: m.Cursor | None, head: StreamHead, policy: Playbook) -> m.Verdict:
        """The answer to `AskVerdict`. When its mode is snapshot, call `snapshot` next."""
        verdict = judge(cursor, head, self.who.view)
        asked = self._opened.id if self._opened and self._policy is None else 0
        self._say(self._ready(asked, verdict, policy))
        self._policy = policy
        if verdict.mode == "snapshot" or cursor is None:
            self.phase = "snapshot"
        else:
            self._start_at(cursor.seq)
        return verdict

    def snapshot(self, snapshot: Snapshot) -> None:
        """Send this, then everything after it."""
        self._start_at(snapshot.as_of)
        self._pages = snapshot_frames(self.stream, snapshot)

    def feed(self, lines: Sequence[LogLine], head: int, t: Tick) -> None:
        """The log after `position`, as far as the reader got; `head` is the newest number it knows.

        Raises ValueError when a number is missing: a hole must never reach a desk."""
        for line in lines:
            if line.seq != self.position + 1:
                raise ValueError(f"hole in {self.stream}: {line.seq} after {self.position}")
            if not self._window.has_room():
                return
            self.position = line.seq
            if self._sees(line.vis):
                self._tell(line, t.mono)
        if lines and self._told < self.position and self.position >= head:
            pos = m.Pos(s=self.stream, seq=self.position, eid=lines[-1].eid, prev=self._told)
            self._told = self.position
            self._lines.append(codec.encode(pos))
        if self.phase == "replay" and self.position >= head:
            self.phase = "live"
            self._lines.append(codec.encode(m.Live(s=self.stream, seq=self.position)))

    def answer(self, re: m.Re) -> None:
        """What the service said to a `Submit`."""
        self._answering -= 1
        self._say(re)

    def drain(self, after_ms: tuple[int, int]) -> None:
        """The hub is going down: move elsewhere inside this window."""
        if not self.closing:
            self._say(m.Notice(code="draining", after_ms=after_ms))

    def view_changed(self) -> None:
        """What this rep may see has changed: the desk comes back and gets a snapshot."""
        if not self.closing:
            self._say(m.Notice(code="view_changed", s=self.stream))
            self.close(m.CLOSE_RESYNC, "view changed")

    def close(self, code: int, reason: str) -> None:
        """Close once what is already to be said is said. The first reason stands."""
        if self.closing is None:
            self.closing = Closing(code, reason)
            self._lines.clear()
            self._pages = None

    # ---- what goes out ---------------------------------------------------------------------------

    def next_frame(self, t: Tick) -> str | None:
        """The next frame to send, or None when there is nothing to say now."""
        if self._out:
            return self._out.pop(0)
        if self._pages is not None:
            page = next(self._pages, None)
            if page is not None:
                return page
            self._pages = None
        if self._lines:
            return self._lines.pop(0)
        if self._hb_due and not self.closing:
            self._hb_due = False
            return self._heartbeat(t)
        return None

    def wants(self, head: int) -> int | None:
        """The position to read the log after; None: caught up, not there yet, or a full window."""
        if self.closing or self._pages is not None or self._lines:
            return None
        if self.phase == "replay" or (self.phase == "live" and self.position < head):
            return self.position if self._window.has_room() else None
        return None

    def has_news(self, head: int) -> bool:
        """Would a driver that is waiting find something to do now?"""
        waiting = self._out or self._lines or self._pages is not None or self._hb_due
        return bool(waiting or self.closing) or self.wants(head) is not None

    def backlog(self) -> int:
        """Answers owed or unsent. At `BACKLOG` the driver stops reading."""
        return self._answering + len(self._out)

    def unacknowledged(self) -> int:
        """Events sent and not yet acknowledged."""
        return len(self._window)

    # ---- inside ----------------------------------------------------------------------------------

    def _heard(self, frame: m.FromDesk, t: Tick) -> Effect | None:
        if self._opened is None and not isinstance(frame, m.Open | m.Time | m.Cmd):
            raise BadFrame("bad_field", "the first frame is open")
        match frame:
            case m.Open():
                return self._open(frame)
            case m.Ack():
                return self._acknowledged(frame)
            case m.Cmd():
                return self._command(frame, t)
            case m.Reopen():
                return self._reopen(frame)
            case m.Status():
                return Reported(frame)
            case m.Seen():
                return Shown(frame)
            case m.Time():
                self._say(m.Time(c0=frame.c0, s1=t.wall, s2=t.wall))
            case m.Heartbeat():
                pass
        return None

    def _open(self, frame: m.Open) -> Effect | None:
        if self._opened is not None:
            raise BadFrame("bad_field", "this connection is open already")
        self._opened = frame
        self.phase = "judging"
        return AskVerdict(frame.streams.get(self.stream))

    def _reopen(self, frame: m.Reopen) -> Effect | None:
        if frame.s != self.stream:
            raise BadFrame("bad_field", "there is no such stream")
        if self._policy is None or self.phase == "snapshot":
            return None  # the first verdict or its snapshot is on its way and settles it
        self.phase = "judging"
        return AskVerdict(frame.cursor)

    def _acknowledged(self, frame: m.Ack) -> Effect | None:
        seq = min(frame.seq, self._told)
        if frame.s != self.stream or seq <= 0:
            return None
        self._window.acknowledged(seq)
        return Acknowledged(seq)

    def _command(self, cmd: m.Cmd, t: Tick) -> Effect | None:
        if wait := self._cmds.take(t.mono):
            self._too_fast(cmd.id, cmd.op, wait, t)
        elif self._policy is None:
            text = "The desk is still signing in. Try again in a moment."
            self._refuse(cmd.id, cmd.op, "not_open_yet", text, "reopen")
        else:
            self._answering += 1
            return Submit(cmd)
        return None

    def _too_fast(self, number: int, op: str, wait: int, t: Tick) -> None:
        text = "Too many at once. It will be sent again in a moment."
        self._refuse(number, op, "rate_limited", text, "after", wait)
        if self._limited and t.mono - self._limited[-1] < STRIKE_EVERY_MS:
            return
        recent = [s for s in self._limited if t.mono - s < STRIKES_WITHIN_MS]
        self._limited = [*recent, t.mono]
        if len(self._limited) >= STRIKES:
            self.close(m.CLOSE_RATE, "rate")

    def _misunderstood(self, message: str, bad: BadFrame, t: Tick) -> None:
        """Answers what can be answered; what cannot closes, at once or after a few."""
        if bad.code == "too_large":
            self.close(m.CLOSE_TOO_BIG, "frame too big")
        elif bad.code == "bad_frame":
            self.close(m.CLOSE_BAD_FRAME, "not a frame")
        elif (envelope := _envelope_of(message)) is None:
            self._malformed += 1
            if self._malformed >= STRIKES:
                self.close(m.CLOSE_BAD_FRAME, "bad frames")
        elif wait := self._cmds.take(t.mono):
            self._too_fast(envelope.id, envelope.op, wait, t)
        else:
            code: RefusalCode = "unknown_type" if bad.code == "unknown_type" else "bad_field"
            text = f"The hub does not understand this: {bad}."
            self._refuse(envelope.id, envelope.op, code, text)

    def _refuse(
        self,
        number: int,
        op: str,
        code: RefusalCode,
        text: str,
        retry: Retry = "no",
        after_ms: int = 0,
    ) -> None:
        problem = m.Problem(code=code, msg=text, retry=retry, after_ms=after_ms)
        self._say(m.Re(re=number, op=op, ok=False, e=problem))

    def _start_at(self, seq: int) -> None:
        self.phase = "replay"
        self.position = self._told = seq
        self._window.clear()
        self._lines.clear()
        self._pages = None

    def _tell(self, line: LogLine, mono: int) -> None:
        frame = line.after(self._told)
        self._told = line.seq
        self._window.sent(line.seq, len(frame), mono)
        self._lines.append(frame)

    def _heartbeat(self, t: Tick) -> str:
        self._hb_n += 1
        # Only a desk that has been told everything can be asked whether it got everything.
        pos = {self.stream: self._told} if self.phase == "live" else {}
        return codec.encode(m.Heartbeat(n=self._hb_n, now=t.wall, pos=pos))

    def _ready(self, number: int, verdict: m.Verdict, policy: Playbook) -> m.Ready:
        who = self.who
        return m.Ready(
            re=number,
            rep=who.rep,
            rep_name=who.rep_name,
            device=who.device,
            role=who.role,
            team=who.team,
            team_name=who.team_name,
            teams=(who.team,),
            streams={self.stream: verdict},
            policy=policy,
            gateways=self._gateways,
        )

    def _say(self, frame: m.FromHub) -> None:
        self._out.append(codec.encode(frame))


class _Envelope(Struct, frozen=True):
    id: int = 0
    op: str = ""


_envelope = msgspec.json.Decoder(_Envelope)


def _envelope_of(message: str) -> _Envelope | None:
    """Where an answer to a frame we cannot read would go, if it says so."""
    try:
        envelope = _envelope.decode(message)
    except msgspec.MsgspecError:
        return None
    return envelope if envelope.id > 0 else None
