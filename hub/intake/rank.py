"""How an enquiry is ranked: the first rule of the playbook that fits, with the reason kept."""

import re
import unicodedata
from dataclasses import dataclass

from app.domain.lead import LaneName, Person, Rank
from app.domain.playbook import Playbook, RankRule
from hub.sources import SourceRow


@dataclass(frozen=True, slots=True)
class Ranked:
    rank: Rank
    why: str
    lane: LaneName


UNRULED = Ranked("C", "no rule of the playbook fits it", "let_settle")


def apply(playbook: Playbook, source: SourceRow, person: Person) -> Ranked:
    """The rank, the rule's reason with the word that decided it, and the lane."""
    told = _told(source, person)
    for rule in playbook.ranks:
        word = _fits(rule, source, person, told)
        if word is not None:
            return Ranked(rule.rank, _why(rule, word), rule.lane)
    return UNRULED


def _fits(rule: RankRule, source: SourceRow, person: Person, told: list[str]) -> str | None:
    """The word that matched ("" where the rule asks for none), or None when the rule does not
    fit."""
    if rule.source_kinds and source.kind not in rule.source_kinds:
        return None
    if not all(getattr(person, need) for need in rule.needs):
        return None
    if not rule.words:
        return ""
    return next((word for word in rule.words if any(_said(word, text) for text in told)), None)


def _told(source: SourceRow, person: Person) -> list[str]:
    said = [
        source.name,
        person.page,
        *person.content,
        person.message,
        *person.extra,
        *person.extra.values(),
    ]
    return [_plain(text) for text in said if text]


def _said(word: str, text: str) -> bool:
    """As a word of its own ("demo" is not in "democracy"), save where a script parts none."""
    word = _plain(word)
    if any(unicodedata.category(c) == "Lo" for c in word):
        return word in text
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _plain(text: str) -> str:
    return text.casefold().replace("_", " ").replace("-", " ")


def _why(rule: RankRule, word: str) -> str:
    if not word or word.casefold() in rule.why.casefold():
        return rule.why
    return f"{rule.why} (\u201c{word}\u201d)"
