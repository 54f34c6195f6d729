"""The composer where there is little room, or much in it: nothing is cut, nothing overlaps, and
what has no place beside the thread can be opened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from client.drafts import Kept
from tests.ui import message_scenes
from tests.ui.conftest import Open
from tests.ui.scenes import FakeDesk
from ui.main_window import MainWindow
from ui.text import PlainLabel
from ui.theme import Theme
from ui.views.compose import Composer
from ui.views.writing_box import WritingBox
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.paragraph import Paragraph

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
IMOGEN = "lead-imogen"


def writing(open_window: Open, desk: FakeDesk, lead: str = IMOGEN, channel: str = "sms",
            width: int = 1280, height: int = 800) -> tuple[MainWindow, Composer]:  # fmt: skip
    window = open_window(desk, width, height)
    window.compose(lead, channel)  # type: ignore[arg-type]
    page = window.now.pane.currentWidget()
    assert isinstance(page, Composer)
    settle()
    return window, page


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def in_page(page: QWidget, part: QWidget) -> QRect:
    return QRect(part.mapTo(page, part.rect().topLeft()), part.size())


# ---- nothing is cut, nothing overlaps --------------------------------------------------------


def _kept_aside() -> FakeDesk:
    desk = message_scenes.extreme()
    desk.keep_draft("lead-extreme", "sms", Kept(text="x" * 300, other="y" * 300, touched=True,
                                                why="z" * 300))  # fmt: skip
    return desk


SCENES: dict[str, tuple[Callable[[], FakeDesk], str, str]] = {
    "long sms": (message_scenes.extreme, "lead-extreme", "sms"),
    "long email": (message_scenes.extreme, "lead-extreme", "email"),
    "words beside": (_kept_aside, "lead-extreme", "sms"),
    "refused": (message_scenes.kept, IMOGEN, "email"),
    "on a call": (message_scenes.calling, IMOGEN, "sms"),
}


@pytest.mark.parametrize("size", [(960, 600), (1280, 800)])
@pytest.mark.parametrize("scene", list(SCENES))
def test_every_part_lies_in_the_page_and_none_over_another(
    open_window: Open, scene: str, size: tuple[int, int]
) -> None:
    make, lead, channel = SCENES[scene]
    _, page = writing(open_window, make(), lead, channel, *size)
    kinds = (KeyButton, PlainLabel, Paragraph, WritingBox)
    parts = [w for w in page.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]
    places = {part: in_page(page, part) for part in parts}
    assert len(parts) > 6
    for part, place in places.items():
        assert page.rect().contains(place), part
        if isinstance(part, KeyButton):
            assert place.width() >= part.sizeHint().width(), part.label
        if isinstance(part, PlainLabel):
            assert part.heightForWidth(place.width()) <= place.height() + 1, part.text()
        for other, there in places.items():
            assert other is part or not place.intersects(there), (part, other)


def test_there_is_a_line_of_the_thread_to_see_however_small_the_window(open_window: Open) -> None:
    _, page = writing(open_window, message_scenes.thread(), "lead-oluwaseun", "email", 960, 600)
    assert page.story.height() >= 100
    _, page = writing(open_window, message_scenes.extreme(), "lead-extreme", "email", 960, 600)
    assert page.story.height() >= 40


# ---- the box grows with its words ------------------------------------------------------------


def test_the_box_grows_with_its_words_to_a_limit_and_shrinks_again(qtbot: QtBot) -> None:
    box = WritingBox(Theme("light"))
    box.resize(500, 60)
    qtbot.addWidget(box)
    box.show()
    box.set_heights(56, 140)
    assert box.height() == 56
    box.set_text("one\ntwo\nthree\nfour")
    four = box.height()
    assert 56 < four < 140
    box.set_text("line\n" * 200)
    assert box.height() == 140
    box.set_text("one")
    assert box.height() == 56


def test_a_narrower_box_is_higher(qtbot: QtBot) -> None:
    host = QWidget()
    box = WritingBox(Theme("light"), host)
    qtbot.addWidget(host)
    host.resize(900, 400)
    host.show()
    box.resize(800, 60)
    box.set_heights(56, 400)
    box.set_text("many words " * 40)
    wide = box.height()
    box.resize(300, box.height())
    assert box.height() > wide


# ---- sending only what may be sent -----------------------------------------------------------


def test_an_empty_box_has_nothing_to_send_and_its_button_keeps_its_place(
    open_window: Open,
) -> None:
    desk = message_scenes.sends()
    _, page = writing(open_window, desk)
    full = in_page(page, page.foot.hand)
    assert page.foot.hand.isEnabled()
    page.foot.box.clear()
    settle()
    assert not page.foot.hand.isEnabled()
    assert in_page(page, page.foot.hand).size() == full.size()
    assert page.foot.hand.x() == page.foot.box.x()
    assert page.foot.hand.kind is Kind.PRIMARY  # grey, not struck: nothing is forbidden here
    QTest.keyClick(page.foot.box, Qt.Key.Key_Return, CTRL)
    assert desk.asked == []


@pytest.mark.parametrize(
    ("channel", "most", "what"), [("sms", 1_600, "An SMS"), ("email", 20_000, "An email")]
)
def test_what_is_too_long_for_its_way_says_so_before_it_is_sent(
    open_window: Open, channel: str, most: int, what: str
) -> None:
    desk = message_scenes.thread()
    _, page = writing(open_window, desk, "lead-oluwaseun", channel)
    page.foot.box.set_text("x" * most)
    assert page.letter.problem() == ""
    page.foot.box.set_text("x" * (most + 1))
    told = f"{what} may have {most:,} letters; these are {most + 1:,}."
    assert page.foot.says.text() == told
    QTest.keyClick(page.foot.box, Qt.Key.Key_Return, CTRL)
    assert desk.asked == []


def test_the_link_counts_as_long_as_it_will_be(open_window: Open) -> None:
    _, page = writing(open_window, message_scenes.thread(), "lead-oluwaseun")
    page.foot.box.set_text("x" * 1_530 + " {good_time}")
    assert page.letter.problem() == ""
    page.foot.box.set_text("x" * 1_580 + " {good_time}")
    assert page.letter.problem().startswith("An SMS may have 1,600 letters; these are 1,643")


# ---- what has no place beside the thread -----------------------------------------------------


def test_in_a_narrow_window_what_they_got_opens_by_its_key_and_esc_closes_only_that(
    open_window: Open,
) -> None:
    window, page = writing(open_window, message_scenes.thread(), "lead-oluwaseun", width=960,
                           height=600)  # fmt: skip
    assert not page.side.isVisible()
    assert (page.foot.about.label, page.foot.about.key) == ("Already got", "Alt I")
    QTest.keyClick(page.foot.box, Qt.Key.Key_I, ALT)
    settle()
    assert page.side.isVisible()
    assert page.side.height() == page.height() - page.head.height()
    QTest.keyClick(page.foot.box, Qt.Key.Key_Escape)
    assert not page.side.isVisible()
    assert window.pages.shown == "compose"
    page.foot.about.click()
    page.side.close_key.click()
    assert not page.side.isVisible()
    QTest.keyClick(page.foot.box, Qt.Key.Key_Escape)
    assert window.pages.shown == "lead"


def test_beside_the_thread_it_says_how_much_more_there_is_and_opens_in_full(
    open_window: Open,
) -> None:
    _, page = writing(open_window, message_scenes.extreme(), "lead-extreme", "email")
    assert page.side.cut(page.side.height()) > 0
    assert page.foot.about.isVisible()
    page.foot.about.click()
    settle()
    assert page.side.cut(page.side.height()) == 0


def test_where_all_of_it_has_room_there_is_no_key_for_it(open_window: Open) -> None:
    _, page = writing(open_window, message_scenes.thread(), "lead-oluwaseun")
    assert page.side.isVisible()
    assert not page.foot.about.isVisible()
    QTest.keyClick(page.foot.box, Qt.Key.Key_I, ALT)
    assert page.side.height() == page.story.height()


def test_another_lead_opens_with_it_closed(open_window: Open) -> None:
    window, page = writing(open_window, message_scenes.thread(), "lead-oluwaseun", width=960,
                           height=600)  # fmt: skip
    page.foot.about.click()
    window.compose("lead-ruth", "sms")
    assert not page.side.isVisible()


def test_what_is_said_meanwhile_is_not_said_over_what_one_writes(open_window: Open) -> None:
    window, page = writing(open_window, message_scenes.sends(), width=960, height=600)
    window.tell("Nothing waits for your decision.")
    said = QRect(page.mapFrom(window, window.toast.pos()), window.toast.size())
    assert not said.intersects(page.foot.geometry())
    assert page.rect().contains(said.center())
    page.leave()
    window.tell("Noted.")
    bar = window.now.lead_pane.bar
    said = QRect(bar.mapFromGlobal(window.toast.mapToGlobal(window.toast.rect().topLeft())),
                 window.toast.size())  # fmt: skip
    assert not said.intersects(bar.rect())


# ---- by keyboard -----------------------------------------------------------------------------


@pytest.mark.parametrize("scene", ["long email", "refused", "on a call"])
def test_tab_reaches_every_key_of_the_page(open_window: Open, scene: str) -> None:
    make, lead, channel = SCENES[scene]
    window, page = writing(open_window, make(), lead, channel, 960, 600)
    page.foot.focus()
    reached: list[QWidget] = []
    for _ in range(80):
        focus = window.focusWidget()
        if focus is None or (reached and focus is reached[0]):
            break
        reached.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    kinds = (KeyButton, WritingBox)
    wanted = [w for w in page.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]
    missed = [w for w in wanted if w.isEnabled() and w not in reached]
    assert missed == []
    assert page.story in reached
    if scene == "long email":
        assert page.foot.subject in reached
