"""This desk is deaf: what is broken, how to mend it, and what happens meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain import board
from app.domain.ids import at
from client.hooks import Armed
from ui import words
from ui.actions import Actions
from ui.bridge import Bridge
from ui.clockwork import Ticker
from ui.fonts import Type
from ui.icons import paint_icon
from ui.models.checks import MENDS, CheckLine, check_lines
from ui.models.gone import meanwhile, sentence, took
from ui.my_clock import my_zone
from ui.person_words import name
from ui.text import PlainLabel
from ui.theme import Theme
from ui.widgets.check_row import Check, CheckRow
from ui.widgets.flow import Flow
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.line import Run, draw_text
from ui.widgets.painted import Painted, canvas
from ui.widgets.paragraph import Paragraph

BAND = 116
_LEFT, _WIDTH = 32, 720
RING = "strike_now"


class DeafPage(Painted):
    """Emits `fix` with what shall be mended (link, notification, device, without_sound) and `play`
    with the sound to try."""

    fix = Signal(str)
    play = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._bridge = bridge
        self._since = ""
        self._lines: list[CheckLine] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.rows: list[CheckRow] = []
        self.mend: KeyButton | None = None
        self.try_ring = KeyButton(theme, "Play the ring", key="P", icon="volume-2")
        self.see = KeyButton(theme, "I can see it, ring without sound", key="W", kind=Kind.QUIET)
        self._acts = Flow()
        self._acts.set_parts([self.try_ring, self.see])
        self._meanwhile = Paragraph(theme, width=_WIDTH)
        self._own = Paragraph(theme, width=_WIDTH)
        self._seen = Paragraph(theme, width=_WIDTH)
        self._holder = QWidget(self)
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 20, 0, 12)
        column.setSpacing(6)
        column.addLayout(self._rows)
        column.addSpacing(8)
        column.addWidget(self._acts)
        column.addSpacing(16)
        column.addWidget(PlainLabel(theme, "Meanwhile", Type.SMALL_STRONG, "ink2"))
        for words_ in (self._meanwhile, self._own, self._seen):
            column.addWidget(words_)
        column.addStretch()
        self.try_ring.acted.connect(lambda: self.play.emit(RING))
        self.see.acted.connect(lambda: self.fix.emit("without_sound"))
        bridge.armed.connect(lambda _: self.refresh())
        bridge.reset.connect(self.refresh)
        self.ticker = Ticker(bridge.now, self)
        self.ticker.second.connect(lambda now: self.refresh() if now // 1_000 % 10 == 0 else None)

    def add_acts(self, acts: Actions) -> None:
        """Make the page's acts known to the window."""
        for key, word, button in (
            ("play", "Play the ring", self.try_ring),
            ("see", "Ring without sound", self.see),
        ):
            acts.add(f"deaf-{key}", word, (button.key,), "app", button.click,
                     lambda b=button: b.isVisible())  # type: ignore[misc]  # fmt: skip
        acts.add("deaf-mend", "Mend what is broken", ("1",), "app", self.press_mend,
                 lambda: self.isVisible() and self.mend is not None)  # fmt: skip

    def press_mend(self) -> None:
        """The blue button."""
        if self.mend is not None:
            self.mend.click()

    # -- what it says

    def refresh(self) -> None:
        """Read the checks again."""
        desk = self._bridge.desk
        if desk is None or not self.isVisible():
            return
        self._say(desk.armed_state)
        lines = check_lines(desk.armed_state)
        if lines != self._lines:
            self._lines = lines
            self._show_checks(lines)
        sound = any(line.name == "sound" and line.check is Check.FAILED for line in lines)
        self.see.setVisible(sound)
        self._say_meanwhile(desk.armed_state)

    def _say(self, armed: Armed) -> None:
        now, zone = self._bridge.now(), my_zone()
        broken = [check.since for check in armed.checks.values() if not check.ok and check.since]
        since = min(broken, default=armed.since)
        clock = words.clock(at(since), zone)
        old = words.span(max(0, now - since))
        if now - since < 20 * 60_000:
            old = f"{max(0, now - since) // 60_000} min"
        what = "A lead may go unnoticed here, so nobody counts on this desk."
        self._since = f"Since {clock}, {old}. {what}"
        self.setAccessibleName("This desk is deaf")
        self.setAccessibleDescription(self._since)
        self.update()

    def _show_checks(self, lines: list[CheckLine]) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows, self.mend = [], None
        for line in lines:
            row = CheckRow(self.theme, line.title, two_lines=False)
            row.set_found(line.check, line.found)
            if line.check is not Check.HOLDS and self.mend is None and line.name in MENDS:
                self.mend = self._mend(line.name)
                row.set_button(self.mend)
            self.rows.append(row)
            self._rows.addWidget(row)

    def _mend(self, check: str) -> KeyButton:
        asked, word, _, icon = MENDS[check]
        button = KeyButton(self.theme, word, key="1", icon=icon, kind=Kind.PRIMARY, size=Size.SMALL)
        button.acted.connect(lambda: self.fix.emit(asked))
        return button

    def _say_meanwhile(self, armed: Armed) -> None:
        desk, now = self._bridge.desk, self._bridge.now()
        if desk is None:
            return
        live = desk.link.state == "live"
        what = meanwhile(desk.leads.values(), armed.since, now)
        first, strong = sentence(what)
        if not live:
            first, strong = "Not known: ", "nothing is live. New leads ring on the others’ desks."
        taken = f" {took(what)}" if live and what.taken else ""
        self._meanwhile.set_runs((Run(f"{first}{strong}{taken}", Type.BODY),))
        mine = [
            lead
            for lead in board.agenda(desk.leads.values(), self._bridge.rep, now)
            if lead.next_touch is not None and lead.next_touch.at >= now
        ]
        said = "Your own leads stay yours."
        if mine and mine[0].next_touch is not None:
            clock = words.clock(at(mine[0].next_touch.at), my_zone())
            said += f" {name(mine[0].person)} at {clock} is still yours."
        self._own.set_runs((Run(said, Type.BODY, "ink2"),))
        lead_sees = (
            "Your team lead sees this desk as deaf on the board, and why."
            if live
            else "The hub cannot hear this desk, so your team lead sees it as deaf or off."
        )
        self._seen.set_runs((Run(lead_sees, Type.BODY, "ink2"),))

    # -- places and painting

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self.ticker.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.ticker.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = min(_WIDTH, self.width() - 2 * _LEFT)
        self._holder.setGeometry(_LEFT, BAND, width, self.height() - BAND)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, width = canvas(self), self.tokens, self.width()
        painter.fillRect(self.rect(), tokens.ground)
        painter.fillRect(QRectF(0, 0, width, BAND - 2), tokens.hot_wash)
        painter.fillRect(QRectF(0, BAND - 2, width, 2), tokens.hot)
        paint_icon(painter, "bell-off", 34, 32, 52, tokens.hot_text)
        left = 110
        place = QRectF(left, 26, width - left - 20, 40)
        draw_text(painter, place, "This desk is deaf", Type.DEAF, tokens.hot_text)
        place = QRectF(left, 68, width - left - 20, 23)
        draw_text(painter, place, self._since, Type.READ, tokens.ink)
        painter.end()
