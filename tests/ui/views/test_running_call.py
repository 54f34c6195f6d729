"""A call that a phone tells us about: its line in the outcome bar, H, and the bar that comes up by
itself when it is over."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.facts import CallProgress
from client.hooks import RunningCall
from client.settings import Settings
from tests.ui import scenes
from tests.ui.scenes import NOW, SECOND, FakeDesk
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.models.call_words import call_line
from ui.models.faces import Moment, slot_face
from ui.models.hero_face import hero_face
from ui.models.lists import slot_title
from ui.theme import Theme
from ui.views.settings import SettingsView


class Opened:
    """A window with a call of mine under way (scene `on_call`)."""

    def __init__(self, qtbot: QtBot) -> None:
        self.desk: FakeDesk = scenes.on_call()
        self.bridge = Bridge()
        self.bridge.attach(self.desk)
        self.window = MainWindow(self.bridge, Theme("light"), Settings())
        self.window.ticker.stop()
        qtbot.addWidget(self.window)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.lead = next(one for one in self.desk.leads.values() if one.running() is not None)
        running = self.lead.running()
        assert running is not None
        self.touch = running.id
        self.window.open_lead(self.lead.id)

    def call(self, state: Any, via: Any = "softphone", since: int = NOW) -> None:
        self.desk.call = RunningCall(
            lead=self.lead.id, touch=self.touch, via=via, state=state, since=since
        )
        self.desk.hooks.call(self.desk.call)

    def over(self, seconds: int) -> None:
        self.desk.call = None
        self.desk.hooks.call(None)
        fact = CallProgress(touch=self.touch, state="ended", at=NOW, seconds=seconds)
        self.desk.fact(self.lead.id, fact)
        self.desk.hooks.call_ended(self.lead.id, self.touch, seconds, seconds > 0)


def test_h_hangs_up_a_call_of_the_softphone_and_is_nothing_else(qtbot: QtBot) -> None:
    opened = Opened(qtbot)
    button = opened.window.now.lead_pane.hero.buttons["hang_up"]
    assert not button.isVisible()
    QTest.keyClick(opened.window, Qt.Key.Key_H)
    assert ("hang_up",) not in opened.desk.asked
    opened.call("answered")
    assert button.isVisible()
    QTest.keyClick(opened.window, Qt.Key.Key_H)
    assert opened.desk.asked[-1] == ("hang_up",)


def test_a_call_of_the_companys_cannot_be_hung_up_from_here(qtbot: QtBot) -> None:
    opened = Opened(qtbot)
    opened.call("answered", "company")
    assert not opened.window.now.lead_pane.hero.buttons["hang_up"].isVisible()


def test_the_outcome_bar_comes_up_by_itself_when_the_call_is_over(qtbot: QtBot) -> None:
    opened = Opened(qtbot)
    opened.call("answered")
    opened.window.show_place("settings")
    opened.over(102)
    assert opened.window.rooms.at == "now"
    assert opened.window.now.desk.lead is not None
    assert opened.window.now.desk.lead.id == opened.lead.id
    assert opened.window.now.lead_pane.bar.live


def test_nothing_is_put_in_front_of_a_text_being_written(qtbot: QtBot) -> None:
    opened = Opened(qtbot)
    opened.call("answered")
    opened.window.show_place("settings")
    page = opened.window.places.currentWidget()
    assert isinstance(page, SettingsView)
    field = page.phone.handler.template
    field.setFocus()
    qtbot.waitUntil(lambda: field.hasFocus())
    opened.over(102)
    assert opened.window.rooms.at == "settings"
    assert "Say how it ended" in opened.window.toast.text


def test_an_outcome_said_before_the_end_is_not_asked_again(qtbot: QtBot) -> None:
    opened = Opened(qtbot)
    opened.call("answered")
    opened.desk.end_touch(opened.lead.id, opened.touch, "connected")
    opened.window.show_place("settings")
    opened.over(102)
    assert opened.window.rooms.at == "settings"


def test_a_lead_who_calls_back_is_shown_and_named(qtbot: QtBot) -> None:
    opened = Opened(qtbot)
    opened.window.show_place("settings")
    opened.desk.hooks.called_in(opened.lead.id, "+447700900142")
    assert opened.window.rooms.at == "now"
    assert "is calling you" in opened.window.toast.text


def test_a_stranger_who_calls_is_the_phones_own_business(qtbot: QtBot) -> None:
    opened = Opened(qtbot)
    opened.window.show_place("settings")
    opened.desk.hooks.called_in("", "+447700900142")
    assert opened.window.rooms.at == "settings"


@pytest.mark.parametrize(
    ("state", "via", "line"),
    [
        (None, "softphone", "Dialling … H hangs up."),
        ("ringing", "softphone", "It rings there, 0:42. H hangs up."),
        ("answered", "softphone", "Talking, 0:42. H hangs up."),
        (None, "company", "Your phone rings: pick up, and it calls them."),
        ("ringing_rep", "company", "Your phone rings: pick up, and it calls them."),
        ("ringing", "company", "It rings there, 0:42."),
        ("answered", "company", "Talking, 0:42."),
    ],
)
def test_where_the_line_stands_is_one_line(state: Any, via: Any, line: str) -> None:
    lead = next(one for one in scenes.on_call().leads.values() if one.running() is not None)
    call = RunningCall(lead=lead.id, touch="t", via=via, state=state, since=NOW - 42 * SECOND)
    assert call_line(call, lead, NOW) == line
    assert call_line(None, lead, NOW) == ""


@pytest.mark.parametrize(
    ("state", "seconds", "line"),
    [
        ("ended", 102, "You talked for 1:42. How did it end?"),
        ("ended", 0, "The call is over. How did it end?"),
        ("failed", 0, "The call did not come about. How did it end?"),
    ],
)
def test_what_is_known_of_it_stays_until_the_outcome_is_said(
    qtbot: QtBot, state: Any, seconds: int, line: str
) -> None:
    desk = scenes.on_call()
    lead = next(one for one in desk.leads.values() if one.running() is not None)
    touch = lead.running()
    assert touch is not None
    fact = CallProgress(touch=touch.id, state=state, at=NOW, seconds=seconds)
    assert call_line(None, desk.fact(lead.id, fact), NOW) == line


@pytest.mark.parametrize(
    ("state", "row", "title", "status"),
    [
        ("ringing", "ringing 0:12", "Yours, on a call", True),
        ("answered", "on call 0:12", "Yours, on a call", True),
        ("ended", "call over 0:12", "Yours, how did it end?", False),
        ("failed", "call over 0:12", "Yours, how did it end?", False),
    ],
)
def test_nothing_says_on_call_once_the_phone_says_it_is_over(
    qtbot: QtBot, state: Any, row: str, title: str, status: bool
) -> None:
    opened = Opened(qtbot)
    fact = CallProgress(touch=opened.touch, state=state, at=NOW - 12 * SECOND, seconds=3)
    lead = opened.desk.fact(opened.lead.id, fact)
    moment = Moment(now=NOW, me=opened.desk.who.rep)
    assert slot_face(lead, moment).time == row
    assert hero_face(lead, moment).ring.word == row.removesuffix(" 0:12")
    assert slot_title(lead, moment.me, NOW) == title
    assert bool(opened.window.now.on_call()) is status
