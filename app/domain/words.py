"""Words for an SMS or email: a template's `{fields}` filled from the lead and the rep. Nothing in a
template is evaluated, and what a lead wrote is never read as a template."""

import re

from msgspec import Struct

from app.domain.lead import Lead
from app.domain.playbook import Template

FIELDS = frozenset(
    {"first_name", "name", "company", "role", "place", "content", "rep", "rep_first", "team"}
)
_FIELD = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")


class Words(Struct, frozen=True, kw_only=True):
    """A filled template. `missing` are the fields this lead has nothing for and the template no
    `{field|words instead}`: they are left out of the text, and the rep is told."""

    body: str
    subject: str = ""
    missing: tuple[str, ...] = ()


def fill(template: Template, lead: Lead, rep_name: str, team_name: str = "") -> Words:
    """`template` for `lead`, written by `rep_name`. `{first_name|there}` falls back to "there"."""
    values = _values(lead, rep_name, team_name)
    missing: dict[str, None] = {}

    def said(found: re.Match[str]) -> str:
        value = values.get(found[1].strip(), "")
        if not value and found[2] is None:
            missing[found[1].strip()] = None
        return value or (found[2] or "")

    body, subject = _FIELD.sub(said, template.body), _FIELD.sub(said, template.subject)
    return Words(body=body, subject=" ".join(subject.split()), missing=tuple(missing))


def fields(text: str) -> tuple[str, ...]:
    """Every field `text` names, known or not, in order."""
    return tuple(dict.fromkeys(found[1].strip() for found in _FIELD.finditer(text)))


def templates(every: tuple[Template, ...], lead: Lead, channel: str) -> tuple[Template, ...]:
    """The templates for `channel` that suit the lead's lane, those made for it first."""
    fit = [t for t in every if t.channel == channel and (not t.lanes or lead.lane in t.lanes)]
    return tuple(sorted(fit, key=lambda template: not template.lanes))


def _values(lead: Lead, rep_name: str, team_name: str) -> dict[str, str]:
    person = lead.person
    return {
        "first_name": _first(person.name),
        "name": person.name,
        "company": person.company,
        "role": person.role,
        "place": person.place,
        "content": person.content[0] if person.content else "",
        "rep": rep_name,
        "rep_first": _first(rep_name),
        "team": team_name,
    }


def _first(name: str) -> str:
    return name.split()[0] if name.split() else ""
