"""The type we ship loads under the names theme code asks for, with digits of one width."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
WEIGHT = QFont.Weight


@pytest.fixture
def shipped(qapp: QApplication) -> None:
    """All our faces registered with Qt."""
    for face in sorted(FONTS.glob("*.ttf")):
        assert QFontDatabase.addApplicationFont(str(face)) >= 0, face.name


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("family", "weight"),
    [
        ("Leadbell Inter", WEIGHT.Normal),
        ("Leadbell Inter", WEIGHT.Medium),
        ("Leadbell Inter", WEIGHT.DemiBold),
        ("Leadbell Inter Display", WEIGHT.DemiBold),
    ],
)
def test_a_face_is_found_and_its_digits_are_tabular(family: str, weight: QFont.Weight) -> None:
    font = QFont([family])
    font.setPixelSize(28)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    found = QFontInfo(font)
    assert (found.family(), found.weight()) == (family, weight)
    metrics = QFontMetricsF(font)
    assert len({metrics.horizontalAdvance(digit * 3) for digit in "0123456789"}) == 1
