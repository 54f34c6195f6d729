"""A fact: a label and its value, the value wrapping under itself. Painted, for rails and cards."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.fonts import Type
from ui.tokens import Tokens
from ui.widgets.line import Run, draw_text
from ui.widgets.paragraph import laid_out

ROW = 28
"""Height of a fact of one line; each further line adds one line height."""

LABEL_WIDTH = 58


@dataclass(frozen=True)
class Fact:
    """A label and the runs of its value."""

    label: str
    value: tuple[Run, ...]


def fact_height(fact: Fact, width: float, tokens: Tokens, label_width: int = LABEL_WIDTH) -> int:
    """Height a fact needs at a width, in px."""
    lines = laid_out(fact.value, width - label_width, tokens).lineCount()
    return ROW + max(0, lines - 1) * Type.BODY.line


def paint_fact(
    painter: QPainter, rect: QRectF, fact: Fact, tokens: Tokens, label_width: int = LABEL_WIDTH
) -> int:
    """Draw a fact at the top of `rect`; answers the height used."""
    pad = (ROW - Type.BODY.line) / 2
    label = QRectF(rect.left(), rect.top() + pad, label_width - 6, Type.BODY.line)
    draw_text(painter, label, fact.label, Type.BODY, tokens.ink3)
    layout = laid_out(fact.value, rect.width() - label_width, tokens)
    layout.draw(painter, QPointF(rect.left() + label_width, rect.top() + pad))
    return ROW + max(0, layout.lineCount() - 1) * Type.BODY.line
