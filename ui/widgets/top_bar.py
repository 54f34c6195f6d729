"""The top bar: where one is (tabs as words with a count), search, who I am, my clock."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.text import clean
from ui.theme import Theme
from ui.widgets.focus_ring import paint_outline
from ui.widgets.key_cap import cap_width, paint_cap, plain_cap
from ui.widgets.line import draw_text, text_width
from ui.widgets.painted import Painted, canvas
from ui.widgets.rule import paint_rule

HEIGHT = 44
NARROW = 1120
"""Below this width the search field keeps only its icon and key."""

_LEFT, _GAP, _RIGHT = 24, 24, 12
_COUNT_GAP = 7
_FIND, _FIND_KEY = "Find a lead or a command", "Ctrl K"


@dataclass(frozen=True)
class Tab:
    """A place to go: its word, and how many things wait there (None: not counted)."""

    name: str
    word: str
    count: int | None = None


class _BarButton(QAbstractButton):
    """A flat part of the bar that can be pressed."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._by_key = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self.update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paint_focus(self, painter: QPainter) -> None:
        """The outline, inside the bar: focus comes here only by key."""
        if self.hasFocus():
            inside = QRectF(self.rect()).adjusted(4, 6, -4, -6)
            paint_outline(painter, inside, self.theme.tokens, 4)


class _TabButton(_BarButton):
    def __init__(self, theme: Theme, tab: Tab, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.tab = tab
        self.setCheckable(True)
        self.set_tab(tab)

    def set_tab(self, tab: Tab) -> None:
        """Another count."""
        self.tab = tab
        waits = "" if tab.count is None else f", {tab.count}"
        self.setAccessibleName(f"{tab.word}{waits}")
        self.updateGeometry()
        self.update()

    def _count(self) -> str:
        return str(self.tab.count) if self.tab.count else ""

    def inner_width(self) -> float:
        """Width of word and count, as for the chosen tab, so that choosing moves nothing."""
        count = self._count()
        extra = _COUNT_GAP + text_width(count, Type.SMALL) if count else 0.0
        return text_width(self.tab.word, Type.BODY_STRONG) + extra

    def sizeHint(self) -> QSize:
        return QSize(round(self.inner_width()) + _GAP, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = self.theme.tokens, canvas(self)
        chosen, over = self.isChecked(), self.underMouse()
        style = Type.BODY_STRONG if chosen else Type.BODY_MEDIUM
        inner = QRectF(_GAP / 2, 0, self.width() - _GAP / 2, HEIGHT)
        colour = tokens.ink if chosen or over else tokens.ink2
        used = draw_text(painter, inner, self.tab.word, style, colour)
        inner.setLeft(inner.left() + used + _COUNT_GAP)
        draw_text(painter, inner, self._count(), Type.SMALL, tokens.ink3)
        if chosen:
            line = QRectF(_GAP / 2, HEIGHT - 2, self.width() - _GAP, 2)
            painter.fillRect(line, tokens.accent_mark)
        self.paint_focus(painter)
        painter.end()


class _SearchButton(_BarButton):
    """Looks like a field; opens the palette, where one types."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.narrow = False
        self.setAccessibleName(_FIND)
        self.setAccessibleDescription(f"key {_FIND_KEY}")

    def sizeHint(self) -> QSize:
        return QSize(78 if self.narrow else 264, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = self.theme.tokens, canvas(self)
        painter.setPen(QPen(tokens.rim if self.underMouse() else tokens.line, 1))
        painter.setBrush(tokens.ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5.5, 5.5)
        paint_icon(painter, "search", 10, 7, 14, tokens.ink2)
        left = self.width() - 7 - cap_width(_FIND_KEY)
        if not self.narrow:
            words = QRectF(32, 0, left - 40, self.height())
            draw_text(painter, words, _FIND, Type.SMALL, tokens.ink3)
        paint_cap(painter, left, self.height() / 2, _FIND_KEY, plain_cap(tokens))
        self.paint_focus(painter)
        painter.end()


class TopBar(Painted):
    """Emits `tab_chosen` with a tab's name and `search_requested`."""

    tab_chosen = Signal(str)
    search_requested = Signal()

    def __init__(self, theme: Theme, tabs: list[Tab], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._who, self._clock = "", ""
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._tabs: dict[str, _TabButton] = {}
        for tab in tabs:
            self._add(tab)
        self._search = _SearchButton(theme, self)
        self._search.clicked.connect(self.search_requested)
        self.setAccessibleName("Places")
        self._place()

    def _add(self, tab: Tab) -> None:
        button = _TabButton(self.theme, tab, self)
        button.clicked.connect(lambda: self.tab_chosen.emit(tab.name))
        self._group.addButton(button)
        self._tabs[tab.name] = button

    @property
    def tabs(self) -> list[str]:
        """The names of the tabs, from the left."""
        return list(self._tabs)

    def set_tabs(self, tabs: list[Tab]) -> None:
        """Other places; a tab that stays keeps its count and whether it is chosen."""
        wanted = {tab.name for tab in tabs}
        for name in [name for name in self._tabs if name not in wanted]:
            gone = self._tabs.pop(name)
            self._group.removeButton(gone)
            gone.hide()
            gone.deleteLater()
        for tab in tabs:
            if tab.name not in self._tabs:
                self._add(tab)
                self._tabs[tab.name].show()
        self._tabs = {tab.name: self._tabs[tab.name] for tab in tabs}
        self._place()

    def choose(self, name: str) -> None:
        """Mark a tab as the current one, without emitting."""
        self._tabs[name].setChecked(True)

    def set_count(self, name: str, count: int | None) -> None:
        """How many things wait at a tab; 0 and None show no number."""
        button = self._tabs[name]
        if button.tab.count != count:
            button.set_tab(Tab(name, button.tab.word, count))
            self._place()

    def set_who(self, who: str, clock: str) -> None:
        """My name and my clock."""
        who = clean(who, limit=40)
        if (who, clock) == (self._who, self._clock):
            return
        moved = who != self._who or len(clock) != len(self._clock)
        self._who, self._clock = who, clock
        self.setAccessibleDescription(f"{who}, {clock}")
        if moved:
            self._place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        x = _LEFT - _GAP // 2
        for button in self._tabs.values():
            hint = button.sizeHint()
            button.setGeometry(x, 0, hint.width(), HEIGHT)
            x += hint.width()
        self._search.narrow = self.width() < NARROW
        hint = self._search.sizeHint()
        left = round(self._who_left()) - 14 - hint.width()
        self._search.setGeometry(left, 8, hint.width(), 28)

    def _who_left(self) -> float:
        clock = text_width(self._clock, Type.BODY)
        gap = 9 if self._clock else 0
        return self.width() - _RIGHT - clock - gap - text_width(self._who, Type.BODY_MEDIUM)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = self.tokens, canvas(self)
        painter.fillRect(self.rect(), tokens.side)
        paint_rule(painter, 0, HEIGHT - 1, self.width(), tokens)
        right = QRectF(0, 0, self.width() - _RIGHT, HEIGHT)
        draw_text(painter, right, self._clock, Type.BODY, tokens.ink3, "right")
        who = QRectF(QPointF(self._who_left(), 0), QPointF(self.width(), HEIGHT))
        draw_text(painter, who, self._who, Type.BODY_MEDIUM, tokens.ink)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place()
