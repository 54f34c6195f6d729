"""The focus outline: 2 px, 2 px away from its control, shown only after a key was used."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.tokens import Tokens
from ui.widgets.painted import Painted, canvas

AWAY = 4
"""Room the outline needs on every side of its control, in px."""

_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


def by_key(reason: Qt.FocusReason) -> bool:
    """Whether focus came from the keyboard."""
    return reason in _KEYS


def paint_outline(painter: QPainter, around: QRectF, tokens: Tokens, radius: float = 6) -> None:
    """Draw the outline around a control's rectangle."""
    painter.setPen(QPen(tokens.accent_mark, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(around.adjusted(-3, -3, 3, 3), radius + 3, radius + 3)


class FocusRing(Painted):
    """Lies over the control's neighbourhood in the same parent and lets every click through."""

    def __init__(self, theme: Theme, control: QWidget) -> None:
        super().__init__(theme, control.parentWidget())
        self._control = control
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        control.installEventFilter(self)
        control.destroyed.connect(self.deleteLater)

    def surround(self) -> None:
        """Show around the control, where it is now."""
        parent = self._control.parentWidget()
        if parent is None:
            return
        if parent is not self.parentWidget():
            self.setParent(parent)
        self.setGeometry(self._control.geometry().adjusted(-AWAY, -AWAY, AWAY, AWAY))
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and not self.isHidden():
            self.surround()
        elif event.type() == QEvent.Type.Hide:
            self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        paint_outline(painter, QRectF(self.rect().adjusted(AWAY, AWAY, -AWAY, -AWAY)), self.tokens)
        painter.end()
