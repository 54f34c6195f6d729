"""From the feed to memory: written first; what a full disk refuses is owed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.protocol import messages as m
from app.protocol.subscriber import Effect, Fresh, Replaced
from client.alerts import Alerts
from client.hooks import Hooks
from client.inbox import Inbox
from client.mirror import Changed, Mirror, Step, Swapped, fold
from client.pending import Outbox
from client.store.keeper import Keeper
from tests import builders as b
from tests.client.hub_model import STREAM, HubModel
from tests.fakes import FakeClock, FakeNotifier, FakeSound


class Bench:
    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.clock = FakeClock(wall=b.NOON)
        self.hub = HubModel()
        self.mirror = Mirror({}, {}, {}, _fail)
        self.committed: list[int] = []
        self.full = 0
        hooks = Hooks(_fail)
        self.inbox = Inbox(
            mirror=self.mirror,
            outbox=Outbox(),
            alerts=Alerts(
                hooks=hooks,
                notifier=FakeNotifier(),
                sound=FakeSound(),
                clock=self.clock,
                now=self.clock.wall,
                leads=lambda: self.mirror.leads,
                seen=lambda lead, eid: None,
                soon=lambda work: None,
                on_error=_fail,
            ),
            keeper=keeper,
            take=self.take,
            settled=lambda answered, re: None,
            ring=lambda causes: None,
            committed=lambda cursors: self.committed.append(cursors[STREAM].seq),
            full=self.disk_full,
            mono=self.clock.mono,
            now=self.clock.wall,
        )

    def take(self, step: Step) -> None:
        if isinstance(step, Changed | Swapped):
            self.mirror.adopt(step)

    def disk_full(self) -> None:
        self.full += 1

    def news(self, count: int) -> list[Effect]:
        start = self.hub.head
        for _ in range(count):
            self.hub.arrive()
        return [Fresh(ev, True) for ev in self.hub.log[start:]]

    async def limit(self, pages: int) -> None:
        """The disk may grow by so many pages."""

        def set_limit(conn: object) -> None:
            count = conn.exec_driver_sql("PRAGMA page_count").scalar()  # type: ignore[attr-defined]
            conn.exec_driver_sql(f"PRAGMA max_page_count = {count + pages}")  # type: ignore[attr-defined]

        await self.keeper._store.run(set_limit)


def _fail(wrong: BaseException) -> None:
    raise wrong


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    keeper = await Keeper.open(tmp_path / "desk.db", b.NOON)
    bench = Bench(keeper)
    empty = Replaced(STREAM, m.Cursor(epoch="e", view=1, seq=0), ())
    await bench.inbox._apply([empty])
    yield bench
    await keeper.close()


async def test_memory_follows_the_disk_and_only_then_is_it_committed(bench: Bench) -> None:
    await bench.inbox._apply(bench.news(2))
    kept = await bench.keeper.load()
    assert bench.mirror.leads == kept.mirrored.leads == bench.hub.leads
    assert bench.committed == [0, 2]


async def test_on_a_full_disk_the_feed_goes_on_in_memory_and_nothing_is_acknowledged(
    bench: Bench,
) -> None:
    await bench.limit(1)
    await bench.inbox._apply(bench.news(30))
    await bench.inbox._apply(bench.news(30))
    assert bench.mirror.leads == bench.hub.leads
    assert (await bench.keeper.load()).mirrored.leads == {}
    assert (bench.committed, bench.full) == ([0], 2)


async def test_what_a_full_disk_owed_is_written_with_the_next_that_fits(bench: Bench) -> None:
    await bench.limit(1)
    await bench.inbox._apply(bench.news(30))
    await bench.limit(10_000)
    await bench.inbox._apply(bench.news(1))
    kept = await bench.keeper.load()
    assert kept.mirrored.leads == bench.hub.leads
    assert bench.committed == [0, 31]


async def test_a_fact_no_newer_than_the_lead_changes_nothing() -> None:
    hub = HubModel()
    hub.arrive()
    [ev] = hub.log
    lead = fold(None, b.received(received=hub.now), ev)
    assert lead == hub.leads["lead-1"]
    assert fold(lead, b.received(received=hub.now), ev) is None


async def test_an_unknown_kind_is_kept_raw_and_moves_on(bench: Bench) -> None:
    [first] = bench.news(1)
    assert isinstance(first, Fresh)
    odd = Fresh(_renamed(first.ev), True)
    await bench.inbox._apply([odd, *bench.news(1)])
    kept = await bench.keeper.load()
    assert kept.mirrored.cursors[STREAM].seq == 2
    assert set(kept.mirrored.leads) == {"lead-2"}


def _renamed(ev: m.Ev) -> m.Ev:
    from msgspec.structs import replace

    return replace(ev, k="lead.sang")
