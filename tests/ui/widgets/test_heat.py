"""Heat is a shape first: without colour every state still differs from every other."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from ui.tokens import DARK, LIGHT, Tokens
from ui.widgets.heat import Heat, heat_of, paint_heat

SHARES = {Heat.CALM: 0.3, Heat.WARM: 0.65, Heat.HOT: 0.9}


def drawn(state: Heat, tokens: Tokens, share: float | None = None, size: int = 18) -> QImage:
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(tokens.ground)
    painter = QPainter(image)
    used = SHARES.get(state, 0.0) if share is None else share
    paint_heat(painter, QRectF(0, 0, size, size), state, used, tokens)
    painter.end()
    return image


def shape(image: QImage) -> list[bool]:
    """Which pixels are clearly not ground: a shape without colour and without grey level."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    ground = grey.pixelColor(0, 0).red()
    size = range(image.width())
    return [abs(grey.pixelColor(x, y).red() - ground) > 60 for y in size for x in size]


def differing(one: QImage, other: QImage) -> int:
    return sum(a != b for a, b in zip(shape(one), shape(other), strict=True))


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_all_nine_states_differ_in_grey(qtbot: QtBot, tokens: Tokens) -> None:
    pictures = {state: drawn(state, tokens) for state in Heat}
    for one, other in combinations(Heat, 2):
        assert differing(pictures[one], pictures[other]) >= 24, f"{one} looks like {other}"


def test_the_arc_shows_what_remains_clockwise_from_twelve(qtbot: QtBot) -> None:
    image = drawn(Heat.CALM, LIGHT, share=0.5, size=100)
    calm = LIGHT.calm.name()
    assert image.pixelColor(87, 50).name() == calm
    assert image.pixelColor(12, 50).name() != calm


def test_a_full_and_an_empty_share_draw_without_complaint(qtbot: QtBot) -> None:
    for share in (-1.0, 0.0, 1.0, 7.0):
        for state in Heat:
            blank = QImage(18, 18, QImage.Format.Format_RGB32)
            blank.fill(LIGHT.ground)
            assert drawn(state, LIGHT, share) != blank


@pytest.mark.parametrize(
    ("share", "state"),
    [
        (0.0, Heat.CALM), (0.49, Heat.CALM), (0.5, Heat.WARM), (0.79, Heat.WARM),
        (0.8, Heat.HOT), (0.99, Heat.HOT), (1.0, Heat.OVER), (9.0, Heat.OVER),
    ],
)  # fmt: skip
def test_the_share_used_decides_the_heat(share: float, state: Heat) -> None:
    assert heat_of(share) is state


def test_painting_leaves_the_painter_as_it_was(qtbot: QtBot) -> None:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    before = (painter.pen(), painter.brush().style(), painter.transform())
    paint_heat(painter, QRectF(10, 10, 18, 18), Heat.OVER, 1, LIGHT)
    assert (painter.pen(), painter.brush().style(), painter.transform()) == before
    assert painter.brush().style() == Qt.BrushStyle.NoBrush
    painter.end()
