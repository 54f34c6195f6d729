"""A hub whose texts, mails and calls go to gateways under the test's thumb."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from app.domain.ids import new_id
from app.domain.lead import Lead
from app.domain.message import Message
from app.domain.playbook import Messages
from app.protocol.messages import Re
from hub.accounts import Device
from hub.outgoing.calls import Calls
from hub.outgoing.letters import Letters
from hub.outgoing.queue import Outgoing, Post
from hub.policies import load_policies
from tests.hub.builders import Hub, hub_at, settled
from tests.hub.outgoing.gateway import Thumb
from tests.rigs.processes import soon


@dataclass
class Sending:
    """`undo` is 5 s; the clock stands still unless a test moves it."""

    hub: Hub
    sms: Thumb = field(default_factory=lambda: Thumb("sms"))
    email: Thumb = field(default_factory=lambda: Thumb("email"))
    call: Thumb = field(default_factory=lambda: Thumb("call"))
    workers: list["asyncio.Task[None]"] = field(default_factory=list)
    letters: Letters = field(
        default_factory=lambda: Letters(public_url="https://hub.example", mail_domain="us.example")
    )

    def start(self) -> "asyncio.Task[None]":
        """One more worker, as if the hub had been started."""
        service = self.hub.service
        service.rulings.gateways = frozenset({"sms", "email", "call"})
        queue = Outgoing(
            service,
            [
                Post(service, "sms", self.sms, self.letters),
                Post(service, "email", self.email, self.letters),
                Calls(service, self.call, self.letters),
            ],
        )
        ready = asyncio.Event()
        ready.set()
        worker = asyncio.create_task(queue.run(ready))
        self.workers.append(worker)
        return worker

    async def stop(self) -> None:
        for worker in self.workers:
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker
        self.workers.clear()

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
        news = asyncio.Event()

        def told(team: str, seq: int) -> None:
            news.set()

        self.hub.service.changed.append(told)
        try:
            async with asyncio.timeout(10):
                while (found := await self.message(lead, message)).state != state:
                    await news.wait()
                    news.clear()
        except TimeoutError:
            pytest.fail(f"it stands as {found.state}, not as {state}")
        finally:
            self.hub.service.changed.remove(told)
        return found

    def later(self, seconds: float) -> None:
        """Time goes on, and everybody who sleeps looks up."""
        self.hub.clock.forward(seconds)
        for hook in self.hub.service.posted:
            hook()

    async def seen(self, gateway: Thumb, letters: int = 1) -> None:
        await soon(lambda: len(gateway.got) >= letters, f"{letters} at {gateway.title}")

    async def quiet(self) -> None:
        """Everything that is due by now has been looked at: a message that goes after all others
        has come through."""
        await asyncio.sleep(0.05)

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
