"""Sleep, freeze and a set clock, told apart from an ordinary second."""

import pytest

from client.system.wake import Jump, WakeWatch

WALL, MONO = 1_790_000_000_000, 5_000


@pytest.mark.parametrize(
    ("wall", "mono", "jump"),
    [
        (1_000, 1_000, None),
        (5_999, 5_999, None),
        (6_000, 6_000, Jump(late_ms=5_000, drift_ms=0)),
        (2_999, 1_000, None),
        (3_000, 1_000, Jump(late_ms=0, drift_ms=2_000)),
        (-999, 1_000, None),
        (-1_000, 1_000, Jump(late_ms=0, drift_ms=-2_000)),
        (10_801_000, 1_000, Jump(late_ms=0, drift_ms=10_800_000)),
        (10_801_000, 10_801_000, Jump(late_ms=10_800_000, drift_ms=0)),
        (950, 950, None),
    ],
    ids=[
        "a second",
        "late but not late enough",
        "a frozen process",
        "small drift",
        "drift of two seconds",
        "set back a little",
        "set back",
        "three hours of sleep on Linux",
        "three hours of sleep on Windows",
        "a coarse timer comes early",
    ],
)
def test_a_jump_is_seen_at_its_threshold(wall: int, mono: int, jump: Jump | None) -> None:
    assert WakeWatch(WALL, MONO).tick(WALL + wall, MONO + mono) == jump


def test_one_jump_is_told_once() -> None:
    watch = WakeWatch(WALL, MONO)
    assert watch.tick(WALL + 60_000, MONO + 1_000) is not None
    assert watch.tick(WALL + 61_000, MONO + 2_000) is None


def test_slow_drift_over_an_hour_is_no_jump() -> None:
    watch = WakeWatch(WALL, MONO)
    for second in range(1, 3_601):
        assert watch.tick(WALL + second * 1_001, MONO + second * 1_000) is None
