"""A window at a fake desk, on a fixed clock in a fixed zone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from client.settings import Settings
from tests.ui.scenes import FakeDesk
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.theme import Theme

Open = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def in_helsinki() -> Iterator[None]:
    """The rep's clock is Helsinki's, whatever this machine says."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Helsinki"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Open]:
    """Opens a window at a desk; its own ticker stands still, `tick` moves time."""
    opened: list[MainWindow] = []

    def make(
        desk: FakeDesk, width: int = 1280, height: int = 800, **settings: object
    ) -> MainWindow:
        bridge = Bridge()
        bridge.attach(desk)
        window = MainWindow(bridge, Theme("light"), Settings(**settings))  # type: ignore[arg-type]
        window.ticker.stop()
        window.resize(width, height)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.bridge.detach()


def tick(window: MainWindow, desk: FakeDesk, ms: int = 1_000) -> None:
    """Time goes by, as the ticker would say it."""
    desk.clock += ms
    window.ticker.second.emit(desk.clock)
