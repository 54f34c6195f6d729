"""The text of a template: plain words with `{field}` or `{field|words instead}` in them, nothing
else. Whoever writes more than that is told so before the playbook counts; reading costs time in
proportion to the length, whatever is in it."""

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

GOOD_TIME = "good_time"
"""The hub puts a link there to a page where they choose a time."""
PROMISE = "promise"
"""When somebody will call: of automatic answers only."""
FIELDS = frozenset(
    {
        "first_name",
        "name",
        "company",
        "role",
        "place",
        "content",
        "rep",
        "rep_first",
        "team",
        GOOD_TIME,
        PROMISE,
    }
)
MARKER = f"{{{GOOD_TIME}}}"
"""As it stands in a message until the hub replaces it."""

# Each scan is ended by the next brace or by a length, so no text makes them run twice over it.
_BRACED = re.compile(r"\{([^{}]*+)\}")
_NESTED = re.compile(r"\{[^{}]*+\{")
_FOREIGN = re.compile(r"\{\{|\{%|%\}|\{#|#\}")
_PERCENT = re.compile(r"%\([A-Za-z_]\w{0,40}\)")
_BRACKET = re.compile(r"\[([a-z_]{1,20})\]")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SHOWN = 40


class Slot(Struct, frozen=True):
    """A place in a text where a field goes. `instead` is None where the text names no words for
    when there is nothing."""

    field: str
    instead: str | None = None


def parts(text: str) -> Iterator[str | Slot]:
    """`text` as words and fields, in order. Braces that hold no field of ours are fields too, and
    have no value; a brace alone is a word."""
    at = 0
    for found in _BRACED.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield _slot(found[1])
        at = found.end()
    if at < len(text):
        yield text[at:]


def slots(text: str) -> tuple[Slot, ...]:
    """Every field of `text`, known or not, in order."""
    return tuple(part for part in parts(text) if isinstance(part, Slot))


def mistake(text: str) -> str:
    """What in `text` is neither plain words nor a field, and what to write; "" where nothing is."""
    if found := _FOREIGN.search(text):
        return f'"{found[0]}" does nothing here: fields have one brace, like {{first_name}}'
    if "${" in text:
        return '"${" does nothing here: leave out the $, as in {first_name}'
    if found := _NESTED.search(text):
        return f'"{_short(found[0])}": a brace is opened inside another; close the first one before'
    if found := _PERCENT.search(text):
        return f'"{found[0]}" does nothing here: write {{first_name}}'
    for each in _BRACED.finditer(text):
        if why := _no_field(each[1]):
            return why
    if found := re.search(r"[{}]", _BRACED.sub("", text)):
        return f'a brace is opened or closed without its other half ("{found[0]}")'
    for found in _BRACKET.finditer(text):
        if found[1] in FIELDS:
            return f'"{found[0]}" is what stands for something missing: write {{{found[1]}}}'
    return _unseen(text)


def _slot(inside: str) -> Slot:
    field, bar, instead = inside.partition("|")
    return Slot(field.strip(), instead if bar else None)


def _no_field(inside: str) -> str:
    field, _, instead = inside.partition("|")
    name = field.strip()
    if name in FIELDS:
        if "|" in instead:
            return f"{{{_short(inside)}}} has two bars; one, and then the words instead"
        return ""
    for sign, what in ((".", "a dot"), ("[", "a bracket"), ("!", '"!"'), (":", "a colon")):
        bare = name.partition(sign)[0].strip()
        if sign in name and bare in FIELDS:
            return f"{{{_short(inside)}}}: {what} means nothing here; write {{{bare}}}"
    return f"{{{_short(inside)}}} is no field; there are {', '.join(sorted(FIELDS))}"


def _unseen(text: str) -> str:
    hidden = next((c for c in text if c not in "\n" and unicodedata.category(c) in _HIDDEN), "")
    if not hidden:
        return ""
    return f"a character that nobody can see (U+{ord(hidden):04X}) stands in it: take it out"


def _short(text: str) -> str:
    """A line of it to name it by; what cannot be seen is not repeated."""
    seen = "".join(c for c in text[: _SHOWN * 2] if unicodedata.category(c) not in _HIDDEN)
    return seen if len(seen) <= _SHOWN else f"{seen[: _SHOWN - 1]}…"
