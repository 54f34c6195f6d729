"""The hub dies, is set back to yesterday's copy, or has its clock turned: what was answered stays
true, and every desk ends up with what the hub has."""

import asyncio
import random
import shutil
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

from app.domain.commands import Role
from app.protocol.messages import Status
from hub.presence import TeamPresence
from tests.hub_process import HubProcess
from tests.rigs.processes import PATIENCE_S, soon
from tests.voices.desks import Seat, desk, post, posted


async def test_a_claim_once_answered_stays_answered_over_a_hub_killed_at_any_moment(
    own_hub: HubProcess, tmp_path: Path
) -> None:
    """Five desks claim and dial thirty leads while the hub is shot three times."""
    names = ["Anna", "Jonas", "Mia", "Tom", "Lea"]
    async with AsyncExitStack() as stack:
        seats = [await stack.enter_async_context(desk(own_hub, n, tmp_path)) for n in names]
        rng, leads = random.Random(5), list[str]()
        for round_ in range(3):
            fresh = await posted(own_hub, 10, f"k{round_}-")
            leads += fresh
            await asyncio.gather(*(seat.has(*fresh) for seat in seats))
            for lead in fresh:
                for seat in seats:
                    seat.desk.claim(lead)
            await asyncio.sleep(rng.uniform(0, 0.06))
            await asyncio.to_thread(own_hub.kill)
            await asyncio.to_thread(own_hub.restart)
            for seat in seats:
                seat.desk.reconnect_now()
            await asyncio.gather(*(seat.live() for seat in seats))
            await soon(
                lambda: all(not seat.desk.pending() for seat in seats), "answered", 2 * PATIENCE_S
            )
        # An act leaves the outbox a moment before its answer is on disk and told.
        told = [len(leads)] * len(seats)
        await soon(lambda: [len(seat.settled) for seat in seats] == told, "every claim is told")
        await soon(lambda: all(all(_owners(seat).values()) for seat in seats), "all have an owner")
        owners = _owners(seats[0])
        assert set(owners) == set(leads)
        assert all(_owners(seat) == owners for seat in seats), "all agree"
        for seat in seats:
            granted = [act.lead for act, re in seat.settled if re.ok]
            assert {lead for lead, owner in owners.items() if owner == seat.rep} == set(granted)
            facts = Counter(lead for lead, fact in seat.facts if fact.k == "lead.claimed")
            assert set(facts.values()) == {1}, "one grant each, told once"


def _owners(seat: Seat) -> dict[str, str]:
    return {lead.id: lead.owner_name for lead in seat.desk.leads.values()}


async def test_desks_follow_a_hub_that_was_set_back_to_an_older_copy(
    own_hub: HubProcess, tmp_path: Path
) -> None:
    """Numbers are used again after the restore; who only counted would mix two histories."""
    async with desk(own_hub, "Anna", tmp_path) as anna:
        kept = await posted(own_hub, 3, "kept")
        await anna.has(*kept)
        await asyncio.to_thread(own_hub.stop)
        shutil.copytree(own_hub.data, tmp_path / "copy")
        await asyncio.to_thread(own_hub.restart)
        anna.desk.reconnect_now()
        await anna.live()
        lost = await posted(own_hub, 4, "lost")
        await anna.has(*lost)
        await asyncio.to_thread(own_hub.stop)
        shutil.rmtree(own_hub.data)
        shutil.copytree(tmp_path / "copy", own_hub.data)
        await asyncio.to_thread(own_hub.restart)
        others = await posted(own_hub, 4, "other")
        anna.desk.reconnect_now()
        await anna.has(*others)
        await anna.live()
        assert set(anna.desk.leads) == {*kept, *others}
        await soon(lambda: set(others) <= set(anna.rung()), "they ring")


async def test_posts_during_kills_ring_once_on_every_desk(
    own_hub: HubProcess, tmp_path: Path
) -> None:
    async with (
        desk(own_hub, "Anna", tmp_path) as anna,
        desk(own_hub, "Petra", tmp_path, role="team-lead") as petra,
    ):
        leads: list[str] = []
        for n in range(3):
            leads += await posted(own_hub, 3, f"n{n}-")
            await asyncio.to_thread(own_hub.kill)
            await asyncio.to_thread(own_hub.restart)
            leads.append(await post(own_hub, email=f"after{n}@lead.example", phone=""))
            for seat in (anna, petra):
                seat.desk.reconnect_now()
        for seat in (anna, petra):
            await seat.has(*leads)
            await soon(lambda s=seat: set(leads) <= set(s.rung()), "all rang")  # type: ignore[misc]
            assert (
                Counter(i for i, fact in seat.facts if fact.k == "lead.new").most_common(1)[0][1]
                == 1
            )


# ---- one rep, two desks --------------------------------------------------------------------------


def test_two_desks_of_one_rep_that_differ_do_not_make_the_board_flicker() -> None:
    """Each proves itself every 15 s; only a change of mind is news."""
    role: Role = "rep"
    presence = TeamPresence("team:1")
    presence.set_roster([("anna", "Anna", role)])
    presence.connected("office", "anna")
    presence.connected("home", "anna")
    presence.reported("office", Status(armed=True), 0)
    presence.reported("home", Status(armed=True, mode="away", why="until 18:00"), 1_000)
    presence.settle(1_000, 1_000)
    version = presence.version
    for beat in range(1, 8):
        presence.reported("office", Status(armed=True), beat * 15_000)
        presence.settle(beat * 15_000, beat * 15_000)
        presence.reported("home", Status(armed=True, mode="away", why="until 18:00"),
                          beat * 15_000 + 1_000)  # fmt: skip
        presence.settle(beat * 15_000 + 1_000, beat * 15_000 + 1_000)
    assert presence.version == version
    presence.reported("office", Status(armed=True, mode="dnd"), 130_000)
    presence.settle(130_000, 130_000)
    assert '"state":"dnd"' in (presence.news_since(version) or "")
    presence.reported("home", Status(armed=True), 140_000)
    presence.settle(140_000, 140_000)
    assert '"state":"armed"' in (presence.news_since(version + 1) or "")
