"""Typing right after sending: letters are letters, and Z alone is undo only while nothing is
typed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui import message_scenes
from tests.ui.conftest import Open
from tests.ui.scenes import AINO, SECOND, FakeDesk, claimed
from ui.main_window import MainWindow
from ui.views.compose import Composer

WHO = "lead-imogen"


def answered(open_window: Open) -> tuple[FakeDesk, MainWindow, Composer]:
    """One key claimed Imogen and answered her; the composer is open, the ring runs."""
    desk = message_scenes.unclaimed()
    window = open_window(desk)
    desk.fact(WHO, claimed(AINO, desk.now()))
    desk.fact(WHO, message_scenes.queued(1, "Thank you, Imogen.", desk.now()))
    desk.hooks.compose(WHO, "sms", "")
    page = window.now.pane.currentWidget()
    assert isinstance(page, Composer)
    return desk, window, page


def type_there(text: str) -> None:
    """Wherever the focus is, as a hand would."""
    for letter in text:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, letter)


def test_what_one_types_next_is_text_and_calls_or_changes_nothing(open_window: Open) -> None:
    desk, window, page = answered(open_window)
    type_there("Call me, she said. Her SMS was kept. Zoe")
    assert page.foot.box.toPlainText() == "Call me, she said. Her SMS was kept. Zoe"
    assert desk.asked == []
    assert (window.pages.shown, page.channel) == ("compose", "sms")


def test_z_alone_takes_it_back_while_nothing_is_typed(open_window: Open) -> None:
    desk, _, page = answered(open_window)
    type_there("z")
    assert [said[0] for said in desk.asked] == ["take_back"]
    desk.answer_all()
    assert page.foot.box.toPlainText() == "Thank you, Imogen."
    type_there("z")  # now there are words: a letter
    assert page.foot.box.toPlainText() == "Thank you, Imogen.z"


def test_the_cap_of_undo_says_which_key_it_is(open_window: Open) -> None:
    _, _, page = answered(open_window)
    bubbles = page.story.bubbles
    newest = page.story.messages[-1]
    act = newest.acts[0]
    assert bubbles.cap(newest, act) == "Z"
    type_there("H")
    assert bubbles.cap(newest, act) == "Alt Z"
    page.foot.box.clear()
    assert bubbles.cap(newest, act) == "Z"


def test_once_it_has_left_z_is_a_letter_like_any(open_window: Open) -> None:
    desk, _, page = answered(open_window)
    desk.clock += 6 * SECOND
    for fact in message_scenes.went(1, desk.clock):
        desk.fact(WHO, fact)
    type_there("Z")
    assert page.foot.box.toPlainText() == "Z"
    assert desk.asked == []


def test_ctrl_z_is_the_box_s_own_undo(open_window: Open) -> None:
    desk, _, page = answered(open_window)
    type_there("One")
    QTest.keyClick(page.foot.box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.foot.box.toPlainText() == ""
    assert desk.asked == []
