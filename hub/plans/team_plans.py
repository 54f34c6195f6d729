"""The planner of the whole hub (`hub.planning.Plans`): per team what was learnt, a choice for every
write. The numeric core is imported when it is first needed, so that the hub is up before it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from app.domain.bounds import Bounds, Choice, Choose
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.protocol.messages import Pickup
from hub import time_rows
from hub.planning import Place
from hub.plans import rows, slots

if TYPE_CHECKING:
    from hub.planner.model import Model


class TeamPlans:
    def __init__(self, playbook: Callable[[str], Playbook]) -> None:
        """`playbook` by team id."""
        self._playbook = playbook
        self._models: dict[str, Model] = {}
        self.place: Place | None = None
        self.pickup_changed: list[Callable[[str], None]] = []

    def choose(self, conn: Connection, team: str) -> Choose:
        """Reads the rep's times and bookings only when it is asked."""

        def chosen(lead: Lead, bounds: Bounds, now: Ms) -> Choice | None:
            return self._choose(conn, team, lead, bounds, now)

        return chosen

    def _choose(
        self, conn: Connection, team: str, lead: Lead, bounds: Bounds, now: Ms
    ) -> Choice | None:
        from hub.plans.choose import Side, choose

        playbook = self._playbook(team)
        if not lead.owner:
            side = Side(times=slots.kept(None, playbook.planning))
        else:
            times = time_rows.find(conn, team, lead.owner)
            until = bounds.spans[-1][1] if bounds.spans else now
            side = Side(
                times=slots.kept(times, playbook.planning),
                booked=rows.booked(conn, team, lead.owner, lead.id, now, until),
            )
        return choose(lead, bounds, now, side, playbook, self._model(team))

    def _model(self, team: str) -> "Model":
        from hub.planner.model import prior

        return self._models.setdefault(team, prior())

    def repack(self, team: str, rep: str, why: str) -> None: ...

    def pickup(self, team: str) -> Pickup | None:
        return None

    async def learn(self, team: str, now: Ms) -> None: ...
