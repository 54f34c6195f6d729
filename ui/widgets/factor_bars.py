"""What a number is made of: each part with its bar and its multiplier."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.fonts import Type
from ui.text import tooltip
from ui.theme import Theme
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas

ROW = 24
_BAR, _THICK, _NUMBER, _GAP = 70, 6, 44, 12
_LEAST = 0.12


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One part in words (cleaned), and what it multiplies by."""

    words: str
    ratio: float

    @property
    def number(self) -> str:
        """`× 1.7`, `× 1.06`: as exact as it takes for the parts to multiply to their number."""
        return "× " + f"{self.ratio:.2f}".rstrip("0").rstrip(".")


class FactorBars(Painted):
    """One row a part, in the order given. A part that lowers the number has a hollow bar."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._lines: tuple[FactorLine, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What it is made of")

    @property
    def lines(self) -> tuple[FactorLine, ...]:
        """What is shown."""
        return self._lines

    def set_lines(self, lines: Sequence[FactorLine]) -> None:
        """Show exactly these."""
        self._lines = tuple(lines)
        said = "; ".join(f"{line.words}, times {line.number[2:]}" for line in self._lines)
        self.setAccessibleDescription(said)
        self.updateGeometry()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - _NUMBER - _BAR - _GAP
        whole = any(text_width(line.words, Type.BODY) > room for line in self._lines)
        said = "\n".join(f"{line.words} {line.number}" for line in self._lines)
        self.setToolTip(tooltip(said) if whole else "")

    def sizeHint(self) -> QSize:
        return QSize(379, ROW * len(self._lines))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, ROW * len(self._lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, width = canvas(self), self.tokens, float(self.width())
        most = max((abs(math.log(line.ratio)) for line in self._lines if line.ratio > 0), default=0)
        for number, line in enumerate(self._lines):
            top = float(number * ROW)
            place = QRectF(width - _NUMBER, top, _NUMBER, ROW)
            draw_text(painter, place, line.number, Type.BODY_STRONG, tokens.ink, "right")
            left = width - _NUMBER - _BAR
            self._bar(painter, left, top + (ROW - _THICK) / 2, _share(line.ratio, most), line.ratio)
            room = QRectF(0, top, left - _GAP, ROW)
            draw_text(painter, room, line.words, Type.BODY, tokens.ink)
        painter.end()

    def _bar(self, painter: QPainter, x: float, y: float, share: float, ratio: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.tokens.line)
        painter.drawRoundedRect(QRectF(x, y, _BAR, _THICK), 3, 3)
        painter.setBrush(self.tokens.ink2)
        full = QRectF(x, y, _BAR * share, _THICK)
        painter.drawRoundedRect(full, 3, 3)
        if ratio < 1:
            painter.setBrush(self.tokens.ground)
            painter.drawRoundedRect(full.adjusted(1.5, 1.5, -1.5, -1.5), 1.5, 1.5)


def _share(ratio: float, most: float) -> float:
    """Length of a bar: the logarithm, because parts multiply."""
    if ratio <= 0 or most <= 0:
        return _LEAST
    return max(_LEAST, abs(math.log(ratio)) / most)
