"""The feed of a real hub process, spoken to over real sockets."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.domain.ids import new_id
from app.protocol import messages as m
from tests.feed_client import FeedClient
from tests.hub_process import HubProcess, Paired, hub, shared_hub
from tests.rigs.processes import soon

__all__ = ["hub", "shared_hub"]


def op() -> str:
    return new_id(time.time_ns() // 1_000_000)


async def post(hub: HubProcess, **fields: Any) -> str:
    return await asyncio.to_thread(lambda: hub.post(**fields))


async def planner_in(hub: HubProcess) -> None:
    """With its first lead a hub brings in the planner, and that takes memory of its own."""
    await post(hub, name="The first", email="first@example.com", phone="")
    assert hub.process is not None
    kept = Path(f"/proc/{hub.process.pid}/maps")
    await soon(lambda: "scipy/optimize/_lsap" in kept.read_text(), "the planner is in", 60)


@contextlib.asynccontextmanager
async def opened(paired: Paired) -> AsyncIterator[FeedClient]:
    """A live desk: asked for at once, for a hub waits ten seconds for that."""
    async with FeedClient(paired) as desk:
        await desk.open()
        yield desk


async def told(hub: HubProcess, count: int) -> list[str]:
    """`count` different leads, posted one after the other."""
    people = [op() for _ in range(count)]
    return [await post(hub, name=who, email=f"{who}@example.com", phone="") for who in people]


async def refused(paired: Paired, **changed: Any) -> int:
    """The HTTP status with which the door refuses the upgrade."""
    with pytest.raises(InvalidStatus) as answer:
        async with FeedClient(paired, **changed):
            pass
    return answer.value.response.status_code


async def test_a_new_desk_gets_hello_ready_a_snapshot_and_then_news(hub: HubProcess) -> None:
    before = await told(hub, 3)
    async with FeedClient(hub.pair("Dana")) as desk:
        ready = await desk.open()
        assert [type(frame).__name__ for frame in desk.frames[:2]] == ["Hello", "Ready"]
        assert (ready.rep_name, ready.role, ready.team_name) == ("Dana", "rep", "West")
        assert ready.policy.lanes
        assert sorted(desk.leads()) == sorted(before)
        (after,) = await told(hub, 1)
        news = await desk.hear(m.Ev, lambda ev: ev.k == "lead.new")
        assert news.lead == after


async def test_after_an_abrupt_drop_only_what_was_missed_is_sent(hub: HubProcess) -> None:
    paired = hub.pair("Dana")
    await told(hub, 2)
    async with FeedClient(paired) as desk:
        await desk.open()
        cursor = desk.cursor
        desk.ws.transport.abort()
    missed = await told(hub, 3)
    async with FeedClient(paired, cursor) as again:
        ready = await again.open()
        assert ready.streams[again.stream].mode == "resume"
        assert again.leads() == missed


async def test_a_claim_is_answered_and_told_to_the_others(hub: HubProcess) -> None:
    (lead,) = await told(hub, 1)
    async with opened(hub.pair("Dana")) as dana, opened(hub.pair("Jonas")) as jonas:
        granted = await dana.order(1, op(), "claim", lead)
        assert granted.ok
        assert (await jonas.hear(m.Ev, lambda ev: ev.k == "lead.claimed")).lead == lead
        late = await jonas.order(1, op(), "claim", lead)
        assert late.e is not None
        assert (late.e.code, late.e.owner_name) == ("already_claimed", "Dana")


async def test_the_same_op_gets_the_same_answer_again_on_another_connection(
    hub: HubProcess,
) -> None:
    (lead,) = await told(hub, 1)
    paired, same = hub.pair("Dana"), op()
    async with FeedClient(paired) as desk:
        await desk.open()
        first = await desk.order(1, same, "claim", lead)
    async with FeedClient(paired) as desk:
        await desk.open()
        again = await desk.order(9, same, "claim", lead)
    assert (again.ok, again.r, again.seq) == (first.ok, first.r, first.seq)
    assert (first.replayed, again.replayed) == (False, True)


async def test_commands_of_one_lead_are_decided_in_the_order_they_were_sent(
    hub: HubProcess,
) -> None:
    leads = await told(hub, 4)
    async with FeedClient(hub.pair("Dana")) as desk:
        await desk.open()
        for n in range(5):
            for lead in leads:
                body = {"text": f"note {n}"}
                await desk.send(m.Cmd(id=n + 1, op=op(), do="note", lead=lead, b=body))
        heard: dict[str, list[bytes]] = {lead: [] for lead in leads}
        while sum(map(len, heard.values())) < 20:
            ev = await desk.hear(m.Ev, lambda ev: ev.k == "note.added" or "note" in ev.k)
            heard[ev.lead].append(bytes(ev.b))
    for notes in heard.values():
        assert [b"note %d" % n in note for n, note in enumerate(notes)] == [True] * 5


async def test_a_killed_hub_comes_back_and_desks_go_on_where_they_were(hub: HubProcess) -> None:
    paired = hub.pair("Dana")
    await told(hub, 2)
    async with FeedClient(paired) as desk:
        first = await desk.open()
        before = desk.frames[0]
        hub.kill()
        assert await desk.closed() == 1006
    hub.restart()
    (after,) = await told(hub, 1)
    async with FeedClient(paired, desk.cursor) as again:
        ready = await again.open()
        assert ready.streams[again.stream].mode == "resume"
        assert again.leads() == [after]
        hello = again.frames[0]
    assert isinstance(before, m.Hello)
    assert isinstance(hello, m.Hello)
    assert (hello.hub, ready.device) == (before.hub, first.device)
    assert hello.boot != before.boot


async def test_revoking_a_device_closes_its_feed_within_two_seconds(hub: HubProcess) -> None:
    """And not at the hub's next look at all desks, every five: of four revoked one after the other
    such a look would close each a whole turn after the one before."""
    pairs = [hub.pair(name) for name in ("Dana", "Jonas", "Ana", "Aino")]
    took = []
    async with contextlib.AsyncExitStack() as open_desks:
        desks = [await open_desks.enter_async_context(opened(paired)) for paired in pairs]
        for desk in desks:
            begun = time.monotonic()
            await asyncio.to_thread(hub.revoke, desk.paired.device)
            assert await desk.closed() == 4401
            took.append(time.monotonic() - begun)
    assert min(took[1:]) < 2
    assert await refused(pairs[0]) == 401


async def test_of_two_sockets_of_one_device_the_newer_stays(hub: HubProcess) -> None:
    paired = hub.pair("Dana")
    async with FeedClient(paired) as older:
        await older.open()
        async with FeedClient(paired) as newer:
            await newer.open()
            assert await older.closed() == 4409
            (lead,) = await told(hub, 1)
            assert (await newer.hear(m.Ev)).lead == lead


async def test_a_new_role_sends_the_desk_back_for_a_snapshot_of_what_it_may_see(
    hub: HubProcess,
) -> None:
    paired = hub.pair("Petra", role="team-lead")
    hidden = await post(hub, email="", phone="")
    seen = await post(hub)
    async with FeedClient(paired) as desk:
        await desk.open()
        assert sorted(desk.leads()) == sorted([hidden, seen])
        await asyncio.to_thread(hub.invite, "Petra", "West", "rep")
        assert await desk.closed() == 4410
    async with FeedClient(paired, desk.cursor) as again:
        ready = await again.open()
        assert (ready.role, ready.streams[again.stream].why) == ("rep", "view")
        assert again.leads() == [seen]


async def test_a_lead_that_needs_mapping_never_reaches_a_rep(hub: HubProcess) -> None:
    async with (
        opened(hub.pair("Dana")) as rep,
        opened(hub.pair("Petra", role="team-lead")) as lead,
    ):
        secret = await post(hub, email="", phone="", name="Nobody")
        assert (await lead.hear(m.Ev)).lead == secret
        passed = await rep.hear(m.Pos)
        assert not [f for f in rep.frames if isinstance(f, m.Ev)]
        known = await post(hub)
        ev = await rep.hear(m.Ev)
        assert (ev.lead, ev.prev) == (known, passed.seq)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"origin": "https://example.com"}, 403),
        ({"subprotocols": ["leadbell.v9"]}, 426),
        ({"subprotocols": None}, 426),
    ],
)
async def test_the_door_turns_away_before_the_upgrade(
    shared_hub: HubProcess, changed: dict[str, Any], status: int
) -> None:
    assert await refused(shared_hub.pair("Dana"), **changed) == status


@pytest.mark.parametrize("token", ["", "dvt_wrong", "dvt_" + "x" * 5_000])
async def test_an_unknown_token_is_unauthorized(shared_hub: HubProcess, token: str) -> None:
    known = shared_hub.pair("Dana")
    stranger = Paired(**{**known.__dict__, "token": token})
    assert await refused(stranger) == 401


DEEP = '{"t":"cmd","id":1,"op":"o","do":"x","b":' + '{"a":' * 10_000 + "1" + "}" * 10_001
HOSTILE: list[tuple[str | bytes, int]] = [
    (b"\x00\xff", 4400),
    ("not a frame", 4400),
    (DEEP, 4400),
    ('{"t":"ack","s":"a","seq":NaN}', 4400),
    ("x" * (64 * 1024 + 1), 4413),
    ("x" * (256 * 1024), 1009),
]


@pytest.mark.parametrize(
    ("message", "code"), HOSTILE, ids=[str(c) + str(n) for n, (_, c) in enumerate(HOSTILE)]
)
async def test_what_is_no_frame_closes_its_own_connection_and_leaves_no_traceback(
    shared_hub: HubProcess, message: str | bytes, code: int
) -> None:
    async with (
        opened(shared_hub.pair("Dana")) as bystander,
        opened(shared_hub.pair("Mallory")) as desk,
    ):
        await desk.ws.send(message)
        assert await desk.closed() == code
        (lead,) = await told(shared_hub, 1)
        assert (await bystander.hear(m.Ev)).lead == lead
    assert "Traceback" not in shared_hub.log()


async def test_invalid_utf8_closes_with_the_protocols_own_code_and_no_traceback(
    shared_hub: HubProcess,
) -> None:
    async with FeedClient(shared_hub.pair("Mallory")) as desk:
        await desk.open()
        await desk.ws.send(b'{"t":"\xff"}', text=True)
        assert await desk.closed() == 1007
    assert "Traceback" not in shared_hub.log()


async def test_a_flood_of_commands_is_refused_and_then_cut_off(hub: HubProcess) -> None:
    (lead,) = await told(hub, 1)
    async with FeedClient(hub.pair("Mallory")) as desk:
        await desk.open()
        body = {"text": "again"}
        with contextlib.suppress(ConnectionClosed):
            for n in range(1, 5_000):
                await desk.send(m.Cmd(id=n, op=op(), do="note", lead=lead, b=body))
        # With its own sends in the way, a flooder may see the line go before the close frame; and
        # its own library waits ten seconds for a line it has stopped reading.
        assert await desk.closed(within=60) in (4429, 1006)
    await soon(lambda: hub.metric('leadbell_feed_closed_total{code="4429"}') == 1, "it is counted")
    assert "Traceback" not in hub.log()


async def test_a_connection_that_says_nothing_is_closed_after_ten_seconds(
    shared_hub: HubProcess,
) -> None:
    paired = shared_hub.pair("Dana")
    begun = time.monotonic()
    async with FeedClient(paired) as desk:
        assert await desk.closed(within=60) == 4401
        assert time.monotonic() - begun > 9


async def test_a_desk_that_does_not_read_delays_nobody_and_costs_little(hub: HubProcess) -> None:
    """Compared with how long the same took before, on the same machine at the same time of day."""
    slow = FeedClient(hub.pair("Slow"), acks=False, max_queue=1)
    async with FeedClient(hub.pair("Dana")) as quick:
        await quick.open()
        await planner_in(hub)
        await quick.hear(m.Ev, lambda ev: ev.k == "lead.new")
        usual = [await until_told(hub, quick, n) for n in range(30)]
        async with slow:
            await slow.open()
            slow.ws.transport.pause_reading()
            sock = slow.ws.transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            before = hub.metric("process_resident_memory_bytes")
            took = [await until_told(hub, quick, 100 + n) for n in range(150)]
            grown = hub.metric("process_resident_memory_bytes") - before
        assert sorted(took)[-8] < 1 + 5 * median(usual)
        assert max(took) < 10, "seconds; who waits for it waits until it is cut off"
        assert grown < 40 * 1024 * 1024


async def until_told(hub: HubProcess, desk: FeedClient, n: int) -> float:
    """Seconds from a wordy lead's post until `desk` has it."""
    begun = time.monotonic()
    wordy = "x" * 6_000
    await post(hub, name=f"N {n}", email=f"n{n}@example.com", phone="", message=wordy)
    await desk.hear(m.Ev, lambda ev: ev.k == "lead.new")
    return time.monotonic() - begun


async def test_a_stopping_hub_warns_its_desks_closes_them_and_takes_its_address_away(
    hub: HubProcess,
) -> None:
    async with FeedClient(hub.pair("Dana")) as desk:
        await desk.open()
        assert hub.process is not None
        hub.process.terminate()
        notice = await desk.hear(m.Notice)
        assert notice.code == "draining"
        assert await desk.closed() == 4503
    assert hub.stop() == 0
    assert not (hub.data / "hub.json").exists()
    assert "Traceback" not in hub.log()


async def test_the_board_hears_who_is_armed_and_a_reconnect_changes_nobodys_mode(
    hub: HubProcess,
) -> None:
    dana = hub.pair("Dana")
    async with FeedClient(hub.pair("Petra", role="team-lead")) as board:
        await board.open()
        full = await board.hear(m.Presence)
        assert {(card.name, card.state) for card in full.reps} == {
            ("Dana", "off"),
            ("Petra", "off"),
        }
        async with FeedClient(dana) as desk:
            await desk.open()
            await desk.send(m.Status(armed=True))
            diff = await board.hear(m.PresenceDiff)
            assert [(c.name, c.state) for c in diff.joins] == [("Dana", "armed")]
            assert diff.pver == full.pver + 1
            await desk.send(m.Status(armed=False, why="no sound device"))
            diff = await board.hear(m.PresenceDiff)
            assert [(c.state, c.why) for c in diff.joins] == [("deaf", "no sound device")]
            await desk.send(m.Status(armed=True, mode="away", why="until 14:00"))
            assert (await board.hear(m.PresenceDiff)).joins[0].state == "away"
        async with FeedClient(dana) as desk:
            await desk.open()
            again = await desk.hear(m.Presence)
            assert {c.name: c.state for c in again.reps}["Dana"] == "away"
