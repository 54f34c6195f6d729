"""Claims a second with every one on disk before its answer, against SQLite's own bare inserts."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.benchmark import Pace
from benchmarks.claimant import Claimant
from benchmarks.figures import Aim, Figure, measured
from benchmarks.hub_process import HubProcess, hub_running
from benchmarks.intake import Sender
from tests.hub.builders import hub_at

TEAMS, DESKS_EACH, CLAIMS_EACH = 10, 4, 20
"""Stays under the 40 commands at once that the hub grants a desk, 20 a second after that."""
REFILL_S = 1.2
SERVED, AT_ONCE = 900, 200
"""Fits the writer's queue, which holds 1,000."""


def take(pace: Pace) -> Iterator[Figure]:
    rounds = pace.of(5, 2)
    with tempfile.TemporaryDirectory(prefix="leadbell-") as folder:
        raw: list[float] = []
        decided: list[float] = []
        for i in range(rounds):
            raw.append(raw_inserts(Path(folder) / f"raw{i}.sqlite", SERVED))
            decided.append(asyncio.run(through_the_service(Path(folder) / f"hub{i}")))
        floor = measured("raw SQLite, synchronous=FULL, one small insert a commit", "/s", raw)
        assert floor.spread is not None
        yield measured(
            f"claims through the one writer, {AT_ONCE} waiting, group commit",
            "/s",
            decided,
            Aim(floor.spread.p50 / 2, least=True),
            note="decision, lead row, fact, stored answer; the aim is half of the raw inserts",
        )
        yield floor
        with hub_running(Path(folder)) as hub:
            rates = asyncio.run(over_the_wire(hub, rounds))
    yield measured(
        "claims over the socket, 40 desks in 10 teams at once",
        "/s",
        rates,
        note="frames, decisions and telling the others included, with the desks on the same cores",
    )


def raw_inserts(path: Path, count: int) -> float:
    """Commits a second of one small row each."""
    line = sqlite3.connect(path, isolation_level=None)
    line.execute("PRAGMA journal_mode=WAL")
    line.execute("PRAGMA synchronous=FULL")
    line.execute("CREATE TABLE claim (lead TEXT PRIMARY KEY, rep TEXT, gen INTEGER, at INTEGER)")
    began = time.monotonic()
    for i in range(count):
        line.execute("INSERT INTO claim VALUES (?, ?, 1, ?)", (f"lead-{i:030}", "rep", i))
    took = time.monotonic() - began
    line.close()
    return count / took


async def through_the_service(data: Path) -> float:
    """Claims a second of one rep, decided and on disk, without a socket."""
    async with hub_at(data) as hub:
        who = await hub.desk()
        leads = await asyncio.gather(*(hub.lead_id(n) for n in range(SERVED)))
        few = asyncio.Semaphore(AT_ONCE)

        async def claim(lead: str) -> bool:
            async with few:
                return (await hub.do(who, "claim", lead)).ok

        began = time.monotonic()
        granted = await asyncio.gather(*(claim(lead) for lead in leads))
        took = time.monotonic() - began
    if not all(granted):
        raise RuntimeError(f"{granted.count(False)} claims were refused")
    return SERVED / took


async def over_the_wire(hub: HubProcess, rounds: int) -> list[float]:
    """Claims a second, once for each round in which every desk claims its share at once."""
    teams = [f"Team {i}" for i in range(TEAMS)]
    senders = [Sender(hub.source(team)) for team in teams]
    rates: list[float] = []
    async with AsyncExitStack() as open_desks:
        desks: list[list[Claimant]] = []
        for team in teams:
            tokens = [hub.pair(f"{team} rep {i}", team) for i in range(DESKS_EACH)]
            entered = [Claimant.at(hub.feed, token) for token in tokens]
            desks.append([await open_desks.enter_async_context(desk) for desk in entered])
        for _ in range(rounds):
            shares = [
                [post.lead for post in sender.post_many(DESKS_EACH * CLAIMS_EACH)]
                for sender in senders
            ]
            await asyncio.sleep(REFILL_S)
            began = time.monotonic()
            await asyncio.gather(
                *(
                    claim_share(desk, leads[i::DESKS_EACH])
                    for team, leads in zip(desks, shares, strict=True)
                    for i, desk in enumerate(team)
                )
            )
            rates.append(TEAMS * DESKS_EACH * CLAIMS_EACH / (time.monotonic() - began))
    for sender in senders:
        sender.close()
    return rates


async def claim_share(desk: Claimant, leads: list[str]) -> None:
    """All asked at once, then all answers awaited."""
    for lead in leads:
        await desk.ask(lead)
    for _ in leads:
        await desk.answered()
