"""Places that somebody names as where they are: "I'm in Denver", "their time is Berlin", "Pacific
time". A zone for each, and what hearing one changes. Which zones a form means is intake's work."""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from app.domain import hours
from app.domain.lead import Where
from app.domain.place_names import PLACES
from app.domain.rules import DEFAULT

LONGEST = 200
SAID = "said"
SOURCES = (SAID, "form field", "address", "number", "company", "")
"""What says where a person is, the strongest first."""


Place = tuple[tuple[str, ...], str, str]
"""Zones, country and jurisdiction; "" where not known."""


class Heard(Struct, frozen=True, kw_only=True):
    """A place somebody named: its zones, where most people of it live first, its country where that
    is known, and where in the text it stands."""

    zones: tuple[str, ...]
    country: str = ""
    region: str = ""
    start: int = 0
    end: int = 0

    @property
    def zone(self) -> str:
        """The likeliest."""
        return self.zones[0]


def zone_said(text: str) -> str | None:
    """The zone that `text` says the person is in, or None."""
    found = heard(text)
    return found.zone if found else None


def heard(text: str) -> Heard | None:
    """The last place named in `text` as where the person is, and the part of the text that says so.
    Only words that speak of being somewhere, or of a time there, are understood: "ask for Paris" is
    somebody to ask for."""
    last = None
    for lead_in, name, start in _mentions(text[:LONGEST]):
        inside = last is not None and lead_in < last.end
        if not inside and (found := _longest(name)) is not None:
            place, length = found
            zones, country, region = place
            end = start + length + _tail(name[length:])
            if _LATER.match(text, end):
                continue  # "in Berlin next week": not where they are now
            last = Heard(zones=zones, country=country, region=region, start=lead_in, end=end)
    return last


def moved(where: Where, found: Heard) -> Where:
    """`where` once they said it themselves: the zones of that place alone, for certain. Laws of
    where they were thought to be stay candidates, as people travel; another country's come to
    them."""
    regions = list(where.regions)
    if found.region:
        regions = [key for key in regions if not key.startswith(found.country)] + [found.region]
    if found.country != where.country:
        regions.append(found.country or DEFAULT)
    return Where(
        zones=found.zones,
        country=where.country or found.country,
        regions=tuple(dict.fromkeys(regions)),
        confidence="high",
        source=SAID,
    )


def better(known: Where, told: Where) -> Where:
    """Which of two readings of where somebody is counts: the stronger source, of equals the later.
    Nothing told is nothing new."""
    if not told.zones:
        return known
    ranks = {source: rank for rank, source in enumerate(SOURCES)}
    stronger = ranks.get(told.source, len(ranks)) <= ranks.get(known.source, len(ranks))
    return told if stronger or not known.zones else known


# ---- finding the words -----------------------------------------------------------------------

_MAYBE = r"(?:(?!not\b|never\b|longer\b)\w+\s+)?"
_BEING = (
    rf"(?:\b\w+['’](?:m|s|re)\s+{_MAYBE}in\s+"  # I'm (now) in
    rf"|(?:\b(?:i|he|she|they|we)\s+)?\b(?:am|is|are)\s+{_MAYBE}in\s+"
    rf"|\b(?:based|located|living|lives?|sits?|works?|working|calling)\s+{_MAYBE}(?:in|from)\s+"
    r"|\b(?:moved|relocated)\s+to\s+"
    r"|\btime\s*zone\s*(?:is|:|=)?\s*|\btz\s*(?:is|:|=)?\s*"
    r"|\b(?:their|his|her|my|local)\s+time\s*(?:is|:|=)\s*(?:in\s+)?"
    r"|^\s*in\s+)"
)
_NAMED = r"(?P<name>[^\W\d_][\w .'’/_-]{1,40})"
_AFTER = re.compile(_BEING + _NAMED, re.IGNORECASE)
_BEFORE = re.compile(r"\b(?P<name>[^\W\d_][\w.'’/_-]*(?: [^\W\d_][\w.'’_-]*){0,2}) time\b", re.I)
_KEY = re.compile(r"\b(?P<name>[A-Z][A-Za-z]+/[A-Za-z_/-]{3,40})")
_TAIL = re.compile(r"\s*(?:local\s+)?time\b", re.IGNORECASE)
_LATER = re.compile(r"\s*(?:next|tomorrow|starting|from|on|as of)\b", re.IGNORECASE)
_OF_DAY = re.compile(r"(?:\d\s*(?:[ap]\.?m\.?|h|uhr|o'clock)?|noon)\s*$", re.IGNORECASE)


def _mentions(text: str) -> Iterator[tuple[int, str, int]]:
    """Where each phrase begins, the words that may begin with a place, and where those begin."""
    found = [(m.start(), m["name"], m.start("name")) for m in _AFTER.finditer(text)]
    found += [(m.start("name"), m["name"], m.start("name")) for m in _KEY.finditer(text)]
    for m in _BEFORE.finditer(text):
        if _OF_DAY.search(text[: m.start()]):
            continue  # "16:10 London time" may be the rep's own clock
        name = m["name"]
        for skipped in range(name.count(" ") + 1):
            words = name.split(" ")[skipped:]
            start = m.end("name") - len(" ".join(words))
            found.append((start, " ".join(words) + " time", start))
    return iter(sorted(found))


def _longest(name: str) -> tuple[Place, int] | None:
    """The place that `name` begins with, and how many letters of it that is."""
    ends = [m.end() for m in re.finditer(r"[\w.'’/_-]+", name)][:4]
    for end in reversed(ends):
        said = name[:end].rstrip(".'’-")
        if (found := place(said)) is not None:
            return found, len(said)
    return None


def _tail(rest: str) -> int:
    found = _TAIL.match(rest)
    return found.end() if found else 0


# ---- what a name means -----------------------------------------------------------------------


@lru_cache(1024)
def place(name: str) -> Place | None:
    """Zones, country and jurisdiction of a place, "" where not known; None for no place we know."""
    said = re.sub(r"[\s_]+", " ", name).strip().replace("’", "'").casefold()
    said = re.sub(r"^(?:the|greater|downtown|central) (?!time|european)", "", said)
    if said in _WORDS:
        return None
    if said in _NAMES:
        return _NAMES[said]
    if "/" in said:
        key = "/".join(_titled(part) for part in said.split("/"))
        return ((key,), "", "") if hours.zone(key) else None
    named = [f"{area}/{_titled(said)}" for area in _AREAS]
    known = [key for key in named if hours.zone(key)] if re.fullmatch("[a-z -]{3,30}", said) else []
    return ((known[0],), "", "") if len(known) == 1 else None


def _titled(part: str) -> str:
    small = {"of", "es", "au", "da", "and"}
    words = (w if w in small else w.capitalize() for w in re.split(r"[ _]", part))
    return "-".join(w[:1].upper() + w[1:] for w in "_".join(words).split("-"))


_AREAS = (
    "Africa", "America", "America/Argentina", "America/Indiana", "America/Kentucky",
    "America/North_Dakota", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip
_WORDS = frozenset({"time", "north", "south", "west", "east", "center", "general", "easter"})
"""Words that are zone names too, or parts of such, and said of other things."""


def _named() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for line in PLACES.strip().splitlines():
        zones, country, region, names = (part.strip() for part in line.split("|"))
        told = (tuple(zones.split()), country, region)
        found.update({name.strip(): told for name in names.split(",")})
    return found


_NAMES = _named()
