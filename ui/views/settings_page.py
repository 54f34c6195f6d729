"""The column settings stand in: sections, lines with what they mean. Places only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.fonts import Type
from ui.text import PlainLabel
from ui.theme import Theme
from ui.widgets.line import Run
from ui.widgets.painted import Painted, canvas
from ui.widgets.paragraph import Paragraph
from ui.widgets.rule import Rule

WIDTH, _LEFT = 640, 28


class SettingsColumn(Painted):
    """Title, then sections; scrolls where it must."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        holder = QWidget()
        holder.setMaximumWidth(WIDTH + _LEFT)
        self.column = QVBoxLayout(holder)
        self.column.setContentsMargins(_LEFT, 18, 4, 24)
        self.column.setSpacing(4)
        self.column.addWidget(PlainLabel(theme, title, Type.TITLE))
        self._first = True
        area = QScrollArea(self)
        area.setWidget(holder)
        area.setWidgetResizable(True)
        area.setAccessibleName(title)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        holder.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.area = area

    def section(self, title: str) -> None:
        """Begin a section."""
        self.column.addSpacing(10)
        self.column.addWidget(Rule(self.theme))
        self.column.addSpacing(8)
        self.column.addWidget(PlainLabel(self.theme, title, Type.READ_STRONG))

    def line(self, title: str, meaning: str, control: QWidget | None = None) -> Paragraph:
        """A setting: its name, what it means, and its control below."""
        self.column.addSpacing(4)
        if title:
            self.column.addWidget(PlainLabel(self.theme, title, Type.BODY_MEDIUM))
        said = Paragraph(self.theme, (Run(meaning, Type.SMALL, "ink2"),), width=WIDTH)
        self.column.addWidget(said)
        if control is not None:
            self.column.addWidget(control)
        return said

    def part(self, widget: QWidget) -> None:
        """A control that explains itself."""
        self.column.addWidget(widget)

    def end(self) -> None:
        """Nothing more comes."""
        self.column.addStretch()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        painter.end()
