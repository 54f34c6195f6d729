"""Text that wraps, with the line height of the scale: runs of plain text, never markup."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.fonts import Type, font, font_for
from ui.theme import Theme
from ui.tokens import Tokens
from ui.widgets.line import Run
from ui.widgets.painted import Painted, canvas

_LINE_END = "\u2028"  # what QTextLayout breaks at


def laid_out(
    runs: Sequence[Run], width: float, tokens: Tokens, *, theirs: bool = False
) -> QTextLayout:
    """Runs broken into lines of `width`, left-aligned for every script. `theirs`: all of it was
    written by one person, so its own script says which way it runs; else it is a sentence of ours,
    whatever name it begins with."""
    text = "".join(run.text for run in runs).replace("\n", _LINE_END)
    # Without tabular digits: a run that takes none would get them from here.
    layout = QTextLayout(text, font(runs[0].of if runs else Type.BODY, digits=False))
    option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    if theirs:
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(_formats(runs, tokens))
    line_height = runs[0].of.line if runs else Type.BODY.line
    layout.beginLayout()
    y = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, y + (line_height - line.height()) / 2))
        y += line_height
    layout.endLayout()
    return layout


def _formats(runs: Sequence[Run], tokens: Tokens) -> list[QTextLayout.FormatRange]:
    made: list[QTextLayout.FormatRange] = []
    start = 0
    for run in runs:
        # Qt counts UTF-16 units: a character outside the basic plane is two.
        length = len(run.text.encode("utf-16-le")) // 2
        part = QTextLayout.FormatRange()
        style = QTextCharFormat()
        style.setFont(font_for(run.text, run.of))
        style.setForeground(tokens.of(run.role))
        part.start, part.length, part.format = start, length, style
        made.append(part)
        start += length
    return made


class Paragraph(Painted):
    """Wrapping text as a widget. Text from outside comes cleaned (`ui.text.clean`)."""

    def __init__(
        self,
        theme: Theme,
        runs: Sequence[Run] = (),
        *,
        width: int = 500,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._runs: tuple[Run, ...] = ()
        self._width = width
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_runs(runs)

    def set_runs(self, runs: Sequence[Run]) -> None:
        """Other words."""
        if tuple(runs) == self._runs:
            return
        self._runs = tuple(runs)
        self.setAccessibleName(self.text)
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """All words without their looks."""
        return "".join(run.text for run in self._runs)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if not self.text:
            return 0
        line = self._runs[0].of.line
        return laid_out(self._runs, width, self.tokens).lineCount() * line

    def sizeHint(self) -> QSize:
        return QSize(self._width, self.heightForWidth(self._width))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        laid_out(self._runs, self.width(), self.tokens).draw(painter, QPointF(0, 0))
        painter.end()
