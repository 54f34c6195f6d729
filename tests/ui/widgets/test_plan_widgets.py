"""The painted parts of a plan: told apart without colour, said in words, quick to paint."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.agenda_scenes import beatriz, call, due, today
from tests.ui.scenes import HOUR, MINUTE, NOW
from ui.models.faces import Moment
from ui.models.touch_face import TouchFace, touch_face
from ui.theme import Theme
from ui.tokens import DARK, LIGHT, Tokens, stale
from ui.views.strip_paint import cut, paint_dashes, paint_touch
from ui.widgets.factor_bars import FactorBars, FactorLine
from ui.widgets.hatch import paint_hatch
from ui.widgets.option_list import ROW, OptionLine, OptionList
from ui.widgets.two_clocks import Axis, Dot, Side, TwoClocks

MOMENT = Moment(now=NOW, me="rep-aino")


def drawn(face: TouchFace, tokens: Tokens = LIGHT) -> QImage:
    picture = QImage(760, 44, QImage.Format.Format_RGB32)
    picture.fill(tokens.ground)
    painter = QPainter(picture)
    box = QRectF(20, 0, 720, 44)
    if face.dashed:
        paint_dashes(painter, box, tokens)
    paint_touch(painter, box, face, tokens)
    painter.end()
    return picture.convertToFormat(QImage.Format.Format_Grayscale8)


def states() -> dict[str, TouchFace]:
    """The same touch in every state a row can be in."""

    def at(**more: object) -> TouchFace:
        values = {"at": NOW + HOUR, "attempt": 2, "why": "No answer"} | more
        lead = due("Ruth O’Donnell", "Liffey", "Europe/Dublin", call(**values))  # type: ignore[arg-type]
        return touch_face(lead, MOMENT)

    return {
        "plain": at(),
        "overdue": at(at=NOW - 12 * MINUTE),
        "promised": at(why="Promised: “after lunch”", pinned=True),
        "pinned": at(pinned=True),
        "provisional": at(provisional=True),
        "needs a time": at(needs_time=True),
        "held": at(why="No answer, held to 08:00 there"),
    }


@pytest.mark.parametrize("tokens", [LIGHT, DARK, stale(LIGHT)], ids=["light", "dark", "stale"])
def test_without_colour_every_state_still_differs(qtbot: QtBot, tokens: Tokens) -> None:
    pictures = {name: drawn(face, tokens) for name, face in states().items()}
    names = list(pictures)
    for n, name in enumerate(names):
        for other in names[n + 1 :]:
            assert pictures[name] != pictures[other], f"{name} looks like {other}"


def test_a_row_that_is_cut_knows_it(qtbot: QtBot) -> None:
    face = touch_face(today()[2], MOMENT)
    assert not cut(face, 852)
    assert cut(face, 480)


def grab(widget: QWidget) -> QImage:
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)


def test_a_part_that_lowers_the_number_has_a_hollow_bar(qtbot: QtBot) -> None:
    bars = FactorBars(Theme("light"))
    qtbot.addWidget(bars)
    bars.resize(379, 24)
    bars.set_lines([FactorLine("Tried then", 2.0)])
    raised = grab(bars)
    bars.set_lines([FactorLine("Tried then", 0.5)])
    lowered = grab(bars)
    middle = 12
    assert raised.pixelColor(300, middle).lightness() < 120
    assert lowered.pixelColor(300, middle).lightness() > 200


def test_factors_are_said_in_words(qtbot: QtBot) -> None:
    bars = FactorBars(Theme("light"))
    qtbot.addWidget(bars)
    bars.set_lines([FactorLine("Rui: “after 3”", 1.7), FactorLine("Your team", 0.9)])
    assert bars.accessibleDescription() == "Rui: “after 3”, times 1.7; Your team, times 0.9"


def _axis(*dots: Dot, taken: tuple[tuple[int, int], ...] = ()) -> Axis:
    hour = 3_600_000
    side = Side("Your Tuesday", ((2 * hour, "10"),), ((hour, 9 * hour),), taken, dots)
    return Axis(0, 10 * hour, 5 * hour, side, side, "no answer", "they were active")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_axis(Dot(3_600_000 * 3, True)), _axis(Dot(3_600_000 * 3, False))),
        (_axis(taken=((3_600_000 * 2, 3_600_000 * 3),)), _axis()),
    ],
    ids=["a try and a sign of life", "a meeting and free time"],
)
def test_without_colour_the_axis_still_tells_apart(qtbot: QtBot, one: Axis, other: Axis) -> None:
    clocks = TwoClocks(Theme("light"))
    qtbot.addWidget(clocks)
    clocks.resize(379, 154)
    clocks.set_axis(one, "one")
    first = grab(clocks)
    clocks.set_axis(other, "other")
    assert grab(clocks) != first


def test_a_day_that_is_not_known_takes_no_room(qtbot: QtBot) -> None:
    clocks = TwoClocks(Theme("light"))
    qtbot.addWidget(clocks)
    both = _axis()
    clocks.set_axis(both, "")
    high = clocks.sizeHint().height()
    clocks.set_axis(Axis(0, 10, 5, both.mine, None, "", ""), "")
    assert clocks.sizeHint().height() == high - 68


def test_hatching_stays_where_it_is_when_a_part_is_repainted(qtbot: QtBot) -> None:
    whole, part = (QImage(200, 40, QImage.Format.Format_RGB32) for _ in range(2))
    for picture, clip in ((whole, None), (part, QRectF(60, 0, 50, 40))):
        picture.fill(LIGHT.ground)
        painter = QPainter(picture)
        if clip is not None:
            painter.setClipRect(clip)
        paint_hatch(painter, QRectF(0, 0, 200, 40), LIGHT.edge)
        painter.end()
    assert part.copy(65, 0, 40, 40) == whole.copy(65, 0, 40, 40)


def test_options_are_chosen_by_mouse_and_by_arrows(qtbot: QtBot) -> None:
    options = OptionList(Theme("light"), "Times")
    qtbot.addWidget(options)
    options.resize(400, 3 * ROW)
    options.set_lines([OptionLine(str(n), "yours", "why") for n in range(3)])
    options.show()
    chosen: list[int] = []
    options.chosen.connect(chosen.append)
    QTest.mouseClick(options, Qt.MouseButton.LeftButton, pos=options.rect().center())
    QTest.keyClick(options, Qt.Key.Key_Down)
    QTest.keyClick(options, Qt.Key.Key_Down)
    QTest.keyClick(options, Qt.Key.Key_Up)
    assert chosen == [1, 2, 1]
    assert options.accessibleDescription() == "1 yours, why"


def test_beatriz_stands_above_everything(qtbot: QtBot) -> None:
    assert touch_face(beatriz(), MOMENT).time_role == "accent_text"
