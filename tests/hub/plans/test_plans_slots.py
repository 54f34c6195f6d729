"""Call places: only where rules, the rep and what is booked leave one, and at a good minute."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.bounds import Span
from app.domain.playbook import Planning
from app.domain.rep_times import Block, Busy, Leave, RepTimes
from hub.plans import slots
from hub.plans.slots import HALF_HOUR, MINUTE
from tests.builders import DAY, HOUR
from tests.hub.plans.shapes import HELSINKI, WEEK, helsinki, moment

NINE = moment(23, 9, zone=HELSINKI)
DAWN, DUSK = moment(23, 0, zone=HELSINKI), moment(24, 0, zone=HELSINKI)
PLANNING = Planning(shift=WEEK)


def minutes(spans: tuple[Span, ...]) -> list[tuple[int, int]]:
    return [((low - DAWN) // MINUTE, (high - DAWN) // MINUTE) for low, high in spans]


def test_who_set_no_hours_has_the_teams() -> None:
    assert slots.kept(RepTimes(zone=HELSINKI), PLANNING).blocks == WEEK
    own = (Block(day=0, start=600, end=700),)
    assert slots.kept(RepTimes(zone=HELSINKI, blocks=own), PLANNING).blocks == own


def test_a_rep_whose_zone_nobody_knows_has_no_shift_but_meetings_and_leave() -> None:
    times = slots.kept(RepTimes(busy=(Busy(start=NINE, end=NINE + HOUR),), blocks=WEEK), PLANNING)

    assert times.blocks == ()
    free = slots.free(times, NINE - HOUR, NINE + 2 * HOUR)
    assert free == ((NINE - HOUR, NINE), (NINE + HOUR, NINE + 2 * HOUR))
    assert slots.kept(None, PLANNING).blocks == ()


def test_a_free_day_is_the_shift_less_the_meetings() -> None:
    times = helsinki(Busy(start=NINE + HOUR, end=NINE + 2 * HOUR))

    assert minutes(slots.free(times, DAWN, DUSK)) == [(540, 600), (660, 1080)]


def test_nothing_is_free_on_leave() -> None:
    times = helsinki(leave=(Leave(first="2026-11-23", last="2026-11-23"),))

    assert slots.free(times, DAWN, DUSK) == ()
    assert slots.free(times, DUSK, DUSK + DAY) != ()


def test_five_and_a_half_calls_an_hour_come_to_that_over_a_day() -> None:
    first = DAWN // HALF_HOUR
    day = [
        slots.places(n, Planning(calls_an_hour=8, live_share=0.3)) for n in range(first, first + 20)
    ]

    assert sum(day) == 56  # 5.6 an hour for ten hours
    assert set(day) == {2, 3}


def test_one_call_an_hour_is_one_place_in_two_half_hours() -> None:
    first = DAWN // HALF_HOUR
    day = [
        slots.places(n, Planning(calls_an_hour=1, live_share=0.0)) for n in range(first, first + 4)
    ]

    assert sorted(day) == [0, 0, 1, 1]


def test_touches_of_one_half_hour_are_minutes_apart() -> None:
    spans = ((NINE, NINE + HALF_HOUR),)
    booked: list[int] = []
    for _ in range(10):
        booked += [slot.at for slot in slots.open_slots(spans, booked, PLANNING, NINE)]

    gaps = [(b - a) // MINUTE for a, b in zip(sorted(booked), sorted(booked)[1:], strict=False)]
    assert len(booked) == slots.places(NINE // HALF_HOUR, PLANNING)
    assert min(gaps) >= 10
    assert all((at - NINE) % slots.GRID == 0 for at in booked)


def test_a_touch_that_stands_at_an_odd_minute_is_not_met() -> None:
    taken = NINE + 1 * MINUTE
    (found,) = slots.open_slots(((NINE, NINE + 5 * MINUTE),), [taken], PLANNING, NINE)

    assert found.at != taken
    assert NINE <= found.at < NINE + 5 * MINUTE


def test_a_full_half_hour_is_not_offered() -> None:
    booked = [NINE, NINE + 10 * MINUTE, NINE + 20 * MINUTE]

    assert slots.open_slots(((NINE, NINE + HALF_HOUR),), booked, PLANNING, NINE) == []


def test_the_first_free_moment_is_the_earliest_itself() -> None:
    at = NINE + 7 * MINUTE + 13_000

    assert slots.first_free(((NINE, DUSK),), (), at) == at
    assert slots.first_free(((NINE, DUSK),), (at,), at) == NINE + 8 * MINUTE
    assert slots.first_free(((NINE, at),), (), at) is None


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 400), min_size=2, max_size=12)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple((NINE + low * 7 * MINUTE, NINE + high * 7 * MINUTE) for low, high in pairs)


@given(one=spans(), other=spans(), step=st.integers(0, 3_000))
def test_a_moment_is_common_to_both_when_it_lies_in_each(
    one: tuple[Span, ...], other: tuple[Span, ...], step: int
) -> None:
    at = NINE + step * MINUTE

    both = slots.inside(at, one) and slots.inside(at, other)
    assert slots.inside(at, slots.common(one, other)) == both


@given(open_=spans(), taken=st.lists(st.integers(0, 3_000), max_size=40), after=st.integers(0, 900))
def test_a_place_is_open_after_its_time_and_nobody_elses_minute(
    open_: tuple[Span, ...], taken: list[int], after: int
) -> None:
    booked = [NINE + minute * MINUTE for minute in taken]
    found = slots.open_slots(open_, booked, PLANNING, NINE + after * MINUTE)

    for slot in found:
        assert slots.inside(slot.at, open_)
        assert slot.at >= NINE + after * MINUTE
        assert slot.number == slot.at // HALF_HOUR
        assert slot.at not in booked
        there = sum(at // HALF_HOUR == slot.number for at in booked)
        assert there < slots.places(slot.number, PLANNING)
    assert [slot.number for slot in found] == sorted({slot.number for slot in found})
