"""How many contacts nobody could beat: the Lagrangian bound of the calling problem.

Each call place gets a price; at given prices every lead is a small problem of its own. By weak
duality, for any prices >= 0, the leads' best values plus the worth of all places bound the expected
contacts of every policy, even one told all chances and arrivals beforehand. The prices that make it
least are searched for; a search cut short only leaves the bound higher, never wrong.

    best contacts <= sum over leads V(prices) + sum over places price * capacity
    V_t(n) = max(V_{t+1}(n), p_t - price_t + (1 - p_t) * V_{t+gap}(n - 1))
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.schedule.tables import Floats
from benchmarks.schedule.town import SLOTS, Town

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Queue:
    """One rep's leads over the slots in which that rep has any call place."""

    leads: Ints
    """Numbers of the leads in the town."""
    slots: Ints
    chance: Floats
    """[slot, lead]; 0 where the call is not allowed."""
    after: Ints
    """Position in `slots` of the first one a gap later."""
    capacity: Floats
    attempts: int


@dataclass(frozen=True)
class Solved:
    """`value` is worth[position, calls left, lead]: contacts still to come, less prices paid."""

    queue: Queue
    prices: Floats
    worth: Floats
    bound: float


def allowed(town: Town) -> NDArray[np.bool_]:
    """[lead, slot]: legal, the first gap over, within the window. Calls made are not known here."""
    world = town.world
    slot = np.arange(town.slots)
    arrived = np.array([lead.slot for lead in town.leads])[:, None]
    in_window = slot // SLOTS - arrived // SLOTS < world.window_days
    legal: NDArray[np.bool_] = town.legal & in_window & (slot >= arrived + world.min_gap_slots)
    return legal


def queues(town: Town) -> list[Queue]:
    """The town cut up by rep: no lead and no place is shared between two."""
    may = allowed(town)
    owner = np.array([lead.rep for lead in town.leads])
    cut = []
    for rep in range(town.world.reps):
        leads, slots = np.flatnonzero(owner == rep), np.flatnonzero(town.capacity[rep] > 0)
        here = np.ix_(leads, slots)
        cut.append(
            Queue(
                leads=leads,
                slots=slots,
                chance=np.ascontiguousarray(np.where(may[here], town.chance[here], 0.0).T),
                after=np.searchsorted(slots, slots + town.world.min_gap_slots),
                capacity=town.capacity[rep][slots].astype(float),
                attempts=town.world.max_attempts,
            )
        )
    return cut


def values(queue: Queue, prices: Floats) -> Floats:
    """worth[position, calls left, lead] at these prices, by backward induction."""
    places, leads = queue.chance.shape
    worth = np.zeros((places + 1, queue.attempts + 1, leads))
    for at in range(places - 1, -1, -1):
        chance = queue.chance[at]
        call = (chance - prices[at]) + (1 - chance) * worth[queue.after[at], :-1]
        worth[at, 0] = worth[at + 1, 0]
        np.maximum(worth[at + 1, 1:], call, out=worth[at, 1:])
    return worth


def usage(queue: Queue, prices: Floats, worth: Floats) -> Floats:
    """Expected calls in each slot when every lead follows its own best plan at these prices."""
    places, leads = queue.chance.shape
    present = np.zeros((places + 1, queue.attempts + 1, leads))
    present[0, -1] = 1.0
    used = np.zeros(places)
    for at in range(places):
        chance, here = queue.chance[at], present[at]
        gain = (chance - prices[at]) + (1 - chance) * worth[queue.after[at], :-1]
        calling = np.where(gain > worth[at + 1, 1:], here[1:], 0.0)
        used[at] = calling.sum()
        present[queue.after[at], :-1] += (1 - chance) * calling
        present[at + 1, 0] += here[0]
        present[at + 1, 1:] += here[1:] - calling
    return used


def solve(queue: Queue, rounds: int = 60) -> Solved:
    """Prices near the least bound; any stop on the way is a bound too."""
    start = np.full(len(queue.slots), 0.12)
    best: list[tuple[float, Floats]] = []

    def dual(prices: Floats) -> tuple[float, Floats]:
        worth = values(queue, prices)
        bound = float(worth[0, -1].sum() + prices @ queue.capacity)
        if not best or bound < best[0][0]:
            best[:] = [(bound, prices.copy())]
        return bound, queue.capacity - usage(queue, prices, worth)

    dual(start)
    if len(start):
        limits = [(0.0, 1.0)] * len(start)
        options = {"maxfun": rounds, "maxiter": rounds}
        minimize(dual, start, jac=True, method="L-BFGS-B", bounds=limits, options=options)
    bound, prices = best[0]
    return Solved(queue, prices, values(queue, prices), bound)


def upper_bound(town: Town, rounds: int = 60) -> float:
    """Expected contacts no policy can exceed in this town."""
    return sum(solve(queue, rounds).bound for queue in queues(town))
