"""Calling hours over a whole year of hours, in zones with half hours, both clock changes and past
midnight, for every zone and every rule a person may be under. The oracle reads the person's wall
clock and nothing else."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain import hours, turns
from app.domain.ids import Ms, at, ms
from app.domain.lead import Where
from app.domain.rules import Rule, Window
from tests.builders import DAY, HOUR, LONDON, MINUTE, NOON, a_playbook, shipped

YEAR = ms(datetime(2026, 1, 1, tzinfo=UTC))


def ruled(*days: tuple[Window, ...], name: str = "everybody", banned: tuple[str, ...] = ()) -> Rule:
    """A rule with these days of the week; one day alone is every day."""
    week = days if len(days) == 7 else days * 7
    return Rule(name=name, windows=week, banned=dict.fromkeys(banned, "a holiday"))


NINE_TO_EIGHT = ruled(((540, 1200),))
OVERNIGHT = ruled(((900, 1920),))
WEEKDAYS = ruled(*((((600, 780), (840, 1200)),) * 5), (), ())
FRIDAY_NIGHT = ruled(
    *((((540, 1200),),) * 4), ((1320, 1560),), (), ((600, 840),), banned=("2026-05-09",)
)
HOLIDAYS = replace(OVERNIGHT, banned={"2026-03-29": "Palm Sunday", "2026-11-26": "Thanksgiving"})
RULES = (NINE_TO_EIGHT, OVERNIGHT, WEEKDAYS, FRIDAY_NIGHT, HOLIDAYS)
ODD = (
    "America/Bogota",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Africa/Casablanca",
)
HOME = {
    "US": ("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
           "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu"),
    "CA": ("America/Halifax", "America/Toronto", "America/Regina", "America/Vancouver"),
    "AU": ("Australia/Sydney", "Australia/Adelaide", "Australia/Darwin", "Australia/Perth"),
    "GB": ("Europe/London",),
    "FR": ("Europe/Paris",),
    "DE": ("Europe/Berlin",),
    "ES": ("Europe/Madrid", "Atlantic/Canary"),
}  # fmt: skip
"""Where the countries with rules have their clocks."""
ZONES = (*ODD, *(key for keys in HOME.values() for key in keys))


def place(*keys: str, country: str = "", regions: tuple[str, ...] = ()) -> Where:
    return Where(zones=keys, country=country, regions=regions, confidence="high")


def on(key: str, *moment: int, fold: int = 0) -> Ms:
    year, month, day, hour, minute = (*moment, 0)[:5]
    return ms(datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(key), fold=fold))


def allowed(local: datetime, rule: Rule) -> bool:
    """Straight from the wall clock: yesterday's window may reach into today."""
    minute, today = local.hour * 60 + local.minute, local.weekday()
    if rule.banned and local.date().isoformat() in rule.banned:
        return False
    if any(start <= minute < end for start, end in rule.windows[today]):
        return True
    if not any(start <= minute + 1440 < end for start, end in rule.windows[today - 1]):
        return False
    return (local.date() - timedelta(days=1)).isoformat() not in rule.banned


@cache
def samples(key: str) -> list[tuple[Ms, datetime]]:
    """Every hour of a year, by turns at its beginning and in its middle, there."""
    instants = (YEAR + hour * HOUR + hour % 2 * 30 * MINUTE for hour in range(8_760))
    return [(instant, at(instant).astimezone(ZoneInfo(key))) for instant in instants]


# ---- every hour of a year --------------------------------------------------------------------


@pytest.mark.parametrize("key", ZONES)
def test_every_hour_of_a_year_is_legal_exactly_when_their_wall_clock_says_so(key: str) -> None:
    where = place(key)
    for rule in RULES if key in ODD else RULES[2:4]:  # a break, nights, a holiday: enough at home
        book = {"default": rule}
        for instant, local in samples(key):
            assert hours.legal(instant, where, book) == allowed(local, rule), local


@pytest.mark.parametrize("key", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize("rule", RULES)
def test_on_the_days_around_a_clock_change_every_minute_is_right(key: str, rule: Rule) -> None:
    zone, where, book = ZoneInfo(key), place(key), {"default": rule}
    offsets = [at(YEAR + n * HOUR).astimezone(zone).utcoffset() for n in range(8_760)]
    turns = [n for n in range(1, 8_760) if offsets[n] != offsets[n - 1]]
    assert len(turns) == 2
    for turn in turns:
        for minute in range(-26 * 60, 26 * 60, 7):
            instant = YEAR + turn * HOUR + minute * MINUTE
            said = hours.legal(instant, where, book)
            assert said == allowed(at(instant).astimezone(zone), rule), at(instant)


@pytest.mark.parametrize("key", [key for key in sorted(shipped()) if key != "default"])
def test_no_hour_of_a_year_is_legal_that_one_zone_or_one_rule_closes(key: str) -> None:
    """Every rule that ships, in all zones of its country together, with the federal one beside."""
    book = a_playbook().rules
    country = key[:2]
    where = place(*HOME[country], country=country, regions=(key,) if "-" in key else ())
    bound = [book[country], book["US-unknown" if key == "US" else key]]
    open_ = iter((*hours.spans(YEAR, YEAR + 8_760 * HOUR, where, book), (YEAR * 2, YEAR * 2)))
    start, end = next(open_)
    for number, everywhere in enumerate(zip(*map(samples, where.zones), strict=True)):
        instant = everywhere[0][0]
        every = all(allowed(local, rule) for _, local in everywhere for rule in bound)
        while instant >= end:
            start, end = next(open_)
        assert (start <= instant) == every, at(instant)
        if every or number % 7 == 0:
            assert hours.legal(instant, where, book) == every, at(instant)


@pytest.mark.parametrize("rule", [NINE_TO_EIGHT, OVERNIGHT])
def test_nobody_in_bogota_is_called_at_three_in_the_morning_unless_the_night_is_open(
    rule: Rule,
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
        ("Africa/Casablanca", (2026, 2, 15, 0, 30), (2026, 2, 15, 9, 0)),
    ],
)
def test_after_a_clock_change_the_doors_open_at_the_shown_minute(
    key: str, wanted: tuple[int, ...], opening: tuple[int, ...]
) -> None:
    found = hours.next_legal(on(key, *wanted), place(key), {"default": NINE_TO_EIGHT})

    assert found == on(key, *opening)


def test_a_window_that_begins_in_the_lost_hour_opens_when_the_clock_jumps() -> None:
    rule = ruled(((150, 240),))  # 02:30 to 04:00, and 02:30 does not exist

    found = hours.next_legal(
        on("Europe/Berlin", 2026, 3, 28, 23), place("Europe/Berlin"), {"default": rule}
    )

    assert found == on("Europe/Berlin", 2026, 3, 29, 3)


def test_the_hour_that_comes_twice_is_open_twice() -> None:
    where, book = place("Europe/Berlin"), {"default": ruled(((120, 150),))}  # 02:00 to 02:30
    second = on("Europe/Berlin", 2026, 10, 25, 2, fold=1)

    assert hours.legal(second, where, book)
    assert hours.next_legal(second - 10 * MINUTE, where, book) == second


def test_in_the_hour_that_comes_twice_a_window_opens_at_its_shown_minute_both_times() -> None:
    rule = ruled(((135, 150),))  # 02:15 to 02:30
    after = on("Europe/Berlin", 2026, 10, 25, 2, 5, fold=1)

    found = hours.next_legal(after, place("Europe/Berlin"), {"default": rule})

    assert found == after + 10 * MINUTE


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True),
    st.integers(NOON - 365 * DAY, NOON + 365 * DAY),
    st.sampled_from(RULES),
)
def test_the_next_legal_instant_is_legal_everywhere_and_none_before_it_is(
    keys: list[str], after: Ms, rule: Rule
) -> None:
    where, book = place(*keys), {"default": rule}

    found = hours.next_legal(after, where, book)

    if found is None:
        assert not any(hours.legal(after + n * 15 * MINUTE, where, book) for n in range(4 * 24 * 7))
        return
    assert found >= after
    for key in keys:
        assert allowed(at(found).astimezone(ZoneInfo(key)), rule)
    steps = min(found - after, 24 * HOUR) // (15 * MINUTE)
    assert not any(hours.legal(found - (n + 1) * 15 * MINUTE, where, book) for n in range(steps))


# ---- whose rule ------------------------------------------------------------------------------


def test_a_call_must_be_legal_in_every_zone_they_may_be_in() -> None:
    both = place("America/New_York", "America/Los_Angeles")
    book = {"default": NINE_TO_EIGHT}
    early = on("America/New_York", 2026, 6, 1, 9, 30)

    assert hours.legal(early, place("America/New_York"), book)
    assert not hours.legal(early, both, book)
    assert hours.next_legal(early, both, book) == on("America/Los_Angeles", 2026, 6, 1, 9)


def test_the_country_picks_the_rule_and_others_go_by_the_default() -> None:
    sunday = on("Europe/London", 2026, 11, 22, 12)
    book = a_playbook().rules

    assert hours.legal(sunday, LONDON, book)
    assert not hours.legal(sunday, place("Europe/London", country="FR"), book)
    assert not hours.legal(sunday, place("Europe/London", country="XX"), book)


def test_a_state_binds_beside_its_country_and_an_unknown_one_is_taken_narrowly() -> None:
    book, key = a_playbook().rules, "America/New_York"
    half_past_nine, sunday = on(key, 2026, 6, 1, 9, 30), on(key, 2026, 6, 7, 12)

    def says(instant: Ms, *regions: str) -> bool:
        return hours.legal(instant, place(key, country="US", regions=regions), book)

    assert says(half_past_nine, "US-OH")
    assert not says(half_past_nine, "US-KY")
    assert not says(half_past_nine, "US-OH", "US-KY")
    assert says(half_past_nine)
    assert says(sunday, "US-OH")
    assert not says(sunday)
    assert not says(sunday, "US-unknown", "US-OH")


def test_a_state_that_allows_more_does_not_lift_what_its_country_forbids() -> None:
    book = {**a_playbook().rules, "US-OH": ruled(((0, 1440),), name="Ohio")}
    columbus = place("America/New_York", country="US", regions=("US-OH",))

    assert not hours.legal(on("America/New_York", 2026, 6, 1, 7, 59), columbus, book)
    assert hours.legal(on("America/New_York", 2026, 6, 1, 8), columbus, book)


def test_france_pauses_at_lunch() -> None:
    paris, book = place("Europe/Paris", country="FR"), a_playbook().rules
    lunch = on("Europe/Paris", 2026, 11, 19, 13, 10)

    assert not hours.legal(lunch, paris, book)
    assert hours.next_legal(lunch, paris, book) == on("Europe/Paris", 2026, 11, 19, 14)


def test_a_rule_that_binds_calls_leaves_texts_alone_and_an_email_keeps_no_hours() -> None:
    calls = replace(NINE_TO_EIGHT, channels=("call",))
    where, night = place("Europe/London"), on("Europe/London", 2026, 6, 1, 3)

    assert not hours.legal(night, where, {"default": calls}, "call")
    assert hours.legal(night, where, {"default": calls}, "sms")
    assert not hours.legal(night, where, {"default": NINE_TO_EIGHT}, "sms")
    assert hours.legal(night, where, {"default": NINE_TO_EIGHT}, "email")


@pytest.mark.parametrize("keys", [(), ("Etc/Unknown",), ("Europe/London", "Mars/Olympus"), ("",)])
def test_where_no_zone_is_known_nothing_is_legal_and_nothing_is_guessed(
    keys: tuple[str, ...],
) -> None:
    where, book = place(*keys), a_playbook().rules

    assert not hours.legal(NOON, where, book)
    assert hours.next_legal(NOON, where, book) is None
    assert hours.spans(NOON, NOON + DAY, where, book) == ()
    assert hours.held_words(NOON, where, book) == ""
    assert hours.closed_words(NOON, where, book) == (
        "The time there is not known, so no call can be planned."
    )


# ---- a number that may have moved ------------------------------------------------------------


def seattle(**changes: str) -> Where:
    """+1 206: the number says Seattle, and it may have moved."""
    return replace(
        Where(
            zones=("America/Los_Angeles",),
            country="US",
            regions=("US-WA", "US-unknown"),
            confidence="low",
            source="number",
        ),
        **changes,
    )


def test_a_mobile_that_may_have_moved_is_planned_for_the_hours_of_the_whole_country() -> None:
    """09:00 to 20:00 there, Monday to Saturday, as nobody knows the state: from 09:00 in Seattle
    until 20:00 in New York, where the owner may live now."""
    book = a_playbook().rules
    careful = hours.careful(seattle(), book)
    monday = on("America/Los_Angeles", 2026, 6, 1, 0)

    (by_hand,) = hours.spans(monday, monday + DAY, seattle(), book)
    (planned,) = hours.spans(monday, monday + DAY, careful, book)

    assert by_hand == (monday + 9 * HOUR, monday + 20 * HOUR)
    assert planned == (monday + 9 * HOUR, monday + 17 * HOUR)


def test_one_zone_said_or_written_by_the_person_ends_the_doubt() -> None:
    book = a_playbook().rules

    assert hours.careful(seattle(source="said", confidence="high"), book).zones == (
        "America/Los_Angeles",
    )


def test_weaker_evidence_beside_an_address_counts_only_where_nobody_looks() -> None:
    book = {"default": NINE_TO_EIGHT}
    texan = replace(place("America/Chicago"), also=("America/Los_Angeles",))
    nine = on("America/Chicago", 2026, 6, 1, 9)

    assert hours.legal(nine, texan, book)
    assert not hours.legal(nine, hours.careful(texan, book), book)
    assert hours.careful(Where(also=("Europe/London",)), book) == Where(also=("Europe/London",))


# ---- days on which nothing is open -----------------------------------------------------------


def test_on_a_banned_day_of_theirs_nothing_opens_and_the_words_name_the_day() -> None:
    rule = replace(NINE_TO_EIGHT, name="France", law=True, banned={"2026-05-01": "Labor Day"})
    where, book = place("Europe/Paris"), {"default": rule}
    eve = on("Europe/Paris", 2026, 4, 30, 19, 59)
    labor_day = on("Europe/Paris", 2026, 5, 1, 11)

    assert hours.legal(eve, where, book)
    assert not hours.legal(labor_day, where, book)
    assert hours.next_legal(eve + MINUTE, where, book) == on("Europe/Paris", 2026, 5, 2, 9)
    assert hours.held_words(labor_day, where, book) == (
        "France does not allow sales calls on Labor Day"
    )


def test_a_night_that_began_on_a_banned_day_stays_closed_past_midnight() -> None:
    where, book = place("Europe/Berlin"), {"default": HOLIDAYS}

    assert not hours.legal(on("Europe/Berlin", 2026, 11, 26, 23), where, book)
    assert not hours.legal(on("Europe/Berlin", 2026, 11, 27, 3), where, book)
    assert hours.legal(on("Europe/Berlin", 2026, 11, 27, 15), where, book)


# ---- in words --------------------------------------------------------------------------------


def test_hours_that_never_open_have_no_next_time_and_say_so() -> None:
    shut = {"default": ruled(())}

    assert hours.next_legal(NOON, LONDON, shut) is None
    assert hours.closed_words(NOON, LONDON, shut) == (
        "Thu 19 Nov, 12:00 there is outside calling hours: our rule for everybody allows no sales "
        "calls on Thursdays; no time in the next two months is inside."
    )


def test_the_words_name_their_time_the_rule_and_when_it_opens() -> None:
    late = on("Europe/London", 2026, 11, 19, 22, 14)

    assert hours.closed_words(late, LONDON, a_playbook().rules) == (
        "Thu 19 Nov, 22:14 there is outside calling hours: our rule for the United Kingdom allows "
        "no sales calls after 21:00; the next time is Fri 20 Nov, 08:00 there."
    )
    assert hours.closed_words(NOON, LONDON, a_playbook().rules) == ""


def test_with_several_zones_the_words_name_the_place_that_is_closed() -> None:
    both = place("America/New_York", "America/Los_Angeles")
    early = on("America/New_York", 2026, 6, 1, 9, 30)

    assert hours.closed_words(early, both, {"default": NINE_TO_EIGHT}) == (
        "Mon 1 Jun, 06:30 in Los Angeles, where they may be, is outside calling hours: our rule "
        "for everybody allows no sales calls before 09:00; "
        "the next time is Mon 1 Jun, 09:00 there."
    )


@pytest.mark.parametrize(
    ("where", "when", "words"),
    [
        (
            place("America/New_York", country="US", regions=("US-KY",)),
            (2026, 6, 1, 7, 30),
            "Kentucky does not allow sales calls before 10:00",
        ),
        (
            place("America/New_York", country="US", regions=("US-RI",)),
            (2026, 6, 7, 12),
            "Rhode Island does not allow sales calls on Sundays",
        ),
        (
            place("America/New_York", country="US"),
            (2026, 6, 1, 20, 0),
            "our rule for an unknown US state allows no sales calls after 20:00",
        ),
        (
            place("Europe/Paris", country="FR"),
            (2026, 6, 1, 13, 30),
            "France does not allow sales calls between 13:00 and 14:00",
        ),
    ],
)
def test_what_held_a_touch_is_told_by_the_strictest_rule(
    where: Where, when: tuple[int, ...], words: str
) -> None:
    assert hours.held_words(on(where.zones[0], *when), where, a_playbook().rules) == words
    texts = words.replace("calls", "texts")
    assert hours.held_words(on(where.zones[0], *when), where, a_playbook().rules, "sms") == texts


def test_a_time_without_a_zone_is_told_in_utc_and_says_so() -> None:
    assert hours.spoken(NOON, None) == "Thu 19 Nov, 12:00 UTC"


def test_marks_lie_after_the_start_and_name_each_edge() -> None:
    marks = sorted(turns.changes(ZoneInfo("Europe/London"), {540, 1440}, NOON, 2))

    assert marks[0] == on("Europe/London", 2026, 11, 20, 9)
    assert all(mark > NOON for mark in marks)
    assert timedelta(milliseconds=marks[-1] - NOON) < timedelta(days=3)
