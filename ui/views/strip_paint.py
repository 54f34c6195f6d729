"""How a day looks: rows of touches, the scale at the left, the now line, what is taken. Everything
is placed already (`models/strip_layout`); nothing is decided here."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from app.domain.ids import Ms, at
from ui import words
from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.strip_layout import HOUR, LABEL, Place, Strip
from ui.models.touch_face import TouchFace
from ui.my_clock import my_zone
from ui.tokens import Tokens
from ui.widgets.hatch import paint_hatch
from ui.widgets.line import Run, draw_runs, draw_text, text_width

EDGE, BOX = 20, 64
"""Left and right edge of a row; left edge of what lies on the scale."""
_TIME, _CLOCK, _ICON, _TEXT = 108, 121, 206, 234
_CLOCK_ROOM, _HOURS, _DASH = 80, 40, 45
_RIGHT, _RADIUS = 32, 6
_TIED = 60
"""Px up to which a row is tied to its minute by a line; further off the lines of a crowd would lie
over each other."""


def paint_scale(
    painter: QPainter, strip: Strip, end: Ms, now_y: float | None, tokens: Tokens
) -> None:
    """Hours and halves at the left edge, until `end`."""
    half = HOUR // 2
    mark = -(-strip.start // half) * half
    while mark <= end:
        y = strip.y(mark)
        if now_y is None or not -8 < y - now_y < 22:
            whole = words.clock(at(mark), my_zone()).endswith(":00")
            painter.fillRect(QRectF(_DASH, y - 0.5, 10 if whole else 5, 1), tokens.edge)
            if whole:
                place = QRectF(EDGE, y - 8, _HOURS - EDGE, 16)
                label = words.clock(at(mark), my_zone())[:2]
                draw_text(painter, place, label, Type.TINY, tokens.ink3, "right")
        mark += half


def paint_now(painter: QPainter, y: float, width: float, now: Ms, tokens: Tokens) -> None:
    """The line where it is now, and the time."""
    painter.fillRect(QRectF(EDGE, y - 1, width - 2 * EDGE, 2), tokens.accent_mark)
    clock = words.clock(at(now), my_zone())
    draw_text(painter, QRectF(EDGE + 4, y + 2, 40, 16), clock, Type.SMALL, tokens.accent_text)


def paint_block(painter: QPainter, rect: QRectF, said: str, icon: str, tokens: Tokens) -> None:
    """A taken stretch: hatched, its words at the top."""
    paint_hatch(painter, rect, tokens.hover, border=tokens.line)
    middle = rect.top() + min(rect.height(), LABEL + 2) / 2
    paint_icon(painter, icon, rect.left() + 13, middle - 8, 16, tokens.ink2)
    room = QRectF(rect.left() + 35, middle - 9, rect.width() - 47, 18)
    draw_text(painter, room, said, Type.SMALL, tokens.ink2)


def paint_tick(painter: QPainter, place: Place, tokens: Tokens) -> None:
    """The true minute of a touch that had to be pushed down, tied to its row."""
    if place.tick is None:
        return
    painter.setPen(QPen(tokens.edge, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    tick, middle = round(place.tick) + 0.5, round(place.top + place.height / 2) + 0.5
    path = QPainterPath(QPointF(57, tick))
    path.lineTo(62.5, tick)
    if middle - tick < _TIED:
        path.lineTo(62.5, middle)
        path.lineTo(67, middle)
    painter.drawPath(path)


def paint_ground(
    painter: QPainter, box: QRectF, tokens: Tokens, *, selected: bool, over: bool
) -> None:
    """A row's ground: wash and bar when selected, hover under the mouse."""
    if not (selected or over):
        return
    painter.save()
    shape = QPainterPath()
    shape.addRoundedRect(box, _RADIUS, _RADIUS)
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    painter.fillRect(box, tokens.wash if selected else tokens.hover)
    if selected:
        bar = QRectF(box.left(), box.top(), tokens.bar, box.height())
        painter.fillRect(bar, tokens.accent_mark)
    painter.restore()


def paint_dashes(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """The frame of what the hub has not said yet."""
    pen = QPen(tokens.edge, 1)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    frame = QRectF(BOX, box.top() + 1.5, box.right() - BOX - 0.5, box.height() - 3)
    painter.drawRoundedRect(frame, _RADIUS, _RADIUS)


def paint_touch(
    painter: QPainter, box: QRectF, face: TouchFace, tokens: Tokens, *, faded: bool = False
) -> None:
    """A touch: my time, theirs, the channel, who and why, which try. `box` is the row's."""
    ink2 = tokens.ink3 if faded else tokens.ink2
    middle, right = box.center().y(), box.right() - (_RIGHT - EDGE)
    left = min(_TIME - text_width(face.time, Type.BODY_STRONG), 70)
    time_ink = tokens.ink3 if faded else tokens.of(face.time_role)
    place = QRectF(left, middle - 9, _TIME - left, 18)
    draw_text(painter, place, face.time, Type.BODY_STRONG, time_ink, "right")
    _their_clock(painter, middle, face.clock, ink2, tokens)
    paint_icon(painter, face.icon, _ICON, middle - 8, 16, ink2)
    used = text_width(face.right, Type.SMALL)
    place = QRectF(right - used, middle - 9, used + 1, 18)
    draw_text(painter, place, face.right, Type.SMALL, ink2)
    if face.mark:
        used += 20
        tint = tokens.ink3 if faded else tokens.of(face.mark_role)
        paint_icon(painter, face.mark, right - used + 2, middle - 6, 12, tint)
    room = max(40.0, right - used - 16 - _TEXT)
    role = "ink3" if faded else "ink"
    name = Run(face.name, Type.NAME, role)  # type: ignore[arg-type]
    company = Run(f"  {face.company}", Type.BODY, "ink3" if faded else "ink2")
    draw_runs(painter, QRectF(_TEXT, middle - 17, room, 18), (name, company), tokens)
    draw_text(painter, QRectF(_TEXT, middle + 1, room, 16), face.reason, Type.SMALL, ink2)


def _their_clock(painter: QPainter, middle: float, clock: str, ink: object, tokens: Tokens) -> None:
    """On one line, or on two where two clocks are possible."""
    colour = tokens.ink2 if ink is tokens.ink2 else tokens.ink3
    if text_width(clock, Type.BODY) <= _CLOCK_ROOM:
        place = QRectF(_CLOCK, middle - 9, _CLOCK_ROOM, 18)
        draw_text(painter, place, clock, Type.BODY, colour)
        return
    for number, half in enumerate(_halves(clock)):
        place = QRectF(_CLOCK, middle - 16 + 16 * number, _CLOCK_ROOM + 2, 16)
        draw_text(painter, place, half, Type.SMALL, colour)


def _halves(text: str) -> tuple[str, str]:
    """Broken at the space that leaves the longer half shortest."""
    words_ = text.split(" ")
    breaks = [(" ".join(words_[:n]), " ".join(words_[n:])) for n in range(1, len(words_))]
    return min(breaks or [(text, "")], key=lambda pair: max(map(len, pair)))


def cut(face: TouchFace, width: float) -> bool:
    """Whether something of a row is missing at this width."""
    used = text_width(face.right, Type.SMALL) + (20 if face.mark else 0)
    room = width - _RIGHT - used - 16 - _TEXT
    high = text_width(face.name, Type.NAME) + text_width(f"  {face.company}", Type.BODY)
    return max(high, text_width(face.reason, Type.SMALL)) > room
