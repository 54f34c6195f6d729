"""A message being written: filled from a template, with what is missing marked in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.domain import words as fields
from app.domain.lead import Lead
from app.domain.playbook import Template
from app.domain.touch import Channel
from ui.text import clean

LONGEST = 4_000
"""Characters of a message that can be written here."""

GAP = re.compile(r"\[([a-z_]+)\]")
_NAMES = {
    "first_name": "first name", "name": "name", "company": "company", "role": "role",
    "place": "place", "content": "what they read", "rep": "your name",
    "rep_first": "your first name", "team": "team",
}  # fmt: skip


@dataclass
class Draft:
    """`touched`: the rep has typed, so no template replaces it unasked."""

    text: str = ""
    subject: str = ""
    template: str = ""
    touched: bool = False


@dataclass
class Drafts:
    """One draft for each lead and channel. A draft never leaves its lead."""

    kept: dict[tuple[str, Channel], Draft] = field(default_factory=dict)

    def of(self, lead_id: str, channel: Channel) -> Draft | None:
        """The draft of this lead on this channel."""
        return self.kept.get((lead_id, channel))

    def keep(self, lead_id: str, channel: Channel, draft: Draft) -> None:
        """Keep it for the next time; an untouched one is not worth keeping."""
        if draft.touched:
            self.kept[lead_id, channel] = draft
        else:
            self.kept.pop((lead_id, channel), None)

    def drop(self, lead_id: str, channel: Channel | None = None) -> None:
        """Forget what was sent, or all of a lead."""
        for key in [k for k in self.kept if k[0] == lead_id and channel in (None, k[1])]:
            del self.kept[key]


def from_template(
    template: Template, lead: Lead, rep: str, team: str, variant: int = 0, good_time: bool = False
) -> Draft:
    """A wording of the template for this lead; a field nobody knows stands as `[company]`, and the
    place of the link as `{good_time}` where the hub can put one in."""
    made = fields.fill(template, lead, rep, team, variant=variant, good_time=good_time, mark=True)
    body = clean(made.body, newlines=True, limit=LONGEST)
    return Draft(body, clean(made.subject), template.key)


def gaps(draft: Draft) -> list[str]:
    """What the marked gaps ask for, in words, each once."""
    found = GAP.findall(f"{draft.subject}\n{draft.text}")
    return list(dict.fromkeys(_NAMES[name] for name in found if name in _NAMES))
