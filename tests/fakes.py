"""Stand-ins for the few parts a test cannot have for real, one for each port of `client/ports.py`.

They record what they were asked and answer what the test set. Time moves only when told to.
"""

import asyncio
from collections.abc import Callable
from typing import Literal

from app.domain.ids import Ms
from client.ports import Ability, ActionKey, Notice, SecretsUnavailable

NOON: Ms = 1_795_262_400_000
"""Saturday 21 November 2026, 12:00 UTC."""


class FakeClock:
    """Both clocks move together with `forward`; `set_wall` moves one alone, as a user might."""

    def __init__(self, wall: Ms = NOON, mono: int = 1_000_000) -> None:
        self._wall = wall
        self._mono = mono

    def wall(self) -> Ms:
        return self._wall

    def mono(self) -> int:
        return self._mono

    def forward(self, ms: int) -> None:
        self._wall += ms
        self._mono += ms

    def set_wall(self, wall: Ms) -> None:
        self._wall = wall

    def sleep(self, ms: int) -> None:
        """A suspend on Linux: the wall clock runs on, the monotonic one stands still."""
        self._wall += ms


class FakeNotifier:
    """`up` is what stands on the screen, `shown` everything ever asked for, in order."""

    def __init__(self) -> None:
        self.acted: Callable[[str, ActionKey], None] = lambda key, action: None
        self.closed: Callable[[str], None] = lambda key: None
        self.shown: list[Notice] = []
        self.withdrawn: list[str] = []
        self.up: dict[str, Notice] = {}
        self.confirms = True
        self.ability = Ability(works=True, actions=True, text="a fake service, with buttons")

    async def show(self, notice: Notice) -> bool:
        self.shown.append(notice)
        if self.confirms:
            self.up[notice.key] = notice
        return self.confirms

    async def withdraw(self, key: str) -> None:
        self.withdrawn.append(key)
        self.up.pop(key, None)

    async def probe(self) -> Ability:
        return self.ability

    def press(self, key: str, action: ActionKey) -> None:
        """The user presses a button of a notification that is up."""
        assert key in self.up, f"no notification {key} is up"
        self.acted(key, action)

    def close(self, key: str) -> None:
        """The user closes a notification."""
        del self.up[key]
        self.closed(key)


class FakeDialer:
    """`taken` is everything handed over: (channel, address, words)."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.takes = True

    def call(self, e164: str) -> bool:
        return self._take("call", e164, "")

    def sms(self, e164: str, text: str) -> bool:
        return self._take("sms", e164, text)

    def email(self, address: str, subject: str, text: str) -> bool:
        return self._take("email", address, f"{subject}\n{text}")

    def handler(self, scheme: Literal["tel", "sms", "mailto"]) -> str:
        return "a fake phone" if self.takes else ""

    def _take(self, channel: str, to: str, words: str) -> bool:
        if self.takes:
            self.taken.append((channel, to, words))
        return self.takes


class FakeSound:
    def __init__(self) -> None:
        self.played: list[str] = []
        self.output = "fake speakers"

    def play(self, name: str) -> bool:
        self.played.append(name)
        return bool(self.output)

    def device(self) -> str:
        return self.output


class FakeSecrets:
    """`trouble`, when set, is what every call raises."""

    def __init__(self, tokens: dict[str, str] | None = None) -> None:
        self.tokens = dict(tokens or {})
        self.trouble: SecretsUnavailable | None = None

    async def get(self, account: str) -> str | None:
        self._check()
        return self.tokens.get(account)

    async def set(self, account: str, token: str) -> None:
        self._check()
        self.tokens[account] = token

    async def delete(self, account: str) -> None:
        self._check()
        self.tokens.pop(account, None)

    def _check(self) -> None:
        if self.trouble is not None:
            raise self.trouble


async def turns(count: int = 20) -> None:
    """Let everything that is ready run, a few times over."""
    for _ in range(count):
        await asyncio.sleep(0)
