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
"""Leads a second. A colleague takes each before the next comes: three that ring at once would
share one notification."""
TAKEN_AFTER_S = 0.6 / RATE
READ_S = 1.0
"""A rep looks before the key; the window also refuses keys for a lead that has just come up."""
NO_ANSWER = "3"


def take(pace: Pace) -> Iterator[Figure]:
    # Offers outlast the run: the first lead stays in the slot, so that all others come as rows.
    with place(accept="10 min") as at:
        profile = paired_profile(at.session, at.hub)
        with desktop_running(at.session, at.hub, profile) as desktop:
            desktop.wait("live")
            sender = Sender(at.hub.source())
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
                presses = [claim_by_key(desktop, sender, hand) for _ in range(pace.of(20, 5))]
            finally:
                hand.end()
            sender.close()
            yield measured(
                "claim key pressed -> settled at the desk", "ms", presses, Aim(50, "p99")
            )


async def arrivals(hub: HubProcess, sender: Sender, count: int) -> list[Posted]:
    """`count` leads at the rate, beside one that waits in the slot; a colleague takes them all."""
    posts: list[Posted] = []
    async with Claimant.at(hub.feed, hub.pair("Jonas Colleague")) as colleague:
        waits = await asyncio.to_thread(sender.post)
        start = time.monotonic() + 1
        for i in range(count):
            await asyncio.sleep(max(0.0, start + i / RATE - time.monotonic()))
            posts.append(await asyncio.to_thread(sender.post))
            await asyncio.sleep(TAKEN_AFTER_S)
            await colleague.claim(posts[-1].lead)
        await colleague.claim(waits.lead)
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
    """Milliseconds from the press of the claim key to the settled claim; then the call it
    began is ended, so that the next lead finds a free rep."""
    lead = sender.post().lead
    desktop.wait("notified", lead)
    hand.press("Home")
    time.sleep(READ_S)
    settled = len(desktop.moments("settled"))
    pressed = hand.press("c")
    desktop.wait_more("settled", settled + 2)  # the claim, and the call it begins
    claimed = desktop.moments("settled")[settled].at
    time.sleep(READ_S)
    hand.press(NO_ANSWER)
    time.sleep(READ_S / 2)
    hand.press("Return")
    desktop.wait_more("settled", settled + 3)
    return claimed - pressed
