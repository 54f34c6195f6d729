"""Decide what waits: acts the hub did not take, whole, each to try again or to drop."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.ids import at
from client.hooks import Pending
from ui import words
from ui.bridge import Bridge
from ui.decisions import kind, reason, waiting, whom
from ui.fonts import Type
from ui.my_clock import my_zone
from ui.text import clean
from ui.theme import Theme
from ui.widgets.choice_list import Choice, ChoiceList
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.key_button import KeyButton
from ui.widgets.line import Run
from ui.widgets.paragraph import Paragraph
from ui.widgets.popup import Popup
from ui.widgets.rule import Rule

_WIDTH, _SIDE, _LIST = 520, 16, 240
_SHOWN = 400
"""Characters of the rep's words that are shown; all of them can be copied."""
_WORDLESS = "No words were written with it."


def decide_choices(bridge: Bridge, acts: Sequence[Pending]) -> list[Choice]:
    """Each act: whose lead, what it was and when, and the beginning of its words."""
    made = []
    for act in acts:
        what = f"  {kind(act)}, {words.clock(at(act.made), my_zone())}"
        runs = (Run(whom(bridge, act), Type.BODY_MEDIUM), Run(what, Type.BODY, "ink2"))
        said = clean(act.text, limit=120) or _WORDLESS
        made.append(Choice(runs, "triangle-alert", second=said, icon_role="hot_text"))
    return made


class DecidePopup(Popup):
    """Emits `again` and `dropped` with the act that was decided on; stays while one waits."""

    again = Signal(object)
    dropped = Signal(object)
    told = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Decide what waits", host)
        self._bridge = bridge
        self._acts: list[Pending] = []
        self._title = ElidedLabel(theme, "The hub did not take these", Type.READ_STRONG)
        self.list = ChoiceList(theme, "Acts to decide on", marks_only=True, most=_LIST)
        self._why = Paragraph(theme, width=_WIDTH - 2 * _SIDE)
        self._text = Paragraph(theme, width=_WIDTH - 2 * _SIDE)
        self.retry = KeyButton(theme, "Try again", key="R", icon="refresh-cw")
        self.drop = KeyButton(theme, "Drop it", key="D", icon="x")
        self.copy = KeyButton(theme, "Copy the words", key="Y", icon="copy")
        self._lay_out(theme)
        self.setFocusProxy(self.list)
        self.list.marked.connect(self._say)
        self.retry.acted.connect(lambda: self._decide(self.again))
        self.drop.acted.connect(lambda: self._decide(self.dropped))
        self.copy.acted.connect(self._copy)
        bridge.pending_changed.connect(lambda _: self._follow())
        bridge.reset.connect(self._follow)

    def _lay_out(self, theme: Theme) -> None:
        top, foot, acts = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        top.setContentsMargins(_SIDE, 0, _SIDE, 6)
        top.addWidget(self._title)
        foot.setContentsMargins(_SIDE, 10, _SIDE, 0)
        foot.setSpacing(8)
        foot.addWidget(self._why)
        foot.addWidget(self._text)
        acts.setSpacing(8)
        for button in (self.retry, self.drop, self.copy):
            acts.addWidget(button)
        acts.addStretch()
        foot.addLayout(acts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 14)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.list)
        column.addSpacing(6)
        column.addWidget(Rule(theme))
        column.addLayout(foot)
        self.setFixedWidth(_WIDTH)

    def ask(self) -> None:
        """Open with what waits now; not at all when nothing does."""
        self._show(waiting(self._bridge), 0)

    @property
    def why(self) -> str:
        """Why the marked act was not taken."""
        return self._why.text

    def _follow(self) -> None:
        if self.isVisible() and (acts := waiting(self._bridge)) != self._acts:
            marked = self._marked()
            ops = [act.op for act in acts]
            kept = marked is not None and marked.op in ops
            self._show(acts, ops.index(marked.op) if marked and kept else max(0, self.list.at))

    def _show(self, acts: list[Pending], row: int) -> None:
        self._acts = acts
        if not acts:
            self.dismiss()
            return
        one = len(acts) == 1
        self._title.set_text("The hub did not take this" if one else "The hub did not take these")
        self.list.set_choices(decide_choices(self._bridge, acts), row)
        self.open_at()

    def _marked(self) -> Pending | None:
        return self._acts[self.list.at] if 0 <= self.list.at < len(self._acts) else None

    def _say(self, row: int) -> None:
        act = self._acts[row]
        said = clean(act.text, newlines=True, limit=_SHOWN)
        self._why.set_runs((Run(reason(act), Type.BODY_MEDIUM, "hot_text"),))
        self._text.set_runs((Run(said, Type.BODY, "ink"),))
        self._text.setVisible(bool(said))
        self.copy.setVisible(bool(said))
        spoken = f"{self.list.choices[row].text}. {reason(act)}"
        self.list.setAccessibleDescription(spoken)
        if self.isVisible():
            self.open_at(self.pos())

    def _decide(self, how: SignalInstance) -> None:
        act = self._marked()
        if act is not None:
            how.emit(act)

    def _copy(self) -> None:
        act = self._marked()
        if act is not None and act.text:
            QGuiApplication.clipboard().setText(act.text)
            self.told.emit("The words are on the clipboard.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        buttons = {Qt.Key.Key_R: self.retry, Qt.Key.Key_D: self.drop, Qt.Key.Key_Y: self.copy}
        button = buttons.get(Qt.Key(event.key()))
        if button is not None and not event.isAutoRepeat() and button.isVisible():
            button.click()  # a held key must not drop the next one too
            return
        super().keyPressEvent(event)
