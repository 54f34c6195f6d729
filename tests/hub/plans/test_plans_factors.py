"""What is shown multiplies: over hundreds of leads, and for what is left out."""

from math import prod
from random import Random

import pytest

from app.domain.clue import Clue
from app.domain.facts import Fact
from app.domain.touch import Disposition
from hub.planner.explain import Explanation, explain
from hub.planner.explain import Factor as Term
from hub.planner.learning import learn
from hub.planner.model import Model
from hub.plans import history, survey
from hub.plans.factors import factors
from hub.plans.words import multiple
from tests.builders import MINUTE
from tests.hub.plans.shapes import beatriz, call, moment, said, tables, tue_or_thu

ENDINGS: tuple[Disposition, ...] = ("no_answer", "voicemail", "busy", "gatekeeper", "connected")
NOW = moment(25, 12)


def a_random_lead(luck: Random) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    for day in range(19, 19 + luck.randint(0, 5)):
        at = moment(day, luck.randint(13, 19), luck.choice((0, 10, 35)))
        facts += call(at, luck.choice(ENDINGS))
        if luck.random() < 0.3:
            facts.append(_a_clue(luck, at + 2 * MINUTE))
    return tuple(facts)


def _a_clue(luck: Random, at: int) -> Fact:
    start = luck.randint(8, 17) * 60
    clues = (
        Clue(kind="window", start=start, end=start + 120),
        Clue(kind="days", days=(luck.randint(0, 4),)),
        Clue(kind="not_days", days=(luck.randint(0, 4),)),
    )
    return said("as said", *luck.sample(clues, luck.randint(1, 2)), at=at)


@pytest.fixture(scope="module")
def taught() -> Model:
    """What sixty leads teach."""
    luck = Random(3)
    leads = [beatriz(*a_random_lead(luck), id=f"lead-{n}") for n in range(60)]
    return learn(tables().model, [survey.facts(history.past(lead, NOW)) for lead in leads])


def test_shown_factors_multiply_to_the_shown_ratio_for_hundreds_of_leads(taught: Model) -> None:
    luck = Random(11)
    shown_ever = set()
    for n in range(400):
        lead = beatriz(*a_random_lead(luck), id=f"lead-{n}")
        at = moment(luck.randint(26, 34), luck.randint(8, 19), luck.choice((0, 10, 40)))
        known = history.past(lead, NOW)
        cell, day = history.cell(lead, at), history.day(lead, at)
        model = taught if n % 2 else tables().model
        why = explain(model, survey.facts(known), cell, day)

        ratio, shown = factors(lead, known, why, at, model.trust)

        product = prod(factor.ratio for factor in shown)
        assert product == pytest.approx(ratio, abs=0.005 + 1e-9)
        assert ratio == pytest.approx(why.ratio, abs=0.05 + 1e-9)
        assert all(factor.words for factor in shown)
        shown_ever |= {factor.kind for factor in shown}
    assert shown_ever == {"clue", "life", "tries", "team", "published"}


def test_what_is_printed_with_one_digit_can_be_multiplied_by_hand(taught: Model) -> None:
    luck = Random(5)
    for n in range(100):
        lead = beatriz(*a_random_lead(luck), id=f"lead-{n}")
        at = moment(luck.randint(26, 34), luck.randint(8, 19))
        known = history.past(lead, NOW)
        facts = survey.facts(known)
        why = explain(taught, facts, history.cell(lead, at), history.day(lead, at))
        ratio, shown = factors(lead, known, why, at, taught.trust)

        printed = [float(multiple(factor.ratio)) for factor in shown]
        low = prod(max(0.01, one - 0.051) for one in printed)
        high = prod(one + 0.051 for one in printed)
        assert low <= float(multiple(ratio)) + 0.05
        assert high >= float(multiple(ratio)) - 0.05


def explained(*terms: Term) -> Explanation:
    ratio = prod(term.ratio for term in terms)
    return Explanation(chance=0.1 * ratio, usual=0.1, ratio=ratio, factors=terms)


def test_a_factor_that_says_next_to_nothing_is_left_out() -> None:
    lead, at = beatriz(), moment(24, 15, 10)
    why = explained(Term(kind="published", ratio=1.3), Term(kind="life", ratio=1.02, signs=(0,)))

    ratio, shown = factors(lead, history.past(lead, NOW), why, at, 0.5)

    assert [factor.kind for factor in shown] == ["published"]
    assert ratio == 1.3


def test_weak_factors_stay_where_the_ratio_needs_them() -> None:
    lead, at = beatriz(), moment(24, 15, 10)
    weak = tuple(Term(kind="life", ratio=1.03, signs=(0,)) for _ in range(4))
    why = explained(Term(kind="published", ratio=2.0), *weak)

    ratio, shown = factors(lead, history.past(lead, NOW), why, at, 0.5)

    assert len(shown) > 1
    assert abs(ratio - why.ratio) < 0.05


def test_the_clues_of_one_line_are_one_factor() -> None:
    ended = moment(20, 15, 2)
    lead = beatriz(*call(moment(20, 15)), tue_or_thu(ended))
    why = explained(
        Term(kind="clue", ratio=1.5, signs=(2,)), Term(kind="clue", ratio=1.2, signs=(3,))
    )

    ratio, shown = factors(lead, history.past(lead, NOW), why, moment(24, 15, 10), 0.5)

    assert [factor.words for factor in shown] == ["They said: “Tue or Thu after 3”, noted Fri"]
    assert ratio == shown[0].ratio == 1.8


def test_what_speaks_for_it_comes_first() -> None:
    lead = beatriz(*call(moment(20, 15)))
    why = explained(
        Term(kind="tries", ratio=0.8, signs=(1,)), Term(kind="team", ratio=1.4, calls=212)
    )

    _, shown = factors(lead, history.past(lead, NOW), why, moment(24, 15, 10), 0.5)

    assert [(factor.kind, factor.calls) for factor in shown] == [("team", 212), ("tries", 0)]
