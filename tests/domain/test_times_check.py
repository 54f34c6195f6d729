"""Impossible times are refused in words that name the field; possible ones are left alone."""

from typing import Any

import pytest
from msgspec.structs import replace

from app.domain.rep_times import Block, Busy, Leave, RepTimes
from app.domain.times_check import BUSY, impossible, without_titles
from tests.builders import ANNA, HOUR, JONAS, NOON, ROSTER

WEEK = tuple(Block(day=day, start=540, end=1020) for day in range(5))
GOOD = RepTimes(
    zone="Asia/Kolkata",
    blocks=WEEK,
    leave=(Leave(first="2026-12-21", last="2027-01-03", cover=JONAS.rep),),
    busy=(Busy(start=NOON, end=NOON + HOUR, title="QBR"),),
    busy_until=NOON + 100 * HOUR,
    calendar="work.ics",
)


def said(**changes: Any) -> str:
    """What is said about these times of Anna's; "" when they are fine."""
    no = impossible(replace(GOOD, **changes), ANNA.rep, ROSTER)
    assert no is None or no.code == "bad_field"
    return no.msg if no else ""


def test_what_a_rep_really_sends_is_let_in() -> None:
    assert said() == ""
    assert impossible(RepTimes(), ANNA.rep, ROSTER) is None


def test_titles_of_meetings_are_taken_off_and_nothing_else() -> None:
    bare = without_titles(GOOD)
    assert bare.busy == (Busy(start=NOON, end=NOON + HOUR),)
    assert replace(bare, busy=GOOD.busy) == GOOD


@pytest.mark.parametrize(
    "blocks",
    [
        (Block(day=0, start=0, end=1440),),
        (Block(day=4, start=1320, end=360), Block(day=5, start=360, end=720)),
        (Block(day=6, start=1320, end=360), Block(day=0, start=360, end=720)),
        (Block(day=0, start=540, end=720), Block(day=0, start=720, end=1020)),
        tuple(Block(day=day, start=0, end=1440) for day in range(7)),
        (Block(day=2, start=1200, end=0), Block(day=3, start=0, end=60)),
    ],
)
def test_blocks_that_meet_or_run_over_midnight_are_fine(blocks: tuple[Block, ...]) -> None:
    assert said(blocks=blocks) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"zone": "Mars/Olympus"}, "zone:"),
        ({"zone": "../../etc/passwd"}, "zone:"),
        ({"zone": "localtime"}, "zone:"),
        ({"zone": "Factory"}, "zone:"),
        ({"zone": "right/Europe/London"}, "zone:"),
        ({"zone": "Etc/Unknown"}, "zone:"),
        ({"blocks": (Block(day=7, start=0, end=60),)}, "blocks: a weekday"),
        ({"blocks": (Block(day=-1, start=0, end=60),)}, "blocks: a weekday"),
        ({"blocks": (Block(day=1, start=-5, end=60),)}, "blocks: Tuesday has"),
        ({"blocks": (Block(day=1, start=1440, end=60),)}, "blocks: Tuesday has"),
        ({"blocks": (Block(day=1, start=0, end=1441),)}, "blocks: Tuesday has"),
        ({"blocks": (Block(day=1, start=540, end=540),)}, "Tuesday begins and ends at 9:00"),
        (
            {"blocks": (Block(day=0, start=540, end=730), Block(day=0, start=720, end=1020))},
            "Monday 9:00 to 12:10 runs into Monday 12:00",
        ),
        (
            {"blocks": (Block(day=6, start=1320, end=361), Block(day=0, start=360, end=720))},
            "Sunday 22:00 to 6:01 runs into Monday 6:00",
        ),
        ({"blocks": WEEK * 9}, "blocks: a week may have 42 pieces"),
        ({"leave": (Leave(first="2026-12-21", last="2026-12-20"),)}, "leave: the last day"),
        ({"leave": (Leave(first="21.12.2026", last="2026-12-22"),)}, "leave: write days as"),
        ({"leave": (Leave(first="20261221", last="20261222"),)}, "leave: write days as"),
        ({"leave": (Leave(first="2026-W52-1", last="2026-12-22"),)}, "leave: write days as"),
        ({"leave": (Leave(first="9999-12-31", last="9999-12-31"),)}, "leave: write days as"),
        ({"leave": (Leave(first="2026-01-01", last="2027-01-02"),)}, "longer than a year"),
        (
            {"leave": (Leave(first="2026-12-01", last="2026-12-02", cover=ANNA.rep),)},
            "leave: choose somebody else",
        ),
        (
            {"leave": (Leave(first="2026-12-01", last="2026-12-02", cover="nobody"),)},
            "leave: the cover",
        ),
        (
            {
                "leave": (
                    Leave(first="2026-12-01", last="2026-12-05"),
                    Leave(first="2026-12-05", last="2026-12-09"),
                )
            },
            "leave: two of them share 2026-12-05",
        ),
        ({"busy": (Busy(start=NOON, end=NOON),)}, "busy: a meeting has to end"),
        (
            {"busy": (Busy(start=NOON + 1, end=NOON + 9), Busy(start=NOON, end=NOON + 2))},
            "busy: two meetings overlap",
        ),
        (
            {"busy": tuple(Busy(start=n, end=n + 1) for n in range(BUSY + 1))},
            "busy: 500 meetings",
        ),
        ({"calendar": "x" * 121}, "calendar:"),
        ({"calendar": "work\n.ics"}, "calendar:"),
    ],
)
def test_what_cannot_be_is_refused_naming_the_field(changes: dict[str, Any], words: str) -> None:
    assert words in said(**changes)


def test_five_hundred_meetings_end_to_end_are_let_in() -> None:
    assert said(busy=tuple(Busy(start=n, end=n + 1) for n in range(BUSY))) == ""
