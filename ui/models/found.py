"""Finding a lead or an act by a few letters: words match at their beginnings, without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from app.domain.ids import Ms, at
from app.domain.lead import Lead
from ui import words
from ui.actions import Act
from ui.fonts import Type
from ui.my_clock import my_zone
from ui.person_words import cleaned, name
from ui.widgets.line import Run

LEADS, ACTS = 6, 7
_WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """Without case and accents, letter for letter where that is possible."""
    return text.casefold() if text.isascii() else "".join(_bare(char) for char in text)


@lru_cache(maxsize=8_192)
def _bare(char: str) -> str:
    apart = unicodedata.normalize("NFKD", char.casefold())
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return bare if len(bare) == 1 else char.casefold()[:1] or char


class Finder:
    """Remembers each lead's text as long as the lead stays as it is."""

    def __init__(self) -> None:
        self._texts: dict[str, tuple[int, tuple[str, str, str, str]]] = {}

    def leads(self, query: str, leads: Iterable[Lead], me: str, now: Ms) -> list[Lead]:
        """The best few: by name, then company, then email and number; mine before others'."""
        asked = plain(query).strip()
        if not asked:
            return []
        found = []
        for lead in leads:
            rank = self._rank(asked, lead)
            if rank is not None:
                closed = lead.state == "closed"
                key = (closed, rank, lead.owner != me, -lead.received, lead.id)
                found.append((key, lead))
        return [lead for _, lead in sorted(found, key=lambda pair: pair[0])[:LEADS]]

    def _rank(self, asked: str, lead: Lead) -> int | None:
        who, company, email, phone = self._text(lead)
        if begins(asked, who) >= 0:
            return 0
        if begins(asked, company) >= 0:
            return 1
        digits = "".join(c for c in asked if c.isdigit())
        number = bool(digits) and len(digits) >= 3 and not any(c.isalpha() for c in asked)
        if email.startswith(asked) or (number and digits.removeprefix("0") in phone):
            return 2
        parts = asked.split()
        whole = f"{who} {company} {email}"
        if len(parts) > 1 and all(begins(part, whole) >= 0 for part in parts):
            return 3
        return 4 if len(asked) > 2 and asked in whole else None

    def _text(self, lead: Lead) -> tuple[str, str, str, str]:
        kept = self._texts.get(lead.id)
        if kept is not None and kept[0] == lead.v:
            return kept[1]
        person = lead.person
        phone = "".join(c for c in person.phone + person.phone_raw if c.isdigit())
        made = (plain(name(person)), plain(cleaned(person.company)), plain(person.email), phone)
        self._texts[lead.id] = lead.v, made
        return made


def begins(asked: str, text: str) -> int:
    """Where a word of `text` begins with `asked` (both plain), -1 when none does."""
    if text.startswith(asked):
        return 0
    for word in _WORD.finditer(text):
        if text.startswith(asked, word.start()):
            return word.start()
    return -1


def acts(query: str, every: Iterable[Act]) -> list[Act]:
    """The acts whose words begin so, in the order of the sheet; without a query the first few."""
    asked = plain(query).strip()
    able = [act for act in every if act.may() is not False and act.name != "find"]
    if not asked:
        return able[:ACTS]
    fit = [act for act in able if begins(asked, plain(act.words)) >= 0]
    return sorted(fit, key=lambda act: begins(asked, plain(act.words)) != 0)[:ACTS]


def marked(text: str, query: str, of: Type = Type.BODY) -> tuple[Run, ...]:
    """The text with the letters that matched in bold."""
    asked = plain(query).strip()
    place = begins(asked, plain(text)) if asked else -1
    if place < 0 or len(plain(text)) != len(text):
        return (Run(text, of),)
    end = place + len(asked)
    parts = (Run(text[:place], of), Run(text[place:end], Type.BODY_STRONG), Run(text[end:], of))
    return tuple(run for run in parts if run.text)


def lead_note(lead: Lead, me: str, now: Ms) -> str:
    """`Liffey Foods, yours, 14:40`, `Polder Fruit, Petra has it`, `in the pool`."""
    company = cleaned(lead.person.company, 60)
    if lead.state == "closed":
        stand = "closed"
    elif lead.owner == me and me:
        stand = "yours"
        touch = lead.next_touch
        if touch is not None and not touch.needs_time:
            zone = my_zone()
            same = at(touch.at).astimezone(zone).date() == at(now).astimezone(zone).date()
            when = words.clock if same else words.dated
            stand += f", {when(at(touch.at), zone)}"
    elif lead.grabbable(now):
        stand = "in the pool"
    elif lead.owner:
        stand = f"{cleaned(lead.owner_name, 40).split(' ')[0]} has it"
    else:
        stand = "needs mapping"
    return ", ".join(part for part in (company, stand) if part)
