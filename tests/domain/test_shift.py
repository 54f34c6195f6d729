"""When a rep is there: shifts over midnight and over both clock changes, leave in whole days of
their own calendar, meetings taken out."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import shift
from app.domain.ids import Ms, at, ms
from app.domain.rep_times import Block, Busy, Leave, RepTimes

HOUR, DAY = 3_600_000, 86_400_000
BERLIN = "Europe/Berlin"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""Sundays on which Berlin's clocks go on and back, at two and at three."""
ZONES = (BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
DAYTIME = tuple(Block(day=day, start=540, end=1020) for day in range(5))


def instant(zone: str, *when: int, fold: int = 0) -> Ms:
    return ms(datetime(*when, tzinfo=ZoneInfo(zone), fold=fold))  # type: ignore[arg-type,misc]


def clock(zone: str, span: tuple[Ms, Ms]) -> str:
    """`Mon 09:00-17:00`, as that place's clocks show it."""
    start, end = (at(moment).astimezone(ZoneInfo(zone)) for moment in span)
    return f"{start:%a %H:%M}-{end:%H:%M}"


def around(times: RepTimes, day: date, days: int = 1) -> list[str]:
    """The shifts that touch `days` days from `day` on."""
    start = instant(times.zone, day.year, day.month, day.day)
    last = day + timedelta(days=days)
    end = instant(times.zone, last.year, last.month, last.day)
    return [clock(times.zone, span) for span in shift.shifts(times, start, end)]


# ---- clock changes ---------------------------------------------------------------------------


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN])
def test_the_day_shift_begins_at_nine_before_and_after_a_clock_change(sunday: date) -> None:
    times = RepTimes(zone=BERLIN, blocks=DAYTIME)
    monday = sunday - timedelta(days=6)
    week = [f"{day} 09:00-17:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")]
    assert around(times, monday, 14) == week * 2


@pytest.mark.parametrize(("sunday", "hours"), [(SPRING, 7), (AUTUMN, 9), (date(2026, 6, 7), 8)])
def test_the_night_of_a_clock_change_is_an_hour_shorter_or_longer(sunday: date, hours: int) -> None:
    """Saturday 22:00 to Sunday 6:00 by the clock on the wall, whatever it does in between."""
    times = RepTimes(zone=BERLIN, blocks=(Block(day=5, start=1320, end=360),))
    night = instant(BERLIN, sunday.year, sunday.month, sunday.day, 1)
    [span] = shift.shifts(times, night, night + HOUR)
    assert clock(BERLIN, span) == "Sat 22:00-06:00"
    assert span[1] - span[0] == hours * HOUR


def test_a_shift_that_begins_in_the_hour_that_is_skipped_begins_when_it_is_over() -> None:
    times = RepTimes(zone=BERLIN, blocks=(Block(day=6, start=150, end=300),))
    assert around(times, SPRING) == ["Sun 03:30-05:00"]


@pytest.mark.parametrize("block", [(60, 90), (90, 150), (105, 135)])
def test_no_shift_ends_before_it_begins_where_the_clock_skips_an_hour(
    block: tuple[int, int],
) -> None:
    times = RepTimes(zone="Europe/London", blocks=(Block(day=6, start=block[0], end=block[1]),))
    low, high = shift.day(times, instant("Europe/London", 2026, 3, 29, 12))

    assert all(start < end for start, end in shift.shifts(times, low, high))


def test_a_shift_in_the_hour_that_comes_twice_begins_the_first_time() -> None:
    times = RepTimes(zone=BERLIN, blocks=(Block(day=6, start=150, end=240),))
    midnight = instant(BERLIN, 2026, 10, 25)
    [span] = shift.shifts(times, midnight, midnight + DAY)
    assert span == (instant(BERLIN, 2026, 10, 25, 2, 30), instant(BERLIN, 2026, 10, 25, 4))
    assert span[1] - span[0] == 2.5 * HOUR


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("blocks", [DAYTIME, (Block(day=0, start=1200, end=300),), ()])
def test_a_year_of_shifts_has_no_overlap_and_no_hole_the_clock_made(
    zone: str, blocks: tuple[Block, ...]
) -> None:
    """Every day of 2026: at work exactly in the hours that the wall clock shows."""
    times = RepTimes(zone=zone, blocks=blocks)
    start, end = instant(zone, 2026, 1, 1), instant(zone, 2027, 1, 1)
    spans = shift.shifts(times, start, end)
    assert all(low < high for low, high in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans)), "merged where they meet"
    inside = iter(spans)
    low, high = next(inside)
    for moment in range(start, end, HOUR // 2):
        while moment >= high:
            low, high = next(inside, (end, end + 1))
        assert (low <= moment) == _by_the_wall(zone, blocks, moment), at(moment)


def _by_the_wall(zone: str, blocks: tuple[Block, ...], moment: Ms) -> bool:
    """The same from the wall clock alone, for the half-hours that stand on it once."""
    local = at(moment).astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    for block in blocks:
        over = block.end <= block.start
        if block.day == local.weekday() and block.start <= minute and (over or minute < block.end):
            return True
        if over and block.day == (local.weekday() - 1) % 7 and minute < block.end:
            return True
    return not blocks


# ---- leave -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "first", "last", "hours"),
    [
        (BERLIN, "2026-03-28", "2026-03-30", 71),
        (BERLIN, "2026-10-24", "2026-10-26", 73),
        ("Asia/Kolkata", "2026-10-24", "2026-10-26", 72),
        ("Australia/Lord_Howe", "2026-10-03", "2026-10-05", 71.5),
    ],
)
def test_leave_is_whole_days_of_the_reps_own_calendar_also_over_a_clock_change(
    zone: str, first: str, last: str, hours: float
) -> None:
    times = RepTimes(zone=zone, blocks=(), leave=(Leave(first=first, last=last),))
    start, end = shift.leave_span(times, times.leave[0])
    assert end - start == hours * HOUR
    assert at(start).astimezone(ZoneInfo(zone)).strftime("%F %T") == f"{first} 00:00:00"
    assert shift.on_leave(times, start) == shift.on_leave(times, end - 1) == times.leave[0]
    assert shift.on_leave(times, start - 1) is None
    assert shift.on_leave(times, end) is None
    assert shift.shifts(times, start, end) == ()


def test_leave_begins_at_the_reps_midnight_not_at_londons() -> None:
    """Half past six in the evening in London is tomorrow in Kolkata."""
    times = RepTimes(zone="Asia/Kolkata", leave=(Leave(first="2026-12-01", last="2026-12-01"),))
    evening = ms(datetime(2026, 11, 30, 18, 29, tzinfo=UTC))
    assert shift.on_leave(times, evening) is None
    assert shift.on_leave(times, evening + 60_000) is not None


def test_a_night_that_runs_into_a_leave_ends_at_midnight_and_one_that_begins_in_it_is_off() -> None:
    nights = tuple(Block(day=day, start=1320, end=360) for day in range(7))
    leave = (Leave(first="2026-11-17", last="2026-11-17"),)
    times = RepTimes(zone=BERLIN, blocks=nights, leave=leave)
    assert around(times, date(2026, 11, 16), 4) == [
        "Sun 22:00-06:00",
        "Mon 22:00-00:00",
        "Wed 22:00-06:00",
        "Thu 22:00-06:00",
    ]
    assert around(times, date(2026, 11, 17)) == []


def test_a_day_is_the_reps_own_and_as_long_as_the_clocks_make_it() -> None:
    times = RepTimes(zone=BERLIN)
    noon = instant(BERLIN, 2026, 10, 25, 12)
    start, end = shift.day(times, noon)
    assert (end - start, start) == (25 * HOUR, instant(BERLIN, 2026, 10, 25))
    assert shift.day(times, noon, ahead=1)[0] == end


# ---- meetings --------------------------------------------------------------------------------


def test_meetings_cut_a_shift_and_those_outside_do_not() -> None:
    nine = instant(BERLIN, 2026, 11, 16, 9)
    busy = (
        Busy(start=nine - HOUR, end=nine + HOUR // 2),
        Busy(start=nine + 3 * HOUR, end=nine + 4 * HOUR),
        Busy(start=nine + 20 * HOUR, end=nine + 21 * HOUR),
    )
    times = RepTimes(zone=BERLIN, blocks=DAYTIME, busy=busy)
    spans = shift.free(times, nine - HOUR, nine + 12 * HOUR)
    assert [clock(BERLIN, span) for span in spans] == ["Mon 09:30-12:00", "Mon 13:00-17:00"]
    assert shift.busy_at(times, nine + 3 * HOUR) == busy[1]
    assert shift.busy_at(times, nine + 4 * HOUR) is None


@given(
    zone=st.sampled_from(ZONES),
    start=st.integers(0, 400 * 24),
    length=st.integers(1, 24 * 20),
    blocks=st.lists(
        st.builds(
            Block,
            day=st.integers(0, 6),
            start=st.integers(0, 1439),
            end=st.integers(0, 1440),
        ),
        max_size=6,
    ),
    busy=st.lists(st.tuples(st.integers(0, 420 * 24), st.integers(1, 100)), max_size=8),
    away=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 12)), max_size=3),
)
def test_free_time_is_in_order_inside_the_question_the_shift_and_no_meeting_or_leave(
    zone: str,
    start: int,
    length: int,
    blocks: list[Block],
    busy: list[tuple[int, int]],
    away: list[tuple[int, int]],
) -> None:
    base = ms(datetime(2026, 1, 1, tzinfo=UTC))
    first = date(2026, 1, 1)
    times = RepTimes(
        zone=zone,
        blocks=tuple(blocks),
        busy=tuple(Busy(start=base + s * HOUR, end=base + (s + n) * HOUR) for s, n in busy),
        leave=tuple(
            Leave(
                first=(first + timedelta(days=d)).isoformat(),
                last=(first + timedelta(days=d + n)).isoformat(),
            )
            for d, n in away
        ),
    )
    low, high = base + start * HOUR, base + (start + length) * HOUR
    spans = shift.free(times, low, high)
    assert all(a < b for a, b in spans)
    assert all(low <= a and b <= high for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    working = shift.shifts(times, low, high)
    for a, b in spans:
        assert any(s <= a and b <= e for s, e in working)
        assert not any(m.start < b and m.end > a for m in times.busy)
        assert shift.on_leave(times, a) is None
        assert shift.on_leave(times, b - 1) is None
    if not times.blocks and not times.busy and not times.leave:
        assert spans == ((low, high),)
