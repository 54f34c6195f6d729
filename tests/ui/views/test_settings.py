"""Settings: each change is whole, at once, and by keyboard; signing out is confirmed in words."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from client.settings import Settings
from tests.ui import scenes
from tests.ui.conftest import Open
from tests.ui.scenes import FakeDesk
from ui.bridge import Bridge
from ui.theme import Theme
from ui.views.settings import SOUNDS, SettingsView
from ui.widgets.key_button import KeyButton


class Set:
    """A settings page and every change it emitted."""

    def __init__(self, qtbot: QtBot, **values: Any) -> None:
        self.desk: FakeDesk = scenes.offered()
        bridge = Bridge()
        bridge.attach(self.desk)
        self.page = SettingsView(bridge, Theme("light"), Settings(**values))
        self.changes: list[Settings] = []
        self.page.changed.connect(self.changes.append)
        self.page.resize(960, 1400)
        qtbot.addWidget(self.page)
        self.page.show()


@pytest.fixture
def opened(qtbot: QtBot) -> Set:
    return Set(qtbot)


@pytest.mark.parametrize(
    "name", ["without_sound", "privacy", "reduce_motion", "start_at_login", "start_hidden"]
)
def test_every_tick_is_kept_at_once_and_nothing_else_changes(opened: Set, name: str) -> None:
    tick = opened.page.ticks[name]
    tick.setFocus()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert opened.changes == [Settings(**{name: True})]
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert opened.changes[-1] == Settings()


def test_look_and_volume_are_one_of_a_few(opened: Set) -> None:
    opened.page.look.buttons["dark"].click()
    opened.page.volume.buttons["100"].click()
    assert opened.changes == [Settings(look="dark"), Settings(look="dark", volume=100)]


def test_choosing_what_is_chosen_changes_nothing(opened: Set) -> None:
    opened.page.look.buttons["system"].click()
    assert opened.changes == []
    assert opened.page.look.buttons["system"].isChecked()


def test_every_sound_can_be_heard(opened: Set) -> None:
    played: list[str] = []
    opened.page.play.connect(played.append)
    for button in opened.page.sounds.parts:
        assert isinstance(button, KeyButton)
        button.click()
    assert played == [name for name, _ in SOUNDS]


def test_a_lane_is_made_quiet_and_loud_again(opened: Set) -> None:
    first = opened.page.quiet.parts[0]
    assert isinstance(first, KeyButton)
    first.click()
    assert opened.changes[-1].quiet_lanes == ("strike_now",)
    opened.page.quiet.parts[0].click()  # type: ignore[attr-defined]
    assert opened.changes[-1].quiet_lanes == ()


def test_signing_out_asks_once_in_words_and_counts_what_would_be_lost(
    opened: Set, qtbot: QtBot
) -> None:
    out: list[int] = []
    opened.page.sign_out.connect(lambda: out.append(1))
    opened.desk.note("lead-ruth", "unsent")
    opened.page.account.out.click()
    assert out == []
    assert "1 act the hub has not answered yet would be lost." in opened.page.account.sure.text
    opened.page.account.stay.click()
    assert opened.page.account.sure.text == ""
    opened.page.account.out.click()
    opened.page.account.really.click()
    assert out == [1]


def test_who_is_signed_in_and_where_is_shown(qtbot: QtBot) -> None:
    page = Set(qtbot, hub="https://hub.example").page
    assert page.account.who.text == "Aino Laine, rep of Payments North"
    assert page.account.where.text == "Hub: https://hub.example"


def test_where_this_desk_keeps_its_things_is_said(open_window: Open) -> None:
    window = open_window(scenes.offered())
    window.profile = "/home/aino/.local/share/leadbell"
    window.show_place("settings")
    page = window.places.currentWidget()
    assert isinstance(page, SettingsView)
    assert page.account.folder.text() == f"This desk keeps its things in {window.profile}"


def test_a_change_made_elsewhere_is_shown_and_not_told_again(opened: Set) -> None:
    opened.page.set_settings(Settings(privacy=True, look="light"))
    assert opened.page.ticks["privacy"].isChecked()
    assert opened.page.look.buttons["light"].isChecked()
    assert opened.changes == []


def test_a_headset_that_is_gone_is_still_named(qtbot: QtBot) -> None:
    page = Set(qtbot, sound_device="USB Audio").page
    assert page.device.label == "USB Audio, not there"


def test_the_computers_own_output_can_be_chosen_again(qtbot: QtBot) -> None:
    opened = Set(qtbot, sound_device="USB Audio")
    opened.page.device.click()
    QTest.keyClick(opened.page.outputs.list, "1")
    assert opened.changes == [Settings()]
