"""The left column of Now: slot, pool, agenda. Places and heights; what stands there: `now.py`."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.delegates.agenda import ROW as AGENDA_ROW
from ui.delegates.agenda import AgendaDelegate
from ui.delegates.lead import LeadDelegate
from ui.delegates.row import MARGIN, ROW
from ui.fonts import Type
from ui.models.agenda import AgendaModel
from ui.models.pool import PoolModel
from ui.theme import Theme
from ui.views.lead_list import LeadList
from ui.views.offer_slot import OfferSlot
from ui.widgets.line import draw_text
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule
from ui.widgets.section_header import HEIGHT, TALL, SectionHeader

WIDE, SLIM = 336, 272
_ABOVE, _BETWEEN, _BELOW = 4, 6, 8
_POOL_ROWS, _AGENDA_ROWS = 6, 4


class NowColumn(Painted):
    """Slot and headers have fixed places; the agenda is anchored at the bottom; the pool takes the
    rest. Nothing here depends on how many leads there are."""

    def __init__(
        self, theme: Theme, pool: PoolModel, agenda: AgendaModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self.offer_header = SectionHeader(theme, "Offered to you", parent=self)
        self.slot = OfferSlot(theme, self)
        self.pool_header = SectionHeader(theme, "Pool", parent=self)
        self.pool_paint = LeadDelegate(theme, pool, self)
        self.pool = LeadList(theme, pool, self.pool_paint, "Pool, hottest first", parent=self)
        self.agenda_header = SectionHeader(theme, "Agenda", height=TALL, parent=self)
        paint = AgendaDelegate(theme, agenda, self)
        self.agenda = LeadList(theme, agenda, paint, "Agenda, my next touches", parent=self)
        self._empty_words = ""
        self.pool.viewport().installEventFilter(self)

    def set_empty_words(self, words: str) -> None:
        """What an empty pool says."""
        if words != self._empty_words:
            self._empty_words = words
            self.pool.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, y = self.width() - 1, _ABOVE
        for widget, height in ((self.offer_header, HEIGHT), (self.slot, ROW)):
            widget.setGeometry(0, y, width, height)
            y += height
        y += _BETWEEN
        self.pool_header.setGeometry(0, y, width, HEIGHT)
        y += HEIGHT
        shown = self._agenda_rows(self.height() - y)
        foot = self.height() - _BELOW - shown * AGENDA_ROW
        self.agenda.setGeometry(0, foot, width, shown * AGENDA_ROW)
        self._line = foot - TALL - 1
        self.agenda_header.setGeometry(0, foot - TALL, width, TALL)
        self.pool.setGeometry(QRect(0, y, width, max(ROW, self._line - y)))

    def _agenda_rows(self, room: int) -> int:
        spare = room - TALL - 1 - _BELOW - _POOL_ROWS * ROW
        return max(1, min(_AGENDA_ROWS, spare // AGENDA_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.side)
        paint_rule(painter, self.width() - 1, 0, self.height(), self.tokens, upright=True)
        paint_rule(painter, 0, self._line, self.width(), self.tokens)
        painter.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.pool.model().rowCount():
            port = self.pool.viewport()
            painter = canvas(port)
            room = QRectF(MARGIN, 0, port.width() - 2 * MARGIN, HEIGHT)
            draw_text(painter, room, self._empty_words, Type.BODY, self.tokens.ink2)
            painter.end()
            return True
        return False
