"""States and provinces by name, with the zones they lie in. The data and its sources:
`states.toml`."""

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
