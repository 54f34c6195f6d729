"""The button of this product: icon, words, and the key that does the same. All painted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.text import tooltip
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.button_look import Kind, Size, button_ink
from ui.widgets.focus_ring import FocusRing, by_key
from ui.widgets.key_cap import cap_width, paint_cap
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import canvas

__all__ = ["KeyButton", "Kind", "Size"]

_ICON = 16
_GAP = 8
_RADIUS = 6


class KeyButton(QAbstractButton):
    """Emits `acted` when pressed by mouse, Space, Enter or `click()`.

    A refused button never acts: it emits `refusal_asked`, so that its key can open the reason.
    Connect to these two, not to `clicked`. `fill` is the ground of a plain button that stands on
    a coloured band; elsewhere the surface shows through.
    """

    acted = Signal()
    refusal_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        label: str,
        *,
        key: str = "",
        icon: str = "",
        kind: Kind = Kind.PLAIN,
        size: Size = Size.NORMAL,
        cap_first: bool = False,
        fill: Role | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._label, self._key, self._icon = label, key, icon
        self._kind, self._before, self._size = kind, kind, size
        self._cap_first, self._fill = cap_first, fill
        self._cap_muted = False
        self._icon_role: Role | None = None
        self._ring: FocusRing | None = None
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)
        theme.changed.connect(self.update)
        self._name()

    # -- what it says and is

    @property
    def kind(self) -> Kind:
        """The kind as painted: a checked button is chosen."""
        if self.isChecked() and self._kind in (Kind.PLAIN, Kind.QUIET):
            return Kind.CHOSEN
        return self._kind

    @property
    def label(self) -> str:
        """The words on the button. Not `text()`: Qt would read an `&` in it as a shortcut."""
        return self._label

    @property
    def key(self) -> str:
        """The key named by the cap, empty without one."""
        return self._key

    def set_label(self, label: str, icon: str | None = None) -> None:
        """Other words, and another icon where one is given."""
        self._label = label
        self._icon = self._icon if icon is None else icon
        self._name()

    def set_icon_role(self, role: Role | None) -> None:
        """Paint the icon in a colour of its own; None: in that of the words."""
        self._icon_role = role
        self.update()

    def set_key(self, key: str) -> None:
        """Name another key."""
        self._key = key
        self._name()

    def set_kind(self, kind: Kind) -> None:
        """Become another kind; leaves `asking` and `refused`."""
        self._kind = kind
        self.setEnabled(True)
        self.setToolTip("")
        self._name()

    def refuse(self, reason: str) -> None:
        """Not allowed: struck icon, no cap, the reason as tooltip."""
        self._kind = Kind.REFUSED
        self.setEnabled(True)
        self.setToolTip(tooltip(reason))
        self._name()
        self.setAccessibleDescription(reason)

    def begin_asking(self) -> None:
        """The hub has been asked: `Trying …`, and no second press until `end_asking`."""
        if self._kind is Kind.ASKING:
            return
        self._before, self._kind = self._kind, Kind.ASKING
        self.setEnabled(False)
        self._name()

    def end_asking(self) -> None:
        """The hub has answered: what it was before."""
        if self._kind is Kind.ASKING:
            self.set_kind(self._before)

    def set_cap_muted(self, muted: bool) -> None:
        """Show that the key is text at the moment, because somebody is typing."""
        self._cap_muted = muted
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(self._shown_label())
        self.setAccessibleDescription(f"key {self._key}" if self._key else "")
        self.updateGeometry()
        self.update()

    def _shown_label(self) -> str:
        return "Trying …" if self._kind is Kind.ASKING else self._label

    # -- acting

    def _clicked(self) -> None:
        if self._kind is Kind.REFUSED:
            self.refusal_asked.emit()
        else:
            self.acted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        # With Ctrl it was meant to send what is written, wherever the focus has gone since.
        alone = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if enter and alone and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if by_key(event.reason()):
            self._show_ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._ring is not None:
            self._ring.hide()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def _show_ring(self) -> None:
        if self._ring is None:
            self._ring = FocusRing(self.theme, self)
        self._ring.surround()

    # -- painting

    def sizeHint(self) -> QSize:
        _, left, right = self._measures()
        # The width of its own words also while asking, so that nothing moves under the mouse.
        return QSize(round(left + self._content_width(self._label) + right), self._size.px)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _measures(self) -> tuple[int, int, int]:
        height, left, right = self._size.value
        if self._cap_first:
            return height, 6, 7
        return (height, 9, 9) if self._kind is Kind.QUIET else (height, left, right)

    def _gap(self) -> int:
        return 6 if self._cap_first else _GAP

    def _has_cap(self) -> bool:
        return bool(self._key) and self._kind is not Kind.REFUSED

    def _content_width(self, label: str) -> float:
        width = text_width(label, self._type())
        if self._shown_icon():
            width += _ICON + _GAP
        if self._has_cap():
            width += self._gap() + cap_width(self._key)
        return width

    def _shown_icon(self) -> str:
        return "ban" if self._kind is Kind.REFUSED else self._icon

    def _type(self) -> Type:
        strong = self._kind in (Kind.PRIMARY, Kind.ASKING)
        if self._size is Size.HERO:
            return Type.NAME if strong else Type.HERO_BUTTON
        return Type.BODY_STRONG if strong else Type.BODY_MEDIUM

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        ink = button_ink(
            self.kind,
            self.theme.tokens,
            enabled=self.isEnabled(),
            over=self.underMouse(),
            fill=self._fill,
            muted=self._cap_muted,
        )
        if ink.fill is not None or ink.border is not None:
            painter.setBrush(ink.fill if ink.fill is not None else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ink.border, 1) if ink.border is not None else Qt.PenStyle.NoPen)
            inset = 0.5 if ink.border is not None else 0.0
            frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(frame, _RADIUS - inset, _RADIUS - inset)
        label = self._shown_label()
        _, left, right = self._measures()
        spare = self.width() - left - right - self._content_width(label)
        x = left + (max(0.0, spare) / 2 if self._kind is not Kind.QUIET else 0.0)
        middle = self.height() / 2
        if self._cap_first and self._has_cap():
            x += paint_cap(painter, x, middle, self._key, ink.cap) + self._gap()
        if self._shown_icon():
            colour = getattr(self.theme.tokens, self._icon_role) if self._icon_role else ink.text
            paint_icon(painter, self._shown_icon(), x, middle - _ICON / 2, _ICON, colour)
            x += _ICON + _GAP
        caps = self._has_cap() and not self._cap_first
        room = self.width() - right - x - (cap_width(self._key) + _GAP if caps else 0)
        place = QRectF(x, 0, room + 1, self.height())
        x += draw_text(painter, place, label, self._type(), ink.text) + _GAP
        if caps:
            paint_cap(painter, x, middle, self._key, ink.cap)
        painter.end()
