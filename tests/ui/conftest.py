"""A window at a fake desk, on a fixed clock in a fixed zone, and patience for a busy machine."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.settings import Settings
from tests.ui.scenes import FakeDesk
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.theme import Theme

Open = Callable[..., MainWindow]
PATIENCE_MS = 30_000
"""It costs nothing where what is waited for happens."""


class PatientBot(QtBot):
    """Waits six times as long as the library's five seconds before it says that nothing came."""

    def waitUntil(self, callback: Any, **how: Any) -> None:
        super().waitUntil(callback, **{"timeout": PATIENCE_MS, **how})

    def waitExposed(self, widget: Any, **how: Any) -> Any:
        return super().waitExposed(widget, **{"timeout": PATIENCE_MS, **how})

    def waitSignal(self, signal: Any, **how: Any) -> Any:
        return super().waitSignal(signal, **{"timeout": PATIENCE_MS, **how})

    def waitSignals(self, signals: Any, **how: Any) -> Any:
        return super().waitSignals(signals, **{"timeout": PATIENCE_MS, **how})


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """In the place of pytest-qt's own."""
    return PatientBot(request)


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
