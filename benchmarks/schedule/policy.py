"""The hub's planner behind the benchmark's interface; a thin adapter, no ideas of its own.

The benchmark's days are working days from a Monday; the planner's are calendar days, so day d
becomes d // 5 weeks and d % 5 days after a Monday."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hub.planner import Case, History, Options, Queue, Rota, Sign, Where, learn, prior

MONDAY = 18260
USUAL_CALLS = 3.2
"""Call places a lead before any lead came."""
RECENT = 0.6
"""Weight of a day's arrivals against the day after."""
"""A Monday, in days since 1970-01-01."""
OUTCOMES = {"live": "live", "no_answer": "no_answer", "wrong_number": "wrong_number"}


class Policy:
    """See SCHEDULE B8 for what the methods are told."""

    def __init__(self, options: Options | None = None) -> None:
        self._options = options or Options()

    def start(self, meta: Mapping[str, Any]) -> None:
        self._meta = meta
        self._per_day = int(meta["slots_per_day"])
        self._slots = self._per_day * int(meta["days"])
        self._minutes = int(meta["slot_minutes"])
        self._model = prior()
        capacity = np.array(meta["capacity"], dtype=np.int64)
        if capacity.shape[1] < self._slots:  # one day given for all
            capacity = np.tile(capacity, (1, int(meta["days"])))
        self._week = self._days_a_week(capacity)
        self._rota = Rota(np.arange(self._slots), capacity, int(meta["min_gap_slots"]))
        self._places: dict[str, Where] = {}
        self._queue = Queue(self._rota, self._places, self._model, self._options)
        self._cases: dict[str, Case] = {}
        self._all: dict[str, History] = {}
        self._arrived: dict[int, int] = {}
        self._fresh: list[Case] = []

    def arrive(self, lead: Mapping[str, Any]) -> None:
        place = str(lead["utc_offset_hours"])
        if place not in self._places:
            self._places[place] = self._where(int(lead["utc_offset_hours"]))
        slot = int(lead["slot"])
        where = self._places[place]
        cell, day = int(where.cells[slot]), int(where.days[slot])
        signs = [Sign("given", cell, day)]  # whoever the first call reached never arrives here
        signs += [
            sign
            for kind, value in lead["asked"]
            if (sign := self._sign("said_" + kind, value, cell, day)) is not None
        ]
        history = History(segment=str(lead["segment"]), since=day, signs=tuple(signs))
        until = (slot // self._per_day + int(self._meta["window_days"])) * self._per_day
        case = Case(
            id=lead["id"],
            rep=int(lead["rep"]),
            where=place,
            history=history,
            left=int(self._meta["max_attempts"]),
            ready=slot + int(self._meta["min_gap_slots"]),
            until=min(until, self._slots),
        )
        today = slot // self._per_day
        self._arrived[today] = self._arrived.get(today, 0) + 1
        self._fresh = [*self._fresh[-59:], case]
        self._keep(case)

    def day(self, d: int) -> None:
        slot = d * self._per_day
        for case in list(self._cases.values()):
            if case.until <= slot:
                self._close(case.id)
        if self._options.team_level and d > 0:
            self._model = learn(self._model, list(self._all.values()))
            self._queue.learn(self._model)
        self._queue.dawn(slot, self._coming(d), rounds=4 if d else 30)

    def select(self, rep: int, slot: int, capacity: int) -> list[str]:
        return [pick.id for pick in self._queue.rank(rep, slot, capacity)]

    def observe(self, id: str, slot: int, outcome: str, clue: tuple[str, Any] | None) -> None:
        case = self._cases[id]
        where = self._places[case.where]
        cell, day = int(where.cells[slot]), int(where.days[slot])
        heard = [Sign(OUTCOMES.get(outcome, "no_answer"), cell, day)]
        if clue is not None and (sign := self._sign(*clue, cell, day)) is not None:
            heard.append(sign)
        history = History(
            segment=case.history.segment,
            since=case.history.since,
            signs=(*case.history.signs, *heard),
        )
        self._all[id] = history
        if outcome in ("live", "wrong_number") or case.left <= 1:
            self._close(id)
            return
        self._keep(
            Case(
                id=id,
                rep=case.rep,
                where=case.where,
                history=history,
                left=case.left - 1,
                ready=slot + int(self._meta["min_gap_slots"]),
                until=case.until,
            )
        )

    def _keep(self, case: Case) -> None:
        self._cases[case.id] = case
        self._all[case.id] = case.history
        self._queue.put(case)

    def _close(self, id: str) -> None:
        del self._cases[id]
        self._queue.drop(id)

    def _coming(self, d: int) -> Sequence[tuple[Case, float]]:
        """Leads expected on each of the days ahead: as many and such as came so far."""
        days, reps = int(self._meta["days"]), int(self._meta["reps"])
        window = int(self._meta["window_days"])
        rate = self._rate(d) / reps
        found = []
        for day in range(d, min(days, d + window)):
            for rep in range(reps):
                n = day * reps + rep
                like = self._fresh[n % len(self._fresh)] if self._fresh else self._stranger()
                found.append((self._later(like, rep, day), rate))
        return found

    def _rate(self, d: int) -> float:
        """Leads a day: the last days count most, so that an end of the stream is soon seen."""
        start = float(self._rota.capacity.sum()) / int(self._meta["days"]) / USUAL_CALLS
        total, weight = start * RECENT**d, RECENT**d
        for day in range(d):
            total += self._arrived.get(day, 0) * RECENT ** (d - 1 - day)
            weight += RECENT ** (d - 1 - day)
        return total / weight

    def _later(self, like: Case, rep: int, day: int) -> Case:
        """The same lead, as if it came on `day`."""
        slot = day * self._per_day + self._per_day // 2
        when = int(self._calendar(day))
        cell = int(self._places[like.where].cells[slot])
        signs = tuple(Sign(s.kind, cell, when, s.value) for s in like.history.signs)
        return Case(
            id=like.id,
            rep=rep,
            where=like.where,
            history=History(segment=like.history.segment, since=when, signs=signs),
            left=like.left,
            ready=slot + int(self._meta["min_gap_slots"]),
            until=min(self._slots, (day + int(self._meta["window_days"])) * self._per_day),
        )

    def _stranger(self) -> Case:
        self._places.setdefault("0", self._where(0))
        signs = (Sign("given", 0, 0),)
        history = History(segment="", since=0, signs=signs)
        left = int(self._meta["max_attempts"])
        return Case(id="", rep=0, where="0", history=history, left=left, ready=0, until=0)

    def _where(self, offset: int) -> Where:
        slots = np.arange(self._slots)
        day, of_day = slots // self._per_day, slots % self._per_day
        weekday = (day + int(self._meta["weekday_of_day0"])) % self._week
        minute = int(self._meta["first_minute"]) + of_day * self._minutes + 60 * offset
        low, high = self._meta["legal"]
        legal = (minute >= 60 * low) & (minute + self._minutes <= 60 * high)
        cells = weekday * 48 + np.clip(minute // 30, 0, 47)
        return Where(cells.astype(np.int64), self._calendar(day), legal)

    def _calendar(self, day: Any) -> Any:
        """The calendar day of a day of the benchmark."""
        whole = day + int(self._meta["weekday_of_day0"])
        return MONDAY + whole // self._week * 7 + whole % self._week

    def _days_a_week(self, capacity: NDArray[np.int64]) -> int:
        """5 as days are working days; 7 where a town numbers its empty weekends too."""
        by_day = capacity.sum(axis=0).reshape(-1, self._per_day).sum(axis=1)
        whole = np.arange(len(by_day)) + int(self._meta["weekday_of_day0"])
        weekend = whole % 7 >= 5
        return 7 if weekend.any() and not by_day[weekend].any() else 5

    def _sign(self, kind: str, value: Any, cell: int, day: int) -> Sign | None:
        """None for a kind or a value that is not understood."""
        plain = kind.removeprefix("said_")
        match plain, value:
            case "wrong_number", _:
                return Sign("wrong_number", cell, day)
            case "window" | "not_window", (first, last):
                return Sign(kind, cell, day, (round(2 * first), round(2 * last)))
            case "days" | "not_days", (_, *_):
                return Sign(kind, cell, day, tuple(int(one) for one in value))
            case "back", int() | float() | np.number():
                return Sign("back", cell, day, (int(self._calendar(int(value))),))
            case _:
                return None
