"""The planner as the rules see it (`app.domain.bounds.Choose`): of the times that bounds, the rep
and what is booked leave open, the one worth most. Pure: same facts, same choice."""

import hashlib
from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.domain.bounds import Bounds, Choice, Span
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.rep_times import RepTimes
from hub.planner.ahead import outlooks
from hub.planner.model import Model
from hub.plans import history, slots, survey, words
from hub.plans.slots import Slot
from hub.plans.survey import Survey

HASH = 12


class Side(Struct, frozen=True, kw_only=True):
    """The rep's side: times as `slots.kept` returns them, the instants of their other next touches,
    what a call place costs by half-hour since 1970 (0 where nothing is known)."""

    times: RepTimes
    booked: tuple[Ms, ...] = ()
    prices: Mapping[int, float] = {}


class Tables(Struct, frozen=True, kw_only=True):
    """What a team has learnt, and the hash of all of it, prices included."""

    model: Model
    version: str


def choose(
    lead: Lead, bounds: Bounds, now: Ms, side: Side, playbook: Playbook, tables: Tables
) -> Choice | None:
    """A time inside `bounds`, free for the rep; None where the rep has no working time in them."""
    if not bounds.spans:
        return None
    free = slots.free(side.times, bounds.spans[0][0], bounds.spans[-1][1])
    made = None
    if bounds.tailored and bounds.channel == "call":
        made = _tailored(lead, bounds, now, side, free, playbook, tables.model)
    made = made or _first(lead, bounds, side, free)
    return made and replace(made, plan=plan(lead, bounds, now, side, playbook, tables))


def plan(
    lead: Lead, bounds: Bounds, now: Ms, side: Side, playbook: Playbook, tables: Tables
) -> str:
    """Hash of all a choice is worked out from: the lead's facts, what rules leave open, the rep's
    side, the tables, the moment."""
    seen = (lead.id, lead.v, bounds, now, side.times, side.booked, playbook.planning)
    return hashlib.sha256(msgspec.json.encode((seen, tables.version))).hexdigest()[:HASH]


def open_to(
    bounds: Bounds, free: Sequence[Span], booked: Sequence[Ms], playbook: Playbook
) -> list[Slot]:
    """Half-hours for a tailored touch: those they asked for first; by the cadence's latest where
    anything is left before it."""
    for spans in (bounds.wished, bounds.spans):
        open_spans = slots.common(spans, free)
        found = slots.open_slots(open_spans, booked, playbook.planning, bounds.earliest)
        if found:
            return [slot for slot in found if slot.at < bounds.latest] or found
    return []


def _first(lead: Lead, bounds: Bounds, side: Side, free: Sequence[Span]) -> Choice | None:
    """The first moment that suits both; what moved it is said."""
    for spans in (bounds.wished, bounds.spans):
        at = slots.first_free(slots.common(spans, free), side.booked, bounds.earliest)
        if at is not None:
            wanted = max(spans[0][0], bounds.earliest)
            moved = words.moved(lead, side.times, wanted, at)
            return Choice(at=at, reason=f"{bounds.why}. {moved}" if moved else bounds.why)
    return None


def _tailored(
    lead: Lead,
    bounds: Bounds,
    now: Ms,
    side: Side,
    free: Sequence[Span],
    playbook: Playbook,
    model: Model,
) -> Choice | None:
    row = open_to(bounds, free, side.booked, playbook)
    if not row:
        return None
    known = history.past(lead, now)
    when = history.when(lead, [slot.at for slot in row])
    ahead = outlooks(
        model,
        [survey.plea(lead, known, when, [True] * len(row), playbook)],
        clock=[slot.number for slot in row],
        price=[side.prices.get(slot.number, 0.0) for slot in row],
        gap=survey.gap(playbook),
    )[0]
    seen = Survey(lead=lead, bounds=bounds, known=known, open=row, ahead=ahead)
    return survey.choice(seen, survey.best(seen), model, playbook)
