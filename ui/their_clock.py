"""A lead's own clock in words. Where several zones are possible and disagree, all their clocks."""

from __future__ import annotations

from app.domain import hours
from app.domain.ids import Ms, at
from app.domain.lead import Where
from ui.my_clock import my_zone
from ui.words import UNKNOWN, Whose, agreed_zone, clock, two_clocks_dated

_MOST = 2
"""Clocks that are named side by side; more of them help nobody."""


def bare(where: Where, instant: Ms) -> str:
    """`12:32`, `08:32 or 09:32`, empty when it is not known."""
    moment = at(instant)
    clocks = list(dict.fromkeys(clock(moment, zone) for zone in hours.zones(where)))
    if len(clocks) > _MOST:
        return f"{min(clocks)} to {max(clocks)}"
    return " or ".join(clocks)


def there(where: Where, instant: Ms) -> str:
    """`12:32 there`, `08:32 or 09:32 there`, or `time there unknown`."""
    said = bare(where, instant)
    return f"{said} there" if said else UNKNOWN


def full(where: Where, instant: Ms, whose: Whose) -> str:
    """`12:32 her time`, or `time there unknown`."""
    said = bare(where, instant)
    return f"{said} {whose} time" if said else UNKNOWN


def mine_and_theirs(where: Where, instant: Ms) -> str:
    """A moment of today on both clocks: `14:52 (12:52 there)`."""
    return f"{clock(at(instant), my_zone())} ({there(where, instant)})"


def ahead(where: Where, instant: Ms, whose: Whose) -> str:
    """A moment to come on both clocks: `Tue 24 Nov, 15:10 her time · 17:10 yours`."""
    moment = at(instant)
    zone = agreed_zone(hours.zones(where), moment)
    return two_clocks_dated(moment, zone, my_zone(), whose)
