"""One hash of a plan and of all it was worked out from: same facts, same hash, in every process."""

import hashlib
from collections.abc import Sequence

import msgspec

from hub.planner.model import Model
from hub.planner.options import Options
from hub.planner.packing import Placement
from hub.planner.queue import Case


def plan_hash(
    model: Model, options: Options, cases: Sequence[Case], now: int, plan: Sequence[Placement]
) -> str:
    """Independent of the order in which cases and placements are given."""
    said = msgspec.json.encode(
        (
            model.version,
            options,
            now,
            sorted(cases, key=lambda case: case.id),
            sorted((placed.id, placed.slot) for placed in plan),
        )
    )
    return hashlib.sha256(said).hexdigest()[:16]
