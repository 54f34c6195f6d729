"""Wrapping text: words keep their hyphens, digits stay in columns, a script runs its own way."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextLayout
from pytestqt.qtbot import QtBot

from ui.fonts import Type
from ui.tokens import LIGHT
from ui.widgets.line import Run, text_width
from ui.widgets.paragraph import laid_out


@pytest.mark.parametrize("text", ["Follow-up calls are planned", "1111 0000", "Wed 16:10"])
def test_a_line_is_as_wide_as_the_same_words_painted_alone(qtbot: QtBot, text: str) -> None:
    laid = laid_out((Run(text, Type.SMALL),), 900, LIGHT)
    assert laid.lineAt(0).naturalTextWidth() == pytest.approx(text_width(text, Type.SMALL))


def test_every_digit_takes_the_same_room(qtbot: QtBot) -> None:
    ones, zeros = (laid_out((Run(t, Type.BODY),), 900, LIGHT) for t in ("111", "000"))
    assert ones.lineAt(0).naturalTextWidth() == zeros.lineAt(0).naturalTextWidth()


def test_a_sentence_of_ours_stays_one_whatever_name_it_begins_with(qtbot: QtBot) -> None:
    text = "דנה wrote nothing."
    ours = laid_out((Run(text),), 900, LIGHT)
    theirs = laid_out((Run(text),), 900, LIGHT, theirs=True)
    assert _x(ours, 0) < _x(ours, len(text))
    assert _x(theirs, 0) > _x(theirs, len(text))


def _x(laid: QTextLayout, at: int) -> float:
    found: object = laid.lineAt(0).cursorToX(at)
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
