"""A window that turns dark, or light again, while it is open looks as one that was opened so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.settings import Settings
from tests.ui import agenda_scenes, message_scenes, number_scenes, scenes
from tests.ui.scenes import FakeDesk
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.theme import Mode, Theme


def _lead(window: MainWindow, desk: FakeDesk) -> None:
    window.now.open_lead("lead-imogen")


def _write(window: MainWindow, desk: FakeDesk) -> None:
    window.compose("lead-oluwaseun", "sms")


def _refused(window: MainWindow, desk: FakeDesk) -> None:
    window.compose("lead-imogen", "email")


def _place(name: str) -> Callable[[MainWindow, FakeDesk], None]:
    return lambda window, desk: window.show_place(name)


VIEWS: dict[str, tuple[Callable[[], FakeDesk], Callable[[MainWindow, FakeDesk], None]]] = {
    "lead": (scenes.offered, _lead),
    "writing": (message_scenes.thread, _write),
    "refused": (message_scenes.kept, _refused),
    "agenda": (agenda_scenes.as_drawn, _place("agenda")),
    "board": (scenes.board, _place("board")),
    "numbers": (number_scenes.counted, _place("numbers")),
    "settings": (scenes.offered, _place("settings")),
}


@pytest.mark.parametrize(("first", "then"), [("light", "dark"), ("dark", "light")])
@pytest.mark.parametrize("name", list(VIEWS))
def test_turning_dark_or_light_leaves_nothing_behind(
    qtbot: QtBot, qapp: QApplication, name: str, first: Mode, then: Mode
) -> None:
    flash, before = qapp.cursorFlashTime(), (qapp.palette(), qapp.font(), qapp.styleSheet())
    qapp.setCursorFlashTime(0)
    theme = Theme(first)
    theme.apply(qapp)
    try:
        turned = _picture(qtbot, theme, name, then)
        opened = _picture(qtbot, theme, name, then)
    finally:
        qapp.setCursorFlashTime(flash)
        qapp.setPalette(before[0])
        qapp.setFont(before[1])
        qapp.setStyleSheet(before[2])
    assert turned == opened, _where(turned, opened)


def _picture(qtbot: QtBot, theme: Theme, name: str, then: Mode) -> QImage:
    scene, show = VIEWS[name]
    desk, bridge = scene(), Bridge()
    bridge.attach(desk)
    window = MainWindow(bridge, theme, Settings())
    window.ticker.stop()
    window.resize(1000, 640)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.ticker.second.emit(desk.now())
    show(window, desk)
    QApplication.processEvents()
    theme.set_mode(then)
    for _ in range(4):
        QApplication.processEvents()
    image = window.grab().toImage()
    bridge.detach()
    window.hide()
    return image


def _where(one: QImage, other: QImage) -> str:
    rows, columns = range(0, one.height(), 4), range(0, one.width(), 4)
    differ = [(x, y) for y in rows for x in columns if one.pixel(x, y) != other.pixel(x, y)]
    if not differ:
        return "a few pixels differ"
    across, down = [x for x, _ in differ], [y for _, y in differ]
    return f"differs within {min(across)},{min(down)} to {max(across)},{max(down)}"
