"""What a team has learnt about when people pick up: plain numbers, immutable, with a version.

How it is learnt is in `learning`; what it says about one lead in `belief`."""

import hashlib
from functools import cached_property

import msgspec
import numpy as np
from msgspec import Struct

from hub.planner.cells import WEEKDAYS, Floats
from hub.planner.habits import WORKDAYS
from hub.planner.published import LRM, PublishedTable

BASE = 0.22
"""Mean rate of a live number in office hours before anything is learnt: a fixed cadence needs about
seven calls a contact, dead numbers and those already tried included."""
SHAPE = 2.0
"""Gamma shape of the reach level between people: log-spread of about 0.7."""
DEAD = 0.08
REVEAL = 0.2
TRUST = 0.5
"""Strength of the published table before the team's own calls say otherwise."""
FADE = -0.01
"""Log interest lost a day before anything is learnt: after 20 hours each further dial is worth less
(SCHEDULE A1)."""
AWAY = (0.94, 0.03, 0.03)
AWAY_DAYS = (0, 4, 8)
LEAK = 0.12
"""Rate of somebody away, relative to present."""


class Segment(Struct, frozen=True):
    name: str
    log: float
    calls: int
    contacts: int


class Count(Struct, frozen=True):
    calls: int = 0
    contacts: int = 0


class Model(Struct, frozen=True, kw_only=True, dict=True):
    """Rates are expected pick-ups a call; logs natural. Hour and weekday are relative to `base`."""

    published: PublishedTable
    base: float
    weekday: tuple[float, ...]
    """Log, 7 from Monday."""
    hour: tuple[float, ...]
    """Log, 24 from midnight."""
    fade: float
    trust: float
    """Share of the published table's log figures found in the team's own calls."""
    segments: tuple[Segment, ...] = ()
    counts: tuple[Count, ...] = (Count(),) * (WEEKDAYS * 24)
    """The team's calls by weekday and hour of the leads' own clocks, Monday 00 first."""
    time_shares: tuple[float, ...] = (0.3, 0.35, 0.35)
    """Share of leads whose time of day is flat, mildly, strongly peaked."""
    day_shares: tuple[float, ...] = (0.6, 0.2, 0.2)
    away: tuple[float, ...] = AWAY
    dead: float = DEAD
    reveal: float = REVEAL
    """Chance that a call to a dead number tells so."""
    shape: float = SHAPE
    truth: float = 0.85
    """Share of clues that are true; `said_truth` of times stated when asked."""
    said_truth: float = 0.85
    leads: int = 0
    calls: int = 0
    contacts: int = 0

    @cached_property
    def version(self) -> str:
        """Hash of every number in it."""
        return hashlib.sha256(to_json(self)).hexdigest()[:16]

    @cached_property
    def week(self) -> Floats:
        """[7, 48] rates of an average person of an average segment."""
        hours = np.repeat(np.array(self.hour), 2)
        log: Floats = self.base + np.array(self.weekday)[:, None] + hours[None, :]
        return np.exp(log)

    def count(self, cell: int) -> Count:
        """Calls and contacts in the hour of a week cell."""
        return self.counts[cell // 2]

    def segment_log(self, name: str) -> float:
        return next((one.log for one in self.segments if one.name == name), 0.0)


def to_json(model: Model) -> bytes:
    return msgspec.json.encode(model)


def from_json(data: bytes) -> Model:
    """Raises msgspec.ValidationError."""
    return msgspec.json.decode(data, type=Model)


def log_table(table: PublishedTable) -> tuple[Floats, Floats]:
    """Log weekday and hour figures, mean zero over working days and office hours."""
    day, hour = np.log(np.array(table.weekday)), np.log(np.array(table.hour))
    return day - day[:WORKDAYS].mean(), hour - hour[8:20].mean()


def prior(table: PublishedTable = LRM, trust: float = TRUST) -> Model:
    """Before the first call: the published table, tempered to `trust`."""
    day, hour = log_table(table)
    return Model(
        published=table,
        base=float(np.log(BASE)),
        weekday=tuple((trust * day).tolist()),
        hour=tuple((trust * hour).tolist()),
        fade=FADE,
        trust=trust,
    )
