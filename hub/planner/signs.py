"""What a hub knows about one lead, sign by sign and in order. What a sign is worth is not decided
here."""

from typing import NamedTuple

from msgspec import Struct

TRIED = {
    "no_answer": 1.0,
    "busy": 0.6,
    "voicemail": 1.0,
    "gatekeeper": 0.6,
    "given": 1.0,
}
"""Calls that did not reach the person, and how much such a call tells against its half-hour: busy
and gatekeeper mean that somebody is there. given: a miss told only because it was one (whoever is
reached then is never told of), so it speaks of the lead but not of the team's hours."""
REACHED = ("live", "refused")
SAID = {"said_window": "window", "said_days": "days"}
"""Stated when asked, not overheard: the same meaning, another reliability."""
LIFE = ("submitted", "opened", "replied")


class Sign(Struct, frozen=True):
    """One thing that happened or was said.

    kind: a key of TRIED, live, wrong_number, refused (a live one), one of LIFE, or a clue:
    window, not_window (value: first and last half-hour of day, end exclusive, 0..48), days,
    not_days (value: weekdays), back (value: the day they are back, days since 1970-01-01),
    said_window, said_days. Anything else carries no information. cell, day: when, in the lead's
    own clock.
    """

    kind: str
    cell: int
    day: int
    value: tuple[int, ...] = ()


class Clue(NamedTuple):
    """A sign's position in the lead's list, and what it says."""

    at: int
    kind: str
    value: tuple[int, ...]
    asked: bool


def clues_of(signs: tuple[Sign, ...], *, asking: bool, clues: bool) -> tuple[Clue, ...]:
    """The clues among the signs that may be used, malformed ones left out."""
    found = []
    for index, sign in enumerate(signs):
        asked = sign.kind in SAID
        if not (asking if asked else clues):
            continue
        kind = SAID.get(sign.kind, sign.kind)
        if _well_formed(kind, sign.value):
            found.append(Clue(index, kind, sign.value, asked))
    return tuple(found)


def _well_formed(kind: str, value: tuple[int, ...]) -> bool:
    if kind in ("window", "not_window"):
        return (
            len(value) == 2 and 0 <= value[0] < 48 and 0 < value[1] <= 48 and value[0] != value[1]
        )
    if kind in ("days", "not_days"):
        return bool(value) and all(0 <= day < 7 for day in value)
    return kind == "back" and len(value) == 1
