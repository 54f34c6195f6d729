"""How a person is named on the screen. `she` and `his` only when the form gave a salutation."""

from __future__ import annotations

from functools import lru_cache

from app.domain.lead import Lead, Person
from ui.text import clean, side_by_side
from ui.words import Whose

_SUBJECT = {"Ms": "She", "Mr": "He"}
_WHOSE: dict[str, Whose] = {"Ms": "her", "Mr": "his"}
NAMELESS = "No name given"


@lru_cache(maxsize=16_384)
def cleaned(text: str, limit: int = 200) -> str:
    """Text from outside for one painted line, remembered: rows are painted again and again."""
    return clean(text, limit=limit)


def name(person: Person) -> str:
    """What to call them in a list: name, else how they can be reached."""
    return cleaned(person.name or person.email or person.phone or person.phone_raw) or NAMELESS


def subject(person: Person) -> str:
    """Who did something: `She`, `He`, else the name, else `They`."""
    return _SUBJECT.get(person.salutation) or cleaned(person.name) or "They"


def object_(person: Person) -> str:
    """Whom something was done to: `her`, `him`, else the name, else `them`."""
    return {"Ms": "her", "Mr": "him"}.get(person.salutation) or cleaned(person.name) or "them"


def whose(person: Person) -> Whose:
    """Whose clock: `her`, `his`, else `their`."""
    return _WHOSE.get(person.salutation, "their")


def is_words(person: Person) -> str:
    """`she is`, `Jonas Weber is`, `they are`: for the middle of a heading."""
    who = subject(person)
    if person.salutation:
        return f"{who.lower()} is"
    return "they are" if who == "They" else f"{who} is"


@lru_cache(maxsize=16_384)
def origin(source: str, company: str) -> str:
    """The second line of a row: `Demo request · Kestrel Freight`."""
    return side_by_side(cleaned(source), cleaned(company))


def role_line(lead: Lead) -> str:
    """`Head of Payments, Kestrel Freight, Leeds`."""
    person = lead.person
    parts = (person.role, person.company, person.place)
    return ", ".join(cleaned(part) for part in parts if part.strip())
