"""The hub without a screen: a POST's answer, its way to 200 desks, and what a claim costs there.

The same desks then hear websockets' own broadcast of the same frame: the floor."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.benchmark import Pace
from benchmarks.claimant import Claimant
from benchmarks.figures import Aim, Figure, measured
from benchmarks.fleet import bare_publish, bare_server, fleet_of
from benchmarks.hub_process import HubProcess, hub_running
from benchmarks.intake import Sender, answer_times

DESKS = 200
RATE = 10.0
"""Leads a second: a webinar has just ended."""


def take(pace: Pace) -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="leadbell-") as folder,
        hub_running(Path(folder)) as hub,
    ):
        sender = Sender(hub.source())
        yield from to_many_desks(hub, sender, pace)
        sender.post_many(20)
        posts = sender.post_many(pace.of(500, 200))
        yield measured("POST -> 200, committed, no desk on", "ms", answer_times(posts))
        sender.close()


def to_many_desks(hub: HubProcess, sender: Sender, pace: Pace) -> Iterator[Figure]:
    """Leads to 200 desks, then their claims told to all; and the same way of a bare broadcast."""
    desks, count = pace.of(DESKS, DESKS // 2), pace.of(200, 50)
    tokens = hub.pair_many(desks)
    with fleet_of(hub.feed, tokens) as fleet:
        sender.post_at(RATE, 10)
        fleet.report()
        sent = {post.lead: post.sent for post in sender.post_at(RATE, count)}
        heard = fleet.report()
        claims = asyncio.run(_claim_each(hub, list(sent)))
    ours = heard.last(sent, desks)
    with bare_server() as (server, url), fleet_of(url, tokens, bare=True) as fleet:
        bare_publish(server, heard.frame, 10, RATE)
        fleet.report()
        published = bare_publish(server, heard.frame, count, RATE)
        bare = fleet.report()
    floor = measured(f"bare broadcast -> on the last of {desks}", "ms", bare.last(published, desks))
    assert floor.spread is not None
    yield measured(f"POST -> on each of {desks} desks", "ms", heard.each(sent))
    yield measured(
        f"POST -> on the last of {desks} desks",
        "ms",
        ours,
        Aim(250, "p99"),
        Aim(2 * floor.spread.p99, "p99"),
        note=f"{RATE:g} leads a second; the second aim is twice the bare broadcast's p99 below",
    )
    yield floor
    yield measured(
        f"claim sent -> settled, each told to {desks} desks", "ms", claims, Aim(50, "p99")
    )


async def _claim_each(hub: HubProcess, leads: list[str]) -> list[float]:
    async with Claimant.at(hub.feed, hub.pair("Claimant")) as claimant:
        start, samples = time.monotonic(), []
        for i, lead in enumerate(leads):
            await asyncio.sleep(max(0.0, start + i / RATE - time.monotonic()))
            samples.append(await claimant.claim(lead))
    return samples
