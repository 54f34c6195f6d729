"""What the house asks of the planner. `hub/plans` answers; without it the cadence alone plans."""

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection

from app.domain.bounds import Choose
from app.domain.ids import Ms
from app.protocol.messages import Pickup


class Plans(Protocol):
    """One for the whole hub, given to `Service`."""

    pickup_changed: list[Callable[[str], None]]
    """Called on the loop with a team's id when its pick-up figures were worked out anew."""

    def choose(self, conn: Connection, team: str) -> Choose:
        """Picks times inside one write or read transaction, with what is booked by then. Must be
        free until it is asked: it is made for every command."""
        ...

    def repack(self, team: str, rep: str, why: str) -> None:
        """Soon, and off the loop: place `rep`'s movable touches anew ("" for everybody's), for
        calendar, shift or rules changed. Asked again while one runs: once more after it."""
        ...

    def pickup(self, team: str) -> Pickup | None:
        """The newest figures, or None while there are none."""
        ...

    async def learn(self, team: str, now: Ms) -> None:
        """What comes once a night, and at start when it is older than a day. Never raises for a
        team whose facts it cannot read: it logs, and the old model stands."""
        ...
