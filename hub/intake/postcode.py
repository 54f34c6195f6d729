"""Postcodes: the state and the zones that the first letters of one tell. The data and its sources:
`postcodes.toml`."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

Table = dict[str, dict[str, str]]
_LETTERS = re.compile(r"([0-9A-Z]+)(?:-([0-9A-Z]+))?")
_SHAPES = {
    "US": re.compile(r"(\d{5})(-?\d{4})?"),
    "CA": re.compile(r"[A-Z]\d[A-Z](\d[A-Z]\d)?"),
    "AU": re.compile(r"\d{4}"),
    "ES": re.compile(r"\d{5}"),
    "FR": re.compile(r"\d{5}"),
    "PT": re.compile(r"\d{4}(-?\d{3})?"),
}


def state_of(country: str, postcode: str) -> str:
    """The state's short name ("TX"), or "" where that is not told."""
    return next(iter(_found("states", country, postcode)), "")


def zones_of_postcode(country: str, postcode: str) -> tuple[str, ...]:
    """The zone that the postcode names, or empty: then its state may."""
    return tuple(_found("zones", country, postcode))[:1]


def _found(kind: str, country: str, postcode: str) -> Iterator[str]:
    code = re.sub(r"[\s.]", "", postcode).upper()
    shape = _SHAPES.get(country)
    if shape is None or not shape.fullmatch(code):
        return
    known = _table(kind).get(country, {})
    for length in (4, 3, 2, 1):
        if (name := known.get(code[:length])) is not None:
            yield name


@cache
def _table(kind: str) -> dict[str, dict[str, str]]:
    """By country, each beginning and what it is."""
    text = files("hub.intake").joinpath("postcodes.toml").read_text(encoding="utf-8")
    tables: Table = tomllib.loads(text)[kind]
    return {
        country: {start: name for name, said in table.items() for start in _each(said)}
        for country, table in tables.items()
    }


def _each(said: str) -> Iterator[str]:
    """`"350-352 354"` as 350, 351, 352, 354; `"K-N"` as its letters."""
    for first, last in _LETTERS.findall(said):
        if not last:
            yield first
        elif first.isdigit():
            yield from (str(n).zfill(len(first)) for n in range(int(first), int(last) + 1))
        else:
            yield from (chr(n) for n in range(ord(first), ord(last) + 1))
