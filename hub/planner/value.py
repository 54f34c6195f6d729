"""Look-ahead: what a lead is worth from each slot on, given what a call place costs in each slot.

A small dynamic programme per lead over (slot, further failures): call now and pay the price, or
wait. The index of calling now is its gain over waiting."""

from dataclasses import dataclass

import numpy as np

from hub.planner.cells import Floats, Ints


@dataclass(frozen=True)
class Leads:
    """Many leads over the same slots. chance: [lead, slot], 0 where no call is allowed."""

    chance: Floats
    spread: Floats
    left: Ints


def ladder(leads: Leads, depth: int) -> Floats:
    """[slot, lead, failures] chance after so many further failures: a Gamma level loses
    chance * spread with each."""
    chance = leads.chance.T[:, :, None]
    fall = np.arange(depth)[None, None, :] * leads.spread[None, :, None]
    return chance / (1 + chance * fall)


def values(leads: Leads, price: Floats, hop: Ints, depth: int) -> Floats:
    """[slot + 1, lead, failures] worth of each lead from a slot on.

    price: [lead, slot]; hop: the first slot after the gap; depth: most calls looked ahead.
    """
    count, slots = leads.chance.shape
    worth = np.zeros((slots + 1, count, depth + 1))
    chance = ladder(leads, depth)
    allowed = np.arange(depth)[None, :] < leads.left[:, None]
    gain = np.where(allowed[None], chance - price.T[:, :, None], -1.0)
    miss = 1 - chance
    hops = hop.tolist()
    for slot in range(slots - 1, -1, -1):
        call = miss[slot] * worth[hops[slot], :, 1:]
        call += gain[slot]
        np.maximum(worth[slot + 1, :, :depth], call, out=worth[slot, :, :depth])
    return worth


def index(chance: Floats, after: Floats, wait: Floats) -> Floats:
    """Gain of calling now over waiting, before paying for the place."""
    return chance + (1 - chance) * after - wait
