"""One lead's next call, planned ahead: what it is worth in each half-hour still open to it, its
place paid for. Plain numbers in and out, for callers that know no arrays."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from hub.planner.belief import Belief, believe
from hub.planner.model import Model
from hub.planner.options import Options
from hub.planner.posterior import History
from hub.planner.value import Leads, values

DEPTH = 6


class Places(Struct, frozen=True, kw_only=True):
    """Half-hours open to one lead, rising; lists of one length. cell, day: on the lead's own
    clock; clock: half-hours on any one clock; price: of a call place then."""

    cell: Sequence[int]
    day: Sequence[int]
    clock: Sequence[int]
    price: Sequence[float]


class Outlook(Struct, frozen=True, kw_only=True):
    """worth: contacts won by making the next call there and going on well after it, less prices;
    chance: that this call reaches them. One a place."""

    worth: tuple[float, ...]
    chance: tuple[float, ...]
    belief: Belief


def outlook(
    model: Model,
    history: History,
    places: Places,
    *,
    left: int,
    gap: int,
    options: Options | None = None,
) -> Outlook:
    """left: calls still to be made, the next one included; gap: half-hours between two."""
    options = options or Options()
    belief = believe(model, options, [history])[0]
    clock = np.array(places.clock, dtype=np.int64)
    price = np.array(places.price)
    chance = belief.chance(np.array(places.cell), np.array(places.day))
    worth = chance - price
    if options.look_ahead and left > 1:
        hop = np.searchsorted(clock, clock + gap).astype(np.int64)
        leads = Leads(chance[None, :], np.array([belief.spread]), np.array([left]))
        later = values(leads, price[None, :], hop, min(DEPTH, left))
        worth = worth + (1 - chance) * later[hop, 0, 1]
    return Outlook(worth=tuple(worth.tolist()), chance=tuple(chance.tolist()), belief=belief)
