"""The thread: everything in it can be read and done by keyboard, and nobody is moved away from what
they read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain import facts as f
from tests.ui import message_scenes
from tests.ui.scenes import MINUTE, NOW, SECOND
from ui.models.bubble import Act, Bubble
from ui.models.thread import thread
from ui.theme import Theme
from ui.views.bubbles import FOLDED, key_of
from ui.views.thread_view import ThreadView

LONG = "\n".join(f"line {n}" for n in range(1, 61))
TAB = Qt.FocusReason.TabFocusReason


def said(number: int, text: str = "", *acts: Act, inbound: bool = True) -> Bubble:
    text = text or f"message {number}"
    return Bubble(text, inbound, "SMS", f"14:{number:02}", acts=acts, id=f"m{number}")


FAILED = (said(1), said(2, "old", Act("again", "Try again"), inbound=False),
          said(3), said(4, "new", Act("again", "Try again"), inbound=False), said(5))  # fmt: skip


class Read:
    """A thread on the screen, and what was done in it."""

    def __init__(self, qtbot: QtBot, *messages: Bubble, height: int = 240) -> None:
        self.view = ThreadView(Theme("light"))
        self.view.resize(640, height)
        qtbot.addWidget(self.view)
        self.done: list[tuple[str, str]] = []
        self.view.done.connect(lambda message, do: self.done.append((message, do)))
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.view.activateWindow()
        qtbot.waitUntil(self.view.isActiveWindow)
        self.view.clearFocus()
        self.set(*messages)

    def set(self, *messages: Bubble) -> None:
        self.view.set_messages(messages)
        for _ in range(3):
            QApplication.processEvents()

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.view, key)
        QApplication.processEvents()

    @property
    def bar(self) -> int:
        return self.view.verticalScrollBar().value()

    @property
    def end(self) -> int:
        return self.view.verticalScrollBar().maximum()


# ---- by keyboard -----------------------------------------------------------------------------


def test_tab_chooses_the_newest_and_the_arrows_go_from_message_to_message(qtbot: QtBot) -> None:
    read = Read(qtbot, *FAILED)
    read.view.setFocus(TAB)
    bubbles = read.view.bubbles
    assert bubbles.chosen == "m5"
    read.key(Qt.Key.Key_Up)
    read.key(Qt.Key.Key_Up)
    assert bubbles.chosen == "m3"
    for _ in range(9):
        read.key(Qt.Key.Key_Up)
    assert bubbles.chosen == "m1"
    assert read.bar == 0
    read.view.clearFocus()
    assert bubbles.chosen == ""


def test_enter_and_the_letter_act_on_the_chosen_message_and_not_on_the_newest(
    qtbot: QtBot,
) -> None:
    read = Read(qtbot, *FAILED)
    bubbles = read.view.bubbles
    old, new = FAILED[1], FAILED[3]
    assert (bubbles.cap(old, old.acts[0]), bubbles.cap(new, new.acts[0])) == ("", "R")
    assert read.view.press("R")
    read.view.setFocus(TAB)
    for _ in range(3):
        read.key(Qt.Key.Key_Up)
    assert bubbles.chosen == "m2"
    assert (bubbles.cap(old, old.acts[0]), bubbles.cap(new, new.acts[0])) == ("R", "")
    assert read.view.press("R")
    read.key(Qt.Key.Key_Return)
    assert read.done == [("m4", "again"), ("m2", "again"), ("m2", "again")]
    assert not read.view.press("Z")


def test_the_chosen_message_can_be_seen_and_heard(qtbot: QtBot) -> None:
    read = Read(qtbot, *FAILED)
    before = read.view.grab().toImage()
    read.view.setFocus(TAB)
    QApplication.processEvents()
    assert read.view.grab().toImage() != before
    assert read.view.accessibleDescription() == "They: message 5. SMS 14:05"
    read.key(Qt.Key.Key_Up)
    assert read.view.accessibleDescription().startswith("We: new.")


def test_a_message_that_goes_away_leaves_the_keyboard_at_the_newest(qtbot: QtBot) -> None:
    read = Read(qtbot, *FAILED)
    read.view.setFocus(TAB)
    read.key(Qt.Key.Key_Up)
    read.set(*FAILED[:3], FAILED[4])
    assert read.view.bubbles.chosen == "m5"


# ---- long ones -------------------------------------------------------------------------------


def test_a_long_message_is_folded_and_all_of_it_can_be_read(qtbot: QtBot) -> None:
    read = Read(qtbot, said(1), said(2, LONG))
    folded = read.view.bubbles.place("m2").height()
    assert folded < (FOLDED + 4) * 20
    assert read.view.press("M")
    unfolded = read.view.bubbles.place("m2").height()
    assert unfolded > 60 * 20
    assert read.view.bubbles.first_act("m2") == "more"
    assert read.view.press("M")
    assert read.view.bubbles.place("m2").height() == folded
    assert read.done == []  # nobody else is asked


def test_the_mouse_unfolds_it_too(qtbot: QtBot) -> None:
    read = Read(qtbot, said(2, LONG), height=400)
    read.view.grab()
    place, message, do = read.view.bubbles._places[0]
    assert (message, do) == ("m2", "more")
    at = QPoint(round(place.center().x()), round(place.center().y()))
    QTest.mouseClick(read.view.bubbles, Qt.MouseButton.LeftButton, pos=at)
    assert read.view.bubbles.place("m2").height() > 60 * 20


def test_a_mail_as_long_as_any_is_shown_to_its_last_word(qtbot: QtBot) -> None:
    text = "many words " * 1_800 + "last"
    desk = message_scenes.theirs(f.MessageReceived(message="m9", channel="email", from_="x",
                                                   text=text, at=NOW + MINUTE))  # fmt: skip
    shown = thread(desk.leads["lead-imogen"], "rep-aino", desk.clock)[-1]
    assert shown.text.endswith("last")
    read = Read(qtbot, shown)
    read.view.press("M")
    high = read.view.bubbles.heightForWidth(640)
    assert high > 300 * 20


def test_one_word_without_a_blank_stays_in_its_bubble(qtbot: QtBot) -> None:
    read = Read(qtbot, said(1, "x" * 400, inbound=False))
    laid = read.view.bubbles._laid[0]
    assert laid.wide <= read.view.bubbles.width() * 0.75 + 1
    assert laid.lines > 4


@pytest.mark.parametrize(
    ("text", "right"),
    [("שלום, אפשר להתקשר?", True), ("مرحبا، متى؟", True), ("Hello שלום", False), ("12:30", False)],
)
def test_who_writes_from_right_to_left_is_read_so(qtbot: QtBot, text: str, right: bool) -> None:
    read = Read(qtbot, said(1, f"{text}\n{text} {text}"))
    layout = read.view.bubbles._laid[0].layout
    first, second = layout.lineAt(0), layout.lineAt(1)
    assert (first.position().x() > second.position().x() + 5) is right


# ---- nobody is moved away from what they read ------------------------------------------------


MANY = tuple(said(n) for n in range(1, 20))


def test_it_opens_at_the_newest_and_stays_there_as_more_comes(qtbot: QtBot) -> None:
    read = Read(qtbot, *MANY)
    assert read.bar == read.end > 0
    read.set(*MANY, said(20))
    assert read.bar == read.end


def test_who_reads_an_older_one_stays_there_when_something_comes(qtbot: QtBot) -> None:
    read = Read(qtbot, *MANY)
    read.view.verticalScrollBar().setValue(40)
    read.set(*MANY, said(20))
    assert read.bar == 40
    delivered = arrived(MANY[-1])
    read.set(*MANY[:-1], delivered, said(20))
    assert read.bar == 40


def arrived(one: Bubble) -> Bubble:
    return Bubble(one.text, one.inbound, "Delivered", one.time, id=one.id)


def test_what_one_sends_oneself_is_always_seen(qtbot: QtBot) -> None:
    read = Read(qtbot, *MANY)
    read.view.verticalScrollBar().setValue(40)
    read.set(*MANY, said(20, inbound=False))
    assert read.bar == read.end


def test_a_lower_thread_still_ends_with_the_newest(qtbot: QtBot) -> None:
    read = Read(qtbot, *MANY, height=400)
    read.view.resize(640, 120)
    for _ in range(3):
        QApplication.processEvents()
    assert read.bar == read.end


def test_two_forms_with_other_words_are_two_messages() -> None:
    desk = message_scenes.sends()
    lead = desk.leads["lead-imogen"]
    again = f.LeadReenquired(at=NOW + SECOND, source=lead.source, message="And one more question")
    both = thread(desk.fact("lead-imogen", again), "rep-aino", desk.clock)
    assert len({key_of(bubble) for bubble in both}) == len(both) == 2
