"""In which zones a person may be: the form's own word, else the address, else the number. A call
must be legal in every zone of the answer, so a doubt stays in it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.domain.ids import Ms, at
from app.domain.lead import Confidence, Where
from hub.intake.countries import country_of, known_zone, zones_of
from hub.intake.labels import words
from hub.intake.phone import Phone
from hub.intake.states import zones_of_state

DAY_MS = 86_400_000
Clock = tuple[timedelta | None, ...]
_CLOCK = re.compile(r"(?:utc|gmt)?\s*([+\-\u2212])\s*(\d{1,2})(?::?(\d{2}))?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What the form says about where somebody is; `country` is an ISO code."""

    zone: str = ""
    offset: str = ""
    country: str = ""
    state: str = ""
    city: str = ""


def where(told: Told, phone: Phone | None, now: Ms) -> Where:
    """The candidate zones with how sure that is and what says so. No zones: nobody knows."""
    region = phone.region if phone else ""
    country = told.country or region
    for zones, confidence, source in _evidence(told, country, phone, now):
        if zones:
            kept = _distinct(zones, zones_of(country), now)
            home = country or country_of(kept[0])
            return Where(zones=kept, country=home, confidence=confidence, source=source)
    return Where(country=country)


def _evidence(
    told: Told, country: str, phone: Phone | None, now: Ms
) -> list[tuple[tuple[str, ...], Confidence, str]]:
    named = known_zone(told.zone)
    return [
        ((named,) if named else (), "high", "form field"),
        (_by_offset(told, country, phone, now), "medium", "form field"),
        (zones_of_state(country, told.state), "high", "address"),
        (_by_city(country, told.city), "high", "address"),
        (_single(told.country, now), "high", "address"),
        *_by_number(phone, now),
        (zones_of(told.country), "low", "address"),
    ]


def _by_number(phone: Phone | None, now: Ms) -> list[tuple[tuple[str, ...], Confidence, str]]:
    if phone is None or phone.kind == "other":
        return []
    one = _single(phone.region, now)
    if phone.zones:
        sure: Confidence = "low" if phone.portable and not one else "medium"
        return [(phone.zones, sure, "number")]
    return [(one, "low", "number")]


def _single(country: str, now: Ms) -> tuple[str, ...]:
    """The zone of a country that has only one clock."""
    zones = zones_of(country)
    clocks = {_clock(zone, now // DAY_MS) for zone in zones}
    return zones[:1] if len(clocks) == 1 else ()


def _by_city(country: str, city: str) -> tuple[str, ...]:
    said = words(city)
    named = (z for z in zones_of(country) if words(z.rsplit("/", 1)[-1]) == said)
    return tuple(named) if said else ()


def _by_offset(told: Told, country: str, phone: Phone | None, now: Ms) -> tuple[str, ...]:
    """Zones on that offset now: among the number's, else the country's, else a bare offset zone."""
    minutes = _minutes(told.offset or told.zone)
    if minutes is None:
        return ()
    offset = timedelta(minutes=minutes)
    for zones in (phone.zones if phone else (), zones_of(country)):
        on_it = tuple(z for z in zones if at(now).astimezone(ZoneInfo(z)).utcoffset() == offset)
        if on_it:
            return on_it
    # The names of these zones count westwards: Etc/GMT-2 is two hours ahead of Greenwich.
    return (f"Etc/GMT{-minutes // 60:+d}",) if minutes and minutes % 60 == 0 else ()


def _minutes(text: str) -> int | None:
    """Minutes east of Greenwich. A bare count of minutes is a browser's, which counts westwards."""
    text = text.strip().replace("\u2212", "-")
    if re.fullmatch(r"[+-]?\d{2,3}", text, re.ASCII) and abs(int(text)) > 14:
        minutes = -int(text)
    elif clock := _CLOCK.match(text):
        minutes = int(clock[2]) * 60 + int(clock[3] or 0)
        minutes = minutes if clock[1] == "+" else -minutes
    else:
        return None
    return minutes if -12 * 60 <= minutes <= 14 * 60 else None


def _distinct(zones: tuple[str, ...], home: tuple[str, ...], now: Ms) -> tuple[str, ...]:
    """One zone for each clock among `zones`, named for the home country where one of its zones
    keeps it."""
    today = now // DAY_MS
    clocks: dict[Clock, str] = {}
    for zone in zones:
        clocks.setdefault(_clock(zone, today), zone)
    for zone in reversed(home):
        clock = _clock(zone, today)
        if clocks.get(clock, zone) not in home:
            clocks[clock] = zone
    return tuple(clocks.values())


@lru_cache(2_048)  # reading a zone costs more than all the rest of a lead together
def _clock(zone: str, day: int) -> Clock:
    """What its clocks show over the year from `day` (days since 1970), sampled at every month."""
    start = at(day * DAY_MS)
    zoned = ZoneInfo(zone)
    return tuple((start + timedelta(days=30 * n)).astimezone(zoned).utcoffset() for n in range(12))
