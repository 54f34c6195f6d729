"""Paints the board's rows and their header: columns worked out once for each width."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.delegates.listed import Listed
from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.board import BoardModel
from ui.models.reps import RepsModel
from ui.theme import Theme
from ui.tokens import Tokens
from ui.widgets.heat import paint_heat
from ui.widgets.line import Run, draw_runs, draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule

ROW, REP_ROW, HEAD = 44, 48, 32
_LEFT, _RIGHT, _GLYPH = 24, 20, 18
_GLYPH_COLUMN, _TIME, _CLOCK, _GAP = 38, 106, 132, 12
_SHARES = (1.15, 1.0, 1.5)


@dataclass(frozen=True)
class Columns:
    """Left edge and width of each."""

    time: tuple[float, float]
    lead: tuple[float, float]
    source: tuple[float, float]
    offer: tuple[float, float]
    clock: tuple[float, float]


@lru_cache(maxsize=8)
def columns(width: int) -> Columns:
    """The columns of a table this wide."""
    left = _LEFT + _GLYPH_COLUMN
    clock = 100 if width < 720 else _CLOCK
    room = max(200.0, width - left - _TIME - clock - _RIGHT)
    share = room / sum(_SHARES)
    lead = left + _TIME
    source = lead + share * _SHARES[0]
    offer = source + share * _SHARES[1]
    return Columns(
        (left, _TIME - _GAP),
        (lead, share * _SHARES[0] - _GAP),
        (source, share * _SHARES[1] - _GAP),
        (offer, share * _SHARES[2] - _GAP),
        (width - _RIGHT - clock, clock),
    )


class BoardHeader(Painted):
    """The names of the columns."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setFixedHeight(HEAD)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Time, lead, source, where the offer stands, their clock")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, at = canvas(self), columns(self.width())
        named = (
            (at.time, "Time", "left"), (at.lead, "Lead", "left"), (at.source, "Source", "left"),
            (at.offer, "Where the offer stands", "left"), (at.clock, "Their clock", "right"),
        )  # fmt: skip
        for (x, wide), words, side in named:
            place = QRectF(x, 0, wide, HEAD - 1)
            draw_text(painter, place, words, Type.SMALL, self.tokens.ink2, side)  # type: ignore[arg-type]
        paint_rule(painter, 0, HEAD - 1, self.width(), self.tokens)
        painter.end()


class BoardDelegate(Listed):
    """44 px a row, a hairline under each."""

    row = ROW

    def __init__(self, theme: Theme, model: BoardModel, parent: QObject | None = None) -> None:
        super().__init__(theme, parent)
        self._model = model

    def draw(self, painter: QPainter, rect: QRectF, row: int, tokens: Tokens) -> None:
        face, at, top = self._model.face(row), columns(round(rect.width())), rect.top()
        glyph = QRectF(_LEFT, top + (ROW - _GLYPH) / 2, _GLYPH, _GLYPH)
        paint_heat(painter, glyph, face.row.heat, face.row.share, tokens)
        time = QRectF(at.time[0], top, at.time[1], ROW)
        role = tokens.of(face.row.time_role)
        draw_text(painter, time, face.row.time, Type.BODY_STRONG, role)
        self._two(painter, at.lead, top, face.row.name, face.company, tokens, Type.BODY_STRONG)
        self._two(painter, at.source, top, face.source, face.row.rank, tokens)
        self._two(painter, at.offer, top, face.standing, face.detail, tokens)
        clock = QRectF(at.clock[0], top, at.clock[1], ROW)
        draw_text(painter, clock, face.row.clock, Type.SMALL, tokens.ink3, "right")
        paint_rule(painter, rect.left(), rect.bottom(), rect.width(), tokens)

    def _two(
        self, painter: QPainter, at: tuple[float, float], top: float, high: str, low: str,
        tokens: Tokens, of: Type = Type.BODY,
    ) -> None:  # fmt: skip
        x, wide = at
        if not low:
            draw_text(painter, QRectF(x, top, wide, ROW), high, of, tokens.ink)
            return
        draw_text(painter, QRectF(x, top + 5, wide, 18), high, of, tokens.ink)
        draw_text(painter, QRectF(x, top + 22, wide, 16), low, Type.SMALL, tokens.ink2)

    def whole(self, row: int, width: float) -> str:
        face, at = self._model.face(row), columns(round(width))
        parts = (
            (face.row.name, Type.BODY_STRONG, at.lead), (face.company, Type.SMALL, at.lead),
            (face.source, Type.BODY, at.source), (face.standing, Type.BODY, at.offer),
            (face.detail, Type.SMALL, at.offer),
        )  # fmt: skip
        if all(text_width(text, of) <= wide for text, of, (_, wide) in parts):
            return ""
        return "\n".join(text for text, _, _ in parts if text)


class RepsDelegate(Listed):
    """48 px a rep."""

    row = REP_ROW

    def __init__(self, theme: Theme, model: RepsModel, parent: QObject | None = None) -> None:
        super().__init__(theme, parent)
        self._model = model

    def draw(self, painter: QPainter, rect: QRectF, row: int, tokens: Tokens) -> None:
        face, top, right = self._model.face(row), rect.top(), rect.right() - 18
        paint_icon(painter, face.icon, 18, top + (REP_ROW - 18) / 2, 18, tokens.of(face.icon_role))
        used = text_width(face.claims, Type.BODY) + 10 if face.claims else 0
        place = QRectF(right - used, top + 6, used, 18)
        draw_text(painter, place, face.claims, Type.BODY, tokens.ink, "right")
        place = QRectF(48, top + 6, right - used - 48, 18)
        draw_text(painter, place, face.name, Type.BODY_STRONG, tokens.ink)
        runs = (
            Run(face.state, Type.SMALL_MEDIUM, face.state_role),
            Run(face.why, Type.SMALL, "ink2"),
        )
        draw_runs(painter, QRectF(48, top + 24, right - 48, 16), runs, tokens)
        paint_rule(painter, rect.left(), rect.bottom(), rect.width(), tokens)

    def whole(self, row: int, width: float) -> str:
        face = self._model.face(row)
        room = width - 66
        used = text_width(face.state, Type.SMALL_MEDIUM) + text_width(face.why, Type.SMALL)
        whole = max(used, text_width(face.name, Type.BODY_STRONG) + 90) > room
        return f"{face.name}\n{face.state}{face.why}" if whole else ""
