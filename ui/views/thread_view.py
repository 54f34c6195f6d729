"""The thread: what went between us and the person, as bubbles, and what may be done about each.
Painted; nothing in it is markup."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

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
_UNDER, _BETWEEN, _TOP = 24, 10, 14
_WIDEST = 470


class _Bubbles(Painted):
    """All messages, one under the other; heights are worked out once for each width. `done` with
    what was pressed under which message."""

    done = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.messages: tuple[Bubble, ...] = ()
        self.now: Ms = 0
        self.typing = False
        """Letters are text: the keys work with Alt, and say so."""
        self.z_alone = False
        """But for Z: nothing is typed yet."""
        self._keyed: dict[str, str] = {}
        self._elided: list[tuple[QRectF, str]] = []
        self._laid: list[tuple[QTextLayout, float, float, float]] = []
        self._places: list[tuple[QRectF, str, str]] = []
        self._for = -1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        theme.changed.connect(self._forget)

    def set_messages(self, messages: Sequence[Bubble]) -> None:
        self.messages = tuple(messages)
        # A key acts on the newest message that has it: only there it is shown.
        self._keyed = {KEYS[act.do]: m.id for m in self.messages for act in m.acts}
        self.setAccessibleName("Thread")
        self.setAccessibleDescription(
            ". ".join(f"{m.said(self.now)} {m.time}: {m.text}" for m in self.messages[-3:])
        )
        self._forget()

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
        self._for, self._laid, y = width, [], float(_TOP)
        room = max(120.0, min(_WIDEST, width * 0.75)) - 2 * _PAD_X
        for message in self.messages:
            layout = laid_out((Run(message.text, Type.ROLE),), room, self.tokens)
            used = max(
                (layout.lineAt(n).naturalTextWidth() for n in range(layout.lineCount())),
                default=0.0,
            )
            high = layout.lineCount() * Type.ROLE.line + 2 * _PAD_Y
            self._laid.append((layout, y, used + 2 * _PAD_X, high))
            y += high + _UNDER + _BETWEEN
        self._whole = y

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        self._lay(self.width())
        self._places, self._elided = [], []
        if not self.messages:
            place = QRectF(0, _TOP, self.width(), 20)
            words = "Nothing has been written yet, in either direction."
            draw_text(painter, place, words, Type.BODY, self.tokens.ink3)
        for message, (layout, y, wide, high) in zip(self.messages, self._laid, strict=True):
            self._paint(painter, message, layout, QRectF(0, y, wide, high))
        painter.end()

    def _paint(
        self, painter: QPainter, message: Bubble, layout: QTextLayout, bubble: QRectF
    ) -> None:
        tokens = self.tokens
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
        layout.draw(painter, QPointF(bubble.left() + _PAD_X, bubble.top() + _PAD_Y))
        self._under(painter, message, bubble)

    # -- the line under a bubble

    def _under(self, painter: QPainter, message: Bubble, bubble: QRectF) -> None:
        tokens, middle = self.tokens, bubble.bottom() + 13
        strong = message.strong or message.inbound
        of = Type.SMALL_STRONG if strong else Type.SMALL
        what = message.said(self.now)
        icon = 20 if message.icon or message.goes else 0
        first = text_width(what, of) + 6
        acts = sum(self._act_width(message, act) for act in message.acts)
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
        for act in message.acts:
            x = self._act(painter, message, act, x, middle)

    def _key(self, message: Bubble, act: Act) -> str:
        key = KEYS[act.do]
        if self._keyed.get(key) != message.id:
            return ""
        alone = not self.typing or (self.z_alone and key == KEYS["undo"])
        return key if alone else f"Alt {key}"

    def _act_width(self, message: Bubble, act: Act) -> float:
        key = self._key(message, act)
        return 8 + text_width(act.words, Type.SMALL) + 6 + (cap_width(key) if key else 0)

    def _act(self, painter: QPainter, message: Bubble, act: Act, x: float, middle: float) -> float:
        begin = x + 8
        place = QRectF(begin, middle - 9, self.width() - begin, 18)
        x = begin + draw_text(painter, place, act.words, Type.SMALL, self.tokens.ink2) + 6
        key = self._key(message, act)
        x += paint_cap(painter, x, middle, key, plain_cap(self.tokens)) if key else 0
        self._places.append((QRectF(begin - 4, middle - 12, x - begin + 8, 24), message.id, act.do))
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

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed = self._under_mouse(event)
        if pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self.done.emit(*pressed)


class ThreadView(QScrollArea):
    """The bubbles, scrolled to the newest. `done` with a message's id and what is to be done."""

    done = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bubbles = _Bubbles(theme)
        self._bubbles.done.connect(self.done)
        self.setWidget(self._bubbles)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Thread")

    @property
    def messages(self) -> tuple[Bubble, ...]:
        """What is shown."""
        return self._bubbles.messages

    def set_messages(self, messages: Sequence[Bubble]) -> None:
        """Another thread, or one more message."""
        if tuple(messages) == self._bubbles.messages:
            return
        self._bubbles.set_messages(messages)
        self._newest()

    def tick(self, now: Ms) -> bool:
        """A moment went by; whether a ring still runs."""
        self._bubbles.now = now
        runs = any(m.goes for m in self.messages)
        if runs:
            self._bubbles.update()
        return any(m.goes > now for m in self.messages)

    def set_typing(self, typing: bool, *, z_alone: bool = False) -> None:
        """Whether letters are text just now: the caps say Alt; Z alone may still be undo."""
        if (typing, z_alone) != (self._bubbles.typing, self._bubbles.z_alone):
            self._bubbles.typing, self._bubbles.z_alone = typing, z_alone
            self._bubbles.update()

    def _newest(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._newest()
