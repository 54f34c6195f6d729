"""The contact sheet of the kit: every part on one page, to be looked at.

`QT_QPA_PLATFORM=offscreen python -m tests.ui.kit_sheet` writes build/screenshots/kit-*.png.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ui.icons import paint_icon
from ui.theme import Mode, Theme, Type
from ui.tokens import Role, stale
from ui.widgets.check_row import Check, CheckRow
from ui.widgets.empty_text import EmptyText
from ui.widgets.facts import Fact, fact_height, paint_fact
from ui.widgets.field import Field
from ui.widgets.focus_ring import paint_outline
from ui.widgets.heat import WORD_ROLE, Heat, paint_heat
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.key_cap import paint_cap, plain_cap
from ui.widgets.line import Run, draw_runs, draw_text
from ui.widgets.painted import Painted, canvas
from ui.widgets.popup import Popup
from ui.widgets.ring import CARD, HERO, Ring, paint_ring
from ui.widgets.section_header import SectionHeader
from ui.widgets.status_bar import Status, StatusBar, StatusPart
from ui.widgets.top_bar import Tab, TopBar

OUT = Path("build/screenshots")

SWATCHES: tuple[tuple[Role, ...], ...] = (
    ("ground", "side", "raised", "hover", "wash", "line", "rim", "edge", "ink", "ink2", "ink3"),
    (
        "calm", "accent", "accent_mark", "accent_text", "warm", "warm_text", "hot", "hot_text",
        "good", "good_text", "data",
    ),
)  # fmt: skip
# fmt: off
ICONS = (
    "phone", "phone-call", "phone-off", "phone-missed", "voicemail", "message-square", "mail",
    "mail-x", "clock", "calendar-clock", "bell-ring", "bell-off", "moon", "check", "check-check",
    "circle-x", "ban", "pause", "undo-2", "arrow-down-left", "corner-down-right", "lightbulb",
    "user-check", "user-x", "globe", "monitor", "smartphone", "search", "pencil-line", "radio",
    "unplug", "volume-2", "volume-x", "book-open", "triangle-alert", "pin",
)
# fmt: on
HEATS = (
    (Heat.NOT_YET, 0.0, "from 02:00", "not yet: dashed, bars"),
    (Heat.CALM, 0.2, "48 min left", "thin arc, up to 50 % used"),
    (Heat.WARM, 0.6, "6:10 left", "thick arc, 50 to 80 %"),
    (Heat.HOT, 0.83, "0:52 left", "wedge, 80 to 100 %"),
    (Heat.OVER, 1.0, "1:07 over", "diamond, breached"),
    (Heat.RED_ZONE, 1.0, "2 h 14 over", "octagon, beyond 2 hours"),
    (Heat.ANSWERED, 0.1, "in 0:41", "answered"),
    (Heat.OTHERS, 0.0, "Jonas", "somebody else has it"),
    (Heat.UNKNOWN, 0.0, "since 14:02", "no live data"),
)
DESKS: tuple[tuple[str, Role, str, str], ...] = (
    ("bell-ring", "good_text", "Armed", "free 4 min"),
    ("phone-call", "ink", "On a call", "3:12, Ruth O’Donnell"),
    ("moon", "ink2", "Away", "locked since 14:18"),
    ("bell-off", "hot_text", "Deaf", "no sound device since 14:21"),
    ("log-out", "ink3", "Off", "back Fri 10:00"),
)
RINGS = (
    ("calm", Ring(Heat.CALM, "0:48", "claim", 0.8)),
    ("warm", Ring(Heat.WARM, "0:24", "claim", 0.4)),
    ("hot", Ring(Heat.HOT, "0:09", "claim", 0.15)),
    ("two-speed", Ring(Heat.CALM, "24 min", "left", 0.79, too_soon=0.2)),
    ("on call", Ring(Heat.ANSWERED, "0:48", "on call", on_call=True)),
)
TYPES = (
    (Type.HERO, "28/34 600 Display", "Imogen Okafor"),
    (Type.TITLE, "20/26 600", "Headline figures"),
    (Type.READ, "15/23 400", "What the person wrote"),
    (Type.NAME, "14/18 600", "Name in a list"),
    (Type.BODY, "13/18 400", "Everything else"),
    (Type.SMALL, "12/16 400", "Second line, labels, status"),
    (Type.CAP, "11/16 500", "Key caps, axis labels"),
)
ROWS: tuple[tuple[str, Heat, float, str, str, str, str], ...] = (
    ("normal", Heat.CALM, 0.2, "Tomáš Dvořák", "Trial sign-up · Pekárna", "48 min left", "B"),
    ("hover", Heat.WARM, 0.6, "Jean-Baptiste N’Guessan", "White paper · Lagune", "6:10 left", "B"),
    ("selected", Heat.WARM, 0.6, "Imogen Okafor", "Demo request · Kestrel", "0:24 to claim", "A"),
    ("selected", Heat.HOT, 0.83, "דנה לוי", "Google Ads form · נמל תוכנה", "0:52 left", "A"),
    ("stale", Heat.UNKNOWN, 0.0, "Oluwaseun Adebayo", "Call me back", "since 14:02", "A"),
)


class Sheet(Painted):
    """The painted half; the widgets lie on it as children."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFixedSize(1280, 1160)
        self._buttons()
        self._bars()

    def _buttons(self) -> None:
        theme = self.theme
        asking = KeyButton(theme, "Trying …", key="C", icon="phone", kind=Kind.PRIMARY)
        asking.begin_asking()
        refused = KeyButton(theme, "Email", key="E", icon="mail")
        refused.refuse("said stop 3 Nov")
        row = [
            KeyButton(theme, "Claim & call", key="C", icon="phone", kind=Kind.PRIMARY),
            asking,
            KeyButton(theme, "SMS", key="S", icon="message-square"),
            KeyButton(theme, "SMS", key="S", icon="message-square"),
            refused,
            KeyButton(theme, "Gatekeeper", key="5", kind=Kind.CHOSEN),
        ]
        self.focused = row[3]
        _in_a_row(self, row, 26, 688, 10)
        _in_a_row(self, [KeyButton(theme, "Voicemail", key="2", kind=Kind.QUIET)], 26, 734, 10)
        hero = Size.HERO
        email = KeyButton(theme, "Email", icon="mail", size=hero)
        email.refuse("said stop 3 Nov")
        big = [
            KeyButton(theme, "Claim & call", key="C", icon="phone", kind=Kind.PRIMARY, size=hero),
            KeyButton(theme, "SMS", key="S", icon="message-square", size=hero),
            email,
            KeyButton(theme, "Later", key="L", icon="clock", size=hero),
        ]
        _in_a_row(self, big, 364, 806, 8)
        words = "Connected,Voicemail,No answer,Busy,Gatekeeper,Wrong number,Callback,Refused,Return"
        outcomes = [
            KeyButton(theme, word, key=str(n), kind=Kind.QUIET, cap_first=True)
            for n, word in enumerate(words.split(","), 1)
        ]
        for button in outcomes:
            button.setCheckable(True)
        outcomes[4].setChecked(True)
        outcomes[8].setEnabled(False)
        _in_a_row(self, outcomes, 26, 856, 0)

    def _bars(self) -> None:
        theme = self.theme
        tabs = [Tab("now", "Now", 7), Tab("agenda", "Agenda", 6), Tab("board", "Board")]
        top = TopBar(theme, tabs, self)
        top.setGeometry(0, 905, 1280, 44)
        top.choose("now")
        top.set_who("Aino Laine", "14:32")
        parts = (
            StatusPart("Nothing waiting to send"),
            StatusPart("Live, 12 ms", "radio"),
            StatusPart("Shift until 18:30, then Petra"),
        )
        checked = "link, notification, sound and clock checked 4 s ago"
        for n, status in enumerate(
            (
                Status("armed", "Armed", checked, parts),
                Status("deaf_block", "Deaf", "no sound device since 14:21", parts),
                Status("waiting", "Not armed yet", "two checks to go", parts[2:], keys=False),
            )
        ):
            bar = StatusBar(theme, self)
            bar.set_status(status)
            bar.setGeometry(0, 955 + n * 30, 1280, 28)
        waiting = SectionHeader(theme, "Pool", parent=self)
        waiting.set_waiting(2)
        waiting.setGeometry(508, 534, 327, 28)
        header = SectionHeader(theme, "Pool", parent=self)
        header.set_words("Pool", "6, hottest first", "next in 8 min")
        header.setGeometry(880, 650, 336, 28)
        yours = SectionHeader(theme, "Offered to you", parent=self)
        yours.set_words("Offered to you", role="accent_text")
        yours.setGeometry(880, 676, 336, 28)
        field = Field(theme, "Clue", hint="after 15:00, Tue or Thu", icon="lightbulb", parent=self)
        field.setGeometry(894, 710, 308, 36)
        bare = Field(theme, "Find", hint="Find a lead or a command", icon="search", parent=self)
        bare.setGeometry(894, 752, 308, 36)
        self.field = bare
        self._checks()

    def _checks(self) -> None:
        theme = self.theme
        found = (
            ("Link", Check.HOLDS, "live, 12 ms to the hub"),
            ("Notification", Check.FAILED, "the desktop did not show it within 2 s"),
            ("Sound", Check.OPEN, "press Play, then say whether you heard it: Headset, USB"),
        )
        for n, (title, check, words) in enumerate(found):
            row = CheckRow(theme, title, two_lines=n < 2, column=110, parent=self)
            row.set_found(check, words)
            row.setGeometry(26, 1048 + n * 52 if n < 2 else 1048, 400, row.height())
            if n == 1:
                row.set_button(KeyButton(theme, "Show again", key="R", size=Size.SMALL))
            if n == 2:
                row.setGeometry(450, 1048, 480, row.height())
                play = KeyButton(theme, "Play", key="P", icon="volume-2", size=Size.SMALL)
                row.set_button(play)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        self._colours(painter)
        self._heat(painter)
        self._rows(painter)
        self._type(painter)
        self._rings(painter)
        self._facts(painter)
        paint_outline(painter, QRectF(self.focused.geometry()), self.tokens)
        painter.end()

    def _text(self, painter: QPainter, x: float, y: float, text: str, of: Type, role: Role) -> None:
        draw_text(painter, QRectF(x, y, 500, of.line), text, of, self.tokens.of(role))

    def _colours(self, painter: QPainter) -> None:
        self._text(painter, 26, 23, "Colour", Type.SMALL_STRONG, "ink2")
        for line, roles in enumerate(SWATCHES):
            for n, role in enumerate(roles):
                box = QRectF(26 + 87 * n, 49 + 71 * line, 75, 28)
                painter.setPen(self.tokens.line)
                painter.setBrush(self.tokens.of(role))
                painter.drawRoundedRect(box, 4, 4)
                self._text(painter, box.x(), box.bottom() + 1, role, Type.TINY, "ink")
                colour = self.tokens.of(role).name().upper()
                self._text(painter, box.x(), box.bottom() + 14, colour, Type.TINY, "ink3")
        for n, name in enumerate(ICONS):
            x, y = 1004 + n % 9 * 28, 49 + n // 9 * 28
            paint_icon(painter, name, x, y, 18, self.tokens.ink2)

    def _heat(self, painter: QPainter) -> None:
        self._text(painter, 26, 197, "Heat, by shape and by words", Type.SMALL_STRONG, "ink2")
        for n, (state, share, words, why) in enumerate(HEATS):
            middle = 237 + n * 28
            paint_heat(painter, QRectF(26, middle - 9, 18, 18), state, share, self.tokens)
            self._text(painter, 56, middle - 9, words, Type.BODY_STRONG, WORD_ROLE[state])
            self._text(painter, 154, middle - 9, why, Type.SMALL, "ink2")
        self._text(painter, 26, 491, "Desk states", Type.SMALL_STRONG, "ink2")
        for n, (icon, role, word, why) in enumerate(DESKS):
            middle = 529 + n * 26
            paint_icon(painter, icon, 26, middle - 8, 16, self.tokens.of(role))
            self._text(painter, 52, middle - 9, word, Type.BODY_STRONG, role)
            self._text(painter, 126, middle - 9, why, Type.BODY, "ink2")

    def _rows(self, painter: QPainter) -> None:
        self._text(painter, 430, 197, "Rows, 52 high", Type.SMALL_STRONG, "ink2")
        for n, (state, heat, share, name, source, left, rank) in enumerate(ROWS):
            self._row(painter, 222 + n * 52, state, heat, share, name, source, left, rank)

    def _row(
        self, painter: QPainter, y: int, state: str, heat: Heat, share: float,
        name: str, source: str, left: str, rank: str,
    ) -> None:  # fmt: skip
        tokens = stale(self.tokens) if state == "stale" else self.tokens
        self._text(painter, 430, y + 18, state, Type.SMALL, "ink2")
        if state in ("hover", "selected"):
            fill = tokens.wash if state == "selected" else tokens.hover
            painter.fillRect(QRectF(508, y, 327, 52), fill)
        if state == "selected":
            painter.fillRect(QRectF(508, y, tokens.bar, 52), tokens.accent_mark)
        paint_heat(painter, QRectF(520, y + 9, 18, 18), heat, share, tokens)
        draw_text(painter, QRectF(520, y + 32, 18, 16), rank, Type.RANK, tokens.ink2, "centre")
        time = QRectF(508, y + 9, 313, 18)
        used = draw_text(painter, time, left, Type.BODY_STRONG, tokens.of(WORD_ROLE[heat]), "right")
        title = QRectF(548, y + 9, 273 - used - 8, 18)
        draw_text(painter, title, name, Type.NAME, tokens.ink)
        their = QRectF(508, y + 28, 313, 16)
        used = draw_text(painter, their, "12:32 there", Type.SMALL, tokens.ink3, "right")
        line = QRectF(548, y + 28, 273 - used - 8, 16)
        draw_text(painter, line, source, Type.SMALL, tokens.ink2)

    def _type(self, painter: QPainter) -> None:
        self._text(painter, 869, 197, "Type (Inter)", Type.SMALL_STRONG, "ink2")
        for y, (of, measure, words) in zip((241, 272, 299, 326, 353, 380, 407), TYPES, strict=True):
            self._text(painter, 869, y - 8, measure, Type.SMALL, "ink3")
            self._text(painter, 997, y - of.line / 2, words, of, "ink")
        self._text(painter, 869, 435, "Lines", Type.SMALL_STRONG, "ink2")
        hint = (
            Run("Tue 24 Nov, 15:10", Type.BODY_STRONG),
            Run(" her time · 17:10 yours", Type.BODY, "ink2"),
        )
        draw_runs(painter, QRectF(869, 460, 380, 18), hint, self.tokens)
        x = 869.0
        for key in ("Z", "R", "Home", "Ctrl K", "1–9", "G N"):
            x += paint_cap(painter, x, 498, key, plain_cap(self.tokens)) + 8

    def _rings(self, painter: QPainter) -> None:
        for n, (name, ring) in enumerate(RINGS):
            paint_ring(painter, QRectF(425 + n * 90, 586, CARD, CARD), ring, self.tokens)
            words = QRectF(425 + n * 90, 652, CARD, 16)
            draw_text(painter, words, name, Type.TINY, self.tokens.ink2, "centre")
        hero = Ring(Heat.WARM, "0:24", "to claim", 0.4)
        paint_ring(painter, QRectF(26, 770, HERO, HERO), hero, self.tokens)
        paint_ring(painter, QRectF(130, 770, HERO, HERO), RINGS[3][1], self.tokens)
        paint_ring(painter, QRectF(234, 770, HERO, HERO), RINGS[4][1], self.tokens)

    def _facts(self, painter: QPainter) -> None:
        y = 520.0
        strong = Run("A", Type.BODY_STRONG)
        for fact in (
            Fact("Rank", (strong, Run(", asked for a demo; 120 staff, in profile"))),
            Fact("Source", (Run("“Book a demo” on Pricing"),)),
            Fact("Opt-in", (Run("14:31:36, 12:31:36 her time"),)),
        ):
            place = QRectF(869, y, 243, fact_height(fact, 243, self.tokens))
            y += paint_fact(painter, place, fact, self.tokens)


def _in_a_row(parent: QWidget, buttons: list[KeyButton], x: int, y: int, gap: int) -> None:
    for button in buttons:
        button.setParent(parent)
        hint = button.sizeHint()
        button.setGeometry(x, y, hint.width(), hint.height())
        x += hint.width() + gap


def _over(theme: Theme) -> QWidget:
    host = Painted(theme)
    host.setFixedSize(700, 420)
    empty = EmptyText(
        theme,
        "Nobody is waiting",
        "The next lead rings here and on top of whatever you are doing. You are second in turn.",
        host,
    )
    empty.setGeometry(40, 30, 500, 160)
    popup = Popup(theme, "Later", host)
    popup.setFixedSize(300, 205)
    header = SectionHeader(theme, "Show Imogen Okafor again", parent=popup)
    header.setGeometry(1, 1, 298, 28)
    popup.open_at(QPoint(340, 180))
    return host


def grab(widget: QWidget, ratio: float) -> QPixmap:
    """A picture of a widget at a pixel ratio, without needing such a screen."""
    picture = QPixmap(widget.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    widget.render(picture)
    return picture


def main() -> None:
    """Draw the sheets."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(sys.argv[:1])
    OUT.mkdir(parents=True, exist_ok=True)
    modes: tuple[Mode, ...] = ("light", "dark")
    for mode in modes:
        theme = Theme(mode)
        theme.apply(app)
        for name, widget in (("kit", Sheet(theme)), ("kit-over", _over(theme))):
            widget.show()
            app.processEvents()
            for ratio, suffix in ((1.0, ""), (2.0, "-2x")):
                grab(widget, ratio).save(str(OUT / f"{name}-{mode}{suffix}.png"))
            widget.hide()
            widget.deleteLater()
        theme.deleteLater()


if __name__ == "__main__":
    main()
