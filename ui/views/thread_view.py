"""The thread: what went between us and the person, as bubbles. Painted; nothing in it is markup."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.thread import Message
from ui.theme import Theme
from ui.widgets.line import Run, draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.paragraph import laid_out

_PAD_X, _PAD_Y, _RADIUS = 12, 7, 8
_UNDER, _BETWEEN, _TOP = 24, 10, 14
_WIDEST = 470


class _Bubbles(Painted):
    """All messages, one under the other; heights are worked out once for each width."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.messages: tuple[Message, ...] = ()
        self._laid: list[tuple[QTextLayout, float, float, float]] = []
        self._for = -1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._forget)

    def set_messages(self, messages: Sequence[Message]) -> None:
        self.messages = tuple(messages)
        self.setAccessibleName("Thread")
        self.setAccessibleDescription(
            ". ".join(f"{m.what} {m.time}: {m.text}" for m in self.messages[-3:])
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
        if not self.messages:
            place = QRectF(0, _TOP, self.width(), 20)
            words = "Nothing has been written yet, in either direction."
            draw_text(painter, place, words, Type.BODY, self.tokens.ink3)
        shown = event.rect()
        for message, (layout, y, wide, high) in zip(self.messages, self._laid, strict=True):
            if y <= shown.bottom() and y + high + _UNDER >= shown.top():
                self._paint(painter, message, layout, QRectF(0, y, wide, high))
        painter.end()

    def _paint(
        self, painter: QPainter, message: Message, layout: QTextLayout, bubble: QRectF
    ) -> None:
        tokens = self.tokens
        if not message.inbound:
            bubble.moveLeft(self.width() - bubble.width() - 1)
        if message.open:
            pen = QPen(tokens.edge, 1)
            pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        elif message.role == "hot_text":
            painter.setPen(QPen(tokens.hot, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.hover if message.inbound else tokens.wash)
        painter.drawRoundedRect(bubble.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        layout.draw(painter, QPointF(bubble.left() + _PAD_X, bubble.top() + _PAD_Y))
        self._under(painter, message, bubble)

    def _under(self, painter: QPainter, message: Message, bubble: QRectF) -> None:
        tokens, middle = self.tokens, bubble.bottom() + 13
        of = Type.SMALL_STRONG if message.inbound else Type.SMALL
        wide = text_width(message.what, of) + 6 + text_width(message.time, Type.SMALL)
        icon = 20 if message.icon else 0
        x = bubble.left() + 3 if message.inbound else self.width() - wide - icon - 3
        x = max(0.0, x)
        if message.icon:
            paint_icon(painter, message.icon, x, middle - 7, 14, tokens.of(message.role))
            x += icon
        place = QRectF(x, middle - 9, self.width() - x, 18)
        x += draw_text(painter, place, message.what, of, tokens.of(message.role)) + 6
        place = QRectF(x, middle - 9, max(0.0, self.width() - x), 18)
        draw_text(painter, place, message.time, Type.SMALL, tokens.ink2)


class ThreadView(QScrollArea):
    """The bubbles, scrolled to the newest."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bubbles = _Bubbles(theme)
        self.setWidget(self._bubbles)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Thread")

    @property
    def messages(self) -> tuple[Message, ...]:
        """What is shown."""
        return self._bubbles.messages

    def set_messages(self, messages: Sequence[Message]) -> None:
        """Another thread, or one more message."""
        if tuple(messages) == self._bubbles.messages:
            return
        self._bubbles.set_messages(messages)
        self._newest()

    def _newest(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._newest()
