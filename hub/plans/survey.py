"""One lead over the half-hours open to it: what each is worth, and a choice made of them with its
two alternatives. Pure; which half-hours are open is `slots.py`."""

from collections.abc import Sequence

from msgspec import Struct

from app.domain import tries
from app.domain.bounds import Bounds, Choice
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.touch import Option
from hub.planner.ahead import Outlook, Plea
from hub.planner.explain import Explanation, explain_all
from hub.planner.model import Model
from hub.planner.posterior import History
from hub.plans import history, slots, words
from hub.plans.factors import factors
from hub.plans.history import Past
from hub.plans.slots import Slot

ALIKE = 0.95
"""Odds this near to the best count as alike: another weekday or part of the day is tried then."""
OPTIONS = 3
APART_MS = 3 * 3_600_000
"""Nearer on one day, two times are no alternatives."""
LOW_ODDS = 0.06
"""Below this, and after the standard follow-ups, an email is worth more than a call."""


When = tuple[Sequence[int], Sequence[int]]
"""Week cells and days of a row of moments, on one clock."""


class Survey(Struct, frozen=True, kw_only=True):
    """`ahead` says of each of `open` what it is worth."""

    lead: Lead
    bounds: Bounds
    known: Past
    open: Sequence[Slot]
    ahead: Outlook


def facts(known: Past) -> History:
    """What the planner is told."""
    return History(segment=known.segment, since=known.since, signs=known.signs)


def plea(lead: Lead, known: Past, when: When, is_open: Sequence[bool], playbook: Playbook) -> Plea:
    """`when` are the half-hours on the lead's own clock, `is_open` which of them it may have."""
    left = max(1, playbook.planning.attempts - len(tries.calls(lead)))
    return Plea(history=facts(known), cell=when[0], day=when[1], open=is_open, left=left)


def gap(playbook: Playbook) -> int:
    """Half-hours between two calls to one lead."""
    return -(-playbook.min_gap * 1000 // slots.HALF_HOUR)


def best(survey: Survey) -> int:
    """The half-hour worth most; where the calls so far were all alike another kind of one, if that
    is nearly as good. Ties go to the earlier."""
    order, chance = _order(survey), survey.ahead.chance
    varied = (n for n in order if slots.inside(survey.open[n].at, survey.bounds.varied))
    return next((n for n in varied if chance[n] >= ALIKE * chance[order[0]]), order[0])


def choice(survey: Survey, first: int, model: Model, playbook: Playbook) -> Choice:
    """Half-hour number `first` of `survey`, and up to two that clearly differ from it."""
    lead, bounds = survey.lead, survey.bounds
    at = [survey.open[n].at for n in _picked(survey, first)]
    cells = [(history.cell(lead, moment), history.day(lead, moment)) for moment in at]
    why = explain_all(model, facts(survey.known), cells)
    options = tuple(
        _option(survey, one, moment, model) for moment, one in zip(at, why, strict=True)
    )
    chosen = options[0]
    calls = len(tries.calls(lead))
    low = chosen.odds < LOW_ODDS and calls >= playbook.planning.review_after
    said = (words.leading(bounds), words.reason(chosen.ratio, chosen.factors))
    return Choice(
        at=chosen.at,
        reason=". ".join(part for part in said if part),
        ratio=chosen.ratio,
        odds=chosen.odds,
        factors=chosen.factors,
        options=options,
        advice=words.advice(lead, chosen.odds) if low else "",
    )


def _order(survey: Survey) -> list[int]:
    worth = survey.ahead.worth
    return sorted(range(len(survey.open)), key=lambda n: (-round(worth[n], 9), n))


def _picked(survey: Survey, first: int) -> list[int]:
    """`first`, and the best on other days than it and each other, or hours apart."""
    picked = [first]
    for n in _order(survey):
        if len(picked) == OPTIONS:
            break
        at = survey.open[n].at
        if all(_differ(survey.lead, at, survey.open[m].at) for m in picked):
            picked.append(n)
    return picked


def _option(survey: Survey, why: Explanation, at: Ms, model: Model) -> Option:
    ratio, shown = factors(survey.lead, survey.known, why, at, model.trust)
    return Option(
        at=at, ratio=ratio, odds=round(why.chance, 4), why=words.strongest(shown), factors=shown
    )


def _differ(lead: Lead, one: Ms, other: Ms) -> bool:
    """Another day there, or hours apart."""
    if abs(one - other) >= APART_MS:
        return True
    return tries.local(lead, one).date() != tries.local(lead, other).date()
