"""What is said after losing a claim that was asked for here: who has it, that nothing was sent."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.cards.shell import SIZE, CardShell
from ui.fonts import Type
from ui.icons import paint_icon
from ui.text import clean
from ui.theme import Theme
from ui.widgets.line import Run, draw_text
from ui.widgets.paragraph import Paragraph

LASTS_S = 4
"""Seconds until it goes away by itself."""


class LostCard(CardShell):
    """`who` is the lead's name, `why` the sentence that says who was faster."""

    def __init__(self, theme: Theme, who: str, why: str, *, reduce_motion: bool = False) -> None:
        super().__init__(theme, reduce_motion=reduce_motion)
        self._who = clean(who, limit=80)
        self._left = LASTS_S
        self.setAccessibleName(f"{self._who}: {clean(why)}")
        words = Paragraph(theme, [Run(clean(why), Type.ROLE, "ink2")], width=320, parent=self)
        words.setGeometry(62, 62, 330, words.heightForWidth(330))
        self._foot = SIZE.height() - 46

    def second(self) -> bool:
        """One second less; True when it is over."""
        self._left -= 1
        self.update()
        return self._left <= 0

    def paint_words(self, painter: QPainter) -> None:
        tokens = self.tokens
        paint_icon(painter, "user", 22, 34, 26, tokens.ink3)
        title = QRectF(62, 30, SIZE.width() - 110, 28)
        draw_text(painter, title, self._who, Type.TITLE, tokens.ink)
        gone = f"This goes away in {max(1, self._left)} s."
        foot = QRectF(62, self._foot, SIZE.width() - 78, 18)
        draw_text(painter, foot, gone, Type.SMALL, tokens.ink3)
