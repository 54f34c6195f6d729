"""The icon in the tray: how this desk stands, how many leads wait, the way back to the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.domain import board
from client.hooks import Armed
from ui.bridge import Bridge
from ui.icons import pixmap
from ui.theme import Theme
from ui.tokens import DARK, LIGHT, Tokens
from ui.words import counted

SIZE = 22
_MODES = (("on", "On"), ("dnd", "Do not disturb"), ("away", "Away"))


class Tray(QObject):
    """Emits what was chosen; shows state and count. Ask `available` first: it is never assumed."""

    show_requested = Signal()
    practice_requested = Signal()
    quit_requested = Signal()
    mode_chosen = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._theme = bridge, theme
        self._said = ("", 0, False)
        self.icon = QSystemTrayIcon(self)
        self.menu = QMenu()
        self._modes = self._fill(self.menu)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        theme.changed.connect(self._again)
        bridge.armed.connect(self._changed)
        for signal in (bridge.lead_changed, bridge.lead_gone, bridge.reset):
            signal.connect(self._changed)
        self._changed()

    @staticmethod
    def available() -> bool:
        """Is there a tray at all? Many desktops have none."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        self.icon.show()

    def _fill(self, menu: QMenu) -> dict[str, object]:
        menu.addAction("Show Leadbell", self.show_requested.emit)
        menu.addAction("Practice ring", self.practice_requested.emit)
        menu.addSeparator()
        modes: dict[str, object] = {}
        for mode, words in _MODES:
            act = menu.addAction(words)
            act.setCheckable(True)
            act.triggered.connect(lambda _checked=False, name=mode: self.mode_chosen.emit(name))
            modes[mode] = act
        menu.addSeparator()
        menu.addAction("Quit", self.quit_requested.emit)
        return modes

    def _activated(self, how: QSystemTrayIcon.ActivationReason) -> None:
        if how in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.show_requested.emit()

    def _again(self) -> None:
        self._said = ("", 0, False)
        self._changed()

    def _changed(self, *_values: object) -> None:
        desk = self._bridge.desk
        armed = desk.armed_state if desk is not None else None
        waiting = 0
        if desk is not None and desk.me is not None:
            waiting = len(board.pool(desk.leads.values(), desk.me.rep, desk.now()))
        for mode, act in self._modes.items():
            act.setChecked(armed is not None and armed.mode == mode)  # type: ignore[attr-defined]
        name = bell_name(armed)
        said = (name, waiting, self._theme.tokens is DARK)
        if said == self._said:
            return
        self._said = said
        self.icon.setIcon(tray_icon(name, waiting, self._theme.tokens))
        self.icon.setToolTip(tray_words(armed, waiting))


def bell_name(armed: Armed | None) -> str:
    """The outline for a state; four that differ in grey as well."""
    if armed is None or armed.mode in ("away", "dnd", "off"):
        return "moon"
    return "bell" if armed.armed else "bell-off"


def tray_words(armed: Armed | None, waiting: int) -> str:
    """What the tooltip says. Counts only, never a name: a tray is seen by others."""
    leads = f"{counted(waiting, 'lead')} waiting" if waiting else "no lead waiting"
    if armed is None:
        return "Leadbell, not signed in"
    if armed.mode != "on":
        state = {"dnd": "do not disturb", "away": "away", "off": "off"}[armed.mode]
        return f"Leadbell, {state}, {leads}"
    return f"Leadbell, {'armed' if armed.armed else f'deaf: {armed.why}'}, {leads}"


def tray_icon(name: str, waiting: int, tokens: Tokens) -> QIcon:
    """The bell with a dot when leads wait, for trays of any brightness."""
    ring = name == "bell" and waiting > 0
    shape = "bell-ring" if ring else name
    mark = {"bell-off": tokens.hot, "bell-ring": tokens.accent_mark}.get(shape, tokens.ink)
    made = QIcon()
    for scale in (1, 2):
        made.addPixmap(_drawn(shape, mark, ring, tokens, scale))
    return made


def _drawn(name: str, mark: QColor, dot: bool, tokens: Tokens, scale: int) -> QPixmap:
    canvas = QPixmap(SIZE * scale, SIZE * scale)
    canvas.setDevicePixelRatio(scale)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawPixmap(1, 1, pixmap(name, 20, mark, scale))
    if dot:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush((LIGHT if tokens is not DARK else DARK).accent_mark)
        painter.drawEllipse(QRectF(SIZE - 8, 0, 8, 8))
    painter.end()
    return canvas
