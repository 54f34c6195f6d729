"""My day and theirs on one axis: my shift, their hours, what was tried, when they showed life, and
the time chosen. Instants and words; `widgets/two_clocks` draws them."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from app.domain import hours, tries
from app.domain.ids import Ms, at, ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.rep_times import RepTimes
from ui import words
from ui.models.moves import legal_spans
from ui.models.my_day import day_of, shifts_on, weekday
from ui.my_clock import my_zone
from ui.person_words import whose
from ui.widgets.two_clocks import Axis, Dot, Side

HOUR = 3_600_000
_ROOM = 2 * HOUR
_BARE = (8, 20)
"""Hours shown of a day without a shift."""
_TALKED = ("connected", "callback")
_MOST_DOTS = 12


def axis(lead: Lead, chosen: Ms, mine: RepTimes, playbook: Playbook) -> Axis:
    """Both days around `chosen`."""
    zone = my_zone()
    shifts = shifts_on(mine, day_of(chosen))
    places = hours.zones(lead.where)
    dots = _dots(lead, chosen, places[0]) if places else ()
    low, high = _window(shifts, chosen, dots, zone)
    legal = legal_spans(lead, playbook, low, high) if places else ()
    return Axis(
        low=low,
        high=high,
        chosen=chosen,
        mine=Side(
            title=_title("Your", chosen, zone),
            ticks=_ticks(low, high, zone),
            open=((shifts[0][0], shifts[-1][1]),) if shifts else ((low, high),),
            taken=_taken(mine, shifts, low, high),
        ),
        theirs=Side(
            title=_title(whose(lead.person).capitalize(), chosen, places[0]),
            ticks=_ticks(low, high, places[0]),
            open=legal,
            dots=dots,
        )
        if places
        else None,
        tried="no answer",
        active=_active(lead),
    )


def said(made: Axis, lead: Lead) -> str:
    """The picture in words, for a screen reader."""
    parts = []
    for side, zone in ((made.mine, my_zone()), (made.theirs, _their_zone(lead))):
        if side is None or zone is None:
            parts.append(words.UNKNOWN)
            continue
        parts.append(f"{side.title}: open {_spans(side.open, zone)}")
        if side.taken:
            parts.append(f"taken {_spans(side.taken, zone)}")
        for filled, name in ((False, made.tried), (True, made.active)):
            clocks = [words.clock(at(d.at), zone) for d in side.dots if d.filled is filled]
            if clocks:
                parts.append(f"{name} {', '.join(clocks)}")
        parts.append(f"chosen {words.clock(at(made.chosen), zone)}")
    return ". ".join(parts)


def _spans(spans: tuple[tuple[Ms, Ms], ...], zone: tzinfo) -> str:
    said = (f"{words.clock(at(a), zone)} to {words.clock(at(b), zone)}" for a, b in spans)
    return ", ".join(said) or "never"


def _their_zone(lead: Lead) -> tzinfo | None:
    places = hours.zones(lead.where)
    return places[0] if places else None


def _active(lead: Lead) -> str:
    who = {"Ms": "she was", "Mr": "he was"}.get(lead.person.salutation, "they were")
    return f"{who} active"


def _title(owner: str, chosen: Ms, zone: tzinfo) -> str:
    key = getattr(zone, "key", "")
    city = key.rsplit("/", 1)[-1].replace("_", " ")
    return f"{owner} {weekday(at(chosen).astimezone(zone).date())}" + (f", {city}" if city else "")


def _window(
    shifts: tuple[tuple[Ms, Ms], ...], chosen: Ms, dots: tuple[Dot, ...], zone: tzinfo
) -> tuple[Ms, Ms]:
    day = at(chosen).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if shifts:
        low, high = shifts[0][0] - _ROOM, shifts[-1][1] + _ROOM
    else:
        low, high = (ms(day + timedelta(hours=hour)) for hour in _BARE)
    marks = (chosen, *(dot.at for dot in dots))
    low = min(low, *(mark - HOUR // 2 for mark in marks))
    high = max(high, *(mark + HOUR // 2 for mark in marks))
    return low // HOUR * HOUR, -(-high // HOUR) * HOUR


def _ticks(low: Ms, high: Ms, zone: tzinfo) -> tuple[tuple[Ms, str], ...]:
    """Each second hour of that clock, those at the edges left out: they would be cut."""
    every = 2 if high - low <= 15 * HOUR else 3
    mark = low + HOUR // 2
    local = at(mark).astimezone(zone)
    mark += (60 - local.minute) % 60 * 60_000
    made = []
    while mark <= high - HOUR // 2:
        made.append((mark, f"{at(mark).astimezone(zone):%H}"))
        mark += every * HOUR
    return tuple(made)


def _taken(
    mine: RepTimes, shifts: tuple[tuple[Ms, Ms], ...], low: Ms, high: Ms
) -> tuple[tuple[Ms, Ms], ...]:
    breaks = [(a[1], b[0]) for a, b in pairwise(shifts)]
    busy = [(max(b.start, low), min(b.end, high)) for b in mine.busy]
    return tuple(sorted(span for span in (*breaks, *busy) if span[0] < span[1]))


def _dots(lead: Lead, chosen: Ms, zone: tzinfo) -> tuple[Dot, ...]:
    """What was tried and when they showed life, by the clock of their day, whatever the date."""
    made = [
        Dot(_on_day(touch.started, chosen, zone), False)
        for touch in tries.ended(lead)
        if touch.channel == "call" and touch.disposition not in _TALKED
    ]
    alive = [entry.at for entry in lead.timeline if entry.direction == "inbound"]
    talked = [t.started for t in tries.ended(lead) if t.disposition in _TALKED]
    signs = sorted({lead.received, *alive, *talked})
    made += [Dot(_on_day(instant, chosen, zone), True) for instant in signs]
    return tuple(made[-_MOST_DOTS:])


def _on_day(instant: Ms, chosen: Ms, zone: tzinfo) -> Ms:
    then, day = at(instant).astimezone(zone), at(chosen).astimezone(zone).date()
    return ms(datetime.combine(day, then.time(), tzinfo=zone))
