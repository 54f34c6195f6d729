"""The look at every lead: none without a next touch, none planned for a time the rules forbid; and
what is carried out because times changed, at once and after a crash."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection

from app.domain import facts as f
from app.domain.bounds import Bounds, Choice, Choose
from app.domain.commands import HubCommand, PullBackLead
from app.domain.ids import Ms, ms
from app.domain.lead import Lead
from app.domain.leak import leaks
from app.domain.rep_times import Leave, RepTimes
from app.domain.rules import Rule
from app.protocol.messages import Pickup
from hub import lead_rows, look_over, time_rows
from hub.health import Metrics
from hub.policies import Policies
from hub.rulings import Done, Rulings
from hub.upkeep import NEW_TIMES, OVERNIGHT, Upkeep
from tests.builders import a_playbook
from tests.hub.builders import Hub, hub_at, settled
from tests.hub.followed_up import DAY, HOUR, history, next_touch, put
from tests.rigs.processes import soon

RULES = a_playbook()
MONDAY: Ms = ms(datetime(2026, 11, 16, 12, tzinfo=ZoneInfo("Europe/London")))


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    async with hub_at(tmp_path / "data", rules=RULES, now=MONDAY) as made:
        yield made


class Looked:
    """What the upkeep said it found."""

    def __init__(self, hub: Hub, rules: Policies | None = None) -> None:
        self.found: list[tuple[int, int]] = []
        self.upkeep = Upkeep(
            hub.service,
            rules or Policies(RULES),
            hub.clock,
            lambda leaked, left: self.found.append((leaked, left)),
        )


class Breaking(Rulings):
    """Rules that break for one lead."""

    broken = ""

    def order(
        self, team: str, lead_id: str, command: HubCommand | PullBackLead, conn: Connection
    ) -> Done[int]:
        if lead_id == self.broken:
            raise ValueError(lead_id)
        return super().order(team, lead_id, command, conn)

    def stand_in(self, team: str, lead_id: str, conn: Connection) -> Done[int]:
        if lead_id == self.broken:
            raise ValueError(lead_id)
        return super().stand_in(team, lead_id, conn)


# ---- nothing without a next touch ------------------------------------------------------------


async def test_leads_with_nothing_due_are_planned_again_and_counted(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    fine = await put(hub, *[history(hub, dana, hub.clock() + HOUR, n=n) for n in range(3)])
    lost = await put(hub, *[history(hub, dana, None, n=n + 10) for n in range(250)])
    before = {lead: await hub.lead(lead) for lead in fine}
    assert (
        leaks(await hub.lead(lost[0]), hub.clock()) == "It has an owner, and nothing is due next."
    )
    looked, metrics = Looked(hub), Metrics()
    await looked.upkeep.no_leaks()
    assert looked.found == [(250, 0)], "more than one page of them"
    for lead in lost:
        found = await hub.lead(lead)
        assert found.next_touch is not None
        assert found.next_touch.at >= hub.clock()
        assert not leaks(found, hub.clock())
    assert {lead: await hub.lead(lead) for lead in fine} == before
    await looked.upkeep.no_leaks()
    assert looked.found[1] == (0, 0)
    metrics.looked_over(*looked.found[0])
    assert metrics.registry.get_sample_value("leadbell_leaks_total") == 250
    assert metrics.registry.get_sample_value("leadbell_leads_without_next_touch") == 0


async def test_a_claim_that_no_lease_will_end_goes_back_to_the_pool(hub: Hub) -> None:
    """No rule leaves one behind; a row that somebody mended by hand might."""
    dana = await hub.desk("Dana")
    [lead_id] = await put(hub, history(hub, dana, None))
    lead = await hub.lead(lead_id)
    broken = replace(lead, state="claimed", lease_until=None, v=lead.v + 1)
    assert await hub.db.write(lambda conn: lead_rows.change(conn, lead, broken))
    looked = Looked(hub)
    await looked.upkeep.no_leaks()
    assert looked.found == [(1, 0)]
    assert (await hub.lead(lead_id)).state == "open"


# ---- nothing the rules forbid ----------------------------------------------------------------


def stricter() -> Policies:
    """As the hub was started with before, but nobody in Britain is called before eleven."""
    rules = dict(RULES.rules)
    rules["GB"] = Rule(name="Britain, of late", windows=(((660, 1200),),) * 7)
    return Policies(a_playbook(rules=rules))


async def test_after_a_change_of_rules_what_may_not_stand_is_planned_anew(
    tmp_path: Path,
) -> None:
    london = ZoneInfo("Europe/London")
    nine = ms(datetime(2026, 11, 18, 9, tzinfo=london))
    four = ms(datetime(2026, 11, 18, 16, tzinfo=london))
    async with hub_at(tmp_path / "data", rules=RULES, now=MONDAY) as hub:
        dana = await hub.desk("Dana")
        early, pinned, late = await put(
            hub,
            history(hub, dana, nine),
            history(hub, dana, nine, n=2, pinned=True, reason='Promised: "Wed 9"'),
            history(hub, dana, four, n=3),
        )
        looked = Looked(hub)
        await looked.upkeep.no_leaks()
        assert (await hub.kinds()).count(f.NextTouchSet.k) == 3, "all of it was allowed"
    policies = stricter()
    async with hub_at(tmp_path / "data", rules=policies.default, now=MONDAY + 1000) as hub:
        team = (await hub.db.read(look_over.teams))[0]
        looked = Looked(hub, policies)
        await looked.upkeep.no_leaks()
        leads = {lead.id: lead for lead in await of_team(hub, team)}
        for lead in (early, pinned):
            ahead = leads[lead].next_touch
            assert ahead is not None
            local = datetime.fromtimestamp(ahead.at / 1000, london)
            assert 11 <= local.hour < 20
            assert ahead.reason.startswith("Calling hours changed")
        kept = leads[pinned].next_touch
        assert kept is not None
        assert kept.pinned
        assert datetime.fromtimestamp(kept.at / 1000, london).strftime("%d %H:%M") == "18 11:00"
        stays = leads[late].next_touch
        assert stays == next_touch(four), "what is allowed is left alone"
        assert looked.found == [(0, 0)], "it is no leak"
        written = (await hub.log.head(team)).seq
        await looked.upkeep.no_leaks()
        assert (await hub.log.head(team)).seq == written


async def of_team(hub: Hub, team: str) -> list[Lead]:
    petra = await hub.desk("Petra", "team-lead")
    return list((await hub.snapshots.read(petra.actor(), team)).leads)


# ---- beside the hub --------------------------------------------------------------------------


class Planner:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.pickup_changed: list[Callable[[str], None]] = []

    def choose(self, conn: Connection, team: str) -> Choose:
        def first(lead: Lead, bounds: Bounds, now: Ms) -> Choice | None:
            return Choice(at=bounds.spans[0][0], reason="first")

        return first

    def repack(self, team: str, rep: str, why: str) -> None:
        self.asked.append((rep, why))

    def pickup(self, team: str) -> Pickup | None:
        return None

    async def learn(self, team: str, now: Ms) -> None:
        self.asked.append(("", "learn"))


@asynccontextmanager
async def running(upkeep: Upkeep) -> AsyncIterator[asyncio.Event]:
    ready = asyncio.Event()
    task = asyncio.create_task(upkeep.run(ready))
    try:
        yield ready
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_nothing_is_looked_at_before_the_hub_is_ready(hub: Hub) -> None:
    looked = Looked(hub)
    async with running(looked.upkeep) as ready:
        for _ in range(5):  # a look would have been through long before
            await hub.db.read(look_over.teams)
        assert looked.found == []
        ready.set()
        await soon(lambda: bool(looked.found), "the first look")


async def test_a_leave_is_carried_out_as_soon_as_it_is_entered_then_the_queue_is_packed(
    tmp_path: Path,
) -> None:
    planner = Planner()
    async with hub_at(
        tmp_path / "data", rules=RULES, now=MONDAY, plans=lambda db, policies: planner
    ) as hub:
        dana, jonas = await hub.desk("Dana"), await hub.desk("Jonas")
        [lead] = await put(hub, history(hub, dana, MONDAY + 2 * DAY, pinned=True))
        looked = Looked(hub)
        async with running(looked.upkeep) as ready:
            ready.set()
            await soon(lambda: len(planner.asked) == 2, "the first look is over")
            assert planner.asked == [("", "learn"), ("", OVERNIGHT)], "nothing was ever learnt"
            leave = [{"first": "2026-11-17", "last": "2026-11-20", "cover": jonas.rep}]
            settled(await hub.do(dana, "set_times", "", times={"leave": leave}))
            await soon(lambda: planner.asked[2:] == [(dana.rep, NEW_TIMES)], "packed anew")
            assert (await hub.lead(lead)).owner == jonas.rep


async def test_learning_comes_once_a_night_and_is_not_asked_all_day(tmp_path: Path) -> None:
    planner = Planner()
    async with hub_at(
        tmp_path / "data", rules=RULES, now=MONDAY, plans=lambda db, policies: planner
    ) as hub:
        dana = await hub.desk("Dana")
        settled(await hub.do(dana, "set_times", "", times={"zone": "Asia/Kolkata"}))
        looked, hours = Looked(hub), []
        for hour in range(72):
            hub.clock.at = MONDAY + hour * HOUR
            before = len(planner.asked)
            await looked.upkeep.everything()
            if len(planner.asked) > before:
                local = datetime.fromtimestamp(hub.clock() / 1000, ZoneInfo("Asia/Kolkata"))
                hours.append(local.hour)
        assert hours == [17, 2, 2, 2], "at start, then in the small hours where the team is"


async def test_a_lead_whose_rules_break_keeps_no_other_from_being_looked_after(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    leads = await put(hub, *[history(hub, dana, None, n=n) for n in range(9)])
    hub.service.rulings = rulings = Breaking(Policies(RULES), hub.clock, None)
    rulings.broken = min(leads)
    looked = Looked(hub)

    await looked.upkeep.no_leaks()

    assert looked.found == [(9, 1)], "all but that one are planned, and the operator is told of it"


async def test_a_lead_whose_rules_break_is_not_asked_for_ever(hub: Hub) -> None:
    dana, jonas = await hub.desk("Dana"), await hub.desk("Jonas")
    broken, other = await put(
        hub, *[history(hub, dana, hub.clock() + HOUR, n=n, pinned=True) for n in range(2)]
    )
    hub.service.rulings = rulings = Breaking(Policies(RULES), hub.clock, None)
    rulings.broken = broken
    today = datetime.fromtimestamp(hub.clock() / 1000, ZoneInfo("Europe/London")).date()
    leave = Leave(first=today.isoformat(), last=today.isoformat(), cover=jonas.rep)
    times = RepTimes(zone="Europe/London", leave=(leave,))
    looked, ready, moved = Looked(hub), asyncio.Event(), list[int]()
    hub.service.changed.append(lambda _, seq: moved.append(seq))
    work = asyncio.create_task(looked.upkeep.run(ready))
    ready.set()
    try:
        await soon(lambda: bool(looked.found), "the first look")
        await hub.db.write(
            lambda conn: time_rows.keep(conn, hub.team, dana.rep, times, dana.rep, hub.clock())
        )
        for lead in (broken, other):
            for told in hub.service.alone:
                told(hub.team, lead)
        await soon(lambda: bool(moved), "the other lead is handed on")
    finally:
        work.cancel()
    assert (await hub.lead(other)).owner == jonas.rep
    assert (await hub.lead(broken)).owner == dana.rep
