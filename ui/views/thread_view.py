"""The thread: what went between us and the person, scrolled to the newest, and the keyboard in it.
How a message looks is `bubbles`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.domain.ids import Ms
from ui.models.bubble import Bubble
from ui.theme import Theme
from ui.views.bubbles import TOP, Bubbles, key_of

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ThreadView(QScrollArea):
    """The bubbles. With the focus here the arrows choose a message, Enter does the first thing that
    may be done about it. `done` with a message's id and what is to be done."""

    done = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bubbles = Bubbles(theme)
        self.bubbles.done.connect(self.do)
        self.setWidget(self.bubbles)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Messages")
        self._at_newest = True
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda _low, high: bar.setValue(high) if self._at_newest else None)
        bar.valueChanged.connect(self._scrolled)

    @property
    def messages(self) -> tuple[Bubble, ...]:
        """What is shown."""
        return self.bubbles.messages

    def set_messages(self, messages: Sequence[Bubble]) -> None:
        """Another thread, or one more message. Who reads an older one is not moved away from it,
        but by a message of ours."""
        before, after = self.messages, tuple(messages)
        if after == before:
            return
        self.bubbles.set_messages(after)
        ours = bool(after) and not after[-1].inbound
        if ours and key_of(after[-1]) not in {key_of(one) for one in before}:
            self.show_newest()
        if self.bubbles.chosen not in {key_of(one) for one in after}:
            self.bubbles.choose(key_of(after[-1]) if after and self.hasFocus() else "")
        self._say()

    def tick(self, now: Ms) -> bool:
        """A moment went by; whether a ring still runs."""
        self.bubbles.now = now
        runs = any(m.goes for m in self.messages)
        if runs:
            self.bubbles.update()
        return any(m.goes > now for m in self.messages)

    def set_typing(self, typing: bool, *, z_alone: bool = False) -> None:
        """Whether letters are text just now: the caps say Alt; Z alone may still be undo."""
        if (typing, z_alone) != (self.bubbles.typing, self.bubbles.z_alone):
            self.bubbles.typing, self.bubbles.z_alone = typing, z_alone
            self.bubbles.update()

    def do(self, message: str, what: str) -> None:
        """Something pressed: to unfold is our own matter, the rest is told."""
        if what == "more":
            self.bubbles.unfold(message)
            self._show_chosen(message)
        else:
            self.done.emit(message, what)

    def press(self, key: str) -> bool:
        """A letter pressed; whether it means anything here."""
        found = self.bubbles.target(key)
        if found is not None:
            self.do(*found)
        return found is not None

    # -- what is seen

    def show_newest(self) -> None:
        """Down to the end, and there it stays as more comes."""
        self._at_newest = True
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _scrolled(self, value: int) -> None:
        self._at_newest = value >= self.verticalScrollBar().maximum() - 4

    def _show_chosen(self, key: str) -> None:
        self.bubbles.adjustSize()
        place = self.bubbles.place(key)
        top = min(place.bottom() - self.viewport().height() // 2, place.top())
        self.ensureVisible(0, place.bottom(), 0, TOP)
        self.ensureVisible(0, max(place.top(), top), 0, TOP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._at_newest:
            self.show_newest()

    # -- the keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.messages:
            self.bubbles.choose(key_of(self.messages[-1]))
            self._show_chosen(self.bubbles.chosen)
        self._say()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.bubbles.choose("")
        self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = _STEPS.get(Qt.Key(event.key()))
        alone = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if by is not None and alone and self.messages:
            self._step(by)
        elif event.key() in _PRESS and alone:
            what = self.bubbles.first_act(self.bubbles.chosen)
            if what:
                self.do(self.bubbles.chosen, what)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        keys = [key_of(message) for message in self.messages]
        chosen = self.bubbles.chosen
        at = keys.index(chosen) if chosen in keys else len(keys) - 1
        self.bubbles.choose(keys[max(0, min(len(keys) - 1, at + by))])
        self._show_chosen(self.bubbles.chosen)
        self._say()

    def _say(self) -> None:
        """For who hears the thread: the chosen message, else the last few."""
        chosen = [m for m in self.messages if key_of(m) == self.bubbles.chosen]
        said = [self._said(message) for message in chosen or self.messages[-3:]]
        self.setAccessibleDescription(". ".join(said))

    def _said(self, message: Bubble) -> str:
        by = "They" if message.inbound else "We"
        return f"{by}: {message.text}. {message.said(self.bubbles.now)} {message.time}".strip()
