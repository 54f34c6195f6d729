"""The hub's composition root: everything is built here, in order, and taken down in the other."""

import asyncio
import contextlib
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from types import FrameType

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from app.domain.ids import new_id
from app.protocol.session import Node
from hub import health, post_office
from hub.accounts import Accounts
from hub.admin import Office
from hub.clockwork import Clockwork, HubClock
from hub.config import Address, HubConfig
from hub.database import Database
from hub.event_log import EventLog
from hub.feed import Feed
from hub.good_time.opened import Desk
from hub.good_time.routes import GoodTime
from hub.health import MeteredService, Metrics
from hub.intake import webhooks
from hub.listener import DeskSocket, PatientHttp
from hub.log import logger
from hub.plans.team_plans import TeamPlans
from hub.policies import Policies
from hub.snapshots import Snapshots
from hub.sources import Sources
from hub.upkeep import Upkeep

HEAD_BYTES = 16 * 1024
FRAME_BYTES = 128 * 1024
"""Above this the socket itself closes (1009); between 64 KiB and this the feed says 4413."""
PING_S = 20.0
READY_WITHIN_S = 2.0
BACKLOG = 2_048


class HubServer(uvicorn.Server):
    """uvicorn, told when it accepts, and asked to stop in our way: desks first."""

    def __init__(
        self,
        config: uvicorn.Config,
        started: Callable[[], None],
        drain: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(config)
        self._started = started
        self._drain = drain
        self._loop = asyncio.get_running_loop()
        self._stopping: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal drains, the second does not wait."""
        self._loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        if self._stopping is None:
            self._stopping = self._loop.create_task(self._drained())
        else:
            self.should_exit = self.force_exit = True

    async def _drained(self) -> None:
        try:
            await self._drain()
        finally:
            self.should_exit = True


async def serve(config: HubConfig, policies: Policies) -> None:
    """Serve until told to stop. Raises DataInUse, GatewayTrouble for gateways set up wrong, and
    OSError for a port that is taken."""
    with contextlib.closing(listen(config.host, config.port)) as sock:
        async with _opened(config) as db:
            await _serve(config, policies, db, sock, address(sock))


async def _serve(
    config: HubConfig, policies: Policies, db: Database, sock: socket.socket, url: str
) -> None:
    metrics = Metrics()
    log = EventLog(db)
    clock = HubClock(await log.last_instant())
    hub = await log.store()
    accounts = Accounts(db, clock.now)
    sources = Sources(db, clock.now)
    plans = TeamPlans(db, policies)
    service = MeteredService(db, policies, clock.now, plans)
    service.metrics = metrics
    service.changed.append(metrics.wrote())
    boot = new_id(clock.now())
    post = await post_office.opened(config, service, metrics, clock.now, url)
    feed = Feed(
        node=Node(hub=hub, node=socket.gethostname(), boot=boot, gateways=post.titles()),
        accounts=accounts,
        service=service,
        log=log,
        snapshots=Snapshots(db),
        policies=policies,
        metrics=metrics,
        now=clock.now,
    )
    service.rulings.ringing = feed.ringing
    office = Office(
        accounts=accounts,
        sources=sources,
        db=db,
        hub=hub,
        admin_token=admin_token(config),
        url=url,
        refresh=feed.refresh,
    )
    intake = webhooks.door(
        find_source=sources.find,
        receive=service.receive,
        playbook=policies.playbook,
        now=clock.now,
        count=metrics.delivered,
    )
    good_time = GoodTime(
        db=db,
        service=service,
        desk=Desk(policies=policies, plans=plans, armed=feed.armed),
        now=clock.now,
        count=metrics.chose,
    )
    metrics.clock_steps.set_function(lambda: clock.stepped_back)
    app = Doors(
        [
            *health.routes(metrics, lambda: _why_not_ready(db, log, feed)),
            *office.routes(),
            *webhooks.routes(intake),
            *good_time.routes(),
            *post.routes(),
        ],
        feed,
    )
    ready = asyncio.Event()

    def started() -> None:
        _ready(config, url)
        ready.set()

    server = HubServer(uvicorn_config(app), started, feed.drain)
    upkeep = Upkeep(service, policies, clock.now, metrics.looked_over)
    for warning in db.warnings:
        logger.warning("database", why=warning)
    logger.info("serving", hub=hub, boot=boot, url=url, pid=os.getpid())
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(lambda: config.address_file.unlink(missing_ok=True))
        for work in (
            feed.run(),
            Clockwork(service, clock).run(),
            upkeep.run(ready),
            plans.run(service.order, clock.now, ready),
            post.run(ready),
        ):
            await stack.enter_async_context(_beside(work))
        await server.serve(sockets=[sock])
    logger.info("stopped", hub=hub, boot=boot)


class Doors:
    """Every route of the hub. The feed comes first and alone: a desk stays all day, and what a
    router keeps for it would stay as long."""

    def __init__(self, routes: list[BaseRoute], feed: Feed) -> None:
        self._http = Starlette(routes=routes)
        self._feed = feed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"] == "/v1/desk":
            await self._feed.door(WebSocket(scope, receive, send))
        else:
            await self._http(scope, receive, send)


def uvicorn_config(app: Doors) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PatientHttp,
        ws=DeskSocket,
        ws_max_size=FRAME_BYTES,
        ws_ping_interval=PING_S,
        ws_ping_timeout=PING_S,
        ws_per_message_deflate=False,
        h11_max_incomplete_event_size=HEAD_BYTES,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 picks a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, because asyncio turns Nagle's delay off only for sockets that say so: without
    # it every second small write waits 40 ms for the peer's delayed ack.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except BaseException:
        sock.close()
        raise
    return sock


def address(sock: socket.socket) -> str:
    """How somebody on this machine reaches `sock`."""
    host, port = sock.getsockname()[:2]
    near = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{near}:{port}"


def admin_token(config: HubConfig) -> str:
    """The secret of the command line, made at the first start and readable by the owner only."""
    file = config.admin_token_file
    with contextlib.suppress(FileExistsError):
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w", encoding="ascii") as fresh:
            fresh.write(secrets.token_urlsafe(32) + "\n")
    return file.read_text(encoding="ascii").strip()


def _ready(config: HubConfig, url: str) -> None:
    written = config.address_file.with_suffix(".new")
    written.write_bytes(msgspec.json.encode(Address(url=url, pid=os.getpid())))
    written.replace(config.address_file)
    sys.stdout.write(f"ready {url}\n")
    sys.stdout.flush()


async def _why_not_ready(db: Database, log: EventLog, feed: Feed) -> str:
    if feed.draining:
        return "The hub is stopping."
    if db.read_only:
        return "The disk is full or not writable: nothing can be recorded."
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            await log.store()
    except Exception as wrong:  # whatever keeps the database from answering, the answer is no
        return f"The database does not answer ({type(wrong).__name__})."
    return ""


@contextlib.asynccontextmanager
async def _opened(config: HubConfig) -> AsyncIterator[Database]:
    db = Database(config.data, config.database)
    await asyncio.to_thread(db.open)
    try:
        yield db
    finally:
        await asyncio.to_thread(db.close)


@contextlib.asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run `work` until the block ends."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
