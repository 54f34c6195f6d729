"""The whole picture of a day, layer by layer: what is refused, what is taken, the scale, now, the
touches, and the one in hand on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.domain.ids import Ms
from ui.fonts import Type
from ui.models.drag import Drag
from ui.models.shown_day import DayShown
from ui.models.strip_layout import LABEL, LEAD, Place
from ui.tokens import Tokens
from ui.views import strip_paint as look
from ui.views.strip_ghost import paint_ghost, paint_refused
from ui.widgets.line import draw_text


class Marked(NamedTuple):
    """Which touch is selected, and which is under the mouse."""

    current: str = ""
    over: str = ""


def paint_day(
    painter: QPainter,
    day: DayShown,
    seen: QRectF,
    width: float,
    tokens: Tokens,
    drag: Drag | None,
    spans: Sequence[tuple[Ms, Ms]],
    marked: Marked,
) -> None:
    """Draw what of the day lies in `seen`."""
    strip = day.strip
    now_y = strip.y(day.now) if day.now is not None else None
    for low, high in spans:
        paint_refused(painter, strip.y(max(low, strip.start)), strip.y(high), width, tokens)
    _blocks(painter, day, seen, width, tokens)
    rows = [(place, box) for place in strip.places if (box := _box(place, width)).intersects(seen)]
    in_hand = drag.lead if drag is not None else ""
    for place, box in rows:
        _ground(painter, day, place, box, tokens, in_hand, marked)
    end = drag.high if drag is not None else strip.end
    look.paint_scale(painter, strip, end, now_y, tokens)
    if now_y is not None and day.now is not None:
        look.paint_now(painter, now_y, width, day.now, tokens)
    for place, box in rows:
        face, gone = day.faces[place.id], place.id == in_hand
        look.paint_tick(painter, place, tokens)
        if face.dashed or gone:
            look.paint_dashes(painter, box, tokens)
        look.paint_touch(painter, box, face, tokens, faded=gone)
    if not strip.places and day.empty:
        _empty(painter, day, width, tokens)
    if drag is not None:
        top = strip.y(drag.at) - LEAD
        paint_ghost(painter, top, width, day.faces[drag.lead], drag, tokens)


def _blocks(painter: QPainter, day: DayShown, seen: QRectF, width: float, tokens: Tokens) -> None:
    for block in day.strip.blocks:
        height = block.bottom - block.top
        rect = QRectF(look.BOX, block.top, width - look.BOX - look.EDGE, height)
        if rect.intersects(seen):
            taken = day.taken[block.key]
            look.paint_block(painter, rect, taken.words, taken.icon, tokens)


def _box(place: Place, width: float) -> QRectF:
    return QRectF(look.EDGE, place.top, width - 2 * look.EDGE, place.height)


def _ground(
    painter: QPainter,
    day: DayShown,
    place: Place,
    box: QRectF,
    tokens: Tokens,
    in_hand: str,
    marked: Marked,
) -> None:
    """Below the scale and the time of now: a selected row covers neither."""
    if any(b.top < box.bottom() and box.top() < b.bottom for b in day.strip.blocks):
        painter.fillRect(box.adjusted(look.BOX - look.EDGE + 2, 0, -2, 0), tokens.ground)
    selected = place.id == marked.current and place.id != in_hand
    look.paint_ground(painter, box, tokens, selected=selected, over=place.id == marked.over)


def _empty(painter: QPainter, day: DayShown, width: float, tokens: Tokens) -> None:
    """What will stand here; below the words of what lies at the top."""
    strip = day.strip
    labels = [block.top + LABEL for block in strip.blocks if block.top < strip.zero + 30]
    top = max([strip.zero, *labels]) + 8
    room = QRectF(look.BOX + 35, top, width - look.BOX - look.EDGE - 47, 24)
    draw_text(painter, room, day.empty, Type.BODY, tokens.ink2)
