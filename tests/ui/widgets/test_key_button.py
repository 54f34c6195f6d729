"""One act, by mouse or key; a refused one explains itself; an asked one cannot be asked twice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.focus_ring import FocusRing
from ui.widgets.key_button import KeyButton, Kind, Size


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(400, 100)
    return host


def button_in(host: QWidget, label: str = "Claim & call", **how: object) -> KeyButton:
    made = KeyButton(Theme("light"), label, key="C", icon="phone", parent=host, **how)  # type: ignore[arg-type]
    made.move(20, 20)
    made.resize(made.sizeHint())
    return made


def ring_shown(host: QWidget) -> bool:
    return any(ring.isVisible() for ring in host.findChildren(FocusRing))


def test_a_click_acts_once(qtbot: QtBot, host: QWidget) -> None:
    button = button_in(host)
    acts: list[str] = []
    button.acted.connect(lambda: acts.append("acted"))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button, Qt.MouseButton.RightButton)
    assert acts == ["acted"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_keyboard_acts_too(qtbot: QtBot, host: QWidget, key: Qt.Key) -> None:
    button = button_in(host)
    with qtbot.waitSignal(button.acted):
        qtbot.keyClick(button, key)


def test_a_refused_button_opens_its_reason_and_never_acts(qtbot: QtBot, host: QWidget) -> None:
    button = button_in(host, "Email")
    acts: list[str] = []
    button.acted.connect(lambda: acts.append("acted"))
    button.refusal_asked.connect(lambda: acts.append("why"))
    button.refuse("said <b>stop</b> 3 Nov")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    button.click()
    assert acts == ["why", "why", "why"]
    assert button.accessibleDescription() == "said <b>stop</b> 3 Nov"
    assert "<b>" not in button.toolTip()


def test_asking_twice_is_impossible_and_moves_nothing(qtbot: QtBot, host: QWidget) -> None:
    button = button_in(host, kind=Kind.PRIMARY)
    width = button.sizeHint().width()
    acts: list[str] = []
    button.acted.connect(button.begin_asking)
    button.acted.connect(lambda: acts.append("acted"))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    button.click()
    assert acts == ["acted"]
    assert button.accessibleName() == "Trying …"
    assert button.sizeHint().width() == width
    button.end_asking()
    assert (button.kind, button.accessibleName()) == (Kind.PRIMARY, "Claim & call")
    assert button.isEnabled()


def test_an_ampersand_is_a_letter_not_a_shortcut(qtbot: QtBot, host: QWidget) -> None:
    button = button_in(host)
    assert button.shortcut().isEmpty()
    assert button.accessibleName() == "Claim & call"
    assert button.accessibleDescription() == "key C"


def test_a_checked_outcome_is_chosen(qtbot: QtBot, host: QWidget) -> None:
    button = button_in(host, "Gatekeeper", kind=Kind.QUIET, cap_first=True)
    button.setCheckable(True)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.kind is Kind.CHOSEN


def test_the_focus_outline_appears_only_after_a_key_was_used(qtbot: QtBot, host: QWidget) -> None:
    first, second = button_in(host), button_in(host, "SMS")
    second.move(200, 20)
    with qtbot.waitExposed(host):
        host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not ring_shown(host)
    second.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring_shown(host)
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not ring_shown(host)


def test_the_focus_outline_lets_the_mouse_through(qtbot: QtBot, host: QWidget) -> None:
    button = button_in(host)
    with qtbot.waitExposed(host):
        host.show()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert host.childAt(button.geometry().center()) is button
    assert host.childAt(button.geometry().topLeft() - QPoint(2, 2)) is None


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("size", list(Size))
def test_every_kind_draws_at_every_size(
    qtbot: QtBot, host: QWidget, kind: Kind, size: Size
) -> None:
    button = button_in(host, kind=kind, size=size)
    assert button.height() == {Size.HERO: 40, Size.NORMAL: 36, Size.SMALL: 28}[size]
    image = button.grab().toImage()
    colours = {image.pixel(x, image.height() // 2) for x in range(image.width())}
    assert len(colours) > 2
