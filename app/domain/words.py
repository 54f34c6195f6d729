"""Words for an SMS or email: a template's `{fields}` filled from the lead and the rep. Nothing in a
template is evaluated, and what a lead wrote is never read as a template. Which template for whom is
`wording.py`, what a template may hold `template_text.py`."""

import re
from collections.abc import Mapping

from msgspec import Struct

from app.domain import harmless
from app.domain.languages import language_of
from app.domain.lead import Lead
from app.domain.playbook import Template
from app.domain.template_text import GOOD_TIME, MARKER, PROMISE, Slot, parts

NAME, FIRST_NAME, TITLE = 80, 40, 120
"""Characters of a value that go into a message."""


class Words(Struct, frozen=True, kw_only=True):
    """A filled template. `missing` are the fields there is nothing for and the template has no
    `{field|words instead}`: they are left out of the text, or marked in it, and the rep is told."""

    body: str
    subject: str = ""
    missing: tuple[str, ...] = ()


def fill(
    template: Template,
    lead: Lead,
    rep_name: str,
    team_name: str = "",
    *,
    variant: int = 0,
    good_time: bool = False,
    promise: str = "",
    mark: bool = False,
) -> Words:
    """`template` for `lead`, written by `rep_name`. `{first_name|there}` falls back to "there", and
    what comes to nothing takes the blank before it along.

    `good_time`: the hub can put in a link, so its marker stays in the text; else the words instead.
    `promise`: when somebody will call, in the template's language. `mark`: what is missing stands
    as `[company]` in the text."""
    values = _values(lead, rep_name, team_name)
    values |= {GOOD_TIME: MARKER if good_time else "", PROMISE: promise}
    missing: dict[str, None] = {}
    body = _filled(wordings(template)[variant_of(template, variant)], values, missing, mark)
    subject = _filled(template.subject, {**values, GOOD_TIME: ""}, missing, mark)
    return Words(body=body.strip(), subject=" ".join(subject.split()), missing=tuple(missing))


def wordings(template: Template) -> tuple[str, ...]:
    """Every wording of a template; its place is the `variant` of a message."""
    return (template.body, *template.variants)


def variant_of(template: Template, variant: int) -> int:
    """`variant`, or 0 where the template has no such wording (any more)."""
    return variant if 0 <= variant <= len(template.variants) else 0


def shown(text: str, link: str = "", link_chars: int = 0) -> str:
    """`text` as long as the person will get it, for counting and previews: the marker as a link
    that begins with `link`, `link_chars` long, or left out with the blank before it where the hub
    puts in none. Both are in the hub's `Gateways`."""
    if link:
        return text.replace(MARKER, link + "." * max(0, link_chars - len(link)))
    return text.replace(f" {MARKER}", "").replace(MARKER, "")


def unlinked(text: str, link: str, link_chars: int) -> str:
    """`text` of a message with the marker again where `shown` would put a link: what comes back to
    be written on gets a fresh link when it goes, in one piece until then."""
    rest = link_chars - len(link)
    if not link or rest <= 0:
        return text
    return re.sub(re.escape(link) + rf"[\w.\-]{{{rest}}}(?![\w\-])", MARKER, text, flags=re.ASCII)


def templates(every: tuple[Template, ...], lead: Lead, channel: str) -> tuple[Template, ...]:
    """What a rep is offered for `channel`: each template once, in the lead's language where there
    is one (else as it first stands), those made for the lead's lane first."""
    fit = [
        t
        for t in every
        if t.by_hand and t.channel == channel and (not t.lanes or lead.lane in t.lanes)
    ]
    mine: dict[str, Template] = {}
    for template in fit:
        known = mine.setdefault(template.key, template)
        if speaks(template, lead) and not speaks(known, lead):
            mine[template.key] = template
    return tuple(sorted(mine.values(), key=lambda template: not template.lanes))


def speaks(template: Template, lead: Lead) -> bool:
    """Is it in the language the person's browser named?"""
    return bool(template.language) and template.language == language_of(lead)


def _filled(text: str, values: Mapping[str, str], missing: dict[str, None], mark: bool) -> str:
    made: list[str] = []
    for part in parts(text):
        if not isinstance(part, Slot):
            made.append(part)
            continue
        value = values.get(part.field, "") or part.instead or ""
        if not value and part.instead is None and part.field != GOOD_TIME:
            missing[part.field] = None
            value = f"[{part.field}]" if mark else ""
        if not value and made:
            made[-1] = made[-1].removesuffix(" ")
        made.append(value)
    return "".join(made)


def _values(lead: Lead, rep_name: str, team_name: str) -> dict[str, str]:
    person = lead.person
    name, rep = harmless.name(person.name, NAME), harmless.line(rep_name, NAME)
    return {
        "first_name": _first(name)[:FIRST_NAME],
        "name": name,
        "company": harmless.said(person.company, NAME),
        "role": harmless.said(person.role, NAME),
        "place": harmless.said(person.place, NAME),
        "content": harmless.said(person.content[0], TITLE) if person.content else "",
        "rep": rep,
        "rep_first": _first(rep),
        "team": harmless.line(team_name, NAME),
    }


def _first(name: str) -> str:
    """What to call somebody by. Who begins with "Dr." is called by all of the name."""
    first = name.partition(" ")[0]
    return name if first.endswith(".") else first
