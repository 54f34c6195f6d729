"""The times on the page: legal on every clock, in somebody's shift, not taken, spread."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain import hours, tries
from app.domain.ids import Ms
from app.domain.lead import Lead, Where
from app.domain.rep_times import Block, Busy, Leave, RepTimes
from app.domain.touch import NextTouch, Option
from hub.good_time import times
from hub.good_time.times import Caller, Crew
from hub.plans import slots
from tests.builders import DAY, HOUR, LONDON, MINUTE, NOON, a_lead, a_playbook
from tests.hub.good_time.house import House
from tests.hub.plans.house import planning_hub

BOOK = a_playbook()
WEEK = tuple(Block(day=day, start=540, end=1020) for day in range(5))
HELSINKI = RepTimes(zone="Europe/Helsinki", blocks=WEEK)
AINO = Crew(callers=(Caller(times=HELSINKI),))
ZONES = ("Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Asia/Tokyo")


def lead_in(*zones: str, **changes: object) -> Lead:
    country = "GB" if zones == ("Europe/London",) else "NZ"
    where = Where(zones=zones, country=country, confidence="high" if len(zones) == 1 else "low")
    return a_lead(where=where, **changes)


def at_of(lead: Lead, crew: Crew = AINO, now: Ms = NOON) -> list[Ms]:
    return [offer.at for offer in times.offers(lead, crew, BOOK, now)]


def local(lead: Lead, at: Ms) -> str:
    return f"{tries.local(lead, at):%a %d %H:%M}"


@settings(max_examples=60, deadline=None)
@given(
    zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True),
    now=st.integers(NOON, NOON + 14 * DAY),
    busy=st.lists(st.tuples(st.integers(0, 14 * 24), st.integers(1, 6)), max_size=8),
    booked=st.lists(st.integers(0, 14 * 24 * 12), max_size=40),
)
def test_whatever_is_offered_is_legal_everywhere_free_and_may_be_had(
    zones: list[str], now: Ms, busy: list[tuple[int, int]], booked: list[int]
) -> None:
    lead = replace(lead_in(*zones), received=NOON)
    meetings = tuple(
        Busy(start=NOON + start * HOUR, end=NOON + (start + length) * HOUR)
        for start, length in sorted(busy)
    )
    taken = tuple(sorted(NOON + five * 5 * MINUTE for five in booked))
    crew = Crew(callers=(Caller(times=replace(HELSINKI, busy=meetings), booked=taken),))
    found = at_of(lead, crew, now)
    assert found == sorted(set(found))
    assert len(found) <= 3
    for at in found:
        assert hours.legal(at, lead.where, BOOK.rules)
        assert now + 30 * MINUTE <= at < now + 22 * DAY
        assert slots.inside(at, slots.free(crew.callers[0].times, at, at + MINUTE))
        assert at // MINUTE not in {other // MINUTE for other in taken}
        assert times.bookable(lead, at, crew, BOOK, now)
        assert tries.local(lead, at).weekday() < 5
    for one, other in pairwise(found):
        assert other - one >= 3 * HOUR


def test_today_tomorrow_and_another_day_at_hours_a_person_would_say() -> None:
    lead = lead_in("Europe/London")
    assert [local(lead, at) for at in at_of(lead)] == [
        "Thu 19 14:30", "Fri 20 09:30", "Mon 23 14:30",
    ]  # fmt: skip


def test_on_a_friday_evening_the_times_are_next_weeks() -> None:
    lead = lead_in("Europe/London")
    friday = NOON + DAY + 9 * HOUR
    assert [local(lead, at)[:3] for at in at_of(lead, now=friday)] == ["Mon", "Tue", "Wed"]


def test_with_one_day_left_the_times_are_hours_apart() -> None:
    away = replace(HELSINKI, leave=(Leave(first="2026-11-20", last="2027-01-10"),))
    lead = lead_in("Europe/London")
    found = at_of(lead, Crew(callers=(Caller(times=away),)), now=NOON - 5 * HOUR)
    assert [local(lead, at)[:6] for at in found] == ["Thu 19", "Thu 19"]


def test_nobody_there_for_weeks_means_no_times() -> None:
    away = replace(HELSINKI, leave=(Leave(first="2026-11-01", last="2027-01-10"),))
    assert at_of(lead_in("Europe/London"), Crew(callers=(Caller(times=away),))) == []
    assert at_of(lead_in("Europe/London"), Crew(callers=())) == []


def test_shifts_that_never_meet_their_calling_hours_leave_no_time() -> None:
    lead = lead_in("America/Los_Angeles")
    assert at_of(lead) == [], "nine to five in Helsinki is night in Los Angeles"


def test_two_candidate_clocks_leave_only_what_both_allow() -> None:
    both = lead_in("Europe/London", "Asia/Tokyo")
    late = Crew(callers=(Caller(times=RepTimes(zone="Europe/London")),))
    for at in at_of(both, late):
        for zone in ("Europe/London", "Asia/Tokyo"):
            there = Where(zones=(zone,), country="NZ", confidence="high")
            assert hours.legal(at, there, BOOK.rules)
    assert at_of(both, late)


def test_a_half_hour_that_is_full_is_not_offered_and_cannot_be_had() -> None:
    lead = lead_in("Europe/London")
    first = at_of(lead)[0]
    half = first // slots.HALF_HOUR * slots.HALF_HOUR
    full = tuple(half + n * 5 * MINUTE for n in range(6))
    crew = Crew(callers=(Caller(times=HELSINKI, booked=full),))
    assert first not in at_of(lead, crew)
    assert not times.bookable(lead, first, crew, BOOK, NOON)


def test_what_nobody_owns_takes_a_place_of_the_teams() -> None:
    lead = lead_in("Europe/London")
    first = at_of(lead)[0]
    two = (Caller(times=HELSINKI), Caller(times=HELSINKI))
    places = 2 * slots.places(first // slots.HALF_HOUR, BOOK.planning)
    half = first // slots.HALF_HOUR * slots.HALF_HOUR
    some = Crew(callers=two, promised=(half,) * (places - 1))
    every = Crew(callers=two, promised=(half,) * places)
    assert times.bookable(lead, first, some, BOOK, NOON)
    assert not times.bookable(lead, first, every, BOOK, NOON)


def test_a_promise_stands_first_and_what_the_rep_was_shown_is_offered() -> None:
    lead = lead_in("Europe/London")
    promised = NOON + DAY + 2 * HOUR
    touch = NextTouch(at=promised, channel="call", attempt=1, of=6, reason="", pinned=True)
    found = times.offers(replace(lead, next_touch=touch), AINO, BOOK, NOON)
    assert [offer.at for offer in found if offer.promised] == [promised]
    assert len({local(lead, offer.at)[:6] for offer in found}) == 3
    shown = tuple(Option(at=NOON + n * DAY + HOUR, ratio=1, odds=0.2, why="") for n in (1, 4, 5))
    plan = replace(touch, pinned=False, options=shown)
    assert at_of(replace(lead, next_touch=plan)) == [option.at for option in shown]


@pytest.mark.parametrize(
    ("what", "when"),
    [("yesterday", -DAY), ("this moment, less a second", -1_000), ("night", 12 * HOUR)],
)
def test_what_is_past_or_at_night_cannot_be_had(what: str, when: Ms) -> None:
    lead = lead_in("Europe/London")
    assert not times.bookable(lead, NOON + when, AINO, BOOK, NOON), what


def test_now_is_offered_in_legal_hours_only_and_never_without_a_zone() -> None:
    lead = a_lead(where=LONDON)
    assert times.may_call_now(lead, BOOK, NOON)
    assert not times.may_call_now(lead, BOOK, NOON + 10 * HOUR)
    assert not times.may_call_now(a_lead(where=Where()), BOOK, NOON)


async def test_the_planner_chooses_among_what_is_free(tmp_path: Path) -> None:
    async with planning_hub(tmp_path / "data") as hub:
        await hub.desk("Aino")
        house = House(hub, armed={"somebody"})
        token = await house.link(await house.lead())
        page = await house.open(token)
        assert page.status == 200
        assert page.body.count("value=t1") == 3
        at = int(page.body.split("value=t")[1].split(">")[0])
        assert (await house.answer(token, f"t{at}")).status == 200
