"""One typed line of clues: what is understood, what is said back, and what is never guessed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import clue_line, clue_words
from app.domain.clue import Clue
from app.domain.ids import Ms, ms
from tests.builders import MINUTE

LONDON = "Europe/London"
NOW = ms(datetime(2026, 11, 19, 12, 33, tzinfo=ZoneInfo(LONDON)))  # a Thursday

UNDERSTOOD = {
    "after 15:00": "After 15:00, their time",
    "after 3": "After 15:00, their time",
    "after 3pm": "After 15:00, their time",
    "after 3 am": "After 03:00, their time",
    "after three": "After 15:00, their time",
    "after 8": "After 08:00, their time",
    "after 14h": "After 14:00, their time",
    "after 15.30": "After 15:30, their time",
    "after half one": "After 13:30, their time",
    "after lunch": "After 13:00, their time",
    "not before 10": "After 10:00, their time",
    "not before half past 2": "After 14:30, their time",
    "before noon": "Before 12:00, their time",
    "before lunch": "Before 12:00, their time",
    "before 10 or after 3": "Before 10:00 or after 15:00, their time",
    "until 3": "Before 15:00, their time",
    "from 9 until midnight": "After 09:00, their time",
    "9-11": "09:00–11:00, their time",
    "9 – 11": "09:00–11:00, their time",
    "9 to 5": "09:00–17:00, their time",
    "9-5pm": "09:00–17:00, their time",
    "2-4pm": "14:00–16:00, their time",
    "10-2": "10:00–14:00, their time",
    "22-2": "22:00–02:00, their time",
    "between 10 and 12": "10:00–12:00, their time",
    "9-11 or 14-16": "09:00–11:00 or 14:00–16:00, their time",
    "mornings after 10": "10:00–12:00, their time",
    "around 3": "14:30–15:30, their time",
    "mornings": "Mornings, their time",
    "in the afternoon": "Afternoons, their time",
    "evenings": "Evenings, their time",
    "lunchtime": "12:00–14:00, their time",
    "not in the mornings": "After 12:00, their time",
    "not afternoons": "Before 12:00 or after 18:00, their time",
    "not evenings": "Before 18:00, their time",
    "Tue Thu": "Tue, Thu",
    "tuesdays and thursdays": "Tue, Thu",
    "Tue/Thu after 3, not Fri": "Tue, Thu after 15:00, their time. Not Fri",
    "Thursdays, after half one": "Thu after 13:30, their time",
    "Mon-Wed": "Mon, Tue, Wed",
    "Mon to Thu mornings": "Mon, Tue, Wed, Thu mornings, their time",
    "weekdays after 4": "Mon, Tue, Wed, Thu, Fri after 16:00, their time",
    "on weekends": "Sat, Sun",
    "not Fridays": "Not Fri",
    "not Fri pm": "Not Fri after 12:00, their time",
    "not Friday mornings": "Not Fri mornings, their time",
    "not Mon after 4": "Not Mon after 16:00, their time",
    "not Tue before 10": "Not Tue before 10:00, their time",
    "not Thu 2-4": "Not Thu 14:00–16:00, their time",
    "not between 12 and 2": "Not 12:00–14:00, their time",
    "busy 2-4": "Not 14:00–16:00, their time",
    "lunch 12-1, otherwise after 10": ("After 10:00, their time. Not 12:00–13:00, their time"),
    "not over lunch": "Before 12:00 or after 14:00, their time",
    "Mon, not pm": "Mon before 12:00, their time",
    "Weds or Thurs pm": "Wed, Thu after 12:00, their time",
    "Tue am, not Thu pm": "Tue before 12:00, their time. Not Thu after 12:00, their time",
    "off Fridays": "Not Fri",
    "doesn't work Mondays": "Not Mon",
    "out Tuesday and Wednesday": "Not Tue, Wed",
    "any day but Friday": "Not Fri",
    "first thing Monday": "Mon 08:00–10:00, their time",
    "end of day": "16:00–18:00, their time",
    "3ish": "14:30–15:30, their time",
    "about 3": "14:30–15:30, their time",
    "try me tomorrow around 11": "Not before Fri 20 Nov. 10:30–11:30, their time",
    "quarter past 3": "Promised Thu 19 Nov, 15:15, their time",
    "at quarter to 4": "Promised Thu 19 Nov, 15:45, their time",
    "half past 3": "Promised Thu 19 Nov, 15:30, their time",
    "no sooner than 2": "After 14:00, their time",
    "3 at the earliest": "After 15:00, their time",
    "4pm latest": "Before 16:00, their time",
    "week after next": "Not before Mon 30 Nov",
    "not next week": "Not before Mon 30 Nov",
    "after Christmas": "Not before Sun 27 Dec",
    "after New Year": "Not before Sat 2 Jan",
    "after Thanksgiving": "Not before Fri 27 Nov",
    "I'm in Denver, after 3": "Denver time. After 15:00, their time",
    "based in Berlin, mornings": "Berlin time. Mornings, their time",
    "email only": "No more calls. No more texts",
    "please no more calls": "No more calls",
    "don't call again": "No more calls",
    "stop texting": "No more texts",
    "don't call, in a meeting until 3": "Not before Thu 19 Nov, 15:00, their time",
    "after 3, before that no calls": "After 15:00, their time",
    "ab 15 Uhr": "After 15:00, their time",
    "nicht vor 10 Uhr": "After 10:00, their time",
    "nicht vor Montag": "Not before Mon 23 Nov",
    "nicht vor dem 3. Dezember": "Not before Thu 3 Dec",
    "nicht freitags": "Not Fri",
    "nicht am Freitag Nachmittag": "Not Fri afternoons, their time",
    "Dienstag oder Donnerstag nach 15 Uhr": "Tue, Thu after 15:00, their time",
    "am Dienstag um 16:10 Uhr": "Promised Tue 24 Nov, 16:10, their time",
    "am 3. Dezember um 10 Uhr": "Promised Thu 3 Dec, 10:00, their time",
    "im Urlaub bis 3. Dezember": "Not before Thu 3 Dec",
    "wieder da am Montag": "Not before Mon 23 Nov",
    "heute nicht": "Not before Fri 20 Nov",
    "in 2 Stunden": "Promised Thu 19 Nov, 14:33, their time",
    "montags bis mittwochs vormittags": "Mon, Tue, Wed mornings, their time",
    "gegen 16 Uhr": "15:30–16:30, their time",
    "nach Frau Weber fragen": "Ask for Weber",
    "après 15h": "After 15:00, their time",
    "pas avant lundi": "Not before Mon 23 Nov",
    "pas avant 10h": "After 10:00, their time",
    "pas le vendredi": "Not Fri",
    "lundi": "Mon",
    "lundi à 15h30": "Promised Mon 23 Nov, 15:30, their time",
    "mardi et jeudi après 15h": "Tue, Thu after 15:00, their time",
    "entre 9h et 11h30": "09:00–11:30, their time",
    "en vacances jusqu'au 3 décembre": "Not before Thu 3 Dec",
    "de retour lundi": "Not before Mon 23 Nov",
    "la semaine prochaine": "Not before Mon 23 Nov",
    "vendredi 27 novembre à 10h": "Promised Fri 27 Nov, 10:00, their time",
    "except mondays": "Not Mon",
    "back Monday": "Not before Mon 23 Nov",
    "back Thursday": "Not before Thu 26 Nov",
    "back 30 Nov": "Not before Mon 30 Nov",
    "back in January": "Not before Fri 1 Jan",
    "back at 3": "Not before Thu 19 Nov, 15:00, their time",
    "back at 9": "Not before Fri 20 Nov, 09:00, their time",
    "back in an hour": "Not before Thu 19 Nov, 13:33, their time",
    "back Mon 9:30": "Not before Mon 23 Nov, 09:30, their time",
    "on leave till 3 Dec": "Not before Thu 3 Dec",
    "out of office until Tuesday": "Not before Tue 24 Nov",
    "in a meeting until 3": "Not before Thu 19 Nov, 15:00, their time",
    "not before Monday": "Not before Mon 23 Nov",
    "after the weekend": "Not before Mon 23 Nov",
    "after 3 Dec": "Not before Fri 4 Dec",
    "after Wednesday": "Not before Thu 26 Nov",
    "not today": "Not before Fri 20 Nov",
    "not this week": "Not before Mon 23 Nov",
    "next week": "Not before Mon 23 Nov",
    "next month": "Not before Tue 1 Dec",
    "next Tuesday": "Not before Tue 24 Nov",
    "tomorrow": "Not before Fri 20 Nov",
    "in 3 days": "Not before Sun 22 Nov",
    "in two weeks": "Not before Thu 3 Dec",
    "in a month": "Not before Sat 19 Dec",
    "tomorrow morning": "Not before Fri 20 Nov. Mornings, their time",
    "30 Nov after 3": "Not before Mon 30 Nov. After 15:00, their time",
    "tomorrow 10:30": "Promised Fri 20 Nov, 10:30, their time",
    "10:30 tomorrow": "Promised Fri 20 Nov, 10:30, their time",
    "tomorrow at 10 or at 2": (
        "Promised Fri 20 Nov, 10:00, their time. Promised Fri 20 Nov, 14:00, their time"
    ),
    "day after tomorrow at 11": "Promised Sat 21 Nov, 11:00, their time",
    "Thu 16:10 works": "Promised Thu 19 Nov, 16:10, their time",
    "Thu 12:00": "Promised Thu 26 Nov, 12:00, their time",
    "at 4 on Thursday": "Promised Thu 19 Nov, 16:00, their time",
    "Wed 25 Nov, 12:35": "Promised Wed 25 Nov, 12:35, their time",
    "30th Nov at 10": "Promised Mon 30 Nov, 10:00, their time",
    "Nov 30, 10:30": "Promised Mon 30 Nov, 10:30, their time",
    "2026-11-30 10:30": "Promised Mon 30 Nov, 10:30, their time",
    "the 3rd at 9": "Promised Thu 3 Dec, 09:00, their time",
    "3 Jan 2028 at 9": "Promised Mon 3 Jan, 09:00, their time",
    "16:10": "Promised Thu 19 Nov, 16:10, their time",
    "9:10": "Promised Fri 20 Nov, 09:10, their time",
    "7:30": "Promised Thu 19 Nov, 19:30, their time",
    "07:30": "Promised Fri 20 Nov, 07:30, their time",
    "4pm": "Promised Thu 19 Nov, 16:00, their time",
    "in 20 min": "Promised Thu 19 Nov, 12:53, their time",
    "in half an hour": "Promised Thu 19 Nov, 13:03, their time",
    "call again in 2 hours": "Promised Thu 19 Nov, 14:33, their time",
    "Tue Thu 16:10": "Tue, Thu 16:10–17:10, their time",
    "Mon Wed at midnight": "Mon, Wed after 23:00, their time",
    "midnight to 9": "Before 09:00, their time",
    "16:10 or 17:00": (
        "Promised Thu 19 Nov, 16:10, their time. Promised Thu 19 Nov, 17:00, their time"
    ),
    "ask for Dana": "Ask for Dana",
    "ask for the owner": "Ask for the owner",
    "ask for Dana Smith Tue after 3": "Ask for Dana Smith. Tue after 15:00, their time",
    "speak to Ólafur": "Ask for Ólafur",
    "dana: tue or thu after 3": "Ask for Dana. Tue, Thu after 15:00, their time",
    "tue or thu, ask for dana": "Ask for Dana. Tue, Thu",
    "reception: after 5": "After 17:00, their time",
    "other number +44 7700 900142": "Other number +447700900142",
    "+1 (212) 555-0100 after 3": "Other number +12125550100. After 15:00, their time",
    "+44 7700 900142 9-11": "Other number +447700900142. 09:00–11:00, their time",
}

NOT_UNDERSTOOD = (
    "",
    "   ",
    "?!",
    "after the stand-up",
    "after 3 attempts",
    "2-3 weeks",
    "room 5",
    "call him sometime",
    "he sat with us",
    "anytime",
    "until Friday",
    "out to lunch",
    "31 Feb",
    "30 Nov 2020",
    "1 Jan 2999",
    "today 9:00",
    "at 25",
    "back at 25",
    "busy till 12:75",
    "back on 31 Feb",
    "after 31 Feb",
    "around 25",
    "12:75",
    "13pm",
    "3/12",
    "12-15-2026",
    "not on the 25th",
    "not tomorrow",
    "I am in a meeting",
    "no calls before that",
    "9-9",
    "the 32nd",
    "number 020 7946 0000",
    "+1234",
    "monitor the situation",
    "ask for after 3 months nothing",
)


@pytest.mark.parametrize(("line", "said"), UNDERSTOOD.items(), ids=UNDERSTOOD)
def test_a_line_is_understood_and_said_back(line: str, said: str) -> None:
    clues = clue_line.parse(line, NOW, LONDON)

    assert clue_line.echo(clues, LONDON) == said


# A second name is told from other words by its capital, so that line is not among these.
@pytest.mark.parametrize("line", [line for line in UNDERSTOOD if "Smith" not in line])
def test_capitals_and_spaces_change_nothing(line: str) -> None:
    assert clue_line.parse(f"  {line.upper()}  ", NOW, LONDON) == tuple(
        Clue(kind=c.kind, start=c.start, end=c.end, days=c.days, at=c.at, text=c.text.upper())
        if c.kind == "person"
        else c
        for c in clue_line.parse(line, NOW, LONDON)
    )


@pytest.mark.parametrize("line", NOT_UNDERSTOOD)
def test_what_is_not_understood_is_not_guessed(line: str) -> None:
    assert [c for c in clue_line.parse(line, NOW, LONDON) if c.kind != "back"] == []


def test_the_typed_form_is_the_persons_own_clock() -> None:
    assert clue_line.parse("dana: Tue/Thu after 3, not Fri, back Monday", NOW, "Asia/Tokyo") == (
        Clue(kind="person", text="Dana"),
        Clue(kind="back", at=ms(datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Tokyo")))),
        Clue(kind="days", days=(1, 3)),
        Clue(kind="window", start=900, end=1440),
        Clue(kind="not_days", days=(4,)),
    )


def test_the_same_words_mean_another_instant_in_another_zone() -> None:
    there = clue_line.parse("tomorrow 10:30", NOW, "America/New_York")
    assert there == (Clue(kind="exact", at=at_local("America/New_York", 20, 10, 30)),)


def test_without_a_zone_no_time_of_day_is_promised_but_a_span_is() -> None:
    assert clue_line.parse("tomorrow 10:30", NOW, None) == ()
    assert clue_line.parse("in 20 min", NOW, None) == (Clue(kind="exact", at=NOW + 20 * MINUTE),)
    assert clue_line.echo(clue_line.parse("in 20 min", NOW, None), None) == (
        "Promised Thu 19 Nov, 12:53 UTC"
    )
    assert clue_line.echo(clue_line.parse("back Monday", NOW, None), None) == (
        "Not before Mon 23 Nov"
    )
    assert clue_line.echo(clue_line.parse("back at 3", NOW, None), None) == (
        "Not before Thu 19 Nov, 15:00 UTC"
    )


def test_an_unknown_zone_is_no_zone() -> None:
    assert clue_line.parse("tomorrow 10:30", NOW, "Mars/Olympus") == ()


def test_a_promise_across_the_clock_change_is_at_the_shown_minute() -> None:
    saturday = ms(datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin")))
    (clue,) = clue_line.parse("tomorrow 10:30", saturday, "Europe/Berlin")

    assert clue.at == ms(datetime(2026, 3, 29, 10, 30, tzinfo=ZoneInfo("Europe/Berlin")))


@pytest.mark.parametrize(
    ("line", "zone", "day", "month", "clock"),
    [
        ("tomorrow 2:30", "Europe/Berlin", 28, 3, (14, 30)),
        ("demain à 10h30", "Europe/Paris", 28, 3, (10, 30)),
        ("morgen um 10 Uhr", "Europe/Berlin", 24, 10, (10, 0)),
        ("tomorrow 9:15", "America/New_York", 31, 10, (9, 15)),
        ("tomorrow 16:10", "Australia/Lord_Howe", 3, 10, (16, 10)),
        ("tomorrow 16:10", "Asia/Kathmandu", 3, 10, (16, 10)),
    ],
)
def test_a_promise_is_at_the_shown_minute_of_their_clock_whatever_it_does_that_night(
    line: str, zone: str, day: int, month: int, clock: tuple[int, int]
) -> None:
    there = ZoneInfo(zone)
    spoken = ms(datetime(2026, month, day, 12, tzinfo=there))

    (clue,) = clue_line.parse(line, spoken, zone)

    then = datetime(2026, month, day, *clock, tzinfo=there)
    assert clue.at == ms(then + timedelta(days=1)), "wall clock, not 24 hours"


def test_what_is_said_beside_a_place_is_by_that_places_clock() -> None:
    clues = clue_line.parse("I'm in Denver, tomorrow 10:30", NOW, LONDON)

    assert clues == (
        Clue(kind="place", text="America/Denver"),
        Clue(kind="exact", at=at_local("America/Denver", 20, 10, 30)),
    )
    assert clue_line.echo(clues, LONDON) == ("Denver time. Promised Fri 20 Nov, 10:30, their time")


VOCABULARY = """after before not back until till in at on from : , / & - and or am pm the an
3 15:00 9-11 noon half one 31 Feb 2099-01-01 0 24:00 25 12:60 999 ١٢ weeks months a h min
Tue Thu mon-fri pm nicht freitags après 15h lundi Uhr quarter past ish no calls email only
I'm Denver Berlin time Christmas next week
tomorrow today weekend mornings ask for Dana leave +44 7700900142"""
WORDS = st.sampled_from(VOCABULARY.split())


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join)),
    st.integers(0, 4_000_000_000_000),
    st.sampled_from([None, LONDON, "Asia/Kathmandu", "America/New_York", "nowhere"]),
)
def test_no_line_raises_and_every_clue_is_sane(line: str, now: Ms, zone: str | None) -> None:
    clues = clue_line.parse(line, now, zone)

    assert bool(clue_line.echo(clues, zone)) == bool(clues)
    for clue in clues:
        if clue.kind in ("exact", "back"):
            assert now < clue.at <= now + 800 * 86_400_000
        if clue.kind == "window":
            assert 0 <= clue.start < 1440
            assert 0 < clue.end <= 1440
            assert clue.start != clue.end
        if clue.kind in ("days", "not_days"):
            assert clue.days == tuple(sorted(set(clue.days)))
            assert set(clue.days) <= set(range(7))
        if clue.kind == "not_window":
            assert 0 <= clue.start < 1440
            assert 0 < clue.end <= 1440
            assert clue.days
        if clue.kind == "number":
            assert clue.text[1:].isdigit()


@pytest.mark.parametrize(
    "part", ["+1 ", "tue,", "9-", "not ", "in the ", "back ", "ask for A ", "x"]
)
def test_only_the_first_five_hundred_characters_count(part: str) -> None:
    line = part * 2_000

    assert clue_line.parse(line, NOW, LONDON) == clue_line.parse(line[:500], NOW, LONDON)


def test_words_that_name_no_time_and_days_alone_are_told_apart() -> None:
    thursday = date(2026, 11, 19)

    assert clue_words.minute("soon") is None
    assert clue_words.day_of("Tue", thursday) == date(2026, 11, 24)
    assert clue_words.day_of("Thursday", thursday) == date(2026, 11, 26)


def test_back_at_a_time_gone_by_is_tomorrow_at_the_shown_minute() -> None:
    saturday = ms(datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin")))
    (clue,) = clue_line.parse("back at 9", saturday, "Europe/Berlin")

    assert clue.at == ms(datetime(2026, 3, 29, 9, tzinfo=ZoneInfo("Europe/Berlin")))


def at_local(zone: str, day: int, hour: int, minute: int) -> Ms:
    return ms(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone)))
