"""The head of the composer: the lead's own keys stay in reach while one writes."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain import facts as f
from app.domain.facts import TouchEnded
from tests.ui import message_scenes, scenes
from tests.ui.conftest import Open
from tests.ui.scenes import AINO, JONAS, MINUTE, SECOND, FakeDesk
from ui.main_window import MainWindow
from ui.overlays.next_touch import NextTouchPopup
from ui.theme import Theme
from ui.views.compose import Composer
from ui.views.compose_head import HEIGHT, NOTHING_OPEN, ComposeHead, notes

ALT = Qt.KeyboardModifier.AltModifier
WHO = "lead-imogen"


def composer(window: MainWindow) -> Composer:
    page = window.now.pane.currentWidget()
    assert isinstance(page, Composer)
    return page


def on_call(open_window: Open) -> tuple[FakeDesk, MainWindow, Composer]:
    """Imogen is on the phone, and an SMS is being written to her."""
    desk = message_scenes.sends()
    desk.fact(WHO, scenes.called(AINO, desk.clock, "t1"))
    window = open_window(desk)
    window.compose(WHO, "sms")
    return desk, window, composer(window)


def test_the_next_touch_is_planned_without_leaving_what_is_written(open_window: Open) -> None:
    desk = message_scenes.thread()
    window = open_window(desk)
    window.compose("lead-oluwaseun", "sms")
    page = composer(window)
    QTest.keyClicks(page.foot.box, "Half a sentence")
    QTest.keyClick(page.foot.box, Qt.Key.Key_B, ALT)
    popup = window.findChild(NextTouchPopup)
    assert popup is not None
    assert popup.isVisible()
    popup.dismiss()
    assert QApplication.focusWidget() is page.foot.box
    assert page.foot.box.toPlainText() == "Half a sentence"


def test_how_a_call_ended_can_be_said_from_the_letter_by_its_digit(open_window: Open) -> None:
    desk, window, page = on_call(open_window)
    QTest.keyClicks(page.foot.box, "For later")
    QTest.keyClick(page.foot.box, Qt.Key.Key_2, ALT)
    assert window.pages.shown == "lead"
    assert window.now.lead_pane.bar.chosen == "voicemail"
    kept = desk.draft(WHO, "sms")
    assert kept is not None
    assert kept.text.endswith("For later")


def test_its_button_goes_to_the_row_of_outcomes_where_digits_work_alone(open_window: Open) -> None:
    _, window, page = on_call(open_window)
    assert page.head.ended.isEnabled()
    page.head.ended.click()
    bar = window.now.lead_pane.bar
    focus = QApplication.focusWidget()
    assert focus is bar.buttons[0]
    QTest.keyClick(focus, Qt.Key.Key_3)
    assert bar.chosen == "no_answer"


def test_a_digit_beside_the_box_says_it_and_in_the_box_is_a_digit(open_window: Open) -> None:
    _, window, page = on_call(open_window)
    page.foot.box.clear()
    QTest.keyClicks(page.foot.box, "At 5")
    assert page.foot.box.toPlainText() == "At 5"
    page.story.setFocus()
    QTest.keyClick(page.story, Qt.Key.Key_4)
    assert window.now.lead_pane.bar.chosen == "busy"


def test_with_nothing_open_it_is_grey_says_why_and_its_digit_does_nothing(
    open_window: Open,
) -> None:
    desk = message_scenes.sends()
    window = open_window(desk)
    window.compose(WHO, "sms")
    page = composer(window)
    assert not page.head.ended.isEnabled()
    assert NOTHING_OPEN in page.head.ended.toolTip()
    before = page.foot.box.toPlainText()
    QTest.keyClick(page.foot.box, Qt.Key.Key_1, ALT)
    assert window.pages.shown == "compose"
    assert page.foot.box.toPlainText() == before


def test_who_is_on_the_phone_is_not_called_once_more(open_window: Open) -> None:
    desk, _, page = on_call(open_window)
    wanted: list[str] = []
    page.call_wanted.connect(wanted.append)
    assert page.head.call.isHidden()
    QTest.keyClick(page.foot.box, Qt.Key.Key_C, ALT)
    assert wanted == []
    assert desk.asked == []


def test_once_the_call_has_ended_it_is_grey_again(open_window: Open) -> None:
    desk, _, page = on_call(open_window)
    assert page.head.next.isHidden()  # what comes next is planned with how it ended
    desk.fact(WHO, TouchEnded(touch="t1", rep=AINO.rep, rep_name=AINO.name, channel="call",
                              at=desk.clock + SECOND, disposition="voicemail"))  # fmt: skip
    assert not page.head.ended.isEnabled()
    assert not page.head.next.isHidden()


def test_of_a_lead_that_is_somebody_elses_by_now_nothing_is_offered(open_window: Open) -> None:
    desk = message_scenes.sends()
    window = open_window(desk)
    window.compose(WHO, "sms")
    page = composer(window)
    given = f.LeadAssigned(rep=JONAS.rep, rep_name=JONAS.name, by="m", by_name="Marika", gen=9,
                           at=desk.clock, lease_until=desk.clock + MINUTE)  # fmt: skip
    desk.fact(WHO, given)
    shown = (page.head.call, page.head.next, page.head.ended)
    assert [button.isVisible() for button in shown] == [False, False, False]


def test_the_way_back_is_a_button_too(open_window: Open) -> None:
    window = open_window(message_scenes.sends())
    window.compose(WHO, "sms")
    page = composer(window)
    assert (page.foot.back.label, page.foot.back.key) == ("Back, draft kept", "Esc")
    page.foot.back.click()
    assert window.pages.shown == "lead"


def test_where_there_is_no_box_the_keys_stand_alone(open_window: Open) -> None:
    window = open_window(message_scenes.refused())
    window.compose(WHO, "email")
    head = composer(window).head
    assert (head.call.key, head.next.key, head.ended.key) == ("C", "B", "1–9")
    window.compose(WHO, "sms")
    assert (head.call.key, head.next.key, head.ended.key) == ("Alt C", "Alt B", "Alt 1–9")


def test_the_head_says_since_when_and_how_fast_in_fewer_words_where_there_is_less_room() -> None:
    desk = message_scenes.thread()
    full, shorter, shortest = notes(desk.leads["lead-oluwaseun"])
    assert full == "claimed 14:28, first touch after 4:56, in time"
    assert (shorter, shortest) == ("first touch after 4:56, in time", "first touch after 4:56")
    late = replace(desk.leads["lead-oluwaseun"], due=scenes.NOW - 5 * MINUTE)
    assert notes(late)[1] == "first touch after 4:56, late"
    assert notes(message_scenes.sends().leads[WHO])[1] == "no touch yet"


def test_nothing_in_the_head_overlaps_at_the_smallest_width(qtbot: QtBot) -> None:
    desk = message_scenes.thread()
    one = desk.leads["lead-oluwaseun"]
    person = replace(one.person, name="Oluwaseun " * 12, role="Operations " * 12)
    head = ComposeHead(Theme("light"))
    head.resize(688, HEIGHT)
    qtbot.addWidget(head)
    head.show()
    head.set_acts(call=True, next_touch=True, ended=True)
    head.set_lead(replace(one, person=person), desk.clock)
    right = max(b.geometry().right() for b in (head.call, head.next, head.ended))
    assert right < 688 - 24
    assert head.next.geometry().left() > head.call.geometry().right()
    assert head.ended.geometry().left() > head.next.geometry().right()
