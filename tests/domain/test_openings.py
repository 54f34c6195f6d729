"""Openings against the clock itself: minute by minute, over both clock changes, overnight hours and
zones off by half an hour, what is open is exactly what every rule allows."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain import clue_line, hours, opening, tries
from app.domain import facts as f
from app.domain import wish as wishes
from app.domain.bounds import Span
from app.domain.ids import Ms, at, ms
from app.domain.lead import Lead, Where
from app.domain.playbook import Playbook
from app.domain.rules import Rule
from tests.builders import DAY, HOUR, LONDON, MINUTE, a_lead, a_note, a_playbook, fold, tried

OVERNIGHT = Rule(name="the night", windows=(((900, 1440 + 480),),) * 7)
"""From 15:00 to 08:00 of the next day."""
BOGOTA = Rule(name="Colombia", windows=(((540, 1200),),) * 7)
PLACES = st.sampled_from(
    [
        LONDON,
        Where(zones=("Asia/Kathmandu",)),
        Where(zones=("Australia/Lord_Howe",), country="AU"),
        Where(zones=("America/St_Johns",), country="CA"),
        Where(zones=("America/New_York", "America/Los_Angeles"), country="US"),
        Where(zones=("America/Bogota",), country="CO"),
        Where(zones=("Europe/Paris",), country="FR"),
    ]
)
LINES = st.sampled_from(
    ["", "after 3", "Tue Thu", "not Fri pm", "mornings", "22-2", "not 12-2", "Sat", "after 23:30"]
)
CHANGES = [
    ms(datetime(2026, 3, 29, tzinfo=ZoneInfo("Europe/London"))) - 2 * DAY,
    ms(datetime(2026, 10, 25, tzinfo=ZoneInfo("Europe/London"))) - 2 * DAY,
    ms(datetime(2026, 11, 1, tzinfo=ZoneInfo("America/New_York"))) - 2 * DAY,
    ms(datetime(2026, 4, 5, tzinfo=ZoneInfo("Australia/Lord_Howe"))) - 2 * DAY,
]
WHEN = st.one_of(
    st.sampled_from(CHANGES), st.integers(0, 365 * 24 * 60).map(lambda n: CHANGES[0] + n * MINUTE)
)


def book() -> Playbook:
    plain = a_playbook()
    return replace(plain, rules={**plain.rules, "CO": OVERNIGHT, "default": OVERNIGHT})


def lead_at(where: Where, line: str, now: Ms) -> Lead:
    lead = a_lead(*tried("no_answer", "busy", first=now - 3 * HOUR), where=where)
    if not line:
        return lead
    clues = clue_line.parse(line, now - 4 * HOUR, where.zones[0])
    return fold(f.ClueKept(note=a_note(*clues, text=line, at=now - 4 * HOUR)), lead=lead)


def inside(spans: tuple[Span, ...], instant: Ms) -> bool:
    return any(start <= instant < end for start, end in spans)


@settings(max_examples=60, deadline=None)
@given(PLACES, LINES, WHEN, st.booleans(), st.integers(0, 29))
def test_what_is_open_is_what_every_rule_allows_and_nothing_else(
    where: Where, line: str, now: Ms, workdays: bool, offset: int
) -> None:
    playbook, lead = book(), lead_at(where, line, now)
    wish = wishes.wish(lead, now)

    found = opening.openings(lead, "call", now, wish, playbook, workdays=workdays)

    careful = hours.careful(where, playbook.rules)
    place = ZoneInfo(where.zones[0])
    just = opening.half_hour(lead, place)
    assert just is not None
    for step in range(0, 20 * 48):
        instant = now + step * 30 * MINUTE + offset * MINUTE
        local = at(instant).astimezone(place)
        minute = local.hour * 60 + local.minute
        allowed = (
            hours.legal(instant, careful, playbook.rules)
            and tries.calls_on(lead, local) < playbook.max_calls_a_day
            and (not workdays or wish.weekend or local.weekday() < 5)
        )
        fresh = not just[0] <= minute < just[1]
        suits = wish.fits(local)
        if allowed and fresh:
            assert inside(found.spans, instant), local
            assert inside(found.wished, instant) == suits, local
        if inside(found.spans, instant):
            assert allowed, local
            assert fresh or (suits and wish.restricts()), local
        if inside(found.wished, instant):
            assert inside(found.spans, instant)
            assert suits, local


@settings(max_examples=60, deadline=None)
@given(PLACES, LINES, WHEN)
def test_spans_are_in_order_apart_and_not_before_they_open(
    where: Where, line: str, now: Ms
) -> None:
    lead = lead_at(where, line, now)

    found = opening.openings(lead, "call", now, wishes.wish(lead, now), book())

    for spans in (found.spans, found.wished, found.varied):
        assert all(start < end for start, end in spans)
        assert all(before[1] < after[0] for before, after in pairwise(spans))
        assert all(start >= now for start, _ in spans)


def test_overnight_hours_hold_for_every_hour_of_a_year() -> None:
    where, playbook = Where(zones=("America/Bogota",), country="CO"), book()
    lead, place = a_lead(where=where), ZoneInfo("America/Bogota")
    start = ms(datetime(2026, 1, 1, tzinfo=place))
    open_hours = 0
    for week in range(0, 366, 14):
        begins = start + week * DAY
        found = opening.openings(lead, "call", begins, wishes.wish(lead, begins), playbook)
        for hour in range(14 * 24):
            instant = begins + hour * HOUR
            local = at(instant).astimezone(place)
            expected = local.hour >= 15 or local.hour < 8
            assert inside(found.spans, instant) == expected, local
            open_hours += expected

    assert open_hours > 6000


def test_daytime_hours_in_bogota_are_never_night_there() -> None:
    where = Where(zones=("America/Bogota",), country="CO")
    playbook = replace(a_playbook(), rules={**a_playbook().rules, "CO": BOGOTA})
    lead, now = a_lead(where=where), CHANGES[0]

    for start, end in opening.openings(lead, "call", now, wishes.wish(lead, now), playbook).spans:
        for edge in (start, end - 1):
            assert 9 <= at(edge).astimezone(ZoneInfo("America/Bogota")).hour < 20


@pytest.mark.parametrize(
    ("zone", "country", "day"),
    [
        ("Europe/London", "GB", date(2026, 3, 27)),
        ("Europe/London", "GB", date(2026, 10, 23)),
        ("America/New_York", "US", date(2026, 10, 30)),
        ("Australia/Lord_Howe", "AU", date(2026, 10, 2)),
    ],
)
def test_a_wish_keeps_its_hour_on_their_clock_across_the_change(
    zone: str, country: str, day: date
) -> None:
    place = ZoneInfo(zone)
    friday = ms(datetime.combine(day, time(12), place))
    lead = lead_at(Where(zones=(zone,), country=country), "Fri Mon 14:30-15:30", friday)

    found = opening.openings(lead, "call", friday, wishes.wish(lead, friday), a_playbook())

    monday = datetime.combine(day + timedelta(days=3), time(14, 30), place)
    assert ms(monday) in [start for start, _ in found.wished]


def test_an_email_keeps_no_hours_and_an_unknown_zone_opens_nothing() -> None:
    now, nowhere = CHANGES[0], a_lead(where=Where())
    wish = wishes.wish(nowhere, now)

    assert opening.openings(nowhere, "call", now, wish, a_playbook()).spans == ()
    ((start, end),) = opening.openings(nowhere, "email", now, wish, a_playbook()).spans
    assert start == now
    assert end >= now + opening.SEARCH_DAYS * DAY
