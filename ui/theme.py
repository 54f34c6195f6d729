"""The look in force: which palette, following the system or forced, and its stylesheet."""

from __future__ import annotations

from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.fonts import Type, font
from ui.resources import RESOURCES
from ui.tokens import DARK, LIGHT, Role, Tokens, high_contrast, stale

__all__ = [
    "DARK",
    "LIGHT",
    "Mode",
    "Role",
    "Theme",
    "Tokens",
    "Type",
    "font",
    "stale",
    "style_sheet",
]

Mode = Literal["system", "light", "dark"]


class Theme(QObject):
    """Holds the current tokens. Widgets read `tokens` when they paint and repaint on `changed`."""

    changed = Signal()

    def __init__(self, mode: Mode = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode: Mode = mode
        self._high_contrast = _system_wants_contrast()
        self._app: QApplication | None = None
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        if hasattr(hints, "accessibility"):
            hints.accessibility().contrastPreferenceChanged.connect(self._follow_contrast)
        self.tokens: Tokens = self._chosen()

    @property
    def mode(self) -> Mode:
        """What the settings ask for."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Follow the system, or force light or dark."""
        self._mode = mode
        self._follow()

    def set_high_contrast(self, on: bool) -> None:
        """More contrast: follows the system where Qt can tell, and the settings."""
        self._high_contrast = on
        self._follow()

    def apply(self, app: QApplication) -> None:
        """Dress the whole application, now and after every change."""
        self._app = app
        app.setStyle("Fusion")
        app.setFont(font(Type.BODY, digits=False))
        self._dress()

    def _chosen(self) -> Tokens:
        scheme = QGuiApplication.styleHints().colorScheme()
        dark = self._mode == "dark" or (self._mode == "system" and scheme == Qt.ColorScheme.Dark)
        tokens = DARK if dark else LIGHT
        return high_contrast(tokens) if self._high_contrast else tokens

    def _follow_contrast(self) -> None:
        self.set_high_contrast(_system_wants_contrast())

    def _follow(self) -> None:
        tokens = self._chosen()
        if tokens == self.tokens:
            return
        self.tokens = tokens
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        if self._app is not None:
            self._app.setPalette(palette(self.tokens))
            self._app.setStyleSheet(style_sheet(self.tokens))


def _system_wants_contrast() -> bool:
    hints = QGuiApplication.styleHints()
    if not hasattr(hints, "accessibility"):  # Qt before 6.10 cannot say
        return False
    return bool(hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


def style_sheet(tokens: Tokens) -> str:
    """The stylesheet for fields, scrollbars, menus, tooltips and splitters: all else is painted."""
    text = (RESOURCES / "qss" / "leadbell.qss").read_text(encoding="utf-8")
    return Template(text).substitute(tokens.by_name())


def palette(tokens: Tokens) -> QPalette:
    """Qt's own palette, for what the stylesheet does not reach (selection, placeholders)."""
    group = QPalette.ColorRole
    made = QPalette()
    for role, colour in (
        (group.Window, tokens.ground),
        (group.Base, tokens.ground),
        (group.AlternateBase, tokens.side),
        (group.Button, tokens.raised),
        (group.WindowText, tokens.ink),
        (group.Text, tokens.ink),
        (group.ButtonText, tokens.ink),
        (group.PlaceholderText, tokens.ink3),
        (group.Highlight, tokens.accent),
        (group.HighlightedText, tokens.on_accent),
        (group.Link, tokens.accent_text),
        (group.ToolTipBase, tokens.raised),
        (group.ToolTipText, tokens.ink),
    ):
        made.setColor(role, colour)
    return made
