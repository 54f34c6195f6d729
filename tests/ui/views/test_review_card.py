"""The plan beside the agenda: chosen by digit, accepted by one key, taken back by another."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui import agenda_scenes
from tests.ui.agenda_scenes import clock
from tests.ui.conftest import Open
from tests.ui.scenes import FakeDesk
from ui.main_window import MainWindow
from ui.overlays.next_touch import NextTouchPopup
from ui.overlays.reason import ReasonPopup
from ui.views.agenda import AgendaView
from ui.widgets.key_button import Kind

BEATRIZ, OLAFUR = "lead-beatriz", "lead-ólafur"


@pytest.fixture
def desk() -> FakeDesk:
    return agenda_scenes.as_drawn()


def agenda(window: MainWindow) -> AgendaView:
    window.show_place("agenda")
    view = window.places.currentWidget()
    assert isinstance(view, AgendaView)
    return view


def press(window: MainWindow, *keys: str | Qt.Key) -> None:
    for key in keys:
        target: QWidget = window.focusWidget() or window
        QTest.keyClick(target, key)  # type: ignore[call-overload]


def test_one_key_accepts_the_plan(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    view = agenda(window)
    assert view.card.book.label == "Book Tue 15:10"
    press(window, Qt.Key.Key_Return)
    assert desk.asked == [("move_touch", BEATRIZ, clock(17, 10, 5), None, "accepted")]
    assert window.toast.text == (
        "Beatriz Nogueira: Tue 24 Nov, 15:10 her time · 17:10 yours, as planned."
    )
    desk.answer_all()
    view.rebuild()
    assert view.strip.day.strip.place(BEATRIZ) is None


def test_a_digit_chooses_another_time_and_everything_follows(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    view = agenda(window)
    before = view.card.clocks.axis
    press(window, "3")
    assert view.card.book.label == "Book Wed 12:35"
    assert view.card.factors.lines[0].words == "She was online then, last Thursday"
    assert view.card.clocks.axis != before
    assert view.card.clocks.accessibleDescription().startswith("Your Wednesday, Helsinki")
    press(window, Qt.Key.Key_Return)
    assert desk.asked == [("move_touch", BEATRIZ, clock(14, 35, 6), None, "accepted")]


def test_undo_brings_the_plan_back_to_be_chosen_again(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    view = agenda(window)
    press(window, "2", Qt.Key.Key_Return)
    desk.answer_all()
    press(window, "z")
    first = clock(17, 10, 5)
    assert desk.asked[-1] == ("move_touch", BEATRIZ, first, None, "accepted")
    desk.answer_all()
    view.rebuild()
    assert view.strip.day.faces[BEATRIZ].time == "needs a time"
    view.choose(BEATRIZ)
    assert view.card.reviews


def test_another_time_is_typed(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    agenda(window)
    press(window, "t")
    popup = window.findChild(NextTouchPopup)
    assert isinstance(popup, NextTouchPopup)
    assert popup.field.hasFocus()
    QTest.keyClicks(popup.field, "thu after 3")
    press(window, Qt.Key.Key_Return)
    assert [asked[:2] for asked in desk.asked] == [("move_touch", BEATRIZ)]


def test_nurture_asks_why_so_that_no_slip_ends_a_lead(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    agenda(window)
    press(window, "u")
    popup = next(p for p in window.findChildren(ReasonPopup) if p.isVisible())
    assert desk.asked == []
    press(window, Qt.Key.Key_Escape)
    assert desk.asked == []
    press(window, "u", "2", Qt.Key.Key_Return)
    assert desk.asked == [("nurture", BEATRIZ, "No budget this year")]
    assert not popup.isVisible()


def test_for_any_other_lead_the_plan_is_shown_and_call_is_the_blue_button(
    open_window: Open, desk: FakeDesk
) -> None:
    view = agenda(open_window(desk))
    view.choose(OLAFUR)
    assert view.card.isVisible()
    assert not view.card.reviews
    assert view.card.call.isVisible()
    assert view.card.call.kind is Kind.PRIMARY
    assert len(view.card.factors.lines) == 2


def test_where_there_is_no_room_the_plan_opens_by_a_key_and_closes_by_escape(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk, 960, 600)
    view = agenda(window)
    assert view.card.isVisible()  # one that wants an answer is there by itself
    view.choose(OLAFUR)
    assert not view.card.isVisible()
    assert view.head.call.isVisible()
    press(window, "p")
    assert view.card.isVisible()
    assert view.card.lead is not None
    assert view.card.lead.id == OLAFUR
    press(window, Qt.Key.Key_Escape)
    assert not view.card.isVisible()


def test_the_plan_is_one_key_away_from_the_pane_of_the_lead(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    window.open_lead(OLAFUR)
    press(window, "p")
    view = window.places.currentWidget()
    assert isinstance(view, AgendaView)
    assert view.card.lead is not None
    assert view.card.lead.id == OLAFUR


def test_enter_opens_a_lead_that_has_nothing_to_accept(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    agenda(window).choose(OLAFUR)
    press(window, Qt.Key.Key_Return)
    assert (window.rooms.at, window.now.current) == ("now", OLAFUR)


def test_the_page_fits_or_can_be_scrolled(open_window: Open, desk: FakeDesk) -> None:
    view = agenda(open_window(desk, 960, 600))
    bar, page = view.card.area.verticalScrollBar(), view.card.area.widget()
    assert page is not None
    assert bar.maximum() >= page.sizeHint().height() - view.card.area.viewport().height() > 0


def test_the_plans_own_times_are_proposed_too_and_keep_their_reasons(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    agenda(window)
    press(window, "b")
    popup = window.findChild(NextTouchPopup)
    assert isinstance(popup, NextTouchPopup)
    assert popup.list.choices[1].text.startswith("Wed 25 Nov, 12:35 her time")
    press(window, "2", Qt.Key.Key_Return)
    assert desk.asked == [("move_touch", BEATRIZ, clock(14, 35, 6), None, "accepted")]
