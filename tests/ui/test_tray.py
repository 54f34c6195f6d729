"""The tray says how the desk stands in shape and words, and never a name."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from client.hooks import Armed
from ui.bridge import Bridge
from ui.theme import DARK, LIGHT, Theme
from ui.tray import Tray, bell_name, tray_icon, tray_words


def armed(**how: object) -> Armed:
    given = {"armed": True, "mode": "on", "why": "", "since": 0, "proven": 0, "checks": {}} | how
    return Armed(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "waiting", "words"),
    [
        (None, 0, "Leadbell, not signed in"),
        (armed(), 0, "Leadbell, armed, no lead waiting"),
        (armed(), 1, "Leadbell, armed, 1 lead waiting"),
        (
            armed(armed=False, why="no sound device"),
            3,
            "Leadbell, deaf: no sound device, 3 leads waiting",
        ),
        (armed(mode="dnd"), 2, "Leadbell, do not disturb, 2 leads waiting"),
    ],
)
def test_the_tooltip_says_state_and_count(state: Armed | None, waiting: int, words: str) -> None:
    assert tray_words(state, waiting) == words


def test_four_states_have_four_outlines_in_grey(qapp: object) -> None:
    shapes = {
        _grey(tray_icon(name, waiting, tokens).pixmap(22, 22).toImage())
        for tokens in (LIGHT,)
        for name, waiting in (("bell", 0), ("bell", 2), ("moon", 0), ("bell-off", 0))
    }
    assert len(shapes) == 4
    assert tray_icon("bell", 1, DARK).availableSizes()


def _grey(image: QImage) -> bytes:
    return bytes(image.convertToFormat(QImage.Format.Format_Alpha8).constBits())


def test_a_desk_that_is_not_on_shows_a_moon_not_a_bell() -> None:
    assert bell_name(None) == "moon"
    assert bell_name(armed(mode="dnd")) == "moon"
    assert bell_name(armed(armed=False)) == "bell-off"


def test_the_menu_asks_for_what_it_names(qtbot: QtBot) -> None:
    tray = Tray(Bridge(), Theme("light"))
    heard: list[str] = []
    tray.show_requested.connect(lambda: heard.append("show"))
    tray.practice_requested.connect(lambda: heard.append("practice"))
    tray.quit_requested.connect(lambda: heard.append("quit"))
    tray.mode_chosen.connect(heard.append)
    for action in tray.menu.actions():
        if not action.isSeparator():
            action.trigger()
    assert heard == ["show", "practice", "on", "dnd", "away", "quit"]
