"""A rep's call places over the half-hours ahead, and how each lead's own clock shows them. Pure."""

from collections.abc import Callable, Sequence

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Planning
from app.domain.rep_times import RepTimes
from hub.plans import history, slots
from hub.plans.slots import HALF_HOUR
from hub.plans.survey import When

DAYS = 21
"""How far ahead places are counted: three weeks hold every window a lead is called in."""


def rooms(
    times: RepTimes, booked: Sequence[Ms], planning: Planning, start: Ms, end: Ms
) -> dict[int, int]:
    """Places a rep has left by half-hour (since 1970), in order. `times` as `slots.kept` returns
    them, `booked` what may not be moved."""
    found: dict[int, int] = {}
    for low, high in slots.free(times, start, end):
        for number in range(-(-low // HALF_HOUR), -(-high // HALF_HOUR)):
            found[number] = slots.places(number, planning)
    for at in booked:
        if at // HALF_HOUR in found:
            found[at // HALF_HOUR] = max(0, found[at // HALF_HOUR] - 1)
    return found


class Clocks:
    """A row of half-hours as each zone shows them, worked out once a zone."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._numbers = numbers
        self._at = [number * HALF_HOUR for number in numbers]
        self._seen: dict[str, When] = {}

    def of(self, lead: Lead) -> When:
        zone = lead.where.zones[0] if lead.where.zones else ""
        if zone not in self._seen:
            self._seen[zone] = history.when(lead, self._at)
        return self._seen[zone]

    def where(self, lead: Lead, suits: Callable[[int], bool]) -> list[int]:
        """The half-hours whose week cell, on the clock of `lead`, suits."""
        cells = self.of(lead)[0]
        return [n for n, cell in zip(self._numbers, cells, strict=True) if suits(cell)]
