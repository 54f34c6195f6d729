"""One card for many leads: the three hottest by name and clock, the rest as a number."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter

from ui.cards.shell import SIZE, CardShell
from ui.fonts import Type
from ui.models.faces import RowFace
from ui.theme import Theme
from ui.widgets.heat import Heat, paint_heat
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import draw_text, text_width

_LEFT, _ROW = 16, 28


@dataclass(frozen=True)
class BurstFace:
    """`rows` are the hottest, first the one that the blue button claims."""

    title: str
    lanes: str
    rows: tuple[RowFace, ...]
    more: int
    remaining: float


class BurstCard(CardShell):
    """Emits `hottest` and `show_all`."""

    hottest = Signal()
    show_all = Signal()

    def __init__(self, theme: Theme, face: BurstFace, *, reduce_motion: bool = False) -> None:
        super().__init__(theme, reduce_motion=reduce_motion)
        self._face = face
        label = "Claim & call hottest"
        self.call = KeyButton(theme, label, key="C", icon="phone", kind=Kind.PRIMARY, parent=self)
        self.all = KeyButton(theme, "Show all", key="A", icon="list", parent=self)
        self.call.acted.connect(self.hottest)
        self.all.acted.connect(self.show_all)
        self.bind("C", self.call)
        self.bind("A", self.all)
        self.set_face(face)

    def set_face(self, face: BurstFace) -> None:
        """Other leads, or the same a second later."""
        self._face = face
        self.all.set_label(f"Show all {face.more + len(face.rows)}")
        self.setAccessibleName(f"Ringing: {face.title}, {face.lanes}")
        first = face.rows[0] if face.rows else None
        hot = first is not None and first.heat in (Heat.HOT, Heat.OVER, Heat.RED_ZONE)
        self.set_bar(face.remaining, "hot" if hot else "calm")
        foot = SIZE.height() - 15
        for button, right in ((self.call, False), (self.all, True)):
            hint = button.sizeHint()
            x = SIZE.width() - 16 - hint.width() if right else _LEFT
            button.setGeometry(x, foot - hint.height(), hint.width(), hint.height())
        self.update()

    def set_trying(self, trying: bool) -> None:
        """The hub has been asked for the hottest."""
        (self.call.begin_asking if trying else self.call.end_asking)()

    def paint_words(self, painter: QPainter) -> None:
        face, tokens = self._face, self.tokens
        draw_text(painter, QRectF(_LEFT, 16, 200, 18), face.title, Type.NAME, tokens.ink)
        lanes = QRectF(_LEFT + 200, 16, SIZE.width() - 40 - _LEFT - 200, 18)
        draw_text(painter, lanes, face.lanes, Type.SMALL, tokens.ink2, "right")
        for number, row in enumerate(face.rows):
            self._paint_row(painter, 42 + number * _ROW, row)

    def _paint_row(self, painter: QPainter, top: float, row: RowFace) -> None:
        tokens = self.tokens
        paint_heat(painter, QRectF(_LEFT, top + 1, 18, 18), row.heat, row.share, tokens)
        time = QRectF(_LEFT + 28, top, 96, 20)
        draw_text(painter, time, row.time, Type.BODY_STRONG, tokens.of(row.time_role))
        source = row.second
        room = min(text_width(source, Type.SMALL), 150.0)
        right = SIZE.width() - 16
        draw_text(painter, QRectF(right - room, top, room, 20), source, Type.SMALL, tokens.ink2)
        name = QRectF(_LEFT + 128, top, right - room - 12 - _LEFT - 128, 20)
        draw_text(painter, name, row.name, Type.BODY, tokens.ink)
