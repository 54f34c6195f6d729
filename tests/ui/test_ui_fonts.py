"""Digits keep their column, and words with a hyphen keep their shape."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF
from pytestqt.qtbot import QtBot

from ui.fonts import Type, font, font_for, tabular


@pytest.mark.parametrize("of", list(Type))
def test_every_digit_is_as_wide_as_every_other(qtbot: QtBot, of: Type) -> None:
    metrics = QFontMetricsF(font(of))
    assert len({metrics.horizontalAdvance(digit * 8) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("of", list(Type))
def test_the_type_we_ship_is_the_type_we_paint_with(qtbot: QtBot, of: Type) -> None:
    made = font(of)
    assert QFontInfo(made).family().startswith("Leadbell Inter")
    assert made.pixelSize() == of.value.px
    assert made.hintingPreference() == QFont.HintingPreference.PreferNoHinting


def test_a_hyphen_between_letters_stays_narrow(qtbot: QtBot) -> None:
    assert not tabular("Jean-Baptiste")
    assert tabular("12:32 there")
    assert tabular("2026-11-19")
    wide = QFontMetricsF(font(Type.NAME)).horizontalAdvance("Jean-Baptiste")
    assert (
        QFontMetricsF(font_for("Jean-Baptiste", Type.NAME)).horizontalAdvance("Jean-Baptiste")
        < wide
    )


def test_a_font_handed_out_cannot_change_the_scale(qtbot: QtBot) -> None:
    font(Type.BODY).setPixelSize(99)
    assert font(Type.BODY).pixelSize() == 13
    assert font(Type.BODY, 1.75).pixelSize() == 23
