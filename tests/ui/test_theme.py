"""The look follows the system unless forced, and tells everybody when it changes."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.theme import Theme, style_sheet
from ui.tokens import DARK, LIGHT, high_contrast


def test_a_forced_look_wins_over_the_system(qtbot: QtBot) -> None:
    assert Theme("dark").tokens == DARK
    assert Theme("light").tokens == LIGHT
    assert Theme("system").tokens in (LIGHT, DARK)


def test_a_change_is_told_once(qtbot: QtBot) -> None:
    theme = Theme("light")
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(theme.tokens.dark))
    theme.set_mode("dark")
    theme.set_mode("dark")
    theme.set_mode("light")
    assert told == [True, False]


def test_high_contrast_goes_on_top_of_the_look(qtbot: QtBot) -> None:
    theme = Theme("dark")
    theme.set_high_contrast(True)
    assert theme.tokens == high_contrast(DARK)


def test_the_stylesheet_has_every_colour_filled_in() -> None:
    sheet = style_sheet(LIGHT)
    assert LIGHT.edge.name() in sheet
    assert sheet != style_sheet(DARK)
    assert "$" not in sheet.split("*/", 1)[1]


def test_the_whole_application_is_dressed(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme("light")
    theme.apply(qapp)
    try:
        theme.set_mode("dark")
        assert DARK.edge.name() in qapp.styleSheet()
        assert qapp.palette().text().color() == DARK.ink
    finally:
        qapp.setStyleSheet("")
