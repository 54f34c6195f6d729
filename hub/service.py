"""The only write path: a command, a delivery or the clock becomes facts in one transaction, then answers."""

from collections.abc import Callable

from app.domain.ids import Ms
from app.protocol.messages import Cmd, Re
from hub.accounts import Device
from hub.database import Database
from hub.deliveries import Delivery, Receipt
from hub.policies import Policies
from hub.sources import SourceRow

__all__ = ["Delivery", "Receipt", "Service", "SourceRow"]


class Service:
    def __init__(self, db: Database, policies: Policies, now: Callable[[], Ms]) -> None:
        self.db = db
        self.policies = policies
        self.now = now
        self.changed: list[Callable[[str, int], None]] = []
        """Called on the loop with (team, seq) after each commit that wrote facts. A hint, never the truth."""

    async def submit(self, who: Device, cmd: Cmd) -> Re:
        """Decide one command of a desk. Every refusal is a `Re`; nothing is raised but bugs."""
        raise NotImplementedError

    async def receive(self, delivery: Delivery) -> Receipt:
        """Store a delivery and what it means; returns after the commit. Raises Busy or ReadOnly."""
        raise NotImplementedError

    async def advance(self, now: Ms) -> int:
        """What time has brought by `now`: offers ended, leases expired, promises broken, touches due.
        Returns the number of facts written. Safe to run twice."""
        raise NotImplementedError

    async def next_wake(self) -> Ms | None:
        """When `advance` has something to do next."""
        raise NotImplementedError
