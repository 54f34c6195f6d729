"""Bounds: within what a next touch may be placed. Hard, whoever places it: the cadence's first
fitting moment, the planner's choice, a drag. Who chooses inside them is not decided here; how they
come about is `opening.py`."""

from collections.abc import Callable

from msgspec import Struct

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.touch import Channel, Factor, Option

Span = tuple[Ms, Ms]


class Bounds(Struct, frozen=True, kw_only=True):
    """What rules leave open for one next touch."""

    channel: Channel
    attempt: int
    of: int
    earliest: Ms
    """Gap, step, law and their own "back Monday" allow nothing before."""
    latest: Ms
    """The cadence wants it by then; later only where nothing before is allowed."""
    why: str
    """How the reason begins: "No answer twice, one working day later"."""
    spans: tuple[Span, ...]
    """Where it may begin, in order, start inclusive, end exclusive: legal in every zone and
    jurisdiction they may be in, room for one more call that day, not in the last half-hour
    tried."""
    wished: tuple[Span, ...]
    """The part of `spans` that suits what they asked for; equal to `spans` where they asked for
    nothing. Empty where nothing allowed suits them: `why` says so then, and `spans` count."""
    varied: tuple[Span, ...] = ()
    """Where the calls so far all fell on one weekday or in one part of the day: the part of
    `spans` elsewhere, to be preferred where the odds are alike. Empty: no such wish."""
    tailored: bool
    """The standard follow-ups are over, or they said when: the time is chosen for this person. Else
    the first moment that suits both sides is the time."""
    review: bool
    """The rep is to be shown this plan."""

    def allow(self, at: Ms) -> bool:
        """May the touch begin at `at`?"""
        return any(start <= at < end for start, end in self.spans)


class Choice(Struct, frozen=True, kw_only=True):
    """A time inside bounds, and why. The first of `options` is the choice itself."""

    at: Ms
    reason: str
    ratio: float = 0.0
    odds: float = 0.0
    factors: tuple[Factor, ...] = ()
    options: tuple[Option, ...] = ()
    advice: str = ""
    plan: str = ""


Choose = Callable[[Lead, Bounds, Ms], Choice | None]
"""The planner as the rules see it: (lead, bounds, now) to a choice inside them, or None when the
rep has no working time there. Deterministic."""
