"""Buttons in as many lines as their widths need, from the left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_ROOM = 4
"""Px around each button: its focus outline needs them."""


class Flow(QWidget):
    """Owns its buttons; tells its height for any width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def parts(self) -> list[QWidget]:
        """What stands in it."""
        return self._parts

    def set_parts(self, parts: Sequence[QWidget]) -> None:
        """Other buttons; those before are thrown away."""
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts = list(parts)
        for part in self._parts:
            part.setParent(self)
            part.show()
        self._place(self.width(), move=True)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        return QSize(200, self._place(max(200, self.width()), move=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width(), move=True)

    def _place(self, width: int, *, move: bool) -> int:
        x, y, line = _ROOM, _ROOM, 0
        for part in self._parts:
            hint = part.sizeHint()
            if x > _ROOM and x + hint.width() > width - _ROOM:
                x, y = _ROOM, y + line + _ROOM
                line = 0
            if move:
                part.setGeometry(x, y, min(hint.width(), max(40, width - 2 * _ROOM)), hint.height())
            x += hint.width() + _ROOM
            line = max(line, hint.height())
        return y + line + _ROOM if self._parts else 0
