"""A few large choices, each with its key at the left: one is always chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.fonts import Type
from ui.theme import Theme
from ui.widgets.focus_ring import FocusRing, by_key
from ui.widgets.key_cap import paint_cap, plain_cap
from ui.widgets.line import Run, draw_runs, draw_text
from ui.widgets.painted import Painted, canvas

ROW = 44
_CAP, _TEXT = 12, 40


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One choice: bold words, the rest of its line, and the line below. Words come cleaned."""

    bold: str
    rest: str
    why: str

    @property
    def said(self) -> str:
        """For a screen reader."""
        return f"{self.bold} {self.rest}, {self.why}"


class OptionList(Painted):
    """Emits `chosen` with the place of another choice. It reaches 12 px over its text at both
    sides: its owner lets it."""

    chosen = Signal(int)
    accepted = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._lines: tuple[OptionLine, ...] = ()
        self._at = 0
        self._ring: FocusRing | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    @property
    def at(self) -> int:
        """The chosen one."""
        return self._at

    @property
    def lines(self) -> tuple[OptionLine, ...]:
        """What can be chosen."""
        return self._lines

    def set_lines(self, lines: Sequence[OptionLine], at: int = 0) -> None:
        """Show exactly these."""
        self._lines, self._at = tuple(lines), at
        self._say()

    def choose(self, place: int) -> None:
        """Choose another one."""
        if 0 <= place < len(self._lines) and place != self._at:
            self._at = place
            self._say()
            self.chosen.emit(place)

    def _say(self) -> None:
        said = self._lines[self._at].said if self._at < len(self._lines) else ""
        self.setAccessibleDescription(said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(403, ROW * len(self._lines))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, ROW * len(self._lines))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.choose(int(event.position().y() // ROW))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.accepted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if by is None or not 0 <= self._at + by < len(self._lines):
            event.ignore()
            return
        self.choose(self._at + by)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        if by_key(event.reason()):  # type: ignore[attr-defined]
            self._ring = self._ring or FocusRing(self.theme, self)
            self._ring.surround()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        if self._ring is not None:
            self._ring.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, width = canvas(self), self.tokens, float(self.width())
        for number, line in enumerate(self._lines):
            top = float(number * ROW)
            if number == self._at:
                shape = QPainterPath()
                shape.addRoundedRect(QRectF(0, top, width, ROW), 6, 6)
                painter.save()
                painter.setClipPath(shape)
                painter.fillRect(QRectF(0, top, width, ROW), tokens.wash)
                painter.fillRect(QRectF(0, top, tokens.bar, ROW), tokens.accent_mark)
                painter.restore()
            paint_cap(painter, _CAP, top + ROW / 2, str(number + 1), plain_cap(tokens))
            runs = (Run(line.bold, Type.BODY_STRONG), Run(f" {line.rest}", Type.BODY, "ink2"))
            room = width - _TEXT - 12
            draw_runs(painter, QRectF(_TEXT, top + 5, room, 18), runs, tokens)
            low = QRectF(_TEXT, top + 23, room, 16)
            draw_text(painter, low, line.why, Type.SMALL, tokens.ink2)
        painter.end()
