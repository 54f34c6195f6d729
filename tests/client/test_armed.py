"""Can this desk ring? Proven, never assumed."""

from client.armed import Presence, Watch
from client.ports import Ability
from tests.fakes import NOON, FakeClock, FakeNotifier, FakeSound


class Bench:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.notifier, self.sound = FakeNotifier(), FakeSound()
        self.presence = Presence()
        self.live, self.heard, self.known = True, self.clock.mono(), True
        self.watch = Watch(
            notifier=self.notifier,
            sound=self.sound,
            link=lambda: (self.live, self.heard, "Catching up"),
            clock_known=lambda: self.known,
            mono=self.clock.mono,
            now=self.clock.wall,
            presence=self.presence,
        )

    async def look(self) -> bool:
        await self.watch.probe()
        return self.watch.look()


async def test_a_desk_is_deaf_until_all_four_are_proven() -> None:
    bench = Bench()
    before = bench.watch.state
    assert await bench.look()
    assert (before.armed, bench.watch.state.armed) == (False, True)
    assert bench.watch.state.why == ""
    assert bench.watch.state.proven == NOON


async def test_the_first_broken_check_is_named_with_its_time() -> None:
    bench = Bench()
    await bench.look()
    bench.clock.forward(60_000)
    bench.heard = bench.clock.mono()
    bench.sound.output = ""
    bench.notifier.ability = Ability(works=False, actions=False, text="Nothing shows notices here")
    assert await bench.look()
    state = bench.watch.state
    assert (state.armed, state.why, state.since) == (
        False, "Nothing shows notices here", NOON + 60_000
    )  # fmt: skip
    assert state.checks["sound"].text == "No sound output"
    assert state.checks["link"].ok
    assert state.proven == NOON


async def test_a_link_that_says_live_but_has_gone_quiet_proves_nothing() -> None:
    bench = Bench()
    await bench.look()
    bench.clock.forward(20_001)
    assert await bench.look()
    assert not bench.watch.state.checks["link"].ok


async def test_an_unknown_clock_makes_deaf() -> None:
    bench = Bench()
    bench.known = False
    await bench.look()
    assert bench.watch.state.why == "Hub time not known yet"


async def test_the_hub_is_told_each_change_at_once_and_the_proof_every_15_s() -> None:
    bench = Bench()
    await bench.look()
    assert bench.watch.report("") is not None
    assert bench.watch.report("") is None
    assert bench.watch.report("lead-1") is not None
    bench.clock.forward(14_999)
    assert bench.watch.report("lead-1") is None
    bench.clock.forward(1)
    assert bench.watch.report("lead-1") is not None
    bench.watch.connected()
    assert bench.watch.report("lead-1") is not None


async def test_the_reps_word_ends_by_itself_only_when_a_time_was_named() -> None:
    away = Presence("away")
    assert not away.over(NOON + 10**9)
    quiet = Presence("dnd", NOON + 60_000)
    assert not quiet.over(NOON + 59_999)
    assert quiet.over(NOON + 60_000)
    assert (quiet.mode, quiet.until) == ("on", None)


async def test_do_not_disturb_is_not_deaf() -> None:
    bench = Bench()
    await bench.look()
    bench.presence.mode, bench.presence.until = "dnd", NOON + 60_000
    assert bench.watch.look()
    assert bench.watch.state.armed
    assert bench.watch.state.mode == "dnd"
    assert bench.watch.state.why.startswith("until ")
