"""My day: shift, breaks, meetings, leave and the baton, in words; the days to come by the line."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from app.domain.rep_times import Block, Busy, Leave, RepTimes
from app.protocol.messages import Times
from tests.ui import agenda_scenes
from tests.ui.agenda_scenes import HELSINKI, as_drawn, clock
from tests.ui.scenes import AINO, DAY, NOW
from ui.models.coming import coming, label
from ui.models.my_day import baton_to, busy_words, my_times, shifts_on, taken_on, touches_on

TODAY = date(2026, 11, 19)
QBR = Busy(start=clock(16, 40), end=clock(17, 0), title="QBR")


def said(mine: RepTimes, day: date = TODAY, **more: str) -> list[str]:
    return [taken.words for taken in taken_on(mine, day, **more)]


def test_a_day_says_what_of_it_is_taken_in_order() -> None:
    mine = replace(HELSINKI, busy=(QBR,))
    assert said(mine, baton="Petra") == [
        "Shift starts 10:00",
        "Break 12:00 to 12:45",
        "Busy 16:40 to 17:00, “QBR” in your calendar",
        "Shift ends 18:30, baton to Petra",
    ]


def test_a_meeting_without_a_title_is_busy_all_the_same() -> None:
    mine = RepTimes(busy=(replace(QBR, title=""),))
    assert said(mine) == ["Busy 16:40 to 17:00"]


def test_a_night_shift_ends_in_the_morning_and_begins_in_the_evening() -> None:
    night = RepTimes(zone="Europe/Helsinki",
                     blocks=tuple(Block(day=d, start=1320, end=360) for d in range(7)))  # fmt: skip
    assert said(night) == ["Off shift 06:00 to 22:00"]
    spans = shifts_on(night, TODAY)
    assert [span[1] - span[0] for span in spans] == [DAY // 3, DAY // 3]


def test_on_leave_nothing_else_is_said_but_until_when_and_who_covers() -> None:
    leave = Leave(first="2026-11-19", last="2026-11-29", cover="rep-petra")
    (taken,) = taken_on(replace(HELSINKI, leave=(leave,), busy=(QBR,)), TODAY,
                        names={"rep-petra": "Petra Novák"})  # fmt: skip
    assert taken.words == "On leave until Sun 29 Nov, Petra covers"


def test_a_free_day_is_said_to_be_one() -> None:
    assert said(HELSINKI, date(2026, 11, 21)) == ["You have no shift on this day"]


def test_without_any_shift_nothing_is_made_up() -> None:
    assert said(RepTimes()) == []
    assert shifts_on(RepTimes(), TODAY) == ()


def test_the_teams_shift_counts_where_i_set_none() -> None:
    desk = as_drawn()
    assert desk.playbook is not None
    planning = replace(desk.playbook.planning, shift=(Block(day=3, start=480, end=960),))
    book = replace(desk.playbook, planning=planning)
    assert my_times(None, book, ()).blocks == planning.shift
    mine = my_times(Times(times=HELSINKI), book, (QBR,))
    assert (mine.blocks, mine.busy) == (HELSINKI.blocks, (QBR,))


def test_the_baton_goes_to_somebody_who_is_on_after_me() -> None:
    desk = as_drawn()
    names = {"rep-petra": "Petra Novák"}
    assert baton_to(desk.times, names, clock(18, 30)) == "Petra"
    assert baton_to(desk.times, names, clock(21, 29)) == ""
    assert baton_to(None, names, clock(18, 30)) == ""


def test_a_meeting_is_named_where_a_touch_would_stand_in_it() -> None:
    mine = RepTimes(busy=(QBR,))
    assert busy_words(mine, clock(16, 45)) == "You are in “QBR”"
    assert busy_words(mine, clock(17, 0)) == ""


def test_today_has_what_waits_for_a_time_first_then_overdue_then_the_rest() -> None:
    desk = agenda_scenes.overdue()
    held = touches_on(desk.leads.values(), AINO.rep, NOW, TODAY)
    assert [lead.person.name.split()[0] for lead in held][:4] == [
        "Chidinma", "Beatriz", "Priya", "Ruth",
    ]  # fmt: skip


def test_a_day_to_come_is_one_line_with_promises_and_channels() -> None:
    days = coming(as_drawn().leads.values(), AINO.rep, NOW)
    assert [(day.label, day.count) for day in days] == [("Fri 20", 7), ("Mon 23", 5), ("Tue 24", 6)]
    assert days[0].words == "09:10 Tanvir Hossain, promised last night; Satō Misaki by email"
    assert days[2].words.startswith("17:10 Beatriz Nogueira, being chosen")


def test_the_first_of_a_month_names_it() -> None:
    assert [label(date(2026, 11, 30)), label(date(2026, 12, 1))] == ["Mon 30", "Tue 1 Dec"]


def test_across_a_clock_change_the_shift_keeps_its_hours() -> None:
    spans = shifts_on(HELSINKI, date(2027, 3, 29))  # the Monday after clocks go forward
    day = spans[0][0] - shifts_on(HELSINKI, date(2027, 3, 26))[0][0]
    assert day == 3 * DAY - 3_600_000
