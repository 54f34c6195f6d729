"""How a touch in hand looks: where it would stand with both clocks, and where it may not."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.drag import Drag
from ui.models.touch_face import TouchFace
from ui.tokens import Tokens
from ui.widgets.hatch import paint_hatch
from ui.widgets.key_cap import cap_width, paint_cap, plain_cap
from ui.widgets.line import Run, draw_runs, draw_text

_LEFT, _EDGE, _HEIGHT = 64, 20, 48
_TEXT = 234
_OUTSIDE = " is outside calling hours: "


def paint_refused(
    painter: QPainter, top: float, bottom: float, width: float, tokens: Tokens
) -> None:
    """A stretch of the day where the touch may not stand."""
    rect = QRectF(_LEFT, top, width - _LEFT - _EDGE, bottom - top)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.hot_wash)
    painter.drawRoundedRect(rect, 6, 6)
    paint_hatch(painter, rect, tokens.rim, apart=9, width=1)


def paint_ghost(
    painter: QPainter, top: float, width: float, face: TouchFace, drag: Drag, tokens: Tokens
) -> None:
    """The row as it would stand, raised, with the words that matter: both clocks, and why not."""
    verdict = drag.verdict
    box = QRectF(_LEFT - 6.5, top - 2.5, width - _LEFT - _EDGE + 7, _HEIGHT)
    painter.setPen(QPen(tokens.hot if verdict.refused else tokens.accent_mark, 1.5))
    painter.setBrush(tokens.raised)
    painter.drawRoundedRect(box, 8, 8)
    middle, right = box.center().y(), box.right() - 12
    ink = tokens.hot_text if verdict.refused else tokens.accent_text
    clock = QRectF(66, middle - 9, 44, 18)
    draw_text(painter, clock, verdict.mine, Type.BODY_STRONG, ink, "right")
    place = QRectF(121, middle - 9, 80, 18)
    draw_text(painter, place, verdict.theirs, Type.BODY, tokens.ink2)
    icon = "ban" if verdict.refused else face.icon
    paint_icon(painter, icon, 206, middle - 8, 16, ink)
    if drag.by_key:
        for key in ("Esc", "Enter"):
            right -= cap_width(key) + 6
            paint_cap(painter, right + 6, middle, key, plain_cap(tokens))
    name = (Run(face.name, Type.NAME), Run(f"  {face.company}", Type.BODY, "ink2"))
    room = max(40.0, right - 8 - _TEXT)
    draw_runs(painter, QRectF(_TEXT, middle - 17, room, 18), name, tokens)
    said = _short(verdict.refused) or verdict.note or _was(face, drag)
    low = tokens.hot_text if verdict.refused else tokens.warm_text if verdict.note else tokens.ink2
    draw_text(painter, QRectF(_TEXT, middle + 1, room, 16), said, Type.SMALL, low)


def _short(refused: str) -> str:
    """The rule that refuses it: the time itself is said beside it already."""
    rule = refused.partition(_OUTSIDE)[2] or refused
    return f"{rule[:1].upper()}{rule[1:]}"


def _was(face: TouchFace, drag: Drag) -> str:
    return "Gets this time" if drag.was is None else f"Was {face.time}, {face.clock}"
