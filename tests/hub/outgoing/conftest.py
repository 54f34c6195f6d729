"""A hub whose texts, mails and calls go to gateways under the test's thumb."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from msgspec.structs import replace

from app.domain.ids import Ms, new_id
from app.domain.lead import Lead
from app.domain.message import Message
from app.domain.playbook import Messages
from app.protocol.messages import Re
from hub.accounts import Device
from hub.outgoing.calls import Calls
from hub.outgoing.letters import Letters
from hub.outgoing.queue import Carrier, Outgoing, Post, Queue
from hub.policies import load_policies
from hub.service import Service
from tests.hub.builders import Hub, hub_at, settled
from tests.hub.outgoing.gateway import Thumb
from tests.rigs.processes import soon

T = TypeVar("T")


class Watched(Queue):
    """A queue of which a test can see that it has nothing left to do."""

    _asleep = False

    async def _sleep(self, upcoming: Ms | None) -> None:
        self._asleep = True
        try:
            await super()._sleep(upcoming)
        finally:
            self._asleep = False

    @property
    def looked(self) -> bool:
        """It sleeps, and nothing it was told of came after its last look."""
        return self._asleep and not self._news.is_set()

    @property
    def busy(self) -> int:
        return len(self._busy)


class WatchedOutgoing(Outgoing):
    def __init__(self, service: Service, carriers: list[Carrier]) -> None:
        self.watched = [Watched(service, carrier) for carrier in carriers]
        self._queues = list(self.watched)


@dataclass
class Sending:
    """`undo` is 5 s; the clock stands still unless a test moves it."""

    hub: Hub
    sms: Thumb = field(default_factory=lambda: Thumb("sms"))
    email: Thumb = field(default_factory=lambda: Thumb("email"))
    call: Thumb = field(default_factory=lambda: Thumb("call"))
    workers: list["asyncio.Task[None]"] = field(default_factory=list)
    killed: list["asyncio.Task[None]"] = field(default_factory=list)
    queues: list[Watched] = field(default_factory=list)
    letters: Letters = field(
        default_factory=lambda: Letters(public_url="https://hub.example", mail_domain="us.example")
    )

    def start(self) -> "asyncio.Task[None]":
        """One more worker, as if the hub had been started."""
        service = self.hub.service
        service.rulings.gateways = frozenset({"sms", "email", "call"})
        outgoing = WatchedOutgoing(
            service,
            [
                Post(service, "sms", self.sms, self.letters),
                Post(service, "email", self.email, self.letters),
                Calls(service, self.call, self.letters),
            ],
        )
        ready = asyncio.Event()
        ready.set()
        worker = asyncio.create_task(outgoing.run(ready))
        self.queues += outgoing.watched
        self.workers.append(worker)
        return worker

    async def stop(self) -> None:
        """Every worker, also those that were killed: what they held is over when this returns."""
        self.kill()
        await asyncio.gather(*self.killed, return_exceptions=True)
        self.killed.clear()

    def kill(self) -> None:
        """The workers are told to end, and nobody waits for it."""
        for worker in self.workers:
            worker.cancel()
        self.killed += self.workers
        self.workers.clear()
        self.queues.clear()

    async def mine(
        self, n: int = 1, who: Device | None = None, **what: Any
    ) -> tuple[Device, str, int]:
        """A lead that a rep has: (desk, lead, gen)."""
        desk = who or await self.hub.desk()
        lead = await self.hub.lead_id(n, **what)
        got = settled(await self.hub.do(desk, "claim", lead))
        return desk, lead, got.gen

    async def send(
        self, desk: Device, lead: str, gen: int, text: str = "Hello there", **more: Any
    ) -> tuple[str, Re]:
        """Queue words; the message's id."""
        message = new_id(self.hub.clock())
        answer = {"message": message, "channel": "sms", "text": text, **more}
        return message, await self.hub.do(desk, "send_message", lead, gen=gen, answer=answer)

    async def message(self, lead: str, message: str) -> Message:
        found = (await self.hub.lead(lead)).message(message)
        assert found is not None
        return found

    async def stands(self, lead: str, message: str, state: str) -> Message:
        """Wait until it does."""

        async def found() -> tuple[bool, Message]:
            now = await self.message(lead, message)
            return now.state == state, now

        return await self.comes(found, state)

    async def comes(self, found: Callable[[], Awaitable[tuple[bool, T]]], what: str) -> T:
        """What `found` finds as soon as it is right; asked again after every commit."""
        news = asyncio.Event()

        def told(team: str, seq: int) -> None:
            news.set()

        self.hub.service.changed.append(told)
        try:
            async with asyncio.timeout(30):
                while True:
                    right, now = await found()
                    if right:
                        return now
                    await news.wait()
                    news.clear()
        except TimeoutError:
            pytest.fail(f"it never stood as {what}: {now}")
        finally:
            self.hub.service.changed.remove(told)

    def later(self, seconds: float) -> None:
        """Time goes on, and everybody who sleeps looks up."""
        self.hub.clock.forward(seconds)
        for hook in self.hub.service.posted:
            hook()

    async def seen(self, gateway: Thumb, letters: int = 1) -> None:
        await soon(lambda: len(gateway.got) >= letters, f"{letters} at {gateway.title}")

    async def quiet(self) -> None:
        """Everything that is due by now has been looked at, and all that came of it is written;
        only what a closed gateway holds is still on its way."""
        for hook in self.hub.service.posted:
            hook()
        await soon(self._at_rest, "nothing is left to do")

    def _at_rest(self) -> bool:
        held = sum(gateway.holding for gateway in (self.sms, self.email, self.call))
        busy = sum(queue.busy for queue in self.queues)
        return busy == held and all(queue.looked for queue in self.queues)

    async def lead(self, lead: str) -> Lead:
        return await self.hub.lead(lead)


@pytest.fixture
async def sending(tmp_path: Path) -> AsyncIterator[Sending]:
    rules = replace(load_policies().default, messages=Messages(undo=5), answer_grace=7 * 86_400)
    async with hub_at(tmp_path / "data", rules=rules) as hub:
        made = Sending(hub)
        made.start()
        try:
            yield made
        finally:
            for gateway in (made.sms, made.email, made.call):
                gateway.open.set()
            await made.stop()
