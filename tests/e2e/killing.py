"""Kills a real hub at every step of a send and holds what its log says against what the other end
of the gateway really has."""

import asyncio
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field

from websockets.exceptions import ConnectionClosed

from app.domain.ids import new_id
from app.protocol import messages as m
from tests.e2e.ways_out import Way
from tests.feed_client import FeedClient
from tests.hub_process import HubProcess, Paired
from tests.rigs.carrier_server import Fault
from tests.rigs.processes import until

AT_ONCE = 5
"""Messages on their way at each kill, each a little behind the one before: one kill finds them at
different steps."""
LATEST_S = 0.35
"""After the first key; a send takes some 30 ms here, and late answers up to 0.3 s."""
ANSWERED_S = 120.0
"""The first act after a start waits until the planner is brought in."""
OVER = ("sent", "delivered", "failed", "unknown", "refused", "held")


def now() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Sent:
    """One claim with an answer: pressed once, resent with the same id until it was answered."""

    lead: str
    to: str
    word: str
    message: str
    op: str
    channel: str


@dataclass
class Killing:
    """One hub, its ways out, and what was sent by each."""

    hub: HubProcess
    ways: Sequence[Way]
    rng: random.Random
    sent: list[Sent] = field(default_factory=list)
    granted: set[str] = field(default_factory=set)
    number: int = 0

    def round(self, paired: Paired) -> list[Sent]:
        """Send a handful by each way, shoot the hub meanwhile, start it again and say it again."""
        batch = [self._posted(way) for _ in range(AT_ONCE) for way in self.ways]
        self.sent += batch
        for way in self.ways:
            way.upset([fault(self.rng) for _ in range(AT_ONCE)])
        moment = self.rng.uniform(0.0, LATEST_S)
        asyncio.run(self._shot_at(paired, batch, moment))
        self.hub.restart()
        for way in self.ways:
            way.upset([])
        asyncio.run(self._again(paired, batch))
        return batch

    def _posted(self, way: Way) -> Sent:
        self.number += 1
        number, word = f"+4477009{self.number:05}", f"word{self.number:06}x"
        mail = f"p{self.number}@lead.example"
        lead = self.hub.post(name=f"Person {self.number}", phone=number, email=mail)
        to = mail if way.channel == "email" else number
        return Sent(lead, to, word, new_id(now()), new_id(now()), way.channel)

    async def _shot_at(self, paired: Paired, batch: list[Sent], moment: float) -> None:
        async with FeedClient(paired) as desk:
            await desk.open()
            shot = asyncio.create_task(self._shoot(moment))
            with suppress(ConnectionClosed, OSError):
                for n, one in enumerate(batch):
                    await desk.send(order(n, one))
                    await asyncio.sleep(self.rng.uniform(0, moment / len(batch)))
            await shot

    async def _shoot(self, moment: float) -> None:
        await asyncio.sleep(moment)
        await asyncio.to_thread(self.hub.kill)

    async def _again(self, paired: Paired, batch: list[Sent]) -> None:
        """As a desk does: every act that was not answered is sent again, under its own id."""
        async with FeedClient(paired) as desk:
            await desk.open()
            for n, one in enumerate(batch):
                frame = order(n, one)
                await desk.send(frame)
                told = await desk.hear(m.Re, lambda re, n=n: re.re == n + 1, ANSWERED_S)  # type: ignore[misc]
                assert told.ok, told.e
                self.granted.add(one.message)

    # ---- what became of it -------------------------------------------------------------------

    def states(self) -> dict[str, str]:
        """Where each message stands by the hub's own rows."""
        store = f"file:{self.hub.data}/hub.sqlite?mode=ro"
        with closing(sqlite3.connect(store, uri=True, timeout=60)) as db:
            return dict(db.execute("SELECT id, state FROM message WHERE direction = 'outbound'"))

    def judged(self) -> Counter[str]:
        """Fails on any message sent twice, and on any that is neither there nor seen to be amiss.
        How many ended how."""
        until(
            lambda: all(self.states().get(one.message) in OVER for one in self.sent),
            "every message has come to an end",
            120,
        )
        ended = Counter[str]()
        for one in self.sent:
            way = next(way for way in self.ways if way.channel == one.channel)
            copies = way.copies(one.word, one.to)
            state = self.states()[one.message]  # after: what is held may go the moment it is read
            ended[state] += 1
            assert copies <= 1, f"{one.message} was sent {copies} times"
            if state in ("sent", "delivered"):
                until(lambda w=way, o=one: w.copies(o.word, o.to) == 1, f"{one.message} is there")  # type: ignore[misc]
            if state in ("failed", "refused", "held"):
                assert copies == 0, f"{one.message} is told as {state} and is there"
        return ended


def order(n: int, one: Sent) -> m.Cmd:
    answer = {"message": one.message, "channel": one.channel, "text": f"Hello {one.word}"}
    if one.channel == "email":
        answer["subject"] = "Your question"
    return m.Cmd(id=n + 1, op=one.op, do="claim", lead=one.lead, b={"answer": answer})


def fault(rng: random.Random) -> Fault:
    """Half of them go well; the rest is stored late, answered late, or the answer is lost."""
    act = rng.choice(["late", "late", "late", "slow", "cut_after", "cut_before", "half", "garbage"])
    if rng.random() < 0.5:
        return Fault("late", 0.0)
    return Fault(act, rng.uniform(0.02, 0.3) if act in ("late", "slow") else 0.0)
