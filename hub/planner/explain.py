"""Why a time: the factors of a chance, each with its evidence; they multiply to the shown ratio.

The ratio is the chance at a time over this person's mean chance in office hours of working days, so
what only moves the level (segment, dead numbers) cancels out. Evidence is added piece by piece, in
the order published table, team, what was said, signs of life, own attempts; a factor is what its
piece multiplied the ratio by."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from hub.planner.belief import Belief, believe
from hub.planner.cells import HALVES, OFFICE
from hub.planner.habits import WORKDAYS
from hub.planner.model import Model, log_table
from hub.planner.options import Options
from hub.planner.posterior import History
from hub.planner.signs import LIFE, Sign, clues_of

Kind = Literal["clue", "life", "tries", "team", "published"]
NOTHING = 0.005
"""Factors nearer to one than this are folded into the last: they would be shown as x1.00."""


class Factor(Struct, frozen=True, kw_only=True):
    """One term. signs: positions in the history of the evidence; calls, contacts: how many of the
    team's it rests on, 0 where it does not rest on calls."""

    kind: Kind
    ratio: float
    signs: tuple[int, ...] = ()
    calls: int = 0
    contacts: int = 0


class Explanation(Struct, frozen=True, kw_only=True):
    """chance = usual * ratio; ratio = product of the factors' ratios."""

    chance: float
    usual: float
    ratio: float
    factors: tuple[Factor, ...]


def explain(
    model: Model, history: History, cell: int, day: int, options: Options | None = None
) -> Explanation:
    """Of a call at week cell `cell` on `day`, both in the lead's own clock."""
    return explain_all(model, history, [(cell, day)], options)[0]


def explain_all(
    model: Model,
    history: History,
    times: Sequence[tuple[int, int]],
    options: Options | None = None,
) -> list[Explanation]:
    """As `explain`, of several (cell, day) of one lead for little more than the price of one."""
    options = options or Options()
    steps = _steps(history, options)
    beliefs = believe(model, options, [replace(history, signs=step.signs) for step in steps])
    start = believe(_untaught(model), options, [replace(history, signs=())])
    return [_explained(model, steps, start + beliefs, cell, day) for cell, day in times]


def _explained(
    model: Model, steps: "list[_Step]", beliefs: list[Belief], cell: int, day: int
) -> Explanation:
    pairs = [_chances(belief, cell, day) for belief in beliefs]
    ratios = [chance / usual for chance, usual in pairs]
    factors = [Factor(kind="published", ratio=ratios[0])]
    for n, step in enumerate(steps):
        factors.append(replace(step.factor, ratio=ratios[n + 1] / ratios[n]))
    count = model.count(cell)
    factors[1] = replace(factors[1], calls=count.calls, contacts=count.contacts)
    chance, usual = pairs[-1]
    return Explanation(
        chance=chance, usual=usual, ratio=ratios[-1], factors=_folded(factors, ratios[-1])
    )


class _Step(Struct, frozen=True):
    """A factor yet without its ratio, and the signs known from there on."""

    factor: Factor
    signs: tuple[Sign, ...]


def _steps(history: History, options: Options) -> list[_Step]:
    """The team's own figures first; their counts belong to a cell and are filled in there."""
    steps = [_Step(Factor(kind="team", ratio=1.0), ())]
    known: list[int] = []

    def add(kind: Kind, positions: list[int]) -> None:
        if positions:
            known.extend(positions)
            signs = tuple(history.signs[n] for n in sorted(known))
            steps.append(_Step(Factor(kind=kind, ratio=1.0, signs=tuple(positions)), signs))

    clues = clues_of(history.signs, asking=options.asking, clues=options.clues)
    for clue in clues:
        add("clue", [clue.at])
    if options.clues:
        add("life", [n for n, sign in enumerate(history.signs) if sign.kind in LIFE])
    add("tries", [n for n in range(len(history.signs)) if n not in known])
    return steps


def _untaught(model: Model) -> Model:
    """The model had the team no figures of its own: the published table at the strength learnt."""
    day, hour = log_table(model.published)
    return replace(
        model,
        weekday=tuple((model.trust * day).tolist()),
        hour=tuple((model.trust * hour).tolist()),
    )


def _chances(belief: Belief, cell: int, day: int) -> tuple[float, float]:
    """Chance at the cell, and the mean over office hours of working days, around `day`."""
    office = [
        weekday * HALVES + half
        for weekday in range(WORKDAYS)
        for half in range(OFFICE.start, OFFICE.stop)
    ]
    cells = np.array([cell, *office])
    chance = belief.chance(cells, np.full(len(cells), day))
    return float(chance[0]), float(chance[1:].mean())


def _folded(factors: list[Factor], ratio: float) -> tuple[Factor, ...]:
    """Without those that say nothing; what they leave over goes to the strongest."""
    kept = [one for one in factors if abs(float(np.log(one.ratio))) > NOTHING]
    if not kept:
        return ()
    product = float(np.prod([one.ratio for one in kept]))
    strongest = max(range(len(kept)), key=lambda n: abs(float(np.log(kept[n].ratio))))
    kept[strongest] = replace(kept[strongest], ratio=kept[strongest].ratio * ratio / product)
    return tuple(kept)
