"""The agenda without a mouse: a plan is read, chosen, taken back and booked, a touch left out, a
clue typed, and the line copied."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui import agenda_scenes, scenes
from tests.ui.agenda_scenes import clock
from tests.ui.conftest import Open
from tests.ui.scenes import FakeDesk
from ui.main_window import MainWindow
from ui.views.agenda import AgendaView

BEATRIZ, RUTH, OLAFUR = "lead-beatriz", "lead-ruth", "lead-ólafur"
RETURN, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Down


@pytest.fixture
def desk() -> FakeDesk:
    return agenda_scenes.as_drawn()


def view_of(window: MainWindow) -> AgendaView:
    view = window.places.currentWidget()
    assert isinstance(view, AgendaView)
    return view


def press(window: MainWindow, *keys: str | Qt.Key) -> None:
    for key in keys:
        target: QWidget = window.focusWidget() or window
        QTest.keyClick(target, key)  # type: ignore[arg-type]


def copied(window: MainWindow) -> str:
    target: QWidget = window.focusWidget() or window
    QTest.keyClick(target, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QGuiApplication.clipboard().text()


def test_a_morning_needs_no_mouse(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    press(window, "g", "a")
    view = view_of(window)
    assert view.strip.current == BEATRIZ and view.card.reviews, "what wants an answer comes first"

    press(window, "2", RETURN)
    assert desk.asked.pop() == ("move_touch", BEATRIZ, clock(18, 10, 7), None, "accepted")
    press(window, "z")
    assert desk.asked.pop() == ("move_touch", BEATRIZ, clock(17, 10, 5), None, "accepted")
    desk.answer_all()
    view.choose(BEATRIZ)
    assert view.card.reviews, "the plan is there to be chosen again"
    press(window, "1", RETURN)
    assert desk.asked.pop() == ("move_touch", BEATRIZ, clock(17, 10, 5), None, "accepted")
    desk.answer_all()

    view.choose(RUTH)
    press(window, DOWN, DOWN)
    assert view.strip.current == OLAFUR
    press(window, "x", "3", RETURN)
    assert desk.asked.pop()[:2] == ("skip_touch", OLAFUR)
    desk.answer_all()

    view.choose(RUTH)
    press(window, "w")
    field = window.focusWidget()
    assert field is not None and field is not window, "the clue is typed at once"
    QTest.keyClicks(field, "after 4, ask for Dana")
    press(window, RETURN)
    assert desk.asked.pop()[:3] == ("clue", RUTH, "after 4, ask for Dana")
    assert window.rooms.at == "agenda", "the Enter that kept the clue opens nothing"
    press(window, "k")
    assert view.strip.current == OLAFUR, "the keys are the agenda’s again: who was left out waits"


def test_ctrl_c_copies_the_whole_line_of_the_time_that_is_chosen(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    press(window, "g", "a")
    first = copied(window)
    assert first.startswith("Beatriz Nogueira: Tue 15:10 there (17:10 yours) - ")
    assert first.endswith(" Attempt 4 of 6; earliest allowed Fri 10:00 there.")
    press(window, "2")
    assert "Thu 26 Nov 16:10 there (18:10 yours) - same clue, and your team’s" in copied(window)
    assert window.toast.text == "Copied: when, on both clocks, and why."


def test_the_rail_of_a_lead_says_the_whole_next_touch(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.now.open_lead(OLAFUR)
    rail = window.now.lead_pane.rail.words
    assert rail is not None
    assert rail.upcoming == (
        "Thu 13:45 there (15:45 yours) - Reception: “Thursdays, after half one”. Attempt 3 of 6."
    )
    desk.fact(OLAFUR, scenes.called(desk.who, scenes.NOW, "touch-9"))
    rail = window.now.lead_pane.rail.words
    assert rail is not None and rail.upcoming == "", "on a call nothing is next yet"


@pytest.mark.parametrize("width", [1280, 960])
def test_the_row_says_where_its_plan_is_as_soon_as_it_is_shown(
    open_window: Open, desk: FakeDesk, width: int
) -> None:
    window = open_window(desk, width, 600)
    press(window, "g", "a")
    view = view_of(window)
    assert view.card.isVisible()
    assert view.strip.day.faces[BEATRIZ].reason.endswith("See right.")
