"""Two days under each other on one axis. Knows instants, spans and dots; not whose they are."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.fonts import Type
from ui.theme import Theme
from ui.tokens import Tokens
from ui.widgets.hatch import paint_hatch
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas

_SIDE, _BAR_TOP, _BAR, _LEGEND = 68, 38, 22, 18
_DOT, _MARK = 5.5, 4


@dataclass(frozen=True, slots=True)
class Dot:
    """A moment: hollow, or filled."""

    at: int
    filled: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One day: its title, hours to name, what is open, what of that is taken, dots."""

    title: str
    ticks: tuple[tuple[int, str], ...]
    open: tuple[tuple[int, int], ...]
    taken: tuple[tuple[int, int], ...] = ()
    dots: tuple[Dot, ...] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """Both days from `low` to `high` (ms), and the moment chosen. `theirs` is None where it is not
    known."""

    low: int
    high: int
    chosen: int
    mine: Side
    theirs: Side | None
    tried: str
    active: str


class TwoClocks(Painted):
    """Painted whole; what it shows is also its accessible description, given by its owner."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._axis: Axis | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Both days")

    @property
    def axis(self) -> Axis | None:
        """What is shown."""
        return self._axis

    def set_axis(self, axis: Axis, said: str) -> None:
        """Show these days."""
        if axis != self._axis:
            self._axis = axis
            self.updateGeometry()
            self.update()
        self.setAccessibleDescription(said)

    def sizeHint(self) -> QSize:
        sides = 2 if self._axis is not None and self._axis.theirs is not None else 1
        return QSize(379, sides * _SIDE + _LEGEND)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._axis is None:
            return
        painter, axis = canvas(self), self._axis
        self._side(painter, axis, axis.mine, 0)
        top = _SIDE
        if axis.theirs is not None:
            self._side(painter, axis, axis.theirs, _SIDE)
            top += _SIDE
        self._legend(painter, axis, top)
        painter.end()

    def _x(self, axis: Axis, instant: int) -> float:
        return (instant - axis.low) / (axis.high - axis.low) * self.width()

    def _side(self, painter: QPainter, axis: Axis, side: Side, top: int) -> None:
        tokens, width = self.tokens, self.width()
        draw_text(painter, QRectF(0, top, width, 18), side.title, Type.SMALL_STRONG, tokens.ink)
        for instant, label in side.ticks:
            place = QRectF(self._x(axis, instant) - 14, top + 20, 28, 16)
            draw_text(painter, place, label, Type.TINY, tokens.ink3, "centre")
        bar = top + _BAR_TOP
        for low, high in side.open:
            rect = self._span(axis, low, high, bar)
            painter.setPen(QPen(tokens.line, 1))
            painter.setBrush(tokens.hover)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        for low, high in side.taken:
            rect = self._span(axis, low, high, bar).adjusted(0, 1, 0, -1)
            if rect.width() > 1:
                paint_hatch(painter, rect, tokens.rim, radius=0, apart=7, width=2)
        x = self._x(axis, axis.chosen)
        chosen = QRectF(x - _MARK / 2, bar - 1, _MARK, _BAR + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.accent_mark)
        painter.drawRoundedRect(chosen, 2, 2)
        for dot in side.dots:
            centre = QPointF(self._x(axis, dot.at), bar + _BAR / 2)
            paint_dot(painter, centre, dot.filled, tokens)

    def _span(self, axis: Axis, low: int, high: int, top: float) -> QRectF:
        left = max(0.0, self._x(axis, low))
        right = min(float(self.width()), self._x(axis, high))
        return QRectF(left, top, max(0.0, right - left), _BAR)

    def _legend(self, painter: QPainter, axis: Axis, top: int) -> None:
        tokens, middle = self.tokens, top + 6.0
        x = 6.0
        entries = ((axis.tried, False), (axis.active, True)) if axis.theirs is not None else ()
        for label, filled in entries:
            paint_dot(painter, QPointF(x, middle), filled, tokens, 4.5)
            place = QRectF(x + 12, middle - 9, 160, 18)
            x += 12 + draw_text(painter, place, label, Type.SMALL, tokens.ink2) + 22
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.accent_mark)
        painter.drawRoundedRect(QRectF(x - 4, middle - 6, _MARK, 12), 2, 2)
        room = QRectF(x + 8, middle - 9, text_width("chosen", Type.SMALL) + 1, 18)
        draw_text(painter, room, "chosen", Type.SMALL, tokens.ink2)


def paint_dot(
    painter: QPainter, centre: QPointF, filled: bool, tokens: Tokens, radius: float = _DOT
) -> None:
    """A hollow dot for what was tried, a filled one for a sign of life."""
    painter.setPen(QPen(tokens.ink2, 1.6))
    painter.setBrush(tokens.ink2 if filled else tokens.ground)
    painter.drawEllipse(centre, radius, radius)
