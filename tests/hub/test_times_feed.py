"""Own times over real sockets: told after open, and to every desk of that rep on each change."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain.ids import new_id
from app.domain.rep_times import Block, Leave, RepTimes
from app.protocol import messages as m
from tests.feed_client import FeedClient
from tests.hub_process import HubProcess, Paired, hub, shared_hub

__all__ = ["hub", "shared_hub"]
Opened = Callable[[Paired], Awaitable[tuple[FeedClient, m.Times]]]
NIGHT = {"zone": "Asia/Kolkata", "blocks": [{"day": 0, "start": 1320, "end": 360}]}
KEPT = RepTimes(zone="Asia/Kolkata", blocks=(Block(day=0, start=1320, end=360),))


async def set_times(desk: FeedClient, times: dict[str, Any], rep: str = "", op: str = "") -> m.Re:
    number = len(desk.frames) + 1
    body = {"times": times, "rep": rep}
    return await desk.order(number, op or new_id(await now(desk)), "set_times", "", b=body)


@pytest.fixture
async def opened() -> AsyncIterator[Opened]:
    """Opens desks, each with the times it is told first; closes them after the test."""
    async with AsyncExitStack() as desks:

        async def one(paired: Paired) -> tuple[FeedClient, m.Times]:
            desk = await desks.enter_async_context(FeedClient(paired))
            await desk.open()
            return desk, await desk.hear(m.Times)

        yield one


async def test_every_desk_of_a_rep_hears_of_new_times_and_the_team_of_the_shift(
    shared_hub: HubProcess, opened: Opened
) -> None:
    names = ("Dana", "Dana", "Jonas")
    pairs = [await asyncio.to_thread(shared_hub.pair, name) for name in names]
    (one, first), (two, _), (jonas, _) = [await opened(pair) for pair in pairs]
    assert first == m.Times(times=RepTimes()), "told after open, before anything was set"
    assert (await set_times(one, NIGHT)).ok
    for desk in (one, two):
        assert (await desk.hear(m.Times)).times == KEPT
    assert (await jonas.hear(m.Times)).team == {pairs[0].rep: KEPT}
    _, told = await opened(pairs[1])
    assert told.times == KEPT


async def test_what_a_team_lead_sets_for_somebody_reaches_that_reps_desk(
    shared_hub: HubProcess, opened: Opened
) -> None:
    ana = await asyncio.to_thread(shared_hub.pair, "Ana")
    petra = await asyncio.to_thread(shared_hub.pair, "Petra", "West", "team-lead")
    desk, _ = await opened(ana)
    lead, _ = await opened(petra)
    leave = {"leave": [{"first": "2026-12-01", "last": "2026-12-10", "cover": petra.rep}]}
    assert (await set_times(lead, leave, rep=ana.rep)).ok
    away = (Leave(first="2026-12-01", last="2026-12-10", cover=petra.rep),)
    assert (await desk.hear(m.Times)).times.leave == away
    no = await set_times(desk, NIGHT, rep=petra.rep)
    assert no.e is not None
    assert no.e.code == "forbidden"


async def test_a_killed_hub_remembers_times_and_the_answer_it_gave(
    hub: HubProcess, opened: Opened
) -> None:
    dana = await asyncio.to_thread(hub.pair, "Dana")
    desk, _ = await opened(dana)
    op = new_id(await now(desk))
    first = await set_times(desk, NIGHT, op=op)
    await asyncio.to_thread(hub.kill)
    await asyncio.to_thread(hub.restart)
    desk, told = await opened(dana)
    assert told.times == KEPT
    again = await set_times(desk, NIGHT, op=op)
    assert again.replayed
    assert again.r == first.r


async def test_pick_up_figures_are_told_after_open_once_they_were_worked_out(
    hub: HubProcess, opened: Opened
) -> None:
    dana = await asyncio.to_thread(hub.pair, "Dana")
    await asyncio.to_thread(hub.stop)
    await asyncio.to_thread(hub.restart)  # a hub that starts catches up on what it did not learn
    desk, _ = await opened(dana)
    figures = await desk.hear(m.Pickup, within=100)
    assert (figures.calls, figures.reached) == (0, 0)
    assert figures.published.source
    again, _ = await opened(await asyncio.to_thread(hub.pair, "Jonas"))
    assert await again.hear(m.Pickup) == figures


async def test_a_hub_killed_right_after_a_leave_was_entered_hands_over_at_the_next_start(
    hub: HubProcess, opened: Opened
) -> None:
    """What follows from a leave is no part of its commit, and must not be lost with the process."""
    dana = await asyncio.to_thread(hub.pair, "Dana")
    jonas = await asyncio.to_thread(hub.pair, "Jonas")
    desk, _ = await opened(dana)
    leads = [await promised(hub, desk, n) for n in range(3)]
    first = datetime.now(ZoneInfo("Europe/London")).date() + timedelta(days=1)
    last = first + timedelta(days=20)
    leave = [{"first": f"{first}", "last": f"{last}", "cover": jonas.rep}]
    answer = await set_times(desk, {"zone": "Europe/London", "leave": leave})
    assert answer.ok, answer.e
    await asyncio.to_thread(hub.kill)
    await asyncio.to_thread(hub.restart)
    other, _ = await opened(jonas)
    while not theirs(other, jonas.rep) >= set(leads):
        async with asyncio.timeout(60):
            await other.listen()


def theirs(desk: FeedClient, rep: str) -> set[str]:
    """The leads that are known to be given to `rep`, by snapshot or since."""
    given = {f.lead for f in desk.frames if isinstance(f, m.Ev) and f.k == "lead.assigned"}
    told = [lead for f in desk.frames if isinstance(f, m.Snap) for lead in f.leads]
    return given | {lead.id for lead in told if lead.owner == rep}


async def promised(hub: HubProcess, desk: FeedClient, n: int) -> str:
    """A lead of this desk's rep that was promised a call in some days."""
    fields: dict[str, Any] = {"email": f"p{n}@example.com", "phone": f"+44 20 7946 00{n:02}"}
    lead = await asyncio.to_thread(lambda: hub.post(**fields))
    await desk.hear(m.Ev, lambda ev: ev.lead == lead and ev.k == "lead.new")
    day = datetime.now(ZoneInfo("Europe/London")) + timedelta(days=3)
    touch = new_id(await now(desk))
    for do, body in (
        ("claim", {}),
        ("start_touch", {"touch": touch, "channel": "call"}),
        ("end_touch", {"touch": touch, "disposition": "callback", "clue": f"{day:%d %b} 15:00"}),
    ):
        number, op = len(desk.frames) + 100, new_id(await now(desk))
        answer = await desk.order(number, op, do, lead, gen=None if do == "claim" else 1, b=body)
        assert answer.ok, answer.e
    return lead


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"times": {"zone": "Mars"}}, "zone"),
        ({"times": {"busy": [{"start": 5, "end": 5}]}}, "busy"),
        ({}, "times"),
        ({"times": {"blocks": {}}}, "blocks"),
    ],
)
async def test_a_hostile_body_is_answered_naming_the_field(
    shared_hub: HubProcess, opened: Opened, body: dict[str, Any], field: str
) -> None:
    desk, _ = await opened(await asyncio.to_thread(shared_hub.pair, "Mallory"))
    answer = await desk.order(5, new_id(await now(desk)), "set_times", "", b=body)
    assert answer.e is not None
    assert answer.e.code == "bad_field"
    assert field in answer.e.msg


async def now(desk: FeedClient) -> int:
    """The hub's time."""
    hello = next(frame for frame in desk.frames if isinstance(frame, m.Hello))
    return hello.now
