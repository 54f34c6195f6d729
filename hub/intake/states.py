"""States and provinces by name and by area code, with the zones they lie in. The data and its
sources: `states.toml`, `area_codes.toml`."""

import tomllib
from functools import cache
from importlib.resources import files

from hub.intake.labels import words
from hub.intake.vocabulary import STATES


def _by_name() -> dict[tuple[str, str], tuple[str, ...]]:
    out: dict[tuple[str, str], tuple[str, ...]] = {}
    for country, groups in STATES.items():
        for group in groups:
            for state in group["states"]:
                short, _, long = state.partition(" ")
                for name in (short, long):
                    out[country, " ".join(words(name))] = tuple(group["zones"])
    return out


_ZONES = _by_name()


def zones_of_state(country: str, state: str) -> tuple[str, ...]:
    """The zones of a state named by its short or long name ("TX", "Texas"), or empty."""
    return _ZONES.get((country, " ".join(words(state))), ())


def state_named(country: str, state: str) -> str:
    """The short name ("TX") of a state named by its short or long one, or "" when not known."""
    return _SHORT.get((country, " ".join(words(state))), "")


def states_of_area(country: str, area: str) -> tuple[str, ...]:
    """The states in which numbers of an area code were given out."""
    return _areas().get((country, area), ())


def _short_names() -> dict[tuple[str, str], str]:
    out: dict[tuple[str, str], str] = {}
    for country, groups in STATES.items():
        for state in (each for group in groups for each in group["states"]):
            short, _, long = state.partition(" ")
            out.update({(country, " ".join(words(name))): short for name in (short, long)})
    return out


_SHORT = _short_names()


@cache
def _areas() -> dict[tuple[str, str], tuple[str, ...]]:
    text = files("hub.intake").joinpath("area_codes.toml").read_text(encoding="utf-8")
    out: dict[tuple[str, str], tuple[str, ...]] = {}
    for country, states in tomllib.loads(text).items():
        for state, codes in states.items():
            for code in codes:
                key = (country, str(code))
                out[key] = (*out.get(key, ()), state)
    return out
