"""Heat glyphs drawn once and kept: a list repaints the same few shapes again and again."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from ui.tokens import Tokens
from ui.widgets.heat import Heat, paint_heat

STEPS = 90
"""Positions of an arc that can be told apart at this size."""
_MOST = 6
"""Palettes kept at once: light, dark and their stale ones, and one being left."""

_Key = tuple[Heat, int, int, float]
_kept: dict[int, tuple[Tokens, dict[_Key, QPixmap]]] = {}


def draw_glyph(
    painter: QPainter, x: float, y: float, side: int, state: Heat, share: float, tokens: Tokens
) -> None:
    """Draw the shape of a state, its upper left corner at x, y. `share` is the part used."""
    ratio = abs(painter.deviceTransform().m11()) or 1.0
    key = (state, round(share * STEPS), side, ratio)
    drawn = _of(tokens)
    picture = drawn.get(key)
    if picture is None:
        picture = drawn[key] = _drawn(state, key[1] / STEPS, side, ratio, tokens)
    painter.drawPixmap(QPointF(x, y), picture)


def _of(tokens: Tokens) -> dict[_Key, QPixmap]:
    # By identity, and the palette is kept with them: colours have no hash, and comparing costs.
    found = _kept.get(id(tokens))
    if found is None:
        if len(_kept) >= _MOST:
            _kept.clear()
        found = _kept[id(tokens)] = (tokens, {})
    return found[1]


def _drawn(state: Heat, share: float, side: int, ratio: float, tokens: Tokens) -> QPixmap:
    pixels = round(side * ratio)
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_heat(painter, QRectF(0, 0, pixels, pixels), state, share, tokens)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
