"""How long nobody touched the machine, asked of a real X server."""

import ctypes
import time

import pytest

from client.system.idle import Idle
from tests.rigs.processes import absent, soon
from tests.rigs.screen import Screen
from tests.rigs.session import Session

pytestmark = pytest.mark.real


async def test_a_touch_of_the_mouse_ends_idleness(screen: Screen) -> None:
    try:
        ctypes.CDLL("libXss.so.1")
    except OSError:
        absent("libXss.so.1", "libxss1")
    idle = Idle(screen.session.bus, screen.display)
    try:
        screen.click(10, 10)
        before = await idle.seconds()
        assert before is not None
        await _longer_than(idle, before + 0.3)
        began = time.monotonic()
        screen.click(20, 20)
        after = await idle.seconds()
        assert after is not None
        # However long the machine took: untouched for no longer than since just before the click.
        assert after < time.monotonic() - began + 0.05
    finally:
        await idle.close()


async def _longer_than(idle: Idle, seconds: float) -> None:
    told: list[float] = [0.0]

    def passed() -> bool:
        return told[-1] > seconds

    while not passed():
        told.append(await idle.seconds() or 0.0)
        await soon(lambda: True, "the loop runs")


async def test_without_a_screen_or_a_service_it_is_unknown(
    no_bus: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_bus.enter(monkeypatch)
    idle = Idle()
    assert await idle.seconds() is None
    await idle.close()
