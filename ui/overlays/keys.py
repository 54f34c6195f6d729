"""The sheet of keys: every key that holds here, from the registry that binds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.actions import Act, Actions, cap
from ui.fonts import Type
from ui.theme import Theme
from ui.widgets.key_cap import cap_width, paint_cap, plain_cap
from ui.widgets.line import draw_text
from ui.widgets.painted import canvas
from ui.widgets.popup import Popup, paint_surface

_TITLES = {
    "lead": "Lead", "lists": "Lists", "board": "Board", "agenda": "Agenda", "go": "Go",
    "app": "Everywhere",
}  # fmt: skip
_COLUMN, _ROW, _PAD, _HEAD, _FOOT = 250, 26, 20, 30, 34
_ROWS = {"outcome": ("1–9", "how it ended"), "agenda-option": ("1–3", "one of its times")}
"""Acts that are one line together: the digits."""
_TYPING = "In a text field letters are text; there the same keys work with Alt."


@dataclass(frozen=True)
class Group:
    """One column: its title, and each key with its words."""

    title: str
    keys: tuple[tuple[str, str], ...]


def groups(acts: Iterable[Act]) -> list[Group]:
    """The keys that hold here. A row of digits is one line; what a page that is not shown could do
    is left out."""
    made: dict[str, list[tuple[str, str]]] = {}
    for act in acts:
        always = act.where == "lead" or act.name == "undo"
        if not act.keys or (act.may() is False and not always):
            continue
        lines = made.setdefault(act.where, [])
        row = _ROWS.get(act.name.rpartition("-")[0])
        if row is not None:
            if act.keys[0] == "1":
                lines.append(row)
            continue
        lines.append((cap(act.keys[0]), act.words))
    return [Group(_TITLES.get(where, where.capitalize()), tuple(made[where])) for where in made]


class KeysSheet(Popup):
    """Closes on any key."""

    def __init__(self, actions: Actions, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Keys", host)
        self._actions = actions
        self.groups: list[Group] = []

    def ask(self) -> None:
        """Open with the keys of this place."""
        self.groups = groups(self._actions.here())
        tallest = max((len(group.keys) for group in self.groups), default=0)
        width = len(self.groups) * _COLUMN + 2 * _PAD
        host = self.parentWidget()
        if host is not None:
            width = min(width, host.width() - 16)
        self.setFixedSize(width, _HEAD + tallest * _ROW + _FOOT + 2 * _PAD - 8)
        said = [f"{key}: {words}" for group in self.groups for key, words in group.keys]
        self.setAccessibleDescription(". ".join(said))
        self.open_at()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt):
            self.dismiss()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = canvas(self), self.tokens
        paint_surface(painter, QRectF(self.rect()), tokens)
        column = (self.width() - 2 * _PAD) / max(1, len(self.groups))
        for place, group in enumerate(self.groups):
            x, y = _PAD + place * column, float(_PAD - 4)
            title = QRectF(x, y, column, _HEAD - 8)
            draw_text(painter, title, group.title, Type.SMALL_STRONG, tokens.ink2)
            y += _HEAD
            caps = max(cap_width(key) for key, _ in group.keys) + 14
            for key, words in group.keys:
                paint_cap(painter, x, y + _ROW / 2, key, plain_cap(tokens))
                left = x + caps
                room = QRectF(left, y, x + column - left - 8, _ROW)
                draw_text(painter, room, words, Type.BODY, tokens.ink)
                y += _ROW
        foot = QRectF(_PAD, self.height() - _FOOT - 6, self.width() - 2 * _PAD, _FOOT)
        draw_text(painter, foot, _TYPING, Type.SMALL, tokens.ink3)
        painter.end()
