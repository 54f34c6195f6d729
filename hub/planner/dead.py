"""Whether a number reaches anybody at all: what each sign says of that."""

from collections.abc import Sequence

import numpy as np

from hub.planner.cells import Floats
from hub.planner.model import Model
from hub.planner.options import Options
from hub.planner.signs import REACHED, Sign, clues_of

SURE = 0.97
"""Belief in a number said to be wrong."""
ANSWERED = 0.1
"""Odds left of a dead number once somebody said when to call, or replied."""


def dead_numbers(
    model: Model,
    options: Options,
    signs: Sequence[tuple[Sign, ...]],
    missed: Floats,
) -> Floats:
    """[lead] chance that the number is dead; missed: the chance that a live one had failed so."""
    odds = model.dead / ((1 - model.dead) * np.maximum(missed, 1e-12))
    for n, mine in enumerate(signs):
        if options.lead_level:
            odds[n] *= (1 - model.reveal) ** silent(mine)
        if spoke(mine, options):
            odds[n] *= ANSWERED
    dead: Floats = odds / (1 + odds)
    for n, mine in enumerate(signs):
        last = last_word(mine)
        if last == "wrong_number":
            dead[n] = max(float(dead[n]), SURE)
        elif last:
            dead[n] = 0.0
    return dead


def silent(signs: Sequence[Sign]) -> int:
    """Calls in which a dead number might have told so and did not."""
    return sum(sign.kind == "no_answer" and sign.cell >= 0 for sign in signs)


def spoke(signs: tuple[Sign, ...], options: Options) -> bool:
    """Somebody said when to call, or wrote back: there is a person behind it."""
    said = clues_of(signs, asking=options.asking, clues=options.clues)
    return bool(said) or (options.clues and any(sign.kind == "replied" for sign in signs))


def last_word(signs: Sequence[Sign]) -> str:
    """The last proof of a live or a dead number, "" without one."""
    proof = (s.kind for s in reversed(signs) if s.kind == "wrong_number" or s.kind in REACHED)
    return next(proof, "")
