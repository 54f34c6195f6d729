"""How follow-ups are planned is written in the playbook, and what is wrong there is named."""

import pytest

from app.domain.playbook import Planning, Published
from app.domain.playbook_file import PlaybookError, load
from app.domain.rep_times import Block
from tests.builders import DEFAULT, a_playbook, shipped

TEXT = DEFAULT.read_text(encoding="utf-8")


def planning(text: str) -> Planning:
    start, end = TEXT.index("[planning]"), TEXT.index("# --- what each ending leads to")
    return load(TEXT[:start] + text + "\n" + TEXT[end:], shipped()).planning


def line_with(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def test_the_planning_that_ships_is_read_with_its_numbers() -> None:
    made = a_playbook().planning

    assert (made.calls_an_hour, made.live_share, made.attempts) == (8, 0.3, 6)
    assert (made.window_days, made.review_after, made.after_leave) == (15, 3, 15)
    assert made.shift == tuple(Block(day=day, start=540, end=1080) for day in range(5))


def test_the_published_table_keeps_the_proportions_of_its_source() -> None:
    table = a_playbook().planning.published

    assert table.days[3] / table.days[1] == pytest.approx(2340 / 1590, abs=1e-3)  # Thu over Tue
    assert table.hours[16] / table.hours[11] == pytest.approx(2.14, abs=1e-3)
    assert sum(table.days[:5]) / 5 == pytest.approx(1, abs=1e-3)
    assert table.days[5:] == (1.0, 1.0)  # the study has no weekend
    assert table.hours[3] == 1.0
    assert "counts, not rates" in table.source
    assert "contradict" in table.source


def test_a_playbook_that_says_nothing_of_planning_has_the_defaults() -> None:
    assert planning("") == Planning()
    assert planning("[planning]").published == Published()


def test_a_shift_may_have_a_break_and_run_past_midnight() -> None:
    made = planning(
        '[planning.shift]\nmon = ["09:00-12:30", "13:30-18:00"]\nsat-sun = "22:00-06:00"'
    )

    assert made.shift == (
        Block(day=0, start=540, end=750),
        Block(day=0, start=810, end=1080),
        Block(day=5, start=1320, end=360),
        Block(day=6, start=1320, end=360),
    )


def test_a_day_may_be_closed_in_a_shift() -> None:
    assert planning('[planning.shift]\nmon = "closed"').shift == ()


# What is written, what it becomes, the path that must be named, and a part of what is said.
MISTAKES = [
    ("calls_an_hour = 8", "calls_an_hour = 0", "planning.calls_an_hour", "1 is the least"),
    ("calls_an_hour = 8", "calls_an_hour = 99", "planning.calls_an_hour", "one call a minute"),
    ("calls_an_hour = 8", 'calls_an_hour = "8"', "planning.calls_an_hour", "a whole number"),
    ("calls_an_hour = 8", "calls = 8", "planning.calls", "unknown key"),
    ("live_share = 0.3", "live_share = 1.0", "planning.live_share", "a share from 0"),
    ("attempts = 6", "attempts = -1", "planning.attempts", "1 is the least"),
    ("temper = 0.5", "temper = 2.0", "planning.published.temper", "believe all of it"),
    ("temper = 0.5", "tempered = 2.0", "planning.published.tempered", "unknown key"),
    ("tue = 1590", "tues = 1590", "planning.published.days.tues", "a name like mon"),
    ("tue = 1590", "tue = 0", "planning.published.days.tue", "a number above 0"),
    ("tue = 1590", "tue = true", "planning.published.days.tue", "a number above 0"),
    ("16-18 = 2.14", "18-16 = 2.14", "planning.published.hours.18-16", "a name like"),
    ("16-18 = 2.14", "16-25 = 2.14", "planning.published.hours.16-25", "a name like"),
    ('"09:00-18:00"', '"nine to six"', "planning.shift.mon-fri", "expected hours like"),
    ("mon-fri = ", "weekdays = ", "planning.shift.weekdays", "expected a weekday"),
    ('"09:00-18:00"', '["13:00-18:00", "09:00-12:00"]', "planning.shift.mon-fri", "in order"),
    ('"09:00-18:00"', '"09:00-18:00"\nfri = "closed"', "planning.shift.fri", "has its hours"),
]


@pytest.mark.parametrize(("right", "wrong", "path", "why"), MISTAKES)
def test_a_mistake_in_planning_is_named_by_line_and_key(
    right: str, wrong: str, path: str, why: str
) -> None:
    start = TEXT.index("[planning]")
    text = TEXT[:start] + TEXT[start:].replace(right, wrong, 1)
    assert text != TEXT

    with pytest.raises(PlaybookError) as caught:
        load(text, shipped())

    assert f"{path}: " in str(caught.value)
    assert why in str(caught.value)


def test_the_line_of_a_mistake_is_that_of_its_key() -> None:
    text = TEXT.replace("tue = 1590", "tue = -1")

    with pytest.raises(PlaybookError, match=f"^line {line_with(text, 'tue = -1')}, "):
        load(text, shipped())
