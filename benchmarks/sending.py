"""From a desk's key to the gateway having the message, the undo window off: the command on the
socket, two commits, the gateway's own protocol, and back. Then from a tap on its link to a desk."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec

from app.domain.ids import new_id
from app.protocol import messages as m
from benchmarks.benchmark import Pace
from benchmarks.figures import Aim, Figure, measured
from benchmarks.taps import taps
from tests.e2e.ways_out import ByCarrier, Way, sending_hub, way_out
from tests.feed_client import FeedClient
from tests.hub_process import HubProcess

WAYS = {
    "kannel": "an SMS, real Kannel",
    "twilio": "an SMS, a carrier's server over HTTP on this machine",
    "exim": "an email, real exim4 with STARTTLS and a login, one connection each",
}
WARM_UP = 3
APART_S = 0.06
"""One command after another, no faster than a desk is let."""
AIM_MS = 250.0
"""Under a quarter of a second nobody waits for it."""


def take(pace: Pace) -> Iterator[Figure]:
    count = pace.of(100, 20)
    for name, what in WAYS.items():
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="leadbell-")))
            way = stack.enter_context(way_out(name, folder))
            hub = stack.enter_context(sending_hub(folder / "h", [way]))
            told, there = asyncio.run(_sent(hub, way, count))
        yield measured(
            f"key pressed to “sent” on the desk: {what}",
            "ms",
            told,
            Aim(AIM_MS),
            note="claim, answer and next touch in one act; undo window 0 s",
        )
        if there:
            yield measured(f"key pressed to the gateway having it: {what}", "ms", there)
    yield from taps(count)


async def _sent(hub: HubProcess, way: Way, count: int) -> tuple[list[float], list[float]]:
    """Milliseconds until the desk hears that it was sent, and until the other end had it where that
    end keeps the time."""
    paired = hub.pair("Anna")
    pressed: dict[str, float] = {}
    told: list[float] = []
    async with FeedClient(paired) as desk:
        await desk.open()
        for n in range(count + WARM_UP):
            number, mail = f"+4477009{n:05}", f"p{n}@lead.example"
            lead = await asyncio.to_thread(hub.post, name=f"Person {n}", phone=number, email=mail)
            message, word = new_id(_now()), f"word{n:05}x"
            answer = {"message": message, "channel": way.channel, "text": f"Hello {word}"}
            if way.channel == "email":
                answer["subject"] = "Your question"
            frame = m.Cmd(id=n + 1, op=new_id(_now()), do="claim", lead=lead, b={"answer": answer})
            began, pressed[word] = time.monotonic(), time.time()
            await desk.send(frame)
            await desk.hear(m.Ev, lambda ev, at=message: _sent_fact(ev, at))  # type: ignore[misc]
            told.append((time.monotonic() - began) * 1000)
            await asyncio.sleep(APART_S)
    there: list[float] = []
    if isinstance(way, ByCarrier):
        for one in way.carrier.taken():
            there.append((one.at - pressed[one.body.split()[-1]]) * 1000)
    return told[WARM_UP:], there[WARM_UP:]


def _sent_fact(ev: m.Ev, message: str) -> bool:
    if ev.k != "message.sent":
        return False
    told: dict[str, str] = msgspec.json.decode(ev.b)
    return told["message"] == message


def _now() -> int:
    return time.time_ns() // 1_000_000
