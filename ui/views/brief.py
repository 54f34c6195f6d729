"""The brief: what they wrote or read, what to open with, what to leave out. Fifteen seconds.

Every word comes from facts; where there is nothing to say, nothing stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.lead import Lead
from ui.fonts import Type
from ui.person_words import cleaned, subject
from ui.text import clean
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.line import Run
from ui.widgets.paragraph import Paragraph

READING = 740
_QUOTE_LINES = 4
_TITLES = 3
_GAP = 32
_CHANNELS = {"call": "Calls", "sms": "SMS", "email": "Email"}


@dataclass(frozen=True)
class BriefWords:
    """The heading, what they said or read, and the two hints; empty ones are not shown."""

    heading: str
    said: str
    read: str
    open_with: str
    leave_out: str


def brief_words(lead: Lead) -> BriefWords:
    """What is known that helps in the first fifteen seconds."""
    person, who = lead.person, subject(lead.person)
    message = clean(person.message, newlines=True, limit=900)
    titles = [cleaned(title) for title in person.content[:_TITLES] if title.strip()]
    read = ", ".join(titles)
    if message:
        heading, said = f"{who} wrote", f"“{message}”"
    elif read:
        heading, said, read = f"{who} read", read, ""
    else:
        heading, said = f"{who} wrote nothing", f"They left {_left(lead)}."
    return BriefWords(heading, said, read, _open_with(lead, message), _leave_out(lead))


def _left(lead: Lead) -> str:
    person = lead.person
    left = [
        word
        for word, value in (("a number", person.phone), ("an email address", person.email))
        if value
    ]
    return " and ".join(left) or "no way to be reached that we understood"


def _open_with(lead: Lead, message: str) -> str:
    """Only what facts carry: a clue, a repeated question, or what they asked for."""
    person_clue = next(
        (
            clue.text
            for note in reversed(lead.clues)
            for clue in note.clues
            if clue.kind == "person"
        ),
        "",
    )
    if person_clue:
        return f"Ask for {cleaned(person_clue, 60)}."
    if lead.enquiries > 1:
        return f"This is enquiry {lead.enquiries}: pick up where it was left."
    if lead.lane in ("prepare_first", "let_settle") and lead.person.content:
        return f"A question about “{cleaned(lead.person.content[0], 80)}”."
    return ""


def _leave_out(lead: Lead) -> str:
    if lead.lane in ("let_settle", "nurture"):
        what = cleaned(lead.source.name, 60)
        return f"Do not open with the download of “{what}”."
    stopped = [
        f"{_CHANNELS[channel]}: {cleaned(consent.why, 60) or 'said stop'}."
        for channel, consent in lead.consent.items()
        if consent.state == "refused"
    ]
    return " ".join(stopped)


class Brief(QWidget):
    """Paragraphs of plain text at a reading width; its height follows its words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: BriefWords | None = None
        self._parts = {
            part: Paragraph(theme, parent=self)
            for part in ("heading", "said", "read", "open", "open_text", "leave", "leave_text")
        }
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def set_lead(self, lead: Lead) -> None:
        """Another lead, or its new words."""
        words = brief_words(lead)
        if words == self._words:
            return
        self._words = words
        self._say("heading", words.heading, Type.SMALL_STRONG, "ink2")
        self._say("said", words.said, Type.READ, "ink")
        self._say("read", f"Read: {words.read}" if words.read else "", Type.BODY, "ink2")
        self._say("open", "Open with" if words.open_with else "", Type.SMALL_STRONG, "ink2")
        self._say("open_text", words.open_with, Type.BODY, "ink")
        self._say("leave", "Leave out" if words.leave_out else "", Type.SMALL_STRONG, "ink2")
        self._say("leave_text", words.leave_out, Type.BODY, "ink")
        self.setAccessibleName("Brief")
        self._place()

    def _say(self, part: str, text: str, of: Type, role: Role) -> None:
        self._parts[part].set_runs((Run(text, of, role),) if text else ())
        self._parts[part].setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(480, self.height())

    def _place(self) -> None:
        width = min(READING, self.width())
        y = self._stack(("heading", "said"), 0, 14, width, gap=4)
        if self._parts["read"].text:
            y = self._stack(("read",), 0, y + 6, width)
        hints = [
            pair for pair in (("open", "open_text"), ("leave", "leave_text")) if self._shown(pair)
        ]
        half = (width - _GAP) // 2
        foot = y
        for place, pair in enumerate(hints):
            column = half if len(hints) > 1 else width
            foot = max(foot, self._stack(pair, place * (half + _GAP), y + 12, column, gap=3))
        self.setFixedHeight(foot + 14)

    def _shown(self, pair: tuple[str, ...]) -> bool:
        return bool(self._parts[pair[-1]].text)

    def _stack(self, parts: tuple[str, ...], x: int, y: int, width: int, gap: int = 0) -> int:
        for part in parts:
            widget = self._parts[part]
            height = widget.heightForWidth(width)
            if part == "said":
                height = min(height, _QUOTE_LINES * Type.READ.line)
            widget.setGeometry(x, y, width, height)
            y += height + gap
        return y - gap
