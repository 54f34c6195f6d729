"""In which zones a person may be, and under which laws: the form's own word, else the address, else
the number, else the company. A call must be legal in every zone and under every law of the answer,
so a doubt stays in it. What the person says later counts more than all of it (`places.py`); a rep's
own zone tells nothing of theirs, so where nothing else is known the rep is asked."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.domain.ids import Ms, at
from app.domain.lead import Confidence, Where
from app.domain.rules import UNKNOWN
from hub.intake.countries import country_of, known_zone, zones_of
from hub.intake.labels import words
from hub.intake.phone import Phone
from hub.intake.postcode import state_of, zones_of_postcode
from hub.intake.states import state_named, zones_of_state

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
    postcode: str = ""


def where(told: Told, phone: Phone | None, now: Ms, mail: str = "") -> Where:
    """The candidate zones and jurisdictions, with how sure that is and what says so. No zones:
    nobody knows. `mail` is the person's email address."""
    country = told.country or (phone.region if phone else "")
    regions = _regions(told, country, phone)
    for zones, confidence, source in _evidence(told, country, phone, now, mail):
        if zones:
            kept = _distinct(zones, zones_of(country), now)
            return Where(
                zones=kept,
                also=_elsewhere(kept, phone, now) if source == "address" else (),
                country=country or country_of(kept[0]),
                regions=regions,
                confidence=confidence,
                source=source,
            )
    return Where(country=country, regions=regions)


def _evidence(
    told: Told, country: str, phone: Phone | None, now: Ms, mail: str
) -> list[tuple[tuple[str, ...], Confidence, str]]:
    named = known_zone(told.zone)
    return [
        ((named,) if named else (), "high", "form field"),
        (_by_offset(told, country, phone, now), "medium", "form field"),
        (zones_of_postcode(country, told.postcode), "high", "address"),
        (zones_of_state(country, _state(told, country)), "high", "address"),
        (_by_city(country, told.city), "high", "address"),
        (_single(told.country, now), "high", "address"),
        *_by_number(phone, now),
        (zones_of(told.country), "low", "address"),
        (_single(_country_of_mail(mail), now), "low", "company"),
    ]


def _state(told: Told, country: str) -> str:
    """The state's short name, as it is written or as the postcode tells."""
    return state_named(country, told.state) or state_of(country, told.postcode)


def _regions(told: Told, country: str, phone: Phone | None) -> tuple[str, ...]:
    """The jurisdictions below the country: the state of the address, or those of the area code and
    the one for an unknown state, as the number may have moved with its owner."""
    if state := _state(told, country):
        return (f"{country}-{state}",)
    if phone is None or phone.region != country or not phone.states:
        return ()
    return (*(f"{country}-{state}" for state in phone.states), country + UNKNOWN)


def _elsewhere(kept: tuple[str, ...], phone: Phone | None, now: Ms) -> tuple[str, ...]:
    """Clocks of the number that the address does not name: people keep their number when they
    move, and give their company's address."""
    today = now // DAY_MS
    known = {_clock(zone, today) for zone in kept}
    zones = phone.zones if phone is not None and phone.kind != "other" else ()
    also = (zone for zone in _distinct(zones, (), now) if _clock(zone, today) not in known)
    return tuple(also)


def _country_of_mail(mail: str) -> str:
    """The country a company's mail address is named for. Endings that are sold to anybody tell
    nothing."""
    ending = mail.rpartition("@")[2].rpartition(".")[2].upper()
    code = {"UK": "GB"}.get(ending, ending)
    return "" if code in _ANYBODYS else code


_ANYBODYS = frozenset({"AC", "AI", "AM", "BZ", "CC", "CO", "DJ", "FM", "GG", "IM", "IO", "IS"}) | {
    *("LA", "LY", "ME", "MS", "MU", "NU", "PW", "SC", "SH", "SO", "ST", "SU", "TC", "TK", "TO"),
    *("TV", "VC", "VG", "WS"),
}


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
