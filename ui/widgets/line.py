"""One line of text, painted: placed by its baseline, elided at the right, left stays left for any
script. Text comes cleaned (`ui.text.clean`); nothing here reads markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui.fonts import Type, face, tabular
from ui.tokens import Role, Tokens

Side = Literal["left", "centre", "right"]


@dataclass(frozen=True)
class Run:
    """A stretch of text in one font and colour."""

    text: str
    of: Type = Type.BODY
    role: Role = "ink"


@lru_cache(maxsize=4096)
def text_width(text: str, of: Type, times: float = 1.0) -> float:
    """Width of a text on one line, in px."""
    return face(of, times, tabular(text))[1].horizontalAdvance(text)


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
    made, metrics = face(of, times, tabular(text))
    width, room = text_width(text, of, times), max(0.0, rect.width())
    if width > room:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text)
    spare = rect.width() - width
    x = rect.left() + (0.0 if side == "left" else spare / 2 if side == "centre" else spare)
    painter.setFont(made)
    painter.setPen(colour)
    # Capitals stand centred, whatever script the fallback face brings.
    painter.drawText(QPointF(x, rect.center().y() + metrics.capHeight() / 2), text)
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
