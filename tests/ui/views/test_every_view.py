"""What holds for every view: caps are bound, parts are named and apart, one button is blue."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from tests.ui import agenda_scenes, number_scenes, scenes
from tests.ui.conftest import Open
from tests.ui.scenes import FakeDesk, armed
from ui.main_window import MainWindow
from ui.widgets.key_button import KeyButton, Kind

View = tuple[Callable[[], FakeDesk], Callable[[MainWindow, FakeDesk], None]]


def _place(name: str) -> Callable[[MainWindow, FakeDesk], None]:
    return lambda window, desk: window.show_place(name)


def _write(channel: str) -> Callable[[MainWindow, FakeDesk], None]:
    def write(window: MainWindow, desk: FakeDesk) -> None:
        window.now.open_lead("lead-imogen")
        window.pages.write(desk.leads["lead-imogen"], channel)  # type: ignore[arg-type]

    return write


def _deafened(window: MainWindow, desk: FakeDesk) -> None:
    broken = desk.armed_state
    desk.set_armed(armed(desk.now()))
    desk.set_armed(broken)


def _nothing(window: MainWindow, desk: FakeDesk) -> None:
    """As it opens."""


VIEWS: dict[str, View] = {
    "board": (scenes.board, _place("board")),
    "board, stale": (scenes.board_stale, _place("board")),
    "agenda": (scenes.full_agenda, _place("agenda")),
    "agenda, a plan": (agenda_scenes.as_drawn, _place("agenda")),
    "agenda, overdue": (agenda_scenes.overdue, _place("agenda")),
    "agenda, offline": (agenda_scenes.offline, _place("agenda")),
    "agenda, on leave": (agenda_scenes.on_leave, _place("agenda")),
    "agenda, crowded": (agenda_scenes.crowded, _place("agenda")),
    "numbers": (number_scenes.counted, _place("numbers")),
    "settings": (scenes.offered, _place("settings")),
    "sms": (scenes.claimed_only, _write("sms")),
    "email refused": (scenes.claimed_only, _write("email")),
    "deaf": (scenes.deaf, _deafened),
    "arming": (scenes.deaf, _nothing),
    "empty": (scenes.empty, _nothing),
}


@pytest.fixture(params=list(VIEWS))
def view(request: pytest.FixtureRequest, open_window: Open) -> MainWindow:
    scene, bring = VIEWS[request.param]
    desk = scene()
    window = open_window(desk, 960, 600)
    bring(window, desk)
    for _ in range(3):
        QApplication.processEvents()
    return window


def seen(window: MainWindow, kind: type[QWidget]) -> list[QWidget]:
    return [w for w in window.findChildren(kind) if w.isVisible()]


def test_every_cap_shown_is_bound(view: MainWindow) -> None:
    bound = {cap for act in view.acts.all() for key in act.keys for cap in _caps(key)}
    writing = {f"Ctrl {n}" for n in range(1, 10)} | {"Ctrl Enter", "Alt C", "Alt S", "Alt E", "Esc"}
    writing |= {"Alt 1–9", "1–9"}
    in_composer = view.pages.shown == "compose" and view.rooms.at == "now"
    known = bound | (writing if in_composer else set())
    shown = {b.key for b in seen(view, KeyButton) if isinstance(b, KeyButton) and b.key}
    assert shown <= known


def _caps(key: str) -> tuple[str, ...]:
    plain = key.replace("Return", "Enter").replace("+", " ").replace(", ", " ")
    return plain, f"Alt {plain}"


def test_everything_that_takes_the_focus_has_a_name(view: MainWindow) -> None:
    nameless = [
        type(w).__name__
        for w in seen(view, QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not w.accessibleName()
        and w.focusProxy() is None
    ]
    assert set(nameless) <= {"MainWindow"}


def test_nothing_that_can_be_pressed_is_outside_its_parent(view: MainWindow) -> None:
    for part in (*seen(view, KeyButton), *seen(view, QLineEdit), *seen(view, QPlainTextEdit)):
        parent = part.parentWidget()
        assert parent is not None
        inside = parent.rect().adjusted(-1, -1, 1, 1).contains(part.geometry())
        assert inside, f"{part.accessibleName()} {part.geometry()} in {parent.rect()}"


def test_there_is_one_blue_button_at_most(view: MainWindow) -> None:
    blue = [b.label for b in seen(view, KeyButton)
            if isinstance(b, KeyButton) and b.kind is Kind.PRIMARY and b.isEnabled()]  # fmt: skip
    assert len(blue) <= 1


def test_no_two_parts_that_can_be_pressed_lie_over_each_other(view: MainWindow) -> None:
    places = [
        (b.accessibleName(), b.rect().translated(b.mapTo(view, b.rect().topLeft())))
        for b in seen(view, KeyButton)
        if not b.visibleRegion().isEmpty()
    ]
    for at, (name, place) in enumerate(places):
        for other, there in places[at + 1 :]:
            assert not place.intersects(there), f"{name} over {other}"
