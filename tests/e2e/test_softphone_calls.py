"""From the click to the hang-up with nothing standing in: hub, desk and two softphones are real."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from client.desk import Desk, Ports
from client.profile import Profile
from client.settings import Settings
from client.sign_in import pair
from client.system.clock import SystemClock
from tests.desk_process import DeskProcess
from tests.fakes import FakeDialer, FakeNotifier, FakeSecrets, FakeSound
from tests.hub_process import HubProcess, hub
from tests.rigs.baresip import Phone, hand_on, two_phones
from tests.rigs.processes import soon

__all__ = ["hub"]
LEAD = "+442079460018"


class Bench:
    """A desk whose calls go through `mine`, and what it said of them."""

    def __init__(self, hub: HubProcess, desk: Desk, notifier: FakeNotifier) -> None:
        self.hub, self.desk, self.notifier = hub, desk, notifier
        self.ended: list[tuple[str, str, int, bool]] = []
        self.called_in: list[tuple[str, str]] = []
        self.told: list[str] = []
        desk.hooks.call_ended.connect(lambda *said: self.ended.append(said))
        desk.hooks.called_in.connect(lambda *said: self.called_in.append(said))
        desk.hooks.told.connect(self.told.append)

    async def click(self) -> str:
        """A lead comes in and is claimed and called by one press."""
        lead = self.hub.post()
        await soon(lambda: lead in self.notifier.up, "the notification is up")
        self.notifier.press(lead, "claim-call")
        return lead

    def line(self, lead: str) -> str | None:
        """Where the line stands, as the hub's log says."""
        known = self.desk.leads.get(lead)
        return known.touches[-1].call if known is not None and known.touches else None

    async def until(self, lead: str, state: str) -> None:
        await soon(lambda: self.line(lead) == state, f"the log says {state} ({self.line(lead)})")


@pytest.fixture
def phones(tmp_path: Path) -> Iterator[tuple[Phone, Phone]]:
    with two_phones(tmp_path, answering="manual", number=LEAD) as both:
        yield both


@pytest.fixture
async def bench(
    hub: HubProcess, phones: tuple[Phone, Phone], tmp_path: Path
) -> AsyncIterator[Bench]:
    mine, theirs = phones
    secrets, clock, profile = FakeSecrets(), SystemClock(), Profile(tmp_path / "profile")
    account = await pair(
        hub.url, hub.invite("Anna"), device_name="a", install="i", now=clock.wall(),
        profile=profile, secrets=secrets,
    )  # fmt: skip
    notifier = FakeNotifier()
    ports = Ports(
        clock=clock, notifier=notifier, dialer=FakeDialer(), secrets=secrets, sound=FakeSound()
    )
    bench = Bench(hub, Desk(account, profile, ports, _fail), notifier)
    settings = Settings(call_by="softphone", sip_phone=mine.at, sip_dials=theirs.template)
    bench.desk.use(settings)
    await bench.desk.start()
    await soon(lambda: bench.desk.link.state == "live", "live")
    yield bench
    await bench.desk.stop()


def _fail(wrong: BaseException) -> None:
    raise wrong


async def test_one_press_claims_dials_and_logs_the_call_to_its_end(
    bench: Bench, phones: tuple[Phone, Phone]
) -> None:
    async with hand_on(phones[1]) as them:
        lead = await bench.click()
        await bench.until(lead, "ringing")
        accepted = time.monotonic()
        await them.do("accept")
        await bench.until(lead, "answered")
        answered = time.monotonic()
        await soon(lambda: time.monotonic() - answered > 1.6, "they talk")
        assert bench.desk.hang_up()
        await bench.until(lead, "ended")
        at_most = time.monotonic() - accepted
        await soon(lambda: them.saw("CALL_CLOSED"), "their phone is down")
    touch = bench.desk.leads[lead].running()
    assert touch is not None, "how it went is the rep's to say"
    assert 1 <= touch.talked <= at_most + 1
    assert bench.ended == [(lead, touch.id, touch.talked, True)]
    bench.desk.end_touch(lead, touch.id, "connected")
    await soon(lambda: bench.desk.leads[lead].running() is None, "the outcome is in the log")


async def test_the_lead_hangs_up_and_the_outcome_is_asked(
    bench: Bench, phones: tuple[Phone, Phone]
) -> None:
    async with hand_on(phones[1]) as them:
        lead = await bench.click()
        await bench.until(lead, "ringing")
        await them.do("accept")
        await bench.until(lead, "answered")
        await them.do("hangup")
        await bench.until(lead, "ended")
    assert [said[0] for said in bench.ended] == [lead]
    assert bench.ended[0][3]


async def test_a_lead_who_declines_is_not_reached(
    bench: Bench, phones: tuple[Phone, Phone]
) -> None:
    async with hand_on(phones[1]) as them:
        lead = await bench.click()
        await bench.until(lead, "ringing")
        await them.do("hangup")
        await bench.until(lead, "failed")
    assert [(said[2], said[3]) for said in bench.ended] == [(0, False)]


async def test_a_call_nobody_picks_up_is_hung_up_from_here(bench: Bench) -> None:
    lead = await bench.click()
    await bench.until(lead, "ringing")
    assert bench.desk.hang_up()
    await bench.until(lead, "ended")
    assert [(said[2], said[3]) for said in bench.ended] == [(0, False)]
    assert bench.desk.call is None


async def test_the_softphone_dies_in_the_middle_and_the_outcome_is_asked(
    bench: Bench, phones: tuple[Phone, Phone]
) -> None:
    async with hand_on(phones[1]) as them:
        lead = await bench.click()
        await bench.until(lead, "ringing")
        await them.do("accept")
        await bench.until(lead, "answered")
    phones[0].kill()
    await bench.until(lead, "ended")
    touch = bench.desk.leads[lead].running()
    assert touch is not None
    assert bench.ended == [(lead, touch.id, touch.talked, True)]
    assert not bench.desk.hand_over(lead, "call")
    assert "Nothing listens at" in bench.told[-1]
    assert "not dialled" in bench.told[-1]


async def test_a_lead_who_calls_back_is_known(bench: Bench, phones: tuple[Phone, Phone]) -> None:
    lead = bench.hub.post()
    await soon(lambda: lead in bench.desk.leads, "the lead is here")
    async with hand_on(phones[1]) as them:
        await them.do("dial", f"sip:rep@127.0.0.1:{phones[0].sip}")
        await soon(lambda: bench.called_in, "somebody calls")
    assert bench.called_in == [(lead, LEAD)]


@pytest.mark.parametrize("meanwhile", ["talking", "hung up"])
async def test_the_desk_is_killed_in_the_middle_of_a_call(
    hub: HubProcess, phones: tuple[Phone, Phone], tmp_path: Path, meanwhile: str
) -> None:
    """It comes back and knows the call, whether it still runs or ended while nobody listened; what
    came of it is asked."""
    mine, theirs = phones
    way = {"call_by": "softphone", "sip_phone": mine.at, "sip_dials": theirs.template}
    desk = DeskProcess.start_for(hub, "Anna", tmp_path / "desk")
    try:
        desk.do("call_by", **way)
        lead = hub.post()
        desk.wait(lambda said: said.get("fact") == "lead.new", "the lead arrives")
        desk.do("claim", lead=lead, then="call")
        async with hand_on(theirs) as them:
            _step(desk, "ringing")
            await them.do("accept")
            _step(desk, "answered")
            desk.kill()
            assert not them.saw("CALL_CLOSED"), "the phones talk on without us"
            if meanwhile == "hung up":
                await them.do("hangup")
            desk.start()
            desk.wait(lambda said: said.get("live") is True, "live again")
            desk.do("call_by", **way)
            if meanwhile == "talking":
                desk.wait(lambda said: said.get("did") == "call_by", "the phone is taken up again")
                await _hung_up(desk)
            over = await asyncio.to_thread(_step, desk, "ended")
        ended = desk.wait(lambda said: "call_ended" in said, "the outcome is asked")
        assert (ended["call_ended"], ended["reached"]) == (lead, True)
        assert ended["touch"] == over["b"]["touch"]
        assert (over["b"].get("why") == "nobody listened when it ended") == (meanwhile == "hung up")
        desk.do("end_touch", lead=lead, touch=ended["touch"], disposition="connected")
        desk.wait(lambda said: said.get("fact") == "touch.ended", "and said")
    finally:
        desk.end()


def _step(desk: DeskProcess, state: str) -> dict[str, Any]:
    def is_it(said: dict[str, Any]) -> bool:
        return bool(said.get("fact") == "call.progress" and said["b"]["state"] == state)

    return desk.wait(is_it, f"the log says {state}")


async def _hung_up(desk: DeskProcess) -> None:
    """The connection to the phone takes a moment after a start."""

    def hung_up() -> bool:
        desk.do("hang_up")
        return bool(desk.next(lambda said: said.get("did") == "hang_up", "an answer")["hung_up"])

    await soon(lambda: hung_up(), "it is hung up from the new desk")
