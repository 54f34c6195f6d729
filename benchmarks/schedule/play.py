"""One policy plays one town, under a referee that lets no illegal call pass."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from benchmarks.schedule.clues import Clue
from benchmarks.schedule.town import SLOTS, Lead, Town


class Caller(Protocol):
    """What every policy offers; slots are numbered through from day 0."""

    def start(self, meta: Mapping[str, Any]) -> None: ...
    def arrive(self, lead: Mapping[str, Any]) -> None: ...
    def day(self, d: int) -> None: ...
    def select(self, rep: int, slot: int, capacity: int) -> Iterable[str]: ...
    def observe(self, id: str, slot: int, outcome: str, clue: Clue | None) -> None: ...


class Illegal(Exception):
    """A policy chose a call it may not make; the run ends here."""


@dataclass(frozen=True)
class Result:
    """`expected` sums the true chances of the calls made: contacts without their own luck."""

    contacts: int
    calls: int
    leads: int
    expected: float
    log_hash: str


class Referee:
    """What has happened to each lead, and which calls are still allowed."""

    def __init__(self, town: Town) -> None:
        self._town, self._world = town, town.world
        self._number = {lead.id: n for n, lead in enumerate(town.leads)}
        self._calls = [0] * len(town.leads)
        self._last = [lead.slot for lead in town.leads]
        self._done = [False] * len(town.leads)

    def check(self, chosen: list[str], rep: int, slot: int, capacity: int) -> list[int]:
        """The leads' numbers. Raises Illegal, naming rep, slot, lead and the rule broken."""
        if len(chosen) > capacity:
            raise Illegal(f"rep {rep}, slot {slot}: {len(chosen)} calls in {capacity} places")
        if len(set(chosen)) < len(chosen):
            raise Illegal(f"rep {rep}, slot {slot}: a lead chosen twice")
        numbers = []
        for id in chosen:
            wrong = self._wrong(id, rep, slot)
            if wrong:
                raise Illegal(f"rep {rep}, slot {slot}, lead {id}: {wrong}")
            numbers.append(self._number[id])
        return numbers

    def _wrong(self, id: str, rep: int, slot: int) -> str:
        if id not in self._number:
            return "there is no such lead"
        n, world = self._number[id], self._world
        lead = self._town.leads[n]
        rules = (
            (lead.rep != rep, f"owned by rep {lead.rep}"),
            (slot < lead.slot, f"before its arrival in slot {lead.slot}"),
            (not self._town.legal[n, slot], "outside the legal hours where the lead lives"),
            (self._done[n], "already reached"),
            (self._calls[n] >= world.max_attempts, f"called {self._calls[n]} times already"),
            (
                slot - self._last[n] < world.min_gap_slots,
                f"last call in slot {self._last[n]}: the gap is {world.min_gap_slots} slots",
            ),
            (
                slot // SLOTS - lead.slot // SLOTS >= world.window_days,
                f"beyond {world.window_days} working days from arrival",
            ),
        )
        return next((words for broken, words in rules if broken), "")

    def called(self, n: int, slot: int, reached: bool) -> None:
        self._calls[n] += 1
        self._last[n] = slot
        self._done[n] = reached


def told(lead: Lead) -> dict[str, object]:
    """A lead as a policy hears of it."""
    return {
        "id": lead.id,
        "segment": lead.segment,
        "rep": lead.rep,
        "utc_offset_hours": lead.utc_offset_hours,
        "slot": lead.slot,
        "asked": list(lead.asked),
    }


def outcome_of(town: Town, n: int, slot: int) -> tuple[str, Clue | None]:
    """What a call to lead `n` in `slot` brings: a function of the town alone."""
    world = town.world
    if town.luck[n, slot] < town.chance[n, slot]:
        return "live", None
    said = town.sayings[n]
    if said.dead and town.luck[n, slot] < world.reveal:
        return "wrong_number", None
    if town.clue_luck[n, slot] >= world.clues:
        return "no_answer", None
    honest = bool(town.clue_honest[n, slot] < world.clue_truth)
    return "no_answer", said.pick(float(town.clue_pick[n, slot]), honest, slot // SLOTS)


def play(town: Town, policy: Caller) -> Result:
    """Runs the whole horizon. Raises Illegal on the first call that is not allowed."""
    referee = Referee(town)
    log = hashlib.sha256()
    contacts = calls = 0
    expected = 0.0
    coming = 0
    capacity = np.asarray(town.capacity).tolist()
    policy.start(town.meta())
    for slot in range(town.slots):
        if slot % SLOTS == 0:
            policy.day(slot // SLOTS)
        while coming < len(town.leads) and town.leads[coming].slot == slot:
            policy.arrive(told(town.leads[coming]))
            coming += 1
        for rep in range(town.world.reps):
            places = capacity[rep][slot]
            if not places:
                continue
            chosen = list(policy.select(rep, slot, places))
            for n in referee.check(chosen, rep, slot, places):
                outcome, clue = outcome_of(town, n, slot)
                referee.called(n, slot, outcome == "live")
                id = town.leads[n].id
                log.update(f"{slot} {rep} {id} {outcome} {clue}\n".encode())
                calls += 1
                contacts += outcome == "live"
                expected += float(town.chance[n, slot])
                policy.observe(id, slot, outcome, clue)
    return Result(contacts, calls, len(town.leads), expected, log.hexdigest())
