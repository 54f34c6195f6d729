"""The plan for one person in words, and both days on one axis."""

from __future__ import annotations

from math import prod

import pytest
from msgspec.structs import replace

from app.domain.lead import Lead, Where
from app.domain.touch import NextTouch
from tests.ui.agenda_scenes import HELSINKI, as_drawn, beatriz, call, clock, due
from tests.ui.scenes import HOUR, NOW
from ui.models import day_axis
from ui.models.review import (
    PlanWords,
    book_words,
    factor_lines,
    odds_words,
    option_line,
    options_of,
    plan_words,
    why_words,
)
from ui.widgets.factor_bars import FactorLine


def touch_of(lead: Lead) -> NextTouch:
    assert lead.next_touch is not None
    return lead.next_touch


def words_of(lead: Lead) -> PlanWords:
    book = as_drawn().playbook
    assert book is not None
    return plan_words(lead, touch_of(lead), book, NOW)


def unnamed(**changes: object) -> Lead:
    lead = beatriz()
    return replace(lead, person=replace(lead.person, **({"salutation": ""} | changes)))


def test_it_says_what_happened_and_where_the_times_come_from() -> None:
    said = words_of(beatriz())
    assert said.over == "Beatriz Nogueira, after two follow-ups"
    assert said.heading == "From here, call when it suits her"
    assert said.sentence == (
        "Three calls, no talk yet. The fixed plan ends here; these times come from what you learnt."
    )
    assert said.foot == "Call 4 of 6. Earliest allowed Fri 20 Nov, 10:00 her time."
    assert said.clues == ("“Rui: Tue or Thu after 3”, Aino Laine, Mon 16 Nov",)
    assert said.rest.startswith("If nobody answers: ")
    assert said.rest.endswith("then nurture.")


def test_nobodys_gender_is_guessed() -> None:
    lead = unnamed()
    assert words_of(lead).heading == "From here, call when it suits them"
    assert "her" not in words_of(lead).foot
    option = options_of(touch_of(lead))[0]
    assert why_words(lead, option) == "Why 15:10, 2.1 times the usual, odds 24 %"
    assert option_line(lead, option).rest == "their time · 17:10 yours"


def test_without_clues_or_signs_of_life_nothing_is_said_to_be_learnt() -> None:
    lead = beatriz()
    touch = touch_of(lead)
    bare = tuple(
        replace(o, factors=tuple(f for f in o.factors if f.kind in ("team", "published")))
        for o in touch.options
    )
    said = words_of(replace(lead, next_touch=replace(touch, options=bare)))
    assert said.sentence.endswith("these times come from your team’s own calls.")


def test_a_time_is_said_on_both_clocks_and_what_it_would_book() -> None:
    lead = beatriz()
    first, *_ = options_of(touch_of(lead))
    line = option_line(lead, first)
    assert (line.bold, line.rest) == ("Tue 24 Nov, 15:10", "her time · 17:10 yours")
    assert line.why == "Rui at reception: “Tue or Thu after 3”"
    assert book_words(lead, first) == "Book Tue 15:10"


def test_where_the_zone_is_not_known_mine_is_named_as_mine() -> None:
    lead = replace(beatriz(), where=Where())
    first, *_ = options_of(touch_of(lead))
    assert option_line(lead, first).bold == "Tue 24 Nov, 17:10"
    assert book_words(lead, first) == "Book Tue 17:10 yours"


def test_the_parts_multiply_to_the_number() -> None:
    for option in options_of(touch_of(beatriz())):
        lines = factor_lines(option.factors)
        assert abs(prod(line.ratio for line in lines) - option.ratio) < 0.1
    assert factor_lines(options_of(touch_of(beatriz()))[0].factors)[1].words == (
        "Your team, Tue 15 to 16, 212 calls"
    )


@pytest.mark.parametrize(("odds", "said"), [(0.24, "24 %"), (0.001, "1 %"), (1.0, "99 %")])
def test_odds_are_never_nothing_and_never_certain(odds: float, said: str) -> None:
    assert odds_words(odds) == said


def test_a_touch_of_the_fixed_plan_has_no_times_to_choose_from() -> None:
    lead = due("Ruth O’Donnell", "Liffey", "Europe/Dublin", call(NOW + HOUR, 2, "No answer"))
    assert options_of(touch_of(lead)) == ()
    assert words_of(lead).heading == "Call at 13:32 there, 15:32 yours"


def test_advice_is_said_where_calling_on_is_not_worth_it() -> None:
    lead = beatriz(advice="4 % after five tries in four parts of the day: an email may do more")
    assert words_of(lead).advice.startswith("4 % after five tries")


def test_what_is_read_off_the_bars_multiplies_to_what_is_said() -> None:
    parts = (1.29, 1.07, 1.06, 0.87)  # as a planner gave them
    shown = [float(FactorLine("", ratio).number[2:]) for ratio in parts]
    assert abs(prod(shown) - 1.27) < 0.01
    assert [FactorLine("", ratio).number for ratio in (1.7, 1.0, 12)] == ["× 1.7", "× 1", "× 12"]


# ---- both days on one axis -------------------------------------------------------------------


def axis(lead: Lead) -> day_axis.Axis:
    book = as_drawn().playbook
    assert book is not None
    return day_axis.axis(lead, touch_of(lead).at, HELSINKI, book)


def test_both_days_lie_on_one_axis() -> None:
    made = axis(beatriz())
    assert made.mine.title == "Your Tuesday, Helsinki"
    assert made.theirs is not None
    assert made.theirs.title == "Her Tuesday, Lisbon"
    assert made.mine.open == ((clock(10, 0, 5), clock(18, 30, 5)),)
    assert made.mine.taken == ((clock(12, 0, 5), clock(12, 45, 5)),)
    assert all(made.low < tick < made.high for tick, _ in (*made.mine.ticks, *made.theirs.ticks))
    hours = dict(made.mine.ticks), dict(made.theirs.ticks)
    same = hours[0].keys() & hours[1].keys()
    assert {(int(hours[0][t]) - int(hours[1][t])) % 24 for t in same} == {2}


def test_tries_are_hollow_and_signs_of_life_are_filled() -> None:
    made = axis(beatriz())
    assert made.theirs is not None
    hollow = [dot.at for dot in made.theirs.dots if not dot.filled]
    assert hollow == [clock(11, 10, 5), clock(13, 6, 5), clock(14, 26, 5)]
    filled = [dot.at for dot in made.theirs.dots if dot.filled]
    assert clock(17, 55, 5) in filled
    assert (made.tried, made.active) == ("no answer", "she was active")


def test_a_half_hour_zone_has_its_own_full_hours() -> None:
    lead = replace(beatriz(), where=Where(zones=("Asia/Kolkata",), country="IN"))
    made = axis(lead)
    assert made.theirs is not None
    assert {tick % HOUR for tick, _ in made.theirs.ticks} == {HOUR // 2}
    assert {tick % HOUR for tick, _ in made.mine.ticks} == {0}


def test_an_unknown_zone_has_no_day_of_theirs() -> None:
    made = axis(replace(beatriz(), where=Where()))
    assert made.theirs is None
    assert "time there unknown" in day_axis.said(made, replace(beatriz(), where=Where()))


def test_the_picture_is_also_said_in_words() -> None:
    lead = beatriz()
    said = day_axis.said(axis(lead), lead)
    assert said.startswith("Your Tuesday, Helsinki: open 10:00 to 18:30. taken 12:00 to 12:45.")
    assert "no answer 09:10, 11:06, 12:26" in said
    assert said.endswith("chosen 15:10")
