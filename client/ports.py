"""Seams where a test cannot have the real thing: clock, dialer, notifier, sound; secrets."""

from collections.abc import Awaitable, Callable
from typing import Literal, Protocol

from msgspec import Struct

from app.domain.ids import Ms

ActionKey = Literal["claim-call", "sms", "email", "later", "default"]


class Clock(Protocol):
    """Two clocks in ms: `wall` may be set by anybody, `mono` only runs, from an arbitrary start."""

    def wall(self) -> Ms: ...

    def mono(self) -> int: ...


class Notice(Struct, frozen=True, kw_only=True):
    """A system notification. `key` names it: showing the same key again replaces it in place.

    `title` and `body` are plain text; the backend escapes what its daemon would take for markup."""

    key: str
    title: str
    body: str
    actions: tuple[tuple[ActionKey, str], ...] = ()
    urgent: bool = False


class Notifier(Protocol):
    """`acted(key, action)` and `closed(key)` are called on the loop."""

    acted: Callable[[str, ActionKey], None]
    closed: Callable[[str], None]

    async def show(self, notice: Notice) -> bool:
        """True only when the notification service confirmed that it has it."""
        ...

    async def withdraw(self, key: str) -> None: ...

    async def probe(self) -> "Ability": ...


class Ability(Struct, frozen=True, kw_only=True):
    """What the notification service can do, asked anew each time."""

    works: bool
    actions: bool
    text: str
    """For the arming page: "xfce4-notifyd, with buttons" or what is wrong."""
    muted: bool = False
    """The system's do-not-disturb is on."""


class Dialer(Protocol):
    """Hands a number, text or mail to the system. True when something took it."""

    def call(self, e164: str) -> bool: ...

    def sms(self, e164: str, text: str) -> bool: ...

    def email(self, address: str, subject: str, text: str) -> bool: ...

    def handler(self, scheme: Literal["tel", "sms", "mailto"]) -> str:
        """Name of what would open, empty when nothing is registered."""
        ...


class Sound(Protocol):
    """Plays one of the product's sounds. Implemented by the screen (QSoundEffect)."""

    def play(self, name: str) -> bool: ...

    def device(self) -> str | None:
        """Name of the output in use; empty when there is none; None before anybody looked."""
        ...


class Secrets(Protocol):
    """The device token's keeper. Raises SecretsUnavailable with words for the user."""

    def get(self, account: str) -> Awaitable[str | None]: ...

    def set(self, account: str, token: str) -> Awaitable[None]: ...

    def delete(self, account: str) -> Awaitable[None]: ...


class SecretsUnavailable(Exception):
    """The keyring is locked, absent or silent. The text says which, and what to do."""
