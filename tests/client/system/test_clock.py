"""The machine's clocks, in the units the law uses."""

from datetime import UTC, datetime

from client.ports import Clock
from client.system.clock import SystemClock


def test_wall_is_epoch_milliseconds_and_mono_only_rises() -> None:
    clock: Clock = SystemClock()
    real = datetime.now(UTC).timestamp() * 1000
    assert abs(clock.wall() - real) < 5_000
    first = clock.mono()
    assert isinstance(first, int)
    assert all(clock.mono() >= first for _ in range(100))
