"""A rep's own times at a whole desk on a real hub: told, kept, there again after a restart."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.domain.rep_times import Block, RepTimes
from client.desk import Desk, Ports
from client.profile import Account, Profile
from client.sign_in import pair
from client.system.clock import SystemClock
from tests.fakes import FakeDialer, FakeNotifier, FakeSecrets, FakeSound
from tests.hub_process import HubProcess, hub, shared_hub
from tests.rigs.processes import soon

__all__ = ["hub", "shared_hub"]
pytestmark = pytest.mark.timeout(300)  # hubs that start several times, on a busy machine
SHIFT = (Block(day=0, start=540, end=1020),)


class Bench:
    """One rep's desk that can be started again, with the hub there or not."""

    def __init__(self, account: Account, profile: Profile, secrets: FakeSecrets) -> None:
        self.account, self.profile, self.secrets = account, profile, secrets
        self.wrong: list[BaseException] = []
        self.desk = self.make()

    def make(self) -> Desk:
        ports = Ports(
            clock=SystemClock(), notifier=FakeNotifier(), dialer=FakeDialer(),
            secrets=self.secrets, sound=FakeSound(),
        )  # fmt: skip
        return Desk(
            self.account, self.profile, ports, self.wrong.append, zone=lambda: "Europe/Helsinki"
        )

    async def start(self) -> Desk:
        await self.desk.start()
        await soon(lambda: self.desk.link.state == "live", "live")
        return self.desk

    async def again(self) -> Desk:
        """Stopped, and started without waiting for the hub."""
        await self.desk.stop()
        self.desk = self.make()
        await self.desk.start()
        return self.desk


@asynccontextmanager
async def benched(hub: HubProcess, folder: Path) -> AsyncIterator[Bench]:
    """At a desk in a team of its own."""
    secrets, profile = FakeSecrets(), Profile(folder / "profile")
    account = await pair(
        hub.url, hub.invite("Anna", folder.name), device_name="a", install="i",
        now=SystemClock().wall(), profile=profile, secrets=secrets,
    )  # fmt: skip
    bench = Bench(account, profile, secrets)
    yield bench
    await bench.desk.stop()
    assert bench.wrong == []


@pytest.fixture
async def bench(shared_hub: HubProcess, tmp_path: Path) -> AsyncIterator[Bench]:
    """On the hub of this module, which nobody may stop."""
    async with benched(shared_hub, tmp_path) as bench:
        yield bench


@pytest.fixture
async def bench_alone(hub: HubProcess, tmp_path: Path) -> AsyncIterator[Bench]:
    """On a hub of its own."""
    async with benched(hub, tmp_path) as bench:
        yield bench


def calendar(path: Path, *, title: str = "Secret talks") -> Path:
    start = datetime.now(UTC) + timedelta(days=3)
    path.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:t\nBEGIN:VEVENT\nUID:1\n"
        f"SUMMARY:{title}\nDTSTART:{start:%Y%m%dT%H%M%SZ}\nDURATION:PT1H\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    )
    return path


def times(desk: Desk) -> RepTimes:
    return desk.times.times if desk.times is not None else RepTimes()


async def test_the_zone_of_my_clock_comes_back_as_the_hubs_word(bench: Bench) -> None:
    desk = await bench.start()
    await soon(lambda: times(desk).zone == "Europe/Helsinki", "the hub says so")
    assert desk.pending() == []


async def test_my_calendars_busy_times_reach_the_hub_and_titles_do_not(
    bench: Bench, tmp_path: Path
) -> None:
    desk = await bench.start()
    heard: list[object] = []
    desk.hooks.calendar.connect(heard.append)
    desk.set_calendar(str(calendar(tmp_path / "work.ics")))
    await soon(lambda: times(desk).busy, "the hub knows")
    assert [busy.title for busy in times(desk).busy] == [""]
    assert times(desk).calendar == "work.ics"
    assert [busy.title for busy in desk.meetings] == ["Secret talks"]
    assert desk.calendar.meetings == 1 and heard[-1] == desk.calendar
    desk.set_calendar("")
    await soon(lambda: not times(desk).busy and not times(desk).calendar, "nobody is busy")
    assert times(desk).zone == "Europe/Helsinki"


async def test_after_a_restart_my_times_are_there_before_the_hub_is(
    bench_alone: Bench, hub: HubProcess, tmp_path: Path
) -> None:
    desk = await bench_alone.start()
    desk.set_calendar(str(calendar(tmp_path / "work.ics")))
    await soon(lambda: times(desk).busy, "the hub knows")
    desk.set_times(replace(desk.my_times, blocks=SHIFT))
    await soon(lambda: times(desk).blocks == SHIFT, "and the shift")
    known = times(desk)
    await asyncio.to_thread(hub.stop)  # it says goodbye to the desk
    again = await bench_alone.again()
    assert again.link.state != "live"
    assert times(again) == known
    assert again.my_times == known
    assert [(busy.start, busy.title) for busy in again.meetings] == [(known.busy[0].start, "")]


async def test_what_was_set_without_the_hub_waits_once_and_arrives(
    bench_alone: Bench, hub: HubProcess
) -> None:
    desk = await bench_alone.start()
    await soon(lambda: times(desk).zone, "the zone is told")
    await asyncio.to_thread(hub.stop)  # it says goodbye to the desk
    await soon(lambda: desk.link.state == "waiting", "the link is gone")
    for end in (1020, 1080, 1140):
        desk.set_times(replace(desk.my_times, blocks=(Block(day=0, start=540, end=end),)))
        await soon(desk.all_saved, "it is on disk")
    [waits] = desk.pending()
    assert waits.do == "set_times" and desk.my_times.blocks[0].end == 1140
    again = await bench_alone.again()
    assert [act.op for act in again.pending()] == [waits.op]
    assert again.my_times.blocks[0].end == 1140
    await asyncio.to_thread(hub.start)
    again.reconnect_now()
    await soon(lambda: times(again).blocks and not again.pending(), "it arrived")
    assert times(again).blocks[0].end == 1140


async def test_a_call_ended_without_the_hub_is_planned_here_until_the_hub_says(
    bench_alone: Bench, hub: HubProcess, tmp_path: Path
) -> None:
    desk = await bench_alone.start()
    lead = hub.post(team=tmp_path.name)
    await soon(lambda: lead in desk.leads, "it arrives")
    desk.claim(lead)
    await soon(lambda: desk.leads[lead].owner, "it is mine")
    touch = desk.start_touch(lead, "call")
    await soon(lambda: desk.leads[lead].running(), "I am calling")
    await asyncio.to_thread(hub.stop)  # it says goodbye to the desk
    await soon(lambda: desk.link.state == "waiting", "the link is gone")
    desk.end_touch(lead, touch, "no_answer")
    await soon(desk.all_saved, "it is on disk")
    mine = desk.next_touch(lead)
    assert mine is not None and mine.provisional and mine.at > desk.now()
    again = await bench_alone.again()
    kept = again.next_touch(lead)
    assert kept is not None and kept.provisional and kept.at == mine.at
    await asyncio.to_thread(hub.start)
    again.reconnect_now()
    await soon(lambda: again.leads[lead].next_touch and not again.pending(), "it arrived")
    told = again.next_touch(lead)
    assert told is not None and not told.provisional
