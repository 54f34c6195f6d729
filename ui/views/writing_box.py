"""Where a message is written: plain text, its own keys, gaps of a template marked, a link to choose
a time in one piece."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.domain.template_text import MARKER
from ui.fonts import Type, font
from ui.models.draft import GAP
from ui.theme import Theme
from ui.views.time_link import OBJECT, TimeLink, has_link, put_links, written, written_in

Meant = Literal["", "leave", "send", "template", "go", "act", "next", "ended"]
_ACTS = (Qt.Key.Key_Z, Qt.Key.Key_H, Qt.Key.Key_R, Qt.Key.Key_A, Qt.Key.Key_M, Qt.Key.Key_K,
         Qt.Key.Key_W, Qt.Key.Key_I)  # fmt: skip
"""Undo, change, try again, ask, show all, record a yes, swap, all about them: see `models.bubble`
and `compose_foot`."""
_PADDING = 8
"""Rim and padding of a field, by the stylesheet, in px."""
_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class _Gaps(QSyntaxHighlighter):
    """Marks `[company]` where a template wanted what nobody knows."""

    def __init__(self, theme: Theme, box: QPlainTextEdit) -> None:
        super().__init__(box.document())
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        tokens = self._theme.tokens
        look = QTextCharFormat()
        look.setBackground(tokens.warm_wash)
        look.setForeground(tokens.warm_text)
        for found in GAP.finditer(text):
            start = len(text[: found.start()].encode("utf-16-le")) // 2
            self.setFormat(start, len(found[0]), look)


def meant(event: QKeyEvent) -> Meant:
    """What a key means while a message is written: leave it, hand it over, take a template, go to
    another channel, act on a message that went out, or on the lead; empty for a letter."""
    held, key = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, event.key()
    if key == Qt.Key.Key_Escape:
        return "leave"
    if held == _CTRL and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return "send"
    if held == _CTRL and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
        return "template"
    if held == _ALT and key in (Qt.Key.Key_S, Qt.Key.Key_E, Qt.Key.Key_C):
        return "go"
    if held == _ALT and key in _ACTS:
        return "act"
    if held == _ALT and key == Qt.Key.Key_B:
        return "next"
    if held == _ALT and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
        return "ended"
    return ""


class WritingBox(QPlainTextEdit):
    """Keys that mean more than letters (see `meant`) are left to whoever holds the box. `left`
    when the focus went elsewhere, `entered` whenever it changed."""

    left = Signal()
    entered = Signal()
    z_alone = False
    """Z without Alt is not for the box just now: something can be taken back, nothing is typed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font(Type.BODY, digits=False))
        self.setTabChangesFocus(True)
        self.setAccessibleName("Message")
        self._gaps = _Gaps(theme, self)
        self._link = TimeLink(theme)
        self._link.serve(self.document())
        self.textChanged.connect(self._changed)
        theme.changed.connect(self.viewport().update)
        self._heights = (56, 140)

    # -- its text, with the place of a link as one character

    def toPlainText(self) -> str:
        """The text as it is kept and sent, `{good_time}` where a link stands."""
        return written(self.document())

    def _changed(self) -> None:
        # Typed, pasted, or from a template; never while an undo goes through the document.
        if MARKER in super().toPlainText() and not self.document().isRedoAvailable():
            put_links(self.document())
        link = "There is a link to choose a time in it." if has_link(self.document()) else ""
        self.setAccessibleDescription(link)
        self._fit()

    # -- its height

    def set_heights(self, least: int, most: int) -> None:
        """How high it is at least, and to what it may grow with its words, in px."""
        self._heights = (least, most)
        self._fit()

    def _fit(self) -> None:
        least, most = self._heights
        high = 2 * (self.document().documentMargin() + _PADDING)
        block = self.document().begin()
        while block.isValid() and high < most:
            high += self.blockBoundingRect(block).height()
            block = block.next()
        wanted = max(least, min(most, round(high)))
        if self.minimumHeight() != wanted or self.maximumHeight() != wanted:
            self.setFixedHeight(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()  # the same words take other lines

    def createMimeDataFromSelection(self) -> QMimeData:
        # Qt's own, with other words in it: one made here would outlive Python on the clipboard, and
        # take the program down as it ends.
        made = super().createMimeDataFromSelection()
        made.text()  # it fills itself when it is first asked
        for kind in made.formats():
            made.removeFormat(kind)
        made.setText(written_in(self.textCursor()))
        return made

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.insertPlainText(source.text().replace(OBJECT, ""))
            self.ensureCursorVisible()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
        self.entered.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and meant(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        z = event.key() == Qt.Key.Key_Z and not event.modifiers()
        if meant(event) or (z and self.z_alone):
            event.ignore()  # the composer hears it, whatever part of it has the focus
        else:
            super().keyPressEvent(event)

    def set_text(self, text: str) -> None:
        """Other words, the cursor after them; can be undone."""
        self.selectAll()
        cursor = self.textCursor()
        cursor.insertText(text.replace(OBJECT, ""))
        self.setTextCursor(cursor)
