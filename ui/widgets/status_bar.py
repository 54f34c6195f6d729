"""The status bar: can I ring, is anything unsent, is it live, until when. Reads left to right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.text import clean
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.focus_ring import paint_outline
from ui.widgets.key_cap import cap_width, paint_cap, plain_cap
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule

HEIGHT = 28
_MARGIN, _ICON = 14, 14
_KEYS = "keys"

Bell = Literal["armed", "deaf", "deaf_block", "waiting", "away", "on_call", "plain"]
"""How the desk stands. `deaf_block` is the red block that cannot be overlooked; `deaf` the same
in words alone, under a band that says so already; `plain` is grey, without an icon."""

_BELL: dict[Bell, tuple[str, Role, Role]] = {
    "armed": ("bell-ring", "good_text", "ink2"),
    "deaf": ("bell-off", "hot_text", "ink2"),
    "deaf_block": ("bell-off", "on_hot", "hot_text"),
    "waiting": ("bell", "warm_text", "ink2"),
    "away": ("moon", "ink2", "ink2"),
    "on_call": ("phone-call", "ink", "ink2"),
    "plain": ("", "ink2", "ink2"),
}


@dataclass(frozen=True)
class StatusPart:
    """One part at the right: words, an icon before them, their colour, and the act a press does."""

    text: str
    icon: str = ""
    role: Role = "ink2"
    act: str = ""


@dataclass(frozen=True)
class Status:
    """All the bar says."""

    bell: Bell = "plain"
    word: str = ""
    detail: str = ""
    parts: tuple[StatusPart, ...] = ()
    keys: bool = True
    """Whether `?` for the keys is offered."""


class StatusBar(Painted):
    """Emits `bell_pressed` for the block at the left, `part_pressed` with the act of a part that
    has one, `keys_requested` for the keys."""

    bell_pressed = Signal()
    part_pressed = Signal(str)
    keys_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._status = Status()
        self._bell_end = 0.0
        self._keys_begin = 0.0
        self._spans: dict[str, tuple[float, float]] = {}
        """Where the parts with an act stand, as last painted."""
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Status")

    @property
    def status(self) -> Status:
        """What is shown."""
        return self._status

    def set_status(self, status: Status) -> None:
        """Show another status; texts are cleaned here."""
        status = replace(
            status,
            word=clean(status.word, limit=40),
            detail=clean(status.detail, limit=160),
            parts=tuple(replace(part, text=clean(part.text, limit=80)) for part in status.parts),
        )
        if status == self._status:
            return
        self._status = status
        said = [f"{status.word} {status.detail}".strip(), *(part.text for part in status.parts)]
        self.setAccessibleName("Status: " + ", ".join(text for text in said if text))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.position().x() <= self._bell_end:
            self.bell_pressed.emit()
        elif self._status.keys and event.position().x() >= self._keys_begin:
            self.keys_requested.emit()
        else:
            for act, (left, right) in self._spans.items():
                if left <= event.position().x() <= right:
                    self.part_pressed.emit(act)

    def span(self, act: str) -> tuple[float, float] | None:
        """From where to where the part with this act reaches, None while it is not shown."""
        return self._spans.get(act)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.bell_pressed.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = self.tokens, canvas(self)
        painter.fillRect(self.rect(), tokens.side)
        paint_rule(painter, 0, 0, self.width(), tokens)
        right = self._paint_parts(painter)
        self._paint_bell(painter, right)
        if self.hasFocus():
            paint_outline(painter, QRectF(4, 5, self._bell_end, HEIGHT - 9), tokens, 3)
        painter.end()

    def _paint_bell(self, painter: QPainter, right: float) -> None:
        tokens, status = self.tokens, self._status
        name, word_role, detail_role = _BELL[status.bell]
        style = Type.SMALL if status.bell == "plain" else Type.SMALL_STRONG
        x = float(_MARGIN)
        word = text_width(status.word, style)
        text_left = x + (_ICON + 6 if name else 0)
        self._bell_end = text_left + word + 11
        if status.bell == "deaf_block":
            painter.fillRect(QRectF(0, 1, self._bell_end, HEIGHT - 1), tokens.hot)
        if name:
            paint_icon(painter, name, x, (HEIGHT + 1 - _ICON) / 2, _ICON, tokens.of(word_role))
        place = QRectF(text_left, 1, max(0.0, right - text_left), HEIGHT - 1)
        draw_text(painter, place, status.word, style, tokens.of(word_role))
        place.setLeft(text_left + word + (19 if status.bell == "deaf_block" else 8))
        draw_text(painter, place, status.detail, Type.SMALL, tokens.of(detail_role))

    def _paint_parts(self, painter: QPainter) -> float:
        """Draw from the right; answers where the free room ends."""
        tokens, x = self.tokens, float(self.width() - _MARGIN)
        middle = (HEIGHT + 1) / 2
        self._spans = {}
        if self._status.keys:
            x -= text_width(_KEYS, Type.SMALL)
            self._draw(painter, x, _KEYS, "ink2")
            x -= 4 + cap_width("?")
            paint_cap(painter, x, middle, "?", plain_cap(tokens))
            self._keys_begin = x
            x = self._tick(painter, x) if self._status.parts else x
        for place, part in enumerate(reversed(self._status.parts)):
            x = right = self._tick(painter, x) if place else x
            x -= text_width(part.text, Type.SMALL)
            self._draw(painter, x, part.text, part.role)
            if part.icon:
                x -= 6 + _ICON
                paint_icon(painter, part.icon, x, middle - _ICON / 2, _ICON, tokens.of(part.role))
            if part.act:
                self._spans[part.act] = (x, right)
        return x - 16

    def _draw(self, painter: QPainter, x: float, text: str, role: Role) -> None:
        place = QRectF(x, 1, self.width() - x, HEIGHT - 1)
        draw_text(painter, place, text, Type.SMALL, self.tokens.of(role))

    def _tick(self, painter: QPainter, x: float) -> float:
        paint_rule(painter, round(x - 15), 8, 13, self.tokens, upright=True)
        return x - 30
