"""Messages as bubbles, painted one under the other, with what may be done about each. Which of them
is seen, and what the keyboard does, is `thread_view`."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.ids import Ms
from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.bubble import KEYS, Act, Bubble
from ui.text import tooltip
from ui.theme import Theme
from ui.widgets.key_cap import cap_width, paint_cap, plain_cap
from ui.widgets.line import Run, draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.paragraph import laid_out

_PAD_X, _PAD_Y, _RADIUS = 12, 7, 8
TOP, _UNDER, _BETWEEN = 14, 24, 10
_WIDEST = 470
FOLDED, FOLDS_FROM = 12, 18
"""Lines shown of a message that has at least so many; the rest unfolds."""
_ALL, _LESS = Act("more", "Show all"), Act("more", "Show less")


@dataclass(frozen=True)
class _Laid:
    """A message broken into lines: where it stands, and how much of it is shown."""

    layout: QTextLayout
    lines: int
    top: float
    wide: float
    high: float
    acts: tuple[Act, ...]


class Bubbles(Painted):
    """Heights are worked out once for each width. `done` with what was pressed under which
    message (`key_of` it)."""

    done = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.messages: tuple[Bubble, ...] = ()
        self.now: Ms = 0
        self.typing = False
        """Letters are text: the keys work with Alt, and say so."""
        self.z_alone = False
        """But for Z: nothing is typed yet."""
        self.chosen = ""
        """The message the keyboard is at; keys act on it first."""
        self._open: set[str] = set()
        self._elided: list[tuple[QRectF, str]] = []
        self._laid: list[_Laid] = []
        self._places: list[tuple[QRectF, str, str]] = []
        self._for = -1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        self.setAccessibleName("Messages")
        theme.changed.connect(self._forget)

    def set_messages(self, messages: Sequence[Bubble]) -> None:
        """Another thread, or one more message."""
        self.messages = tuple(messages)
        self._open &= {key_of(message) for message in self.messages}
        self._forget()

    def unfold(self, key: str) -> None:
        """Show all of a long message, or less of it again."""
        self._open ^= {key}
        self._forget()

    def choose(self, key: str) -> None:
        """The keyboard is at this message, or at none."""
        if key != self.chosen:
            self.chosen = key
            self.update()

    def target(self, key: str) -> tuple[str, str] | None:
        """What a letter does, and to which message: the chosen one if it has that key, else the
        newest that has."""
        self._lay(self.width())
        found: tuple[str, str] | None = None
        for message, laid in zip(self.messages, self._laid, strict=True):
            for act in laid.acts:
                if KEYS[act.do] == key and (found is None or found[0] != self.chosen):
                    found = key_of(message), act.do
        return found

    def first_act(self, key: str) -> str:
        """What Enter does to a message; empty where nothing may be done."""
        laid = self._one(key)
        return laid.acts[0].do if laid is not None and laid.acts else ""

    def place(self, key: str) -> QRect:
        """Where a message stands, the line under it included."""
        laid = self._one(key)
        if laid is None:
            return QRect()
        return QRect(0, round(laid.top), self.width(), round(laid.high + _UNDER))

    def _one(self, key: str) -> _Laid | None:
        self._lay(self.width())
        pairs = zip(self.messages, self._laid, strict=True)
        return next((laid for message, laid in pairs if key_of(message) == key), None)

    # -- heights

    def _forget(self) -> None:
        self._for = -1
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self._lay(width)
        return round(self._whole)

    def sizeHint(self) -> QSize:
        width = max(300, self.width())
        return QSize(width, self.heightForWidth(width))

    def _lay(self, width: int) -> None:
        if width == self._for:
            return
        self._for, self._laid, y = width, [], float(TOP)
        room = max(120.0, min(_WIDEST, width * 0.75)) - 2 * _PAD_X
        for message in self.messages:
            laid = self._lay_one(message, room, y)
            self._laid.append(laid)
            y += laid.high + _UNDER + _BETWEEN
        self._whole = y

    def _lay_one(self, message: Bubble, room: float, top: float) -> _Laid:
        layout = laid_out((Run(message.text, Type.ROLE),), room, self.tokens, theirs=True)
        lines, acts = layout.lineCount(), message.acts
        if lines >= FOLDS_FROM:
            opened = key_of(message) in self._open
            lines = lines if opened else FOLDED
            acts = (*acts, _LESS if opened else _ALL)
        used = max((layout.lineAt(n).naturalTextWidth() for n in range(lines)), default=0.0)
        if from_right(message.text):
            _align_right(layout, used)
        high = lines * Type.ROLE.line + 2 * _PAD_Y
        return _Laid(layout, lines, top, used + 2 * _PAD_X, high, acts)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        self._lay(self.width())
        self._places, self._elided = [], []
        if not self.messages:
            place = QRectF(0, TOP, self.width(), 20)
            words = "Nothing has been written yet, in either direction."
            draw_text(painter, place, words, Type.BODY, self.tokens.ink3)
        for message, laid in zip(self.messages, self._laid, strict=True):
            self._paint(painter, message, laid, QRectF(event.rect()))
        painter.end()

    def _paint(self, painter: QPainter, message: Bubble, laid: _Laid, seen: QRectF) -> None:
        tokens = self.tokens
        bubble = QRectF(0, laid.top, laid.wide, laid.high)
        if not message.inbound:
            bubble.moveLeft(self.width() - bubble.width() - 1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if message.look == "dashed":
            pen = QPen(tokens.edge, 1)
            pen.setDashPattern([3, 2])
            painter.setPen(pen)
        elif message.look in ("hot", "warm"):
            painter.setPen(QPen(tokens.hot if message.look == "hot" else tokens.warm, 1))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.hover if message.inbound else tokens.wash)
        painter.drawRoundedRect(bubble.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        if key_of(message) == self.chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.accent_mark, 2))
            painter.drawRoundedRect(bubble.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        if bubble.intersects(seen):
            corner = QPointF(bubble.left() + _PAD_X, bubble.top() + _PAD_Y)
            painter.setPen(tokens.ink)
            for number in range(laid.lines):
                laid.layout.lineAt(number).draw(painter, corner)
        self._under(painter, message, laid, bubble)

    # -- the line under a bubble

    def _under(self, painter: QPainter, message: Bubble, laid: _Laid, bubble: QRectF) -> None:
        tokens, middle = self.tokens, bubble.bottom() + 13
        strong = message.strong or message.inbound
        of = Type.SMALL_STRONG if strong else Type.SMALL
        what = message.said(self.now)
        icon = 20 if message.icon or message.goes else 0
        first = text_width(what, of) + 6
        acts = sum(self._act_width(message, act) for act in laid.acts)
        rest = min(text_width(message.time, Type.SMALL), self.width() - icon - first - acts - 3)
        wide = icon + first + max(0.0, rest) + acts
        x = bubble.left() + 3 if message.inbound else self.width() - wide - 3
        x = max(0.0, x)
        if message.goes:
            self._ring(painter, message, QRectF(x, middle - 7, 14, 14))
        elif message.icon:
            paint_icon(painter, message.icon, x, middle - 7, 14, tokens.of(message.role))
        x += icon
        ink = "ink" if message.strong and message.role in ("ink2", "accent_text") else message.role
        place = QRectF(x, middle - 9, self.width() - x, 18)
        x += draw_text(painter, place, what, of, tokens.of(ink)) + 6
        if message.time and rest > 0:
            place = QRectF(x, middle - 9, rest + 1, 18)
            draw_text(painter, place, message.time, Type.SMALL, tokens.ink2)
            if text_width(message.time, Type.SMALL) > rest + 1:
                self._elided.append((place, message.time))
            x += rest
        for act in laid.acts:
            x = self._act(painter, message, act, x, middle)

    def cap(self, message: Bubble, act: Act) -> str:
        """The key that does it, as its cap says; empty where it would act on another message."""
        key = KEYS[act.do]
        if self.target(key) != (key_of(message), act.do):
            return ""
        alone = not self.typing or (self.z_alone and act.do == "undo")
        return key if alone else f"Alt {key}"

    def _act_width(self, message: Bubble, act: Act) -> float:
        key = self.cap(message, act)
        return 8 + text_width(act.words, Type.SMALL) + 6 + (cap_width(key) if key else 0)

    def _act(self, painter: QPainter, message: Bubble, act: Act, x: float, middle: float) -> float:
        begin = x + 8
        place = QRectF(begin, middle - 9, self.width() - begin, 18)
        x = begin + draw_text(painter, place, act.words, Type.SMALL, self.tokens.ink2) + 6
        key = self.cap(message, act)
        x += paint_cap(painter, x, middle, key, plain_cap(self.tokens)) if key else 0
        place = QRectF(begin - 4, middle - 12, x - begin + 8, 24)
        self._places.append((place, key_of(message), act.do))
        return x

    def _ring(self, painter: QPainter, message: Bubble, box: QRectF) -> None:
        """How long it can still be taken back: worked out from the deadline, at every paint."""
        share = (message.goes - self.now) / message.wait if message.wait else 0.0
        share = max(0.0, min(1.0, share))
        inner = box.adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.tokens.line, 2.5))
        painter.drawEllipse(inner)
        pen = QPen(self.tokens.accent_mark, 2.5)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawArc(inner, 90 * 16, round(360 * 16 * share))

    # -- the mouse

    def _under_mouse(self, event: QMouseEvent) -> tuple[str, str] | None:
        at = event.position()
        return next(((m, do) for place, m, do in self._places if place.contains(at)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hand = self._under_mouse(event) is not None
        whole = (text for place, text in self._elided if place.contains(event.position()))
        self.setToolTip(tooltip(next(whole, "")))
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(self._under_mouse(event) is not None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed = self._under_mouse(event)
        if pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self.done.emit(*pressed)


def key_of(message: Bubble) -> str:
    """What tells a message from the others of its thread: forms have no id of their own."""
    return message.id or f"{message.time} {message.text}"


def from_right(text: str) -> bool:
    """Whether a text begins in a script that is written from right to left."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((kind != "L" for kind in strong if kind in ("L", "R", "AL")), False)


def _align_right(layout: QTextLayout, width: float) -> None:
    """Lines of such a text end together at the right."""
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        line.setPosition(QPointF(width - line.naturalTextWidth(), line.y()))
