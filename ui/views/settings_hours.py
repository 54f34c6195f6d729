"""When I work: a typed line with its echo, whose clock it is, and how many calls an hour."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import times_check
from app.domain.playbook import Playbook
from app.domain.rep_times import RepTimes
from ui.fonts import Type
from ui.models.hours_line import EXAMPLE, BadLine, echo, line_of, read_hours
from ui.theme import Theme
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import Run
from ui.widgets.paragraph import Paragraph


class HoursPart(QWidget):
    """Emits `wanted` with other times and a sentence saying so."""

    wanted = Signal(object, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times, self._here = RepTimes(), ""
        self._playbook: Playbook | None = None
        self.field = Field(theme, "My working hours", hint=EXAMPLE, limit=400)
        self.field.setMaximumWidth(520)
        self.keep = KeyButton(theme, "Keep", icon="check")
        self.said = Paragraph(theme, width=600)
        self.zone = Paragraph(theme, width=600)
        self.use_zone = KeyButton(theme, "", icon="globe")
        self.room = Paragraph(theme, width=600)
        row = QHBoxLayout()
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.keep)
        row.addStretch()
        zone_row = QHBoxLayout()
        zone_row.setContentsMargins(4, 4, 4, 4)
        zone_row.addWidget(self.use_zone)
        zone_row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        for part in (self.said, self.zone):
            column.addWidget(part)
        column.addLayout(zone_row)
        column.addWidget(self.room)
        self.field.textEdited.connect(lambda _: self._echo())
        self.field.returnPressed.connect(self._keep)
        self.keep.acted.connect(self._keep)
        self.use_zone.acted.connect(self._use_zone)

    def show_times(self, times: RepTimes, here: str, playbook: Playbook | None) -> None:
        """What is in force; `here` is this computer's zone. A line being typed is left alone."""
        changed = times.blocks != self._times.blocks
        self._times, self._here, self._playbook = times, here, playbook
        if changed or not self.field.isModified():
            self.field.setText(line_of(times.blocks))
        self._echo()
        self._say_zone()
        self.room.set_runs(_room(playbook))

    # -- the line

    def _read(self) -> RepTimes | str:
        """The times as typed, or why not."""
        try:
            times = replace(self._times, blocks=read_hours(self.field.text()))
        except BadLine as no:
            return str(no)
        no_ = times_check.impossible(replace(times, leave=()), "", ())
        return no_.msg.split(": ", 1)[-1] if no_ is not None else times

    def _echo(self) -> None:
        made = self._read()
        if isinstance(made, str):
            self.said.set_runs((Run(made, Type.SMALL, "hot_text"),))
            self.keep.refuse(made)
            return
        said = echo(made.blocks) or _team_shift(self._playbook)
        self.said.set_runs((Run(said, Type.SMALL, "ink2"),))
        if self.keep.kind is Kind.REFUSED:
            self.keep.set_kind(Kind.PLAIN)
        self.keep.setEnabled(made.blocks != self._times.blocks)

    def _keep(self) -> None:
        made = self._read()
        if isinstance(made, str) or made.blocks == self._times.blocks:
            return
        self.field.setModified(False)
        said = f"Your hours: {echo(made.blocks)}." if made.blocks else "Your team’s hours count."
        self.wanted.emit(made, said)

    # -- the zone

    def _say_zone(self) -> None:
        zone, here = self._times.zone, self._here
        differs = bool(zone and here and zone != here)
        if not (zone or here):
            said = "No zone is known for them."
        elif differs:
            said = f"They count in {_place(zone)}. This computer’s clock is in {_place(here)}."
        else:
            said = f"They count in {_place(zone or here)}, as this computer’s clock."
        self.zone.set_runs((Run(said, Type.SMALL, "warm_text" if differs else "ink2"),))
        self.use_zone.set_label(f"Count in {_place(here)}")
        self.use_zone.setVisible(differs)

    def _use_zone(self) -> None:
        said = f"Your hours count in {_place(self._here)} now."
        self.wanted.emit(replace(self._times, zone=self._here), said)


def _place(zone: str) -> str:
    """`Helsinki (Europe/Helsinki)`."""
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{city} ({zone})" if "/" in zone else zone


def _team_shift(playbook: Playbook | None) -> str:
    shift = echo(playbook.planning.shift) if playbook is not None else ""
    if not shift:
        return "Nothing is set: any hour counts as yours."
    return f"Nothing is set: your team’s hours count, {shift}."


def _room(playbook: Playbook | None) -> tuple[Run, ...]:
    if playbook is None:
        return ()
    an_hour, kept = playbook.planning.calls_an_hour, playbook.planning.live_share
    held = round(an_hour * kept)
    said = (
        f"At most {an_hour} follow-up calls are planned in an hour; room for {held} of them stays"
        " free for leads that ring. Your team’s playbook says so."
    )
    return (Run(said, Type.SMALL, "ink2"),)
