"""The websocket door of the feed: who may come in, and what all connections share."""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable
from functools import partial

from starlette.responses import JSONResponse
from starlette.websockets import WebSocket

from app.domain import wording
from app.domain.ids import Ms, made_at
from app.domain.refusals import RefusalCode
from app.protocol import messages as m
from app.protocol import outgoing
from app.protocol.session import Node, Tick
from app.protocol.verdict import StreamHead
from hub import message_rows
from hub.accounts import Accounts, Device
from hub.connection import Connection, Hall
from hub.event_log import EventLog
from hub.health import Metrics
from hub.log import logger
from hub.outgoing import steps
from hub.policies import Policies
from hub.presence import TeamPresence
from hub.service import Service
from hub.snapshots import Snapshots
from hub.stream import Hole, TeamStream
from hub.team_news import TeamNews
from hub.trouble import without_words

HANDSHAKES = 50
WAITING = 1_000
"""Handshakes looked at side by side, and those that may wait; more are told to come later."""
SNAPSHOTS = 4
BEAT_S = 0.25
"""How often presence is conflated."""
DRAIN_S = 10.0
LAST_WORD_S = 5.0
"""Whoever was told to close gets so long to hear it; a stalled disk or a slow line takes some."""
PAIRED_EVERY_MS = 5_000
"""The floor under a lost revocation notice."""


class Feed:
    """Every connected desk of this process."""

    def __init__(
        self,
        *,
        node: Node,
        accounts: Accounts,
        service: Service,
        log: EventLog,
        snapshots: Snapshots,
        policies: Policies,
        metrics: Metrics,
        now: Callable[[], Ms],
    ) -> None:
        self._accounts = accounts
        self._log = log
        self._service = service
        self._snapshots = snapshots
        self._metrics = metrics
        self._now = now
        self._streams: dict[str, TeamStream] = {}
        self._presence: dict[str, TeamPresence] = {}
        self._news: dict[str, TeamNews] = {}
        self._desks: dict[str, Connection] = {}
        self._acked: dict[tuple[str, str], int] = {}
        self._handshakes = asyncio.Semaphore(HANDSHAKES)
        self._snapshotting = asyncio.Semaphore(SNAPSHOTS)
        self._starting = asyncio.Lock()
        self._left = asyncio.Event()
        self._reading_times = asyncio.Lock()
        self._readings: set[asyncio.Task[None]] = set()
        self._entering = 0
        self.draining = False
        self._hall = Hall(
            node=node,
            tick=self._tick,
            position=self._position,
            snapshot=self._snapshot,
            playbook=lambda team: wording.for_desks(policies.playbook(team)),
            submit=service.submit,
            opened=lambda verdict: metrics.verdicts.labels(verdict.mode, verdict.why).inc(),
            acknowledged=self._acknowledged,
            shown=self._shown,
            hole=self._hole,
            runs=service.rulings.runs,
            started=self._started,
        )
        service.changed.append(self._changed)
        service.times_changed.append(self._times_changed)
        if service.plans is not None:
            service.plans.pickup_changed.append(self._pickup_changed)
        accounts.revoked.append(self._revoked)

    # ---- the door ----------------------------------------------------------------------------

    async def door(self, ws: WebSocket) -> None:
        """`/v1/desk`. Whoever is not let in gets an HTTP answer before the upgrade."""
        if refused := self._refused(ws):
            await ws.send_denial_response(refused)
            return
        self._entering += 1
        try:
            async with self._handshakes:
                token = _bearer(ws)
                device = await self._accounts.device_for(token) if token else None
                if device is None:
                    await ws.send_denial_response(await self._unknown(token))
                    return
                connection = await self._connection(ws, device, token)
        finally:
            self._entering -= 1
        await self._serve(ws, connection)

    def _refused(self, ws: WebSocket) -> JSONResponse | None:
        if "origin" in ws.headers:
            return _no(403, "forbidden", "The feed is for desks, not for web pages.")
        if m.SUBPROTOCOL not in ws.scope.get("subprotocols", []):
            response = _no(426, "forbidden", f"This hub speaks {m.SUBPROTOCOL}. Update the desk.")
            response.headers["Upgrade"] = "websocket"
            return response
        if self.draining or self._entering >= WAITING:
            response = _no(503, "busy", "The hub is busy. The desk tries again by itself.")
            response.headers["Retry-After"] = str(random.randint(1, 5))
            return response
        return None

    async def _unknown(self, token: str) -> JSONResponse:
        """A desk that was away when it was revoked hears of it here, and wipes what it stored."""
        if token and await self._accounts.was_revoked(token):
            return _no(401, "revoked", "This desk was signed out. Pair it again.")
        return _no(401, "unpaired", "This hub does not know this desk. Pair it again.")

    async def _connection(self, ws: WebSocket, device: Device, token: str) -> Connection:
        stream = await self._stream(device.team)
        presence = self._presence[device.team]
        if not presence.knows(device.rep):
            presence.set_roster(await self._accounts.reps(device.team))
        return Connection(ws, device, token, stream, presence, self._news[device.team], self._hall)

    async def _stream(self, team: str) -> TeamStream:
        async with self._starting:
            if team not in self._streams:
                stream = TeamStream(team, self._log, self._hole)
                await stream.start()
                self._news[team] = TeamNews()
                self._streams[team] = stream
                self._presence[team] = TeamPresence(stream.name)
                await self._read_times(team)
                self._pickup_changed(team)
        return self._streams[team]

    async def _serve(self, ws: WebSocket, connection: Connection) -> None:
        device = connection.device
        presence = self._presence[device.team]
        await ws.accept(subprotocol=m.SUBPROTOCOL)
        if older := self._desks.get(device.id):
            older.close(m.CLOSE_REPLACED, "replaced")
        self._desks[device.id] = connection
        presence.connected(device.id, device.rep)
        self._metrics.desks.set(len(self._desks))
        self._streams[device.team].mark_dirty()
        try:
            await connection.run()
        finally:
            if connection.session.closing:
                self._metrics.closed.labels(str(connection.session.closing.code)).inc()
            if self._desks.get(device.id) is connection:
                del self._desks[device.id]
                presence.disconnected(device.id, self._tick().mono)
            self._metrics.desks.set(len(self._desks))
            self._left.set()

    # ---- what the house tells the feed -------------------------------------------------------

    async def refresh(self) -> None:
        """Reps or roles may have changed: names on the board, and who may see what."""
        for team, presence in self._presence.items():
            presence.set_roster(await self._accounts.reps(team))
        for connection in tuple(self._desks.values()):
            device = await self._accounts.device_for(connection.token)
            if device is None:
                self._revoked(connection.device.id)
            elif device.view != connection.device.view:
                connection.session.view_changed()
                connection.wake()

    async def drain(self) -> None:
        """Tell every desk to move, then close them spread over a window that grows with them. Over
        as soon as the last has gone."""
        self.draining = True
        window_s = min(DRAIN_S, 0.5 + len(self._desks) / 100)
        begun, window_ms = self._tick().mono, round(window_s * 1000)
        for connection in self._desks.values():
            connection.session.drain((0, window_ms))
            connection.drain_at = begun + round(random.random() * window_ms * 0.8)
            connection.wake()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(window_s + LAST_WORD_S):
                while self._desks:
                    self._left.clear()
                    await self._left.wait()
        for connection in list(self._desks.values()):
            connection.abort()

    def ringing(self, team: str) -> frozenset[str]:
        """The reps of `team` whose desk is proven to ring. Safe in any thread."""
        presence = self._presence.get(team)
        return presence.ringing() if presence is not None else frozenset()

    async def run(self) -> None:
        """The feed's own clock, until cancelled: presence, time limits, acks, floors."""
        beat = 0
        while True:
            await asyncio.sleep(BEAT_S)
            beat += 1
            try:
                self._settle_presence()
                if beat % 4 == 0 or self.draining:
                    self._each_second()
                    await self._store_acks()
                if beat % round(PAIRED_EVERY_MS / BEAT_S / 1000) == 0:
                    await self._still_paired()
            except Exception as wrong:  # the next beat tries again; desks must not lose their clock
                logger.error("feed beat failed", **without_words(wrong))

    def armed(self, team: str) -> frozenset[str]:
        """The reps of `team`, by id, whose desks are proven able to ring."""
        presence = self._presence.get(team)
        return presence.armed() if presence is not None else frozenset()

    def _settle_presence(self) -> None:
        wall, mono = self._tick()
        for team, presence in self._presence.items():
            if presence.settle(wall, mono):
                self._wake(team)

    def _each_second(self) -> None:
        t = self._tick()
        outstanding = 0
        for connection in tuple(self._desks.values()):
            connection.tick(t)
            outstanding += connection.session.unacknowledged()
        self._metrics.unacked.set(outstanding)
        for stream in self._streams.values():
            if stream.wakers:
                stream.mark_dirty()

    async def _store_acks(self) -> None:
        if self._acked:
            acked, self._acked = self._acked, {}
            await self._log.store_acks(acked, self._now())

    async def _still_paired(self) -> None:
        devices = tuple(self._desks)
        if devices:
            paired = await self._accounts.still_paired(devices)
            for device in devices:
                if device not in paired:
                    self._revoked(device)

    def _changed(self, team: str, _seq: int) -> None:
        if stream := self._streams.get(team):
            stream.mark_dirty()

    def _times_changed(self, team: str, _rep: str) -> None:
        if team in self._news:
            task = asyncio.create_task(self._read_times(team), name="read times")
            self._readings.add(task)
            task.add_done_callback(self._readings.discard)

    async def _read_times(self, team: str) -> None:
        """One at a time: what is read last is then also what was written last."""
        async with self._reading_times:
            try:
                times = await self._service.times_of(team)
            except Exception as wrong:  # the next change reads them again
                logger.error("times not read", team=team, **without_words(wrong))
                return
            if self._news[team].set_times(times):
                self._wake(team)

    def _pickup_changed(self, team: str) -> None:
        plans = self._service.plans
        figures = plans.pickup(team) if plans is not None else None
        if figures is not None and team in self._news and self._news[team].set_pickup(figures):
            self._wake(team)

    def _wake(self, team: str) -> None:
        for wake in tuple(self._streams[team].wakers):
            wake()

    def _revoked(self, device: str) -> None:
        if connection := self._desks.get(device):
            connection.close(m.CLOSE_REVOKED, "revoked")

    # ---- what connections ask ----------------------------------------------------------------

    def _tick(self) -> Tick:
        return Tick(self._now(), time.monotonic_ns() // 1_000_000)

    async def _position(self, team: str, cursor: m.Cursor | None) -> StreamHead:
        head, eid = await self._log.position(team, cursor.seq if cursor else 0)
        return StreamHead(epoch=head.epoch, seq=head.seq, min_seq=head.min_seq, eid=eid or None)

    async def _snapshot(self, device: Device) -> outgoing.Snapshot:
        async with self._snapshotting:
            read = await self._snapshots.read(device.actor(), device.team)
        return outgoing.Snapshot(
            epoch=read.epoch, view=device.view, as_of=read.as_of, eid=read.eid, leads=read.leads
        )

    def _acknowledged(self, device: str, stream: str, seq: int) -> None:
        self._acked[device, stream] = max(seq, self._acked.get((device, stream), 0))

    def _shown(self, seen: m.Seen) -> None:
        made = made_at(seen.eid)
        if made is not None:
            self._metrics.shown.observe(max(0, self._now() - made) / 1000)

    def _started(self, device: Device) -> None:
        """A start of the program that this hub did not know: it may have ended another."""
        task = asyncio.create_task(self._look_again(device), name="look again")
        self._readings.add(task)
        task.add_done_callback(self._readings.discard)

    async def _look_again(self, device: Device) -> None:
        """What fails here is looked at when its undo window ends."""
        try:
            left = partial(message_rows.left_by, device=device.id, run=device.run)
            if await self._service.db.read(left):
                rulings = self._service.rulings
                look = partial(steps.look_again, rulings, device.id, device.run)
                await self._service.write(look)
        except Exception as wrong:
            logger.error("what waits was not looked at", device=device.id, **without_words(wrong))

    def _hole(self, team: str, wrong: BaseException) -> None:
        if isinstance(wrong, Hole | ValueError):
            self._metrics.gaps.inc()
        logger.error("log not read", team=team, **without_words(wrong))


def _bearer(ws: WebSocket) -> str:
    scheme, _, token = ws.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _no(status: int, code: RefusalCode, text: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "msg": text}}, status_code=status)
