"""What has to be told on this desk: by a fact, on catching up, or by its own clock; each once, even
after a crash. How it rings is `alerts.py`."""

from collections.abc import Callable, Mapping
from heapq import heappop, heappush

from app.domain.ids import Ms
from app.domain.lead import Lead
from client.mirror import Changed
from client.ring_rules import Cause, Rules


class Reasons:
    def __init__(self, now: Callable[[], Ms], leads: Callable[[], Mapping[str, Lead]]) -> None:
        self._now = now
        self._leads = leads
        self.rules: Rules | None = None
        self.on = True
        """The rep's own word is "on". Otherwise nothing rings here, and nothing counts as told."""
        self.told: set[str] = set()
        self._timers: list[tuple[Ms, str, str]] = []
        self._missed: dict[str, Cause] = {}
        """By lead: what would have rung while the link was down or the rep not to be rung."""

    def causes(self, changes: list[Changed]) -> list[Cause]:
        """Which of these ring here. They count as told from now on; the caller writes their keys in
        the same transaction, so that a crash rather loses a toast than repeats one."""
        found: list[Cause] = []
        for change in changes:
            cause = self.rules.of_fact(change, self._now()) if self.rules else None
            if cause is None and self.rules and self.rules.by_me(change):
                self._missed.pop(change.ev.lead, None)
            if cause is None or cause.key in self.told:
                continue
            if change.live and self.on:
                self.told.add(cause.key)
                found.append(cause)
            else:
                self._missed[cause.lead] = cause
        return found

    def catching_up(self) -> list[Cause]:
        """What waits and was not told here yet: after a start, a sleep, a drop, or a quiet hour."""
        if self.rules is None or not self.on:
            return []
        now, found = self._now(), list[Cause]()
        missed, self._missed = self._missed, {}
        for lead in self._leads().values():
            late = missed.get(lead.id)
            if late is not None and not self.rules.stands(late.why, lead, now):
                late = None  # Too soon by now: not told, so that its time can still bring it up.
            both = (self.rules.waiting(lead, now), late)
            causes = [cause for cause in both if cause is not None and cause.key not in self.told]
            if causes:
                self.told.update(cause.key for cause in causes)
                found.append(causes[0])
        return found

    def fallen_due(self) -> list[Cause]:
        """What this desk's own clock brings up: a lead not too soon any more, a Later that is over,
        a touch, most of an SLA used. While nothing may ring here it waits."""
        if not self.on:
            return []
        now, leads = self._now(), self._leads()
        found: list[Cause] = []
        while self._timers and self._timers[0][0] <= now:
            at, lead_id, key = heappop(self._timers)
            lead = leads.get(lead_id)
            if lead is None or self.rules is None or key in self.told:
                continue
            still = [c for t, c in self.rules.timers(lead, at - 1) if c.key == key]
            if still and self.rules.stands(still[0].why, lead, now):
                self.told.add(key)
                found.append(still[0])
        return found

    def remind(self, lead: Lead) -> None:
        """Set the timers of `lead` as it stands."""
        if self.rules is not None:
            for at, cause in self.rules.timers(lead, self._now()):
                if cause.key not in self.told:
                    heappush(self._timers, (at, lead.id, cause.key))

    def remind_all(self) -> None:
        """All leads changed at once: set every timer anew."""
        self._timers.clear()
        for lead in self._leads().values():
            self.remind(lead)
