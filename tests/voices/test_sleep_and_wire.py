"""What reps say of sleeping laptops and dead sockets: stale lists, silence that looks healthy,
alerts that never come, or come as if new."""

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from app.domain import board
from app.protocol import messages as m
from app.protocol.subscriber import WATCHDOG_MS
from tests.desk_process import DeskProcess, Said, of
from tests.fakes import turns
from tests.feed_client import FeedClient
from tests.hub_process import HubProcess
from tests.rigs.processes import soon
from tests.voices.desks import Seat, desk, paired_seat, post, posted
from tests.voices.fault_proxy import fault_proxy

MINUTE = 60_000
AT_ONCE_S = 20
"""On whatever machine: who waited for a watchdog (35 s) is late."""


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
        for lead in leads:
            anna.wait(_listed(lead), "it is listed")
        for lead in leads:
            anna.wait(_rings(lead), "it rings")
        later = hub.post(name="Later", email="later@lead.example", phone="")
        anna.wait(_rings(later), "whatever else the wake brought has come before it")
        leads.append(later)
        assert [of(s) for s in anna.said if s.get("fact") == "lead.new"] == leads
        first = list(
            dict.fromkeys(i for s in anna.said for i in s.get("ring", {}).get("leads", ()))
        )
        assert first == leads, "in the order they came"
        alone = Counter(s["notice"]["key"] for s in anna.said if "notice" in s)
        assert all(alone[lead] <= 1 for lead in leads), "no lead is announced twice by itself"
        assert len([s for s in anna.said if "sound" in s]) <= 6, "at most one voice each"
    finally:
        anna.end()


def _listed(lead: str) -> Callable[[Said], bool]:
    return lambda s: s.get("fact") == "lead.new" and of(s) == lead


def _rings(lead: str) -> Callable[[Said], bool]:
    return lambda s: lead in s.get("ring", {}).get("leads", ())


async def test_after_three_hours_asleep_the_missed_five_are_there_at_once_each_told_once(
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
        await anna.has(*leads, within=AT_ONCE_S)
        await anna.live()
        await soon(lambda: set(leads) <= set(anna.rung()), "all ring")
        later = await post(hub, email="later@lead.example", phone="")
        await soon(lambda: later in anna.rung(), "a second alert would have come by now")
        await anna.desk.tick()
        await anna.until_here(later)
        assert {lead: anna.rung()[lead] for lead in leads} == dict.fromkeys(leads, 1)
        assert anna.rung()[before] == 1, "what was told before the sleep is not told again"


async def test_a_socket_that_is_open_and_dead_is_given_up_after_a_wake(
    hub: HubProcess, tmp_path: Path
) -> None:
    async with fault_proxy(hub.url) as net, desk(hub, "Anna", tmp_path, url=net.url) as anna:
        net.up = net.down = False
        lead = await post(hub)
        anna.clock.sleep(40_000)
        await soon(lambda: not anna.desk.armed_state.armed, "deaf at once")
        await soon(lambda: "waiting" in anna.states[3:], "the link is given up", AT_ONCE_S)
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
        await turns()  # what had come through is read
        anna.clock.forward(2 * m.HEARTBEAT_MS)
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
        await soon(lambda: anna.desk.link.state != "live", "given up", AT_ONCE_S)
        net.down = True
        net.reset()  # of the try that hangs in the half that is dead
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
    """Thirty connections, each reset somewhere before the same catch-up or further into it."""
    async with fault_proxy(hub.url) as net:
        anna = await paired_seat(hub, "Anna", tmp_path, url=net.url)
        await anna.start()
        before = net.passed
        await anna.cut(net.reset)
        anna.desk.reconnect_now()
        await anna.live()
        opening = net.passed - before
        net.up = net.down = False
        leads = await posted(hub, 20)
        rng, midway = random.Random(7), 0
        for n in range(30):
            if anna.desk.link.state == "live":
                await anna.cut(net.reset)
            net.up = net.down = True
            further, tried = rng.randrange(4_000) - 1_000, len(anna.states)
            net.cut_after = opening + further if n % 5 else rng.randrange(1, opening)
            anna.desk.reconnect_now()
            ends = lambda at=tried: {"waiting", "live"} & set(anna.states[at:])  # noqa: E731
            await soon(ends, "it is cut, or through")
            midway += 0 < len(anna.desk.leads) < len(leads)
        assert midway > 2, "some of them were there already, and others not yet"
        net.cut_after = None
        anna.desk.reconnect_now()
        await anna.has(*leads)
        await anna.live()
        await soon(lambda: set(leads) <= set(anna.rung()), "all rang")
        await anna.until_here(leads[0])
        told = Counter(lead for lead, fact in anna.facts if fact.k == "lead.new")
        assert told == dict.fromkeys(leads, 1)
        await anna.desk.stop()
        assert anna.wrong == []


@pytest.mark.parametrize("reply_lost", [False, True])
async def test_an_act_cut_off_at_the_send_or_at_its_answer_happens_once(
    hub: HubProcess, tmp_path: Path, reply_lost: bool
) -> None:
    """Cut before the hub has it, or after it did it and before its answer: sent again by itself and
    pressed again by the rep, it is there once."""
    async with (
        fault_proxy(hub.url) as net,
        desk(hub, "Petra", tmp_path, role="team-lead") as petra,
        desk(hub, "Anna", tmp_path, url=net.url) as anna,
    ):
        lead = await post(hub)
        await anna.has(lead)
        await petra.has(lead)
        net.up, net.down = reply_lost, not reply_lost
        lost = net.swallowed
        anna.desk.claim(lead, then="call")
        if reply_lost:
            await soon(lambda: petra.desk.leads[lead].owner, "the hub has done it")
        else:
            await soon(lambda: anna.desk.pending(lead)[0].state == "sent", "it is on its way")
            await soon(lambda: net.swallowed > lost, "and is lost there")
        await turns()
        assert anna.desk.leads[lead].owner == ""
        assert anna.dialer.taken == []
        net.reset()
        net.up = net.down = True
        anna.desk.claim(lead, then="call")
        anna.desk.reconnect_now()
        await soon(lambda: anna.desk.leads[lead].state == "engaged", "the touch has begun")
        await soon(lambda: not anna.desk.pending(), "and nothing is on its way any more")
        await anna.until_here(lead)
        assert anna.dialer.taken == [("call", "+442079460018", "")]
        kinds = Counter(fact.k for i, fact in anna.facts if i == lead)
        assert (kinds["lead.claimed"], kinds["touch.started"]) == (1, 1)


async def test_five_desks_with_random_cuts_all_show_what_the_hub_has(
    hub: HubProcess, tmp_path: Path
) -> None:
    """300 leads, some claimed, five desks cut at random: once it is quiet every pool is the hub's,
    and nobody had to toggle anything."""
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
        await soon(lambda: all(not s.desk.pending() for s in seats), "all acts are answered")
        truth = await snapshot(hub)
        await soon(lambda: all(view(s) == truth for s in seats), "all agree with the hub")
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
    """However long a busy machine takes to post them: what the hub says is kept back until all are
    posted, and comes in one. What the desk does meanwhile is counted in its own time on a
    processor, of which others take nothing."""
    async with fault_proxy(hub.url) as net, desk(hub, "Anna", tmp_path, url=net.url) as anna:
        connections, turn = net.connections, 0.0

        async def longest_turn() -> None:
            nonlocal turn
            while True:
                begun = time.thread_time()
                await asyncio.sleep(0)
                turn = max(turn, time.thread_time() - begun)
                await asyncio.sleep(0.005)

        net.hold()
        leads = await posted(hub, 200)
        watch = asyncio.create_task(longest_turn())
        net.let_go()
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
            await anna.cut(net.reset)
            anna.desk.reconnect_now()
            await anna.live()
            assert anna.desk.armed_state.mode == mode
        lead = await post(hub)
        await anna.has(lead)
        await soon(lambda: lead in petra.rung(), "it rings at the others")
        await anna.until_here(lead)
        assert card(petra, "Anna") == mode
        assert anna.rung() == Counter()
        assert anna.sound.played == []


def card(seat: Seat, name: str) -> str:
    return next((c.state for c in seat.desk.cards if c.name == name), "")
