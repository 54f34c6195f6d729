"""Numbers: how often calls are picked up, hour by hour of the prospects' week, beside the published
table the plan began with; and what may be concluded."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.ids import at
from app.protocol.messages import Pickup
from ui import words
from ui.bridge import Bridge
from ui.fonts import Type
from ui.icons import paint_icon
from ui.models import pickup as figures
from ui.models.pickup import FEW, Cell, Week
from ui.my_clock import my_zone
from ui.person_words import cleaned
from ui.text import PlainLabel
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.empty_text import EmptyText
from ui.widgets.heat_map import HeatCell, HeatMap
from ui.widgets.line import Run
from ui.widgets.painted import Painted, canvas
from ui.widgets.paragraph import Paragraph
from ui.widgets.rule import Rule

WIDE = 1120
"""Below this the published table stands under the team's."""
_LEFT, _TOP, _APART, _BESIDE, _MOST = 28, 18, 40, 440, 820
_HINT = "Point at an hour, or use the arrow keys, to see what it rests on."
_NO_TABLE = "What studies found of when people pick up, times the usual."
_EMPTY = "No call has been counted yet"
_EMPTY_THEN = (
    "Calls are counted each night. From tomorrow on, this page says how often people pick up, hour"
    " by hour of their own week. A share is shown once an hour has 20 calls; fewer say little."
)


class NumbersView(Painted):
    """Shows what the hub counted last."""

    told = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._bridge = bridge
        self.setAccessibleName("Numbers")
        self.empty = EmptyText(theme, _EMPTY, _EMPTY_THEN)
        self.team = HeatMap(theme, "Calls picked up, per cent, by weekday and hour there")
        self.table = HeatMap(theme, "The published table, times the usual")
        self.note, self.cell = _small(theme), Paragraph(theme)
        self.own, self.trust = Paragraph(theme), _small(theme)
        self.source, self.table_note = _small(theme), _small(theme)
        self.lessons = [Lesson(theme) for _ in range(figures.LESSONS)]
        self._lay_out(theme)
        self.team.marked.connect(self._say_cell)
        self.table.marked.connect(self._say_published)
        bridge.pickup.connect(lambda _: self.show_figures())
        bridge.reset.connect(self.show_figures)
        self.show_figures()

    # -- places

    def _lay_out(self, theme: Theme) -> None:
        self.left, self.right = QWidget(), QWidget()
        take = PlainLabel(theme, "What to take from it", Type.BODY_STRONG)
        head = PlainLabel(theme, "Calls picked up, per cent", Type.BODY_STRONG)
        _column(self.left, head, self.note, self.team, self.cell, 14, take, *self.lessons, self.own)
        title = PlainLabel(theme, "The published table", Type.BODY_STRONG)
        _column(self.right, title, self.table_note, self.table, self.trust, self.source)
        self.pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.pair.setSpacing(_APART)
        self.pair.addWidget(self.left, 3)
        self.pair.addWidget(self.right, 2)
        self.both = QWidget()
        self.both.setLayout(self.pair)
        self.pair.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setAutoFillBackground(False)
        column = QVBoxLayout(holder)
        column.setContentsMargins(_LEFT, _TOP, _LEFT, 24)
        column.setSpacing(10)
        column.addWidget(PlainLabel(theme, "Numbers", Type.TITLE))
        column.addWidget(Rule(theme))
        column.addWidget(self.empty)
        column.addWidget(self.both)
        column.addStretch()
        area = QScrollArea(self)
        area.setWidget(holder)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.setFocusProxy(self.team)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= WIDE
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self.pair.setDirection(way)
        self.pair.setSpacing(_APART if wide else 24)
        for part in (self.left, self.right):
            part.setMaximumWidth(_MOST)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_figures()
        self.team.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- words

    def show_figures(self) -> None:
        """Say anew what the hub counted."""
        desk = self._bridge.desk
        pickup = desk.pickup if desk is not None else None
        counted = pickup is not None and pickup.calls > 0
        self.empty.setVisible(not counted)
        self.both.setVisible(counted)
        if pickup is None or not counted:
            return
        seen = figures.week(pickup)
        columns = [str(hour) for hour in seen.hours]
        rows = [words.DAYS[day] for day in seen.days]
        self.team.set_cells(rows, columns, _team_cells(seen))
        self.table.set_cells(rows, columns, _table_cells(pickup, seen))
        self.note.set_runs((Run(self._note(pickup), Type.SMALL, "ink3"),))
        for lesson, said in zip(self.lessons, _filled(figures.lessons(pickup)), strict=True):
            lesson.say(said)
        own = figures.own_words(pickup)
        self.own.set_runs((Run(own, Type.BODY, "ink"),) if own else ())
        self.table_note.set_runs((Run(f"{_NO_TABLE} The same hours.", Type.SMALL, "ink3"),))
        self.trust.set_runs((Run(figures.trust_words(pickup), Type.BODY, "ink"),))
        source = figures.source_words(cleaned(pickup.published.source, 600))
        self.source.set_runs((Run(source, Type.SMALL, "ink2"),) if source else ())

    def _note(self, pickup: Pickup) -> str:
        when = words.dated(at(pickup.as_of), my_zone())
        few = f"hatched: fewer than {FEW} calls, picked up/calls"
        return f"by the prospect’s clock, until {when} yours; {few}"

    def _say_cell(self, said: str) -> None:
        role: Role = "ink" if said else "ink3"
        pickup = self._bridge.desk.pickup if self._bridge.desk is not None else None
        whole = figures.whole_words(pickup) + " " if pickup is not None else ""
        self.cell.set_runs((Run(said or whole + _HINT, Type.BODY, role),))

    def _say_published(self, said: str) -> None:
        if said:
            self.cell.set_runs((Run(said, Type.BODY, "ink"),))
        else:
            self._say_cell(self.team.said())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        painter.end()


class Lesson(QWidget):
    """A sentence to take along; without one it takes no room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = Paragraph(theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(10)
        row.addWidget(_Mark(theme), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)

    def say(self, said: str) -> None:
        """Another sentence."""
        self.text.set_runs((Run(said, Type.BODY),) if said else ())
        self.setVisible(bool(said))


class _Mark(Painted):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFixedSize(16, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        paint_icon(painter, "lightbulb", 0, 1, 16, self.tokens.ink2)
        painter.end()


def _column(holder: QWidget, *parts: QWidget | int) -> None:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for part in parts:
        if isinstance(part, int):
            column.addSpacing(part)
        else:
            column.addWidget(part)
    column.addStretch()


def _small(theme: Theme) -> Paragraph:
    return Paragraph(theme, width=_BESIDE)


def _filled(said: tuple[str, ...]) -> tuple[str, ...]:
    return (*said, *("",) * (figures.LESSONS - len(said)))


def _team_cells(seen: Week) -> list[list[HeatCell]]:
    return [[_team_cell(cell, seen.whole.share) for cell in row] for row in seen.cells]


def _team_cell(cell: Cell, usual: float) -> HeatCell:
    said = figures.cell_words(cell)
    if not cell.shown:
        calls = cell.count.calls
        return HeatCell(f"{cell.count.reached}/{calls}" if calls else "", None, said)
    share = cell.count.share
    return HeatCell(figures.per_cent(share), figures.step(share, usual), said)


def _table_cells(pickup: Pickup, seen: Week) -> list[list[HeatCell]]:
    table = figures.published(pickup, seen)
    return [
        [
            HeatCell(
                f"{times:.1f}",
                figures.step(times, 1.0),
                f"{cell.when}: the published table has {times:.2f} times the usual.",
            )
            for times, cell in zip(row, cells, strict=True)
        ]
        for row, cells in zip(table, seen.cells, strict=True)
    ]
