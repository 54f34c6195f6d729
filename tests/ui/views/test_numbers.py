"""Numbers: every hour can be read by mouse, by key and by ear; little is shown as little."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui import number_scenes
from tests.ui.conftest import Open
from tests.ui.scenes import FakeDesk
from ui.bridge import Bridge
from ui.theme import Theme
from ui.views.numbers import NumbersView
from ui.widgets.heat_map import HeatMap


def a_view(qtbot: QtBot, desk: FakeDesk, width: int = 1280) -> NumbersView:
    bridge = Bridge()
    bridge.attach(desk)
    view = NumbersView(bridge, Theme("light"))
    view.resize(width, 728)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    return view


def point_at(map_: HeatMap, row: int, column: int) -> None:
    """The mouse comes over a cell. Sent, not moved: where the pointer of an offscreen desktop
    stands is anybody's guess, and a leave may follow."""
    spot, none = map_.cell_rect(row, column).center(), Qt.MouseButton.NoButton
    away = Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QEvent.Type.MouseMove, spot, map_.mapToGlobal(spot), none, none, away)
    QApplication.sendEvent(map_, move)


def test_g_then_s_opens_it_for_everybody(open_window: Open) -> None:
    window = open_window(number_scenes.counted())
    QTest.keyClick(window, Qt.Key.Key_G)
    QTest.keyClick(window, Qt.Key.Key_S)
    assert window.rooms.at == "numbers"
    assert "numbers" in window.top.tabs


def test_the_table_is_walked_with_the_arrow_keys_and_says_what_a_cell_rests_on(
    open_window: Open,
) -> None:
    window = open_window(number_scenes.counted())
    window.show_place("numbers")
    view = window.places.currentWidget()
    assert isinstance(view, NumbersView)
    assert view.team.hasFocus()
    assert "3,901 calls in 90 days" in view.cell.text
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Up,
    ):
        QTest.keyClick(view.team, key)
    assert view.team.at == (0, 0)
    assert view.cell.text.startswith("Mon 8 to 9 there:")
    assert view.team.accessibleDescription() == view.cell.text
    QTest.keyClick(view.team, Qt.Key.Key_Up)
    assert view.team.at == (0, 0)


def test_the_mouse_marks_what_it_points_at(qtbot: QtBot) -> None:
    view = a_view(qtbot, number_scenes.counted())
    point_at(view.team, 2, 8)
    assert view.team.at == (2, 8)
    assert view.cell.text.startswith("Wed 16 to 17 there: 36 of 110 picked up, 33 % (25 to 42).")
    point_at(view.table, 3, 0)
    assert "published table" in view.cell.text


def test_where_little_was_called_counts_stand_instead_of_shares(qtbot: QtBot) -> None:
    view = a_view(qtbot, number_scenes.few())
    cells = [cell for row in view.team._cells for cell in row]
    assert all(cell.step is None and "/" in cell.text for cell in cells)
    assert all("say little" in cell.said for cell in cells)


def test_both_tables_stand_side_by_side_where_there_is_room(qtbot: QtBot) -> None:
    view = a_view(qtbot, number_scenes.counted())
    assert view.right.x() > view.left.x() and view.right.y() == view.left.y()
    assert view.team.mapTo(view, QPoint()).y() == view.table.mapTo(view, QPoint()).y()
    view.resize(960, 528)
    QApplication.processEvents()
    assert view.right.y() > view.left.y()


def test_before_the_first_call_it_says_what_will_be_here(qtbot: QtBot) -> None:
    desk = number_scenes.none()
    view = a_view(qtbot, desk)
    assert view.empty.isVisible() and not view.both.isVisible()
    desk.pickup = number_scenes.pickup()
    desk.hooks.pickup(desk.pickup)
    assert view.both.isVisible() and not view.empty.isVisible()


def test_figures_told_anew_replace_those_shown(qtbot: QtBot) -> None:
    desk = number_scenes.few()
    view = a_view(qtbot, desk)
    desk.pickup = number_scenes.pickup()
    desk.hooks.pickup(desk.pickup)
    assert view.lessons[0].text.text.startswith("16 to 18")
    assert not view.lessons[2].isVisible()
