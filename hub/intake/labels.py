"""From a label to the target it means, whatever its spelling. The words themselves are data:
`vocabulary`."""

import re
import unicodedata
from functools import lru_cache

from hub.intake.vocabulary import LABELS, TARGETS

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBERING = re.compile(r"q?\d+")
_OPAQUE = re.compile(r"q?\d+|question|field|input|[a-f0-9]{12,}")
_AFTER_FORM = frozenset({"field", "fields", "response", "data"})


@lru_cache(4096)
def words(label: str) -> tuple[str, ...]:
    """A label as plain words: camelCase parted, case and accents dropped, numbering left out."""
    text = unicodedata.normalize("NFKD", _CAMEL.sub(" ", label[:120])).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("ł", "l")
    return tuple(w for w in _NOT_WORD.split(text) if w and not _NUMBERING.fullmatch(w))


@lru_cache(4096)
def phrase(label: str) -> str:
    """The words that carry meaning, joined: "Your Work E-mail" -> "e mail"."""
    said = list(words(label))
    if said[:1] == ["form"] and len(said) > 1 and said[1] in _AFTER_FORM:
        said = said[1:]
    bare = [word for word in said if word not in LABELS["noise"]]
    return " ".join(bare or said)


def _spelled() -> dict[str, str]:
    said = [(" ".join(words(one)), target) for target, all_ in TARGETS.items() for one in all_]
    # A saying may hold a noise word that matters there ("business name"), so the whole one goes
    # first.
    bare = [(phrase(one), target) for target, all_ in TARGETS.items() for one in all_]
    out: dict[str, str] = {}
    for one, target in said + bare:
        out.setdefault(one, target)
    return out


_TARGET_OF = _spelled()


def meaning(label: str) -> str:
    """The target a label stands for, or ""."""
    return _TARGET_OF.get(" ".join(words(label))) or _TARGET_OF.get(phrase(label), "")


def opaque(label: str) -> bool:
    """A key that says nothing about its value: "3", "field_7", "q12", a generated id."""
    said = [word for word in _NOT_WORD.split(label.casefold()) if word]
    return all(_OPAQUE.fullmatch(word) for word in said)
