"""The strip's geometry: to scale, nothing over another, the true minute kept."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ui.models.strip_layout import (
    HEAD,
    HOUR,
    HOUR_PX,
    LEAD,
    Slot,
    Stretch,
    Strip,
    anchor,
    lay_out,
    snapped,
    step,
)

NINE = 9 * HOUR
MINUTE = 60_000
minutes = st.integers(0, 12 * 60)


def day(*at: int | None, taken: tuple[Stretch, ...] = ()) -> Strip:
    """A day from nine to six with touches so many minutes after nine."""
    slots = [
        Slot(f"lead-{n}", None if after is None else NINE + after * MINUTE)
        for n, after in enumerate(at)
    ]
    return lay_out(slots, taken, NINE, NINE + 9 * HOUR)


def test_an_hour_is_a_hundred_and_six_pixels() -> None:
    strip = day(60, 120)
    assert strip.y(NINE + 2 * HOUR) - strip.y(NINE + HOUR) == HOUR_PX
    first, second = strip.places
    assert second.top - first.top == HOUR_PX
    assert first.top == strip.y(NINE + HOUR) - LEAD


def test_touches_too_close_push_down_and_keep_a_tick_at_their_minute() -> None:
    first, second, third = day(60, 65, 240).places
    assert (first.tick, third.tick) == (None, None)
    assert second.top == first.bottom
    assert second.tick == day(60, 65, 240).y(NINE + 65 * MINUTE)


def test_what_waits_for_a_time_stands_above_the_line_in_the_order_given() -> None:
    strip = day(None, 30, None)
    tops = {place.id: (place.top, place.height) for place in strip.places}
    assert tops["lead-0"][1] == tops["lead-2"][1] == HEAD
    assert tops["lead-0"][0] < tops["lead-2"][0] < strip.zero <= tops["lead-1"][0] + LEAD


def test_a_touch_after_a_meeting_stands_below_its_words() -> None:
    meeting = Stretch(NINE + HOUR, NINE + HOUR + 20 * MINUTE, 0)
    strip = day(58, 61, taken=(meeting,))
    before, after = strip.places
    (block,) = strip.blocks
    assert before.bottom <= block.top
    assert after.top >= block.top + 26


def test_a_meeting_that_is_over_is_not_shown() -> None:
    assert not day(60, taken=(Stretch(NINE - HOUR, NINE - MINUTE, 0),)).blocks


def test_the_end_of_the_shift_is_shown_though_it_has_no_length() -> None:
    end = NINE + 9 * HOUR
    assert len(day(60, taken=(Stretch(end, end, 0),)).blocks) == 1


def test_today_begins_at_the_quarter_so_that_rows_rest() -> None:
    assert anchor(NINE + 14 * MINUTE) == NINE
    assert anchor(NINE + 15 * MINUTE) == NINE + 15 * MINUTE


@given(st.lists(st.one_of(st.none(), minutes), max_size=60), st.lists(minutes, max_size=4))
def test_whatever_a_day_brings_no_touch_stands_over_another(
    at: list[int | None], meetings: list[int]
) -> None:
    taken = tuple(
        Stretch(NINE + m * MINUTE, NINE + (m + 30) * MINUTE, n) for n, m in enumerate(meetings)
    )
    strip = day(*at, taken=taken)
    assert len(strip.places) == len(at)
    assert all(a.bottom <= b.top + 0.001 for a, b in pairwise(strip.places))
    for place in strip.places:
        wanted = at[int(place.id[5:])]
        if wanted is not None:
            assert place.top >= strip.y(NINE + wanted * MINUTE) - LEAD - 0.001
            assert place.bottom <= strip.height


@given(st.lists(minutes, min_size=1, max_size=20))
def test_what_is_hit_is_what_stands_there(at: list[int]) -> None:
    strip = day(*at)
    for place in strip.places:
        assert strip.hit(place.top + 1) == strip.hit(place.bottom - 1) == place.id
    assert strip.hit(strip.height + 1) == ""


@given(st.integers(0, 12 * 60))
def test_an_instant_and_its_place_are_two_words_for_the_same(minute: int) -> None:
    strip = day(60)
    instant = NINE + minute * MINUTE
    assert strip.at(strip.y(instant)) == instant


def test_the_ends_of_the_day_hold() -> None:
    order = ["a", "b", "c"]
    assert [step(order, "b", by) for by in (-5, -1, 1, 9)] == ["a", "a", "c", "c"]
    assert step(order, "", 1) == "a"
    assert step([], "a", 1) == ""


def test_a_time_snaps_to_five_minutes() -> None:
    assert [snapped(m * MINUTE) // MINUTE for m in (0, 2, 3, 7, 8)] == [0, 0, 5, 5, 10]
