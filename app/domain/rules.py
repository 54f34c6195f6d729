"""Rules: what one jurisdiction allows, as values, and which of them bind a person. Data with a
source and a date, not legal advice. When they are open is `hours.py`, how often `limits.py`."""

from collections.abc import Mapping

from msgspec import Struct

from app.domain.lead import Where
from app.domain.touch import Channel

DEFAULT = "default"
UNKNOWN = "-unknown"
"""`US-unknown` binds where the country is known and the state is not."""

Window = tuple[int, int]
"""Minutes after local midnight, end exclusive; an end above 1440 runs on into the next day."""


class Limit(Struct, frozen=True, kw_only=True):
    """At most `calls` calls to one person within any `hours` hours."""

    calls: int
    hours: int


class Rule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One jurisdiction. All times are by the clock of the person called."""

    name: str
    """As it reads in "Kentucky does not allow sales calls before 10:00"."""
    windows: tuple[tuple[Window, ...], ...]
    """Seven days, Monday first; a day without a window is closed."""
    law: bool = False
    """Is that the law, or a code, a custom, our own choice?"""
    banned: dict[str, str] = {}
    """ISO dates of the person's own calendar on which nothing is open, and what day each is."""
    holidays: str = ""
    """Whose public holidays the hub adds to `banned`: a country, or a state like US-AL."""
    limits: tuple[Limit, ...] = ()
    cool_off: int = 0
    """Days without a call after a refusal."""
    channels: tuple[Channel, ...] = ("call", "sms")
    """What it binds. An email keeps no hours anywhere."""
    moved: tuple[str, ...] = ()
    """Zones a mobile number of that country may have moved to with its owner."""
    source: str = ""
    url: str = ""
    checked: str = ""


Rules = Mapping[str, Rule]
"""By jurisdiction: an ISO country, a country and state like US-KY, and `default` for the rest."""


def binding(where: Where, rules: Rules, channel: Channel = "call") -> tuple[Rule, ...]:
    """Every rule that may bind this person on `channel`, states before countries: they are the
    stricter and say more. What is legal is legal by each. Raises KeyError without a default."""
    if channel == "email":
        return ()
    country = where.country if where.country in rules else DEFAULT
    states = where.regions or (where.country + UNKNOWN,)
    keys = dict.fromkeys((*(key for key in states if key in rules), country))
    return tuple(rule for key in keys if channel in (rule := rules[key]).channels)
