"""From a POST to a rep's eyes on one desktop, and from the rep's key to a settled claim."""

import asyncio
import time
from collections.abc import Iterator, Sequence

from benchmarks.benchmark import Pace
from benchmarks.claimant import Claimant
from benchmarks.desktop import Desktop, Hand, Moment, desktop_running, paired_profile
from benchmarks.figures import Aim, Figure, measured, not_taken
from benchmarks.hub_process import HubProcess
from benchmarks.intake import Posted, Sender
from benchmarks.place import place

RATE = 4.0
"""Leads a second: slow enough that each rings singly."""
LEFT_OPEN = 3
"""A colleague takes each lead this many later, so that the pool stays a pool."""


def take(pace: Pace) -> Iterator[Figure]:
    with place() as at:
        profile = paired_profile(at.session, at.hub)
        with desktop_running(at.session, at.hub, profile) as desktop:
            desktop.wait("live")
            sender = Sender(at.hub.source())
            asyncio.run(arrivals(at.hub, sender, 5))
            posts = asyncio.run(arrivals(at.hub, sender, pace.of(200, 40)))
            time.sleep(2)
            yield reached(
                "POST -> the notification daemon has it",
                posts,
                desktop.moments("notified"),
                (Aim(15), Aim(60, "p99")),
            )
            yield reached(
                "POST -> row painted",
                posts,
                desktop.moments("row_painted"),
                (Aim(25), Aim(80, "p99")),
            )
            hand = Hand(at.session)
            try:
                clicks = [claim_by_key(desktop, sender, hand) for _ in range(pace.of(40, 10))]
            finally:
                hand.end()
            sender.close()
            yield measured("claim key pressed -> settled and painted", "ms", clicks, Aim(50, "p99"))


async def arrivals(hub: HubProcess, sender: Sender, count: int) -> list[Posted]:
    """`count` leads at the rate, each claimed by a colleague a little later."""
    posts: list[Posted] = []
    async with Claimant.at(hub.feed, hub.pair("Jonas Colleague")) as colleague:
        start = time.monotonic()
        for i in range(count):
            await asyncio.sleep(max(0.0, start + i / RATE - time.monotonic()))
            posts.append(await asyncio.to_thread(sender.post))
            if i >= LEFT_OPEN:
                await colleague.claim(posts[i - LEFT_OPEN].lead)
        await asyncio.sleep(1)
        for post in posts[-LEFT_OPEN:]:
            await colleague.claim(post.lead)
    return posts


def reached(
    what: str, posts: Sequence[Posted], moments: Sequence[Moment], aims: tuple[Aim, ...]
) -> Figure:
    """Milliseconds from each POST to the desktop's first moment about its lead."""
    first: dict[str, float] = {}
    for moment in moments:
        first.setdefault(moment.of, moment.at)
    samples = [first[post.lead] - post.sent * 1000 for post in posts if post.lead in first]
    lacking = len(posts) - len(samples)
    if not samples:
        return not_taken(what, "the desktop reported none")
    note = f"{lacking} of {len(posts)} had no moment of their own" if lacking else ""
    return measured(what, "ms", samples, *aims, note=note)


def claim_by_key(desktop: Desktop, sender: Sender, hand: Hand) -> float:
    """Milliseconds from the press of the claim key to the settled, painted row."""
    settled = len(desktop.moments("settled"))
    lead = sender.post().lead
    desktop.wait("row_painted", lead)
    time.sleep(0.3)
    pressed = hand.press("c")
    deadline = time.monotonic() + 5
    while len(told := desktop.moments("settled")) <= settled:
        if time.monotonic() > deadline:
            raise TimeoutError("the claim was not settled within 5 s")
        time.sleep(0.01)
    return told[settled].at - pressed
