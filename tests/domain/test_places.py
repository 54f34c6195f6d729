"""Where somebody says they are, and what hearing it changes."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import places
from app.domain.lead import Where


@pytest.mark.parametrize(
    ("text", "zone", "part"),
    [
        ("I'm in Denver", "America/Denver", "I'm in Denver"),
        ("their time is Denver", "America/Denver", "their time is Denver"),
        ("is in India", "Asia/Kolkata", "is in India"),
        ("she is in Berlin this week", "Europe/Berlin", "she is in Berlin"),
        ("he’s now in New York City until Friday", "America/New_York", "he’s now in New York City"),
        ("after 3, based in Kathmandu", "Asia/Kathmandu", "based in Kathmandu"),
        ("moved to Austin, call after 3", "America/Chicago", "moved to Austin"),
        ("time zone: Europe/Kyiv", "Europe/Kyiv", "time zone: Europe/Kyiv"),
        ("lives in the Netherlands", "Europe/Amsterdam", "lives in the Netherlands"),
        ("Pacific time", "America/Los_Angeles", "Pacific time"),
        ("mornings, Denver time", "America/Denver", "Denver time"),
        ("I am in St. Louis", "America/Chicago", "I am in St. Louis"),
        ("in Leeds", "Europe/London", "in Leeds"),
        ("she's in Ho Chi Minh City", "Asia/Ho_Chi_Minh", "she's in Ho Chi Minh City"),
        ("they are in Simferopol", "Europe/Simferopol", "they are in Simferopol"),
        ("was in Paris, is in Rome", "Europe/Rome", "is in Rome"),
    ],
)
def test_a_place_said_as_where_they_are_is_a_zone(text: str, zone: str, part: str) -> None:
    found = places.heard(text)

    assert found is not None
    assert (found.zone, places.zone_said(text)) == (zone, zone)
    assert text[found.start : found.end] == part


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ask for Paris",
        "back in March",
        "call in the afternoon",
        "in a meeting",
        "is in meetings all day",
        "time is short",
        "best time tue after 3",
        "lunch time",
        "next time",
        "in 20 min",
        "is not in Paris",
        "in Berlin next week",
        "Thu 16:10 London time works",
        "at 3 pm Eastern time",
        "lives in Georgia",
        "they are in Atlantis",
        "../../etc/passwd",
        "tz: ../../etc/passwd",
        "tz: America/../../x",
    ],
)
def test_words_that_do_not_say_where_they_are_set_no_zone(text: str) -> None:
    assert places.heard(text) is None


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=250), st.from_regex(r"(is in|tz|based in) [\w/. '-]{0,40}")))
def test_whatever_is_typed_a_zone_that_is_heard_exists_and_stands_in_the_text(text: str) -> None:
    found = places.heard(text)

    if found is not None:
        assert ZoneInfo(found.zone)
        assert 0 <= found.start < found.end <= len(text)


def test_every_place_in_the_table_has_a_zone_of_this_machine() -> None:
    for zones, _, _ in places._NAMES.values():
        assert zones
        assert all(ZoneInfo(zone) for zone in zones)


# ---- what hearing it changes -----------------------------------------------------------------


SEATTLE = Where(
    zones=("America/Los_Angeles",),
    country="US",
    regions=("US-WA", "US-unknown"),
    confidence="low",
    source="number",
)


def heard(text: str) -> places.Heard:
    found = places.heard(text)
    assert found is not None
    return found


def test_what_they_said_is_certain_and_names_the_state() -> None:
    assert places.moved(SEATTLE, heard("I'm in Denver")) == Where(
        zones=("America/Denver",),
        country="US",
        regions=("US-CO",),
        confidence="high",
        source="said",
    )


@pytest.mark.parametrize(
    ("text", "zones", "region"),
    [
        ("they are in Texas", ("America/Chicago", "America/Denver"), "US-TX"),
        ("based in Tennessee", ("America/Chicago", "America/New_York"), "US-TN"),
        ("I'm in California", ("America/Los_Angeles",), "US-CA"),
        ("lives in Indiana", ("America/New_York", "America/Chicago"), "US-IN"),
        ("moved to El Paso", ("America/Denver",), "US-TX"),
    ],
)
def test_a_state_is_all_the_clocks_it_has_and_its_own_law(
    text: str, zones: tuple[str, ...], region: str
) -> None:
    moved = places.moved(SEATTLE, heard(text))

    assert (moved.zones, moved.regions, moved.confidence) == (zones, (region,), "high")


def test_a_clock_without_a_state_leaves_the_states_that_were_possible() -> None:
    moved = places.moved(SEATTLE, heard("they are on Eastern time"))

    assert (moved.zones, moved.regions) == (("America/New_York",), ("US-WA", "US-unknown"))


def test_who_travels_abroad_is_under_both_laws() -> None:
    moved = places.moved(SEATTLE, heard("she is in Paris"))

    assert (moved.country, moved.regions) == ("US", ("US-WA", "US-unknown", "FR"))
    assert places.moved(Where(), heard("she is in Paris")).country == "FR"


def test_a_zone_of_a_country_we_cannot_name_comes_with_the_rule_for_the_rest() -> None:
    moved = places.moved(SEATTLE, heard("tz: Europe/Simferopol"))

    assert moved.regions == ("US-WA", "US-unknown", "default")


def test_said_counts_more_than_anything_a_form_says_later() -> None:
    said = places.moved(SEATTLE, heard("I'm in Denver"))
    form = Where(zones=("Europe/Paris",), country="FR", confidence="high", source="form field")
    number = Where(zones=("Europe/Paris",), country="FR", confidence="low", source="number")

    assert places.better(said, form) == said
    assert places.better(SEATTLE, form) == form
    assert places.better(form, number) == form
    assert places.better(SEATTLE, Where(country="US")) == SEATTLE
    assert places.better(Where(), number) == number
    assert places.better(number, SEATTLE) == SEATTLE
