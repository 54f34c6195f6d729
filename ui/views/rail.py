"""The facts rail: why this lead, what is allowed, what the plan does if nobody answers. Painted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.rail_words import Allowed, RailWords
from ui.theme import Theme
from ui.widgets.facts import fact_height, paint_fact
from ui.widgets.line import Run, draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.paragraph import laid_out
from ui.widgets.rule import paint_rule

WIDTH = 284
_PAD = 20
_ALLOWED = 22


class _Facts(Painted):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.words: RailWords | None = None
        self.raised = False
        """Lies over the pane instead of beside it."""

    def set_words(self, words: RailWords) -> None:
        if words == self.words:
            return
        self.words = words
        self.setAccessibleName(f"{words.title}. {_spoken(words)}")
        self.fit()
        self.update()

    def fit(self) -> None:
        self.setMinimumHeight(round(self._walk(None)))

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.raised if self.raised else self.tokens.ground)
        if self.raised:
            painter.fillRect(0, 0, 1, self.height(), self.tokens.rim)
        self._walk(painter)
        painter.end()

    def _walk(self, painter: QPainter | None) -> float:
        """Go through all parts from the top; draws when there is a painter, answers the height."""
        words, tokens = self.words, self.tokens
        if words is None:
            return 0.0
        width = self.width() - 2 * _PAD
        y = 11.0
        y = self._title(painter, words.title, y)
        for fact in words.facts:
            if painter is not None:
                paint_fact(painter, QRectF(_PAD, y, width, 28), fact, tokens)
            y += fact_height(fact, width, tokens)
        y = self._rule(painter, y + 9)
        y = self._title(painter, "Consent", y)
        for allowed in words.allowed:
            if painter is not None:
                self._allowed(painter, QRectF(_PAD, y, width, _ALLOWED), allowed)
            y += _ALLOWED
        y = self._text(painter, words.note, Type.SMALL, y + 3) if words.note else y + 2
        y = self._rule(painter, y + 8)
        if words.upcoming:
            y = self._title(painter, "Next touch", y)
            y = self._text(painter, words.upcoming, Type.BODY, y + 3) + 4
        if words.plan:
            y = self._title(painter, "If nobody answers", y)
            y = self._text(painter, words.plan, Type.BODY, y + 3)
        return y + 12

    def _title(self, painter: QPainter | None, text: str, y: float) -> float:
        if painter is not None:
            place = QRectF(_PAD, y, self.width() - 2 * _PAD, 22)
            draw_text(painter, place, text, Type.SMALL_STRONG, self.tokens.ink2)
        return y + 24

    def _rule(self, painter: QPainter | None, y: float) -> float:
        if painter is not None:
            paint_rule(painter, _PAD, round(y), self.width() - 2 * _PAD, self.tokens)
        return y + 8

    def _text(self, painter: QPainter | None, text: str, of: Type, y: float) -> float:
        runs = (Run(text, of, "ink" if of is Type.BODY else "ink3"),)
        layout = laid_out(runs, self.width() - 2 * _PAD, self.tokens)
        if painter is not None:
            layout.draw(painter, QPointF(_PAD, y))
        return y + layout.lineCount() * of.line

    def _allowed(self, painter: QPainter, rect: QRectF, allowed: Allowed) -> None:
        tokens, colour = self.tokens, self.tokens.of(allowed.role)
        paint_icon(painter, allowed.icon, rect.left(), rect.center().y() - 7, 14, tokens.ink2)
        word = QRectF(rect.left() + 23, rect.top(), 60, rect.height())
        draw_text(painter, word, allowed.channel, Type.BODY, tokens.ink)
        room = rect.width() - 23 - 60 - 20
        width = min(room, text_width(allowed.said, Type.BODY))
        place = QRectF(rect.right() - width, rect.top(), width + 1, rect.height())
        draw_text(painter, place, allowed.said, Type.BODY, colour)
        paint_icon(painter, allowed.mark, place.left() - 18, rect.center().y() - 7, 14, colour)


def _spoken(words: RailWords) -> str:
    facts = [f"{fact.label}: {''.join(run.text for run in fact.value)}" for fact in words.facts]
    allowed = [f"{one.channel} {one.said}" for one in words.allowed]
    ahead = [f"Next touch: {words.upcoming}"] if words.upcoming else []
    return ". ".join([*facts, *allowed, *ahead, f"If nobody answers: {words.plan}"])


class FactsRail(QScrollArea):
    """Scrolls by itself where the window is low."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = _Facts(theme)
        self.setWidget(self._facts)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Facts")
        self.viewport().setAutoFillBackground(False)
        self._facts.setAutoFillBackground(False)

    @property
    def words(self) -> RailWords | None:
        """What is shown."""
        return self._facts.words

    def set_raised(self, raised: bool) -> None:
        """Over the pane, or beside it."""
        self._facts.raised = raised
        self._facts.update()

    def set_words(self, words: RailWords) -> None:
        """Other facts."""
        self._facts.set_words(words)
