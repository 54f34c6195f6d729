"""Hub time never runs back; what it brings is written once, dated to the deadline, however late."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from app.domain.decide import Policy
from app.domain.facts import SlaBreached
from app.domain.ids import Ms, new_id
from app.protocol.codec import decode_body
from hub.clockwork import LONGEST_SLEEP_S, Clockwork, HubClock
from hub.wake import bring, wake_at
from tests.hub.builders import NOON, Hand, Hub, playbook, settled

POLICY = Policy(playbook=playbook(), roster={})


# ---- the clock -------------------------------------------------------------------------------


def test_a_step_back_of_an_hour_neither_stops_nor_turns_the_clock() -> None:
    wall, mono = Hand(), Hand(0)
    clock = HubClock(0, wall, mono)
    start = clock.now()
    wall.forward(-3600)
    seen = [start]
    for _ in range(100):
        mono.forward(1)
        wall.forward(1)
        seen.append(clock.now())
    assert seen == sorted(seen)
    assert 94_000 <= seen[-1] - start <= 100_000, "a lease of 100 s still lasts about 100 s"
    assert clock.stepped_back == 1


def test_a_step_forward_is_followed_and_the_clock_finds_back_to_the_wall() -> None:
    wall, mono = Hand(), Hand(0)
    clock = HubClock(0, wall, mono)
    clock.now()
    wall.forward(10)
    assert clock.now() == wall()
    wall.forward(-5)
    for _ in range(200):
        mono.forward(1)
        wall.forward(1)
        clock.now()
    assert clock.now() == wall()


def test_after_a_restart_time_goes_on_from_the_log() -> None:
    wall = Hand()
    assert HubClock(NOON + 5000, wall, Hand(0)).now() >= NOON + 5000
    assert HubClock(NOON - 5000, wall, Hand(0)).now() == NOON


# ---- what time brings ------------------------------------------------------------------------


async def test_an_offer_ends_a_promise_breaks_a_lease_runs_out_each_once(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    lead = await hub.lead_id()
    received = hub.clock()
    assert await hub.service.next_wake() == received + 30_000
    assert await hub.service.advance(hub.clock.forward(29)) == 0
    assert await hub.service.advance(hub.clock.forward(1)) == 1
    assert await hub.service.advance(hub.clock()) == 0
    await hub.do(dana, "claim", lead)
    assert await hub.service.advance(hub.clock.forward(120)) == 0, "the last moment is still theirs"
    assert await hub.service.advance(hub.clock.forward(1)) == 1
    assert await hub.service.advance(hub.clock.forward(10_000)) == 1
    assert await hub.kinds() == [
        "lead.new",
        "lead.offer_ended",
        "lead.claimed",
        "lead.lease_expired",
        "lead.sla_breached",
    ]
    assert await hub.service.next_wake() is None
    newest = (await hub.log.read(hub.team, 0))[-1]
    breach = decode_body(newest.k, newest.body)
    assert isinstance(breach, SlaBreached)
    assert (breach.at, newest.ts) == (received + 300_000, hub.clock())


async def test_a_next_touch_falls_due_once(hub: Hub) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id()
    await hub.do(dana, "claim", lead)
    touch = new_id(hub.clock())
    await hub.do(dana, "start_touch", lead, gen=1, touch=touch, channel="call")
    re = await hub.do(dana, "end_touch", lead, gen=1, touch=touch, disposition="no_answer")
    due = settled(re).next_at
    assert due is not None
    assert await hub.service.next_wake() == due
    assert await hub.service.advance(due - 1) == 0
    assert await hub.service.advance(due) == 1
    assert await hub.service.advance(due) == 0
    assert (await hub.kinds())[-1] == "touch.due"


async def test_everything_at_once_after_a_long_sleep_and_two_sweepers_write_it_once(
    hub: Hub,
) -> None:
    for n in range(450):
        await hub.lead_id(n)
    now = hub.clock.forward(86_400)
    written = await asyncio.gather(hub.service.advance(now), hub.service.advance(now))
    assert sum(written) == 900
    kinds = await hub.kinds()
    assert [kinds.count(k) for k in ("lead.offer_ended", "lead.sla_breached")] == [450, 450]
    events = await hub.log.read(hub.team, 0, 10_000)
    assert [e.seq for e in events] == list(range(1, 1351))


async def test_a_lead_never_wakes_for_nothing(hub: Hub) -> None:
    """`wake_at` and the rules agree at every step of its life: just before nothing, then facts."""
    dana, lena = await hub.desk("Dana"), await hub.desk("Lena", "team-lead")
    lead_id = await hub.lead_id()
    touch = new_id(hub.clock())

    async def agree() -> None:
        lead = await hub.lead(lead_id)
        wake = wake_at(lead)
        if wake is None:
            assert bring(lead, POLICY, hub.clock() + 10**11) == ()
        else:
            assert bring(lead, POLICY, wake - 1) == ()
            assert bring(lead, POLICY, wake) != ()

    await agree()
    for do, body in (
        ("pass", {"minutes": 5}),
        ("claim", {}),
        ("release", {"gen": 1}),
        ("claim", {}),
        ("start_touch", {"gen": 2, "touch": touch, "channel": "call"}),
        ("end_touch", {"gen": 2, "touch": touch, "disposition": "no_answer"}),
        ("note", {"text": "hm"}),
    ):
        hub.clock.forward(1)
        assert (await hub.do(dana, do, lead_id, **body)).ok, do
        await agree()
    assert (await hub.do(lena, "assign", lead_id, rep=lena.rep)).ok
    await agree()
    assert (await hub.do(lena, "return", lead_id, reason="spam")).ok
    await agree()


async def test_a_row_that_wakes_for_nothing_is_put_to_sleep_instead_of_spinning(hub: Hub) -> None:
    await hub.lead_id(1, lane="nurture")
    broken = "UPDATE lead SET wake_ms = 1"
    await hub.db.write(lambda conn: conn.execute(text(broken)))
    assert await hub.service.next_wake() == 1
    assert await hub.service.advance(hub.clock()) == 0


async def test_a_lead_already_due_when_it_arrives_is_brought_up_to_date(hub: Hub) -> None:
    """A delivery that waited an hour somewhere is dated to when it was received."""
    late = hub.delivery(1)
    hub.clock.forward(3600)
    await hub.service.receive(late)
    assert await hub.service.advance(hub.clock()) == 2


# ---- the task --------------------------------------------------------------------------------


@asynccontextmanager
async def running(hub: Hub) -> AsyncIterator["asyncio.Queue[str]"]:
    """The clockwork on the real clock; the kinds of the facts it and others write, as they come."""
    news: asyncio.Queue[str] = asyncio.Queue()
    real = HubClock()
    hub.service.now = real.now
    told: set[asyncio.Task[None]] = set()

    in_order = asyncio.Lock()

    async def tell(team: str, seq: int) -> None:
        async with in_order:
            await news.put((await hub.log.read(team, seq - 1, 1))[0].k)

    hub.service.changed.append(
        lambda team, seq: told.add(asyncio.ensure_future(tell(team, seq)))  # kept: no lost task
    )
    task = asyncio.create_task(Clockwork(hub.service, real).run())
    try:
        yield news
    finally:
        task.cancel()
        await asyncio.gather(task, *told, return_exceptions=True)


async def test_it_sleeps_until_the_next_thing_and_wakes_when_something_earlier_comes(
    hub: Hub,
) -> None:
    """Nothing is due, so it sleeps its longest; a lead with a claim time 300 ms away wakes it."""
    async with running(hub) as news:
        now = HubClock().now()
        hub.clock.at = now - 29_700
        await hub.service.receive(hub.delivery(1))
        assert await asyncio.wait_for(news.get(), LONGEST_SLEEP_S - 5) == "lead.new"
        assert await asyncio.wait_for(news.get(), LONGEST_SLEEP_S - 5) == "lead.offer_ended"
        after: Ms = HubClock().now() - now
        assert after >= 250, "not before its time"


async def test_a_stumble_does_not_stop_the_clock(hub: Hub) -> None:
    """Rules that break once cost a second, not the clockwork."""
    hub.clock.at = HubClock().now() - 60_000
    await hub.service.receive(hub.delivery(1))
    good, stumbled = hub.service.rulings.policies, []

    class Broken:
        def playbook(self, team: str) -> None:
            stumbled.append(team)
            hub.service.rulings.policies = good
            raise LookupError(team)

    hub.service.rulings.policies = Broken()  # type: ignore[assignment]
    async with running(hub) as news:
        assert await asyncio.wait_for(news.get(), 60) == "lead.offer_ended"
    assert stumbled == [hub.team]
