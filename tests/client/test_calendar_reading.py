"""Calendars as programs and people really write them, and some that nobody should."""

import time as clock
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.ids import Ms, at, ms
from client.calendar_address import TooSlow
from client.calendar_reading import MOST_SPANS, Reading, read
from client.calendar_text import NotACalendar

BERLIN = ZoneInfo("Europe/Berlin")
NOW: Ms = ms(datetime(2026, 11, 19, 8, 0, tzinfo=UTC))  # Thursday, 09:00 in Berlin


def calendar(*entries: str, head: str = "") -> bytes:
    text = (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n{head}{''.join(entries)}END:VCALENDAR\n"
    )
    return text.replace("\n", "\r\n").encode()


def entry(start: str, end: str = "", *more: str, uid: str = "one", title: str = "Stand-up") -> str:
    """An entry; `start` and `end` with their parameters: `;TZID=Europe/Berlin:20261119T100000`."""
    ends = f"DTEND{end}\n" if end else ""
    lines = "".join(f"{line}\n" for line in more)
    return (
        f"BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20260101T000000Z\nSUMMARY:{title}\n"
        f"DTSTART{start}\n{ends}{lines}END:VEVENT\n"
    )


def found(data: bytes, now: Ms = NOW, zone: ZoneInfo = BERLIN) -> Reading:
    return read(data, zone, now, lambda: True)


def said(data: bytes, now: Ms = NOW, zone: ZoneInfo = BERLIN) -> list[str]:
    """Meetings as `19 Nov 10:00-11:00`, by the rep's clock."""
    lines = []
    for busy in found(data, now, zone).meetings:
        start, end = (at(instant).astimezone(zone) for instant in (busy.start, busy.end))
        lines.append(f"{start:%d %b %H:%M}-{end:%H:%M}")
    return lines


def test_a_meeting_stands_at_its_time_whatever_zone_it_was_written_in() -> None:
    data = calendar(
        entry(":20261119T090000Z", ":20261119T093000Z", uid="utc"),
        entry(";TZID=America/New_York:20261119T050000", ";TZID=America/New_York:20261119T060000",
              uid="ny"),
        entry(";TZID=Europe/Berlin:20261119T130000", "", "DURATION:PT45M", uid="length"),
    )  # fmt: skip
    assert said(data) == ["19 Nov 10:00-10:30", "19 Nov 11:00-12:00", "19 Nov 13:00-13:45"]


def test_a_floating_time_is_the_reps_own() -> None:
    data = calendar(entry(":20261119T140000", ":20261119T150000"))
    assert said(data) == ["19 Nov 14:00-15:00"]
    helsinki = ZoneInfo("Europe/Helsinki")
    assert said(data, zone=helsinki) == ["19 Nov 14:00-15:00"]
    assert found(data, zone=helsinki).meetings[0].start == NOW + 4 * 3_600_000


def test_a_floating_time_of_a_calendar_with_a_zone_of_its_own_is_in_that_zone() -> None:
    data = calendar(
        entry(":20261119T140000", ":20261119T150000"), head="X-WR-TIMEZONE:Europe/Helsinki\n"
    )
    assert said(data) == ["19 Nov 13:00-14:00"]
    windows = calendar(
        entry(":20261119T140000", ":20261119T150000"), head="X-WR-TIMEZONE:FLE Standard Time\n"
    )
    assert said(windows) == ["19 Nov 13:00-14:00"]
    nonsense = calendar(
        entry(":20261119T140000", ":20261119T150000"), head="X-WR-TIMEZONE:Middle/Earth\n"
    )
    assert said(nonsense) == ["19 Nov 14:00-15:00"]


def test_zones_by_their_windows_and_vendor_names_are_known() -> None:
    data = calendar(
        entry(";TZID=W. Europe Standard Time:20261119T100000",
              ";TZID=W. Europe Standard Time:20261119T103000", uid="windows"),
        entry(";TZID=/freeassociation.sourceforge.net/America/New_York:20261119T060000",
              ";TZID=/freeassociation.sourceforge.net/America/New_York:20261119T063000",
              uid="evolution"),
        entry(";TZID=/mozilla.org/20070129_1/Europe/Helsinki:20261119T150000", "",
              "DURATION:PT30M", uid="lightning"),
    )  # fmt: skip
    assert said(data) == ["19 Nov 10:00-10:30", "19 Nov 12:00-12:30", "19 Nov 14:00-14:30"]


CUSTOM = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:{summer}
TZOFFSETTO:{winter}
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:{winter}
TZOFFSETTO:{summer}
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def test_a_zone_the_calendar_defines_itself_is_taken_from_it_and_from_no_other_calendar() -> None:
    where = ";TZID=Customized Time Zone"
    for summer, winter, hour in (("+0300", "+0200", "09:00"), ("+0200", "+0100", "10:00")):
        head = CUSTOM.format(name="Customized Time Zone", summer=summer, winter=winter)
        data = calendar(entry(f"{where}:20261119T100000", f"{where}:20261119T103000"), head=head)
        assert said(data)[0].startswith(f"19 Nov {hour}")


def test_a_zone_nobody_knows_counts_as_the_reps_own() -> None:
    data = calendar(entry(";TZID=Mars/Olympus:20261119T100000", "", "DURATION:PT1H"))
    assert said(data) == ["19 Nov 10:00-11:00"]


def test_a_series_leaves_out_what_was_taken_out_and_has_what_was_added() -> None:
    data = calendar(
        entry(
            ";TZID=Europe/Berlin:20260901T100000", ";TZID=Europe/Berlin:20260901T103000",
            "RRULE:FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261201T225959Z",
            "EXDATE;TZID=Europe/Berlin:20261124T100000",
            "RDATE;TZID=Europe/Berlin:20261127T160000",
        )
    )  # fmt: skip
    assert said(data) == [
        "19 Nov 10:00-10:30",
        "26 Nov 10:00-10:30",
        "27 Nov 16:00-16:30",
        "01 Dec 10:00-10:30",
    ]


def test_one_moved_and_one_cancelled_of_a_series() -> None:
    data = calendar(
        entry(";TZID=Europe/Berlin:20261102T090000", ";TZID=Europe/Berlin:20261102T100000",
              "RRULE:FREQ=WEEKLY;COUNT=6"),
        entry(";TZID=Europe/Berlin:20261124T150000", ";TZID=Europe/Berlin:20261124T160000",
              "RECURRENCE-ID;TZID=Europe/Berlin:20261123T090000", "SEQUENCE:1"),
        entry(";TZID=Europe/Berlin:20261130T090000", ";TZID=Europe/Berlin:20261130T100000",
              "RECURRENCE-ID;TZID=Europe/Berlin:20261130T090000", "STATUS:CANCELLED"),
    )  # fmt: skip
    assert said(data) == ["24 Nov 15:00-16:00", "07 Dec 09:00-10:00"]


def test_from_one_meeting_on_the_whole_series_moves() -> None:
    data = calendar(
        entry(";TZID=Europe/Berlin:20261118T090000", ";TZID=Europe/Berlin:20261118T093000",
              "RRULE:FREQ=WEEKLY;COUNT=4"),
        entry(";TZID=Europe/Berlin:20261202T110000", ";TZID=Europe/Berlin:20261202T113000",
              "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261202T090000"),
    )  # fmt: skip
    assert said(data) == ["25 Nov 09:00-09:30", "02 Dec 11:00-11:30", "09 Dec 11:00-11:30"]


@pytest.mark.parametrize(
    "line",
    ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"],
)
def test_what_is_cancelled_or_marked_free_is_not_busy(line: str) -> None:
    assert said(calendar(entry(":20261119T090000Z", ":20261119T100000Z", line))) == []
    assert said(calendar(entry(":20261119T090000Z", ":20261119T100000Z", "TRANSP:OPAQUE")))


def test_an_entry_without_length_is_a_reminder_and_not_busy() -> None:
    assert said(calendar(entry(":20261119T120000Z"))) == []


@pytest.mark.parametrize(
    ("title", "line", "busy"),
    [
        ("Anna’s birthday", "", False),
        ("Christmas market opens", "", False),
        ("Kick-off week", "", False),
        ("Day off", "", True),
        ("Annual leave", "", True),
        ("Urlaub", "", True),
        ("Out of office", "", True),
        ("Trade fair", "TRANSP:OPAQUE", True),
        ("Trade fair", "X-MICROSOFT-CDO-BUSYSTATUS:OOF", True),
        ("Annual leave", "TRANSP:TRANSPARENT", False),
    ],
)
def test_a_whole_day_is_busy_when_marked_so_or_when_its_title_says_away(
    title: str, line: str, busy: bool
) -> None:
    more = (line,) if line else ()
    data = calendar(entry(";VALUE=DATE:20261123", ";VALUE=DATE:20261125", *more, title=title))
    spans = [(at(b.start), at(b.end)) for b in found(data).spans]
    midnight = datetime(2026, 11, 23, tzinfo=BERLIN)
    assert spans == ([(midnight, midnight + timedelta(days=2))] if busy else [])


def test_across_both_clock_changes_a_meeting_keeps_its_hour() -> None:
    daily = "RRULE:FREQ=DAILY"
    autumn = ms(datetime(2026, 10, 23, 6, tzinfo=UTC))
    data = calendar(
        entry(";TZID=Europe/Berlin:20260101T090000", ";TZID=Europe/Berlin:20260101T100000", daily)
    )
    assert said(data, now=autumn)[:4] == [f"{day} Oct 09:00-10:00" for day in (23, 24, 25, 26)]
    hours = [at(b.start).hour for b in found(data, now=autumn).meetings[:4]]
    assert hours == [7, 7, 8, 8]
    spring = ms(datetime(2027, 3, 27, 6, tzinfo=UTC))
    hours = [at(b.start).hour for b in found(data, now=spring).meetings[:3]]
    assert hours == [8, 7, 7]


def test_a_meeting_of_elsewhere_follows_its_own_clock_change() -> None:
    """New York changes a week after Berlin: for a week the meeting is an hour earlier here."""
    new_york = ";TZID=America/New_York"
    data = calendar(
        entry(f"{new_york}:20261020T090000", f"{new_york}:20261020T100000", "RRULE:FREQ=WEEKLY")
    )
    now = ms(datetime(2026, 10, 20, 6, tzinfo=UTC))
    starts = [line.split("-")[0] for line in said(data, now=now)]
    assert starts == ["20 Oct 15:00", "27 Oct 14:00", "03 Nov 15:00", "10 Nov 15:00"]


def test_a_whole_day_of_the_clock_change_has_its_twenty_five_hours() -> None:
    now = ms(datetime(2026, 10, 20, 6, tzinfo=UTC))
    data = calendar(entry(";VALUE=DATE:20261025", ";VALUE=DATE:20261026", title="Leave"))
    [busy] = found(data, now=now).spans
    assert busy.end - busy.start == 25 * 3_600_000


def test_only_today_and_the_next_four_weeks_are_read() -> None:
    data = calendar(
        entry(":20261118T100000Z", ":20261118T110000Z", uid="yesterday"),
        entry(":20261118T220000Z", ":20261119T000000Z", uid="over midnight", title="Late"),
        entry(":20261119T060000Z", ":20261119T063000Z", uid="this morning"),
        entry(":20261216T100000Z", ":20261216T110000Z", uid="last day"),
        entry(":20261218T100000Z", ":20261218T110000Z", uid="too far"),
    )
    reading = found(data)
    assert said(data) == ["19 Nov 00:00-01:00", "19 Nov 07:00-07:30", "16 Dec 11:00-12:00"]
    assert reading.until == ms(datetime(2026, 12, 17, tzinfo=BERLIN))


def test_meetings_that_overlap_or_touch_are_one_busy_span_without_titles() -> None:
    data = calendar(
        entry(":20261119T090000Z", ":20261119T100000Z", uid="a", title="One"),
        entry(":20261119T093000Z", ":20261119T103000Z", uid="b", title="Two"),
        entry(":20261119T103000Z", ":20261119T110000Z", uid="c", title="Three"),
    )
    reading = found(data)
    assert [busy.title for busy in reading.meetings] == ["One", "Two", "Three"]
    [span] = reading.spans
    assert (at(span.start).hour, at(span.end).hour, span.title) == (9, 11, "")


def test_folded_lines_are_put_together_also_inside_a_letter() -> None:
    raw = calendar(entry(":20261119T090000Z", ":20261119T100000Z", title="Zürich über Grüße"))
    cut = raw.index("ü".encode()) + 1
    folded = raw[:cut] + b"\r\n " + raw[cut:]
    assert found(folded).meetings[0].title == "Zürich über Grüße"


def test_a_calendar_of_too_many_meetings_is_told_as_far_as_it_goes() -> None:
    entries = [
        entry(f":202611{day:02}T{hour:02}{minute:02}00Z", "", "DURATION:PT5M",
              uid=f"{day}-{hour}-{minute}")
        for day in range(20, 31) for hour in range(6, 18) for minute in (0, 15, 30, 45)
    ]  # fmt: skip
    reading = found(calendar(*entries))
    assert len(reading.spans) == MOST_SPANS
    assert reading.spans[-1].end <= reading.until < ms(datetime(2026, 12, 17, tzinfo=BERLIN))


# ---- what nobody should write ------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\xff\xfe" * 400, b"<html><body>Sign in</body></html>", b"BEGIN:VCARD\nEND:VCARD\n"],
)
def test_what_is_no_calendar_is_told_so(data: bytes) -> None:
    with pytest.raises(NotACalendar, match="not a calendar"):
        found(data)


@pytest.mark.parametrize(
    "broken",
    [
        entry(":yesterday", uid="x"),
        entry(":20261119T090000Z", ":20261119T100000Z", "RRULE:FREQ=OFTEN", uid="x"),
        entry(":20261119T090000Z", ":20261119T100000Z", "RRULE:FREQ=SECONDLY", uid="x"),
        entry(":20261119T090000Z", ":20261119T100000Z", "RRULE:FREQ=MINUTELY;COUNT=9", uid="x"),
        entry(":20261119T090000Z", ":20261119T100000Z",
              "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=" + ",".join(map(str, range(60))), uid="x"),
        entry(":00010101T090000Z", ":00010101T100000Z", "RRULE:FREQ=HOURLY", uid="x"),
        entry(":20261119T090000Z", ":20261119T100000Z", *["RRULE:FREQ=DAILY"] * 40, uid="x"),
        "BEGIN:VEVENT\nUID:x\nno colon here\n;;;\nDTSTART\nEND:VEVENT\n",
        "BEGIN:VEVENT\nUID:x\nEND:VEVENT\n",
        entry(":20261119T090000Z", "", "DURATION:PT1H", "DESCRIPTION:" + "x" * 600_000, uid="x"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_a_meeting_is_left_out_and_the_rest_counts(broken: str) -> None:
    good = entry(":20261119T120000Z", ":20261119T130000Z", uid="good")
    began = clock.thread_time()
    reading = found(calendar(broken, good))
    assert [at(busy.start).hour for busy in reading.meetings] == [12]
    assert reading.left_out == 1
    assert clock.thread_time() - began < 10


def test_rules_that_never_come_true_are_given_up_when_the_time_is_over() -> None:
    """The library tries such a rule up to the year 9999: seconds for each."""
    never = "RRULE:FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30"
    data = calendar(
        *(entry(":20200101T090000Z", ":20200101T100000Z", never, uid=str(n)) for n in range(40))
    )
    began = clock.thread_time()
    with pytest.raises(TooSlow):
        read(data, BERLIN, NOW, lambda: clock.thread_time() - began < 1)
    assert clock.thread_time() - began < 12


def test_a_zone_that_changes_every_second_is_not_worked_out() -> None:
    head = CUSTOM.format(name="Odd", summer="+0300", winter="+0200").replace("YEARLY", "SECONDLY")
    data = calendar(entry(";TZID=Odd:20261119T100000", "", "DURATION:PT1H"), head=head)
    began = clock.thread_time()
    assert said(data) == ["19 Nov 10:00-11:00"]
    assert clock.thread_time() - began < 2


def test_entries_inside_entries_and_ends_without_begins_do_no_harm() -> None:
    began = clock.thread_time()
    data = calendar(
        "BEGIN:VEVENT\n" * 100_000,
        "END:VEVENT\n" * 100_000,
        entry(":20261119T150000Z", "", "BEGIN:VALARM\n" * 30_000, "TZID=/" + "A/" * 50_000),
        "END:VCALENDAR\n",
        entry(":20261119T120000Z", ":20261119T130000Z", uid="good"),
    )
    assert "19 Nov 13:00-14:00" in said(data)
    assert clock.thread_time() - began < 5


def test_when_the_time_is_over_it_stops() -> None:
    data = calendar(
        *(entry(":20261119T120000Z", "", "DURATION:PT1H", uid=str(n)) for n in range(9))
    )
    left = iter([True, True, False])
    with pytest.raises(TooSlow):
        read(data, BERLIN, NOW, lambda: next(left))


def test_ten_years_of_meetings_are_read_in_a_breath() -> None:
    old = (
        entry(f":20{year}{month:02}{day:02}T100000Z", f":20{year}{month:02}{day:02}T110000Z",
              "DESCRIPTION:" + "agenda " * 60, uid=f"{year}-{month}-{day}")
        for year in range(17, 27) for month in range(1, 13) for day in range(1, 29)
    )  # fmt: skip
    data = calendar(*old)
    assert len(data) > 1_500_000
    began = clock.thread_time()
    assert len(found(data).meetings) == 10 + 16
    assert clock.thread_time() - began < 5
