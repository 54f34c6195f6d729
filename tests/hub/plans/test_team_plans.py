"""The planner inside a real hub: it chooses in the write that ends a call, packs, learns, and
comes to the same plans from the same log in another process."""

import asyncio
from pathlib import Path

import pytest

from app.domain.rep_times import Busy, RepTimes
from hub import time_rows
from hub.plans import learnt, slots
from tests.builders import DAY, HOUR, MINUTE
from tests.hub.plans.house import called, planning_hub, plans_of, taken_lead, tried_thrice
from tests.hub.plans.shapes import HELSINKI, WEEK, moment


async def test_after_the_second_follow_up_a_time_is_chosen_with_its_reason(tmp_path: Path) -> None:
    async with planning_hub(tmp_path) as hub:
        dana = await hub.desk()
        lead = await taken_lead(hub, dana, 1)
        await called(hub, dana, lead)
        standard = (await hub.lead(lead)).next_touch
        assert standard is not None
        assert (standard.reason, standard.ratio) == ("No answer, half an hour later", 0.0)
        hub.clock.forward(HOUR // 1000)
        await called(hub, dana, lead)
        hub.clock.forward(HOUR // 1000)
        await called(hub, dana, lead, "gatekeeper", clue="Tue or Thu after 3")

        chosen = (await hub.lead(lead)).next_touch

        assert chosen is not None
        assert chosen.review
        assert chosen.ratio > 1
        assert chosen.reason.startswith(
            f"{chosen.ratio:.1f}x the usual pick-up. Because: reception"
        )
        assert chosen.options[0].at == chosen.at
        assert chosen.factors[0].kind == "clue"
        assert 0 < chosen.odds < 0.9
        assert len(chosen.plan) == 12


async def test_two_leads_of_one_rep_never_have_the_same_minute(tmp_path: Path) -> None:
    async with planning_hub(tmp_path) as hub:
        dana = await hub.desk()
        leads = [await taken_lead(hub, dana, n) for n in range(6)]
        await tried_thrice(hub, dana, *leads)

        planned = [(await hub.lead(lead)).next_touch for lead in leads]

        minutes = [ahead.at // MINUTE for ahead in planned if ahead is not None]
        assert len(minutes) == len(set(minutes)) == 6


async def test_the_reps_own_meetings_are_kept_free(tmp_path: Path) -> None:
    async with planning_hub(tmp_path) as hub:
        dana = await hub.desk()
        lead = await taken_lead(hub, dana, 1)
        busy = Busy(start=moment(20, 0), end=moment(27, 12))
        times = RepTimes(zone=HELSINKI, blocks=WEEK, busy=(busy,))
        await hub.db.write(
            lambda conn: time_rows.keep(conn, hub.team, dana.rep, times, dana.rep, hub.clock())
        )

        await tried_thrice(hub, dana, lead)

        ahead = (await hub.lead(lead)).next_touch
        assert ahead is not None
        assert ahead.at >= busy.end
        assert all(slots.inside(o.at, slots.free(times, o.at, o.at + 1)) for o in ahead.options)


async def test_a_meeting_entered_later_moves_what_it_covers(tmp_path: Path) -> None:
    async with planning_hub(tmp_path) as hub:
        dana = await hub.desk()
        lead = await taken_lead(hub, dana, 1)
        await tried_thrice(hub, dana, lead)
        before = (await hub.lead(lead)).next_touch
        assert before is not None
        busy = Busy(start=before.at - HOUR, end=before.at + HOUR)
        times = RepTimes(zone=HELSINKI, blocks=WEEK, busy=(busy,))
        await hub.db.write(
            lambda conn: time_rows.keep(conn, hub.team, dana.rep, times, dana.rep, hub.clock())
        )
        moved = asyncio.Event()
        hub.service.changed.append(lambda team, seq: moved.set())
        ready = asyncio.Event()
        ready.set()
        plans = plans_of(hub)
        work = asyncio.create_task(plans.run(hub.service.order, hub.clock, ready))

        plans.repack(hub.team, dana.rep, "Hours or meetings changed")
        await asyncio.wait_for(moved.wait(), 60)
        work.cancel()

        after = (await hub.lead(lead)).next_touch
        assert after is not None
        assert not busy.start <= after.at < busy.end
        assert "you are busy until" in after.reason


async def test_a_nights_learning_is_kept_counted_and_used(tmp_path: Path) -> None:
    async with planning_hub(tmp_path) as hub:
        dana = await hub.desk()
        leads = [await taken_lead(hub, dana, n) for n in range(12)]
        for n, lead in enumerate(leads):
            await called(hub, dana, lead, "connected" if n % 3 == 0 else "no_answer", "")
        plans = plans_of(hub)
        told: list[str] = []
        plans.pickup_changed.append(told.append)
        assert plans.pickup(hub.team) is None

        await plans.learn(hub.team, hub.clock())

        figures = plans.pickup(hub.team)
        assert told == [hub.team]
        assert figures is not None
        assert (figures.calls, figures.reached, figures.days) == (12, 4, 90)
        thursday = [cell for cell in figures.cells if cell.calls]
        assert {cell.day for cell in thursday} == {3}
        assert all(cell.p > 0 for cell in figures.cells)
        assert figures.published == hub.service.rulings.policies.default.planning.published
        kept = await hub.db.read(lambda conn: learnt.find(conn, hub.team))
        assert kept is not None
        assert kept.learnt.pickup == figures

    # Another process begins with what the last one learnt.
    async with planning_hub(tmp_path) as again:
        plans = plans_of(again)
        ready = asyncio.Event()
        ready.set()
        told = []
        heard = asyncio.Event()
        plans.pickup_changed.append(lambda team: heard.set())
        work = asyncio.create_task(plans.run(again.service.order, again.clock, ready))
        await asyncio.wait_for(heard.wait(), 60)
        work.cancel()
        assert plans.pickup(again.team) == figures


async def test_learning_twice_from_the_same_facts_is_the_same(tmp_path: Path) -> None:
    async with planning_hub(tmp_path) as hub:
        dana = await hub.desk()
        leads = [await taken_lead(hub, dana, n) for n in range(5)]
        await tried_thrice(hub, dana, *leads)
        plans, versions = plans_of(hub), []
        for _ in range(2):
            await plans.learn(hub.team, hub.clock())
            kept = await hub.db.read(lambda conn: learnt.find(conn, hub.team))
            assert kept is not None
            versions.append(kept.version)

        assert versions[0] == versions[1]


async def test_learning_that_fails_leaves_the_hub_and_the_old_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with planning_hub(tmp_path) as hub:
        dana = await hub.desk()
        lead = await taken_lead(hub, dana, 1)
        await called(hub, dana, lead)
        plans = plans_of(hub)
        await plans.learn(hub.team, hub.clock())
        before = plans.pickup(hub.team)
        await hub.db.write(
            lambda conn: conn.exec_driver_sql("UPDATE lead SET doc = 'spoilt' WHERE 1").rowcount
        )

        await plans.learn(hub.team, hub.clock() + DAY)

        assert plans.pickup(hub.team) == before
        assert "learning failed" in capsys.readouterr().out
