"""How often this team's calls are picked up, hour by hour of the prospects' week, as the desks are
shown it; and how the times reps chose themselves did against the plan's. Pure."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from app.domain.ids import Ms
from app.domain.playbook import Published
from app.protocol.messages import Pickup, PickupCell
from hub.planner.belief import believe, predict
from hub.planner.model import Model
from hub.planner.options import Options
from hub.planner.posterior import History
from hub.planner.signs import TRIED

DAYS = 90
HOURS_SHOWN = range(7, 21)
"""An hour outside these is told of only where it was called in."""
REACHED = ("live", "refused")


class Own(Struct, frozen=True, kw_only=True):
    """A call at a time the rep chose over the plan's: what came of it, and the chances the planner
    saw then."""

    reached: bool
    expected: float
    instead: float


def pickup(
    model: Model,
    histories: Sequence[History],
    own: Iterable[Own],
    published: Published,
    now: Ms,
    today: int,
) -> Pickup:
    """`today` in days since 1970: calls of the last 90 count."""
    calls, reached = [0] * 168, [0] * 168
    for history in histories:
        for sign in history.signs:
            if sign.day > today - DAYS and (sign.kind in TRIED or sign.kind in REACHED):
                calls[sign.cell // 2] += 1
                reached[sign.cell // 2] += sign.kind in REACHED
    expected = _expected(model, today)
    chosen = list(own)
    return Pickup(
        as_of=now,
        days=DAYS,
        calls=sum(calls),
        reached=sum(reached),
        cells=tuple(
            PickupCell(
                day=hour // 24, hour=hour % 24, calls=calls[hour], reached=reached[hour],
                p=round(expected[hour], 4),
            )
            for hour in range(168)
            if calls[hour] or hour % 24 in HOURS_SHOWN
        ),
        published=published,
        trust=round(min(1.0, max(0.0, model.trust)), 2),
        chosen=len(chosen),
        chosen_reached=sum(one.reached for one in chosen),
        chosen_expected=round(sum(one.expected for one in chosen), 3),
        instead_expected=round(sum(one.instead for one in chosen), 3),
    )  # fmt: skip


def _expected(model: Model, today: int) -> list[float]:
    """By hour of the week, for a lead that came today and of which nothing is known."""
    nobody = believe(model, Options(), [History(segment="", since=today)])[0]
    halves: list[float] = predict(nobody, today).tolist()
    return [(halves[2 * hour] + halves[2 * hour + 1]) / 2 for hour in range(168)]
