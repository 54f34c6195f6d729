"""The hero: one lead, one clock, one key. Ring, name and the primary button in one block."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.hero_face import HeroFace
from ui.text import tooltip
from ui.theme import Theme
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.line import Run, draw_runs, draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.ring import HERO, paint_ring
from ui.widgets.rule import paint_rule

HEIGHT, LOW_HEIGHT = 177, 161
NARROW = 760
"""Below this width of the pane the clocks join the role line."""
_RIGHT = 24
_HEAD = 107
_GAP = 8

BUTTONS: tuple[tuple[str, str, str, str], ...] = (
    ("call", "Claim & call", "C", "phone"),
    ("hang_up", "Hang up", "H", "phone-off"),
    ("note", "Note", "N", "pencil-line"),
    ("sms", "SMS", "S", "message-square"),
    ("email", "Email", "E", "mail"),
    ("later", "Later", "L", "clock"),
    ("next", "Next touch", "B", "calendar-clock"),
)
ICONS = {act: icon for act, _words, _key, icon in BUTTONS}


class Hero(Painted):
    """Emits `asked` with an act's name, `refused` with the reason a channel may not be used."""

    asked = Signal(str)
    refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._face: HeroFace | None = None
        self._reasons: dict[str, str] = {}
        self.buttons: dict[str, KeyButton] = {}
        for act, words, key, icon in BUTTONS:
            self._add(act, words, key, icon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)

    def _add(self, act: str, words: str, key: str, icon: str) -> None:
        button = KeyButton(self.theme, words, key=key, icon=icon, size=Size.HERO, parent=self)
        button.acted.connect(lambda: self.asked.emit(act))
        button.refusal_asked.connect(lambda: self.refused.emit(self._reasons.get(act, "")))
        button.hide()
        self.buttons[act] = button

    @property
    def face(self) -> HeroFace | None:
        """What is shown."""
        return self._face

    def set_face(self, face: HeroFace) -> None:
        """Other words; painted only when something differs."""
        if face == self._face:
            return
        before, self._face = self._face, face
        self.setAccessibleName(f"{face.name}, {face.source}, {face.ring.digits} {face.ring.word}")
        self.setAccessibleDescription(f"{face.note}. {face.role}. {face.theirs}, {face.mine}")
        if before is not None and replace(before, ring=face.ring, note=face.note) == face:
            self.update(0, 0, self.width(), _HEAD)  # the buttons need not be painted again
            return
        self.update()

    def set_button(
        self, act: str, *, shown: bool, label: str = "", primary: bool = False, reason: str = ""
    ) -> None:
        """Whether a button is there, its words, if it is the blue one, or why it may not act."""
        button = self.buttons[act]
        self._reasons[act] = reason
        if label and button.label != label:
            reads = act == "call" and "read" in label
            button.set_label(label, "book-open" if reads else ICONS[act])
        kind = Kind.REFUSED if reason else Kind.PRIMARY if primary else Kind.PLAIN
        if reason:
            button.refuse(reason)
        elif button.kind is not kind:
            button.set_kind(kind)
        button.setVisible(shown)

    def set_trying(self, trying: bool) -> None:
        """The hub has been asked for this lead."""
        call = self.buttons["call"]
        (call.begin_asking if trying else call.end_asking)()

    def set_caps_muted(self, muted: bool) -> None:
        """Somebody types: the letters are text, here they need Alt."""
        for button in self.buttons.values():
            button.set_cap_muted(muted)

    @property
    def narrow(self) -> bool:
        """Whether the clocks stand in the role line."""
        return self.width() < NARROW

    def place(self) -> None:
        """Put the visible buttons in a row; those that do not fit stay away."""
        x = 22 if self.narrow else 28
        y = 108 if self.narrow else 120
        for button in self.buttons.values():
            if button.isHidden():
                continue
            hint = button.sizeHint()
            button.setGeometry(x, y, hint.width(), hint.height())
            x += hint.width() + _GAP
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            face = self._face
            whole = f"{face.name}\n{face.role}" if face is not None and self._cut(face) else ""
            QToolTip.showText(event.globalPos(), tooltip(whole), self)
            return True
        return super().event(event)

    def _cut(self, face: HeroFace) -> bool:
        room = self._text_right() - self._text_left()
        return max(text_width(face.name, Type.HERO), text_width(face.role, Type.ROLE)) > room

    # -- painting

    def _text_left(self) -> float:
        return 125.0 if self.narrow else 131.0

    def _text_right(self) -> float:
        right = float(self.width() - _RIGHT)
        if self.narrow or self._face is None:
            return right
        clocks = max(
            text_width(self._face.theirs, Type.READ_STRONG), text_width(self._face.mine, Type.BODY)
        )
        return right - clocks - 20

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, face = canvas(self), self._face
        paint_rule(painter, 0, self.height() - 1, self.width(), self.tokens)
        if face is not None:
            left, top = (17, 11) if self.narrow else (24, 17)
            paint_ring(painter, QRectF(left, top, HERO, HERO), face.ring, self.tokens)
            self._paint_words(painter, face)
            if not self.narrow:
                self._paint_clocks(painter, face)
        painter.end()

    def _paint_words(self, painter: QPainter, face: HeroFace) -> None:
        shift = 6 if self.narrow else 0
        left, right = self._text_left(), self._text_right()

        def line(middle: float, height: float) -> QRectF:
            y = middle - shift - height / 2
            return QRectF(QPointF(left, y), QPointF(right, y + height))

        head = (Run(face.source, Type.BODY_STRONG), Run("  " + face.note, Type.BODY, "ink2"))
        draw_runs(painter, line(34, 18), head, self.tokens)
        draw_text(painter, line(62, 34), face.name, Type.HERO, self.tokens.ink)
        foot = line(90, 20)
        if not self.narrow:
            draw_text(painter, foot, face.role, Type.ROLE, self.tokens.ink2)
            return
        dot = " · " if face.role else ""
        clocks = f"{face.theirs} · {face.mine}"
        room = foot.width() - text_width(dot + clocks, Type.ROLE)
        used = draw_text(
            painter, QRectF(left, foot.top(), room, 20), face.role, Type.ROLE, self.tokens.ink2
        )
        runs = (
            Run(dot, Type.ROLE, "ink2"),
            Run(face.theirs, Type.ROLE, "ink"),
            Run(f" · {face.mine}", Type.ROLE, "ink2"),
        )
        foot.setLeft(left + used)
        draw_runs(painter, foot, runs, self.tokens)

    def _paint_clocks(self, painter: QPainter, face: HeroFace) -> None:
        tokens, right = self.tokens, float(self.width() - _RIGHT)

        def line(middle: float, height: float) -> QRectF:
            return QRectF(0, middle - height / 2, right, height)

        draw_text(painter, line(78, 23), face.theirs, Type.READ_STRONG, tokens.ink, "right")
        draw_text(painter, line(98, 18), face.mine, Type.BODY, tokens.ink2, "right")
        if not face.number:
            return
        width = text_width(face.number, Type.BODY)
        taken = max(
            (b.geometry().right() for b in self.buttons.values() if b.isVisible()), default=0
        )
        if right - width - 24 < taken + 12:
            return
        draw_text(painter, line(140, 18), face.number, Type.BODY, tokens.ink2, "right")
        paint_icon(painter, face.icon, right - width - 23, 132, 16, tokens.ink2)
