"""What every card is: 448 x 190, above everything, with a bar along the top edge that drains.

It never takes the focus by itself: somebody may be typing.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QPropertyAnimation, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.icons import paint_icon
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.painted import Painted, canvas
from ui.widgets.popup import RADIUS, paint_surface

SIZE = QSize(448, 190)
_FADE_IN, _FADE_OUT = 120, 80


class _Close(QAbstractButton):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedSize(24, 24)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Close the card; the lead stays")
        self.setToolTip("Closes the card only")

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        tokens = self._theme.tokens
        colour = tokens.ink if self.underMouse() or self.hasFocus() else tokens.ink3
        paint_icon(painter, "x", 4, 4, 16, colour)
        painter.end()


class CardShell(Painted):
    """A top-level card. Emits `closed` for its cross or Esc; its keys need the focus."""

    closed = Signal()

    def __init__(self, theme: Theme, *, reduce_motion: bool = False) -> None:
        super().__init__(theme, None)
        self.setWindowFlags(
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Leadbell ring")
        self.setFixedSize(SIZE)
        self._round_off()
        self._bar: tuple[float, Role] = (0.0, "line")
        self._keys: dict[str, QAbstractButton] = {}
        self._fade = QPropertyAnimation(self, b"windowOpacity", self)
        self._fade.setDuration(0 if reduce_motion else _FADE_IN)
        self.cross = _Close(theme, self)
        self.cross.move(SIZE.width() - 34, 12)
        self.cross.clicked.connect(self.closed)

    def _round_off(self) -> None:
        # On X11 nobody may be there to blend a see-through corner: it would be black. Elsewhere
        # somebody always is.
        if QGuiApplication.platformName() == "xcb":
            outline = QPainterPath()
            outline.addRoundedRect(QRectF(QPointF(), SIZE), RADIUS, RADIUS)
            self.setMask(QRegion(outline.toFillPolygon().toPolygon()))
        else:
            self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)

    def arrive(self, at: QPoint) -> None:
        """Show at a point of the screen, or move there."""
        self.move(at)
        if self.isVisible():
            return
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self.show()
        self._fade.start()

    def leave(self) -> None:
        """Go away and be gone."""
        if not self.isVisible() or self._fade.duration() == 0:
            self.close()
            return
        self._fade.setDuration(_FADE_OUT)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.finished.connect(self.close)
        self._fade.start()

    def bind(self, key: str, button: QAbstractButton) -> None:
        """`key` presses `button` while the card has the focus."""
        self._keys[key.lower()] = button

    def set_bar(self, remaining: float, role: Role) -> None:
        """The bar at the top: the share of the time that is left."""
        bar = (round(max(0.0, min(1.0, remaining)), 3), role)
        if bar != self._bar:
            self._bar = bar
            self.update(0, 0, SIZE.width(), 6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        button = self._keys.get(event.text().lower())
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and "enter" in self._keys:
            self._keys["enter"].click()
        elif button is not None and button.isVisible():
            button.click()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.activateWindow()
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        whole = QRectF(self.rect())
        paint_surface(painter, whole, self.tokens)
        self._paint_bar(painter, whole)
        self.paint_words(painter)
        painter.end()

    def paint_words(self, painter: QPainter) -> None:
        """What this card says."""

    def _paint_bar(self, painter: QPainter, whole: QRectF) -> None:
        inside = QPainterPath()
        inside.addRoundedRect(whole.adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)
        painter.save()
        painter.setClipPath(inside)
        painter.fillRect(QRectF(1, 1, whole.width() - 2, 3), self.tokens.line)
        remaining, role = self._bar
        painter.fillRect(QRectF(1, 1, (whole.width() - 2) * remaining, 3), self.tokens.of(role))
        painter.restore()
