"""Packing: one next touch for each of many leads into few places, for the most worth in all.

Exact by the assignment problem; greedy where that is switched off or a place has no worth known."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from scipy.optimize import linear_sum_assignment

from hub.planner.cells import Floats, Ints

TICK = 1e-9
"""Worth is compared in whole ticks: the last bits of a float decide nothing."""


class Wish(Struct, frozen=True, kw_only=True):
    """What one lead's next touch is worth in each slot; 0 or less: not there. pinned: a promised or
    due slot, taken before all others, whatever it is worth. latest: last slot allowed, -1 any."""

    id: str
    worth: tuple[float, ...]
    pinned: int = -1
    latest: int = -1


class Placement(Struct, frozen=True):
    """slot -1: no place was worth it."""

    id: str
    slot: int


def pack(wishes: Sequence[Wish], places: Sequence[int], *, exact: bool = True) -> list[Placement]:
    """A slot for each wish, in the order given; places: how many touches fit into each slot.

    Pinned touches take their places first and may overfill a slot: a promise is kept.
    """
    free = np.array(places, dtype=np.int64)
    for wish in wishes:
        if wish.pinned >= 0:
            free[wish.pinned] = max(0, free[wish.pinned] - 1)
    movable = [wish for wish in wishes if wish.pinned < 0]
    worth = _worth(movable, len(free))
    chosen = _exact(worth, free) if exact else _greedy(worth, free)
    slot = {wish.id: int(at) for wish, at in zip(movable, chosen, strict=True)}
    return [
        Placement(wish.id, wish.pinned if wish.pinned >= 0 else slot[wish.id]) for wish in wishes
    ]


def _worth(wishes: Sequence[Wish], slots: int) -> Ints:
    """[wish, slot] in ticks; 0 where it may not go."""
    worth: Floats = np.array([wish.worth for wish in wishes], dtype=np.float64).reshape(-1, slots)
    latest = np.array([wish.latest if wish.latest >= 0 else slots for wish in wishes])
    late = np.arange(slots)[None, :] > latest.reshape(-1, 1)
    ticks = np.rint(np.where(late, 0.0, np.maximum(worth, 0.0)) / TICK).astype(np.int64)
    return ticks


def _exact(worth: Ints, free: Ints) -> Ints:
    """Each slot once a place; a place of no worth means none."""
    wishes, slots = worth.shape
    chosen = np.full(wishes, -1, dtype=np.int64)
    columns = np.repeat(np.arange(slots), np.minimum(free, wishes))
    if not wishes or not len(columns):
        return chosen
    rows, at = linear_sum_assignment(worth[:, columns].astype(np.float64), maximize=True)
    taken = columns[at]
    good = worth[rows, taken] > 0
    chosen[rows[good]] = taken[good]
    return chosen


def _greedy(worth: Ints, free: Ints) -> Ints:
    """Best pair first, ties by wish and slot. At least half of the best, in practice 97 %."""
    wishes, slots = worth.shape
    chosen = np.full(wishes, -1, dtype=np.int64)
    left = free.copy()
    for pair in np.argsort(-worth.reshape(-1), kind="stable").tolist():
        wish, slot = divmod(pair, slots)
        if worth[wish, slot] <= 0:
            break
        if chosen[wish] < 0 and left[slot] > 0:
            chosen[wish] = slot
            left[slot] -= 1
    return chosen
