"""Nightly learning: a team's model from the facts of its leads alone.

One round of expectation-maximisation a night, from yesterday's model: what each lead's habits
probably are under it, then the team's hours, weekdays, segments and shares given those."""

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from hub.planner.cells import WEEKDAYS, Floats, Ints
from hub.planner.dead import last_word, silent
from hub.planner.habits import library
from hub.planner.model import BASE, FADE, LEAK, TRUST, Count, Model, Segment, log_table, prior
from hub.planner.options import Options
from hub.planner.posterior import Calls, History, Posterior, calls_of, posterior
from hub.planner.unseen import Shares, unseen

HOURS = 24
BASE_SPREAD = 0.5
TRUST_SPREAD = 0.4
DAY_SPREAD = 0.12
HOUR_SPREAD = 0.25
HOUR_REACH = 1.5
"""Hours over which the team's own pattern is alike."""
SEGMENT_SPREAD = 0.25
FADE_SPREAD = 0.01
SHARE_LEADS = 100.0
"""Leads' worth of belief in the first shares of habits; DEAD and AWAY alike."""
REVEAL_CALLS = 10.0
"""Calls' worth of belief in the first chance that a dead number tells so."""
NEWTON = 4
CHUNK = 128


def learn(model: Model, histories: Sequence[History]) -> Model:
    """Tomorrow's model. Deterministic; histories in any fixed order."""
    if not histories:
        return model
    names = sorted({one.segment for one in histories})
    rows, seen = _expect(model, histories, names)
    sums = _sum(seen, unseen(model, histories))
    effects = _fit(model, rows, names)
    return _renew(model, histories, names, rows, effects, sums)


class _Rows:
    """One entry a call: what a person like this would expect, but for the team's own figures."""

    def __init__(self) -> None:
        self.parts: list[tuple[Ints, Ints, Ints, Floats, Floats, Floats]] = []

    def arrays(self) -> tuple[Ints, Ints, Ints, Floats, Floats, Floats]:
        """weekday, hour, segment, age, exposure, live"""
        w, h, s, a, e, y = (np.concatenate(part) for part in zip(*self.parts, strict=True))
        return w, h, s, a, e, y


def _expect(model: Model, histories: Sequence[History], names: list[str]) -> tuple[_Rows, Shares]:
    shapes = library()
    rows = _Rows()
    number = {name: n for n, name in enumerate(names)}
    times = np.zeros(len(model.time_shares))
    days = np.zeros(len(model.day_shares))
    away = np.zeros(len(model.away))
    dead = quiet = 0.0
    wrong = 0
    for start in range(0, len(histories), CHUNK):
        some = histories[start : start + CHUNK]
        calls = calls_of(some)
        found = posterior(model, Options(), some, calls)
        alive = 1 - found.dead
        living = found.weight * alive[:, None, None, None]
        times += np.bincount(shapes.time_group, living.sum(axis=(0, 1, 3)), minlength=len(times))
        days += np.bincount(shapes.day_group, living.sum(axis=(0, 1, 2)), minlength=len(days))
        away += living.sum(axis=(0, 2, 3))
        dead += float(found.dead.sum())
        silences = np.array([silent(one.signs) for one in some])
        quiet += float(found.dead @ silences)
        wrong += sum(last_word(one.signs) == "wrong_number" for one in some)
        rows.parts.append(_rows(model, some, calls, found, living, number))
    return rows, Shares(times, days, away, dead, float(len(histories)), quiet, wrong)


def _sum(one: Shares, other: Shares) -> Shares:
    return Shares(
        times=one.times + other.times,
        days=one.days + other.days,
        away=one.away + other.away,
        dead=one.dead + other.dead,
        leads=one.leads + other.leads,
        silent=one.silent + other.silent,
        wrong=one.wrong + other.wrong,
    )


def _rows(
    model: Model,
    histories: Sequence[History],
    calls: Calls,
    found: Posterior,
    living: Floats,
    number: dict[str, int],
) -> tuple[Ints, Ints, Ints, Floats, Floats, Floats]:
    shapes = library()
    at_time = shapes.times.T[calls.half]  # [lead, call, time]
    at_day = shapes.days.T[calls.weekday]
    present = np.where(calls.day[:, None, :] >= found.until[:, :, None], 1.0, LEAK)
    level = living * found.level
    exposure = np.zeros(calls.weight.shape)
    for absence in range(level.shape[1]):
        both = np.sum((at_time @ level[:, absence]) * at_day, axis=2)
        exposure += present[:, absence] * both
    exposure *= calls.weight
    used = (calls.weight > 0) & ~calls.given
    segment = np.array([number[one.segment] for one in histories])
    since = np.array([one.since for one in histories])
    age = np.maximum(0, calls.day - since[:, None]).astype(np.float64)
    which = np.broadcast_to(segment[:, None], used.shape)
    return (
        calls.weekday[used],
        calls.half[used] // 2,
        which[used],
        age[used],
        exposure[used],
        calls.live[used].astype(np.float64),
    )


def _prior_precision(model: Model, segments: int) -> tuple[Floats, Floats]:
    """Mean and precision of (base, 7 weekdays, 24 hours, fade, segments): the published table at an
    unknown strength, plus the team's own smooth departure from it."""
    day, hour = log_table(model.published)
    table = np.concatenate([day, hour])
    size = 1 + WEEKDAYS + HOURS + 1 + segments
    mean, cover = np.zeros(size), np.zeros((size, size))
    mean[0], mean[32] = np.log(BASE), FADE
    mean[1:32] = TRUST * table
    cover[0, 0] = BASE_SPREAD**2
    cover[32, 32] = FADE_SPREAD**2
    cover[1:32, 1:32] = TRUST_SPREAD**2 * np.outer(table, table)
    cover[1:8, 1:8] += DAY_SPREAD**2 * np.eye(WEEKDAYS)
    hours = np.arange(HOURS)
    apart = (hours[:, None] - hours[None, :]) / HOUR_REACH
    cover[8:32, 8:32] += HOUR_SPREAD**2 * np.exp(-0.5 * apart**2) + 0.02**2 * np.eye(HOURS)
    cover[33:, 33:] = SEGMENT_SPREAD**2 * np.eye(segments)
    precision = np.asarray(np.linalg.inv(cover), dtype=np.float64)
    return mean, precision


def _fit(model: Model, rows: _Rows, names: list[str]) -> Floats:
    """Newton's method on the Poisson likelihood with a Gaussian prior: its mode."""
    weekday, hour, segment, age, exposure, live = rows.arrays()
    mean, precision = _prior_precision(model, len(names))
    design = np.zeros((len(live), len(mean)))
    row = np.arange(len(live))
    design[:, 0] = 1.0
    design[row, 1 + weekday] = 1.0
    design[row, 8 + hour] = 1.0
    design[:, 32] = age
    design[row, 33 + segment] = 1.0
    effects = np.concatenate(
        [
            [model.base],
            model.weekday,
            model.hour,
            [model.fade],
            [model.segment_log(name) for name in names],
        ]
    )
    for _ in range(NEWTON):
        expected = exposure * np.exp(design @ effects)
        slope = design.T @ (live - expected) - precision @ (effects - mean)
        curve = (design * expected[:, None]).T @ design + precision
        effects = effects + np.clip(np.linalg.solve(curve, slope), -0.5, 0.5)
    return effects


def _renew(
    model: Model,
    histories: Sequence[History],
    names: list[str],
    rows: _Rows,
    effects: Floats,
    sums: Shares,
) -> Model:
    weekday, hour, segment, _, _, live = rows.arrays()
    start = prior(model.published)
    day, table = log_table(model.published)
    figures = np.concatenate([day[:5], table[8:20]])
    own = np.concatenate([effects[1:6], effects[16:28]])
    alive = sums.leads - sums.dead
    return replace(
        model,
        base=float(effects[0]),
        weekday=tuple(effects[1:8].tolist()),
        hour=tuple(effects[8:32].tolist()),
        fade=float(effects[32]),
        trust=float(figures @ own / max(1e-9, float(figures @ figures))),
        segments=tuple(
            Segment(
                name, float(effects[33 + n]), int(np.sum(segment == n)), _live(live, segment == n)
            )
            for n, name in enumerate(names)
        ),
        counts=_counts(weekday * HOURS + hour, live, WEEKDAYS * HOURS),
        time_shares=_shares(start.time_shares, sums.times, alive),
        day_shares=_shares(start.day_shares, sums.days, alive),
        away=_shares(start.away, sums.away, alive),
        dead=(start.dead * SHARE_LEADS + sums.dead) / (SHARE_LEADS + sums.leads),
        reveal=(start.reveal * REVEAL_CALLS + sums.wrong)
        / (REVEAL_CALLS + sums.wrong + sums.silent),
        leads=len(histories),
        calls=len(live),
        contacts=int(live.sum()),
    )


def _shares(first: tuple[float, ...], found: Floats, leads: float) -> tuple[float, ...]:
    mixed = (np.array(first) * SHARE_LEADS + found) / (SHARE_LEADS + leads)
    return tuple((mixed / mixed.sum()).tolist())


def _counts(at: Ints, live: Floats, size: int) -> tuple[Count, ...]:
    calls = np.bincount(at, minlength=size)
    contacts = np.bincount(at, live, minlength=size)
    return tuple(Count(int(n), round(float(k))) for n, k in zip(calls, contacts, strict=True))


def _live(live: Floats, chosen: Floats | Ints) -> int:
    return int(live[np.asarray(chosen, dtype=bool)].sum())
