"""Popups, fields, check rows, paragraphs and facts: behaviour and names, not their looks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme, Type
from ui.tokens import LIGHT
from ui.widgets.check_row import Check, CheckRow
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_text import EmptyText
from ui.widgets.facts import Fact, fact_height
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton, Size
from ui.widgets.line import Run
from ui.widgets.paragraph import Paragraph, laid_out
from ui.widgets.popup import Popup
from ui.widgets.rule import Rule
from ui.widgets.section_header import SectionHeader
from ui.widgets.status_bar import StatusBar
from ui.widgets.top_bar import Tab, TopBar


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(800, 600)
    with qtbot.waitExposed(host):
        host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    return host


def popup_in(host: QWidget) -> Popup:
    popup = Popup(Theme("light"), "Later", host)
    popup.setFixedSize(300, 200)
    return popup


def test_a_popup_takes_the_focus_and_gives_it_back(qtbot: QtBot, host: QWidget) -> None:
    field = QLineEdit(host)
    field.show()
    field.setFocus()
    popup = popup_in(host)
    popup.open_at()
    assert popup.hasFocus()
    with qtbot.waitSignal(popup.closed):
        qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert popup.isHidden()
    assert field.hasFocus()


def test_a_press_outside_closes_a_popup_and_one_inside_does_not(
    qtbot: QtBot, host: QWidget
) -> None:
    popup = popup_in(host)
    popup.open_at(QPoint(100, 100))
    window = host.windowHandle()
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(105, 105))
    assert popup.isVisible()
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(700, 500))
    assert popup.isHidden()


def test_a_popup_stays_inside_its_window(qtbot: QtBot, host: QWidget) -> None:
    popup = popup_in(host)
    popup.open_at(QPoint(790, 590))
    assert host.rect().contains(popup.geometry())
    popup.open_at(QPoint(-50, -50))
    assert host.rect().contains(popup.geometry())


def test_a_closed_popup_listens_to_nothing(qtbot: QtBot, host: QWidget) -> None:
    popup = popup_in(host)
    closed: list[bool] = []
    popup.closed.connect(lambda: closed.append(True))
    popup.open_at()
    popup.dismiss()
    popup.dismiss()
    QTest.mouseClick(host.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert closed == [True]


def test_a_field_is_named_and_limited(qtbot: QtBot) -> None:
    field = Field(Theme("light"), "Clue", hint="after 15:00", icon="lightbulb", limit=5)
    qtbot.addWidget(field)
    qtbot.keyClicks(field, "tue or thu")
    assert (field.text(), field.accessibleName(), field.height()) == ("tue o", "Clue", 36)


@pytest.mark.parametrize("check", list(Check))
def test_a_check_says_how_it_stands(qtbot: QtBot, check: Check) -> None:
    row = CheckRow(Theme("light"), "Sound")
    qtbot.addWidget(row)
    row.set_found(check, "the headset <i>USB</i> is gone")
    assert row.accessibleName() == f"Sound: {check.value}"
    assert row.accessibleDescription() == "the headset <i>USB</i> is gone"


def test_the_act_of_a_check_stands_at_its_right_edge(qtbot: QtBot) -> None:
    theme = Theme("light")
    row = CheckRow(theme, "Sound")
    qtbot.addWidget(row)
    row.resize(520, 52)
    button = KeyButton(theme, "Play", key="P", size=Size.SMALL)
    row.set_button(button)
    with qtbot.waitExposed(row):
        row.show()
    row.resize(600, 52)
    assert button.geometry().right() == 599
    row.set_button(None)
    assert button.isHidden()


def test_markup_in_a_paragraph_is_text(qtbot: QtBot) -> None:
    text = "<h1>Big</h1>"
    paragraph = Paragraph(Theme("light"), [Run(text, Type.READ)])
    qtbot.addWidget(paragraph)
    assert paragraph.text == paragraph.accessibleName() == text
    assert paragraph.heightForWidth(400) == Type.READ.line


def test_a_paragraph_grows_by_whole_lines(qtbot: QtBot) -> None:
    runs = [Run("We pay 140 hauliers ", Type.READ), Run("in six currencies 🙂 by hand.", Type.READ)]
    paragraph = Paragraph(Theme("light"), runs)
    qtbot.addWidget(paragraph)
    heights = [paragraph.heightForWidth(width) for width in (600, 200, 120)]
    assert heights[0] == 23
    assert heights == sorted(heights)
    assert all(height % 23 == 0 for height in heights)


def test_line_breaks_and_endless_words_stay_inside(qtbot: QtBot) -> None:
    assert laid_out([Run("a\nb\nc")], 300, LIGHT).lineCount() == 3
    assert laid_out([Run("x" * 200)], 100, LIGHT).lineCount() > 5


def test_the_looks_of_runs_follow_characters_outside_the_basic_plane(qtbot: QtBot) -> None:
    formats = laid_out([Run("🙂🙂"), Run("ab", role="ink2")], 300, LIGHT).formats()
    assert [(part.start, part.length) for part in formats] == [(0, 4), (4, 2)]


def test_a_fact_of_one_line_is_28_high_and_grows(qtbot: QtBot) -> None:
    short = Fact("Device", (Run("Chrome on Windows"),))
    long = Fact("Rank", (Run("A, asked for a demo; 120 staff, in profile, and more of it"),))
    assert fact_height(short, 243, LIGHT) == 28
    assert fact_height(long, 243, LIGHT) > 28


def test_every_widget_of_the_kit_has_an_accessible_name(qtbot: QtBot, host: QWidget) -> None:
    theme = Theme("light")
    for widget in (
        KeyButton(theme, "SMS", parent=host),
        ElidedLabel(theme, "Imogen", parent=host),
        SectionHeader(theme, "Pool", parent=host),
        StatusBar(theme, host),
        TopBar(theme, [Tab("now", "Now")], host),
        Field(theme, "Clue", parent=host),
        CheckRow(theme, "Link", parent=host),
        EmptyText(theme, "Nobody is waiting", "The next lead rings here.", host),
        Paragraph(theme, [Run("words")], parent=host),
        Popup(theme, "Later", host),
        Rule(theme, parent=host),
    ):
        assert widget.accessibleName(), type(widget).__name__
