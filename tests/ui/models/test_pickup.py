"""What may be said of calls counted: shares with their intervals, and only what these bear."""

from __future__ import annotations

from msgspec.structs import replace

from app.protocol.messages import Pickup, PickupCell
from tests.ui.number_scenes import pickup
from ui.models.pickup import (
    FEW,
    Cell,
    Count,
    between,
    cell_words,
    lessons,
    own_words,
    published,
    source_words,
    step,
    trust_words,
    week,
)


def counted(cells: dict[tuple[int, int], tuple[int, int]]) -> Pickup:
    """`(day, hour)` to `(calls, reached)`."""
    made = tuple(
        PickupCell(day=day, hour=hour, calls=calls, reached=reached, p=0.2)
        for (day, hour), (calls, reached) in cells.items()
    )
    calls, reached = (sum(n) for n in zip(*cells.values(), strict=True))
    return replace(pickup(), cells=made, calls=calls, reached=reached)


def test_the_interval_is_wilsons() -> None:
    """30 % of 40: 18.1 to 45.4, a worked example of the metrics."""
    low, high = Count(40, 12).interval()
    assert (round(100 * low, 1), round(100 * high, 1)) == (18.1, 45.4)
    assert Count(0, 0).interval() == (0.0, 1.0)
    low, high = Count(10, 0).interval()
    assert low == 0.0 and 0.2 < high < 0.35
    assert between(Count(40, 12)) == "30 % (18 to 45)"


def test_rows_are_the_weekdays_with_calls_and_hours_have_no_holes() -> None:
    seen = week(counted({(0, 9): (30, 5), (3, 12): (1, 0), (5, 10): (0, 0)}))
    assert seen.days == (0, 3)
    assert seen.hours == (9, 10, 11, 12)
    assert seen.cells[0][1].count == Count(0, 0)


def test_a_share_that_rests_on_fewer_than_twenty_calls_is_not_named() -> None:
    few, enough = (Cell(2, 16, Count(n, 5), 0.27) for n in (FEW - 1, FEW))
    assert not few.shown and enough.shown
    assert cell_words(few) == (
        "Wed 16 to 17 there: 5 of 19 picked up. Fewer than 20 calls say little. The plan expects"
        " 27 % of a new lead."
    )
    assert cell_words(enough).startswith("Wed 16 to 17 there: 5 of 20 picked up, 25 % (11 to 47).")
    assert cell_words(Cell(2, 16, Count(), 0.0)) == "Wed 16 to 17 there: no calls."


def test_colours_show_little_difference_as_little() -> None:
    assert [step(share, 0.2) for share in (0.1, 0.16, 0.2, 0.24, 0.3)] == [0, 1, 2, 3, 4]
    assert step(0.21, 0.2) == step(0.19, 0.2)


def test_hours_that_surely_differ_are_named() -> None:
    said = lessons(pickup())
    assert said[0] == "16 to 18 on their clock picks up most: 25 %, against 16 % at other times."
    assert said[1].startswith("11 to 13 on their clock picks up least: 12 %")


def test_a_day_that_surely_differs_is_named() -> None:
    cells = {(day, hour): (200, 80 if day == 3 else 30) for day in range(5) for hour in (9, 10, 11)}
    assert lessons(counted(cells)) == ("Thu picks up more than other days: 40 % against 15 %.",)


def test_what_chance_can_make_is_no_lesson() -> None:
    """Calls of one share everywhere: over many such quarters hardly any hour stands out."""
    spoke = sum("stands out" not in " ".join(lessons(_flat(seed))) for seed in range(60))
    assert spoke <= 3


def _flat(seed: int) -> Pickup:
    from random import Random

    chance = Random(seed)
    return counted(
        {
            (day, hour): (60, sum(chance.random() < 0.2 for _ in range(60)))
            for day in range(5)
            for hour in range(8, 19)
        }
    )


def test_of_a_handful_of_calls_nothing_is_said() -> None:
    assert lessons(counted({(0, 9): (FEW - 1, 9)})) == ()
    [said] = lessons(counted({(0, 9): (30, 9), (0, 10): (30, 6)}))
    assert said.startswith("No hour and no day stands out: with 60 calls")


def test_times_chosen_by_hand_stand_against_the_plans() -> None:
    assert own_words(pickup()) == (
        "Times chosen by hand: 12 of 40 reached; the plan expected 9.1 there and 10.2 at its own."
    )
    assert own_words(replace(pickup(), chosen=3)).endswith("Too few to tell which is better.")
    assert own_words(replace(pickup(), chosen=0)) == ""


def test_the_published_table_stands_for_the_same_hours_with_how_far_it_is_believed() -> None:
    told = pickup()
    seen = week(told)
    table = published(told, seen)
    assert len(table) == len(seen.days) and {len(row) for row in table} == {len(seen.hours)}
    assert table[0][0] == told.published.days[0] * told.published.hours[8]
    assert trust_words(told) == (
        "The plan began with 50 % of it and goes by less now, 31 %: your calls say so."
    )
    assert "more now, 80 %" in trust_words(replace(told, trust=0.8))
    assert trust_words(replace(told, trust=0.5)).startswith("The plan goes by 50 % of it;")
    assert source_words("16-18 best, Lead-Response 2007") == "16–18 best, Lead-Response 2007"
