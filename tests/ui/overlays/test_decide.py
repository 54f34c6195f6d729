"""What the hub did not take waits for a decision the rep can make, by keys alone."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui import scenes
from tests.ui.conftest import Open
from tests.ui.scenes import FakeDesk
from ui.main_window import MainWindow
from ui.overlays.decide import DecidePopup
from ui.overlays.keys import KeysSheet


def press(window: MainWindow, *keys: str) -> None:
    for key in keys:
        QTest.keyClicks(window.focusWidget() or window, key)


def the(window: MainWindow) -> DecidePopup:
    found = [popup for popup in window.findChildren(DecidePopup) if popup.isVisible()]
    assert found, "the decision is not asked for"
    return found[0]


def closed(window: MainWindow) -> bool:
    return not any(popup.isVisible() for popup in window.findChildren(DecidePopup))


def asked(desk: FakeDesk) -> list[tuple[object, ...]]:
    return [one for one in desk.asked if one[0] in ("retry", "discard")]


def test_each_act_says_whose_what_and_its_words(open_window: Open) -> None:
    window = open_window(scenes.undecided())
    press(window, "d")
    assert [choice.text for choice in the(window).list.choices] == [
        "Ruth O’Donnell Note, 14:33,"
        " Reception: she is back on Monday. Ask for Tom in accounts, extension 14.",
        "Imogen Okafor Outcome, 14:33,"
        " Wants batch payouts before Friday’s board, 140 hauliers in six currencies.",
        "Priya Raghunathan Next touch, 14:33, No words were written with it.",
    ]


def test_the_marked_act_says_why_it_was_refused(open_window: Open) -> None:
    window = open_window(scenes.undecided())
    press(window, "d")
    popup = the(window)
    assert popup.why == "This lead is no longer on your team."
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    assert popup.why == "This touch was ended by Marika Salo at 12:31."
    assert popup.list.accessibleDescription().endswith(popup.why)


def test_try_again_and_drop_are_one_key_each_and_it_closes_after_the_last(
    open_window: Open,
) -> None:
    desk = scenes.undecided()
    window = open_window(desk)
    first, second, third = desk.acts
    press(window, "d", "r", "d")
    assert asked(desk) == [("retry", first), ("discard", second)]
    assert len(the(window).list.choices) == 1
    press(window, "d")
    assert asked(desk)[2:] == [("discard", third)]
    assert closed(window)


def test_the_marked_act_is_the_one_decided_on(open_window: Open) -> None:
    desk = scenes.undecided()
    window = open_window(desk)
    press(window, "d")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    press(window, "d")
    assert asked(desk) == [("discard", list(scenes.undecided().acts)[1])]


def test_opening_and_leaving_decides_nothing(open_window: Open) -> None:
    desk = scenes.undecided()
    window = open_window(desk)
    press(window, "d")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert (asked(desk), closed(window)) == ([], True)


def test_the_words_can_be_copied_whole_before_they_are_dropped(open_window: Open) -> None:
    desk = scenes.on_call()
    long = "Reception says: " + "after nine, " * 400
    desk.keep_back(desk.note("lead-ruth", long), "This is too long to be sent.", long)
    window = open_window(desk)
    press(window, "d", "y")
    assert QGuiApplication.clipboard().text() == long
    assert asked(desk) == []


def test_a_click_on_the_status_bar_asks_for_the_decision(open_window: Open) -> None:
    window = open_window(scenes.undecided())
    window.status.grab()
    place = window.status.span("decide")
    assert place is not None
    middle = QPoint(round(sum(place) / 2), 14)
    QTest.mouseClick(window.status, Qt.MouseButton.LeftButton, pos=middle)
    assert len(the(window).list.choices) == 3


def test_a_refusal_is_announced_once_and_names_the_key(open_window: Open) -> None:
    desk = scenes.on_call()
    window = open_window(desk)
    op = desk.note("lead-ruth", "Back on Monday.")
    desk.keep_back(op, "This lead is no longer on your team.", "Back on Monday.")
    said = window.toast.text
    assert said == (
        "Ruth O’Donnell: note not taken. This lead is no longer on your team. D to decide."
    )
    window.tell("Something else.")
    desk.hooks.pending_changed("lead-ruth")
    assert window.toast.text == "Something else."
    desk.retry(op)
    desk.keep_back(op, "This lead is no longer on your team.", "Back on Monday.")
    assert window.toast.text == said


def test_with_nothing_to_decide_the_key_says_so_and_opens_nothing(open_window: Open) -> None:
    window = open_window(scenes.offered())
    press(window, "d")
    assert window.toast.text == "Nothing waits for your decision."
    assert closed(window)


def test_the_sheet_of_keys_has_it(open_window: Open) -> None:
    window = open_window(scenes.undecided())
    window.acts.run("keys")
    sheet = window.findChildren(KeysSheet)[0]
    assert ("D", "Decide what waits") in [key for group in sheet.groups for key in group.keys]


def test_what_the_hub_says_is_shown_as_plain_text(open_window: Open) -> None:
    desk = scenes.on_call()
    desk.keep_back(desk.note("lead-ruth", "x"), "<b>No</b>\u202e more", "<img src=x>\u200b")
    window = open_window(desk)
    press(window, "d")
    popup = the(window)
    assert popup.why == "<b>No</b> more"
    assert popup.list.choices[0].second == "<img src=x>"


def test_every_part_has_a_name_for_a_reader(open_window: Open) -> None:
    window = open_window(scenes.undecided())
    press(window, "d")
    popup = the(window)
    parts: tuple[QWidget, ...] = (popup, popup.list, popup.retry, popup.drop, popup.copy)
    assert all(part.accessibleName() for part in parts)
