"""The rep's hand in a list: while it is there, and a moment after a key, nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from ui.models.arrivals import Arrivals
from ui.views.lead_list import LeadList

REST = 1_500
"""Milliseconds after a key in the list during which nothing moves there."""


class Hand(QObject):
    """Holds the arrivals of a list; emits `gone` when they may come in."""

    gone = Signal()

    def __init__(self, view: LeadList, arrivals: Arrivals, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._arrivals = view, arrivals
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._leave)
        view.touched.connect(self.key)
        view.entered_or_left.connect(self._mouse)

    @property
    def by_key(self) -> bool:
        """Whether a key was used just now."""
        return self._rest.isActive()

    def key(self) -> None:
        """A key was used in the list."""
        self._arrivals.hold()
        self._rest.start()

    def _mouse(self, inside: bool) -> None:
        if inside:
            self._arrivals.hold()
        elif not self._rest.isActive():
            self._leave()

    def _leave(self) -> None:
        if not self._view.viewport().underMouse():
            self.gone.emit()
