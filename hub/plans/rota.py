"""Call places of a team's reps over the half-hours ahead, and how each lead's own clock shows
them. Pure."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Planning
from app.domain.rep_times import RepTimes
from hub.plans import slots, survey
from hub.plans.slots import HALF_HOUR
from hub.plans.survey import When

DAYS = 21
"""How far ahead places are counted: three weeks hold every window a lead is called in."""


class Rota(Struct, frozen=True, kw_only=True):
    """`numbers` are the half-hours (since 1970) in which anybody has a place; `places` by rep, one
    for each of them."""

    numbers: tuple[int, ...]
    places: dict[str, tuple[int, ...]]


def rota(
    times: Mapping[str, RepTimes], booked: Mapping[str, Sequence[Ms]], planning: Planning, now: Ms
) -> Rota:
    """`times` by rep as `slots.kept` returns them, `booked` what may not be moved there."""
    end = now + DAYS * 86_400_000
    rooms = {
        rep: _rooms(times[rep], booked.get(rep, ()), planning, now, end) for rep in sorted(times)
    }
    numbers = tuple(sorted({number for room in rooms.values() for number in room}))
    places = {rep: tuple(room.get(n, 0) for n in numbers) for rep, room in rooms.items()}
    return Rota(numbers=numbers, places=places)


class Clocks:
    """The half-hours of one rota as each zone shows them, worked out once a zone."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._at = [number * HALF_HOUR for number in numbers]
        self._seen: dict[str, When] = {}

    def of(self, lead: Lead) -> When:
        zone = lead.where.zones[0] if lead.where.zones else ""
        if zone not in self._seen:
            self._seen[zone] = survey.when(lead, self._at)
        return self._seen[zone]


def _rooms(
    times: RepTimes, booked: Sequence[Ms], planning: Planning, start: Ms, end: Ms
) -> dict[int, int]:
    """Places left by half-hour."""
    found: dict[int, int] = {}
    for low, high in slots.free(times, start, end):
        for number in range(-(-low // HALF_HOUR), -(-high // HALF_HOUR)):
            found[number] = slots.places(number, planning)
    for at in booked:
        if at // HALF_HOUR in found:
            found[at // HALF_HOUR] = max(0, found[at // HALF_HOUR] - 1)
    return found
