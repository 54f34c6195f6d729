"""Next calls planned ahead: what each lead's is worth in each half-hour, its place paid for, and
what the places cost. Plain numbers in and out, for callers that know no arrays."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from hub.planner.belief import Belief, believe
from hub.planner.cells import Floats, Ints
from hub.planner.model import Model
from hub.planner.options import Options
from hub.planner.posterior import History
from hub.planner.prices import adjust
from hub.planner.queue import START_PRICE
from hub.planner.value import Leads, values

DEPTH = 6
ROUNDS = 12
"""Of raising and lowering prices: from the first guess they are near where they settle by then."""


class Plea(Struct, frozen=True, kw_only=True):
    """One lead over a row of half-hours. cell, day: on its own clock; open: may it be called then;
    left: calls still to be made, the next one included. All lists are as long as the row."""

    history: History
    cell: Sequence[int]
    day: Sequence[int]
    open: Sequence[bool]
    left: int


class Outlook(Struct, frozen=True, kw_only=True):
    """worth: contacts won by making the next call there and going on well after it, less prices;
    chance: that this call reaches them; 0 where it may not be made. One a half-hour."""

    worth: tuple[float, ...]
    chance: tuple[float, ...]


def outlooks(
    model: Model,
    pleas: Sequence[Plea],
    *,
    clock: Sequence[int],
    price: Sequence[float],
    gap: int,
    options: Options | None = None,
) -> list[Outlook]:
    """clock: the half-hours, rising, counted from any one moment; price: of a place in each; gap:
    half-hours between two calls to one lead."""
    if not pleas:
        return []
    options = options or Options()
    leads = _leads(believe(model, options, [plea.history for plea in pleas]), pleas)
    paid = np.array(price)
    worth = leads.chance - paid[None, :]
    if options.look_ahead:
        hop = _hop(clock, gap)
        row = np.tile(paid, (len(pleas), 1))
        later = values(leads, row, hop, DEPTH)[hop, :, 1].T
        worth = worth + (1 - leads.chance) * np.where(leads.left[:, None] > 1, later, 0.0)
    worth = np.where(leads.chance > 0, worth, 0.0)
    return [
        Outlook(worth=tuple(one), chance=tuple(odds))
        for one, odds in zip(worth.tolist(), leads.chance.tolist(), strict=True)
    ]


def prices(
    model: Model,
    pleas: Sequence[Plea],
    *,
    places: Sequence[float],
    clock: Sequence[int],
    gap: int,
) -> list[float]:
    """What a call place of one rep is worth in each half-hour, so that no more is wanted than there
    is. pleas: the rep's leads; places: how many are left in each."""
    there = np.array([places], dtype=np.float64)
    price: Floats = np.where(there > 0, START_PRICE, 0.0)
    if pleas:
        price = adjust(
            price,
            _leads(believe(model, Options(), [plea.history for plea in pleas]), pleas),
            np.ones(len(pleas)),
            np.zeros(len(pleas), dtype=np.int64),
            there,
            _hop(clock, gap),
            depth=DEPTH,
            rounds=ROUNDS,
        )
    found: list[float] = price[0].tolist()
    return found


def _leads(beliefs: Sequence[Belief], pleas: Sequence[Plea]) -> Leads:
    chance = np.array(
        [
            np.where(plea.open, belief.chance(np.array(plea.cell), np.array(plea.day)), 0.0)
            for belief, plea in zip(beliefs, pleas, strict=True)
        ]
    )
    spread = np.array([belief.spread for belief in beliefs])
    return Leads(chance, spread, np.array([plea.left for plea in pleas]))


def _hop(clock: Sequence[int], gap: int) -> Ints:
    at = np.array(clock, dtype=np.int64)
    return np.searchsorted(at, at + gap).astype(np.int64)
