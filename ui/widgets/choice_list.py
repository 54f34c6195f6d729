"""A short list to choose from: icon, words, key. For overlays; not for lists of leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.key_cap import cap_width, muted_cap, paint_cap, plain_cap
from ui.widgets.line import Run, draw_runs, draw_text
from ui.widgets.painted import Painted, canvas

ROW, TALL_ROW, HEADING = 36, 48, 28
_LEFT, _TEXT, _ICON = 14, 40, 16


@dataclass(frozen=True)
class Choice:
    """One row. `second` makes it two lines, `heading` stands above it, `reason` says why it may not
    be chosen. Words from outside come cleaned."""

    runs: tuple[Run, ...]
    icon: str = ""
    key: str = ""
    second: str = ""
    heading: str = ""
    reason: str = ""
    icon_role: Role = "ink2"

    @property
    def text(self) -> str:
        """Its words without their looks."""
        said = " ".join("".join(run.text for run in self.runs).split())
        return ", ".join(part for part in (said, self.second, self.reason) if part)

    @property
    def height(self) -> int:
        """Px, its heading left out."""
        return TALL_ROW if self.second else ROW


class ChoiceList(Painted):
    """Emits `chosen` with a row on Enter, and on a key or a click too unless `marks_only`; `marked`
    when another row is; `typed` with a character that is no key here."""

    chosen = Signal(int)
    marked = Signal(int)
    refused = Signal(str)
    typed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        marks_only: bool = False,
        most: int = 440,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._choices: tuple[Choice, ...] = ()
        self._tops: list[int] = []
        self._at, self._marks_only, self._most, self._offset = -1, marks_only, most, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name = name
        self.setAccessibleName(name)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be chosen."""
        return self._choices

    @property
    def at(self) -> int:
        """The marked row, -1 without one."""
        return self._at

    def set_choices(self, choices: Sequence[Choice], at: int = 0) -> None:
        """Show exactly these, one of them marked."""
        self._choices = tuple(choices)
        self._tops, y = [], 0
        for choice in self._choices:
            y += HEADING if choice.heading else 0
            self._tops.append(y)
            y += choice.height
        self._whole = y
        self._offset = 0
        self.setFixedHeight(max(1, min(y, self._most)))
        self._at = -1
        self.mark(min(at, len(self._choices) - 1))
        self.update()

    def mark(self, row: int) -> None:
        """Mark a row; the ends of the list hold."""
        if not self._choices:
            self._at = -1
            return
        self._at = max(0, min(len(self._choices) - 1, row)) if row >= 0 else -1
        if self._at >= 0:
            self._reveal(self._at)
            self.setAccessibleDescription(self._choices[self._at].text)
            self.marked.emit(self._at)
        self.update()

    def move_mark(self, by: int) -> None:
        """One row down or up."""
        self.mark(max(0, self._at + by))

    def choose(self, row: int) -> None:
        """Take a row, or say why it may not be taken."""
        if not 0 <= row < len(self._choices):
            return
        reason = self._choices[row].reason
        if reason:
            self.refused.emit(reason)
        else:
            self.chosen.emit(row)

    def press(self, key: str) -> bool:
        """A key of the list was pressed; False when no row has it."""
        for row, choice in enumerate(self._choices):
            if choice.key and choice.key.casefold() == key.casefold():
                self._take(row)
                return True
        return False

    def _take(self, row: int) -> None:
        self.mark(row)
        if not self._marks_only:
            self.choose(row)

    # -- places

    def _reveal(self, row: int) -> None:
        choice, top = self._choices[row], self._tops[row]
        first = top - (HEADING if choice.heading else 0)
        if first < self._offset:
            self._offset = first
        elif top + choice.height > self._offset + self.height():
            self._offset = top + choice.height - self.height()

    def row_at(self, y: float) -> int:
        """The row at a height of the widget, -1 on a heading."""
        for row, choice in enumerate(self._choices):
            top = self._tops[row] - self._offset
            if top <= y < top + choice.height:
                return row
        return -1

    def sizeHint(self) -> QSize:
        return QSize(280, self.height())

    # -- the hand

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.HoverMove:
            self.update()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        by = moves.get(Qt.Key(event.key()))
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if by is not None:
            self.move_mark(by)
        elif event.key() == Qt.Key.Key_Home:
            self.mark(0)
        elif event.key() == Qt.Key.Key_End:
            self.mark(len(self._choices) - 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(self._at)
        elif plain and event.text() and self.press(event.text()):
            pass
        elif event.text().isprintable() and event.text().strip():
            self.typed.emit(event.text())
            event.ignore()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._take(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._marks_only:
            self.choose(self.row_at(event.position().y()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        most = max(0, self._whole - self.height())
        self._offset = max(0, min(most, self._offset - event.angleDelta().y() // 3))
        self.update()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        for row, choice in enumerate(self._choices):
            top = self._tops[row] - self._offset
            if choice.heading:
                place = QRectF(_LEFT, top - HEADING, self.width() - 2 * _LEFT, HEADING)
                draw_text(painter, place, choice.heading, Type.SMALL_STRONG, self.tokens.ink2)
            self._paint_row(painter, choice, top, row == self._at)
        painter.end()

    def _paint_row(self, painter: QPainter, choice: Choice, top: float, marked: bool) -> None:
        tokens, width, height = self.tokens, self.width(), choice.height
        if marked:
            painter.fillRect(QRectF(1, top, width - 2, height), tokens.wash)
            painter.fillRect(QRectF(1, top, tokens.bar, height), tokens.accent_mark)
        icon = "ban" if choice.reason else choice.icon
        text = _TEXT if icon else _LEFT
        if icon:
            role: Role = "ink3" if choice.reason else choice.icon_role
            paint_icon(painter, icon, _LEFT, top + (height - _ICON) / 2, _ICON, tokens.of(role))
        right = float(width - 12)
        if choice.key:
            left = right - cap_width(choice.key)
            ink = muted_cap(tokens) if choice.reason else plain_cap(tokens)
            paint_cap(painter, left, top + height / 2, choice.key, ink)
            right = left - 10
        runs = choice.runs
        if choice.reason:
            runs = tuple(Run(run.text, run.of, "ink3") for run in runs)
        if not choice.second:
            draw_runs(painter, QRectF(text, top, right - text, height), runs, tokens)
            return
        draw_runs(painter, QRectF(text, top + 5, right - text, 20), runs, tokens)
        low = QRectF(text, top + 25, right - text, 17)
        draw_text(painter, low, choice.second, Type.SMALL, tokens.ink2)
