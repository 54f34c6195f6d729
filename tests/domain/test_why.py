"""A next touch as one line: when on both clocks, why, and which attempt it is."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.ids import ms
from app.domain.touch import NextTouch
from app.domain.why import sentence

LISBON, HELSINKI = ZoneInfo("Europe/Lisbon"), ZoneInfo("Europe/Helsinki")
THU_1610 = ms(datetime(2026, 11, 26, 16, 10, tzinfo=LISBON))
WED_1005 = ms(datetime(2026, 11, 25, 10, 5, tzinfo=LISBON))
BECAUSE = (
    "2.1x the usual pick-up. Because: reception: “afternoons, in Tue/Thu”, noted Mon [x1.9]; "
    "your team, Thu 16 to 17 there, 212 calls [x1.1]"
)


def touch(**changes: Any) -> NextTouch:
    values: dict[str, Any] = {
        "at": THU_1610, "channel": "call", "attempt": 4, "of": 6, "reason": BECAUSE, "ratio": 2.1,
        "odds": 0.2, "earliest": WED_1005,
    }  # fmt: skip
    return NextTouch(**{**values, **changes})


def test_a_chosen_time_says_when_on_both_clocks_why_and_since_when_it_was_allowed() -> None:
    assert sentence(touch(), LISBON, HELSINKI) == (
        "Thu 16:10 there (18:10 yours) - 2.1x the usual pick-up. Because: reception: "
        "“afternoons, in Tue/Thu”, noted Mon [x1.9]; your team, Thu 16 to 17 there, 212 calls "
        "[x1.1]. "
        "Attempt 4 of 6; earliest allowed Wed 10:05 there."
    )


def test_a_step_of_the_cadence_has_its_own_reason_and_no_earliest() -> None:
    step = touch(reason="No answer twice, one working day later", ratio=0.0, attempt=3)

    assert sentence(step, LISBON, HELSINKI) == (
        "Thu 16:10 there (18:10 yours) - No answer twice, one working day later. Attempt 3 of 6."
    )


def test_one_clock_for_both_is_said_once() -> None:
    line = sentence(touch(reason="Promised", ratio=0.0), LISBON, ZoneInfo("Europe/London"))

    assert line.startswith("Thu 16:10 there and yours - Promised.")


def test_another_day_on_my_clock_is_named() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")

    assert sentence(touch(), LISBON, tokyo).startswith("Thu 16:10 there (Fri 01:10 yours) - ")


def test_half_an_hour_of_difference_is_kept() -> None:
    line = sentence(touch(), LISBON, ZoneInfo("Asia/Kolkata"))

    assert line.startswith("Thu 16:10 there (21:40 yours) - ")


def test_without_their_zone_the_clock_is_mine_and_says_so() -> None:
    line = sentence(touch(reason="Time there not known: say when", ratio=0.0), None, HELSINKI)

    assert line.startswith("Thu 18:10 yours - Time there not known: say when.")


def test_a_day_further_off_than_a_week_has_its_date() -> None:
    now = ms(datetime(2026, 11, 17, 9, tzinfo=LISBON))

    line = sentence(touch(), LISBON, HELSINKI, now)

    assert line.startswith("Thu 26 Nov 16:10 there (18:10 yours) - ")
    assert line.endswith("earliest allowed Wed 25 Nov 10:05 there.")


def test_advice_comes_last() -> None:
    low = touch(advice="4 % after five tries in four parts of the day: an email may do more")

    assert sentence(low, LISBON, HELSINKI).endswith(
        "earliest allowed Wed 10:05 there. 4 % after five tries in four parts of the day: "
        "an email may do more."
    )
