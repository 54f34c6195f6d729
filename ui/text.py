"""Text from outside, made harmless: cleaned, capped, and shown as plain text only. Words for time
are in `words`."""

from __future__ import annotations

import html
import unicodedata
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui.fonts import Type, font_for
from ui.theme import Role, Theme

LIMIT: Final = 400
"""Characters of one line from outside that are shown at most."""

_ELLIPSIS: Final = "…"
_MARKS_IN_A_ROW: Final = 4
# Format characters that draw something: Arabic number and verse signs.
_VISIBLE_FORMAT: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
# Letters by category, blank on the screen: names could be hidden in them.
_BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")
_BREAKS: Final = frozenset("\n\r\v\f\x85\u2028\u2029")
_FIRST_STRONG, _POP = "\u2068", "\u2069"


def clean(text: str, *, newlines: bool = False, limit: int = LIMIT) -> str:
    """`text` without anything that could hide, reorder or break out of its place.

    Bidi overrides and isolates, zero-width, control and tag characters go; runs of white space
    become one space; line breaks stay only where asked (never more than two together); stacks of
    combining marks are cut. The result has at most `limit` characters, the last one being … when
    something was cut. Work is bounded by `limit`, not by the length of `text`.
    """
    head = text[: limit * 4 + 64].replace("\r\n", "\n")
    kept: list[str] = []
    marks = 0
    for char in head:
        char = _harmless(char, newlines)
        if not char:
            continue
        marks = marks + 1 if unicodedata.category(char) == "Mn" else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(char)
    done = _narrow("".join(kept), newlines)
    if len(done) <= limit and len(head) >= len(text.replace("\r\n", "\n")):
        return done
    return done[: limit - 1].rstrip() + _ELLIPSIS


def _harmless(char: str, newlines: bool) -> str:
    if char in _BREAKS:
        return "\n" if newlines else " "
    if char == "\t" or char.isspace():
        return " "
    if char in _BLANK or (char not in _VISIBLE_FORMAT and _hidden(char)):
        return ""
    return char


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"}


def _narrow(text: str, newlines: bool) -> str:
    lines = [" ".join(line.split(" ")).strip() for line in text.split("\n")]
    lines = [" ".join(part for part in line.split(" ") if part) for line in lines]
    if not newlines:
        return " ".join(line for line in lines if line)
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).rstrip("\n")


def isolated(text: str) -> str:
    """Text that cannot reorder its neighbours on the line: for names set beside other words."""
    return f"{_FIRST_STRONG}{text}{_POP}"


def side_by_side(*parts: str) -> str:
    """The non-empty parts with dots between: `Demo request · Kestrel Freight`."""
    return " · ".join(isolated(part) for part in parts if part)


def tooltip(text: str) -> str:
    """Text for a tooltip. Qt guesses rich text in tooltips; this leaves nothing to guess."""
    return f"<span style='white-space:pre-wrap'>{html.escape(text)}</span>" if text else ""


class PlainLabel(QLabel):
    """A label that shows exactly its text, cleaned and capped, never rich, in a font and colour of
    the theme."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        of: Type = Type.BODY,
        role: Role = "ink",
        *,
        newlines: bool = False,
        limit: int = LIMIT,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._role, self._of = theme, role, of
        self._newlines, self._limit = newlines, limit
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setWordWrap(wrap)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        self.setAlignment(left | Qt.AlignmentFlag.AlignTop)
        self.setText(text)
        theme.changed.connect(self._colour)
        self._colour()

    def setText(self, text: str) -> None:
        """Show other text; it is cleaned here too."""
        text = clean(text, newlines=self._newlines, limit=self._limit)
        self.setFont(font_for(text, self._of))
        super().setText(text)
        self.setAccessibleName(text)

    def set_role(self, role: Role) -> None:
        """Take another colour of the theme."""
        self._role = role
        self._colour()

    def _colour(self) -> None:
        palette = self.palette()
        palette.setColor(self.foregroundRole(), self._theme.tokens.of(self._role))
        self.setPalette(palette)
