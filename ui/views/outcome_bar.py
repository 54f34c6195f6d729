"""The outcome bar: one key says how it ended, one line says when to call again, and before it is
saved it says what would be booked. Its height never changes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.touch import Disposition
from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.outcome import AGAIN, CALL_KEYS, IDLE, Key
from ui.text import clean
from ui.theme import Theme
from ui.widgets.field import HEIGHT as FIELD_HEIGHT
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.line import draw_text
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule

HEIGHT = 100
NARROW = 760
_DELAY = 120
"""Milliseconds of rest in typing before the echo is worked out."""
_FIELD_WIDTH = 308


class OutcomeBar(Painted):
    """Emits `saved` with disposition and clue, `again_asked` with both where the call is to be
    made again in twenty minutes, `return_asked` for key 9, `draft_changed` when the
    preview has to be worked out again, `typing` when letters become text or no longer do."""

    saved = Signal(str, str)
    again_asked = Signal(str, str)
    return_asked = Signal()
    draft_changed = Signal()
    typing = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._keys: tuple[Key, ...] = ()
        self._chosen: Disposition | None = None
        self._live = False
        self._idle, self._echo, self._then = IDLE, "", ""
        self._call = ""
        self.buttons: list[KeyButton] = []
        self.field = Field(
            theme, "Clue: when to call, whom to ask for", hint="A clue: tue after 3, ask for Dana",
            icon="lightbulb", limit=500, parent=self,
        )  # fmt: skip
        self.save = KeyButton(theme, "Save", key="Enter", kind=Kind.PRIMARY, parent=self)
        self.again = KeyButton(theme, "In 20 min", key="A", icon="phone", parent=self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_DELAY)
        self._rest.timeout.connect(self.draft_changed)
        self.field.textChanged.connect(lambda _: self._rest.start())
        self.field.returnPressed.connect(self.press_save)
        self.field.installEventFilter(self)
        self.save.acted.connect(self.press_save)
        self.again.acted.connect(self.press_again)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("How it ended")
        self.set_keys(CALL_KEYS, live=False, idle=IDLE)

    # -- what it shows

    @property
    def chosen(self) -> Disposition | None:
        """How it ended, as chosen and not yet saved."""
        return self._chosen

    @property
    def live(self) -> bool:
        """Whether its keys act."""
        return self._live

    def has(self, number: int) -> bool:
        """Whether there is a key of this number."""
        return any(key.number == number for key in self._keys)

    def set_keys(self, keys: tuple[Key, ...], *, live: bool, idle: str) -> None:
        """Which keys there are, whether they act, and what the bar says while they do not."""
        if keys != self._keys:
            self._keys = keys
            self._build()
        if live != self._live:
            self._live = live
            self._restart()
        for button in self.buttons:
            button.setEnabled(live)
        self.field.setVisible(live)
        self._idle = clean(idle)
        self._show_save()
        self.update()

    def set_preview(self, echo: str, then: str) -> None:
        """How the clue was understood and what saving would book."""
        self._echo, self._then = clean(echo), clean(then)
        self.field.setAccessibleDescription(f"{echo}. {then}".strip(". "))
        self.update()

    def set_call(self, line: str) -> None:
        """What is known of the call; said until something is chosen."""
        if line != self._call:
            self._call = clean(line)
            self.update()

    def draft(self) -> tuple[Disposition | None, str]:
        """What was chosen and typed so far."""
        return self._chosen, self.field.text()

    def restore(self, chosen: Disposition | None, clue: str) -> None:
        """A draft kept from before, for this lead."""
        self.field.setText(clue)
        self._mark(chosen if self._live else None)

    def choose(self, number: int) -> None:
        """A key was pressed; the focus goes to the clue field, where Enter saves."""
        key = next((key for key in self._keys if key.number == number), None)
        if key is None or not self._live:
            return
        if key.disposition == "returned":
            self.return_asked.emit()
            return
        self._mark(key.disposition)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def press_save(self) -> None:
        """Save what is chosen, if anything is."""
        if self._live and self._chosen is not None:
            self.saved.emit(self._chosen, self.field.text().strip())

    @property
    def may_again(self) -> bool:
        """Whether calling again soon makes sense: nobody was spoken to."""
        return self._live and self._chosen in AGAIN

    def press_again(self) -> None:
        """Save what is chosen, and call again in twenty minutes."""
        if self.may_again and self._chosen is not None:
            self.again_asked.emit(self._chosen, self.field.text().strip())

    def _mark(self, chosen: Disposition | None) -> None:
        self._chosen = chosen
        for button, key in zip(self.buttons, self._keys, strict=True):
            button.setChecked(key.disposition == chosen)
        self._show_save()
        self.draft_changed.emit()

    def _show_save(self) -> None:
        self.save.setVisible(self._live and self._chosen is not None)
        self.again.setVisible(self.may_again)
        self._place()

    def _restart(self) -> None:
        self._chosen = None
        self._echo = self._then = ""
        for button in self.buttons:
            button.setChecked(False)
        self.field.clear()
        self._rest.stop()

    # -- places

    @property
    def narrow(self) -> bool:
        """Whether the keys stand in two rows."""
        return self.width() < NARROW

    def _build(self) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(key) for key in self._keys]
        self._place()

    def _button(self, key: Key) -> KeyButton:
        size = Size.SMALL if self.narrow else Size.NORMAL
        button = KeyButton(
            self.theme, key.word, key=str(key.number), kind=Kind.QUIET, size=size,
            cap_first=True, parent=self,
        )  # fmt: skip
        button.setCheckable(True)
        button.setEnabled(self._live)
        button.acted.connect(lambda: self.choose(key.number))
        button.setVisible(True)
        return button

    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (event.oldSize().width() < NARROW) != self.narrow:
            chosen = self._chosen
            self._build()
            if chosen is not None:
                self._mark(chosen)
        self._place()

    def _place(self) -> None:
        if self.narrow:
            column = (self.width() - 24) // 5
            for place, button in enumerate(self.buttons):
                row, at = divmod(place, 5)
                hint = button.sizeHint()
                button.setGeometry(16 + at * column, 3 + row * 29, min(column, hint.width()), 28)
            top, left = 61, 22
        else:
            x = 22
            for button in self.buttons:
                hint = button.sizeHint()
                button.setGeometry(x, 11, hint.width(), hint.height())
                x += hint.width()
            top, left = 54, 28
        width = 200 if self.narrow else min(_FIELD_WIDTH, round(self.width() * 0.36))
        self.field.setGeometry(left, top, width, FIELD_HEIGHT)
        hint = self.save.sizeHint()
        x = self.width() - 20 - hint.width()
        self.save.setGeometry(x, top, hint.width(), hint.height())
        hint = self.again.sizeHint()
        self.again.setGeometry(x - 8 - hint.width(), top, hint.width(), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = self.tokens, canvas(self)
        painter.fillRect(self.rect(), tokens.side)
        paint_rule(painter, 0, 0, self.width(), tokens)
        field = self.field.geometry()
        if not self._live:
            room = QRectF(field.left(), field.top(), self.width() - field.left() - 20, FIELD_HEIGHT)
            draw_text(painter, room, self._idle, Type.SMALL, self._idle_ink())
            painter.end()
            return
        left = field.right() + 34
        right = self.save.x() - 16 if self.save.isVisible() else self.width() - 20
        right = self.again.x() - 16 if self.again.isVisible() else right
        wide = max(0, right - left)
        if self._echo:
            paint_icon(painter, "corner-down-right", left - 21, field.top() + 1, 14, tokens.ink3)
            place = QRectF(left, field.top(), wide, 18)
            draw_text(painter, place, self._echo, Type.BODY, tokens.ink)
        then = self._then or (self._prompt() if self._chosen is None else "")
        top = field.top() + (18 if self._echo else 9)
        draw_text(painter, QRectF(left, top, wide, 18), then, Type.SMALL, tokens.ink2)
        painter.end()

    def _idle_ink(self) -> QColor:
        return self.tokens.ink3 if self._idle == IDLE else self.tokens.ink2

    def _prompt(self) -> str:
        if self._call:
            return self._call
        if self._keys == CALL_KEYS:
            return "Press a key for how it ended"
        return "Did it go out? Press 1 or 2"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.press_save()  # once saved nothing is chosen: what the field passes on ends here
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            typing = event.type() == QEvent.Type.FocusIn
            for button in (*self.buttons, self.again):
                button.set_cap_muted(typing)
            self.typing.emit(typing)
        return False
