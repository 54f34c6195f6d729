"""One drawn world: leads with their true pick-up chances, reps with their call places, and luck.

Everything is drawn before anybody calls, by lead and slot, so all policies meet the same luck.
A slot is a half-hour on the reps' clock, numbered through from 08:00 of day 0; days are working
days, Monday to Friday."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from benchmarks.schedule.clues import Clue, Sayings, sayings
from benchmarks.schedule.habits import habit
from benchmarks.schedule.tables import FIRST, HALF_HOURS, LAST, WEEKDAYS, Floats, population
from benchmarks.schedule.world import World

SLOTS = 24
FIRST_MINUTE = 480
SEGMENTS = ("form", "ad", "partner", "event")
OFFSETS = (0, -1, -2, -3)


@dataclass(frozen=True)
class Lead:
    """What a policy is told on arrival."""

    id: str
    segment: str
    rep: int
    utc_offset_hours: int
    slot: int
    asked: tuple[Clue, ...]


@dataclass(frozen=True)
class Crowd:
    """What this town's people have in common: [weekday, half-hour], and by segment."""

    table: Floats
    segment_level: Floats
    segment_hours: Floats


@dataclass(frozen=True)
class Town:
    """Arrays are indexed [lead, slot]; `capacity` [rep, slot]."""

    world: World
    crowd: Crowd
    leads: tuple[Lead, ...]
    capacity: NDArray[np.int64]
    legal: NDArray[np.bool_]
    """Within the legal hours where the lead lives; says nothing of arrival, gap or window."""
    chance: Floats
    """The hidden chance that a call in the slot is picked up."""
    luck: Floats
    clue_luck: Floats
    clue_pick: Floats
    clue_honest: Floats
    sayings: tuple[Sayings, ...]

    @property
    def slots(self) -> int:
        return self.world.days * SLOTS

    def meta(self) -> dict[str, object]:
        """What every policy is told at the start."""
        return {
            "slots_per_day": SLOTS,
            "slot_minutes": 30,
            "first_minute": FIRST_MINUTE,
            "days": self.world.days,
            "reps": self.world.reps,
            "capacity": self.capacity.tolist(),
            "max_attempts": self.world.max_attempts,
            "min_gap_slots": self.world.min_gap_slots,
            "window_days": self.world.window_days,
            "legal": (8, 20),
            "weekday_of_day0": 0,
        }


def draw(world: World, seed: int, run: int = 0) -> Town:
    """The town of (world, seed, run): the same numbers on every machine and in every process."""
    rng = np.random.default_rng([seed, run])
    shifts, capacity = _reps(rng, world)
    table = population(world.table, world.table_strength) * _local_taste(rng, world)
    crowd = Crowd(table, *_segments(rng, world))
    drawn: list[tuple[int, int, int, int, Floats, Sayings, Floats]] = []
    while len(drawn) < world.leads:
        person = int(rng.integers(len(SEGMENTS)))
        rep, offset = int(rng.integers(world.reps)), int(rng.choice(OFFSETS))
        week = crowd.table * crowd.segment_hours[person] * habit(rng, world.forms, world.habits)
        dead = bool(rng.uniform() < world.dead)
        slot = _arrival(rng, world, shifts[rep], offset)
        back = _back(rng, world, slot)
        told = sayings(rng, week, back, dead)
        spread = world.level_spread
        level = world.level * np.exp(rng.normal(-spread * spread / 2, spread))
        level *= 0.0 if dead else crowd.segment_level[person]
        chance = _chances(world, level * week, offset, slot, back)
        if rng.uniform() >= chance[slot]:  # the others were reached by the first call
            drawn.append((slot, person, rep, offset, chance, told, rng.uniform(size=3)))
    drawn.sort(key=lambda one: one[0])
    shape = (world.leads, world.days * SLOTS)
    leads = []
    for n, (slot, person, rep, offset, _chance, told, luck) in enumerate(drawn):
        asked = _asked(world, told, luck, slot // SLOTS)
        leads.append(Lead(f"L{n:04d}", SEGMENTS[person], rep, offset, slot, asked))
    return Town(
        world=world,
        crowd=crowd,
        leads=tuple(leads),
        capacity=capacity,
        legal=np.array([_legal(world, lead.utc_offset_hours) for lead in leads]),
        chance=np.array([one[4] for one in drawn]),
        luck=rng.uniform(size=shape),
        clue_luck=rng.uniform(size=shape),
        clue_pick=rng.uniform(size=shape),
        clue_honest=rng.uniform(size=shape),
        sayings=tuple(one[5] for one in drawn),
    )


def _reps(rng: Generator, world: World) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Who is at work when, and how many follow-up calls fit into each half-hour."""
    at_work = np.zeros((world.reps, world.days, SLOTS), dtype=bool)
    for rep in range(world.reps):
        start, lunch = int(rng.integers(0, 7)), int(rng.integers(7, 11))
        at_work[rep, :, start : start + 17] = True
        at_work[rep, :, lunch : lunch + 2] = False
    flat = at_work.reshape(world.reps, -1)
    weight = np.where(flat & (rng.uniform(size=flat.shape) > 0.18), 1.0, 0.0)
    places = round(world.places_per_lead * world.leads)
    wanted = weight * places / weight.sum()
    # Whole places with the wanted mean: the fraction is drawn half-hour by half-hour.
    capacity = np.floor(wanted + rng.uniform(size=flat.shape)).astype(np.int64)
    return flat, np.where(weight > 0, capacity, 0)


def _segments(rng: Generator, world: World) -> tuple[Floats, Floats]:
    """A level for each segment, and how its hours tilt from morning to evening."""
    level = np.exp(rng.normal(0, world.segments, len(SEGMENTS)))
    tilt = rng.normal(0, world.segments / 2, len(SEGMENTS))
    hours = np.exp(tilt[:, None] * np.linspace(-2, 2, HALF_HOURS)[None, :])
    hours /= hours[:, FIRST:LAST].mean(axis=1)[:, None]
    return level / level.mean(), hours[:, None, :]


def _local_taste(rng: Generator, world: World) -> Floats:
    """How this town's people differ from any table: hour by hour, and a little by weekday."""
    hours = np.repeat(rng.normal(0, world.table_noise, HALF_HOURS // 2), 2)
    days = rng.normal(0, world.table_noise / 2, WEEKDAYS)
    taste: Floats = np.exp(days[:, None] + hours[None, :])
    taste /= taste[:, FIRST:LAST].mean()
    return taste


def _arrival(rng: Generator, world: World, shift: NDArray[np.bool_], offset: int) -> int:
    """When the first call was made: the rep is there and the lead may be called."""
    while True:
        slot = int(rng.integers(world.arrival_days * SLOTS))
        if shift[slot] and slot % SLOTS + 2 * offset >= 0:
            return slot


def _back(rng: Generator, world: World, slot: int) -> int | None:
    away = rng.uniform() < world.away
    days = int(rng.integers(2, 9))
    return slot // SLOTS + days if away else None


def _legal(world: World, offset: int) -> NDArray[np.bool_]:
    local = FIRST + np.arange(SLOTS) + 2 * offset
    return np.tile((local >= FIRST) & (local < LAST), world.days)


def _chances(world: World, week: Floats, offset: int, slot: int, back: int | None) -> Floats:
    """One person's pick-up chance in every slot of the run; 0 where no call is legal."""
    days = np.arange(world.days)
    local = FIRST + np.arange(SLOTS) + 2 * offset
    by_slot = week[days % WEEKDAYS][:, local]
    by_slot = by_slot * (world.fade ** np.maximum(0, days - slot // SLOTS))[:, None]
    if back is not None:
        by_slot[:back] *= world.away_factor
    chances: Floats = np.minimum(0.9, by_slot.reshape(-1)) * _legal(world, offset)
    return chances


def _asked(world: World, told: Sayings, luck: Floats, day: int) -> tuple[Clue, ...]:
    """What a lead answered to "when is a good time?": nothing, or one clue."""
    if luck[0] >= world.asked or told.dead:
        return ()
    clue = told.pick(float(luck[1]), bool(luck[2] < world.asked_truth), day)
    return () if clue is None else (clue,)
