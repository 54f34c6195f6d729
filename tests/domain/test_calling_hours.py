"""Calling hours over a whole year of hours, in zones with half hours, both clock changes and past
midnight. The oracle reads the person's wall clock and nothing else."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import hours
from app.domain.ids import Ms, at, ms
from app.domain.lead import Where
from app.domain.playbook import Hours
from tests.builders import HOUR, LONDON, MINUTE, NOON, a_playbook

NINE_TO_EIGHT = Hours(start=(540,) * 7, end=(1200,) * 7)
OVERNIGHT = Hours(start=(900,) * 7, end=(480,) * 7, overnight=True)
WEEKDAYS = Hours(
    start=(600, 600, 600, 600, 600, 0, 0),
    end=(1200, 1200, 1200, 1200, 1200, 0, 0),
    pause=(780, 840),
)
FRIDAY_NIGHT = Hours(
    start=(540, 540, 540, 540, 1320, 0, 600),
    end=(1200, 1200, 1200, 1200, 120, 0, 840),
    overnight=True,
)
ZONES = (
    "America/Bogota",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Apia",
)


def place(*keys: str, country: str = "") -> Where:
    return Where(zones=keys, country=country, confidence="high")


def on(key: str, *moment: int, fold: int = 0) -> Ms:
    year, month, day, hour, minute = (*moment, 0)[:5]
    return ms(datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(key), fold=fold))


def expected(local: datetime, rule: Hours) -> bool:
    """Straight from the wall clock: yesterday's window may reach into today."""
    minute, today, yesterday = local.hour * 60 + local.minute, local.weekday(), local.weekday() - 1
    if rule.pause[0] <= minute < rule.pause[1]:
        return False
    if rule.overnight:
        late = rule.end[today] < rule.start[today] and minute >= rule.start[today]
        early = rule.end[yesterday] < rule.start[yesterday] and minute < rule.end[yesterday]
        return late or early or rule.start[today] <= minute < rule.end[today]
    return rule.start[today] <= minute < rule.end[today]


@pytest.mark.parametrize("key", ZONES)
@pytest.mark.parametrize("rule", [NINE_TO_EIGHT, OVERNIGHT, WEEKDAYS, FRIDAY_NIGHT])
def test_every_hour_of_a_year_is_legal_exactly_when_their_wall_clock_says_so(
    key: str, rule: Hours
) -> None:
    book, where, zone = {"default": rule}, place(key), ZoneInfo(key)
    start = ms(datetime(2026, 1, 1, tzinfo=UTC))
    for hour in range(8_760):
        instant = start + hour * HOUR
        said = hours.legal(instant, where, book)
        assert said == expected(at(instant).astimezone(zone), rule), at(instant)


@pytest.mark.parametrize("rule", [NINE_TO_EIGHT, OVERNIGHT])
def test_nobody_in_bogota_is_called_at_three_in_the_morning_unless_the_night_is_open(
    rule: Hours,
) -> None:
    night = on("America/Bogota", 2026, 5, 5, 3)

    assert hours.legal(night, place("America/Bogota"), {"default": rule}) is (rule is OVERNIGHT)


@pytest.mark.parametrize(
    ("key", "wanted", "opening"),
    [
        ("Europe/Berlin", (2026, 3, 29, 1, 59), (2026, 3, 29, 9, 0)),
        ("Europe/Berlin", (2026, 10, 25, 1, 0), (2026, 10, 25, 9, 0)),
        ("America/New_York", (2026, 3, 8, 1, 30), (2026, 3, 8, 9, 0)),
        ("America/New_York", (2026, 11, 1, 0, 30), (2026, 11, 1, 9, 0)),
    ],
)
def test_after_a_clock_change_the_doors_open_at_the_shown_minute(
    key: str, wanted: tuple[int, ...], opening: tuple[int, ...]
) -> None:
    found = hours.next_legal(on(key, *wanted), place(key), {"default": NINE_TO_EIGHT})

    assert found == on(key, *opening)


def test_a_window_that_begins_in_the_lost_hour_opens_when_the_clock_jumps() -> None:
    rule = Hours(start=(150,) * 7, end=(240,) * 7)  # 02:30 to 04:00, and 02:30 does not exist

    found = hours.next_legal(
        on("Europe/Berlin", 2026, 3, 28, 23), place("Europe/Berlin"), {"default": rule}
    )

    assert found == on("Europe/Berlin", 2026, 3, 29, 3)


def test_the_hour_that_comes_twice_is_open_twice() -> None:
    rule = Hours(start=(120,) * 7, end=(150,) * 7)  # 02:00 to 02:30
    where, book = place("Europe/Berlin"), {"default": rule}
    second = on("Europe/Berlin", 2026, 10, 25, 2, fold=1)

    assert hours.legal(second, where, book)
    assert hours.next_legal(second - 10 * MINUTE, where, book) == second


def test_in_the_hour_that_comes_twice_a_window_opens_at_its_shown_minute_both_times() -> None:
    rule = Hours(start=(135,) * 7, end=(150,) * 7)  # 02:15 to 02:30
    after = on("Europe/Berlin", 2026, 10, 25, 2, 5, fold=1)

    found = hours.next_legal(after, place("Europe/Berlin"), {"default": rule})

    assert found == after + 10 * MINUTE


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True),
    st.integers(NOON - 365 * 24 * HOUR, NOON + 365 * 24 * HOUR),
    st.sampled_from([NINE_TO_EIGHT, OVERNIGHT, WEEKDAYS, FRIDAY_NIGHT]),
)
def test_the_next_legal_instant_is_legal_everywhere_and_none_before_it_is(
    keys: list[str], after: Ms, rule: Hours
) -> None:
    where, book = place(*keys), {"default": rule}

    found = hours.next_legal(after, where, book)

    if found is None:
        assert not any(hours.legal(after + n * 15 * MINUTE, where, book) for n in range(4 * 24 * 7))
        return
    assert found >= after
    for key in keys:
        assert expected(at(found).astimezone(ZoneInfo(key)), rule)
    steps = min(found - after, 24 * HOUR) // (15 * MINUTE)
    assert not any(hours.legal(found - (n + 1) * 15 * MINUTE, where, book) for n in range(steps))


def test_a_call_must_be_legal_in_every_zone_they_may_be_in() -> None:
    both = place("America/New_York", "America/Los_Angeles")
    book = {"default": NINE_TO_EIGHT}
    early = on("America/New_York", 2026, 6, 1, 9, 30)

    assert hours.legal(early, place("America/New_York"), book)
    assert not hours.legal(early, both, book)
    assert hours.next_legal(early, both, book) == on("America/Los_Angeles", 2026, 6, 1, 9)


def test_the_country_picks_the_rule_and_others_go_by_the_default() -> None:
    sunday = on("Europe/London", 2026, 11, 22, 12)
    book = a_playbook().hours

    assert hours.legal(sunday, LONDON, book)
    assert not hours.legal(sunday, place("Europe/London", country="FR"), book)
    assert not hours.legal(sunday, place("Europe/London", country="XX"), book)


def test_france_pauses_at_lunch() -> None:
    paris, book = place("Europe/Paris", country="FR"), a_playbook().hours
    lunch = on("Europe/Paris", 2026, 11, 19, 13, 10)

    assert not hours.legal(lunch, paris, book)
    assert hours.next_legal(lunch, paris, book) == on("Europe/Paris", 2026, 11, 19, 14)


@pytest.mark.parametrize("keys", [(), ("Etc/Unknown",), ("Europe/London", "Mars/Olympus"), ("",)])
def test_where_no_zone_is_known_nothing_is_legal_and_nothing_is_guessed(
    keys: tuple[str, ...],
) -> None:
    where, book = place(*keys), a_playbook().hours

    assert not hours.legal(NOON, where, book)
    assert hours.next_legal(NOON, where, book) is None
    assert hours.closed_words(NOON, where, book) == (
        "The time there is not known, so no call can be planned."
    )


def test_hours_that_never_open_have_no_next_time_and_say_so() -> None:
    shut = {"default": Hours(start=(0,) * 7, end=(0,) * 7)}

    assert hours.next_legal(NOON, LONDON, shut) is None
    assert hours.closed_words(NOON, LONDON, shut) == (
        "Thu 19 Nov, 12:00 there is outside calling hours, "
        "and no time in the next two weeks is inside."
    )


def test_the_words_name_their_time_and_when_it_opens() -> None:
    late = on("Europe/London", 2026, 11, 19, 22, 14)

    assert hours.closed_words(late, LONDON, a_playbook().hours) == (
        "Thu 19 Nov, 22:14 there is outside calling hours; "
        "the next time is Fri 20 Nov, 08:00 there."
    )
    assert hours.closed_words(NOON, LONDON, a_playbook().hours) == ""


def test_with_several_zones_the_words_name_the_place_that_is_closed() -> None:
    both = place("America/New_York", "America/Los_Angeles")
    early = on("America/New_York", 2026, 6, 1, 9, 30)

    assert hours.closed_words(early, both, {"default": NINE_TO_EIGHT}) == (
        "Mon 1 Jun, 06:30 in Los Angeles, where they may be, is outside calling hours; "
        "the next time is Mon 1 Jun, 09:00 there."
    )


def test_a_time_without_a_zone_is_told_in_utc_and_says_so() -> None:
    assert hours.spoken(NOON, None) == "Thu 19 Nov, 12:00 UTC"


def test_marks_lie_after_the_start_and_name_each_edge() -> None:
    marks = sorted(hours.changes(ZoneInfo("Europe/London"), {540, 1440}, NOON, 2))

    assert marks[0] == on("Europe/London", 2026, 11, 20, 9)
    assert all(mark > NOON for mark in marks)
    assert timedelta(milliseconds=marks[-1] - NOON) < timedelta(days=3)
