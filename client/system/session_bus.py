"""One connection to the Linux session bus, remade when it breaks. Every call has a time limit."""

import asyncio
import os
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import suppress
from typing import Any, TypeVar, cast

from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    Message,
    message_bus,
    new_method_call,
)
from jeepney.io.asyncio import DBusConnection, DBusRouter, open_dbus_connection
from jeepney.wrappers import unwrap_msg

LIMIT_S = 2.0
T = TypeVar("T")


class BusError(Exception):
    """The call got no good answer. `name` is the D-Bus error, "" when there was no answer."""

    def __init__(self, text: str, name: str = "") -> None:
        super().__init__(text)
        self.name = name


class SessionBus:
    """Calls and signals. `lost` is called when a connection that worked has broken.

    The connection is made at the first call. `address` "" is the session's own bus."""

    def __init__(self, address: str = "", limit_s: float = LIMIT_S) -> None:
        self.lost: Callable[[], None] = lambda: None
        self._address = address
        self.limit_s = limit_s
        self._watched: list[tuple[MatchRule, Callable[[str, tuple[Any, ...]], None]]] = []
        self._making = asyncio.Lock()
        self._connection: DBusConnection | None = None
        self._router: DBusRouter | None = None
        self._listeners: list[asyncio.Task[None]] = []
        self._running: set[asyncio.Task[Any]] = set()

    def watch(self, rule: MatchRule, heard: Callable[[str, tuple[Any, ...]], None]) -> None:
        """`heard(member, body)` for each matching signal. To be called before the first call."""
        self._watched.append((rule, heard))

    async def call(
        self, to: DBusAddress, method: str, signature: str | None = None, body: tuple[Any, ...] = ()
    ) -> tuple[Any, ...]:
        """The reply's body. Raises BusError, at the latest after the limit."""
        task = self._keep(asyncio.ensure_future(self.start(to, method, signature, body)))
        done, _ = await asyncio.wait({task}, timeout=self.limit_s)
        if not done:
            # Not cancelled: the router breaks when an answer meets a cancelled question.
            task.add_done_callback(lambda late: late.cancelled() or late.exception())
            raise BusError(f"no answer within {self.limit_s:g} s")
        return task.result()

    async def start(
        self, to: DBusAddress, method: str, signature: str | None = None, body: tuple[Any, ...] = ()
    ) -> tuple[Any, ...]:
        """As `call`, without a limit: for who wants to know of an answer that comes late."""
        router = await self._ready()
        message = new_method_call(to, method, signature, body)
        return await self._answer(router, router.send_and_get_reply(message))

    def begin(
        self, to: DBusAddress, method: str, signature: str | None = None, body: tuple[Any, ...] = ()
    ) -> Coroutine[Any, Any, tuple[Any, ...]] | None:
        """As `start`, but the message is written before this returns, so that nothing the loop has
        to do comes first. None, and nothing written, while there is no connection."""
        router = self._router
        if router is None or router._rcv_task.done() or self._making.locked():
            return None
        asking = router.send_and_get_reply(new_method_call(to, method, signature, body))
        try:
            waits_for = asking.send(None)
        except Exception:  # broken: `start` finds out how, and connects anew
            return None
        return self._answer(router, _resumed(asking, waits_for))

    async def _answer(self, router: DBusRouter, asking: Awaitable[Message]) -> tuple[Any, ...]:
        try:
            return tuple(unwrap_msg(await asking))
        except DBusErrorResponse as refused:
            raise BusError(_text(refused), refused.name) from refused
        except asyncio.CancelledError:
            raise
        except Exception as broken:
            # The router reports its end in several ways (RouterClosed, KeyError, OSError).
            await self._drop(router)
            raise BusError("the session bus went away") from broken

    async def close(self) -> None:
        if self._router is not None:
            await self._drop(self._router, quietly=True)

    async def _ready(self) -> DBusRouter:
        async with self._making:
            router = self._router
            if router is not None and not router._rcv_task.done():
                return router
            if router is not None:
                await self._drop(router)
            try:
                async with asyncio.timeout(self.limit_s):
                    return await self._connect()
            except BusError:
                raise
            except Exception as wrong:
                await self.close()
                raise BusError(f"no session bus answers ({type(wrong).__name__})") from wrong

    async def _connect(self) -> DBusRouter:
        self._connection = await open_dbus_connection(self._address or session_address())
        self._router = router = DBusRouter(self._connection)
        for rule, heard in self._watched:
            # The bus filters by well-known sender; messages carry the unique one.
            await router.send_and_get_reply(message_bus.AddMatch(rule))
            local = MatchRule(
                type="signal", interface=rule.header_fields["interface"], path=_path(rule)
            )
            queue: asyncio.Queue[Message] = asyncio.Queue()
            router.filter(local, queue=queue)
            self._listeners.append(asyncio.create_task(_listen(queue, heard)))
        self._listeners.append(asyncio.create_task(self._mind(router)))
        return router

    async def _mind(self, router: DBusRouter) -> None:
        """Says at once when the connection breaks, not only at the next call."""
        await asyncio.wait({router._rcv_task})
        self._keep(asyncio.ensure_future(self._drop(router)))

    def _keep(self, task: "asyncio.Task[T]") -> "asyncio.Task[T]":
        """The loop itself holds tasks weakly."""
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _drop(self, router: DBusRouter, *, quietly: bool = False) -> None:
        if self._router is None or self._router is not router:
            return
        connection, self._connection, self._router = self._connection, None, None
        listeners, self._listeners = self._listeners, []
        for task in [*listeners, router._rcv_task]:
            task.cancel()
        await asyncio.gather(*listeners, router._rcv_task, return_exceptions=True)
        if connection is not None:
            with suppress(OSError):
                await connection.close()
        if not quietly:
            self.lost()


async def _listen(
    queue: "asyncio.Queue[Message]", heard: Callable[[str, tuple[Any, ...]], None]
) -> None:
    while True:
        message = await queue.get()
        heard(message.header.fields[HeaderFields.member], tuple(message.body))


def session_address() -> str:
    """Where the session bus listens. Raises BusError when this session has none."""
    told = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if told:
        return told
    # What systemd gives every login, told or not.
    usual = os.path.join(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"), "bus")
    if os.path.exists(usual):
        return f"unix:path={usual}"
    raise BusError("this session has no session bus (DBUS_SESSION_BUS_ADDRESS is not set)")


def _path(rule: MatchRule) -> str | None:
    found: str | None = rule.header_fields.get("path")
    return found


def _text(refused: DBusErrorResponse) -> str:
    return " ".join(str(part) for part in refused.data) if refused.data else refused.name


@types.coroutine
def _resumed(begun: Coroutine[Any, Any, T], waits_for: Any) -> Generator[Any, Any, T]:
    """The rest of a coroutine that took its first step already and waits for `waits_for`."""
    while True:
        try:
            try:
                came = yield waits_for
            except BaseException as wrong:
                waits_for = begun.throw(wrong)
            else:
                waits_for = begun.send(came)
        except StopIteration as done:
            return cast(T, done.value)
