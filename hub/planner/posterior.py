"""Bayes over the habit library for many leads at once: what their signs so far make of them.

A lead's reach level is Gamma distributed with a share of dead numbers; it answers a call at rate
level * team rate * time shape * day shape * presence, so failures add up exposure and the level
integrates out exactly (a negative binomial), shape by shape."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from msgspec import Struct

from hub.planner.cells import HALVES, Flags, Floats, Ints
from hub.planner.dead import dead_numbers
from hub.planner.habits import library
from hub.planner.model import AWAY_DAYS, LEAK, Model
from hub.planner.options import Options
from hub.planner.said import day_weight, time_weight
from hub.planner.signs import LIFE, REACHED, TRIED, Sign, clues_of

LIFE_WEIGHT = 0.5
"""Share of signs of life that tell when somebody is there; the rest happen at any time."""


class History(Struct, frozen=True, kw_only=True):
    """The facts of one lead: since: the local day it arrived."""

    segment: str
    since: int
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True)
class Calls:
    """The calls of a batch of leads, [lead, call], padded with calls of no weight."""

    weekday: Ints
    half: Ints
    day: Ints
    weight: Floats
    live: Flags
    given: Flags
    """Known only because it failed: says nothing of the team."""


@dataclass(frozen=True)
class Posterior:
    """[lead, away, time, day] weights (sum one a lead) of the living, and mean levels."""

    weight: Floats
    level: Floats
    exposure: Floats
    """Expected pick-ups so far of somebody of level one, under each shape."""
    until: Ints
    """[lead, away]: the day they are back."""
    dead: Floats
    shape: Floats
    """[lead]: Gamma shape of the level after what was seen."""


def calls_of(histories: Sequence[History]) -> Calls:
    rows = [_calls(one) for one in histories]
    width = max(1, *(len(row) for row in rows))
    table = np.zeros((len(rows), width, 6))
    for n, row in enumerate(rows):
        if row:
            table[n, : len(row)] = row
    whole = table[:, :, :3].astype(np.int64)
    flags = table[:, :, 4:] > 0
    return Calls(
        weekday=whole[:, :, 0],
        half=whole[:, :, 1],
        day=whole[:, :, 2],
        weight=table[:, :, 3],
        live=flags[:, :, 0],
        given=flags[:, :, 1],
    )


def _calls(history: History) -> list[tuple[float, ...]]:
    found: list[tuple[float, ...]] = []
    for sign in history.signs:
        live = sign.kind in REACHED
        weight = 0.5 if live else TRIED.get(sign.kind, 0.0)
        # A pick-up ends its half-hour of waiting midway: exposure counts half.
        if weight > 0 and 0 <= sign.cell < 336:
            weekday, half = divmod(sign.cell, HALVES)
            given = sign.kind == "given"
            found.append((weekday, half, sign.day, weight, float(live), float(given)))
    return found


def team_rates(model: Model, histories: Sequence[History], calls: Calls) -> Floats:
    """[lead, call] rate of an average person of the lead's segment, at the lead's age."""
    segment = np.array([model.segment_log(one.segment) for one in histories])
    since = np.array([one.since for one in histories])
    age = np.maximum(0, calls.day - since[:, None])
    week: Floats = model.week[calls.weekday, calls.half]
    rates: Floats = week * np.exp(segment[:, None] + model.fade * age)
    return rates


def shares_of(shares: Sequence[float], group: Ints) -> Floats:
    """Share of each shape: its group's, evenly within the group."""
    sizes = np.bincount(group, minlength=len(shares))
    return np.array(shares)[group] / sizes[group]


def posterior(
    model: Model, options: Options, histories: Sequence[History], calls: Calls
) -> Posterior:
    """Deterministic; about 0.2 ms a lead."""
    shapes = library()
    times, days = shapes.times, shapes.days
    time, day, away, until = _before_calls(model, options, histories)
    present = np.where(calls.day[:, None, :] >= until[:, :, None], 1.0, LEAK)
    rates = calls.weight * team_rates(model, histories, calls)
    at_time = times.T[calls.half].transpose(0, 2, 1)  # [lead, time, call]
    at_day = days.T[calls.weekday]  # [lead, call, day]
    weighted = at_time[:, None] * (present * rates[:, None, :])[:, :, None, :]
    exposure: Floats = weighted @ at_day[:, None]
    prior = away[:, :, None, None] * time[:, None, :, None] * day[:, None, None, :]
    lives = calls.live.sum(axis=1)
    if not options.lead_level:
        exposure = np.zeros_like(exposure)
    kept = 1.0 / (1.0 + exposure / model.shape)
    weight = prior * kept**model.shape
    for n in np.flatnonzero(lives):
        for call in np.flatnonzero(calls.live[n]):
            weight[n] *= kept[n] * present[n, :, call][:, None, None]
            weight[n] *= at_time[n, :, call][None, :, None] * at_day[n, call][None, None, :]
    alive = weight.sum(axis=(1, 2, 3))
    dead = dead_numbers(model, options, [one.signs for one in histories], alive)
    weight /= alive[:, None, None, None]
    shape = model.shape + lives
    level = kept * (shape / model.shape)[:, None, None, None]
    return Posterior(weight, level, exposure, until, dead, shape)


def _before_calls(
    model: Model, options: Options, histories: Sequence[History]
) -> tuple[Floats, Floats, Floats, Ints]:
    """Weights of time shapes, day shapes and absences from the model and what was said."""
    shapes = library()
    times = shares_of(model.time_shares, shapes.time_group)
    days = shares_of(model.day_shares, shapes.day_group)
    time = np.tile(times, (len(histories), 1))
    day = np.tile(days, (len(histories), 1))
    away = np.tile(np.array(model.away), (len(histories), 1))
    until = np.array([[one.since + days for days in AWAY_DAYS] for one in histories])
    for n, one in enumerate(histories):
        for clue in clues_of(one.signs, asking=options.asking, clues=options.clues):
            if clue.kind.endswith("window"):
                time[n] *= time_weight(model, times, clue)
            elif clue.kind.endswith("days"):
                day[n] *= day_weight(model, days, clue)
            else:
                until[n, 1:] = clue.value[0]
                away[n] = (1 - model.truth, model.truth / 2, model.truth / 2)
        if options.clues:
            for sign in one.signs:
                if sign.kind in LIFE and 0 <= sign.cell < 336:
                    time[n] *= 1 - LIFE_WEIGHT + LIFE_WEIGHT * shapes.times[:, sign.cell % HALVES]
                    day[n] *= 1 - LIFE_WEIGHT + LIFE_WEIGHT * shapes.days[:, sign.cell // HALVES]
    return time, day, away, until
