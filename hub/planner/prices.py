"""What a call place costs in each half-hour: learnt from who would want it against how many there
are. No lead is chosen here."""

import numpy as np

from hub.planner.cells import Floats, Ints
from hub.planner.value import Leads, ladder, values

SOFTNESS = 0.01
"""Gain over which a lead goes from surely waiting to surely calling, in contacts: a crowd of leads
answers prices smoothly, which keeps the search from jumping."""
STEP = 0.03
SETTLING = 10
"""Rounds after which steps are half as long: prices come to rest."""
HIGHEST = 0.6


def demand(leads: Leads, mass: Floats, price: Floats, hop: Ints, depth: int) -> Floats:
    """[slot, lead] expected calls if every lead called whenever that is worth its price."""
    count, slots = leads.chance.shape
    worth = values(leads, price, hop, depth)
    chance = ladder(leads, depth)
    miss = 1 - chance
    gain = chance - price.T[:, :, None] + miss * worth[hop][:, :, 1:] - worth[1:, :, :depth]
    np.clip(gain / -SOFTNESS, -50, 50, out=gain)
    allowed = np.arange(depth)[None, :] < leads.left[:, None]
    share = allowed * (chance > 0) / (1 + np.exp(gain))
    there = np.zeros((slots + 1, count, depth + 1))
    there[0, :, 0] = mass
    calls = np.zeros((slots, count, depth))
    hops = hop.tolist()
    for slot in range(slots):
        here = there[slot, :, :depth]
        called = np.multiply(here, share[slot], out=calls[slot])
        there[slot + 1, :, :depth] += here - called
        there[hops[slot], :, 1:] += called * miss[slot]
    wanted: Floats = calls.sum(axis=2)
    return wanted


def adjust(
    price: Floats,
    leads: Leads,
    mass: Floats,
    owner: Ints,
    capacity: Floats,
    hop: Ints,
    *,
    depth: int,
    rounds: int,
) -> Floats:
    """[rep, slot] prices after some rounds of raising what is wanted too much."""
    for done in range(rounds):
        wanted = demand(leads, mass, price[owner], hop, depth)
        total = np.zeros_like(price)
        np.add.at(total, owner, wanted.T)
        excess = (total - capacity) / np.maximum(capacity, 1.0)
        step = STEP / (1 + done / SETTLING)
        price = np.clip(price + step * np.clip(excess, -1.0, 1.0), 0.0, HIGHEST)
    return price
