"""A leave never leaves a lead alone: who stands in takes it, or the pool, or it waits for the
owner's return, a few a day. Nothing is lost or due on a day of leave; promises are never moved."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain import facts as f
from app.domain.clue import Clue
from app.domain.commands import HubCommand
from app.domain.ids import Ms, at, ms, new_id
from app.domain.lead import Lead
from app.domain.leak import leaks
from hub.accounts import Device
from hub.plans.team_plans import TeamPlans
from hub.policies import Policies
from hub.upkeep import Upkeep
from tests.builders import a_note, a_playbook
from tests.hub.builders import Hub, hub_at, settled
from tests.hub.followed_up import DAY, HOUR, history, put
from tests.hub.plans.house import patient
from tests.rigs.processes import soon

LONDON = ZoneInfo("Europe/London")
RULES = a_playbook()
MONDAY: Ms = ms(datetime(2026, 11, 16, 12, tzinfo=LONDON))
FIRST, LAST = "2026-11-23", "2026-12-02"
"""Ten days, Monday to the Wednesday after the next."""
WEEK = [{"day": day, "start": 540, "end": 1080} for day in range(5)]


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    async with hub_at(tmp_path / "data", rules=RULES, now=MONDAY, plans=patient) as made:
        yield made


def upkeep(hub: Hub) -> Upkeep:
    return Upkeep(hub.service, Policies(RULES), hub.clock)


async def goes_away(hub: Hub, rep: Device, cover: str = "", **more: Any) -> None:
    """`rep` enters ten days' leave, and the hub carries out what it means."""
    leave = [{"first": FIRST, "last": LAST, "cover": cover}]
    times = {"zone": "Europe/London", "blocks": WEEK, "leave": leave, **more}
    settled(await hub.do(rep, "set_times", "", times=times))
    await upkeep(hub).leave_of(hub.team, rep.rep)


async def packed_anew(hub: Hub, rep: Device) -> int:
    """As after every change of times, and every night: how many touches that moved."""
    plans, ready, moved = hub.service.plans, asyncio.Event(), list[str]()
    assert isinstance(plans, TeamPlans)

    async def order(team: str, lead: str, command: HubCommand) -> int:
        moved.append(lead)
        return await hub.service.order(team, lead, command)

    ready.set()
    task = asyncio.create_task(plans.run(order, hub.clock, ready))
    plans.repack(hub.team, rep.rep, "Hours changed")
    plans.repack(hub.team, "and who is begun with after it", "")
    await soon(lambda: not plans._asked, "the queue is packed", 60)
    task.cancel()
    await asyncio.wait([task])
    return len(moved)


def day(instant: Ms) -> str:
    return at(instant).astimezone(LONDON).date().isoformat()


def during(hour: int = 10, ahead: int = 0) -> Ms:
    """A moment on the `ahead`-th day of the leave."""
    return ms(datetime(2026, 11, 23, hour, tzinfo=LONDON)) + ahead * DAY


async def every(hub: Hub) -> list[Lead]:
    return list(
        (await hub.snapshots.read((await hub.desk("Petra", "team-lead")).actor(), hub.team)).leads
    )


# ---- nobody stands in ------------------------------------------------------------------------


async def test_two_hundred_touches_in_ten_days_of_leave_are_spread_over_the_days_after(
    hub: Hub,
) -> None:
    dana = await hub.desk("Dana")
    ranks = "ABCD"
    histories = [
        history(hub, dana, during(9 + n % 8, n % 10), n=n, rank=ranks[n % 4])  # type: ignore[arg-type]
        for n in range(200)
    ]
    ids = await put(hub, *histories)
    await goes_away(hub, dana)
    leads = await every(hub)
    assert sorted(lead.id for lead in leads) == sorted(ids), "nothing is lost"
    assert not [lead.id for lead in leads if leaks(lead, hub.clock())]
    days = Counter(day(lead.next_touch.at) for lead in leads if lead.next_touch)
    assert sum(days.values()) == 200
    assert not [found for found in days if FIRST <= found <= LAST]
    assert min(days) == "2026-12-03", "the day they are back"
    assert max(days.values()) <= RULES.planning.after_leave
    assert {lead.owner for lead in leads} == {dana.rep}
    when = {rank: [lead.next_touch.at for lead in leads if lead.rank == rank and lead.next_touch]
            for rank in ranks}  # fmt: skip
    assert sum(when["A"]) / 50 < sum(when["D"]) / 50, "who matters most is called first"
    assert all("Dana is on leave until 2 December" in lead.next_touch.reason
               for lead in leads if lead.next_touch)  # fmt: skip
    kinds = Counter(await hub.kinds())
    await upkeep(hub).everything()
    assert Counter(await hub.kinds()) == kinds, "it is done: asked again, nothing moves"
    await packed_anew(hub, dana)
    again = [lead.next_touch.at for lead in await every(hub) if lead.next_touch]
    assert max(Counter(map(day, again)).values()) <= RULES.planning.after_leave
    assert not [found for found in map(day, again) if FIRST <= found <= LAST]


async def test_a_day_that_many_asked_for_takes_no_more_than_the_others(hub: Hub) -> None:
    """Forty people are in on Fridays only."""
    dana = await hub.desk("Dana")
    fridays = Clue(kind="days", days=(4,))
    note = f.ClueKept(note=a_note(fridays, text="Fridays", at=hub.clock() - HOUR))
    ids = await put(hub, *[[*history(hub, dana, during(10, n % 9), n=n), note] for n in range(40)])
    await goes_away(hub, dana)
    leads = [await hub.lead(lead) for lead in ids]
    days = Counter(day(lead.next_touch.at) for lead in leads if lead.next_touch)
    assert days == {"2026-12-04": 15, "2026-12-11": 15, "2026-12-18": 10}


async def test_a_promise_in_a_leave_nobody_covers_goes_to_the_pool_and_keeps_its_time(
    hub: Hub,
) -> None:
    dana = await hub.desk("Dana")
    promised = during(15, 2)
    [lead] = await put(hub, history(hub, dana, promised, pinned=True, reason='Promised: "Wed 3"'))
    await goes_away(hub, dana)
    found = await hub.lead(lead)
    assert (found.state, found.owner) == ("open", "")
    assert found.next_touch is not None
    assert (found.next_touch.at, found.next_touch.pinned) == (promised, True)
    said = found.timeline[-1]
    assert (said.kind, said.by) == (f.LeadReleased.k, "")
    assert said.text == "Dana is on leave until 2 December, promised for a time in it"


async def test_who_takes_such_a_promise_keeps_it_without_a_lease_running_out(hub: Hub) -> None:
    dana, jonas = await hub.desk("Dana"), await hub.desk("Jonas")
    [lead] = await put(hub, history(hub, dana, during(15, 2), pinned=True))
    await goes_away(hub, dana)
    settled(await hub.do(jonas, "claim", lead))
    await hub.service.advance(hub.clock.forward(3600))
    found = await hub.lead(lead)
    assert (found.owner, found.state) == (jonas.rep, "engaged")
    assert found.next_touch is not None
    assert found.next_touch.at == during(15, 2)


async def test_its_owner_may_take_it_again_to_agree_on_another_time_until_the_leave_begins(
    hub: Hub,
) -> None:
    dana = await hub.desk("Dana")
    [lead] = await put(hub, history(hub, dana, during(15, 2), pinned=True))
    await goes_away(hub, dana)
    hub.clock.forward(60)
    settled(await hub.do(dana, "claim", lead))
    await upkeep(hub).leave_of(hub.team, dana.rep)
    assert (await hub.lead(lead)).owner == dana.rep
    hub.clock.at = during(0)
    await upkeep(hub).leave_of(hub.team, dana.rep)
    assert (await hub.lead(lead)).owner == "", "and did not: somebody else has to"


async def test_what_is_due_outside_the_leave_stays_as_it_is(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    before, after = during(17, -3), during(9, 10)
    ids = await put(hub, history(hub, dana, before), history(hub, dana, after, n=2))
    await goes_away(hub, dana)
    for lead, when in zip(ids, (before, after), strict=True):
        found = await hub.lead(lead)
        assert found.next_touch is not None
        assert (found.next_touch.at, found.owner) == (when, dana.rep)


async def test_what_was_overdue_when_the_leave_began_is_looked_after_too(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    [lead] = await put(hub, history(hub, dana, during(17, -3)))
    await goes_away(hub, dana)
    hub.clock.at = during(3)
    await upkeep(hub).leave_of(hub.team, dana.rep)
    found = await hub.lead(lead)
    assert found.next_touch is not None
    assert day(found.next_touch.at) > LAST


# ---- somebody stands in ----------------------------------------------------------------------


async def test_who_stands_in_keeps_the_promise_and_gets_the_rest_when_free(hub: Hub) -> None:
    dana, jonas = await hub.desk("Dana"), await hub.desk("Jonas")
    times = {
        "zone": "Europe/London",
        "blocks": [{"day": d, "start": 780, "end": 1020} for d in range(5)],
    }
    settled(await hub.do(jonas, "set_times", "", times=times))
    promised, loose = await put(
        hub,
        history(hub, dana, during(10, 1), pinned=True, reason='Promised: "Tue 10"'),
        history(hub, dana, during(10, 1), n=2),
    )
    await goes_away(hub, dana, cover=jonas.rep)
    kept, moved = await hub.lead(promised), await hub.lead(loose)
    assert (kept.owner, moved.owner) == (jonas.rep, jonas.rep)
    assert kept.next_touch is not None
    assert moved.next_touch is not None
    assert (kept.next_touch.at, kept.next_touch.reason) == (during(10, 1), 'Promised: "Tue 10"')
    local = at(moved.next_touch.at).astimezone(LONDON)
    assert 13 <= local.hour < 17, "in the hours of who stands in"
    assert kept.state == moved.state == "engaged"
    told = [entry.text for entry in kept.timeline if entry.kind == f.NoteAdded.k]
    assert told == ["Dana is on leave until 2 December; Jonas stands in."]


async def test_who_stands_in_gets_no_more_than_fits_the_rest_waits(hub: Hub) -> None:
    """Two hours a day hold eleven calls beside the share kept for leads that ring; in eight days
    of work eighty-eight."""
    dana, jonas = await hub.desk("Dana"), await hub.desk("Jonas")
    times = {
        "zone": "Europe/London",
        "blocks": [{"day": d, "start": 780, "end": 900} for d in range(5)],
    }
    settled(await hub.do(jonas, "set_times", "", times=times))
    ids = await put(hub, *[history(hub, dana, during(10, n % 10), n=n) for n in range(150)])
    await goes_away(hub, dana, cover=jonas.rep)
    leads = [await hub.lead(lead) for lead in ids]
    days = Counter(
        (lead.owner, day(lead.next_touch.at)) for lead in leads if lead.next_touch is not None
    )
    assert sum(days.values()) == 150
    assert max(n for (rep, _), n in days.items() if rep == jonas.rep) <= 11
    assert not [d for rep, d in days if rep == dana.rep and FIRST <= d <= LAST]
    assert max(n for (rep, _), n in days.items() if rep == dana.rep) <= RULES.planning.after_leave
    assert sum(n for (rep, _), n in days.items() if rep == jonas.rep) > 40


async def test_when_who_stands_in_is_away_too_who_stands_in_for_them_does(hub: Hub) -> None:
    dana, jonas, ana = [await hub.desk(name) for name in ("Dana", "Jonas", "Ana")]
    [lead] = await put(hub, history(hub, dana, during(10, 1), pinned=True))
    away = {
        "zone": "Europe/London",
        "leave": [{"first": FIRST, "last": FIRST[:-2] + "27", "cover": ana.rep}],
    }
    settled(await hub.do(jonas, "set_times", "", times=away))
    await goes_away(hub, dana, cover=jonas.rep)
    assert (await hub.lead(lead)).owner == ana.rep


async def test_two_who_stand_in_for_each_other_and_are_both_away_are_nobody(hub: Hub) -> None:
    dana, jonas = await hub.desk("Dana"), await hub.desk("Jonas")
    [lead] = await put(hub, history(hub, dana, during(10, 1), pinned=True))
    away = {"zone": "Europe/London", "leave": [{"first": FIRST, "last": LAST, "cover": dana.rep}]}
    settled(await hub.do(jonas, "set_times", "", times=away))
    await goes_away(hub, dana, cover=jonas.rep)
    assert (await hub.lead(lead)).state == "open"


# ---- while they are away ---------------------------------------------------------------------


@pytest.mark.parametrize("promised", [False, True])
async def test_somebody_who_writes_again_while_their_rep_is_away_is_offered_to_all(
    hub: Hub, promised: bool
) -> None:
    """Also who was promised a call after it: they wrote because that is too late."""
    dana = await hub.desk("Dana")
    heard: list[str] = []
    hub.service.alone.append(lambda team, lead: heard.append(lead))
    await goes_away(hub, dana)
    hub.clock.at = during(11, 3)
    [lead] = await put(hub, history(hub, dana, during(10, 15), n=7, age=8 * HOUR, pinned=promised))
    again = hub.delivery(7, email="p7@example.com", phone="+447700900007", lane="strike_now")
    assert (await hub.service.receive(again)).lead == lead
    assert heard == [lead], "said at once, after the commit"
    await hub.service.stand_in(hub.team, lead)
    found = await hub.lead(lead)
    assert found.state == "open"
    assert found.timeline[-1].text == (
        "Dana is on leave until 2 December, somebody waits for an answer"
    )


async def test_or_to_who_stands_in(hub: Hub) -> None:
    dana, jonas = await hub.desk("Dana"), await hub.desk("Jonas")
    await goes_away(hub, dana, cover=jonas.rep)
    hub.clock.at = during(11, 3)
    [lead] = await put(hub, history(hub, dana, during(10, 15), n=7, age=8 * HOUR))
    assert await hub.service.stand_in(hub.team, lead) == 0, "due after they are back"
    await hub.service.receive(
        hub.delivery(7, email="p7@example.com", phone="+447700900007", lane="strike_now")
    )
    await hub.service.stand_in(hub.team, lead)
    assert (await hub.lead(lead)).owner == jonas.rep


async def test_a_touch_that_falls_due_while_its_owner_is_away_rings_who_stands_in(
    hub: Hub,
) -> None:
    """The hub did not run since the leave was entered; the first thing it notices is the time."""
    dana, jonas = await hub.desk("Dana"), await hub.desk("Jonas")
    [lead] = await put(hub, history(hub, dana, during(10, 1), pinned=True))
    leave = [{"first": FIRST, "last": LAST, "cover": jonas.rep}]
    settled(await hub.do(dana, "set_times", "", times={"zone": "Europe/London", "leave": leave}))
    hub.clock.at = during(10, 1)
    await hub.service.advance(hub.clock())
    assert (await hub.kinds())[-3:] == [f.NoteAdded.k, f.LeadAssigned.k, f.TouchFellDue.k]
    assert (await hub.lead(lead)).owner == jonas.rep


async def test_a_touch_of_somebody_without_a_desk_falls_due_in_the_pool(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    [lead] = await put(hub, history(hub, dana, hub.clock() + HOUR))
    await hub.accounts.revoke(dana.id)
    await hub.service.advance(hub.clock.forward(3600))
    found = await hub.lead(lead)
    assert found.state == "open"
    assert "no desk" in found.timeline[-1].text
    assert (await hub.kinds())[-2:] == [f.LeadReleased.k, f.TouchFellDue.k]


async def test_a_promise_given_for_a_day_of_leave_is_seen_to_as_soon_as_it_is_given(
    hub: Hub,
) -> None:
    dana, jonas = await hub.desk("Dana"), await hub.desk("Jonas")
    heard: list[str] = []
    hub.service.alone.append(lambda team, lead: heard.append(lead))
    [lead] = await put(hub, history(hub, dana, hub.clock()))
    await goes_away(hub, dana, cover=jonas.rep)
    touch = new_id(hub.clock())
    settled(await hub.do(dana, "start_touch", lead, touch=touch, channel="call", gen=1))
    ended = await hub.do(
        dana, "end_touch", lead, touch=touch, disposition="callback", clue="Wed 25 Nov 15:00", gen=1
    )
    assert settled(ended).next_at == during(15, 2)
    assert heard == [lead]
    await hub.service.stand_in(hub.team, lead)
    found = await hub.lead(lead)
    assert found.owner == jonas.rep
    assert found.next_touch is not None
    assert found.next_touch.at == during(15, 2)


# ---- crashes ---------------------------------------------------------------------------------


async def test_what_a_crash_left_undone_is_found_and_finished_at_the_next_start(
    hub: Hub, tmp_path: Path
) -> None:
    """Nobody remembers that times changed: what is stored says it all."""
    dana = await hub.desk("Dana")
    ids = await put(hub, *[history(hub, dana, during(10, n % 8), n=n) for n in range(20)])
    leave = [{"first": FIRST, "last": LAST}]
    settled(await hub.do(dana, "set_times", "", times={"zone": "Europe/London", "leave": leave}))
    for lead in ids[:7]:
        await hub.service.stand_in(hub.team, lead)  # and here the power went
    moved = {lead: (await hub.lead(lead)).v for lead in ids[:7]}
    await upkeep(hub).everything()
    for lead in ids:
        found = await hub.lead(lead)
        assert found.next_touch is not None
        assert day(found.next_touch.at) > LAST
    assert {lead: (await hub.lead(lead)).v for lead in ids[:7]} == moved, "done once, not twice"
