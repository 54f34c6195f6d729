"""A gateway under the tests' thumb: keeps what it got, answers what it is told, when it is told."""

import asyncio
from collections.abc import Callable

from app.domain.ids import Ms
from hub.gateways.port import Kind, Letter, Outcome, Report, Ring, Sent


class Thumb:
    """`got` is every letter it was handed; `answers` what it says to each, in turn."""

    def __init__(self, kind: Kind = "sms") -> None:
        self.kind: Kind = kind
        self.keeps_track = False
        self.title = f"Thumb {kind}"
        self.got: list[Letter] = []
        self.rung: list[Ring] = []
        self.asked: list[str] = []
        self.answers: list[Outcome | Exception] = []
        self.reports: list[Report] = []
        self.open = asyncio.Event()
        self.open.set()
        """Closed: whatever comes waits."""
        self.holding = 0
        """How many wait."""
        self.seen: Callable[[], None] = lambda: None

    async def send(self, letter: Letter) -> Outcome:
        self.got.append(letter)
        self.seen()
        await self._opened()
        return self._answer(letter.id)

    async def ring(self, ring: Ring) -> Outcome:
        self.rung.append(ring)
        await self._opened()
        return self._answer(ring.id)

    async def ask(self, about: Letter | Ring, ref: str, since: Ms) -> Report:
        self.asked.append(about.id)
        return self.reports.pop(0) if self.reports else Report(state="no_answer", why="Silence.")

    async def check(self) -> str:
        return "Fine."

    async def close(self) -> None:
        self.open.set()

    async def _opened(self) -> None:
        self.holding += 1
        try:
            await self.open.wait()
        finally:
            self.holding -= 1

    def _answer(self, about: str) -> Outcome:
        told = self.answers.pop(0) if self.answers else Sent(ref=f"ref-{about}")
        if isinstance(told, Exception):
            raise told
        return told
