"""The bars say where one is and how the desk stands, to eyes and to screen readers."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.tokens import LIGHT
from ui.widgets.section_header import SectionHeader
from ui.widgets.status_bar import Status, StatusBar, StatusPart
from ui.widgets.top_bar import Tab, TopBar


def top_bar(qtbot: QtBot, width: int = 1280) -> TopBar:
    tabs = [Tab("now", "Now", 7), Tab("agenda", "Agenda", 6), Tab("board", "Board")]
    bar = TopBar(Theme("light"), tabs)
    qtbot.addWidget(bar)
    bar.resize(width, 44)
    bar.set_who("Aino Laine", "14:32")
    bar.choose("now")
    with qtbot.waitExposed(bar):
        bar.show()
    return bar


def named(widget: QWidget, name: str) -> QAbstractButton:
    return next(b for b in widget.findChildren(QAbstractButton) if b.accessibleName() == name)


def has(widget: QWidget, colour: QColor) -> bool:
    image = widget.grab().toImage()
    every = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return any(image.pixelColor(x, y).name() == colour.name() for x, y in every)


def test_a_tab_is_chosen_by_mouse_and_by_key(qtbot: QtBot) -> None:
    bar = top_bar(qtbot)
    chosen: list[str] = []
    bar.tab_chosen.connect(chosen.append)
    qtbot.mouseClick(named(bar, "Agenda, 6"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(named(bar, "Board"), Qt.Key.Key_Return)
    assert chosen == ["agenda", "board"]


def test_choosing_a_tab_moves_no_other(qtbot: QtBot) -> None:
    bar = top_bar(qtbot)
    places = [b.geometry() for b in bar.findChildren(QAbstractButton)]
    bar.choose("board")
    assert [b.geometry() for b in bar.findChildren(QAbstractButton)] == places


def test_a_count_that_is_zero_is_not_shown(qtbot: QtBot) -> None:
    bar = top_bar(qtbot)
    wide = named(bar, "Now, 7").width()
    bar.set_count("now", 0)
    assert named(bar, "Now, 0").width() < wide


def test_search_is_asked_for_and_folds_when_narrow(qtbot: QtBot) -> None:
    bar = top_bar(qtbot)
    search = named(bar, "Find a lead or a command")
    assert search.width() == 264
    with qtbot.waitSignal(bar.search_requested):
        qtbot.mouseClick(search, Qt.MouseButton.LeftButton)
    bar.resize(960, 44)
    assert search.width() == 78


def status_bar(qtbot: QtBot, status: Status) -> StatusBar:
    bar = StatusBar(Theme("light"))
    qtbot.addWidget(bar)
    bar.resize(1280, 28)
    bar.set_status(status)
    bar.grab()
    return bar


PARTS = (StatusPart("Nothing waiting to send"), StatusPart("Live, 12 ms", "radio"))


def test_the_status_is_read_out_in_order(qtbot: QtBot) -> None:
    bar = status_bar(qtbot, Status("armed", "Armed", "checked 4 s ago", PARTS))
    assert bar.accessibleName() == (
        "Status: Armed checked 4 s ago, Nothing waiting to send, Live, 12 ms"
    )


def test_only_an_armed_desk_shows_green(qtbot: QtBot) -> None:
    assert has(status_bar(qtbot, Status("armed", "Armed", "", PARTS)), LIGHT.good_text)
    for bell in ("deaf", "deaf_block", "waiting", "away", "on_call", "plain"):
        bar = status_bar(qtbot, Status(bell, "Word", "detail", PARTS))
        assert not has(bar, LIGHT.good_text), bell


def test_a_deaf_desk_is_a_red_block_at_the_corner(qtbot: QtBot) -> None:
    bar = status_bar(qtbot, Status("deaf_block", "Deaf", "no sound device since 14:21"))
    image = bar.grab().toImage()
    assert image.pixelColor(2, 14).name() == LIGHT.hot.name()
    assert image.pixelColor(200, 26).name() == LIGHT.side.name()


def test_both_ends_of_the_status_bar_can_be_pressed(qtbot: QtBot) -> None:
    bar = status_bar(qtbot, Status("deaf_block", "Deaf", "no sound", PARTS))
    pressed: list[str] = []
    bar.bell_pressed.connect(lambda: pressed.append("bell"))
    bar.keys_requested.connect(lambda: pressed.append("keys"))
    for x in (20, 1250, 640):
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(x, 14))
    assert pressed == ["bell", "keys"]


def test_hostile_words_stay_short_and_plain(qtbot: QtBot) -> None:
    bar = status_bar(qtbot, Status("armed", "Ar\u202emed", "x" * 5_000))
    assert bar.status.word == "Armed"
    assert len(bar.status.detail) == 160


def test_arrivals_wait_in_the_header_without_changing_its_height(qtbot: QtBot) -> None:
    header = SectionHeader(Theme("light"), "Pool")
    qtbot.addWidget(header)
    header.resize(336, 28)
    header.set_words("Pool", "6, hottest first")
    assert header.accessibleName() == "Pool 6, hottest first"
    asked: list[bool] = []
    header.arrivals_requested.connect(lambda: asked.append(True))
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton)
    header.set_waiting(2)
    assert (header.height(), header.accessibleName()) == (28, "2 new above")
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton)
    assert asked == [True]
