"""What hub tests are made of: a small playbook, people, deliveries, a hub on a real file."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from app.domain.commands import ReceiveLead, Role
from app.domain.ids import Ms, new_id
from app.domain.lead import LaneName, Lead, Person, Source, Where
from app.domain.playbook import After, Cadence, Lane, Playbook, ReturnReason, Step
from app.domain.rules import Rule
from app.protocol.messages import Cmd, Problem, Re, Settled
from hub import lead_rows
from hub.accounts import Accounts, Device
from hub.database import Database
from hub.deliveries import Delivery
from hub.event_log import EventLog
from hub.planning import Plans
from hub.policies import Policies
from hub.service import Service
from hub.snapshots import Snapshots
from hub.sources import SourceRow, Sources

NOON: Ms = 1_793_016_000_000
"""2026-10-26 12:00 UTC, a Monday."""


def playbook(lease: int = 120, merge_within: int = 86_400) -> Playbook:
    return Playbook(
        name="Test",
        definition="somebody who asked",
        lease=lease,
        answer_grace=3600,
        merge_within=merge_within,
        min_gap=60,
        max_calls_a_day=3,
        burst=5,
        ranks=(),
        lanes={
            "strike_now": Lane(title="Strike now", sla=300, accept=30, cadence="calls"),
            "nurture": Lane(title="Nurture", rings=False),
        },
        cadences={"calls": Cadence(steps=(Step(channel="call", wait=3600, why="try again"),) * 5)},
        rules={"default": Rule(name="everybody", windows=(((480, 1200),),) * 7)},
        dispositions={
            "connected": After(then="next"),
            "no_answer": After(then="next"),
            "returned": After(then="close"),
        },
        templates=(),
        return_reasons=(ReturnReason(key="spam", title="Spam", then="It is gone."),),
    )


def settled(re: Re) -> Settled:
    """What a granted command came to; fails for a refused one, saying why."""
    assert re.ok, re.e
    assert re.r is not None
    return re.r


def problem(re: Re) -> Problem:
    """Why a command was refused; fails for a granted one."""
    assert not re.ok, re.r
    assert re.e is not None
    return re.e


class Hand:
    """A clock moved by hand."""

    def __init__(self, now: Ms = NOON) -> None:
        self.at = now

    def __call__(self) -> Ms:
        return self.at

    def forward(self, seconds: float) -> Ms:
        self.at += round(seconds * 1000)
        return self.at


class Hub(Struct):
    """A whole hub without its doors."""

    db: Database
    clock: Hand
    accounts: Accounts
    sources: Sources
    service: Service
    log: EventLog
    snapshots: Snapshots
    source: SourceRow

    @property
    def team(self) -> str:
        return self.source.team

    async def desk(self, name: str = "Dana", role: Role = "rep", install: str = "") -> Device:
        code = await self.accounts.invite(name, "Team West", role)
        _, device = await self.accounts.redeem(code, "laptop", install, "127.0.0.1")
        return device

    async def lead_id(self, n: int = 1, **what: Any) -> str:
        """A new lead, from a person who never asked before."""
        return (await self.service.receive(self.delivery(n, **what))).lead

    async def lead(self, lead_id: str) -> Lead:
        found = await self.db.read(lambda conn: lead_rows.find(conn, self.team, lead_id))
        assert found is not None
        return found

    async def kinds(self) -> list[str]:
        return [event.k for event in await self.log.read(self.team, 0, 10_000)]

    def delivery(
        self,
        n: int = 1,
        *,
        key: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        lane: LaneName = "strike_now",
        mapped: bool = True,
        test: bool = False,
        body: bytes = b"",
    ) -> Delivery:
        raw = body or f'{{"n":{n}}}'.encode()
        person = Person(
            name=f"Person {n}",
            email=f"p{n}@example.com" if email is None else email,
            phone=f"+4930{n:07}" if phone is None else phone,
            message="please call",
        )
        made = ReceiveLead(
            team=self.source.team,
            received=self.clock(),
            source=Source(id=self.source.id, name=self.source.name, kind=self.source.kind),
            person=person,
            where=Where(),
            consent={},
            opted_in=None,
            rank="A",
            rank_why="asked for a demo",
            lane=lane,
        )
        return Delivery(
            source=self.source,
            key=f"delivery-{n}" if key is None else key,
            body_hash=hashlib.sha256(raw).hexdigest(),
            body=raw,
            content_type="application/json",
            received=self.clock(),
            made=made if mapped else None,
            why="" if mapped else "no email and no phone number",
            test=test,
        )

    async def do(self, who: Device, do: str, lead: str, op: str = "", **more: Any) -> Re:
        envelope = {k: more.pop(k) for k in ("gen", "not_after") if k in more}
        return await self.service.submit(
            who, Cmd(id=7, op=op or new_id(self.clock()), do=do, lead=lead, b=more, **envelope)
        )


@asynccontextmanager
async def hub_at(
    data: Path,
    url: str = "",
    rules: Playbook | None = None,
    now: Ms = NOON,
    plans: Callable[[Database, Policies], Plans] | None = None,
) -> AsyncIterator[Hub]:
    """A hub on the files in `data`, opened off the loop as the server does."""
    clock = Hand(now)
    db = Database(data, url)
    await asyncio.to_thread(db.open)
    try:
        sources = Sources(db, clock)
        policies = Policies(rules or playbook())
        source, _ = await sources.add("form", f"Demo form {data.name}", "Team West")
        yield Hub(
            db=db,
            clock=clock,
            accounts=Accounts(db, clock),
            sources=sources,
            service=Service(db, policies, clock, plans(db, policies) if plans else None),
            log=EventLog(db),
            snapshots=Snapshots(db),
            source=source,
        )
    finally:
        await asyncio.to_thread(db.close)
