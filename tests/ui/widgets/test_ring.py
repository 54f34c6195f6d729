"""The ring shows the share that remains, and first the part in which it is too soon."""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from ui.tokens import LIGHT
from ui.widgets.heat import Heat
from ui.widgets.ring import CARD, HERO, Ring, paint_ring


def along(ring: Ring, size: int = CARD, scale: int = 4) -> list[str]:
    """The colours met on the circle, every degree clockwise from 12 o'clock."""
    image = QImage(size * scale, size * scale, QImage.Format.Format_RGB32)
    image.fill(LIGHT.ground)
    painter = QPainter(image)
    painter.scale(scale, scale)
    paint_ring(painter, QRectF(0, 0, size, size), ring, LIGHT)
    painter.end()
    middle, radius = size * scale / 2, size * scale * 0.42
    angles = (math.radians(degree + 0.5 - 90) for degree in range(360))
    points = ((middle + radius * math.cos(a), middle + radius * math.sin(a)) for a in angles)
    return [image.pixelColor(int(x), int(y)).name() for x, y in points]


def degrees(colours: list[str], colour: QColor) -> int:
    return sum(met == colour.name() for met in colours)


def test_the_arc_is_as_long_as_what_remains(qtbot: QtBot) -> None:
    for size in (CARD, HERO):
        met = along(Ring(Heat.WARM, "0:24", "to claim", 0.4), size)
        assert abs(degrees(met, LIGHT.warm) - 144) <= 3
        assert met[10] == LIGHT.warm.name()
        assert met[350] == LIGHT.line.name()


def test_too_soon_is_dotted_and_comes_first(qtbot: QtBot) -> None:
    met = along(Ring(Heat.CALM, "24 min", "left", 0.8, too_soon=0.25))
    soon = met[:90]
    assert 20 <= degrees(soon, LIGHT.calm) <= 45
    assert degrees(met[92:286], LIGHT.calm) >= 190
    changes = sum(a != b for a, b in pairwise(soon))
    assert changes >= 10


def test_a_call_closes_the_ring_in_the_accent(qtbot: QtBot) -> None:
    met = along(Ring(Heat.ANSWERED, "0:48", "on call", on_call=True))
    assert degrees(met, LIGHT.accent_mark) == 360


def test_a_share_out_of_bounds_is_brought_back(qtbot: QtBot) -> None:
    assert degrees(along(Ring(Heat.HOT, "0:00", "claim", -0.2)), LIGHT.hot) == 0
    assert degrees(along(Ring(Heat.CALM, "0:48", "claim", 1.7)), LIGHT.calm) == 360
