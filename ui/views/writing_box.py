"""Where a message is written: plain text, its own keys, gaps of a template marked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.fonts import Type, font
from ui.models.draft import GAP
from ui.theme import Theme

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


class WritingBox(QPlainTextEdit):
    """`send` on Ctrl Enter, `template` with 1 to 9 on Ctrl and a digit, `leave` on Esc, `act` with
    the letter of an Alt key."""

    send = Signal()
    template = Signal(int)
    leave = Signal()
    act = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font(Type.BODY, digits=False))
        self.setTabChangesFocus(True)
        self.setAccessibleName("Message")
        self._gaps = _Gaps(theme, self)

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._own(event):
            event.accept()
            return True
        return super().event(event)

    def _own(self, event: QKeyEvent) -> bool:
        held, key = event.modifiers(), event.key()
        if key == Qt.Key.Key_Escape:
            return True
        if held == _CTRL:
            digit = Qt.Key.Key_1 <= key <= Qt.Key.Key_9
            return digit or key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return held == _ALT and key in (Qt.Key.Key_S, Qt.Key.Key_E, Qt.Key.Key_C)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._own(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.leave.emit()
        elif event.modifiers() == _ALT:
            self.act.emit(chr(event.key()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send.emit()
        else:
            self.template.emit(event.key() - Qt.Key.Key_0)

    def set_text(self, text: str) -> None:
        """Other words, the cursor after them; can be undone."""
        self.selectAll()
        cursor = self.textCursor()
        cursor.insertText(text)
        self.setTextCursor(cursor)
