"""Views that turn dark, or light again, while they are open, beside the same opened so: prints what
differs as JSON. A process of its own, for the look is the whole application's."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from client.settings import Settings
from tests.ui import agenda_scenes, message_scenes, number_scenes, scenes
from tests.ui.scenes import FakeDesk
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.theme import Mode, Theme

Show = Callable[[MainWindow, FakeDesk], None]


def _lead(window: MainWindow, desk: FakeDesk) -> None:
    window.now.open_lead("lead-imogen")


def _write(window: MainWindow, desk: FakeDesk) -> None:
    window.compose("lead-oluwaseun", "sms")


def _place(name: str) -> Show:
    return lambda window, desk: window.show_place(name)


VIEWS: dict[str, tuple[Callable[[], FakeDesk], Show]] = {
    "lead": (scenes.offered, _lead),
    "writing": (message_scenes.thread, _write),
    "agenda": (agenda_scenes.as_drawn, _place("agenda")),
    "numbers": (number_scenes.counted, _place("numbers")),
}
WAYS: tuple[tuple[Mode, Mode], ...] = (("light", "dark"), ("dark", "light"))
CASES = [(name, *WAYS[0]) for name in VIEWS] + [("lead", *WAYS[1])]


def main() -> int:
    """One line: `{"lead light dark": "", ...}`, empty where nothing differs."""
    app = QApplication([])
    app.setCursorFlashTime(0)
    told: dict[str, str] = {}
    for name, first, then in CASES:
        theme = Theme(first)
        theme.apply(app)
        turned = _picture(app, theme, name, then)
        told[f"{name} {first} {then}"] = _where(turned, _picture(app, theme, name, then))
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def _picture(app: QApplication, theme: Theme, name: str, then: Mode) -> QImage:
    scene, show = VIEWS[name]
    desk, bridge = scene(), Bridge()
    bridge.attach(desk)
    window = MainWindow(bridge, theme, Settings())
    window.ticker.stop()
    window.resize(1000, 640)
    window.show()
    app.processEvents()
    window.ticker.second.emit(desk.now())
    show(window, desk)
    app.processEvents()
    theme.set_mode(then)
    for _ in range(4):
        app.processEvents()
    image = window.grab().toImage()
    bridge.detach()
    window.hide()
    window.deleteLater()
    app.processEvents()
    return image


def _where(one: QImage, other: QImage) -> str:
    if one == other:
        return ""
    rows, columns = range(0, one.height(), 4), range(0, one.width(), 4)
    differ = [(x, y) for y in rows for x in columns if one.pixel(x, y) != other.pixel(x, y)]
    if not differ:
        return "a few pixels differ"
    across, down = [x for x, _ in differ], [y for _, y in differ]
    return f"differs within {min(across)},{min(down)} to {max(across)},{max(down)}"


if __name__ == "__main__":
    sys.exit(main())
