"""The first page: where the hub is and the invite code that opens it."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.fonts import Type
from ui.icons import paint_icon
from ui.text import PlainLabel, clean
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton, Kind, Size
from ui.widgets.line import Run
from ui.widgets.painted import Painted, canvas
from ui.widgets.paragraph import Paragraph

WIDTH = 420
_CODE_LENGTH = 8
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def code_of(text: str) -> str:
    """The eight characters of an invite code as typed or pasted, or "" when they are not all there.
    Case, spaces and dashes do not matter; O, I and L are read as 0, 1 and 1 (Crockford)."""
    letters = "".join(c for c in text.upper() if c.isalnum()).translate(_READ_AS)
    return letters if len(letters) == _CODE_LENGTH and "U" not in letters else ""


def address_problem(text: str) -> str:
    """What is wrong with a hub's address, as a sentence, or ""."""
    try:
        parts = urlsplit(text.strip())
        port_ok = parts.port is None or 0 < parts.port < 65536
    except ValueError:
        return "That is not an address. It looks like https://hub.example."
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_ok:
        return "The address begins with https:// and names the hub, like https://hub.example."
    return ""


class SignInPage(Painted):
    """Emits `asked(hub, code)` with a complete code only; says what is missing before that."""

    asked = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName("Sign in")
        self.hub = Field(theme, "Address of the hub", hint="https://hub.example", limit=300)
        self.code = Field(theme, "Invite code", hint="XXXX-XXXX", limit=40)
        self.told = Paragraph(theme, width=WIDTH)
        self.button = KeyButton(theme, "Sign in", key="Enter", kind=Kind.PRIMARY, size=Size.HERO)
        self.button.setFixedHeight(Size.HERO.px)
        self.button.acted.connect(self._ask)
        for field in (self.hub, self.code):
            field.returnPressed.connect(self.button.click)
            field.textEdited.connect(self._read)
        self._lay_out(theme)
        self._read()

    def _lay_out(self, theme: Theme) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.setContentsMargins(4, 0, 4, 0)
        column.addSpacing(44)
        column.addWidget(PlainLabel(theme, "Sign in to Leadbell", Type.HERO))
        column.addSpacing(4)
        intro = (
            "Paste the invite code your team lead gave you. "
            "It names your team and you, and works once."
        )
        column.addWidget(Paragraph(theme, [Run(intro, Type.ROLE, "ink2")], width=WIDTH))
        for title, field in (("Hub", self.hub), ("Invite code", self.code)):
            column.addSpacing(18)
            column.addWidget(PlainLabel(theme, title, Type.BODY_MEDIUM))
            column.addSpacing(6)
            column.addWidget(field)
        column.addSpacing(8)
        column.addWidget(self.told)
        column.addSpacing(18)
        act = QHBoxLayout()
        act.setContentsMargins(0, 4, 0, 4)
        act.addWidget(self.button)
        act.addSpacing(10)
        stays = "This desk stays signed in until you or your lead ends it."
        act.addWidget(Paragraph(theme, [Run(stays, Type.SMALL, "ink2")], width=240), 1)
        column.addLayout(act)
        column.addStretch(1)
        holder = QWidget()
        holder.setLayout(column)
        holder.setFixedWidth(WIDTH + 8)
        # Room for three lines of what went wrong, so that saying it moves nothing and cuts nothing.
        holder.setMinimumHeight(column.heightForWidth(WIDTH + 8) + 3 * Type.SMALL.line)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(holder, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self._holder = holder

    def set_hub(self, url: str) -> None:
        """The address known from the command line or from last time."""
        self.hub.setText(url)
        self._read()
        (self.code if url else self.hub).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, text: str) -> None:
        """Why it did not work, and what to do; both fields keep what was typed."""
        self.busy(False)
        self._say(text, failed=True)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        self.code.selectAll()

    def busy(self, asking: bool) -> None:
        """The hub has been asked and has not answered yet."""
        if asking:
            self.button.begin_asking()
            self._say("Asking the hub. A keyring may want its password.")
        else:
            self.button.end_asking()

    def _say(self, text: str, *, failed: bool = False) -> None:
        role: Role = "hot_text" if failed else "ink2"
        self.told.set_runs([Run(clean(text, limit=300), Type.SMALL, role)] if text else [])
        self.told.setAccessibleDescription("Problem" if failed else "")

    def _read(self) -> None:
        host = urlsplit(self.hub.text().strip()).hostname if not self._problem() else ""
        ready = bool(host) and bool(code_of(self.code.text()))
        self._say(f"The code is complete; it will be shown to {host}." if ready else "")

    def _problem(self) -> str:
        return address_problem(self.hub.text())

    def _ask(self) -> None:
        if problem := self._problem():
            self._say(problem, failed=True)
            self.hub.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not (code := code_of(self.code.text())):
            self._say("An invite code has eight letters and digits, like 7H2M-QV4D.", failed=True)
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.asked.emit(self.hub.text().strip().rstrip("/"), f"{code[:4]}-{code[4:]}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = canvas(self)
        painter.fillRect(self.rect(), self.tokens.ground)
        corner = self._holder.pos()
        paint_icon(painter, "bell", corner.x() + 2, corner.y() + 4, 28, self.tokens.accent_text)
        painter.end()
