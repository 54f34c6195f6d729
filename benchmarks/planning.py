"""The planner inside the hub, on a real SQLite file with 1,000 open leads: what it adds to the
write that ends a call, a queue packed anew, a night's learning. No socket in between."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import cast

from msgspec.structs import replace
from sqlalchemy import Connection

from app.domain import facts as f
from app.domain.bounds import Choose
from app.domain.facts import Fact
from app.domain.ids import Ms, new_id
from app.domain.lead import Person, Source, Where
from app.domain.rep_times import Busy, RepTimes
from app.domain.touch import Disposition, NextTouch
from app.protocol.messages import Cmd
from benchmarks.benchmark import Pace
from benchmarks.figures import Aim, Figure, measured
from hub import event_log, lead_log, time_rows
from hub.accounts import Accounts, Device
from hub.database import Database
from hub.plans.team_plans import TeamPlans
from hub.policies import load_policies
from hub.service import Service
from hub.sources import Sources

LEADS, REPS = 1_000, 10
NOW: Ms = 1_796_320_800_000
"""2026-12-03 18:00 UTC, a Thursday: office hours in every zone below."""
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix")
ENDINGS: tuple[Disposition, ...] = ("no_answer", "voicemail", "busy", "gatekeeper")


class House:
    """A hub without doors, its leads, and a clock that goes on a little with every act."""

    def __init__(self, folder: Path) -> None:
        self.at = NOW
        self.db = Database(folder)
        self.policies = load_policies()
        self.plans = TeamPlans(self.db, self.policies)
        self.service = Service(self.db, self.policies, self.now, self.plans)
        self.desks: list[Device] = []
        self.leads: list[tuple[str, Device]] = []

    def now(self) -> Ms:
        return self.at

    async def fill(self, leads: int) -> None:
        accounts, luck = Accounts(self.db, self.now), Random(1)
        source, _ = await Sources(self.db, self.now).add("form", "Form", "West")
        for n in range(REPS):
            code = await accounts.invite(f"Rep {n}", "West", "rep")
            self.desks.append((await accounts.redeem(code, "desk", f"i{n}", "127.0.0.1"))[1])
        self.team = source.team
        for number in range(leads):
            desk = self.desks[number % REPS]
            facts = _story(luck, number, self.team, desk, source.id)
            lead = await self.db.write(lambda conn, facts=facts: self._add(conn, facts))  # type: ignore[misc]
            self.leads.append((lead, desk))
        for desk in self.desks:
            await self.db.write(lambda conn, desk=desk: self._hours(conn, desk))  # type: ignore[misc]

    def _add(self, conn: Connection, facts: list[Fact]) -> str:
        event_log.lock(conn, self.team)
        lead, _ = lead_log.add(conn, self.team, facts, self.now())
        return lead.id

    def _hours(self, conn: Connection, desk: Device) -> None:
        luck = Random(desk.rep)
        meetings = sorted(
            NOW // HOUR * HOUR + luck.randint(0, 14) * DAY + luck.randint(-6, 6) * HOUR
            for _ in range(20)
        )
        busy = tuple(Busy(start=at, end=at + HOUR) for at in dict.fromkeys(meetings))
        times = RepTimes(zone="America/New_York", busy=busy)
        time_rows.keep(conn, self.team, desk.rep, times, desk.rep, self.now())

    async def call(self, lead: str, desk: Device, ending: Disposition, clue: str) -> float:
        """A call from start to end; ms from its ending to the committed answer."""
        touch = new_id(self.now())
        await self._do(desk, "start_touch", lead, touch=touch, channel="call")
        self.at += 1_000
        begun = time.perf_counter()
        await self._do(desk, "end_touch", lead, touch=touch, disposition=ending, clue=clue)
        return (time.perf_counter() - begun) * 1000

    async def _do(self, desk: Device, do: str, lead: str, **body: str) -> None:
        cmd = Cmd(id=1, op=new_id(self.now()), do=do, lead=lead, gen=1, b=dict(body))
        re = await self.service.submit(desk, cmd)
        if not re.ok:
            raise RuntimeError(f"{do} was refused: {re.e}")


@contextmanager
def _without(house: House) -> Iterator[None]:
    """The cadence alone, as if there were no planner."""
    planned = house.plans.choose
    house.plans.choose = lambda conn, team: cast("Choose", lambda *_: None)  # type: ignore[method-assign]
    try:
        yield
    finally:
        house.plans.choose = planned  # type: ignore[method-assign]


def take(pace: Pace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="leadbell-") as folder:
        yield from asyncio.run(_take(Path(folder), pace))


async def _take(folder: Path, pace: Pace) -> list[Figure]:
    house = House(folder)
    await asyncio.to_thread(house.db.open)
    try:
        await house.fill(pace.of(LEADS, LEADS))
        return [*await _endings(house, pace), *await _queues(house), await _night(house, pace)]
    finally:
        await asyncio.to_thread(house.db.close)


async def _endings(house: House, pace: Pace) -> list[Figure]:
    luck, count = Random(2), pace.of(150, 60)
    ours: list[float] = []
    bare: list[float] = []
    await house.call(*house.leads.pop(), "no_answer", "")  # loads the numeric core
    for n in range(count):  # in turn: what slows one slows the other
        ending = luck.choice(ENDINGS)
        clue = "Tue or Thu after 3" if n % 8 == 0 else ""
        ours.append(await house.call(*house.leads.pop(), ending, clue))
        with _without(house):
            bare.append(await house.call(*house.leads.pop(), ending, clue))
    note = f"{LEADS:,} open leads of {REPS} reps; the whole write with its commit"
    return [
        measured(
            "call ended -> next touch chosen and stored", "ms", ours, Aim(50, "p99"), note=note
        ),
        measured("the same by the cadence alone", "ms", bare),
    ]


async def _queues(house: House) -> list[Figure]:
    samples = []
    for desk in house.desks:
        begun = time.perf_counter()
        await house.db.read(
            lambda conn, rep=desk.rep: house.plans._moves(  # type: ignore[misc]
                conn, house.team, rep, "Hours changed", house.now()
            )
        )
        samples.append((time.perf_counter() - begun) * 1000)
    note = f"{LEADS // REPS} leads with rows, bounds, beliefs, exact packing; off the loop"
    return [measured("a rep's whole queue packed anew", "ms", samples, note=note)]


async def _night(house: House, pace: Pace) -> Figure:
    samples = []
    for _ in range(pace.of(5, 2)):
        begun = time.perf_counter()
        await house.plans.learn(house.team, house.now())
        samples.append((time.perf_counter() - begun) * 1000)
    note = f"{LEADS:,} leads read, learnt in a thread, prices and pick-up figures, stored"
    return measured("a night's learning of a team", "ms", samples, note=note)


def _story(luck: Random, number: int, team: str, desk: Device, source: str) -> list[Fact]:
    """Asked two days ago and called twice in vain, so that the next call ends the standard
    follow-ups. It is planned at some time within two weeks."""
    asked = NOW - 2 * DAY + luck.randint(0, 300) * MINUTE
    where = Where(zones=(luck.choice(ZONES),), country="US", confidence="high", source="form")
    rep, name = desk.rep, desk.rep_name
    facts: list[Fact] = [
        f.LeadReceived(
            team=team, received=asked, source=Source(id=source, name="Form", kind="form"),
            person=Person(name=f"Person {number}", email=f"p{number}@example.com",
                          phone=f"+1206555{number:04}"),
            where=where, rank="A", rank_why="asked for a demo", lane="strike_now",
        ),
        f.LeadClaimed(rep=rep, rep_name=name, gen=1, at=asked + 1000, lease_until=asked + 121_000),
    ]  # fmt: skip
    for n, wait in enumerate((2, 50)):
        at = asked + wait * MINUTE
        facts.append(
            f.TouchStarted(touch=f"t{number}-{n}", channel="call", at=at, rep=rep, rep_name=name)
        )
        facts.append(
            f.TouchEnded(
                touch=f"t{number}-{n}",
                at=at + MINUTE,
                disposition=luck.choice(ENDINGS),
                rep=rep,
                rep_name=name,
            )
        )
    ahead = NextTouch(
        at=NOW // DAY * DAY + luck.randint(1, 14) * DAY + luck.randint(14 * 60, 22 * 60) * MINUTE,
        channel="call", attempt=3, of=8, reason="No answer twice, one hour later",
    )  # fmt: skip
    return [*facts, f.NextTouchSet(next=replace(ahead), at=asked + 27 * HOUR)]
