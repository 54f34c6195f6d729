"""A whole desk in this process on a real hub: what a screen would see of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from client.desk import Desk, Ports
from client.profile import Profile
from client.sign_in import pair
from client.system.clock import SystemClock
from tests.fakes import FakeDialer, FakeNotifier, FakeSecrets, FakeSound
from tests.hub_process import JANE, HubProcess, shared_hub
from tests.rigs.processes import soon

__all__ = ["shared_hub"]
pytestmark = pytest.mark.timeout(300)  # the first of them starts a hub, on a busy machine


class Bench:
    """One rep's desk in a team of its own."""

    def __init__(
        self, hub: HubProcess, team: str, desk: Desk, notifier: FakeNotifier, dialer: FakeDialer
    ) -> None:
        self.hub, self.team = hub, team
        self.desk = desk
        self.notifier = notifier
        self.dialer = dialer
        self.told: list[str] = []
        self.wrong: list[BaseException] = []
        self.order: list[str] = []
        hooks = desk.hooks
        hooks.told.connect(self.told.append)
        hooks.lead_changed.connect(lambda lead, fact: self.order.append(fact.k))
        hooks.settled.connect(lambda act, re: self.order.append(f"{act.do} {re.ok}"))
        hooks.ring.connect(lambda ring: self.order.append(f"ring {ring.why}"))

    def post(self, **fields: str) -> str:
        return self.hub.post({**JANE, **fields}, self.team)


@pytest.fixture
async def bench(shared_hub: HubProcess, tmp_path: Path) -> AsyncIterator[Bench]:
    secrets, clock, profile = FakeSecrets(), SystemClock(), Profile(tmp_path / "profile")
    team = tmp_path.name
    account = await pair(
        shared_hub.url, shared_hub.invite("Anna", team), device_name="a", install="i",
        now=clock.wall(), profile=profile, secrets=secrets,
    )  # fmt: skip
    notifier, dialer = FakeNotifier(), FakeDialer()
    ports = Ports(clock=clock, notifier=notifier, dialer=dialer, secrets=secrets, sound=FakeSound())
    wrong: list[BaseException] = []
    desk = Desk(account, profile, ports, wrong.append)
    bench = Bench(shared_hub, team, desk, notifier, dialer)
    bench.wrong = wrong
    await bench.desk.start()
    await soon(lambda: bench.desk.link.state == "live", "live")
    yield bench
    await bench.desk.stop()


async def test_from_the_post_to_the_dialled_number_by_one_press(bench: Bench) -> None:
    lead = bench.post()
    await soon(lambda: lead in bench.notifier.up, "the notification is up")
    bench.notifier.press(lead, "claim-call")
    await soon(lambda: bench.dialer.taken, "the number is handed over")
    await soon(lambda: bench.desk.leads[lead].state == "engaged", "the touch has begun")
    assert bench.dialer.taken == [("call", "+442079460018", "")]
    assert bench.notifier.up == {}
    assert bench.desk.pending() == []
    steps = ("lead.new", "ring new", "claim True")
    assert [one for one in bench.order if one in steps] == list(steps)
    assert bench.wrong == []


async def test_a_claim_is_never_shown_as_mine_before_the_hub_said_so(bench: Bench) -> None:
    lead = bench.post()
    await soon(lambda: lead in bench.desk.leads, "it arrives")
    bench.desk.claim(lead)
    bench.desk.claim(lead)
    [trying] = bench.desk.pending(lead)
    assert (trying.do, trying.state) == ("claim", "queued")
    assert bench.desk.leads[lead].owner == ""
    await soon(lambda: bench.desk.leads[lead].owner_name == "Anna", "it is mine")
    assert bench.desk.pending(lead) == []


async def test_a_store_damaged_while_running_is_fetched_anew_and_no_act_is_lost(
    bench: Bench,
) -> None:
    first = bench.post()
    await soon(lambda: first in bench.desk.leads, "it arrives")
    running = bench.desk._running
    assert running is not None
    await running.keeper._store.run(_spoil)
    second = bench.post(email="second@example.com", phone="+44 20 7946 0999")
    bench.desk.note(first, "kept")
    await soon(lambda: second in bench.desk.leads, "the second arrives")

    def notes() -> list[str]:
        return [line.text for line in bench.desk.leads[first].timeline]

    await soon(lambda: "kept" in notes(), "the note")
    assert any("damaged" in text for text in bench.told)
    kept = await running.keeper.load()
    assert set(kept.mirrored.leads) == {first, second}


def _spoil(conn: object) -> None:
    """Point a table at a page that does not exist, as a bad sector might."""
    run = conn.exec_driver_sql  # type: ignore[attr-defined]
    run("PRAGMA writable_schema=ON")
    run("UPDATE sqlite_master SET rootpage=99999 WHERE name='mirror_lead'")
    run("PRAGMA writable_schema=RESET")


async def test_a_desk_taken_out_says_so_once_nothing_of_it_is_left(
    bench: Bench, tmp_path: Path
) -> None:
    bench.post()
    await soon(lambda: bench.desk.leads, "the lead is there")
    out: list[tuple[str, bool]] = []

    def stores() -> list[Path]:
        return list((tmp_path / "profile").glob("desk-*.db*"))

    bench.desk.hooks.signed_out.connect(lambda why: out.append((why, bool(stores()))))
    await asyncio.to_thread(bench.hub.revoke, bench.desk.account.device)
    await soon(lambda: out, "it says so")
    assert out == [("This desk was signed out by the hub. Pair it again.", False)]
    assert bench.desk.leads == {}
