"""Leads in the middle of being followed up, put into a hub's store as facts: who owns them, when
their next touch is due, how they rank."""

from typing import Any

from msgspec.structs import replace

from app.domain import facts as f
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Rank
from app.domain.touch import NextTouch
from hub import event_log, lead_log
from hub.accounts import Device
from tests import builders as b
from tests.hub.builders import Hub

HOUR, DAY = 3_600_000, 86_400_000


def next_touch(at: Ms, **more: Any) -> NextTouch:
    values: dict[str, Any] = {"channel": "call", "attempt": 4, "of": 8, "reason": "as planned"}
    return NextTouch(at=at, **{**values, **more})


def history(
    hub: Hub,
    owner: Device,
    at: Ms | None,
    *,
    n: int = 1,
    rank: Rank = "A",
    age: Ms = DAY,
    **more: Any,
) -> list[Fact]:
    """A lead received `age` ago and called three times in vain within five hours; due next at `at`
    (None: never)."""
    received = hub.clock() - age
    lead = b.received(
        team=hub.team,
        received=received,
        rank=rank,
        person=b.a_person(email=f"p{n}@example.com", phone=f"+4477009{n:05}"),
    )
    facts: list[Fact] = [replace(lead, due=received + 300_000)]
    facts.append(
        f.LeadClaimed(
            rep=owner.rep,
            rep_name=owner.rep_name,
            gen=1,
            at=received + 1000,
            lease_until=received + 121_000,
        )
    )
    for number in range(3):
        start, touch = received + 60_000 + number * 2 * HOUR, f"touch-{number}"
        who: dict[str, Any] = {"rep": owner.rep, "rep_name": owner.rep_name}
        facts.append(f.TouchStarted(touch=touch, channel="call", at=start, **who))
        facts.append(f.TouchEnded(touch=touch, at=start + 30_000, disposition="no_answer", **who))
    if at is not None:
        facts.append(f.NextTouchSet(next=next_touch(at, **more), at=received + 5 * HOUR))
    return facts


async def put(hub: Hub, *histories: list[Fact]) -> list[str]:
    """Store them in one write; their ids."""

    def write(conn: Any) -> list[str]:
        event_log.lock(conn, hub.team)
        added = [lead_log.add(conn, hub.team, facts, hub.clock()) for facts in histories]
        return [lead.id for lead, _ in added]

    return await hub.db.write(write)
