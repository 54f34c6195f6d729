"""The policies people use today, through the same interface as the planner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.schedule.clues import Clue
from benchmarks.schedule.tables import PUBLISHED

CADENCE = (0, 1, 3, 5, 8, 12)
"""Working days after arrival on which follow-up calls fall due."""


@dataclass
class Open:
    """What a rep's list says of one lead not yet reached."""

    id: str
    arrived: int
    offset: int
    calls: int = 0
    last: int = 0
    clues: dict[str, Any] = field(default_factory=dict)


class Worklist:
    """Calls whoever may legally be called now, in the order of `rank`; None holds a lead back."""

    def start(self, meta: Mapping[str, Any]) -> None:
        self._meta = meta
        self._per_day = int(meta["slots_per_day"])
        self._open: list[dict[str, Open]] = [{} for _ in range(meta["reps"])]
        self._owner: dict[str, int] = {}

    def arrive(self, lead: Mapping[str, Any]) -> None:
        one = Open(lead["id"], lead["slot"], lead["utc_offset_hours"], last=lead["slot"])
        self._owner[one.id] = lead["rep"]
        self._open[lead["rep"]][one.id] = one

    def day(self, d: int) -> None:
        """Strikes off whoever's window has ended."""
        window = self._meta["window_days"]
        for mine in self._open:
            for id in [
                one.id for one in mine.values() if d - one.arrived // self._per_day >= window
            ]:
                del mine[id]

    def select(self, rep: int, slot: int, capacity: int) -> list[str]:
        ranked = []
        for one in self._open[rep].values():
            if slot - one.last >= self._meta["min_gap_slots"] and self._legal(one, slot):
                rank = self.rank(one, slot)
                if rank is not None:
                    ranked.append((rank, one.id))
        return [id for _, id in sorted(ranked)[:capacity]]

    def observe(self, id: str, slot: int, outcome: str, clue: Clue | None) -> None:
        mine = self._open[self._owner[id]]
        one = mine[id]
        one.calls += 1
        one.last = slot
        if outcome != "no_answer" or one.calls >= self._meta["max_attempts"]:
            del mine[id]
        elif clue is not None:
            self.heard(one, clue)

    def heard(self, one: Open, clue: Clue) -> None:
        """Only the disciplined write it down."""

    def rank(self, one: Open, slot: int) -> tuple[float, ...] | None:
        raise NotImplementedError

    def _legal(self, one: Open, slot: int) -> bool:
        minute = self.local_minute(one, slot)
        low, high = self._meta["legal"]
        return bool(low * 60 <= minute and minute + self._meta["slot_minutes"] <= high * 60)

    def local_minute(self, one: Open, slot: int) -> int:
        """Minutes since midnight where the lead lives."""
        of_day = slot % self._per_day * self._meta["slot_minutes"]
        return int(self._meta["first_minute"] + of_day + one.offset * 60)

    def weekday(self, slot: int) -> int:
        return int(self._meta["weekday_of_day0"] + slot // self._per_day) % 5


class NewestFirst(Worklist):
    """The top of the inbox."""

    def rank(self, one: Open, slot: int) -> tuple[float, ...]:
        return (-one.arrived,)


class Fifo(Worklist):
    """Whoever came first, until reached or given up."""

    def rank(self, one: Open, slot: int) -> tuple[float, ...]:
        return (one.arrived,)


class FixedCadence(Worklist):
    """Days 0, 1, 3, 5, 8, 12 in due order; what is overdue rolls over. The yardstick."""

    def rank(self, one: Open, slot: int) -> tuple[float, ...] | None:
        due = one.arrived // self._per_day + CADENCE[one.calls]
        return (due, one.arrived) if due <= slot // self._per_day else None


class CadenceAndClues(FixedCadence):
    """The same, by somebody who reads every clue and believes it."""

    def heard(self, one: Open, clue: Clue) -> None:
        one.clues[clue[0]] = clue[1]

    def arrive(self, lead: Mapping[str, Any]) -> None:
        super().arrive(lead)
        one = self._open[lead["rep"]][lead["id"]]
        for clue in lead["asked"]:
            self.heard(one, clue)

    def rank(self, one: Open, slot: int) -> tuple[float, ...] | None:
        clues = one.clues
        if "wrong_number" in clues or slot // self._per_day < clues.get("back", 0):
            return None
        if "days" in clues and self.weekday(slot) not in clues["days"]:
            return None
        if "window" in clues:
            low, high = clues["window"]
            if not low * 60 <= self.local_minute(one, slot) < high * 60:
                return None
        return super().rank(one, slot)


class PublishedBestHour(FixedCadence):
    """Of those due, whoever's local hour the published table likes best."""

    def rank(self, one: Open, slot: int) -> tuple[float, ...] | None:
        rank = super().rank(one, slot)
        return None if rank is None else (-self.liked(one, slot), *rank)

    def liked(self, one: Open, slot: int) -> float:
        return float(PUBLISHED[self.weekday(slot), self.local_minute(one, slot) // 30])


class OnlyPublishedBestHours(PublishedBestHour):
    """No call outside the hours the published table likes."""

    def rank(self, one: Open, slot: int) -> tuple[float, ...] | None:
        return None if self.liked(one, slot) < 1.1 else super().rank(one, slot)
