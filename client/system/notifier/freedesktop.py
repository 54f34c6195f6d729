"""Notifications on Linux by the desktop's own service over D-Bus: buttons, replacing, withdrawing.

Follows the Desktop Notifications Specification (specifications.freedesktop.org/notification).
"""

import asyncio
import html
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar, cast, get_args

from jeepney import DBusAddress, MatchRule

from client.ports import Ability, ActionKey, Notice
from client.system.notifier import muting
from client.system.notifier.text import TITLE_MAX, line, lines
from client.system.session_bus import BusError, SessionBus

NAME: Final = "org.freedesktop.Notifications"
SERVICE: Final = DBusAddress("/org/freedesktop/Notifications", bus_name=NAME, interface=NAME)
OURS: Final = frozenset(get_args(ActionKey))
NOTIFY: Final = ("Notify", "susssasa{sv}i")
T = TypeVar("T")
_Answer = Coroutine[Any, Any, tuple[Any, ...]]
LOOKALIKES: Final = str.maketrans("<>", "\u2039\u203a")
FOREVER, AS_THE_SERVICE_LIKES = 0, -1


class Freedesktop:
    """`Notifier` on the freedesktop service.

    `acted(key, action)`: a button was pressed; that notification is withdrawn and no `closed`
    follows. `closed(key)`: it is off the screen (dismissed, timed out, or its service ended).
    `changed()`: the service came, went or was replaced: what it can do must be asked anew."""

    def __init__(self, bus: SessionBus, *, app: str = "Leadbell", entry: str = "leadbell") -> None:
        self.acted: Callable[[str, ActionKey], None] = lambda key, action: None
        self.closed: Callable[[str], None] = lambda key: None
        self.changed: Callable[[], None] = lambda: None
        self.capabilities: frozenset[str] | None = None
        self._bus = bus
        self._app = app
        self._entry = entry
        self._ids: dict[str, int] = {}
        self._wanted: dict[str, object] = {}
        """Key -> mark of its `show` under way: tells a late answer whether it still counts."""
        self._running: set[asyncio.Task[Any]] = set()
        bus.lost = self._forget
        bus.watch(MatchRule(type="signal", sender=NAME, interface=NAME), self._heard)
        owner = MatchRule(
            type="signal",
            sender="org.freedesktop.DBus",
            interface="org.freedesktop.DBus",
            member="NameOwnerChanged",
        )
        owner.add_arg_condition(0, NAME)
        bus.watch(owner, self._owner_changed)

    def show(self, notice: Notice) -> Coroutine[Any, Any, bool]:
        """True when the service returned the notification's id within the bus's limit. The message
        leaves at once, before whatever the loop has to paint.

        An answer that comes later (a service that hung and went on) still counts while nothing
        newer was shown under the key and it was not withdrawn; else that notification is closed."""
        mark = self._wanted[notice.key] = object()
        return self._show(notice, mark, self._begin(notice))

    async def _show(self, notice: Notice, mark: object, begun: _Answer | None) -> bool:
        task = self._run(self._send(notice, mark, begun))
        done, _ = await asyncio.wait({task}, timeout=self._bus.limit_s)
        return bool(done) and task.result()

    async def withdraw(self, key: str) -> None:
        self._wanted.pop(key, None)
        identifier = self._ids.pop(key, None)
        if identifier is not None:
            await self._close(identifier)

    async def probe(self) -> Ability:
        try:
            name, _vendor, version, _spec = await self._bus.call(SERVICE, "GetServerInformation")
            capabilities = await self._ask_capabilities()
        except BusError as wrong:
            text = f"The system's notification service does not answer: {wrong}"
            return Ability(works=False, actions=False, text=text)
        actions = "actions" in capabilities
        muted = await muting.muted(self._bus, str(name))
        text = f"{name} {version}, {'with' if actions else 'without'} buttons"
        return Ability(works=True, actions=actions, text=text, muted=muted)

    async def close(self) -> None:
        """Withdraws everything still shown and leaves the bus."""
        await asyncio.gather(*(self.withdraw(key) for key in tuple(self._ids)))
        for task in tuple(self._running):
            task.cancel()
        await self._bus.close()

    def _begin(self, notice: Notice) -> _Answer | None:
        if self.capabilities is None:
            return None
        return self._bus.begin(SERVICE, *NOTIFY, self._notify_body(notice, self.capabilities))

    async def _send(self, notice: Notice, mark: object, begun: _Answer | None) -> bool:
        try:
            if begun is None:
                capabilities = self.capabilities or await self._ask_capabilities()
                body = self._notify_body(notice, capabilities)
                begun = self._bus.start(SERVICE, *NOTIFY, body)
            (identifier,) = await begun
        except BusError:
            return False
        if self._wanted.get(notice.key) is mark:
            del self._wanted[notice.key]
            self._ids[notice.key] = identifier
            return True
        if identifier not in self._ids.values():
            await self._close(identifier)
        return False

    def _notify_body(self, notice: Notice, capabilities: frozenset[str]) -> tuple[Any, ...]:
        body = lines(notice.body)
        if "body-markup" in capabilities:
            body = html.escape(body, quote=False)
        else:
            # dunst without a `markup` line reads markup and does not say so.
            body = body.translate(LOOKALIKES)
        actions: list[str] = []
        if "actions" in capabilities:
            labels = dict(notice.actions)
            labels.setdefault("default", "Open")
            for action, label in labels.items():
                actions += [action, line(label, 40)]
        hints = {
            "urgency": ("y", 2 if notice.urgent else 1),
            "category": ("s", "im.received"),
            "desktop-entry": ("s", self._entry),
            "suppress-sound": ("b", True),  # the desk plays its own
        }
        stays = FOREVER if notice.urgent else AS_THE_SERVICE_LIKES
        title = line(notice.title, TITLE_MAX)
        return (self._app, self._ids.get(notice.key, 0), "", title, body, actions, hints, stays)

    async def _ask_capabilities(self) -> frozenset[str]:
        (told,) = await self._bus.call(SERVICE, "GetCapabilities")
        self.capabilities = frozenset(told)
        return self.capabilities

    async def _close(self, identifier: int) -> None:
        try:
            await self._bus.call(SERVICE, "CloseNotification", "u", (identifier,))
        except BusError:
            return  # already gone, or its service is

    def _heard(self, member: str, body: tuple[Any, ...]) -> None:
        if member not in ("ActionInvoked", "NotificationClosed"):
            return
        identifier, what = body[0], body[1]
        key = next((key for key, shown in self._ids.items() if shown == identifier), None)
        if key is None:
            return  # another program's
        if member == "NotificationClosed":
            self._gone(key)
        elif what in OURS:
            self._ids.pop(key)
            # dunst leaves it on the screen after an action.
            self._run(self._close(identifier))
            self.acted(key, cast(ActionKey, what))

    def _owner_changed(self, member: str, body: tuple[Any, ...]) -> None:
        if member == "NameOwnerChanged" and body[0] == NAME:
            self._forget()

    def _forget(self) -> None:
        """Ids mean nothing to another service, and it may be able to do other things."""
        self.capabilities = None
        for key in tuple(self._ids):
            self._gone(key)
        self.changed()

    def _gone(self, key: str) -> None:
        self._ids.pop(key, None)
        self.closed(key)

    def _run(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task
