"""A promised time in a message, by the clock of whoever reads it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain import time_words
from app.domain.ids import Ms


def ms(*when: int) -> Ms:
    return round(datetime(*when, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc]


MONDAY = ms(2026, 11, 23, 22, 0)
BERLIN, CHICAGO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("language", "tomorrow", "later"),
    [
        (
            "en",
            "tomorrow, Tuesday, at 09:10 your time",
            "on Thursday 26 November at 09:10 your time",
        ),
        (
            "de",
            "morgen, Dienstag, um 09:10 Uhr Ihrer Zeit",
            "am Donnerstag, dem 26. November, um 09:10 Uhr Ihrer Zeit",
        ),
        (
            "fr",
            "demain, mardi, à 09:10, heure de chez vous",
            "le jeudi 26 novembre à 09:10, heure de chez vous",
        ),
        (
            "es",
            "mañana, martes, a las 09:10, su hora",
            "el jueves 26 de noviembre a las 09:10, su hora",
        ),
    ],
)
def test_a_time_is_promised_in_their_language(language: str, tomorrow: str, later: str) -> None:
    at, after = ms(2026, 11, 24, 8, 10), ms(2026, 11, 26, 8, 10)

    assert time_words.promised(at, MONDAY, BERLIN, language) == tomorrow
    assert time_words.promised(after, MONDAY, BERLIN, language) == later


def test_today_is_their_today() -> None:
    at = ms(2026, 11, 24, 1, 30)  # Tuesday in Berlin, still Monday in Chicago

    assert time_words.promised(at, MONDAY, CHICAGO, "en") == "today, Monday, at 19:30 your time"
    assert time_words.promised(at, MONDAY, BERLIN, "en") == "tomorrow, Tuesday, at 02:30 your time"
    night, morning = ms(2026, 11, 24, 1, 0), ms(2026, 11, 24, 15, 0)  # Monday evening in Chicago
    assert time_words.promised(morning, night, CHICAGO, "en").startswith("tomorrow, Tuesday, ")


def test_a_clock_change_in_between_is_told_by_the_clock_of_then() -> None:
    friday, monday = ms(2026, 10, 23, 12, 0), ms(2026, 10, 26, 8, 10)

    assert time_words.promised(monday, friday, BERLIN, "en") == (
        "on Monday 26 October at 09:10 your time"
    )


def test_in_a_language_it_cannot_be_said_in_no_time_is_promised() -> None:
    assert time_words.promised(MONDAY, MONDAY, BERLIN, "fi") == ""
    assert time_words.LANGUAGES == ("en", "de", "fr", "es")


@pytest.mark.parametrize("language", time_words.LANGUAGES)
def test_every_day_and_month_has_its_word(language: str) -> None:
    said = {
        time_words.promised(ms(2026, month, day, 12, 0), ms(2025, 1, 1), BERLIN, language)
        for month in range(1, 13)
        for day in range(1, 8)
    }

    assert len(said) == 84
