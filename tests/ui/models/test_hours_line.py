"""Working hours and leave, typed in a line and said back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rep_times import Block, Leave
from ui.models.hours_line import EXAMPLE, BadLine, echo, line_of, read_hours
from ui.models.leave_line import leave_words, read_leave

TODAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (EXAMPLE, "Mon to Fri 09:00–12:30 and 13:30–18:00: 40 h a week"),
        ("mon-thu 9-17, fri 9-14:30", "Mon to Thu 09:00–17:00, Fri 09:00–14:30: 37 h 30 a week"),
        (
            "Mon Wed Fri 8.30 - 12",
            "Mon 08:30–12:00, Wed 08:30–12:00, Fri 08:30–12:00: 10 h 30 a week",
        ),
        ("monday to friday 9am to 5 pm", "Mon to Fri 09:00–17:00: 40 h a week"),
        ("fri-mon 10–14", "Mon 10:00–14:00, Fri to Sun 10:00–14:00: 16 h a week"),
        ("fri 22-6", "Fri 22:00–06:00 of Sat: 8 h a week"),
        ("mon-fri 18:00-02:00", "Mon to Fri 18:00–02:00 of the next day: 40 h a week"),
        ("sun 0-24", "Sun 00:00–24:00: 24 h a week"),
        ("", ""),
    ],
)
def test_a_line_is_read_and_said_back(typed: str, said: str) -> None:
    assert echo(read_hours(typed)) == said


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("9-17", "Say the days before 9-17: mon-fri 9-17."),
        ("mon-fri", "Fri has no hours"),
        ("mon 9-17 fri", "Fri has no hours"),
        ("mon 9-25", "9-25 is no time of day"),
        ("mon 9:75-17", "no time of day"),
        ("mon 9-9", "begins and ends at the same time"),
        ("mon nine-five", "“nine-five” is neither a day nor hours"),
        ("mon 9", "“9” is neither"),
        ("x" * 900, "“xxxxxxxxxxxxxxxxxxxx” is neither"),
    ],
)
def test_what_cannot_be_read_is_named(typed: str, why: str) -> None:
    with pytest.raises(BadLine, match=why):
        read_hours(typed)


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(1, 24)).filter(
            lambda spot: spot[1] != spot[2]
        ),
        max_size=12,
        unique_by=lambda spot: spot[0],
    )
)
def test_the_line_of_any_week_reads_as_that_week(days: list[tuple[int, int, int]]) -> None:
    week = tuple(Block(day=d, start=60 * a, end=60 * b) for d, a, b in sorted(days))
    assert read_hours(line_of(week)) == week


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("21 Dec to 2 Jan", "2026-12-21", "2027-01-02"),
        ("21 dec - 2 jan", "2026-12-21", "2027-01-02"),
        ("3-7 May", "2027-05-03", "2027-05-07"),
        ("Dec 21 to Dec 24", "2026-12-21", "2026-12-24"),
        ("21.12. to 2.1.", "2026-12-21", "2027-01-02"),
        ("21.12.2026 to 2.1.2027", "2026-12-21", "2027-01-02"),
        ("2026-12-21 to 2026-12-24", "2026-12-21", "2026-12-24"),
        ("19 November", "2026-11-19", "2026-11-19"),
        ("18 Nov", "2027-11-18", "2027-11-18"),
        ("17 Nov to 25 Nov", "2026-11-17", "2026-11-25"),
        ("27 Nov until 1 Dec 2026", "2026-11-27", "2026-12-01"),
    ],
)
def test_days_away_are_read_with_what_was_left_out(typed: str, first: str, last: str) -> None:
    assert read_leave(typed, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "first and the last day"),
        ("soon", "“soon” is no day"),
        ("31 Feb", "There is no such day"),
        ("12", "Which month"),
        ("2026-12-24 to 2026-12-21", "is before the first"),
        ("1 Dec to 2 Dec to 3 Dec", "first and the last day"),
    ],
)
def test_days_that_cannot_be_are_named(typed: str, why: str) -> None:
    with pytest.raises(BadLine, match=why):
        read_leave(typed, TODAY)


def test_leave_is_said_in_weekdays_and_length() -> None:
    assert leave_words(Leave(first="2026-12-21", last="2027-01-02"), TODAY) == (
        "Mon 21 Dec to Sat 2 Jan, 13 days"
    )
    assert leave_words(Leave(first="2026-12-24", last="2026-12-24"), TODAY) == "Thu 24 Dec, 1 day"
    far = leave_words(Leave(first="2027-11-18", last="2027-11-18"), TODAY)
    assert far == "Thu 18 Nov 2027, 1 day"
