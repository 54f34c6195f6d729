"""The place above the pool for the one lead offered to me or mine. Always there, full or not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.delegates.row import MARGIN, ROW, TEXT_LEFT, cut, ground, paint_row
from ui.fonts import Type
from ui.models.faces import RowFace, spoken
from ui.text import tooltip
from ui.theme import Theme
from ui.widgets.line import draw_text
from ui.widgets.painted import Painted, canvas


class OfferSlot(Painted):
    """Emits `chosen` when pressed, `opened` on Enter. Painted with the pool's own row."""

    chosen = Signal()
    opened = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._face: RowFace | None = None
        self._empty = self._lead_id = ""
        self.on_row: Callable[[str], None] | None = None
        """When set, hears the lead's id as its row is painted."""
        self._selected = False
        self.setFixedHeight(ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_face(None, "Nobody now.")

    @property
    def face(self) -> RowFace | None:
        """What is shown, None while nobody stands here."""
        return self._face

    def set_face(self, face: RowFace | None, empty: str = "", lead_id: str = "") -> None:
        """Another row, or what to say without one."""
        self._lead_id = lead_id
        if (face, empty) == (self._face, self._empty):
            return
        self._face, self._empty = face, empty
        self.setAccessibleName(spoken(face) if face is not None else empty)
        self.update()

    def set_selected(self, selected: bool) -> None:
        """Whether its lead stands in the pane."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(272, ROW)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._face is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self._face is not None:
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._face is not None:
            self.chosen.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            face = self._face
            whole = ""
            if face is not None and cut(face, self.width()):
                whole = f"{face.name}\n{face.second}\n{face.time} · {face.clock}"
            QToolTip.showText(event.globalPos(), tooltip(whole), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter, rect = self.tokens, canvas(self), QRectF(self.rect())
        if self._face is None:
            room = QRectF(TEXT_LEFT, 0, self.width() - TEXT_LEFT - MARGIN, 34)
            draw_text(painter, room, self._empty, Type.BODY, tokens.ink2)
        else:
            ground(painter, rect, tokens, selected=self._selected, over=self.underMouse())
            paint_row(painter, rect, self._face, tokens)
            if self.on_row is not None:
                self.on_row(self._lead_id)
        painter.end()
