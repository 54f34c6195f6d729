"""The link to choose a time in the box: one character for hand and cursor, `{good_time}` for
everybody else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from client.drafts import Kept
from tests.ui import message_scenes
from tests.ui.scenes import FakeDesk
from ui.bridge import Bridge
from ui.theme import Theme
from ui.views.compose import Composer
from ui.views.letter import NO_LINK
from ui.views.time_link import OBJECT
from ui.views.writing_box import WritingBox

CTRL = Qt.KeyboardModifier.ControlModifier
WHO = "lead-imogen"


@pytest.fixture
def box(qtbot: QtBot) -> WritingBox:
    made = WritingBox(Theme("light"))
    made.resize(600, 120)
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


def raw(box: WritingBox) -> str:
    """As it lies in the document."""
    return box.document().toPlainText()


def place(box: WritingBox, at: int) -> None:
    cursor = box.textCursor()
    cursor.setPosition(at)
    box.setTextCursor(cursor)


def test_it_is_one_character_and_reads_as_the_marker(box: WritingBox) -> None:
    box.set_text("When? {good_time} Yours")
    assert raw(box) == f"When? {OBJECT} Yours"
    assert box.toPlainText() == "When? {good_time} Yours"


def test_one_backspace_takes_all_of_it_and_ctrl_z_brings_it_back(box: WritingBox) -> None:
    box.set_text("When? {good_time}")
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    assert box.toPlainText() == "When? "
    QTest.keyClick(box, Qt.Key.Key_Z, CTRL)
    assert box.toPlainText() == "When? {good_time}"
    assert OBJECT in raw(box)


def test_one_arrow_key_goes_past_it(box: WritingBox) -> None:
    box.set_text("a{good_time}b")
    place(box, 1)
    QTest.keyClick(box, Qt.Key.Key_Right)
    QTest.keyClicks(box, "x")
    assert box.toPlainText() == "a{good_time}xb"


def test_letters_beside_it_are_letters(box: WritingBox) -> None:
    box.set_text("{good_time}")
    QTest.keyClicks(box, " or call me")
    place(box, 0)
    QTest.keyClicks(box, "See ")
    assert box.toPlainText() == "See {good_time} or call me"
    assert raw(box).count(OBJECT) == 1


def test_typed_by_hand_it_becomes_one_too(box: WritingBox) -> None:
    QTest.keyClicks(box, "Pick: {good_time} ok")
    assert raw(box) == f"Pick: {OBJECT} ok"
    assert box.toPlainText() == "Pick: {good_time} ok"


def test_what_is_cut_can_be_pasted_here_and_elsewhere(box: WritingBox) -> None:
    box.set_text("One 😀 {good_time}\ntwo")
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_X, CTRL)
    assert QGuiApplication.clipboard().text() == "One 😀 {good_time}\ntwo"
    QTest.keyClick(box, Qt.Key.Key_V, CTRL)
    assert box.toPlainText() == "One 😀 {good_time}\ntwo"
    assert raw(box).count(OBJECT) == 1


_COPIES = """
from PySide6.QtWidgets import QApplication
app = QApplication([])
from ui.theme import Theme
from ui.views.writing_box import WritingBox
box = WritingBox(Theme("light"))
box.set_text("When? {good_time}")
box.selectAll()
box.copy()
assert app.clipboard().text() == "When? {good_time}"
"""


def test_a_program_that_ends_with_copied_words_on_the_clipboard_ends_well() -> None:
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run([sys.executable, "-c", _COPIES], env=env, check=False, timeout=100,
                         capture_output=True, text=True)  # fmt: skip
    assert run.returncode == 0, run.stderr[-1_000:]


def test_the_same_character_from_elsewhere_is_no_link(box: WritingBox) -> None:
    pasted = QMimeData()
    pasted.setText(f"a{OBJECT}b")
    box.insertFromMimeData(pasted)
    assert box.toPlainText() == "ab"
    box.textCursor().insertText(OBJECT)  # a dictation program that types it
    assert "good_time" not in box.toPlainText()


def test_pasted_words_bring_no_looks_along(box: WritingBox) -> None:
    pasted = QMimeData()
    pasted.setHtml("<h1>Big</h1>")
    pasted.setText("Big")
    box.insertFromMimeData(pasted)
    cursor = QTextCursor(box.document())
    cursor.movePosition(QTextCursor.MoveOperation.End)
    assert box.toPlainText() == "Big"
    assert cursor.charFormat().fontPointSize() == 0


def test_many_of_them_in_a_long_text_are_all_read(box: WritingBox) -> None:
    text = "\n".join(f"line {n} 😀 {{good_time}}, {{good_time}} ליאת" for n in range(40))
    box.set_text(text)
    assert box.toPlainText() == text
    assert raw(box).count(OBJECT) == 80


def test_a_line_with_it_is_no_higher_than_one_without(box: WritingBox) -> None:
    box.set_text("plain\nwith {good_time}\nplain")
    heights = []
    block = box.document().begin()
    while block.isValid():
        heights.append(box.blockBoundingRect(block).height())
        block = block.next()
    assert heights[1] == heights[0]


def test_it_is_drawn_in_the_colours_in_force(box: WritingBox, qtbot: QtBot) -> None:
    theme = Theme("light")
    own = WritingBox(theme)
    own.resize(600, 120)
    qtbot.addWidget(own)
    own.set_text("{good_time}")
    own.show()

    def has(colour: str) -> bool:
        image: QImage = own.viewport().grab().toImage()
        rows, columns = range(image.height()), range(image.width())
        return any(image.pixelColor(x, y).name() == colour for y in rows for x in columns)

    assert has(theme.tokens.hover.name())
    theme.set_mode("dark")
    assert has(theme.tokens.hover.name())


def test_somebody_who_only_hears_the_box_hears_of_it(box: WritingBox) -> None:
    box.set_text("Pick {good_time}")
    assert box.accessibleDescription() == "There is a link to choose a time in it."
    box.set_text("Pick")
    assert box.accessibleDescription() == ""


class Writing:
    """A composer over a desk whose hub sends."""

    def __init__(self, qtbot: QtBot, desk: FakeDesk) -> None:
        self.desk, self.bridge = desk, Bridge()
        self.bridge.attach(desk)
        self.page = Composer(self.bridge, Theme("light"))
        self.page.resize(944, 728)
        qtbot.addWidget(self.page)
        self.page.show()
        self.page.open(desk.leads[WHO], "sms")
        self.box = self.page.foot.box

    def send(self) -> None:
        QTest.keyClick(self.box, Qt.Key.Key_Return, CTRL)


def test_it_is_sent_as_the_marker_and_undone_it_is_one_again(qtbot: QtBot) -> None:
    writing = Writing(qtbot, message_scenes.sends())
    assert raw(writing.box).endswith(OBJECT)
    writing.send()
    said = next(said for said in writing.desk.asked if said[0] == "send_message")
    assert str(said[3]).endswith("{good_time}")
    assert OBJECT not in str(said[3])
    writing.desk.answer_all()
    QTest.keyClick(writing.box, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    writing.desk.answer_all()
    assert writing.box.toPlainText() == said[3]
    assert raw(writing.box).endswith(OBJECT)


def test_a_draft_keeps_it(qtbot: QtBot) -> None:
    desk = message_scenes.sends()
    desk.keep_draft(WHO, "sms", Kept(text="When? {good_time}", touched=True))
    writing = Writing(qtbot, desk)
    assert raw(writing.box) == f"When? {OBJECT}"
    QTest.keyClicks(writing.box, "!")
    writing.page.leave()
    kept = desk.draft(WHO, "sms")
    assert kept is not None
    assert kept.text == "When? {good_time}!"


def test_where_no_link_is_made_the_box_says_that_it_is_left_out(qtbot: QtBot) -> None:
    desk = message_scenes.sends()
    desk.gateways = type(desk.gateways)(sms="Kannel")
    desk.keep_draft(WHO, "sms", Kept(text="When? {good_time}", touched=True))
    writing = Writing(qtbot, desk)
    assert writing.page.foot.reads.text() == NO_LINK
    assert writing.page.foot.count.text() == "1 part, 5 of 160"


def test_the_link_of_words_that_come_back_is_a_place_for_one_again(qtbot: QtBot) -> None:
    writing = Writing(qtbot, message_scenes.sends())
    token = "Ab3_-x.7Zq" + "k" * (62 - len("https://leads.tillerpay.example/t/") - 10)
    text = f"When? https://leads.tillerpay.example/t/{token}"
    writing.desk.fact(WHO, message_scenes.queued(1, f"{text} Anna", writing.desk.clock))
    writing.box.clear()
    QTest.keyClick(writing.box, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    writing.desk.answer_all()
    assert raw(writing.box) == f"When? {OBJECT} Anna"
    writing.send()
    said = next(said for said in writing.desk.asked if said[0] == "send_message")
    assert said[3] == "When? {good_time} Anna"
