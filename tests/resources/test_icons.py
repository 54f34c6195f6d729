"""Every icon is a drawing Qt can draw, and of one colour that the theme may replace."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
OWN = "leadbell.svg"


def ink(path: Path, side: int) -> int:
    """How many pixels the drawing touches at this size."""
    picture = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(path)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return sum(picture.pixelColor(x, y).alpha() > 0 for x in range(side) for y in range(side))


@pytest.mark.parametrize("path", sorted(ICONS.glob("*.svg")), ids=lambda path: path.stem)
def test_an_icon_draws_something_at_16_px(path: Path, qapp: QApplication) -> None:
    assert ink(path, 16) >= 8


@pytest.mark.parametrize(
    "path",
    [one for one in sorted(ICONS.glob("*.svg")) if one.name != OWN],
    ids=lambda path: path.stem,
)
def test_a_line_icon_takes_the_colour_of_its_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert 'stroke="currentColor"' in text
    assert 'fill="none"' in text
