"""Line icons: one colour, drawn at the screen's own resolution and kept. No meaning lives here."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.resources import RESOURCES

_STROKE = re.compile(r'stroke-width="[^"]*"')


def stroke(size: float) -> float:
    """Stroke width, in units of the icon's 24 box, that keeps an icon of `size` px even."""
    if size <= 14:
        return 2.0
    return 1.6 if size > 40 else 1.75


@cache
def _source(name: str) -> str | None:
    try:
        return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def exists(name: str) -> bool:
    """Whether an icon of this name is shipped."""
    return _source(name) is not None


@lru_cache(maxsize=1024)
def _drawn(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    side = round(size * ratio)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    source = _source(name)
    if source is not None:
        text = _STROKE.sub(f'stroke-width="{stroke(size)}"', source)
        text = text.replace("currentColor", colour)
        painter = QPainter(picture)
        QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, side, side))
        painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def pixmap(name: str, size: int, colour: QColor, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `size` px. An icon we do not have is empty, not an error:
    a missing drawing must not keep a desk from ringing (a test checks that all are shipped)."""
    return _drawn(name, size, colour.name(), ratio)


def paint_icon(painter: QPainter, name: str, x: float, y: float, size: int, colour: QColor) -> None:
    """Draw an icon with its upper left corner at x, y."""
    # Not the device's own ratio: a widget drawn into a picture does not know the picture's.
    ratio = abs(painter.deviceTransform().m11()) or 1.0
    painter.drawPixmap(QPointF(x, y), pixmap(name, size, colour, ratio))


def icon(name: str, size: int, colour: QColor) -> QIcon:
    """The icon for Qt's own widgets (menus, tray), at single and double resolution."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, size, colour, ratio))
    return made
