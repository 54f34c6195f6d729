"""Where everything of a day stands on the strip: to scale, and pushed down where it would overlap.
Pure geometry in px; what it looks like is `views/strip_paint`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.ids import Ms

HOUR_PX = 106
HOUR: Ms = 3_600_000
ITEM, HEAD = 44, 52
"""Px of a touch at its time, and of one above the now line."""
LEAD = 6
"""Px of an item that stand above its minute: its first line is on it."""
LABEL = 26
_TOP, _GAP, _FOOT = 4, 18, 20
_AFTER = 30 * 60_000
_PUSHED = 2.0
"""Px from which an item counts as pushed, and its true minute is ticked."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A touch to place: `at` None stands above the now line."""

    id: str
    at: Ms | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span to place; `key` says which one it is."""

    start: Ms
    end: Ms
    key: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a touch stands. `tick` is its true minute, where it had to be pushed from it."""

    id: str
    top: float
    height: float
    tick: float | None = None

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Block:
    """Where a taken stretch stands; its words in the first `LABEL` px."""

    key: int
    top: float
    bottom: float


@dataclass(frozen=True)
class Strip:
    """A whole day, placed. `zero` is the y of `start`."""

    start: Ms
    end: Ms
    zero: float
    places: tuple[Place, ...]
    blocks: tuple[Block, ...]
    height: float

    def y(self, instant: Ms) -> float:
        """The y of an instant."""
        return self.zero + (instant - self.start) * HOUR_PX / HOUR

    def at(self, y: float) -> Ms:
        """The instant at a y."""
        return self.start + round((y - self.zero) * HOUR / HOUR_PX)

    def hit(self, y: float) -> str:
        """The touch at a y, empty between them."""
        return next((p.id for p in reversed(self.places) if p.top <= y < p.bottom), "")

    def place(self, lead_id: str) -> Place | None:
        """Where a touch stands."""
        return next((place for place in self.places if place.id == lead_id), None)


def anchor(now: Ms) -> Ms:
    """Where today's scale begins: the quarter before, so that what is shown stays where it is for
    a while, under the hand of whoever reaches for it."""
    return now - now % (15 * 60_000)


def lay_out(slots: Sequence[Slot], stretches: Sequence[Stretch], start: Ms, shut: Ms) -> Strip:
    """Place a day that begins at `start`; the scale goes on to `shut`, the end of the shift, or
    past the last touch."""
    head = [slot for slot in slots if slot.at is None]
    zero = _TOP + HEAD * len(head) + (_GAP if head else _GAP / 2)
    places = [Place(slot.id, _TOP + HEAD * n, HEAD) for n, slot in enumerate(head)]
    end = max([shut, start + HOUR, *(s.at + _AFTER for s in slots if s.at is not None)])
    bare = Strip(start, end, zero, (), (), 0)
    flow: list[tuple[Ms, int, Slot | Stretch]] = [
        (slot.at, 1, slot) for slot in slots if slot.at is not None
    ]
    flow += [(max(s.start, start), 0, s) for s in stretches if _seen(s, start, end)]
    low = zero + 1
    blocks: list[Block] = []
    for instant, _, what in sorted(flow, key=lambda row: (*row[:2], _name(row[2]))):
        if isinstance(what, Stretch):
            wanted = bare.y(instant) + (-3 if what.start == what.end else 3)
            top = max(wanted, low)
            bottom = max(bare.y(min(what.end, end)) - LEAD - 1, top + LABEL)
            blocks.append(Block(what.key, top, bottom))
            low = top + LABEL + 1
        else:
            wanted = bare.y(instant) - LEAD
            top = max(wanted, low)
            tick = bare.y(instant) if top - wanted > _PUSHED else None
            places.append(Place(what.id, top, ITEM, tick))
            low = top + ITEM
    lowest = max([bare.y(end), *(p.bottom for p in places), *(b.bottom for b in blocks)])
    return Strip(start, end, zero, tuple(places), tuple(blocks), lowest + _FOOT)


def _name(what: Slot | Stretch) -> str:
    return what.id if isinstance(what, Slot) else str(what.key)


def _seen(stretch: Stretch, start: Ms, end: Ms) -> bool:
    moment = stretch.start == stretch.end
    return stretch.start <= end and (stretch.end > start or (moment and stretch.end >= start))


def step(order: Sequence[str], current: str, by: int) -> str:
    """The touch `by` places on, the ends holding; the first when none is current."""
    if not order:
        return ""
    if current not in order:
        return order[0]
    return order[max(0, min(len(order) - 1, order.index(current) + by))]


def snapped(instant: Ms, grid: int = 5 * 60_000) -> Ms:
    """The nearest five minutes."""
    return (instant + grid // 2) // grid * grid
