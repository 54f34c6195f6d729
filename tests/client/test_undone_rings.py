"""Who has just taken words back writes on them: nothing rings over that, and none is forgotten."""

from msgspec.structs import replace

from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.touch import NextTouch
from client.ring_rules import UNDONE_MS
from tests import builders as b
from tests.client.test_alerts import Bench

THEN = b.NOON + 60_000
SECONDS = UNDONE_MS // 1_000


def undone(by: str = b.ANNA.rep, why: str = "") -> tuple[f.Fact, ...]:
    """Words to a claimed lead are taken back, and it is due at once."""
    due = NextTouch(at=THEN, channel="call", attempt=1, of=6, reason="Not sent yet")
    return (
        f.MessageQueued(message="m1", channel="sms", to="+44", text="Hello", at=THEN - 4_000,
                        goes=THEN + 1_000, rep=b.ANNA.rep, rep_name=b.ANNA.name),
        f.MessageTakenBack(message="m1", at=THEN, by=by, why=why),
        f.NextTouchSet(next=due, at=THEN),
        f.TouchFellDue(at=THEN),
    )  # fmt: skip


def mine(bench: Bench) -> None:
    bench.clock.forward(60_000)
    lead = evolve(b.a_lead(due=THEN + b.HOUR), b.claimed(b.ANNA))
    bench.leads["l1"] = replace(lead, id="l1")


def whys(bench: Bench) -> list[str]:
    return [ring.why for ring in bench.rings]


async def test_taking_words_back_rings_nobody_at_once_and_later_once() -> None:
    bench = Bench()
    mine(bench)
    bench.hear("l1", *undone())
    await bench.seconds(SECONDS - 2)
    assert whys(bench) == []
    assert bench.notifier.up == {}
    await bench.seconds(4)
    assert whys(bench) == ["due"]


async def test_who_sends_the_edited_words_is_not_rung_at_all() -> None:
    bench = Bench()
    mine(bench)
    bench.hear("l1", *undone())
    await bench.seconds(20)
    tomorrow = NextTouch(at=THEN + b.DAY, channel="call", attempt=2, of=6, reason="Second call")
    again = f.MessageQueued(message="m2", channel="sms", to="+44", text="Hello there",
                            at=THEN + 20_000, goes=THEN + 25_000, rep=b.ANNA.rep,
                            rep_name=b.ANNA.name)  # fmt: skip
    bench.hear("l1", again, f.NextTouchSet(next=tomorrow, at=THEN + 20_000))
    await bench.seconds(SECONDS + 5)
    assert whys(bench) == []


async def test_what_the_hub_took_back_as_a_desk_was_gone_rings_at_once() -> None:
    bench = Bench()
    mine(bench)
    bench.hear("l1", *undone(by="", why="Leadbell ended before it left"))
    await bench.seconds(2)
    assert whys(bench) == ["due"]


async def test_a_promise_for_later_rings_on_its_minute() -> None:
    bench = Bench()
    mine(bench)
    call = NextTouch(at=THEN + 30_000, channel="call", attempt=1, of=6, reason="Promised",
                     pinned=True)  # fmt: skip
    bench.hear("l1", *undone()[:2], f.NextTouchSet(next=call, at=THEN))
    await bench.seconds(31)
    assert whys(bench) == ["due"]


async def test_a_desk_that_comes_back_meanwhile_waits_as_long() -> None:
    bench = Bench()
    mine(bench)
    bench.hear("l1", *undone(), live=False)
    assert bench.alerts.catching_up() == []
    bench.alerts.remind(bench.leads["l1"])
    await bench.seconds(SECONDS + 2)
    assert whys(bench) == ["due"]
