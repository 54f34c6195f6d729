"""The desk's side of the feed, sans I/O: frames and ticks in, effects out. It keeps the cursors,
refuses what does not follow, and says when a link can no longer be believed. It stores nothing and
sends nothing.

The caller: `connected()`, send `opening()`, then `receive()` each frame and `tick()` each second,
carrying out the effects in order; `committed()` after its own commit, then whatever `acks()` gives.
Before the next `connected()` every effect has been committed or forgotten. `mono` is milliseconds
that only run.
"""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from app.domain.lead import Lead
from app.protocol import messages as m

WATCHDOG_MS = 35_000
"""Two heartbeats and five seconds: any frame resets it (FEED §2.6)."""
PROBE_MS = 3_000
BEHIND_MS = 2_000
REOPEN_MS = 5_000
ACK_EVERY_MS = 100
TIME_EVERY_MS = 60_000
FIRST_PROBES = 5


class Send(Struct, frozen=True):
    frame: m.FromDesk


class Abort(Struct, frozen=True):
    """This link cannot be believed any more: drop it without a close handshake, connect again."""

    why: str


class Fresh(Struct, frozen=True):
    """The next fact of its stream; `live` when it is news and not catching up."""

    ev: m.Ev
    live: bool


class Moved(Struct, frozen=True):
    """Nothing for this desk up to `seq`."""

    s: str
    seq: int
    eid: str


class Replaced(Struct, frozen=True):
    """A whole snapshot: what it does not name is gone."""

    s: str
    cursor: m.Cursor
    leads: tuple[Lead, ...]


class Dropped(Struct, frozen=True):
    """This rep no longer has this stream."""

    s: str


class Sampled(Struct, frozen=True):
    """One clock exchange; `c3` is when the answer came."""

    c0: int
    s1: int
    s2: int
    c3: int


class Heard(Struct, frozen=True):
    """A frame that moves no cursor, for whoever it concerns."""

    frame: (
        m.Hello
        | m.Ready
        | m.Re
        | m.Presence
        | m.PresenceDiff
        | m.Times
        | m.Pickup
        | m.Notice
        | m.Live
    )


Effect = Send | Abort | Fresh | Moved | Replaced | Dropped | Sampled | Heard


class _Stream:
    def __init__(self, committed: m.Cursor | None) -> None:
        self.committed = committed
        self.cursor = committed
        self.acked = 0
        self.live = False
        self.waits_for: Literal["", "verdict", "snapshot", "reopen"] = "verdict"
        self.since = 0
        self.snapshot: list[Lead] = []
        self.begun: m.SnapBegin | None = None
        self.behind: tuple[int, int, int] | None = None
        """(where we should be, when we noticed, where we were)."""

    @property
    def seq(self) -> int:
        return self.cursor.seq if self.cursor else -1


class Subscriber:
    """Cursor discipline of one desk over any number of connections."""

    def __init__(self, cursors: dict[str, m.Cursor]) -> None:
        self._streams = {s: _Stream(cursor) for s, cursor in cursors.items()}
        self.gaps = 0
        """Must stay 0 against a sound hub."""
        self.duplicates = 0
        self._heard_at = 0
        self._acked_at = -ACK_EVERY_MS
        self._asked_at = 0
        self._asked = 0
        self._probe: int | None = None
        self._ready = False

    # ---- one connection --------------------------------------------------------------------

    def connected(self, mono: int) -> None:
        """A new socket: only what was committed counts."""
        self._streams = {s: _Stream(stream.committed) for s, stream in self._streams.items()}
        self._heard_at = mono
        self._asked = 0
        self._probe = None
        self._ready = False

    def opening(self, *, app: str, install: str, session: str, outbox_n: int) -> m.Open:
        """The first frame; may be sent before `hello` arrives."""
        return m.Open(
            id=1,
            app=app,
            install=install,
            session=session,
            streams={s: stream.cursor for s, stream in self._streams.items()},
            outbox_n=outbox_n,
        )

    def receive(self, frame: m.FromHub | None, mono: int) -> list[Effect]:
        """What `frame` means. None (a type of a later hub) only proves that the link lives."""
        self._heard_at = mono
        match frame:
            case None:
                return []
            case m.Ev():
                return self._event(frame, mono)
            case m.Pos():
                return self._position(frame, mono)
            case m.SnapBegin() | m.Snap() | m.SnapEnd():
                return self._snapshot(frame)
            case m.Ready():
                return self._verdicts(frame, mono)
            case m.Live():
                return self._caught_up(frame)
            case m.Heartbeat():
                return self._heartbeat(frame, mono)
            case m.Time():
                return self._answered(frame, mono)
            case _:
                return [Heard(frame)]

    def tick(self, mono: int) -> list[Effect]:
        """About once a second: watchdog, overdue probe, a tail that does not come, the clock."""
        if self._probe is not None and mono - self._probe >= PROBE_MS:
            return [Abort("no answer to a probe after the clock jumped")]
        if mono - self._heard_at >= WATCHDOG_MS:
            return [Abort("nothing heard for 35 s")]
        effects: list[Effect] = []
        for name, stream in self._streams.items():
            if stream.waits_for == "reopen" and mono - stream.since >= REOPEN_MS:
                return [Abort("the hub did not heal a gap")]
            if self._lags(stream, mono):
                effects += self._reopen(name, mono)
        if self._asked >= FIRST_PROBES and mono - self._asked_at >= TIME_EVERY_MS:
            effects.append(self._ask_time(mono))
        return effects

    def probe(self, mono: int) -> list[Effect]:
        """The clock jumped or the machine woke: only an answer to *this* question proves the link.
        Frames that were buffered before do not."""
        self._probe = mono
        self._heard_at = mono
        return [self._ask_time(mono)]

    # ---- commits and acks --------------------------------------------------------------------

    def committed(self, s: str, cursor: m.Cursor) -> None:
        """Everything of `s` up to `cursor` is on disk."""
        if s in self._streams:
            self._streams[s].committed = cursor

    def acks(self, mono: int) -> list[m.Ack]:
        """Cumulative acks that may go now: at most one round per 100 ms."""
        if mono - self._acked_at < ACK_EVERY_MS:
            return []
        due = [
            (stream, m.Ack(s=s, seq=stream.committed.seq))
            for s, stream in self._streams.items()
            if self._ready and stream.committed and stream.committed.seq > stream.acked
        ]
        for stream, ack in due:
            stream.acked = ack.seq
        if due:
            self._acked_at = mono
        return [ack for _, ack in due]

    def ack_due_in(self, mono: int) -> int | None:
        """Milliseconds until the next round of acks may go; None when none is owed."""
        owed = any(
            s.committed is not None and s.committed.seq > s.acked for s in self._streams.values()
        )
        return max(1, self._acked_at + ACK_EVERY_MS - mono) if owed and self._ready else None

    def forget(self) -> None:
        """The store is gone: nothing is committed, everything comes again."""
        self._streams.clear()

    def cursor(self, s: str) -> m.Cursor | None:
        """Where `s` stands, committed or not."""
        stream = self._streams.get(s)
        return stream.cursor if stream else None

    def live(self) -> bool:
        """True while every stream is caught up on this connection."""
        return self._ready and all(s.live and not s.waits_for for s in self._streams.values())

    # ---- each kind of frame ------------------------------------------------------------------

    def _verdicts(self, ready: m.Ready, mono: int) -> list[Effect]:
        effects: list[Effect] = [Heard(ready)]
        if not self._ready:
            gone = [s for s in self._streams if s not in ready.streams]
            effects += [Dropped(s) for s in gone]
            for s in gone:
                del self._streams[s]
        for s, verdict in ready.streams.items():
            stream = self._streams.setdefault(s, _Stream(None))
            if verdict.mode == "snapshot":
                stream.cursor, stream.waits_for, stream.live = None, "snapshot", False
            elif stream.cursor is None:
                return [Abort("the hub resumes a stream this desk does not have")]
            else:
                stream.waits_for, stream.live = "", False
        first, self._ready = not self._ready, True
        if first:
            effects.append(self._ask_time(mono))
        return effects

    def _event(self, ev: m.Ev, mono: int) -> list[Effect]:
        stream = self._streams.get(ev.s)
        if stream is None or stream.waits_for in ("verdict", "snapshot"):
            return []
        if ev.seq <= stream.seq:
            self.duplicates += 1
            return []
        if ev.prev > stream.seq:
            # What was on its way before the reopen still arrives: one hole, one reopen.
            return [] if stream.waits_for == "reopen" else self._reopen(ev.s, mono)
        assert stream.cursor is not None
        stream.cursor = replace(stream.cursor, seq=ev.seq, eid=ev.eid)
        stream.waits_for = ""
        return [Fresh(ev, stream.live)]

    def _position(self, pos: m.Pos, mono: int) -> list[Effect]:
        stream = self._streams.get(pos.s)
        # After a gap a position may belong to the time before it: it must not jump over the hole.
        if stream is None or stream.waits_for or stream.cursor is None or pos.seq <= stream.seq:
            return []
        if pos.prev > stream.seq:
            return self._reopen(pos.s, mono)
        stream.cursor = replace(stream.cursor, seq=pos.seq, eid=pos.eid)
        return [Moved(pos.s, pos.seq, pos.eid)]

    def _snapshot(self, frame: m.SnapBegin | m.Snap | m.SnapEnd) -> list[Effect]:
        stream = self._streams.get(frame.s)
        if stream is None:
            return []
        if isinstance(frame, m.SnapBegin):
            stream.begun, stream.snapshot = frame, []
            stream.waits_for, stream.live = "snapshot", False
            return []
        if stream.begun is None:
            return []
        if isinstance(frame, m.Snap):
            stream.snapshot.extend(frame.leads)
            return []
        begun, leads = stream.begun, tuple(stream.snapshot)
        stream.begun, stream.snapshot = None, []
        if frame.n != len(leads):
            return [Abort(f"a snapshot of {frame.n} came with {len(leads)}")]
        cursor = m.Cursor(epoch=begun.epoch, view=begun.view, seq=begun.as_of, eid=frame.eid)
        stream.cursor, stream.waits_for, stream.acked = cursor, "", 0
        return [Replaced(frame.s, cursor, leads)]

    def _caught_up(self, live: m.Live) -> list[Effect]:
        stream = self._streams.get(live.s)
        if stream is None or stream.waits_for in ("verdict", "snapshot"):
            return []
        if stream.waits_for == "reopen" and live.seq > stream.seq:
            return []
        stream.waits_for, stream.live = "", True
        return [Heard(live)]

    def _heartbeat(self, hb: m.Heartbeat, mono: int) -> list[Effect]:
        for s, target in hb.pos.items():
            stream = self._streams.get(s)
            if stream and stream.live and stream.behind is None and stream.seq < target:
                stream.behind = (target, mono, stream.seq)
        return [Send(m.Heartbeat(n=hb.n, c_mono=mono))]

    def _lags(self, stream: _Stream, mono: int) -> bool:
        if stream.behind is None or stream.waits_for:
            return False
        target, noticed, was = stream.behind
        if stream.seq >= target:
            stream.behind = None
        elif stream.seq > was:
            stream.behind = (target, mono, stream.seq)
        return stream.behind is not None and mono - noticed >= BEHIND_MS and stream.seq == was

    def _reopen(self, s: str, mono: int) -> list[Effect]:
        stream = self._streams[s]
        self.gaps += 1
        stream.waits_for, stream.since, stream.behind = "reopen", mono, None
        return [Send(m.Reopen(s=s, cursor=stream.cursor))]

    def _answered(self, time: m.Time, mono: int) -> list[Effect]:
        if self._probe is not None and time.c0 >= self._probe:
            self._probe = None
        effects: list[Effect] = [Sampled(time.c0, time.s1, time.s2, mono)]
        if self._asked < FIRST_PROBES:
            effects.append(self._ask_time(mono))
        return effects

    def _ask_time(self, mono: int) -> Send:
        self._asked += 1
        self._asked_at = mono
        return Send(m.Time(c0=mono))
