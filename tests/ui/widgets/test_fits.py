"""What stands in a ring or around a button fits it, however long or late it comes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.tokens import LIGHT
from ui.widgets.focus_ring import AWAY, FocusRing
from ui.widgets.heat import Heat
from ui.widgets.key_button import KeyButton
from ui.widgets.ring import CARD, HERO, Ring, paint_ring


@pytest.mark.parametrize("size", [HERO, CARD])
@pytest.mark.parametrize("digits", ["17 h 58", "3 h 40", "0:24", "48 min", "12:48:09"])
def test_the_digits_never_touch_the_arc(qtbot: QtBot, size: int, digits: str) -> None:
    arc, both = (_drawn(size, text) for text in ("", digits))
    middle = range(round(size * 0.32), round(size * 0.68))
    edge = round(size * 0.13)  # outside of it there is only arc
    for y in middle:
        for x in (*range(edge), *range(size - edge, size)):
            assert arc.pixel(x, y) == both.pixel(x, y), (x, y)
    assert arc != both


def _drawn(size: int, digits: str) -> QImage:
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_ring(painter, QRectF(0, 0, size, size), Ring(Heat.CALM, digits, "to SMS"), LIGHT)
    painter.end()
    return image


def test_the_outline_follows_a_button_that_gets_its_place_after_the_focus(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    inner = QWidget(host)
    inner.hide()
    button = KeyButton(Theme("light"), "Call", key="C", parent=inner)
    button.resize(40, 28)
    ring = FocusRing(Theme("light"), button)
    ring.surround()
    button.setGeometry(20, 20, 98, 36)
    inner.show()
    host.show()
    QApplication.processEvents()
    assert ring.geometry() == button.geometry().adjusted(-AWAY, -AWAY, AWAY, AWAY)
