"""What reps say of sleeping laptops and dead sockets: stale lists, silence that looks healthy,
alerts that never come, or come as if new."""

import asyncio
import random
import signal
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from app.domain import board
from app.protocol import messages as m
from app.protocol.subscriber import WATCHDOG_MS
from tests.desk_process import DeskProcess, of
from tests.feed_client import FeedClient
from tests.hub_process import HubProcess
from tests.rigs.processes import soon
from tests.voices.desks import Seat, desk, paired_seat, post, posted
from tests.voices.fault_proxy import fault_proxy

MINUTE = 60_000


# ---- asleep --------------------------------------------------------------------------------------


def test_a_frozen_desk_lists_all_that_came_meanwhile_and_alerts_each_once_in_order(
    hub: HubProcess, tmp_path: Path
) -> None:
    """The desk's process is stopped for seconds while five leads come in."""
    anna = DeskProcess.start_for(hub, "Anna", tmp_path / "Anna")
    try:
        assert anna.process is not None
        anna.process.send_signal(signal.SIGSTOP)
        leads = [hub.post(name=f"Lead {n}", email=f"{n}@lead.example", phone="") for n in range(5)]
        time.sleep(6.0)  # not a synchronisation: the freeze itself, longer than a late tick
        anna.process.send_signal(signal.SIGCONT)
        begun = time.monotonic()
        for lead in leads:
            anna.wait(lambda s, i=lead: s.get("fact") == "lead.new" and of(s) == i, "it is listed")
        rung = [lead for lead in leads if anna.wait(_rings(lead), "it rings", 5)]
        assert time.monotonic() - begun < 3
        assert rung == leads
        assert [of(s) for s in anna.said if s.get("fact") == "lead.new"] == leads
        alone = Counter(s["notice"]["key"] for s in anna.said if "notice" in s)
        assert all(alone[lead] <= 1 for lead in leads), "no lead is announced twice by itself"
        assert len([s for s in anna.said if "sound" in s]) <= 5, "at most one voice each"
    finally:
        anna.end()


def _rings(lead: str):  # type: ignore[no-untyped-def]
    return lambda s: lead in s.get("ring", {}).get("leads", ())


async def test_after_three_hours_asleep_the_missed_five_are_there_in_three_seconds_each_told_once(
    hub: HubProcess, tmp_path: Path
) -> None:
    """The clock of a suspended laptop: three hours of wall time, none of its own, and a socket that
    is dead without having said so."""
    async with fault_proxy(hub.url) as net, desk(hub, "Anna", tmp_path, url=net.url) as anna:
        before = await post(hub, email="before@lead.example", phone="")
        await anna.has(before)
        net.up = net.down = False
        leads = await posted(hub, 5)
        anna.clock.sleep(180 * MINUTE)
        net.up = net.down = True
        net.reset()
        begun = time.monotonic()
        await anna.has(*leads, within=5)
        await anna.live()
        await soon(lambda: set(leads) <= set(anna.rung()), "all ring")
        assert time.monotonic() - begun < 3
        await asyncio.sleep(1.5)  # a second alert would have come by now
        assert {lead: anna.rung()[lead] for lead in leads} == dict.fromkeys(leads, 1)
        assert anna.rung()[before] == 1, "what was told before the sleep is not told again"


async def test_a_socket_that_is_open_and_dead_is_given_up_after_a_wake(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with fault_proxy(hub.url) as net, desk(hub, "Anna", tmp_path, url=net.url) as anna:
        net.up = net.down = False
        lead = await post(hub)
        anna.clock.sleep(40_000)
        await soon(lambda: not anna.desk.armed_state.armed, "deaf at once", 3)
        await soon(lambda: "waiting" in anna.states[3:], "the link is given up", 6)
        net.up = net.down = True
        anna.desk.reconnect_now()
        await anna.has(lead)
        await soon(lambda: lead in anna.rung(), "and it rings")


async def test_a_hub_gone_without_a_word_makes_the_desk_deaf_within_two_heartbeats(
    hub: HubProcess, tmp_path: Path
) -> None:
    """The network swallows everything; the desk's own clock is pushed on instead of waited for."""
    async with fault_proxy(hub.url) as net, desk(hub, "Anna", tmp_path, url=net.url) as anna:
        await soon(lambda: anna.desk.armed_state.armed, "armed first")
        net.up = net.down = False
        anna.clock.ahead_mono += 2 * m.HEARTBEAT_MS
        anna.clock.ahead_wall += 2 * m.HEARTBEAT_MS
        await anna.desk.tick()
        link = anna.desk.armed_state.checks["link"]
        assert (link.ok, anna.desk.armed_state.armed) == (False, False)
        assert anna.desk.armed_state.why == link.text
        anna.clock.forward(WATCHDOG_MS - 2 * m.HEARTBEAT_MS)
        await anna.desk.tick()
        await soon(lambda: anna.desk.link.state != "live", "and the link is dropped")


async def test_a_cut_of_one_direction_only_is_noticed_like_any_other(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with fault_proxy(hub.url) as net, desk(hub, "Anna", tmp_path, url=net.url) as anna:
        net.down = False
        lead = await post(hub)
        anna.clock.forward(WATCHDOG_MS)
        await soon(lambda: anna.desk.link.state != "live", "given up", 8)
        net.down = True
        await anna.has(lead)
        await soon(lambda: anna.rung()[lead] == 1, "rung once")


# ---- a bad network -------------------------------------------------------------------------------


async def test_single_bytes_and_latency_change_nothing_but_the_time(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with fault_proxy(hub.url) as net:
        net.slices = True
        async with desk(hub, "Anna", tmp_path, url=net.url) as anna:
            net.delay = 0.1
            leads = await posted(hub, 3)
            await anna.has(*leads)
            anna.desk.claim(leads[0])
            assert (await anna.answered("claim")).ok
            assert net.connections == 2, "pairing and one feed: nothing was taken for dead"


async def test_cut_anywhere_in_the_replay_it_gets_there_and_nothing_comes_twice(
    hub: HubProcess, tmp_path: Path
) -> None:
    """Thirty connections, each reset after some hundred bytes more of the same catch-up."""
    async with fault_proxy(hub.url) as net:
        anna = await paired_seat(hub, "Anna", tmp_path, url=net.url)
        await anna.start()
        leads = await posted(hub, 20)
        rng = random.Random(7)
        for _ in range(30):
            net.cut_after = rng.randrange(1, 12_000)
            net.reset()
            anna.desk.reconnect_now()
            await asyncio.sleep(0.05)
        net.cut_after = None
        anna.desk.reconnect_now()
        await anna.has(*leads)
        await anna.live()
        told = Counter(lead for lead, fact in anna.facts if fact.k == "lead.new")
        assert set(told.values()) <= {1}
        await soon(lambda: set(leads) <= set(anna.rung()), "all rang")
        await anna.desk.stop()
        assert anna.wrong == []


@pytest.mark.parametrize("reply_lost", [False, True])
async def test_an_act_cut_off_at_the_send_or_at_its_answer_happens_once(
    hub: HubProcess, tmp_path: Path, reply_lost: bool
) -> None:
    """Cut before the hub has it, or after it did it and before its answer: sent again by itself and
    pressed again by the rep, it is there once."""
    async with fault_proxy(hub.url) as net, desk(hub, "Anna", tmp_path, url=net.url) as anna:
        lead = await post(hub)
        await anna.has(lead)
        net.up, net.down = reply_lost, not reply_lost
        anna.desk.claim(lead, then="call")
        await asyncio.sleep(0.3)  # time for the hub to have done it, if it heard of it
        assert anna.desk.leads[lead].owner == ""
        assert anna.dialer.taken == []
        net.reset()
        net.up = net.down = True
        anna.desk.claim(lead, then="call")
        anna.desk.reconnect_now()
        await soon(lambda: anna.desk.leads[lead].state == "engaged", "the touch has begun", 8)
        await asyncio.sleep(0.5)
        assert anna.dialer.taken == [("call", "+442079460018", "")]
        kinds = Counter(fact.k for i, fact in anna.facts if i == lead)
        assert (kinds["lead.claimed"], kinds["touch.started"]) == (1, 1)


async def test_five_desks_with_random_cuts_all_show_what_the_hub_has(
    hub: HubProcess, tmp_path: Path
) -> None:
    """300 leads, some claimed, five desks cut at random: two seconds after quiet every pool is the
    hub's, and nobody had to toggle anything."""
    names = ["Anna", "Jonas", "Mia", "Tom", "Lea"]
    async with AsyncExitStack() as stack:
        nets = [await stack.enter_async_context(fault_proxy(hub.url)) for _ in names]
        seats: list[Seat] = [
            await stack.enter_async_context(desk(hub, name, tmp_path, url=net.url))
            for name, net in zip(names, nets, strict=True)
        ]
        rng, leads = random.Random(11), list[str]()
        for round_ in range(10):
            leads += await posted(hub, 30, f"r{round_}-")
            rng.choice(nets).reset()
            rng.choice(nets).cut_after = rng.randrange(3_000)
            for seat in rng.sample(seats, 2):
                mine = [i for i in seat.desk.leads if not seat.desk.leads[i].owner]
                if mine:
                    seat.desk.claim(rng.choice(mine))
        for seat, net in zip(seats, nets, strict=True):
            net.cut_after = None
            seat.desk.reconnect_now()
        truth = await snapshot(hub)
        await soon(lambda: all(view(s) == view(seats[0]) for s in seats), "all agree", 10)
        await soon(lambda: all(not s.desk.pending() for s in seats), "all acts are answered", 10)
        truth = await snapshot(hub)
        await soon(lambda: all(view(s) == truth for s in seats), "and with the hub", 2)
        assert set(leads) == set(truth)
        now = seats[0].desk.now()
        pools = [[i.id for i in board.unclaimed(s.desk.leads.values(), now)] for s in seats]
        assert all(pool == pools[0] for pool in pools)


def view(seat: Seat) -> dict[str, tuple[int, str]]:
    return {lead.id: (lead.v, lead.owner) for lead in seat.desk.leads.values()}


async def snapshot(hub: HubProcess) -> dict[str, tuple[int, str]]:
    """What a desk that never was here before is shown."""
    async with FeedClient(await asyncio.to_thread(hub.pair, "Fresh", role="marketing")) as fresh:
        await fresh.open()
        snaps = [frame for frame in fresh.frames if isinstance(frame, m.Snap)]
        return {lead.id: (lead.v, lead.owner) for snap in snaps for lead in snap.leads}


# ---- a storm -------------------------------------------------------------------------------------


async def test_two_hundred_leads_in_a_second_make_one_voice_and_no_storm_of_requests(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with fault_proxy(hub.url) as net, desk(hub, "Anna", tmp_path, url=net.url) as anna:
        connections, turn = net.connections, 0.0

        async def longest_turn() -> None:
            nonlocal turn
            while True:
                begun = time.monotonic()
                await asyncio.sleep(0)
                turn = max(turn, time.monotonic() - begun)
                await asyncio.sleep(0.005)

        watch = asyncio.create_task(longest_turn())
        leads = await posted(hub, 200)
        await anna.has(*leads)
        await soon(lambda: set(leads) <= set(anna.rung()), "each is in a ring")
        watch.cancel()
        assert net.connections == connections, "everything came over the one socket"
        assert len(anna.sound.played) <= 12
        assert len(anna.notifier.up) <= 3, "a burst is one notification, not two hundred"
        assert turn < 0.5


# ---- presence ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["dnd", "away", "off"])
async def test_a_reconnect_never_changes_what_the_rep_said(
    hub: HubProcess, tmp_path: Path, mode: str
) -> None:
    async with (
        fault_proxy(hub.url) as net,
        desk(hub, "Petra", tmp_path, role="team-lead") as petra,
        desk(hub, "Anna", tmp_path, url=net.url) as anna,
    ):
        anna.desk.set_mode(mode)  # type: ignore[arg-type]
        await soon(lambda: card(petra, "Anna") == mode, f"the board says {mode}")
        for _ in range(3):
            net.reset()
            await soon(lambda: anna.desk.link.state != "live", "cut")
            anna.desk.reconnect_now()
            await anna.live()
            assert anna.desk.armed_state.mode == mode
        lead = await post(hub)
        await anna.has(lead)
        await soon(lambda: lead in petra.rung(), "it rings at the others")
        assert card(petra, "Anna") == mode
        assert anna.rung() == Counter()
        assert anna.sound.played == []


def card(seat: Seat, name: str) -> str:
    return next((c.state for c in seat.desk.cards if c.name == name), "")
