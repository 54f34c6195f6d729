"""Countries as people write them, and the time zones each lies in (the tz database's own
tables)."""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import available_timezones

from hub.intake.labels import words
from hub.intake.vocabulary import COUNTRIES


def country(text: str) -> str:
    """The ISO 3166 code a country field means ("Deutschland" -> "DE"), or ""."""
    return _names().get(" ".join(words(text)), "")


def zones_of(code: str) -> tuple[str, ...]:
    """Every zone of a country, largest first as the tz database lists them; empty when not
    known."""
    return _zones().get(code, ())


def country_of(zone: str) -> str:
    """The country a zone is named for, or ""."""
    return next((code for code, zones in _zones().items() if zone in zones), "")


def known_zone(text: str) -> str:
    """An IANA zone name as the tz database spells it, or ""."""
    said = text.strip().replace(" ", "_").casefold()
    if "/" not in said or len(said) > 40:
        return ""
    return _spelled().get(said, "")


@lru_cache(1)
def _names() -> dict[str, str]:
    out: dict[str, str] = {}
    for code, name in _table("iso3166.tab"):
        out[code.casefold()] = code
        out[" ".join(words(name))] = code
    for code, names in COUNTRIES.items():
        out.update({" ".join(words(name)): code for name in names})
    return out


@lru_cache(1)
def _zones() -> dict[str, tuple[str, ...]]:
    out: dict[str, list[str]] = {}
    for code, _, zone, *_ in _table("zone.tab"):
        out.setdefault(code, []).append(zone)
    return {code: tuple(zones) for code, zones in out.items()}


@lru_cache(1)
def _spelled() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def _table(name: str) -> list[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
