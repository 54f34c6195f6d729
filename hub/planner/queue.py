"""The open leads of a team and the call places of its reps: whom to call now, what to plan next.

Holds plain data and no clock: every question brings its own `now`, a slot of the rota."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from hub.planner.belief import Belief, believe
from hub.planner.cells import Flags, Floats, Ints
from hub.planner.model import Model
from hub.planner.options import Options
from hub.planner.packing import Placement, Wish, pack
from hub.planner.posterior import History
from hub.planner.prices import adjust
from hub.planner.value import Leads, index, values

DEPTH = 6
"""Calls looked ahead."""


@dataclass(frozen=True)
class Rota:
    """Call places. clock: [slot] half-hours, rising; capacity: [rep, slot]; gap: half-hours."""

    clock: Ints
    capacity: Ints
    gap: int


@dataclass(frozen=True)
class Where:
    """How one place sees the rota: [slot] week cell, local day, and whether it is legal."""

    cells: Ints
    days: Ints
    legal: Flags


class Case(Struct, frozen=True, kw_only=True):
    """One open lead. ready, until: first and last-plus-one clock of its next calls."""

    id: str
    rep: int
    where: str
    history: History
    left: int
    ready: int
    until: int
    weight: float = 1.0


class Pick(NamedTuple):
    """A lead that could be called now; gain: contacts won by calling now rather than later."""

    id: str
    gain: float
    chance: float


@dataclass
class _Row:
    """What was worked out for one case; worth from each slot on, now and after one failure."""

    case: Case
    belief: Belief
    chance: Floats
    now: Floats = field(default_factory=lambda: np.zeros(1))
    after: Floats = field(default_factory=lambda: np.zeros(1))
    stale: bool = True


class Queue:
    """Not a log: rebuilt from facts at start, then told of each change."""

    def __init__(
        self, rota: Rota, places: dict[str, Where], model: Model, options: Options | None = None
    ) -> None:
        self._rota = rota
        self._places = places
        self._model = model
        self._options = options or Options()
        self._rows: dict[str, _Row] = {}
        slots = len(rota.clock)
        self.price: Floats = np.where(rota.capacity > 0, START_PRICE, 0.0)
        self._hop = np.searchsorted(rota.clock, rota.clock + rota.gap).astype(np.int64)
        self._slots = slots
        self._chances: dict[str, Floats] | None = None

    # -- what changes ------------------------------------------------------------------------------

    def put(self, case: Case) -> None:
        """A new lead, or what is now known of one."""
        self.put_all([case])

    def put_all(self, cases: Sequence[Case]) -> None:
        for case, belief in zip(cases, self._believe(cases), strict=True):
            self._rows[case.id] = _Row(case, belief, self._chance(case, belief))

    def use(self, chances: dict[str, Floats]) -> None:
        """Known chances instead of beliefs: how good the look-ahead is by itself."""
        self._chances = chances

    def drop(self, id: str) -> None:
        self._rows.pop(id, None)

    def learn(self, model: Model) -> None:
        """Beliefs anew under a new model."""
        self._model = model
        self.put_all([row.case for row in self._rows.values()])

    def belief(self, id: str) -> Belief:
        return self._rows[id].belief

    def _believe(self, cases: Sequence[Case]) -> list[Belief]:
        found = believe(self._model, self._options, [case.history for case in cases])
        if self._chances is None:
            return found
        # A failure says nothing more of somebody whose chances are known.
        return [dataclasses.replace(belief, spread=0.0) for belief in found]

    def _chance(self, case: Case, belief: Belief) -> Floats:
        where = self._places[case.where]
        if self._chances is not None and case.id in self._chances:
            chance = self._chances[case.id]
        else:
            chance = belief.chance(where.cells, where.days)
        clock = self._rota.clock
        open_ = where.legal & (clock >= case.ready) & (clock < case.until)
        open_ &= self._rota.capacity[case.rep] > 0
        return np.where(open_, chance, 0.0) * case.weight

    # -- what is asked -----------------------------------------------------------------------------

    def dawn(self, slot: int, coming: Sequence[tuple[Case, float]] = (), rounds: int = 4) -> None:
        """Prices anew from `slot` on, with leads yet to come (case, expected number)."""
        rows = list(self._rows.values())
        if not rows and not coming:
            return
        extra = [case for case, _ in coming]
        beliefs = self._believe(extra)
        chance = [row.chance for row in rows]
        chance += [self._chance(c, b) for c, b in zip(extra, beliefs, strict=True)]
        last = max(row.case.until for row in rows) if rows else int(self._rota.clock[-1]) + 1
        window = self._window(slot, last)
        leads = Leads(
            np.array(chance)[:, window],
            np.array([row.belief.spread for row in rows] + [b.spread for b in beliefs]),
            np.array([row.case.left for row in rows] + [case.left for case in extra]),
        )
        owner = np.array([row.case.rep for row in rows] + [case.rep for case in extra])
        mass = np.array([1.0] * len(rows) + [number for _, number in coming])
        self.price[:, window] = adjust(
            self.price[:, window],
            leads,
            mass,
            owner,
            self._rota.capacity[:, window].astype(np.float64),
            self._hops(window),
            depth=DEPTH,
            rounds=rounds,
        )
        for rep in sorted({row.case.rep for row in rows}):
            self._value([row for row in rows if row.case.rep == rep], slot)

    def plan(self, rep: int, slot: int) -> list[Placement]:
        """Where each of a rep's leads has its next touch, from `slot` on; by id."""
        rows = [row for _, row in sorted(self._rows.items()) if row.case.rep == rep]
        self._value([row for row in rows if row.stale], slot)
        price = self.price[rep]
        wishes = []
        for row in rows:
            worth = row.chance - price + (1 - row.chance) * row.after[self._hop]
            worth = np.where(
                (row.chance > 0) & (self._rota.clock >= self._rota.clock[slot]), worth, 0
            )
            wishes.append(Wish(id=row.case.id, worth=tuple(worth.tolist())))
        places = self._rota.capacity[rep].tolist()
        return pack(wishes, places, exact=self._options.packing)

    def _window(self, slot: int, last: int) -> Ints:
        """Slots from `slot` on with any place, before clock `last`."""
        busy = self._rota.capacity.any(axis=0)
        busy &= self._rota.clock < last
        busy[:slot] = False
        return np.flatnonzero(busy)

    def _hops(self, window: Ints) -> Ints:
        clock = self._rota.clock[window]
        return np.searchsorted(clock, clock + self._rota.gap).astype(np.int64)

    def rank(self, rep: int, slot: int, count: int) -> list[Pick]:
        """The best `count` of a rep's leads to call in `slot`; most gain first, then id."""
        rows = [r for r in self._rows.values() if r.case.rep == rep and r.chance[slot] > 0]
        if self._options.look_ahead:
            self._value([row for row in rows if row.stale], slot)
        picks = []
        for row in rows:
            chance = float(row.chance[slot])
            gain = chance
            if self._options.look_ahead:
                gain = float(index(row.chance[slot], row.after[self._hop[slot]], row.now[slot + 1]))
            picks.append(Pick(row.case.id, round(gain, 9), chance))
        picks.sort(key=lambda pick: (-pick.gain, pick.id))
        return [pick for pick in picks[:count] if pick.gain > 0]

    def _value(self, rows: list[_Row], slot: int) -> None:
        if not rows:
            return
        rep = rows[0].case.rep
        last = max(row.case.until for row in rows)
        busy = (self._rota.capacity[rep] > 0) & (self._rota.clock < last)
        busy[:slot] = False
        window = np.flatnonzero(busy)
        leads = Leads(
            np.array([row.chance for row in rows])[:, window],
            np.array([row.belief.spread for row in rows]),
            np.array([row.case.left for row in rows]),
        )
        price = np.tile(self.price[rep, window], (len(rows), 1))
        worth = values(leads, price, self._hops(window), DEPTH)
        # From any slot, what counts is the first of the rep's own slots at or after it.
        at = np.searchsorted(window, np.arange(self._slots + 1))
        for n, row in enumerate(rows):
            row.now, row.after = worth[at, n, 0], worth[at, n, 1]
            row.stale = False


START_PRICE = 0.1
"""Before any price is learnt: a call place is worth about the chance of a usual call."""
