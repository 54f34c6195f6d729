"""A raised surface over the window: for the palette, Later, the return slip, the keys.

A child of what it covers, opened by `open_at`; it never runs a loop of its own.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWindow
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.tokens import Tokens
from ui.widgets.painted import Painted, canvas

RADIUS = 10
_EDGE = 8


def paint_surface(painter: QPainter, rect: QRectF, tokens: Tokens, radius: float = RADIUS) -> None:
    """Draw a raised surface with its rim: popups and ring cards."""
    painter.setPen(QPen(tokens.rim, 1))
    painter.setBrush(tokens.raised)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)


class Popup(Painted):
    """Closes by Esc and by a press outside, then gives the focus back and emits `closed`."""

    closed = Signal()

    def __init__(self, theme: Theme, name: str, host: QWidget) -> None:
        super().__init__(theme, host)
        self._focus_before: QWidget | None = None
        self._watched: QWindow | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def stack(self, *parts: tuple[QWidget, int], top: int) -> None:
        """Lay out `parts` one below the other, each with its margin at both sides."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, top, 0, 10)
        column.setSpacing(4)
        for part, margin in parts:
            holder = QVBoxLayout()
            holder.setContentsMargins(margin, 0, margin, 0)
            holder.addWidget(part)
            column.addLayout(holder)

    def open_at(self, at: QPoint | None = None) -> None:
        """Show at a point of the host, moved inside it; without a point, near the top centre."""
        host = self.parentWidget()
        if host is None:
            return
        self.adjustSize()
        if at is None:
            at = QPoint((host.width() - self.width()) // 2, max(_EDGE, host.height() // 8))
        x = max(_EDGE, min(at.x(), host.width() - self.width() - _EDGE))
        y = max(_EDGE, min(at.y(), host.height() - self.height() - _EDGE))
        self.move(x, y)
        if self.isHidden():
            self._focus_before = QApplication.focusWidget()
            self._watch(self.window().windowHandle())
        self.raise_()
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close, as Esc does."""
        if self.isHidden():
            return
        self._watch(None)
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        before, self._focus_before = self._focus_before, None
        if before is not None and (had_focus or QApplication.focusWidget() is None):
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # while it is open, keys are its own and not the window's
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        event.accept()  # an Enter that has just closed it is not one for what lies below

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            at = self.mapFromGlobal(event.globalPosition().toPoint())
            if not self.rect().contains(at):
                self.dismiss()
        return False

    def _watch(self, window: QWindow | None) -> None:
        # The window, not the application: a filter there would see every event of every widget.
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        self._watched = window
        if window is not None:
            window.installEventFilter(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        paint_surface(painter, QRectF(self.rect()), self.tokens)
        painter.end()
