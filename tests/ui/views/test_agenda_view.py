"""The agenda: in the order to call, overdue marked, coming days folded, one key each."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.rep_times import Block
from app.domain.touch import NextTouch
from tests.ui import agenda_scenes, scenes
from tests.ui.conftest import Open
from tests.ui.scenes import DAY, MINUTE, NOW, FakeDesk
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.models.day import counts
from ui.models.my_day import midnight
from ui.theme import Theme
from ui.views.agenda import AgendaView


def plan(desk: FakeDesk, lead_id: str, **changes: object) -> None:
    lead = desk.leads[lead_id]
    touch = lead.next_touch
    assert isinstance(touch, NextTouch)
    desk.leads[lead_id] = replace(lead, next_touch=replace(touch, **changes))


@pytest.fixture
def desk() -> FakeDesk:
    desk = scenes.offered()
    plan(desk, "lead-priya", needs_time=True, reason="Talked: say when")
    plan(desk, "lead-nguyễn", at=NOW - 12 * MINUTE, attempt=1)
    plan(desk, "lead-maría", at=NOW + DAY)
    return desk


def a_view(qtbot: QtBot, desk: FakeDesk) -> AgendaView:
    bridge = Bridge()
    bridge.attach(desk)
    view = AgendaView(bridge, Theme("light"))
    view.resize(1280, 728)
    qtbot.addWidget(view)
    view.show()
    view.turn()
    return view


def lines(view: AgendaView) -> list[str]:
    made = []
    for at, row in enumerate(view.list.model.rows):
        face = view.list.model.face(at)
        made.append(("— " if row.line else "") + f"{face.time} {face.name}")
    return made


def test_rows_stand_in_the_order_to_call_around_the_now_line(qtbot: QtBot, desk: FakeDesk) -> None:
    assert lines(a_view(qtbot, desk)) == [
        "needs a time Priya Raghunathan",
        "14:20 Nguyễn Thị Minh",
        "— 14:40 Ruth O’Donnell",
        "15:45 Ólafur Þórðarson",
        "16:20 Олена Шевчук",
        "Fri 20 Nov 14:32 María Ñúñez",
    ]


def test_a_row_says_both_clocks_the_reason_and_which_try(qtbot: QtBot, desk: FakeDesk) -> None:
    view = a_view(qtbot, desk)
    face = view.list.model.face(view.list.model.row_of("lead-ruth"))
    assert (face.time, face.clock, face.right) == ("14:40", "12:40 there", "2 of 6")
    assert face.reason == "Promised: “after the stand-up”"


def test_an_overdue_touch_is_marked_in_words_and_colour(qtbot: QtBot, desk: FakeDesk) -> None:
    view = a_view(qtbot, desk)
    face = view.list.model.face(view.list.model.row_of("lead-nguyễn"))
    assert (face.time_role, face.right) == ("hot_text", "12 min overdue, SMS 1")


def test_a_folded_day_opens_by_enter_and_closes_again(qtbot: QtBot, desk: FakeDesk) -> None:
    view = a_view(qtbot, desk)
    last = view.list.model.rowCount() - 1
    view.list.rows_view.select(last)
    QTest.keyClick(view.list.rows_view, Qt.Key.Key_Return)
    assert lines(view)[-1] == "14:32 María Ñúñez"
    QTest.keyClick(view.list.rows_view, Qt.Key.Key_Return)
    assert view.list.model.rowCount() == last + 1


def test_today_is_counted(desk: FakeDesk) -> None:
    assert counts(desk.leads.values(), desk.who.rep, NOW) == (5, 0)
    assert counts(desk.leads.values(), desk.who.rep, NOW - DAY + 2 * MINUTE) == (1, 6)


def press(window: MainWindow, *keys: str) -> None:
    for key in keys:
        target: QWidget = window.focusWidget() or window
        QTest.keyClick(target, key)  # type: ignore[call-overload]


def test_one_key_calls_and_brings_the_lead_where_the_outcome_is_said(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    window.show_place("agenda")
    press(window, "j", "j", "c")
    assert desk.asked == [("start_touch", "lead-ruth", "call"), ("hand_over", "lead-ruth", "call")]
    assert (window.rooms.at, window.now.current) == ("now", "lead-ruth")


def test_one_key_opens_the_times_and_two_more_move_it(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.show_place("agenda")
    press(window, "j", "j", "b")
    popup = window.focusWidget()
    assert popup is not None
    QTest.keyClick(popup, "1")
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert [asked[:2] for asked in desk.asked] == [("move_touch", "lead-ruth")]


def test_a_refused_call_says_why_and_calls_nobody(open_window: Open, desk: FakeDesk) -> None:
    night = scenes.HOUR * 12
    desk.clock += night
    window = open_window(desk)
    window.show_place("agenda")
    view = window.places.currentWidget()
    assert isinstance(view, AgendaView)
    view._chosen = "lead-ruth"
    view._mark()
    press(window, "c")
    assert desk.asked == []
    assert "outside calling hours" in window.toast.text


def test_an_empty_agenda_says_what_will_stand_there(qtbot: QtBot) -> None:
    view = a_view(qtbot, FakeDesk())
    assert view.list.model.rowCount() == 0
    assert not view.list.rows_view.isVisible()
    assert not view.head.call.isVisible()
    view.grab()


def test_a_touch_moved_elsewhere_moves_here(qtbot: QtBot, desk: FakeDesk) -> None:
    view = a_view(qtbot, desk)
    desk.move_touch("lead-ruth", NOW + 100 * MINUTE)
    desk.answer_all()
    qtbot.waitUntil(lambda: lines(view)[3] == "16:12 Ruth O’Donnell")


def test_a_free_day_says_where_the_next_touch_is(qtbot: QtBot) -> None:
    view = a_view(qtbot, agenda_scenes.on_leave())
    assert view.strip.day.empty == "Nothing is due today. The next is on Fri 20, below."
    assert a_view(qtbot, FakeDesk()).strip.day.empty.startswith("Nothing is planned.")


def test_the_tab_counts_what_is_for_today(open_window: Open) -> None:
    window = open_window(agenda_scenes.as_drawn())
    assert window.rooms._counts["agenda"] == 7


def test_a_night_shift_is_one_day_long(qtbot: QtBot) -> None:
    nights = tuple(Block(day=day, start=1320, end=360) for day in range(7))
    desk = agenda_scenes.with_times(agenda_scenes.as_drawn(), blocks=nights)
    view = a_view(qtbot, desk)
    view.show_day(date(2026, 11, 20))
    day = view.strip.day
    assert midnight(date(2026, 11, 20)) - 3_600_000 <= day.strip.start
    assert day.strip.end <= day.ends


def test_what_was_done_today_counts_though_the_lead_went_on(qtbot: QtBot) -> None:
    desk = agenda_scenes.as_drawn()
    for lead_id in ("lead-done-0", "lead-done-1"):
        desk.leads[lead_id] = replace(desk.leads[lead_id], owner="rep-jonas")
    assert a_view(qtbot, desk).head.note == "7 to go, 10 done"
