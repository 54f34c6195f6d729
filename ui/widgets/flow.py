"""Buttons in as many lines as their widths need, from the left; as high as they need."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_ROOM = 4
"""Px around each button: its focus outline needs them."""


class Flow(QWidget):
    """Owns its buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

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
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # Its own height for its own width: layouts inside scroll areas forget to ask for it.
        self.setFixedHeight(self._place(self.width()))

    def _place(self, width: int) -> int:
        x, y, line = _ROOM, _ROOM, 0
        for part in self._parts:
            hint = part.sizeHint()
            if x > _ROOM and x + hint.width() > width - _ROOM:
                x, y = _ROOM, y + line + _ROOM
                line = 0
            part.setGeometry(x, y, min(hint.width(), max(40, width - 2 * _ROOM)), hint.height())
            x += hint.width() + _ROOM
            line = max(line, hint.height())
        return y + line + _ROOM if self._parts else 0
