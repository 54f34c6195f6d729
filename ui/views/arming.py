"""Can this desk ring? The four checks before the first shift, and the next thing to do."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.actions import Actions
from ui.bridge import Bridge
from ui.fonts import Type
from ui.models.checks import MENDS, CheckLine, check_lines, open_checks
from ui.text import PlainLabel
from ui.theme import Theme
from ui.views.deaf import RING
from ui.widgets.check_row import Check, CheckRow
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.line import Run
from ui.widgets.painted import Painted, canvas
from ui.widgets.paragraph import Paragraph

WIDTH = 520
_INTRO = (
    "Leads come here only when all four hold. Leadbell keeps checking all day and says so below."
)
_SILENT = "Without sound Leadbell rings with its card, always on top, and the notification."


class ArmingPage(Painted):
    """Emits `fix` (link, notification, device, without_sound), `play` with a sound, and `done` once
    the shift is begun."""

    fix = Signal(str)
    play = Signal(str)
    done = Signal()

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._bridge = bridge
        self._lines: list[CheckLine] = []
        self._heard = False
        self.rows: dict[str, CheckRow] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.begin = KeyButton(theme, "Start my shift", key="Enter", size=Size.HERO)
        self.try_ring = KeyButton(theme, "Play", key="P", icon="volume-2", size=Size.SMALL)
        self.silent = KeyButton(theme, "Ring without sound", key="W", kind=Kind.QUIET)
        self.mends: dict[str, KeyButton] = {}
        holder = QWidget()
        holder.setFixedWidth(WIDTH + 8)
        column = QVBoxLayout(holder)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        column.addWidget(PlainLabel(theme, "Can this desk ring?", Type.TITLE))
        column.addWidget(Paragraph(theme, (Run(_INTRO, Type.ROLE, "ink2"),), width=WIDTH))
        column.addSpacing(10)
        column.addLayout(self._rows)
        column.addSpacing(12)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.begin)
        acts.addWidget(self.silent)
        acts.addStretch()
        column.addLayout(acts)
        column.addSpacing(4)
        self._foot = Paragraph(theme, width=WIDTH)
        column.addWidget(self._foot)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(holder, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self.begin.acted.connect(self._begin)
        self.try_ring.acted.connect(self._play)
        self.silent.acted.connect(lambda: self.fix.emit("without_sound"))
        bridge.armed.connect(lambda _: self.refresh())
        bridge.reset.connect(self.refresh)
        self.refresh()

    def add_acts(self, acts: Actions) -> None:
        """Make the page's acts known to the window."""
        for key, button in (("begin", self.begin), ("play", self.try_ring), ("see", self.silent)):
            keys = ("Return",) if key == "begin" else (button.key,)
            acts.add(f"arming-{key}", button.label, keys, "app", button.click,
                     lambda b=button: b.isVisible() and b.isEnabled())  # type: ignore[misc]  # fmt: skip

        for check, (_, word, key, _icon) in MENDS.items():
            press, may = partial(self._press, check), partial(self._may, check)
            acts.add(f"arming-mend-{check}", word, (key,), "app", press, may)

    def _may(self, check: str) -> bool:
        return check in self.mends and self.mends[check].isVisible()

    def _press(self, check: str) -> None:
        self.mends[check].click()

    def refresh(self) -> None:
        """Read the checks again."""
        desk = self._bridge.desk
        if desk is None:
            return
        lines = sorted(check_lines(desk.armed_state), key=lambda line: line.name == "sound")
        for line in lines:
            if line.name not in self.rows:
                self.rows[line.name] = CheckRow(self.theme, line.title)
                self._rows.addWidget(self.rows[line.name])
            found = line.found
            if line.name == "sound" and line.check is Check.HOLDS and not self._heard:
                found = f"press Play and listen: {found}"
            self.rows[line.name].set_found(line.check, found)
            self._mend(line)
        self._lines = lines
        self._next(open_checks(desk.armed_state))

    def _mend(self, line: CheckLine) -> None:
        row = self.rows[line.name]
        if line.name == "sound" and line.check is Check.HOLDS:
            row.set_button(self.try_ring)
        elif line.check is Check.FAILED and line.name in MENDS:
            if line.name not in self.mends:
                asked, word, key, icon = MENDS[line.name]
                button = KeyButton(self.theme, word, key=key, icon=icon, size=Size.SMALL)
                button.acted.connect(lambda: self.fix.emit(asked))
                self.mends[line.name] = button
            row.set_button(self.mends[line.name])
        else:
            row.set_button(None)

    def _next(self, left: int) -> None:
        """The one blue button is the next thing to do."""
        broken = next((x.name for x in self._lines if x.check is Check.FAILED), "")
        for name, button in self.mends.items():
            _dress(button, name == broken)
        _dress(self.try_ring, not broken and not self._heard)
        _dress(self.begin, not broken and self._heard)
        self.begin.setEnabled(not left)
        sound = any(x.name == "sound" and x.check is Check.FAILED for x in self._lines)
        self.silent.setVisible(sound)
        said = _SILENT if sound else f"{left} to go." if left else "All four hold."
        self._foot.set_runs((Run(said, Type.SMALL, "ink2"),))

    def _play(self) -> None:
        self._heard = True
        self.play.emit(RING)
        self.refresh()

    def _begin(self) -> None:
        if self._bridge.desk is not None:
            self._bridge.desk.set_mode("on")
        self.done.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        painter.end()


def _dress(button: KeyButton, primary: bool) -> None:
    wanted = Kind.PRIMARY if primary else Kind.PLAIN
    if button.kind is not wanted:
        button.set_kind(wanted)
