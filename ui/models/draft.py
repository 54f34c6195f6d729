"""A message being written: filled from a template, with what is missing marked in the text. What is
kept of it, and for how long, is the desk's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain import words as fields
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.message import Message
from app.domain.playbook import Template
from app.domain.sending import LONGEST
from app.protocol.messages import Gateways
from client.drafts import Kept
from ui.text import clean

GAP = re.compile(r"\[([a-z_]+)\]")
_NAMES = {
    "first_name": "first name", "name": "name", "company": "company", "role": "role",
    "place": "place", "content": "what they read", "rep": "your name",
    "rep_first": "your first name", "team": "team",
}  # fmt: skip


@dataclass
class Draft:
    """`touched`: the rep has typed, so no template replaces it unasked. `other`: words that came
    back while these stood here; `why` they came back."""

    text: str = ""
    subject: str = ""
    template: str = ""
    touched: bool = False
    variant: int = 0
    language: str = ""
    why: str = ""
    other: str = ""


def kept(draft: Draft, at: Ms) -> Kept:
    """As the desk keeps it."""
    return Kept(
        text=draft.text,
        subject=draft.subject,
        template=draft.template,
        variant=draft.variant,
        language=draft.language,
        touched=draft.touched or bool(draft.other),
        at=at,
        why=draft.why,
        other=draft.other,
    )


def again(found: Kept, gateways: Gateways) -> Draft:
    """As it was left. In words that were on their way, the link is a place for one again."""
    text, other = (
        fields.unlinked(words, gateways.link, gateways.link_chars)
        for words in (found.text, found.other)
    )
    return Draft(
        text, found.subject, found.template, found.touched, found.variant, found.language,
        found.why, other,
    )  # fmt: skip


def of_message(message: Message) -> Draft:
    """The words of a message, to be written on."""
    return Draft(
        message.text, message.subject, message.template, True, message.variant, message.language
    )


def from_template(
    template: Template, lead: Lead, rep: str, team: str, variant: int = 0, good_time: bool = False
) -> Draft:
    """A wording of the template for this lead; a field nobody knows stands as `[company]`, and the
    place of the link as `{good_time}` where the hub can put one in."""
    made = fields.fill(template, lead, rep, team, variant=variant, good_time=good_time, mark=True)
    body = clean(made.body, newlines=True, limit=LONGEST["email"])
    language = template.language
    return Draft(body, clean(made.subject), template.key, False, variant, language)


def gaps(draft: Draft) -> list[str]:
    """What the marked gaps ask for, in words, each once."""
    found = GAP.findall(f"{draft.subject}\n{draft.text}")
    return list(dict.fromkeys(_NAMES[name] for name in found if name in _NAMES))
