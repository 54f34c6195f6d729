"""One desk's socket: a reader, a writer, and the session between them that knows the protocol.

The writer pulls: nothing is queued for a desk but answers it asked for and one page of lines."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from msgspec import Struct
from msgspec.structs import replace
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.domain.playbook import Playbook
from app.protocol import messages as m
from app.protocol.outgoing import Snapshot
from app.protocol.session import (
    BACKLOG,
    PAGE,
    Acknowledged,
    AskVerdict,
    Effect,
    HubSession,
    Node,
    Reported,
    Shown,
    Submit,
    Tick,
    Who,
)
from app.protocol.verdict import ALARMING, StreamHead
from hub.accounts import Device
from hub.log import logger
from hub.presence import TeamPresence
from hub.runs import Runs, named
from hub.stream import TeamStream
from hub.team_news import TeamNews, Told
from hub.trouble import without_words
from hub.visibility import hears

BLOCKED_MS = 15_000
"""A send that takes longer belongs to a desk that does not read."""
FAREWELL_S = 1.0
CUT_OFF = 1006
"""Of a socket whose desk is not there any more (RFC 6455); never sent."""


class Hall(Struct, frozen=True, kw_only=True):
    """What every connection needs of the house: clocks, the log's facts, the service."""

    node: Node
    tick: Callable[[], Tick]
    position: Callable[[str, m.Cursor | None], Awaitable[StreamHead]]
    snapshot: Callable[[Device], Awaitable[Snapshot]]
    playbook: Callable[[str], Playbook]
    submit: Callable[[Device, m.Cmd], Awaitable[m.Re]]
    opened: Callable[[m.Verdict], None]
    acknowledged: Callable[[str, str, int], None]
    shown: Callable[[m.Seen], None]
    hole: Callable[[str, BaseException], None]
    runs: Runs
    started: Callable[[Device], None]


class Connection:
    """`run` serves the socket until either side is done with it."""

    def __init__(
        self,
        ws: WebSocket,
        device: Device,
        token: str,
        stream: TeamStream,
        presence: TeamPresence,
        news: TeamNews,
        hall: Hall,
    ) -> None:
        self.device = device
        self.token = token
        self.drain_at: int | None = None
        self._ws = ws
        self._stream = stream
        self._presence = presence
        self._news = news
        self._hall = hall
        self._told_presence = 0
        self._told = Told()
        self._idle: asyncio.Future[None] | None = None
        self._full: asyncio.Future[None] | None = None
        self._sending: int | None = None
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._commands: set[asyncio.Task[None]] = set()
        who = Who(
            device=device.id,
            rep=device.rep,
            rep_name=device.rep_name,
            role=device.role,
            team=device.team,
            team_name=device.team_name,
            view=device.view,
        )
        self.session = HubSession(
            who, hall.node, lambda vis: hears(device.role, vis), hall.tick(), random.random()
        )

    # ---- called by the feed ------------------------------------------------------------------

    def wake(self) -> None:
        """There may be something to send."""
        _ring(self._idle)

    def close(self, code: int, reason: str) -> None:
        self.session.close(code, reason)
        _ring(self._idle)
        _ring(self._full)

    def tick(self, t: Tick) -> None:
        """About once a second."""
        if self._sending is not None and t.mono - self._sending > BLOCKED_MS:
            self.close(m.CLOSE_SLOW, "blocked")
            self.abort()
            return
        self.session.tick(t)
        if self.drain_at is not None and t.mono >= self.drain_at:
            self.session.close(m.CLOSE_DRAINING, "draining")
        if self.session.closing:
            _ring(self._full)
        if self.session.has_news(self._stream.head):
            _ring(self._idle)

    def abort(self) -> None:
        """Drop the socket without a farewell: its desk would not take one."""
        abort: Callable[[], None] | None = self._ws.scope["extensions"].get("leadbell.abort")
        if abort is not None:
            abort()

    # ---- the socket --------------------------------------------------------------------------

    async def run(self) -> None:
        self._stream.wakers.add(self.wake)
        writer = asyncio.create_task(self._write(), name=f"feed {self.device.id}")
        try:
            await self._read()
        except Exception as wrong:  # as in the writer: this desk comes back, the others stay
            logger.error("feed reader failed", device=self.device.id, **without_words(wrong))
            self.session.close(m.CLOSE_INTERNAL, "internal")
        finally:
            self._stream.wakers.discard(self.wake)
            if self.device.run:
                run = (self.device.id, self.device.run)
                self._hall.runs.ended(run, broke_off=self._broke_off())
            self.session.close(1001, "gone")
            _ring(self._idle)
            await asyncio.wait([writer])

    def _broke_off(self) -> bool:
        """Did its socket end without a word of either side? A desk that quits says goodbye. Nor did
        one that a newer socket of its device takes the place of."""
        closing = self.session.closing
        if closing is not None and closing.code == m.CLOSE_REPLACED:
            return True
        parted: Callable[[], bool] | None = self._ws.scope["extensions"].get("leadbell.parted")
        ours = closing is not None and closing.code != CUT_OFF
        return not ours and not (parted is not None and parted())

    async def _read(self) -> None:
        while not self.session.closing:
            message = await self._ws.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            data = message["bytes"] if text is None else text
            effect = self.session.receive(data, self._hall.tick())
            if effect is not None:
                await self._carry_out(effect)
            if self.session.has_news(self._stream.head):
                _ring(self._idle)
            while self.session.backlog() >= BACKLOG and not self.session.closing:
                self._full = asyncio.get_running_loop().create_future()
                await self._full
        # The writer says good-bye; its answer, or the end of the line, ends this.
        while (await self._ws.receive())["type"] != "websocket.disconnect":
            pass

    async def _write(self) -> None:
        try:
            while (frame := await self._next()) is not None:
                await self._ws.send_text(frame)
                self._sending = None
                _ring(self._full)
            await self._farewell()
        except WebSocketDisconnect:
            self.session.close(CUT_OFF, "gone")
        except Exception as wrong:  # a bug costs this desk its connection, not the hub its life
            logger.error("feed writer failed", **without_words(wrong))
            self.session.close(m.CLOSE_INTERNAL, "internal")
            await self._farewell()

    async def _next(self) -> str | None:
        """The next frame to send; waits for one. None when the connection is to be closed."""
        while True:
            t = self._hall.tick()
            frame = self.session.next_frame(t) or self._team_news()
            if frame is not None:
                self._sending = t.mono
                return frame
            if self.session.closing:
                return None
            if not await self._fetch():
                self._idle = asyncio.get_running_loop().create_future()
                await self._idle

    async def _fetch(self) -> bool:
        """Feed the session what it wants of the log. False when that was nothing."""
        after = self.session.wants(self._stream.head)
        if after is None:
            return False
        lines = await self._stream.after(after, PAGE)
        if self.session.wants(self._stream.head) != after:
            return True  # opened again while we read
        if not lines and self.session.phase == "live":
            return False
        try:
            self.session.feed(lines, self._stream.head, self._hall.tick())
        except ValueError as hole:
            self._hall.hole(self.device.team, hole)
            self.session.close(m.CLOSE_RESYNC, "resync")
        return True

    def _team_news(self) -> str | None:
        """What comes after everything else: who is on, own times, pick-up figures."""
        if self.session.closing or self.session.phase not in ("replay", "live"):
            return None
        if news := self._presence.news_since(self._told_presence):
            self._told_presence = self._presence.version
            return news
        frame, self._told = self._news.since(self.device.rep, self._told)
        return frame or None

    async def _farewell(self) -> None:
        closing = self.session.closing
        if closing is None or closing.code in (1001, CUT_OFF):
            return
        logger.info("feed closed", device=self.device.id, code=closing.code, reason=closing.reason)
        try:
            async with asyncio.timeout(FAREWELL_S):
                await self._ws.close(closing.code, closing.reason)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            self.abort()
        if closing.code == m.CLOSE_SLOW:
            asyncio.get_running_loop().call_later(FAREWELL_S, self.abort)

    # ---- effects -----------------------------------------------------------------------------

    async def _carry_out(self, effect: Effect) -> None:
        match effect:
            case AskVerdict():
                await self._judge(effect.cursor)
            case Submit():
                self._submit(effect.cmd)
            case Reported():
                self._presence.reported(self.device.id, effect.status, self._hall.tick().mono)
            case Acknowledged():
                self._hall.acknowledged(self.device.id, self.session.stream, effect.seq)
            case Shown():
                self._hall.shown(effect.seen)

    def _came(self) -> None:
        """It says which start of the program it is, once a connection."""
        run = named(self.session.run)
        if run and not self.device.run:
            self.device = replace(self.device, run=run)
            if self._hall.runs.came((self.device.id, run)):
                self._hall.started(self.device)

    async def _judge(self, cursor: m.Cursor | None) -> None:
        self._came()
        head = await self._hall.position(self.device.team, cursor)
        playbook = self._hall.playbook(self.device.team)
        verdict = self.session.judged(cursor, head, playbook)
        self._hall.opened(verdict)
        log = logger.warning if verdict.why in ALARMING else logger.info
        log(
            "feed opened",
            device=self.device.id,
            stream=self.session.stream,
            verdict=verdict.mode,
            why=verdict.why,
        )
        if verdict.mode == "snapshot":
            self.session.snapshot(await self._hall.snapshot(self.device))

    def _submit(self, cmd: m.Cmd) -> None:
        """Commands run side by side, but one lead's strictly in the order they came."""
        before = self._lanes.get(cmd.lead)
        task = asyncio.create_task(self._answer(cmd, before), name=f"cmd {cmd.do[:20]}")
        self._lanes[cmd.lead] = task
        self._commands.add(task)
        task.add_done_callback(self._commands.discard)

    async def _answer(self, cmd: m.Cmd, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            re = await self._hall.submit(self.device, cmd)
        except Exception as wrong:  # whatever happens, a command is answered exactly once
            logger.error("command failed", **without_words(wrong))
            re = _failed(cmd)
        if self._lanes.get(cmd.lead) is asyncio.current_task():
            del self._lanes[cmd.lead]
        self.session.answer(re)
        _ring(self._idle)
        _ring(self._full)


def _ring(waiting: asyncio.Future[None] | None) -> None:
    """Wake whoever waits. Cheaper than an Event, of which every desk would hold two."""
    if waiting is not None and not waiting.done():
        waiting.set_result(None)


def _failed(cmd: m.Cmd) -> m.Re:
    text = "The hub could not do that. It will be tried again."
    problem = m.Problem(code="internal", msg=text, retry="backoff", after_ms=1_000)
    return m.Re(re=cmd.id, op=cmd.op, ok=False, e=problem)
