"""A hub with its planner, on a real file, and a day of calls in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec.structs import replace

from app.domain.ids import new_id
from app.domain.lead import Where
from app.domain.playbook import Playbook
from hub.accounts import Device
from hub.database import Database
from hub.plans.team_plans import TeamPlans
from hub.policies import Policies
from tests.builders import HOUR, MINUTE, a_playbook
from tests.hub.builders import Hub, hub_at, settled
from tests.hub.plans.shapes import LISBON, moment

THURSDAY = moment(19, 12, 35)


def patient(db: Database, policies: Policies) -> TeamPlans:
    """A planner that is waited for: on a busy machine, too, a choice is the planner's."""
    return TeamPlans(db, policies, longest=60)


@asynccontextmanager
async def planning_hub(data: Path, playbook: Playbook | None = None) -> AsyncIterator[Hub]:
    """It is Thursday noon, the planner plans, the shipped playbook counts."""
    rules = playbook or a_playbook()
    async with hub_at(data, rules=rules, now=THURSDAY, plans=patient) as made:
        yield made


def plans_of(hub: Hub) -> TeamPlans:
    assert isinstance(hub.service.plans, TeamPlans)
    return hub.service.plans


async def taken_lead(hub: Hub, desk: Device, n: int, where: Where = LISBON) -> str:
    """A lead that asked for a demo and that `desk` has."""
    delivery = hub.delivery(n)
    assert delivery.made is not None
    placed = replace(delivery, made=replace(delivery.made, where=where))
    lead = (await hub.service.receive(placed)).lead
    settled(await hub.do(desk, "claim", lead))
    return lead


async def called(
    hub: Hub, desk: Device, lead: str, ending: str = "no_answer", clue: str = ""
) -> None:
    """A call of two minutes from now on."""
    touch, gen = new_id(hub.clock()), (await hub.lead(lead)).gen
    settled(await hub.do(desk, "start_touch", lead, gen=gen, touch=touch, channel="call"))
    hub.clock.forward(120)
    more = {"clue": clue} if clue else {}
    settled(await hub.do(desk, "end_touch", lead, gen=gen, touch=touch, disposition=ending, **more))


async def tried_thrice(hub: Hub, desk: Device, *leads: str, ending: str = "no_answer") -> None:
    """The answer and both follow-ups, in vain: from here on a time is chosen."""
    for wait, word in ((0, "no_answer"), (40 * MINUTE, "no_answer"), (HOUR, ending)):
        hub.clock.forward(wait // 1000)
        for lead in leads:
            await called(hub, desk, lead, word)
