"""All ring cards on one ground, and the four states of the tray: for `tests.screenshots`."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from client.hooks import Ring
from client.settings import Settings
from tests.ui.scenes import FakeDesk
from ui.bridge import Bridge
from ui.cards.shell import SIZE
from ui.ring_card import RingCards
from ui.theme import Theme
from ui.tray import tray_icon

_GAP = 20
_TRAY = (("bell", 0), ("bell", 1), ("moon", 0), ("bell-off", 0))


class CardSheet(QWidget):
    """Pictures of cards over a desk in memory: fresh, asking, refused, private, burst, lost,
    practice."""

    def __init__(self, bridge: Bridge, desk: FakeDesk, theme: Theme) -> None:
        super().__init__()
        self._bridge, self._theme = bridge, theme
        self.pictures: list[QPixmap] = []
        leads = list(desk.leads)
        self._ring(bridge, desk, [(lead,) for lead in leads[:4]])
        desk.claim(leads[1])
        self._ring(bridge, desk, [(leads[1],)])
        self._ring(bridge, desk, [(leads[0],)], privacy=True)
        self._ring(bridge, desk, [tuple(leads[:7])])
        self._ring(bridge, desk, [()])
        cards = RingCards(bridge, theme, Settings(reduce_motion=True), QObject(self))
        desk.hooks.ring(Ring(id="x", leads=(leads[1],), urgent=True, why="new", sound="none"))
        why = "Jonas took it, 0.3 s before you. Nothing was sent from here."
        desk.hooks.ring_over(leads[1], why)
        self._keep(cards)
        rows = -(-len(self.pictures) // 2)
        self.resize(_GAP + 2 * (SIZE.width() + _GAP), 40 + _GAP + rows * (SIZE.height() + _GAP))

    def _ring(
        self, bridge: Bridge, desk: FakeDesk, rings: list[tuple[str, ...]], *, privacy: bool = False
    ) -> None:
        settings = Settings(reduce_motion=True, privacy=privacy)
        cards = RingCards(bridge, self._theme, settings, QObject(self))
        for number, leads in enumerate(rings):
            why = "new" if leads else "practice"
            desk.hooks.ring(
                Ring(id=f"ring-{number}", leads=leads, urgent=True, why=why, sound="none")  # type: ignore[arg-type]
            )
        self._keep(cards)

    def _keep(self, cards: RingCards) -> None:
        self.pictures += [card.grab() for card in cards.cards]
        for card in cards.cards:
            card.hide()
        # Its own desk's signals must not bring it back while the next cards are pictured.
        cards.blockSignals(True)
        self._bridge.disconnect(cards)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        painter.fillRect(self.rect(), tokens.hover)
        for number, picture in enumerate(self.pictures):
            x = _GAP + number % 2 * (SIZE.width() + _GAP)
            y = _GAP + number // 2 * (SIZE.height() + _GAP)
            painter.drawPixmap(QPoint(x, y), picture)
        for number, (name, waiting) in enumerate(_TRAY):
            icon = tray_icon(name, waiting, tokens)
            icon.paint(painter, _GAP + number * 40, self.height() - 40, 22, 22)
        painter.end()
