"""When I am away: days typed in a line, who stands in, and what happens to what is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import times_check
from app.domain.rep_times import Leave, RepTimes
from ui.fonts import Type
from ui.models.hours_line import BadLine
from ui.models.leave_line import EXAMPLE, leave_words, read_leave
from ui.person_words import cleaned
from ui.theme import Theme
from ui.widgets.choice_list import Choice, ChoiceList
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.line import Run
from ui.widgets.paragraph import Paragraph
from ui.widgets.popup import Popup

NOBODY = "Nobody, it waits"


class LeavePart(QWidget):
    """Emits `wanted` with other times and a sentence saying so; `cover_wanted` with a place where
    to ask who stands in."""

    wanted = Signal(object, str)
    cover_wanted = Signal(QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._times, self._me, self._today = RepTimes(), "", date.min
        self._names: Mapping[str, str] = {}
        self._cover = ""
        self.rows = QVBoxLayout()
        self.rows.setSpacing(2)
        self.field = Field(theme, "First and last day away", hint=EXAMPLE, limit=60)
        self.field.setMaximumWidth(240)
        self.cover = KeyButton(theme, NOBODY, icon="users")
        self.add = KeyButton(theme, "Add", icon="plus")
        self.said = Paragraph(theme, width=600)
        row = QHBoxLayout()
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.cover)
        row.addWidget(self.add)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self.rows)
        column.addLayout(row)
        column.addWidget(self.said)
        self.field.textEdited.connect(lambda _: self._echo())
        self.field.returnPressed.connect(self._add)
        self.cover.acted.connect(self._ask_cover)
        self.add.acted.connect(self._add)

    def show_times(self, times: RepTimes, me: str, names: Mapping[str, str], today: date) -> None:
        """What is in force; `names` of who may stand in, by id."""
        rebuilt = (times.leave, dict(names)) != (self._times.leave, dict(self._names))
        self._times, self._me, self._names, self._today = times, me, names, today
        if rebuilt or not self.rows.count():
            self._fill()
        if self._cover not in names:
            self.choose_cover("")
        self._echo()

    def choose_cover(self, rep: str) -> None:
        """Who stands in for the leave being typed; empty: nobody."""
        self._cover = rep
        self.cover.set_label(self._name(rep) if rep else NOBODY)
        self._echo()

    def buttons(self) -> list[KeyButton]:
        """Those that remove, in the order of the leaves."""
        items = (self.rows.itemAt(n) for n in range(self.rows.count()))
        rows = (item.widget() for item in items if item is not None)
        return [button for row in rows if row for button in row.findChildren(KeyButton)]

    # -- the list

    def _fill(self) -> None:
        while (item := self.rows.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for leave in sorted(self._times.leave, key=lambda one: one.first):
            self.rows.addWidget(self._row(leave))

    def _row(self, leave: Leave) -> QWidget:
        who = f", {self._name(leave.cover)} stands in" if leave.cover else ""
        over = " (over)" if leave.last < self._today.isoformat() else ""
        said = f"{leave_words(leave, self._today)}{who}{over}"
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(12)
        row.addWidget(Paragraph(self.theme, (Run(said),), width=420))
        remove = KeyButton(self.theme, "Remove", icon="x", size=Size.SMALL, kind=Kind.QUIET)
        remove.setAccessibleName(f"Remove {said}")
        remove.acted.connect(lambda: self._remove(leave))
        row.addWidget(remove)
        row.addStretch()
        return holder

    def _remove(self, leave: Leave) -> None:
        left = tuple(one for one in self._times.leave if one != leave)
        said = f"No longer away {leave_words(leave, self._today)}."
        self.wanted.emit(replace(self._times, leave=left), said)

    # -- the line

    def _read(self) -> tuple[Leave, RepTimes] | str:
        """The leave as typed and the times with it, or why not; empty without a line."""
        if not self.field.text().strip():
            return ""
        try:
            first, last = read_leave(self.field.text(), self._today)
        except BadLine as no:
            return str(no)
        leave = Leave(first=first.isoformat(), last=last.isoformat(), cover=self._cover)
        for one in self._times.leave:
            if leave.first <= one.last and one.first <= leave.last:
                there = leave_words(one, self._today)
                return f"You are away {there}, already: choose other days, or remove that first."
        times = replace(self._times, leave=(*self._times.leave, leave))
        names = {*self._names, *(one.cover for one in self._times.leave)}
        wrong = times_check.impossible(replace(times, blocks=()), self._me, names)
        return wrong.msg.split(": ", 1)[-1] if wrong is not None else (leave, times)

    def _echo(self) -> None:
        made = self._read()
        if isinstance(made, str):
            then = made or "Nothing is planned for you on these days."
            self.said.set_runs((Run(then, Type.SMALL, "hot_text" if made else "ink2"),))
            self.add.setEnabled(False)
            return
        leave, _ = made
        then = (
            f"{self._name(leave.cover)} gets what is due meanwhile."
            if leave.cover
            else "What is due meanwhile is spread over the days after."
        )
        said = f"{leave_words(leave, self._today)}. {then}"
        self.said.set_runs((Run(said, Type.SMALL, "ink2"),))
        self.add.setEnabled(True)

    def _add(self) -> None:
        made = self._read()
        if isinstance(made, str):
            return
        leave, times = made
        self.field.clear()
        self.choose_cover("")
        self.wanted.emit(times, f"Away {leave_words(leave, self._today)}.")

    def _ask_cover(self) -> None:
        self.cover_wanted.emit(self.cover.mapToGlobal(self.cover.rect().bottomLeft()))

    def _name(self, rep: str) -> str:
        return cleaned(self._names.get(rep, ""), 40) or "Somebody who left"


class CoverPopup(Popup):
    """Who stands in. Emits `chosen` with a rep's id, empty for nobody."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Who stands in", host)
        self._reps: list[str] = []
        self.list = ChoiceList(theme, "Who stands in", most=324)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.addWidget(self.list)
        self.setFixedWidth(320)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._take)

    def ask(self, names: Mapping[str, str], at: QPoint) -> None:
        """Open below a point of the host."""
        self._reps = ["", *sorted(names, key=lambda rep: names[rep].casefold())]
        self.list.set_choices(
            [
                Choice(
                    (Run(cleaned(names[rep], 60) if rep else NOBODY),),
                    "user" if rep else "hourglass",
                    str(n) if n < 10 else "",
                )
                for n, rep in enumerate(self._reps, start=1)
            ]
        )
        self.open_at(at)

    def _take(self, row: int) -> None:
        self.dismiss()
        self.chosen.emit(self._reps[row])
