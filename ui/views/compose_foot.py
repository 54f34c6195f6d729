"""The lower half of the composer: tabs, the box with its templates, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.touch import Channel
from ui.fonts import Type
from ui.icons import paint_icon
from ui.text import PlainLabel, clean, tooltip
from ui.theme import Theme
from ui.views.compose_words import OPENS, WORDS, WhyNot, Written
from ui.views.kept_row import KeptRow
from ui.views.writing_box import WritingBox
from ui.widgets.field import Field
from ui.widgets.flow import Flow
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.line import Run
from ui.widgets.painted import Painted, canvas
from ui.widgets.paragraph import Paragraph
from ui.widgets.rule import paint_rule

_LEFT, _RIGHT = 28, 24
_PAD = 9
"""What a quiet button keeps free on both sides: its words stand in line with the box."""
_ICONS = {"call": "phone", "sms": "message-square", "email": "mail"}
_KEYS = {"call": "C", "sms": "S", "email": "E"}
_BOX = {"sms": (56, 140), "email": (120, 260)}
_LOW_BOX = {"sms": (56, 92), "email": (84, 116)}
"""How high the box is at least and at most; it grows with what is in it."""


class ComposeFoot(Painted):
    """Holds the parts and places them. `wanted` with the letter of a channel (C, S, E), `template`
    with a number, `yes_wanted` when a yes is to be recorded, `swap_wanted` when the words that came
    back are to stand in the box, `grown` when it needs another height."""

    wanted = Signal(str)
    template = Signal(int)
    grown = Signal()
    yes_wanted = Signal()
    swap_wanted = Signal()
    copy_wanted = Signal()
    """The draft that is kept while there is no box."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.tabs: dict[Written, KeyButton] = {
            "sms": KeyButton(theme, "SMS", key="Alt S", icon=_ICONS["sms"], size=Size.SMALL),
            "email": KeyButton(theme, "Email", key="Alt E", icon=_ICONS["email"], size=Size.SMALL),
        }
        self.back = KeyButton(
            theme, "Back, draft kept", key="Esc", kind=Kind.QUIET, size=Size.SMALL
        )
        self.about = KeyButton(theme, "Already got", key="Alt I", kind=Kind.QUIET, size=Size.SMALL)
        self.about.setAccessibleDescription("What they allow, and what they got from us")
        self._to = Paragraph(theme, width=500)
        self.subject = Field(theme, "Subject", hint="Subject", limit=200)
        self.box = WritingBox(theme)
        self.hand = KeyButton(theme, OPENS["sms"], key="Ctrl Enter", kind=Kind.PRIMARY)
        self.says = PlainLabel(theme, "", Type.SMALL, "ink2", wrap=True)
        self.count = PlainLabel(theme, "", Type.SMALL, "ink2")
        self.templates = Flow()
        self.no_title = PlainLabel(theme, "", Type.READ_STRONG, wrap=True)
        self.no_text = Paragraph(theme, width=560)
        self.ways = Flow()
        self._kept = KeptRow(theme, _PAD)
        self.kept, self.copy = self._kept.words, self._kept.copy
        self._kept.copy_wanted.connect(self.copy_wanted)
        self.reads = PlainLabel(theme, "", Type.SMALL, "ink3", wrap=True)
        self.other = PlainLabel(theme, "", Type.SMALL, "ink2", wrap=True)
        self.swap = KeyButton(theme, "Swap", key="Alt W", kind=Kind.QUIET, size=Size.SMALL)
        self.swap.acted.connect(self.swap_wanted)
        self._beside = QWidget()
        self._chosen: Written = "sms"
        self._write, self._no = QWidget(), QWidget()
        self._lay_write()
        self._lay_no()
        self._lay_all()
        for channel, tab in self.tabs.items():
            tab.set_kind(Kind.QUIET)
            tab.acted.connect(lambda channel=channel: self.wanted.emit(_KEYS[channel]))

    def _lay_all(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_LEFT - _PAD, 2, _RIGHT - _PAD, 8)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setContentsMargins(0, 4, 0, 4)
        top.setSpacing(8)
        for tab in self.tabs.values():
            top.addWidget(tab)
        top.addStretch()
        top.addWidget(self.about)
        top.addWidget(self.back)
        column.addLayout(top)
        column.addWidget(self._write)
        column.addWidget(self._no)
        column.addWidget(self._kept)

    def _lay_write(self) -> None:
        column = QVBoxLayout(self._write)
        column.setContentsMargins(_PAD, 2, _PAD, 0)
        column.setSpacing(8)
        beside = QHBoxLayout(self._beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.other, 1, Qt.AlignmentFlag.AlignVCenter)
        beside.addWidget(self.swap)
        for part in (self._to, self.subject, self.box, self.reads, self._beside, self.says):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.hand, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.templates, 1)
        row.addWidget(self.count, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(row)
        for part in (self.reads, self._beside, self.says):
            part.hide()

    def _lay_no(self) -> None:
        column = QVBoxLayout(self._no)
        column.setContentsMargins(_PAD + 38, 8, _PAD, 8)
        column.setSpacing(6)
        for part in (self.no_title, self.no_text, self.ways):
            column.addWidget(part)

    # -- what it shows

    @property
    def refused(self) -> bool:
        """Whether there is no box."""
        return not self._no.isHidden()

    def show_tabs(self, chosen: Channel, refused: set[Channel]) -> None:
        """Which channel is written on, and which may not be."""
        for channel, tab in self.tabs.items():
            if channel == chosen:
                self._chosen = channel
            no = channel in refused
            tab.set_label(WORDS[channel], "ban" if no else _ICONS[channel])
            tab.set_icon_role("hot_text" if no else None)

    def show_writing(
        self, to: Sequence[Run], channel: Written, name: str, *, low: bool, sends: bool = False
    ) -> None:
        """The box. `low`: the window is, so the box is too; `sends`: the hub does, and no program
        here is opened."""
        self._swap(refused=False)
        self._kept.show_draft("")
        self._to.set_runs(to)
        self.subject.setVisible(channel == "email")
        self.box.set_heights(*(_LOW_BOX if low else _BOX)[channel])
        self.box.setAccessibleName(f"{WORDS[channel]} to {name}")
        if sends:
            self.hand.set_label("Send", "")
        else:
            self.hand.set_label(OPENS[channel], _ICONS[channel])

    def show_templates(self, titles: Sequence[tuple[str, str]]) -> None:
        """Each template with its key; one they got all of is grey and says so (`sent 14:31`)."""
        made: list[QWidget] = []
        for number, (title, sent) in enumerate(titles, start=1):
            label = f"{title}, {sent}" if sent else title
            button = KeyButton(
                self.theme, label, key=f"Ctrl {number}", kind=Kind.QUIET, size=Size.SMALL
            )
            button.setEnabled(not sent)
            button.acted.connect(lambda number=number: self.template.emit(number))
            made.append(button)
        _replace(self.templates, made)

    def show_beside(self, other: str, reads: str) -> None:
        """Words that came back and wait beside the box, and the message as they will read it."""
        self.other.setText(f"Also kept: “{_short(other)}”" if other else "")
        self._beside.setVisible(bool(other))
        self.reads.setText(reads)
        self.reads.setVisible(bool(reads))

    def show_refusal(self, no: WhyNot, ways: Sequence[Channel], draft: str, yes: str = "") -> None:
        """Why there is no box, and the other ways; the draft is kept and said so. `yes`: how a yes
        can be got, where it can."""
        self._swap(refused=True)
        self.no_title.setText(no.title)
        self.no_text.set_runs((Run(clean(no.text), Type.BODY, "ink2"),))
        made: list[QWidget] = []
        for place, way in enumerate(ways):
            label = "Call" if way == "call" else f"{WORDS[way]} instead"
            kind = Kind.PLAIN if place else Kind.PRIMARY
            key = _KEYS[way]
            button = KeyButton(self.theme, label, key=key, icon=_ICONS[way], kind=kind)
            button.acted.connect(lambda key=key: self.wanted.emit(key))
            made.append(button)
        if yes:
            record = KeyButton(self.theme, yes, key="K", kind=Kind.QUIET)
            record.acted.connect(self.yes_wanted)
            made.append(record)
        _replace(self.ways, made)
        self._kept.show_draft(_short(draft))

    def say(self, problem: str, told: str) -> None:
        """What holds the message back, else a remark."""
        self.hand.setEnabled(not problem)
        self.hand.setToolTip(tooltip(problem))
        self.says.setText(problem or told)
        self.says.setVisible(bool(problem or told))
        self.says.set_role("warm_text" if problem else "ink2")

    def remark(self, told: str) -> None:
        """Something to know, while there is nothing to hold back."""
        self.says.setText(told)
        self.says.set_role("ink2")
        self.says.setVisible(bool(told))

    def focus(self) -> None:
        """Where one types, or the first other way."""
        first = self.ways.parts[0] if self.refused and self.ways.parts else self.box
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _swap(self, *, refused: bool) -> None:
        self._write.setVisible(not refused)
        for channel, tab in self.tabs.items():
            tab.set_key(_KEYS[channel] if refused else f"Alt {_KEYS[channel]}")
        self.about.set_key("I" if refused else "Alt I")
        self._no.setVisible(refused)

    # -- places and painting

    def height_for(self, width: int) -> int:
        """The height its parts need."""
        layout = self.layout()
        if layout is None:
            return 0
        layout.activate()
        return layout.totalHeightForWidth(width)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.grown.emit()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        paint_rule(painter, 0, 0, self.width(), self.tokens)
        tab = self.tabs[self._chosen].geometry()
        paint_rule(painter, 0, tab.bottom() + 6, self.width(), self.tokens)
        line = QRectF(tab.left() + 5, tab.bottom() + 5, tab.width() - 10, 2)
        painter.fillRect(line, self.tokens.accent_mark)
        if self.refused:
            corner = self._no.mapTo(self, self.no_title.pos())
            paint_icon(painter, "ban", corner.x() - 38, corner.y() - 1, 24, self.tokens.hot_text)
        painter.end()


def _short(text: str) -> str:
    said = " ".join(text.split())
    return f"{said[:90]}{'…' if len(said) > 90 else ''}"


def _replace(flow: Flow, made: list[QWidget]) -> None:
    """New buttons only where they say something new: the focus may be on one of them."""
    if [_look(part) for part in made] != [_look(part) for part in flow.parts]:
        flow.set_parts(made)
        return
    for spare in made:
        spare.deleteLater()


def _look(part: QWidget) -> tuple[str, str, bool]:
    button = cast(KeyButton, part)
    return button.label, button.key, button.isEnabled()
