"""What a hub has counted of calls, for pictures and tests: a quarter's, the first week's, none."""

from __future__ import annotations

from random import Random

from app.protocol.messages import Pickup, PickupCell
from tests.builders import a_playbook
from tests.ui.scenes import HOUR, NOW, FakeDesk, board

_DAYS = (0.9, 0.9, 1.1, 1.15, 0.95)
_HOURS = {8: 0.95, 9: 1.0, 10: 0.95, 11: 0.75, 12: 0.65, 13: 0.7, 14: 1.0, 15: 1.1, 16: 1.5,
          17: 1.35, 18: 1.0, 19: 0.7}  # fmt: skip
_CALLS = {8: 22, 9: 70, 10: 88, 11: 74, 12: 40, 13: 52, 14: 84, 15: 96, 16: 110, 17: 92, 18: 34,
          19: 18}  # fmt: skip


def pickup(scale: float = 1.0, trust: float = 0.31, differ: float = 1.0) -> Pickup:
    """Calls of 90 days; `scale` how many, `differ` how strongly hours and days differ."""
    chance, cells = Random(7), []
    for day in range(7):
        for hour in range(7, 21):
            calls = round(_CALLS.get(hour, 0) * scale * (1.1 - 0.05 * day)) if day < 5 else 0
            share = 0.17 * (_DAYS[min(day, 4)] * _HOURS.get(hour, 0.5)) ** differ
            reached = sum(chance.random() < share for _ in range(calls))
            cells.append(PickupCell(day=day, hour=hour, calls=calls, reached=reached, p=share))
    return Pickup(
        as_of=NOW - 9 * HOUR,
        days=90,
        calls=sum(cell.calls for cell in cells),
        reached=sum(cell.reached for cell in cells),
        cells=tuple(cells),
        published=a_playbook().planning.published,
        trust=trust,
        chosen=40,
        chosen_reached=12,
        chosen_expected=9.1,
        instead_expected=10.2,
    )


def counted() -> FakeDesk:
    """A quarter of calls."""
    desk = board()
    desk.pickup = pickup()
    return desk


def few() -> FakeDesk:
    """The first weeks: most hours say little."""
    desk = board()
    desk.pickup = pickup(scale=0.14)
    return desk


def none() -> FakeDesk:
    """The hub has counted nothing yet."""
    return board()
