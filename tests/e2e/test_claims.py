"""One hub, real desks and a crowd of reps: everybody entitled is told, and one row decides."""

import asyncio
import time
from contextlib import AsyncExitStack
from itertools import count

from app.domain.ids import new_id
from app.protocol import messages as m
from tests.desk_process import DeskProcess, of
from tests.e2e.conftest import StartDesk
from tests.feed_client import FeedClient
from tests.hub_process import HubProcess
from tests.rigs.processes import until

REPS, LEADS = 50, 100
NUMBERS = count(2)


def test_a_post_reaches_each_entitled_desk_once_and_nobody_else(
    hub: HubProcess, desk_of: StartDesk
) -> None:
    desks = [desk_of("Anna"), desk_of("Jonas"), desk_of("Petra", role="team-lead")]
    abroad = hub.post(team="East", email="east@example.com", phone="")
    lead = hub.post()
    for desk in desks:
        desk.wait(lambda said: said.get("fact") == "lead.new", "the lead arrives")
        assert [of(said) for said in desk.facts("lead.new")] == [lead], f"not {abroad} of East"


def test_of_fifty_reps_claiming_at_once_one_wins_and_the_others_hear_who_and_when(
    hub: HubProcess, desk_of: StartDesk
) -> None:
    desks = [desk_of("Anna"), desk_of("Jonas"), desk_of("Petra", role="team-lead")]
    won = asyncio.run(fifty_claim_a_hundred(hub))
    assert len(won) == LEADS
    for desk in desks:
        told = owners_told(desk)
        assert told == {lead: [rep] for lead, rep in won.items()}, "one owner each, told once"
    assert len(set(won.values())) > 1, "it was a race, not a queue"


async def fifty_claim_a_hundred(hub: HubProcess) -> dict[str, str]:
    """Lead -> the rep that won it, after holding every answer against the facts."""
    paired = await asyncio.to_thread(lambda: [hub.pair(f"Rep {n}") for n in range(REPS)])
    won: dict[str, str] = {}
    async with AsyncExitStack() as stack:
        reps = [await stack.enter_async_context(FeedClient(each)) for each in paired]
        await asyncio.gather(*(rep.open() for rep in reps))
        for n in range(LEADS):
            lead = await asyncio.to_thread(hub.post, email=f"{n}@lead.example", phone="")
            await asyncio.gather(*(heard_of(rep, "lead.new", lead) for rep in reps))
            answers = await asyncio.gather(*(claimed(rep, lead) for rep in reps))
            facts = await asyncio.gather(*(heard_of(rep, "lead.claimed", lead) for rep in reps))
            [winner] = [rep.paired for rep, re in zip(reps, answers, strict=True) if re.ok]
            assert len({(fact.eid, fact.seq, fact.ts) for fact in facts}) == 1
            for re in answers:
                assert re.ok or said(re) == (winner.rep, winner.rep_name, facts[0].ts)
            won[lead] = winner.rep
    return won


def said(re: m.Re) -> tuple[str, str, int | None]:
    """Who has it, by id and by name, and since when, as a loser was told."""
    assert re.e is not None
    assert re.e.code == "already_claimed"
    return re.e.owner, re.e.owner_name, re.e.since


async def heard_of(rep: FeedClient, kind: str, lead: str) -> m.Ev:
    return await rep.hear(m.Ev, lambda ev: ev.k == kind and ev.lead == lead)


async def claimed(rep: FeedClient, lead: str) -> m.Re:
    """The hub's last word on this rep's claim; asked again, as a desk does, when it says later."""
    op = new_id(time.time_ns() // 1_000_000)
    while True:
        re = await rep.order(next(NUMBERS), op, "claim", lead)
        if re.ok or re.e is None or re.e.retry != "after":
            return re
        await asyncio.sleep(re.e.after_ms / 1000)


def owners_told(desk: DeskProcess) -> dict[str, list[str]]:
    """Lead -> the reps it went to, in the order this desk was told."""
    owners: dict[str, list[str]] = {}
    until(lambda: len(desk.facts("lead.claimed")) >= LEADS, "every claim is told", 120)
    for fact in desk.facts("lead.claimed"):
        owners.setdefault(of(fact), []).append(fact["b"]["rep"])
    return owners
