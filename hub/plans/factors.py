"""The planner's explanation of a time as factors in words: named, counted, the weak ones left out,
and what is left multiplies to the ratio that is shown."""

from math import log, prod

from msgspec.structs import replace

from app.domain.ids import Ms
from app.domain.lead import Entry, Lead
from app.domain.touch import Factor, Touch
from hub.planner.explain import Explanation
from hub.planner.explain import Factor as Term
from hub.plans import words
from hub.plans.history import Past, Said

WEAK = log(1.03)
"""A factor nearer to one than this is left out where the rest still gives the ratio."""
LEAST = 0.01
ROUNDING = 0.05
"""A ratio is read with one digit after the point."""


def factors(
    lead: Lead, known: Past, why: Explanation, at: Ms, trust: float
) -> tuple[float, tuple[Factor, ...]]:
    """(the ratio as shown, what it is the product of, what speaks for it first)."""
    made = [
        Factor(
            kind=term.kind,
            words=_words(lead, known, term, at, trust),
            ratio=max(LEAST, float(f"{term.ratio:.3g}")),
            calls=term.calls,
        )
        for term in _by_note(known, why)
    ]
    kept = _strong(made, why.ratio)
    kept.sort(key=lambda factor: -factor.ratio)
    return _product(kept), tuple(kept)


def _product(shown: list[Factor]) -> float:
    return round(prod(factor.ratio for factor in shown), 2)


def _strong(made: list[Factor], ratio: float) -> list[Factor]:
    """Without the weak ones, the weakest first, as long as the product stays true to rounding."""
    kept = [factor for factor in made if factor.ratio != 1]
    for factor in sorted(kept, key=lambda each: abs(log(each.ratio))):
        if abs(log(factor.ratio)) > WEAK:
            break
        rest = [other for other in kept if other is not factor]
        if abs(_product(rest) - ratio) < ROUNDING:
            kept = rest
    return kept


def _by_note(known: Past, why: Explanation) -> list[Term]:
    """One line may hold several clues ("Tue or Thu, after 3"): it is one factor."""
    found: dict[object, Term] = {}
    for number, term in enumerate(why.factors):
        fact = known.because[term.signs[0]] if term.signs else None
        key: object = (fact.note.kept, fact.note.text) if isinstance(fact, Said) else number
        before = found.get(key)
        found[key] = term if before is None else _both(before, term)
    return list(found.values())


def _both(one: Term, other: Term) -> Term:
    return replace(one, ratio=one.ratio * other.ratio, signs=one.signs + other.signs)


def _words(lead: Lead, known: Past, term: Term, at: Ms, trust: float) -> str:
    facts = [known.because[n] for n in term.signs]
    if term.kind == "clue":
        return next(words.clue(lead, fact.note, at) for fact in facts if isinstance(fact, Said))
    if term.kind == "life":
        return words.life(lead, [fact for fact in facts if isinstance(fact, Entry)], at)
    if term.kind == "tries":
        made = [fact for fact in facts if isinstance(fact, Touch)]
        return words.calls(lead, made, at, speaks_for=term.ratio > 1)
    if term.kind == "team":
        return words.team(lead, at, term.calls)
    return words.published(trust)
