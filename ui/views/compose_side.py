"""Beside the thread, or over it where it is narrow: which channels they allow, and what they got
from us. Painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.got import Line
from ui.models.rail_words import Allowed
from ui.text import tooltip
from ui.theme import Theme
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule
from ui.words import counted

WIDTH = 264
_PAD, _FIRST, _CHANNEL, _GOT = 20, 10.0, 24, 42


class ComposeSide(Painted):
    """Shows `Consent` and `Already got`. `close_wanted` where it lies over the page."""

    close_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.allowed: tuple[Allowed, ...] = ()
        self.got: tuple[Line, ...] = ()
        self._elided: list[tuple[QRectF, str]] = []
        self.close_key = KeyButton(theme, "Close", key="Esc", kind=Kind.QUIET, size=Size.SMALL,
                                   parent=self)  # fmt: skip
        self.close_key.acted.connect(self.close_wanted)
        self.close_key.hide()
        self.setMouseTracking(True)

    def set_over(self, over: bool) -> None:
        """Whether it lies over the page: then it can be closed."""
        self.close_key.setVisible(over)

    def cut(self, height: int) -> int:
        """How many of what they got have no place in this height."""
        begin = 2 * (_FIRST + 26) + _CHANNEL * len(self.allowed) + 6
        room = max(0, int(height - begin) // _GOT)
        return 0 if len(self.got) <= room else len(self.got) - max(0, room - 1)

    def set_words(self, allowed: Sequence[Allowed], got: Sequence[Line]) -> None:
        """Another person, or something more they got."""
        if (tuple(allowed), tuple(got)) == (self.allowed, self.got):
            return
        self.allowed, self.got = tuple(allowed), tuple(got)
        said = [f"{one.channel} {one.said}" for one in allowed]
        had = [f"{one.quote}, {one.under}" for one in got]
        self.setAccessibleName("Consent and what they already got")
        self.setAccessibleDescription(". ".join([*said, *had]))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = canvas(self), self.tokens
        painter.fillRect(self.rect(), tokens.ground)
        painter.fillRect(0, 0, 1, self.height(), tokens.line)
        width = self.width() - _PAD - 24
        y = self._title(painter, "Consent", _FIRST)
        for allowed in self.allowed:
            self._channel(painter, QRectF(_PAD, y, width, _CHANNEL), allowed)
            y += _CHANNEL
        paint_rule(painter, _PAD, round(y + 9), width, tokens)
        y = self._title(painter, "Already got", y + 16)
        if not self.got:
            place = QRectF(_PAD, y, width, 20)
            draw_text(painter, place, "Nothing from us yet", Type.SMALL, tokens.ink3)
        cut = self.cut(self.height())
        self._elided = []
        for line in self.got[: len(self.got) - cut]:
            place = QRectF(_PAD, y, width, 18)
            draw_text(painter, place, line.quote, Type.BODY, tokens.ink)
            if text_width(line.quote, Type.BODY) > width:
                self._elided.append((place, line.quote))
            place = QRectF(_PAD, y + 17, width, 16)
            draw_text(painter, place, line.under, Type.SMALL, tokens.ink3)
            y += _GOT
        if cut:
            more = f"and {cut} more" if cut < len(self.got) else counted(cut, "message")
            draw_text(painter, QRectF(_PAD, y, width, 18), more, Type.SMALL, tokens.ink2)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        whole = (text for place, text in self._elided if place.contains(event.position()))
        self.setToolTip(tooltip(next(whole, "")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        hint = self.close_key.sizeHint()
        self.close_key.setGeometry(self.width() - 15 - hint.width(), 7, hint.width(), hint.height())

    def _title(self, painter: QPainter, text: str, y: float) -> float:
        place = QRectF(_PAD, y, self.width() - 2 * _PAD, 22)
        draw_text(painter, place, text, Type.SMALL_STRONG, self.tokens.ink2)
        return y + 26

    def _channel(self, painter: QPainter, rect: QRectF, allowed: Allowed) -> None:
        tokens, colour = self.tokens, self.tokens.of(allowed.role)
        paint_icon(painter, allowed.icon, rect.left(), rect.center().y() - 7, 14, tokens.ink2)
        word = QRectF(rect.left() + 23, rect.top(), 60, rect.height())
        draw_text(painter, word, allowed.channel, Type.BODY, tokens.ink)
        wide = min(rect.width() - 103, text_width(allowed.said, Type.BODY))
        place = QRectF(rect.right() - wide, rect.top(), wide + 1, rect.height())
        draw_text(painter, place, allowed.said, Type.BODY, colour)
        paint_icon(painter, allowed.mark, place.left() - 18, rect.center().y() - 7, 14, colour)
