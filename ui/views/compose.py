"""The composer: the thread above, one message below. It hands the text over and sends nothing."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import words as fields
from app.domain.facts import Fact, TouchStarted
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.domain.playbook import Template
from app.domain.touch import Channel
from ui import words
from ui.bridge import Bridge
from ui.clockwork import Ticker
from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.draft import LONGEST, Draft, Drafts, from_template, gaps
from ui.models.sms_parts import parts_words
from ui.models.thread import thread, used
from ui.my_clock import my_zone
from ui.person_words import cleaned, object_
from ui.text import PlainLabel, clean
from ui.theme import Theme
from ui.views.compose_head import ComposeHead
from ui.views.compose_words import (
    OPENS,
    WORDS,
    WhyNot,
    Written,
    address_runs,
    other_ways,
    why_not,
)
from ui.views.thread_view import ThreadView
from ui.views.writing_box import WritingBox
from ui.widgets.field import Field
from ui.widgets.flow import Flow
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.line import Run
from ui.widgets.painted import Painted, canvas
from ui.widgets.paragraph import Paragraph
from ui.widgets.rule import paint_rule

_LEFT, _RIGHT = 28, 24
_ICONS = {"call": "phone", "sms": "message-square", "email": "mail"}
_BOX = {"sms": 84, "email": 156}


class Composer(Painted):
    """`handed` with lead, channel, text, subject and template when the rep lets it open elsewhere;
    `call_wanted` and `closed` with nothing lost: drafts stay with their lead and channel."""

    handed = Signal(str, str, str, str, str)
    call_wanted = Signal(str)
    closed = Signal()

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._bridge = bridge
        self._lead: Lead | None = None
        self._channel: Written = "sms"
        self._template, self._told = "", ""
        self._filling = False
        self._templates: tuple[Template, ...] = ()
        self._used: dict[str, Ms] = {}
        self.drafts = Drafts()
        self.head = ComposeHead(theme, self)
        self.story = ThreadView(theme, self)
        self._build(theme)
        self._wire()
        self.ticker = Ticker(bridge.now, self)
        self.ticker.second.connect(lambda _: self._second())

    def _build(self, theme: Theme) -> None:
        self.tabs = {
            "sms": KeyButton(theme, "SMS", key="Alt S", icon="message-square", size=Size.SMALL),
            "email": KeyButton(theme, "Email", key="Alt E", icon="mail", size=Size.SMALL),
        }
        for tab in self.tabs.values():
            tab.setCheckable(True)
        self._keeps = PlainLabel(theme, "Esc keeps the draft", Type.SMALL, "ink3")
        self._to = Paragraph(theme, width=500)
        self.subject = Field(theme, "Subject", hint="Subject", limit=200)
        self.box = WritingBox(theme)
        self.hand = KeyButton(theme, OPENS["sms"], key="Ctrl Enter", kind=Kind.PRIMARY)
        self._says = PlainLabel(theme, "", Type.SMALL, "ink2", wrap=True)
        self._count = PlainLabel(theme, "", Type.SMALL, "ink2")
        self.templates = Flow()
        self._no_title = PlainLabel(theme, "", Type.READ_STRONG, wrap=True)
        self._no_text = Paragraph(theme, width=560)
        self._ways = Flow()
        self._kept = PlainLabel(theme, "", Type.SMALL, "ink2")
        self._write, self._no = QWidget(), QWidget()
        self._lay_write()
        self._lay_no()
        self._foot = QWidget(self)
        self._foot.installEventFilter(self)
        column = QVBoxLayout(self._foot)
        column.setContentsMargins(_LEFT - 4, 5, _RIGHT, 8)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.setContentsMargins(0, 4, 0, 4)
        top.setSpacing(8)
        for tab in self.tabs.values():
            top.addWidget(tab)
        top.addStretch()
        top.addWidget(self._keeps)
        column.addLayout(top)
        column.addWidget(self._write)
        column.addWidget(self._no)

    def _lay_write(self) -> None:
        column = QVBoxLayout(self._write)
        column.setContentsMargins(4, 2, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._to)
        column.addWidget(self.subject)
        column.addWidget(self.box)
        row = QHBoxLayout()
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(14)
        for label in (self._says, self._count):
            label.setFixedHeight(Size.NORMAL.px)
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
            label.setAlignment(left | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.hand)
        row.addWidget(self._says, 1)
        row.addWidget(self._count, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(row)
        column.addWidget(self.templates)

    def _lay_no(self) -> None:
        column = QVBoxLayout(self._no)
        column.setContentsMargins(42, 8, 0, 8)
        column.setSpacing(6)
        column.addWidget(self._no_title)
        column.addWidget(self._no_text)
        column.addWidget(self._ways)
        column.addWidget(self._kept)

    def _wire(self) -> None:
        self.head.call.acted.connect(self._call)
        self.head.back.acted.connect(self.leave)
        for channel, tab in self.tabs.items():
            tab.acted.connect(lambda channel=channel: self._switch(cast(Written, channel)))
        self.box.send.connect(self.hand.click)
        self.box.template.connect(self.use_template)
        self.box.leave.connect(self.leave)
        self.box.act.connect(self._alt)
        self.box.textChanged.connect(self._typed)
        self.subject.textChanged.connect(lambda _: self._typed())
        self.hand.acted.connect(self._hand)
        self.hand.refusal_asked.connect(self._look)
        self._bridge.lead_changed.connect(self._changed)

    # -- opening and leaving

    def open(self, lead: Lead, channel: Channel) -> None:
        """Write to this lead; a draft of before is there again, else the first fitting template."""
        self._keep()
        self._lead = lead
        self._channel = "email" if channel == "email" else "sms"
        self._told = ""
        self._restore()
        self._show()
        self.ticker.start()
        self.focus()

    @property
    def lead_id(self) -> str:
        """Who is written to, empty while nobody is."""
        return self._lead.id if self._lead is not None else ""

    @property
    def channel(self) -> Written:
        """SMS or email."""
        return self._channel

    def leave(self) -> None:
        """Back; the draft is kept."""
        self._keep()
        self.ticker.stop()
        self._lead = None
        self.closed.emit()

    def focus(self) -> None:
        """Where one types, or the first other way."""
        first = self._ways.parts[0] if self._no.isVisible() and self._ways.parts else self.box
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _keep(self) -> None:
        if self._lead is not None:
            draft = self.draft()
            draft.touched = self._touched
            self.drafts.keep(self._lead.id, self._channel, draft)

    def _restore(self) -> None:
        lead = self._lead
        assert lead is not None
        self._find_templates(lead)
        kept = self.drafts.of(lead.id, self._channel)
        if kept is None:
            fresh = next((t for t in self._templates if t.key not in self._used), None)
            kept = self._filled(fresh) if fresh is not None else Draft()
        self._fill(kept)

    def _switch(self, channel: Written) -> None:
        if self._lead is None:
            return
        if channel != self._channel:
            self._keep()
            self._channel = channel
            self._restore()
        self._show()
        self.focus()

    def _alt(self, letter: str) -> None:
        if letter == "C":
            self.head.call.click()
        else:
            self._switch("sms" if letter == "S" else "email")

    # -- the words

    def draft(self) -> Draft:
        """What stands there now."""
        subject = self.subject.text() if self._channel == "email" else ""
        return Draft(self.box.toPlainText(), subject, self._template)

    def _filled(self, template: Template) -> Draft:
        desk, lead = self._bridge.desk, self._lead
        me = desk.me if desk is not None else None
        assert lead is not None
        return from_template(
            template, lead, me.name if me is not None else "", me.team_name if me else ""
        )

    def _fill(self, draft: Draft) -> None:
        self._filling = True
        self.subject.setText(draft.subject)
        self.box.set_text(draft.text)
        self._template, self._touched = draft.template, draft.touched
        self._filling = False
        self._count_letters()

    def use_template(self, number: int) -> None:
        """Replace the words by a template's (1 to 9); `Ctrl Z` in the box brings them back."""
        if not 1 <= number <= len(self._templates) or self._no.isVisible():
            return
        template = self._templates[number - 1]
        sent = self._used.get(template.key)
        if sent is not None:
            self._say(f"“{cleaned(template.title)}” went out {_when(sent, self._bridge.now())}.")
            return
        self._told = ""
        self._fill(self._filled(template))
        self._touched = True
        self._look()
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        if not self._filling:
            self._touched, self._told = True, ""
            self._count_letters()
            self._look()

    def _count_letters(self) -> None:
        text = self.box.toPlainText()
        self._count.setText(parts_words(text) if self._channel == "sms" else "")

    # -- showing

    def _second(self) -> None:
        lead = self._lead
        if lead is not None and self.isVisible():
            self.head.set_lead(lead, self._bridge.now())
            if self._bridge.now() // 1_000 % 15 == 0:
                self._show()

    def _changed(self, lead: Lead, fact: Fact) -> None:
        mine = isinstance(fact, TouchStarted) and fact.rep == self._bridge.rep
        if mine and isinstance(fact, TouchStarted):
            self.drafts.drop(lead.id, fact.channel)
        if self._lead is not None and lead.id == self._lead.id:
            self._lead = lead
            if mine:
                self._touched = False
            self._show()

    def _why_not(self, channel: Channel) -> WhyNot | None:
        desk, lead = self._bridge.desk, self._lead
        if desk is None or lead is None:
            return WhyNot("Nobody is signed in", "What you wrote stays here until you are.")
        return why_not(lead, channel, desk.playbook, self._bridge.rep, self._bridge.now())

    def _show(self) -> None:
        lead, now = self._lead, self._bridge.now()
        if lead is None:
            return
        self._find_templates(lead)
        self.head.call.setVisible(self._why_not("call") is None)
        self.head.set_lead(lead, now)
        self.story.set_messages(thread(lead, self._bridge.rep, now))
        for channel, tab in self.tabs.items():
            tab.setChecked(channel == self._channel)
            refused = self._why_not(cast(Channel, channel)) is not None
            tab.set_label(WORDS[cast(Channel, channel)], "ban" if refused else _ICONS[channel])
        no = self._why_not(self._channel)
        self._write.setVisible(no is None)
        self._no.setVisible(no is not None)
        self._keeps.setVisible(no is None)
        if no is None:
            self._show_writing(lead)
        else:
            self._show_refusal(lead, no)
        self._place()

    def _show_writing(self, lead: Lead) -> None:
        email = self._channel == "email"
        self._to.set_runs(address_runs(lead, self._channel))
        self.subject.setVisible(email)
        low = self.height() < 620
        self.box.setFixedHeight(
            (_BOX[self._channel] - 40) if low and email else _BOX[self._channel]
        )
        self.box.setAccessibleName(f"{WORDS[self._channel]} to {self.head.name}")
        self.hand.set_label(OPENS[self._channel], _ICONS[self._channel])
        self._show_templates()
        self._count_letters()
        self._look()

    def _show_templates(self) -> None:
        made: list[QWidget] = []
        now = self._bridge.now()
        for number, template in enumerate(self._templates, start=1):
            sent = self._used.get(template.key)
            title = cleaned(template.title, 40)
            label = title if sent is None else f"{title}, sent {_when(sent, now)}"
            button = KeyButton(
                self.theme, label, key=f"Ctrl {number}", kind=Kind.QUIET, size=Size.SMALL
            )
            button.setEnabled(sent is None)
            button.acted.connect(lambda number=number: self.use_template(number))
            made.append(button)
        if [_look_of(w) for w in made] != [_look_of(w) for w in self.templates.parts]:
            self.templates.set_parts(made)
        else:
            for spare in made:
                spare.deleteLater()

    def _show_refusal(self, lead: Lead, no: WhyNot) -> None:
        self._no_title.setText(no.title)
        self._no_text.set_runs((Run(clean(no.text), Type.BODY, "ink2"),))
        desk = self._bridge.desk
        playbook = desk.playbook if desk is not None else None
        ways = other_ways(lead, self._channel, playbook, self._bridge.rep, self._bridge.now())
        made: list[QWidget] = []
        for place, way in enumerate(ways):
            label = "Call" if way == "call" else f"{WORDS[way]} instead"
            kind = Kind.PLAIN if place else Kind.PRIMARY
            key = {"call": "C", "sms": "S", "email": "E"}[way]
            button = KeyButton(self.theme, label, key=f"Alt {key}", icon=_ICONS[way], kind=kind)
            button.acted.connect(lambda key=key: self._alt(key))
            made.append(button)
        if [_look_of(w) for w in made] != [_look_of(w) for w in self._ways.parts]:
            self._ways.set_parts(made)
        text = " ".join(self.box.toPlainText().split())
        kept = f"Your draft is kept: “{text[:90]}{'…' if len(text) > 90 else ''}”"
        self._kept.setText(kept if text and self._touched else "")

    def _find_templates(self, lead: Lead) -> None:
        desk = self._bridge.desk
        every = desk.playbook.templates if desk is not None and desk.playbook is not None else ()
        self._templates = fields.templates(every, lead, self._channel)[:9]
        self._used = used(self._templates, lead, self._channel)

    def _problem(self) -> str:
        draft = self.draft()
        missing = gaps(draft)
        if missing:
            whom = object_(self._lead.person) if self._lead is not None else "them"
            return f"Not known of {whom}: {', '.join(missing)}. Replace what is marked."
        if not draft.text.strip():
            return "Nothing is written yet."
        if len(draft.text) > LONGEST:
            return f"At most {LONGEST:,} letters; these are {len(draft.text):,}."
        return ""

    def _look(self) -> None:
        problem = self._problem()
        if problem:
            self.hand.refuse(problem)
        elif self.hand.kind is not Kind.PRIMARY:
            self.hand.set_kind(Kind.PRIMARY)
        self._says.setText(problem or self._told)
        self._says.set_role("warm_text" if problem else "ink2")

    def _say(self, sentence: str) -> None:
        self._told = sentence
        self._look()

    # -- acting

    def _hand(self) -> None:
        if self._lead is None or self._problem() or self._why_not(self._channel) is not None:
            self._show()
            return
        draft, lead_id, channel = self.draft(), self._lead.id, self._channel
        # Kept until the hub has it in the log: an app that does not open must not cost the words.
        self.drafts.keep(lead_id, channel, Draft(**{**vars(draft), "touched": True}))
        self.handed.emit(
            lead_id, channel, draft.text.strip(), draft.subject.strip(), draft.template
        )

    def _call(self) -> None:
        if self._lead is not None:
            self.call_wanted.emit(self._lead.id)

    # -- places

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._foot and event.type() == QEvent.Type.LayoutRequest:
            self._place()  # its parts have other heights now
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()
        self._place()

    def _place(self) -> None:
        width, height = self.width(), self.height()
        self.head.setGeometry(0, 0, width, self.head.height())
        layout = self._foot.layout()
        assert layout is not None
        layout.activate()
        foot = min(layout.totalHeightForWidth(width), height - self.head.height())
        self._foot.setGeometry(0, height - foot, width, foot)
        top = self.head.height()
        self.story.setGeometry(_LEFT, top, width - _LEFT - 12, max(0, height - foot - top - 1))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        paint_rule(painter, 0, self._foot.y() - 1, self.width(), self.tokens)
        if self._no.isVisible():
            corner = self._no.mapTo(self, self._no_title.pos())
            x, y = corner.x() - 38, corner.y() - 1
            paint_icon(painter, "ban", x, y, 24, self.tokens.hot_text)
        painter.end()

    _touched = False


def _look_of(part: QWidget) -> tuple[str, str, bool]:
    assert isinstance(part, KeyButton)
    return part.label, part.key, part.isEnabled()


def _when(instant: Ms, now: Ms) -> str:
    zone = my_zone()
    then, here = at(instant), at(now)
    if then.astimezone(zone).date() == here.astimezone(zone).date():
        return words.clock(then, zone)
    return words.day(then, here, zone)
