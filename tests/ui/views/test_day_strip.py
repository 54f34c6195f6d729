"""The day in the rep's hand: walked by keys, dragged by mouse or keys, refused before the drop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui import agenda_scenes
from tests.ui.agenda_scenes import as_drawn, clock
from tests.ui.scenes import MINUTE, FakeDesk
from ui.bridge import Bridge
from ui.models.strip_layout import LEAD
from ui.theme import Theme
from ui.tokens import LIGHT
from ui.views.agenda import AgendaView
from ui.views.day_strip import DayStrip

OLAFUR = "lead-ólafur"


@pytest.fixture
def desk() -> FakeDesk:
    return as_drawn()


@pytest.fixture
def view(qtbot: QtBot, desk: FakeDesk) -> Iterator[AgendaView]:
    bridge = Bridge()
    bridge.attach(desk)
    made = AgendaView(bridge, Theme("light"))
    made.resize(1280, 728)
    qtbot.addWidget(made)
    made.show()
    yield made
    bridge.detach()


def middle(strip: DayStrip, lead_id: str) -> QPoint:
    place = strip.day.strip.place(lead_id)
    assert place is not None
    return QPoint(300, round(place.top + place.height / 2) - strip.verticalScrollBar().value())


def drag(strip: DayStrip, lead_id: str, to: int, *, drop: bool = True) -> None:
    """By mouse, from the middle of its row to where `to` is."""
    start = middle(strip, lead_id)
    place = strip.day.strip.place(lead_id)
    assert place is not None
    by = round(strip.day.strip.y(to) - LEAD - place.top)
    port = strip.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for part in (10, by):
        _move(strip, start + QPoint(0, part))
    if drop:
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=start + QPoint(0, by))


def _move(strip: DayStrip, at: QPoint) -> None:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    port = strip.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), QPointF(port.mapToGlobal(at)),
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    strip.mouseMoveEvent(event)


def test_it_is_walked_by_up_and_down_and_the_ends_hold(view: AgendaView) -> None:
    strip = view.strip
    assert strip.current == "lead-beatriz"
    QTest.keyClick(strip, Qt.Key.Key_Down)
    assert (strip.current, view.lead()) == ("lead-ruth", view.leads[1])
    QTest.keyClick(strip, Qt.Key.Key_End)
    assert strip.current == "lead-nguyễn"
    QTest.keyClick(strip, Qt.Key.Key_Down)
    assert strip.current == "lead-nguyễn"
    QTest.keyClick(strip, Qt.Key.Key_Home)
    QTest.keyClick(strip, Qt.Key.Key_Up)
    assert strip.current == "lead-beatriz"


def test_what_is_selected_is_said_to_a_screen_reader(view: AgendaView) -> None:
    QTest.keyClick(view.strip, Qt.Key.Key_Down)
    said = view.strip.accessibleDescription()
    assert said.startswith("14:40, Ruth O’Donnell, Liffey Metals, Promised: “after the stand-up”")
    assert said.endswith(
        "Thu 12:40 there (14:40 yours) - Promised: “after the stand-up”. Attempt 2 of 6."
    )


def test_a_press_selects_and_a_double_press_opens(view: AgendaView, qtbot: QtBot) -> None:
    QTest.mouseClick(
        view.strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(view.strip, OLAFUR)
    )
    assert view.strip.current == OLAFUR
    with qtbot.waitSignal(view.open_lead) as opened:
        QTest.mouseDClick(
            view.strip.viewport(), Qt.MouseButton.LeftButton, pos=middle(view.strip, OLAFUR)
        )
    assert opened.args == [OLAFUR]


def test_a_touch_is_dragged_in_steps_of_five_minutes(view: AgendaView, desk: FakeDesk) -> None:
    drag(view.strip, OLAFUR, clock(17, 22))
    assert desk.asked == [("move_touch", OLAFUR, clock(17, 20), None)]
    face = view.strip.day.faces[OLAFUR]
    assert (face.time, face.right, face.dashed) == ("17:20", "asking …", True)
    desk.answer_all()
    view.rebuild()
    face = view.strip.day.faces[OLAFUR]
    assert (face.time, face.right, face.mark) == ("17:20", "3 of 6", "pin")


def test_both_clocks_are_shown_while_it_is_dragged(view: AgendaView) -> None:
    drag(view.strip, OLAFUR, clock(17, 20), drop=False)
    assert view.strip.drag is not None
    verdict = view.strip.drag.verdict
    assert (verdict.mine, verdict.theirs, verdict.refused) == ("17:20", "15:20 there", "")


def test_where_it_may_not_stand_is_said_before_the_drop(view: AgendaView, desk: FakeDesk) -> None:
    told: list[str] = []
    view.told.connect(told.append)
    drag(view.strip, OLAFUR, clock(23, 30), drop=False)
    assert view.strip.drag is not None
    assert "outside calling hours" in view.strip.drag.verdict.refused
    low, high = view.strip.hand.spans[-1]
    assert low <= clock(23, 30) < high
    view.strip.drop()
    assert desk.asked == []
    assert "outside calling hours" in told[0]
    assert view.strip.drag is None  # let go by mouse: back where it was


def test_a_meeting_in_the_way_is_named_and_does_not_forbid(view: AgendaView) -> None:
    drag(view.strip, OLAFUR, clock(16, 45), drop=False)
    assert view.strip.drag is not None
    assert view.strip.drag.verdict.note == "You are in “QBR”"
    drag_to = view.strip.drag
    drag_to.to(clock(18, 45))
    assert drag_to.verdict.note == "Outside your shift"


def test_keys_move_it_by_five_minutes_and_enter_drops(view: AgendaView, desk: FakeDesk) -> None:
    view.choose(OLAFUR)
    alt = Qt.KeyboardModifier.AltModifier
    for _ in range(3):
        QTest.keyClick(view.strip, Qt.Key.Key_Down, alt)
    QTest.keyClick(view.strip, Qt.Key.Key_Up, alt)
    assert view.strip.accessibleDescription() == "To 15:55, 13:55 there"
    QTest.keyClick(view.strip, Qt.Key.Key_Return)
    assert desk.asked == [("move_touch", OLAFUR, clock(15, 55), None)]


def test_escape_puts_it_back(view: AgendaView, desk: FakeDesk) -> None:
    view.choose(OLAFUR)
    QTest.keyClick(view.strip, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(view.strip, Qt.Key.Key_Escape)
    assert (view.strip.drag, desk.asked) == (None, [])


def test_by_keys_a_refused_touch_stays_in_hand(view: AgendaView, desk: FakeDesk) -> None:
    view.choose(OLAFUR)
    view.strip.nudge(1)
    assert view.strip.drag is not None
    view.strip.drag.to(clock(23, 0))
    QTest.keyClick(view.strip, Qt.Key.Key_Return)
    assert view.strip.drag is not None
    assert desk.asked == []


def test_one_without_a_time_gets_the_first_there_is(view: AgendaView) -> None:
    view.choose("lead-beatriz")
    view.strip.nudge(1)
    assert view.strip.drag is not None
    assert view.strip.drag.at == clock(14, 35)
    view.strip.nudge(1)
    assert view.strip.drag.at == clock(14, 40)


def test_it_goes_neither_into_the_past_nor_past_midnight(view: AgendaView) -> None:
    view.choose(OLAFUR)
    view.strip.nudge(-1)
    held = view.strip.drag
    assert held is not None
    held.to(clock(9, 0))
    assert held.at == clock(14, 35)
    held.to(clock(9, 0, 1))
    assert held.at == clock(23, 55)


def test_nothing_moves_under_the_mouse_but_the_clock_goes_on(
    view: AgendaView, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(view.strip), "held", True)
    before = view.strip.day.strip.place(OLAFUR)
    desk.clock += 12 * MINUTE
    view.ticker.second.emit(desk.clock)
    assert view.strip.day.strip.place(OLAFUR) == before
    assert view.strip.day.now == desk.clock
    assert view.head.note == "changed, waits for your mouse"
    monkeypatch.setattr(type(view.strip), "held", False)
    view.strip.left.emit()
    assert view.strip.day.strip.place(OLAFUR) != before
    assert view.head.note.endswith("done")


def test_a_refresh_does_not_scroll_away_from_what_is_read(qtbot: QtBot) -> None:
    desk = agenda_scenes.crowded()
    bridge = Bridge()
    bridge.attach(desk)
    view = AgendaView(bridge, Theme("light"))
    view.resize(1280, 728)
    qtbot.addWidget(view)
    view.show()
    view.strip.verticalScrollBar().setValue(900)
    view.rebuild()
    assert view.strip.verticalScrollBar().value() == 900


def _pixels(view: AgendaView) -> QImage:
    return view.strip.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_a_row_in_hand_is_framed_in_blue_and_a_refused_one_in_red(view: AgendaView) -> None:
    view.choose(OLAFUR)
    view.strip.nudge(1)
    assert _has(_pixels(view), LIGHT.accent_mark.rgb())
    assert not _has(_pixels(view), LIGHT.hot.rgb())
    held = view.strip.drag
    assert held is not None
    view.strip.hand.go(clock(23, 0))
    assert _has(_pixels(view), LIGHT.hot.rgb())


def _has(picture: QImage, colour: int) -> bool:
    wanted = colour & 0xFFFFFF
    return any(
        picture.pixel(x, y) & 0xFFFFFF == wanted
        for y in range(picture.height())
        for x in range(56, 80)
    )


def test_a_selected_row_covers_neither_the_hours_nor_the_time_of_now(qtbot: QtBot) -> None:
    desk = agenda_scenes.after_leave()
    bridge = Bridge()
    bridge.attach(desk)
    view = AgendaView(bridge, Theme("light"))
    view.resize(1280, 728)
    qtbot.addWidget(view)
    view.show()
    assert view.strip.current == "lead-ruth"  # the first row, right below the line
    assert view.strip.day.now is not None
    y = round(view.strip.day.strip.y(view.strip.day.now)) + 10
    picture = _pixels(view)
    blue = [x for x in range(20, 56) if picture.pixelColor(x, y).blue() > 150
            and picture.pixelColor(x, y).red() < 120]  # fmt: skip
    assert blue, "the time of now is gone"
