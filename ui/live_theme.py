"""The look of what must be live: the theme's own tokens, or their stale palette while it is not."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ui.theme import Theme
from ui.tokens import stale


class LiveTheme(Theme):
    """Follows another theme; swaps to the stale palette by `set_live(False)`. Only widgets that
    show live data take it, so that fields and settings keep their colours."""

    def __init__(self, source: Theme, parent: QObject | None = None) -> None:
        QObject.__init__(self, parent)
        self._source = source
        self._live = True
        self.tokens = source.tokens
        source.changed.connect(self._follow)

    @property
    def live(self) -> bool:
        """Whether what is shown is true now."""
        return self._live

    def set_live(self, live: bool) -> None:
        """Live again, or not: swaps the tokens, never the opacity."""
        self._live = live
        self._follow()

    def _follow(self) -> None:
        tokens = self._source.tokens if self._live else stale(self._source.tokens)
        if tokens != self.tokens:
            self.tokens = tokens
            self.changed.emit()
