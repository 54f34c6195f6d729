"""Too much, too big, too slow, too broken: who sends it pays for it, and nobody else notices."""

import asyncio
import contextlib
import json
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.feed_client import FeedClient
from tests.hub.builders import hub_at
from tests.hub_process import DIRECT, HubProcess, hub_in
from tests.rigs.processes import soon
from tests.voices.desks import desk, paired_seat, post, posted

DEEP = 30_000
HOSTILE_FRAMES = [
    "", "{", "null", "[]", "7", '"open"', "{}", '{"t":1}', '{"t":"open"}', '{"t":"nonsense"}',
    '{"t":"ev","s":"team:1","seq":1}', '{"t":"hello"}', '{"t":"ready","re":1}',
    "[" * DEEP, '{"a":' * (DEEP // 4), '{"t":"ack","s":"x","seq":-1}',
    '{"t":"ack","s":"x","seq":1e400}', '{"t":"ack","s":"x","seq":NaN}',
    '{"t":"ack","s":"x","seq":' + "9" * 10_000 + "}",
    '{"t":"hb","n":1,"n":2,"t":"cmd"}', '{"t":"cmd","id":1,"op":"\\ud800","do":"claim"}',
    '{"t":"cmd","id":1,"op":"x","do":"claim","lead":"\\u0000","b":{}}',
    '{"t":"cmd","id":1,"op":"x","do":"__class__","lead":"l","b":{"a":{"b":{}}}}',
    '{"t":"status","armed":"yes"}', '{"t":"seen","lead":"l","eid":"e","shown_at":-5}',
    '{"t":"reopen","s":"team:elsewhere","cursor":{"epoch":"e","view":1,"seq":1}}', "x" * 65_537,
]  # fmt: skip


async def test_no_frame_a_desk_can_think_of_hurts_anybody_but_itself(
    hub: HubProcess, tmp_path: Path
) -> None:
    mallory = await asyncio.to_thread(hub.pair, "Mallory")
    async with desk(hub, "Anna", tmp_path) as anna:
        for first in (False, True):
            for frame in HOSTILE_FRAMES:
                async with FeedClient(mallory, acks=False) as rude:
                    with contextlib.suppress(ConnectionClosed, TimeoutError):
                        if first:
                            await rude.open()
                        for _ in range(3):
                            await rude.ws.send(frame)
        begun = time.monotonic()
        lead = await post(hub)
        await anna.has(lead)
        assert time.monotonic() - begun < 1
        assert anna.states == ["connecting", "catching_up", "live"]
    assert "Traceback" not in hub.log()


async def test_five_flooders_of_broken_frames_do_not_slow_a_colleague_down(
    hub: HubProcess, tmp_path: Path
) -> None:
    rude = [await asyncio.to_thread(hub.pair, f"Rude {n}") for n in range(5)]
    async with desk(hub, "Anna", tmp_path) as anna:
        stop = asyncio.Event()

        async def flood(n: int) -> None:
            while not stop.is_set():
                with contextlib.suppress(ConnectionClosed, OSError, TimeoutError):
                    async with FeedClient(rude[n], acks=False, close_timeout=0.2) as feed:
                        for _ in range(200):
                            await feed.ws.send('{"t":"cmd","id":1,"op":"x","do":"note"}')
                await asyncio.sleep(0)

        floods = [asyncio.create_task(flood(n)) for n in range(5)]
        took = []
        for n in range(10):
            begun = time.monotonic()
            lead = await post(hub, email=f"{n}@lead.example", phone="")
            await anna.has(lead)
            took.append(time.monotonic() - begun)
        stop.set()
        await asyncio.gather(*floods)
        assert sorted(took)[5] < 0.5
        assert anna.states == ["connecting", "catching_up", "live"]
    assert "Traceback" not in hub.log()


GARBAGE = [
    b"", b"{", b"null", b"[]", b"[" * 100_000, b'{"a":' * 20_000, b"\x00" * 5_000, b"\xff\xfe\xfd",
    json.dumps({"email": "a@b.example", "name": "x" * 200_000}).encode(),
    json.dumps({f"f{n}": "y" * 100 for n in range(2_000)}).encode(),
    json.dumps({"name": ["a", {"b": ["c"]}], "phone": {"x": 1e300}}).encode(),
    b'{"email":"a@b.example","email":"c@d.example"}', b'{"n":' + b"9" * 50_000 + b"}",
    b'{"phone":"tel:*21*0900#"}', "{}".encode("utf-16"), b"a=b&" * 30_000,
]  # fmt: skip


async def test_garbage_from_an_authentic_source_is_kept_for_marketing_and_rings_nobody(
    hub: HubProcess, tmp_path: Path
) -> None:
    """A sender is never punished for what it sends: 200 and kept, or a clear 4xx, and no reps'
    desk hears of it."""
    async with (
        desk(hub, "Anna", tmp_path) as anna,
        desk(hub, "Mia", tmp_path, role="marketing") as mia,
    ):
        address = await asyncio.to_thread(hub.source)
        told = []
        for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", ""):
            told += [await asyncio.to_thread(send, address, body, kind) for body in GARBAGE]
        assert set(told) <= {200}
        lead = await post(hub, email="real@lead.example")
        await anna.has(lead)
        await mia.has(lead)
        assert len(mia.desk.leads) > 5
        reachable = [i for i in mia.desk.leads.values() if i.lane != "needs_mapping"]
        assert {i.id for i in reachable} == set(anna.desk.leads)
        assert all(i.person.email or i.person.phone for i in reachable)
        assert mia.sound.played == []
    assert "Traceback" not in hub.log()


def send(address: str, body: bytes, kind: str) -> int:
    request = urllib.request.Request(address, body, {"Content-Type": kind})
    try:
        with DIRECT.open(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as no:
        no.close()
        return no.code


async def test_a_person_who_asks_a_hundred_times_with_all_they_can_write_stops_no_desk(
    hub: HubProcess, tmp_path: Path
) -> None:
    """The largest lead anybody can make from outside still fits into the frames of a desk that
    starts from nothing."""
    wordy = {
        "email": "much@lead.example",
        "message": '"\\' * 4_000,
        "content": [f"{n} {'“' * 180}" for n in range(50)],
        **{f"field {n}": '"' * 2_000 for n in range(40)},
    }
    async with desk(hub, "Anna", tmp_path) as anna:
        lead = await post(hub, **wordy)
        for n in range(60):
            assert await post(hub, **{**wordy, "message": f"{n} " + '"\\' * 3_990}) == lead
        for _ in range(10):
            anna.desk.note(lead, "\x01" * 7_999)
        await soon(lambda: anna.desk.leads[lead].enquiries == 61, "all asked")
        await soon(lambda: not anna.desk.pending(), "all noted")
        async with desk(hub, "Fresh", tmp_path) as fresh:
            await fresh.has(lead)
            assert fresh.states == ["connecting", "catching_up", "live"]
            assert fresh.desk.leads[lead].enquiries == 61
        assert anna.states == ["connecting", "catching_up", "live"]


@pytest.mark.timeout(90)
async def test_ten_thousand_leads_reach_a_desk_that_starts_from_nothing_in_seconds(
    tmp_path: Path,
) -> None:
    await fill(tmp_path / "hub", 0, 10_000)
    running = hub_in(tmp_path)
    try:
        anna = await paired_seat(running, "Anna", tmp_path, team="Team West")
        begun = time.monotonic()
        await anna.start()
        assert len(anna.desk.leads) == 10_000
        assert time.monotonic() - begun < 10
        lead = await post(running, team="Team West")
        begun = time.monotonic()
        await anna.has(lead)
        assert time.monotonic() - begun < 1
        await anna.desk.stop()
        await asyncio.to_thread(running.stop)
        await fill(tmp_path / "hub", 10_000, 12_000)
        await asyncio.to_thread(running.restart)
        again = anna.again()
        begun = time.monotonic()
        await again.start()
        assert len(again.desk.leads) == 12_001
        assert time.monotonic() - begun < 10
        assert len(again.notifier.up) <= 6, "five at most by themselves, and one for the rest"
        await again.desk.stop()
        assert anna.wrong == []
        assert again.wrong == []
    finally:
        running.end()


async def fill(data: Path, first: int, end: int) -> None:
    """So many leads straight into the files of a hub that does not run."""
    async with hub_at(data, now=time.time_ns() // 1_000_000) as filled:
        for start in range(first, end, 500):
            await asyncio.gather(*(filled.lead_id(n) for n in range(start, start + 500)))


async def test_a_desk_that_takes_one_kilobyte_a_second_delays_nobody(
    hub: HubProcess, tmp_path: Path
) -> None:
    slow = await asyncio.to_thread(hub.pair, "Slow")
    async with desk(hub, "Anna", tmp_path) as anna, FeedClient(slow, acks=False) as crawler:
        await crawler.open()
        crawler.ws.transport.pause_reading()
        begun = time.monotonic()
        leads = await posted(hub, 60, message="m" * 5_000)
        await anna.has(*leads)
        assert time.monotonic() - begun < 5
        anna.desk.claim(leads[0])
        begun = time.monotonic()
        await anna.answered("claim")
        assert time.monotonic() - begun < 1
        crawler.ws.transport.resume_reading()
        crawler.acks = True
        while len(crawler.leads()) < 60:
            await crawler.listen()
        assert sorted(crawler.leads()) == sorted(leads), "slow, and whole"
