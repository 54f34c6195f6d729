"""The words for time, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ui import words

S, MIN, H = 1_000, 60_000, 3_600_000
HELSINKI, LONDON, TOKYO = (
    ZoneInfo("Europe/Helsinki"),
    ZoneInfo("Europe/London"),
    ZoneInfo("Asia/Tokyo"),
)
NOON = datetime(2026, 11, 19, 12, 32, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (0, "0:00"),
        (999, "0:00"),
        (41 * S, "0:41"),
        (67 * S, "1:07"),
        (19 * MIN + 59 * S, "19:59"),
        (20 * MIN, "20 min"),
        (48 * MIN + 59 * S, "48 min"),
        (2 * H - 1, "119 min"),
        (2 * H, "2 h 00"),
        (3 * H + 40 * MIN, "3 h 40"),
        (24 * H - 1, "23 h 59"),
        (52 * H, "2 d 4 h"),
        (-5, "0:00"),
    ],
)
def test_a_span_is_exact_while_it_matters(ms: int, said: str) -> None:
    assert words.span(ms) == said


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (4 * MIN + 24 * S, "4:24 left"),
        (23 * S + 1, "0:24 left"),
        (1, "0:01 left"),
        (0, "0:00 over"),
        (-67 * S, "1:07 over"),
        (-(2 * H + 14 * MIN), "2 h 14 over"),
        (48 * MIN, "48 min left"),
    ],
)
def test_the_time_left_turns_into_the_time_over(ms: int, said: str) -> None:
    assert words.time_left(ms) == said


def test_an_offer_and_a_lane_use_different_words() -> None:
    assert words.to_claim(24 * S) == "0:24 to claim"
    assert words.to_claim(-3) == "0:00 to claim"
    assert words.answered_in(41 * S) == "in 0:41"
    assert words.digits_left(9 * S) == "0:09"


def test_a_stopped_clock_says_so() -> None:
    assert words.was(41 * S) == "was 0:41"
    assert words.was(-1) == "over"


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=0), "0 s ago"),
        (timedelta(seconds=36), "36 s ago"),
        (timedelta(seconds=-5), "0 s ago"),
        (timedelta(minutes=4, seconds=59), "4 min ago"),
        (timedelta(minutes=119), "119 min ago"),
        (timedelta(hours=2, minutes=14), "2 h 14"),
        (timedelta(hours=13), "13 h 00"),
        (timedelta(days=2), "Tue"),
        (timedelta(days=16), "3 Nov"),
        (timedelta(days=365), "19 Nov 2025"),
    ],
)
def test_an_age_grows_coarser(ago: timedelta, said: str) -> None:
    assert words.age(NOON - ago, NOON, HELSINKI) == said


def test_a_night_is_not_a_day_ago() -> None:
    morning = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    assert words.age(morning - timedelta(hours=8), morning, HELSINKI) == "8 h 00"
    assert words.age(morning - timedelta(hours=13), morning, HELSINKI) == "Thu"


def test_both_clocks_name_themselves() -> None:
    assert words.there(NOON, LONDON) == "12:32 there"
    assert words.there(NOON, HELSINKI) == "14:32 there"
    assert words.their_time(NOON, LONDON, "her") == "12:32 her time"
    assert words.their_time(NOON, LONDON) == "12:32 their time"
    assert words.two_clocks(NOON, LONDON, HELSINKI, "her") == "12:32 her time · 14:32 yours"
    assert words.clock_seconds(NOON, HELSINKI) == "14:32:08"


def test_an_unknown_zone_is_never_guessed() -> None:
    assert words.there(NOON, None) == "time there unknown"
    assert words.two_clocks(NOON, None, HELSINKI) == "time there unknown · 14:32 yours"
    assert words.two_clocks_dated(NOON, None, HELSINKI).endswith("time there unknown")


def test_another_day_at_the_reader_is_said() -> None:
    late = datetime(2026, 11, 24, 22, 10, tzinfo=UTC)
    assert words.two_clocks_dated(late, LONDON, HELSINKI, "his") == (
        "Tue 24 Nov, 22:10 his time · Wed 00:10 yours"
    )


def test_clocks_follow_summer_time() -> None:
    july = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert words.clock(july, LONDON) == "13:00"
    assert words.not_before(july, LONDON) == "from 13:00"
    assert words.since(july, TOKYO) == "since 21:00"


def test_several_zones_are_one_only_while_their_clocks_agree() -> None:
    eastern, cayman = ZoneInfo("America/New_York"), ZoneInfo("America/Cayman")
    july = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert words.agreed_zone([eastern, cayman], NOON) is eastern
    assert words.agreed_zone([eastern, cayman], july) is None
    assert words.agreed_zone([], NOON) is None


def test_a_moment_without_a_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="zone"):
        words.there(NOON.replace(tzinfo=None), LONDON)


def test_one_is_not_many() -> None:
    assert words.counted(1, "lead") == "1 lead"
    assert words.counted(0, "lead") == "0 leads"
    assert words.counted(2, "try", "tries") == "2 tries"
