"""One line of text, painted: placed by its baseline, elided at the right, left stays left for any
script. Text comes cleaned (`ui.text.clean`); nothing here reads markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui.fonts import Type, font, font_for
from ui.tokens import Role, Tokens

Side = Literal["left", "centre", "right"]


@dataclass(frozen=True)
class Run:
    """A stretch of text in one font and colour."""

    text: str
    of: Type = Type.BODY
    role: Role = "ink"


def text_width(text: str, of: Type, times: float = 1.0) -> float:
    """Width of a text on one line, in px."""
    return QFontMetricsF(font_for(text, of, times)).horizontalAdvance(text)


def baseline(middle: float, of: Type, times: float = 1.0) -> float:
    """Where the baseline lies so that capitals stand centred on `middle`."""
    return middle + QFontMetricsF(font(of, times)).capHeight() / 2


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    of: Type,
    colour: QColor,
    side: Side = "left",
    times: float = 1.0,
) -> float:
    """Draw one line, vertically centred in `rect`; answers the width used. Too long: …"""
    face = font_for(text, of, times)
    metrics = QFontMetricsF(face)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, rect.width()))
    width = metrics.horizontalAdvance(shown)
    spare = rect.width() - width
    x = rect.left() + {"left": 0.0, "centre": spare / 2, "right": spare}[side]
    painter.setFont(face)
    painter.setPen(colour)
    painter.drawText(QPointF(x, rect.center().y() + metrics.capHeight() / 2), shown)
    return width


def draw_runs(
    painter: QPainter, rect: QRectF, runs: Sequence[Run], tokens: Tokens, times: float = 1.0
) -> float:
    """Draw runs one after another on one baseline; the one that no longer fits is elided.

    Each run is drawn by itself, so no script can reorder its neighbours.
    """
    x = rect.left()
    middle = rect.center().y()
    for run in runs:
        left = rect.right() - x
        if left <= 0:
            break
        part = QRectF(x, middle - 1, left, 2)
        x += draw_text(painter, part, run.text, run.of, tokens.of(run.role), "left", times)
    return x - rect.left()
