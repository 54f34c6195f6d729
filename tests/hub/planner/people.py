"""Made-up leads for the planner's tests: histories and small teams, by seed."""

import numpy as np

from hub.planner import Case, History, Queue, Rota, Sign, Where, prior
from hub.planner.model import Model
from hub.planner.options import Options

MONDAY = 18260
"""Days since 1970-01-01."""


def cell(weekday: int, hour: float) -> int:
    return weekday * 48 + int(hour * 2)


def call(kind: str, weekday: int, hour: float, week: int = 0) -> Sign:
    return Sign(kind, cell(weekday, hour), MONDAY + 7 * week + weekday)


def said(kind: str, value: tuple[int, ...], weekday: int = 0) -> Sign:
    return Sign(kind, cell(weekday, 10), MONDAY + weekday, value)


def lead(*signs: Sign, segment: str = "form", since: int = MONDAY) -> History:
    return History(segment=segment, since=since, signs=signs)


def histories(seed: int, count: int, best: tuple[int, int] = (16, 18)) -> list[History]:
    """Leads called up to six times; they pick up twice as often from `best[0]` to `best[1]`."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        signs: list[Sign] = []
        level = rng.gamma(2.0, 0.09)
        for week in range(2):
            for weekday in (0, 2, 3):
                hour = int(rng.integers(8, 20))
                chance = level * (2.0 if best[0] <= hour < best[1] else 1.0)
                live = bool(rng.uniform() < chance)
                signs.append(call("live" if live else "no_answer", weekday, hour, week))
                if live:
                    break
            else:
                continue
            break
        found.append(lead(*signs, segment=str(rng.choice(["form", "ad"]))))
    return found


def office(days: int) -> tuple[Rota, dict[str, Where]]:
    """Two reps, 09:00 to 17:00 on their clock, a place every other half-hour; two zones."""
    slots = np.arange(days * 24)
    of_day = slots % 24
    work = (of_day >= 2) & (of_day < 18) & (of_day % 2 == 0)
    rota = Rota(slots, np.tile(work.astype(np.int64), (2, 1)), 8)
    places = {}
    for name, hours in (("here", 0), ("west", -3)):
        half = 16 + of_day + 2 * hours
        day = slots // 24
        places[name] = Where(
            cells=(day % 5 * 48 + half).astype(np.int64),
            days=(MONDAY + day // 5 * 7 + day % 5).astype(np.int64),
            legal=half >= 16,
        )
    return rota, places


def case(number: int, *signs: Sign, ready: int = 0, left: int = 6, until: int = 240) -> Case:
    history = lead(Sign("given", cell(0, 9), MONDAY), *signs)
    return Case(
        id=f"L{number:03d}",
        rep=number % 2,
        where="west" if number % 3 == 0 else "here",
        history=history,
        left=left,
        ready=ready,
        until=until,
    )


def queue(leads: int, model: Model | None = None, options: Options | None = None) -> Queue:
    rota, places = office(10)
    made = Queue(rota, places, model or prior(), options)
    made.put_all([case(n) for n in range(leads)])
    return made
