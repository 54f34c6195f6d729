"""The return slip: what we call a lead, one reason, and what happens then."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.lead import Lead
from app.domain.playbook import ReturnReason
from ui.bridge import Bridge
from ui.fonts import Type
from ui.icons import exists, paint_icon
from ui.person_words import name
from ui.text import clean
from ui.theme import Theme
from ui.widgets.choice_list import Choice, ChoiceList
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import Run
from ui.widgets.painted import canvas
from ui.widgets.paragraph import Paragraph
from ui.widgets.popup import Popup, paint_surface
from ui.widgets.rule import Rule

_WIDTH, _SIDE = 420, 16
_NO_REASONS = "The playbook has not come yet. Reasons appear once this desk has been live."


class ReturnSlip(Popup):
    """Emits `returned` with the lead's id and the reason's key."""

    returned = Signal(str, str)

    def __init__(self, bridge: Bridge, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, "Return to marketing", host)
        self._bridge, self._lead = bridge, ""
        self._reasons: tuple[ReturnReason, ...] = ()
        self._title = ElidedLabel(theme, "Return to marketing", Type.READ_STRONG)
        self._meaning = Paragraph(theme, width=_WIDTH - 2 * _SIDE)
        self.list = ChoiceList(theme, "Reason", marks_only=True)
        self._then = Paragraph(theme, width=_WIDTH - 2 * _SIDE - 22)
        self.give = KeyButton(theme, "Return", key="Enter", kind=Kind.PRIMARY)
        self.keep = KeyButton(theme, "Keep", key="Esc")
        self._lay_out(theme)
        self.setFocusProxy(self.list)
        self.list.marked.connect(self._say)
        self.list.chosen.connect(lambda _: self._give())
        self.give.acted.connect(self._give)
        self.keep.acted.connect(self.dismiss)

    def _lay_out(self, theme: Theme) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(_SIDE, 0, _SIDE, 6)
        top.setSpacing(2)
        top.addWidget(self._title)
        top.addWidget(self._meaning)
        foot = QVBoxLayout()
        foot.setContentsMargins(_SIDE, 10, _SIDE, 0)
        foot.setSpacing(10)
        then = QHBoxLayout()
        then.setContentsMargins(22, 0, 0, 0)
        then.addWidget(self._then)
        foot.addLayout(then)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.give)
        acts.addWidget(self.keep)
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

    def ask(self, lead: Lead) -> None:
        """Open for a lead; the reasons and the definition are the playbook's."""
        desk = self._bridge.desk
        playbook = desk.playbook if desk is not None else None
        self._lead = lead.id
        self._reasons = playbook.return_reasons[:9] if playbook is not None else ()
        self._title.set_text(f"Return {name(lead.person)} to marketing")
        meaning = _meaning(playbook.definition) if playbook is not None else _NO_REASONS
        self._meaning.set_runs((Run(meaning, Type.BODY, "ink2"),))
        self.list.set_choices(
            [
                Choice(
                    (Run(clean(reason.title)),),
                    reason.icon if exists(reason.icon) else "circle-x",
                    str(number),
                )
                for number, reason in enumerate(self._reasons, start=1)
            ]
        )
        self.give.setEnabled(bool(self._reasons))
        self.open_at()

    def _say(self, row: int) -> None:
        self._then.set_runs((Run(clean(self._reasons[row].then)),))
        self._then.setFixedHeight(2 * Type.BODY.line)  # the slip keeps its height
        self.update()

    @property
    def then(self) -> str:
        """What happens after the marked reason."""
        return self._then.text

    def _give(self) -> None:
        if not 0 <= self.list.at < len(self._reasons):
            return
        lead_id, reason = self._lead, self._reasons[self.list.at].key
        self.dismiss()
        self.returned.emit(lead_id, reason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        paint_surface(painter, QRectF(self.rect()), self.tokens)
        if self._reasons:
            corner = self._then.pos()
            paint_icon(
                painter, "corner-down-right", corner.x() - 22, corner.y() + 2, 14, self.tokens.ink3
            )
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._give()
            return
        super().keyPressEvent(event)


def _meaning(definition: str) -> str:
    said = clean(definition)
    return f"Our lead: {said[:1].lower()}{said[1:]}"
