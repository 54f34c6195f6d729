"""The planner as the rules see it (`app.domain.bounds.Choose`): of the times that bounds, the rep
and what is booked leave open, the one worth most. Pure: same facts, same choice."""

import hashlib
from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from app.domain import tries
from app.domain.bounds import Bounds, Choice, Span
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.rep_times import RepTimes
from app.domain.touch import Option
from hub.planner.ahead import Outlook, Places, outlook
from hub.planner.explain import Explanation, explain_all
from hub.planner.model import Model
from hub.planner.posterior import History
from hub.plans import history, slots, words
from hub.plans.factors import factors
from hub.plans.slots import Slot

ALIKE = 0.95
"""Odds this near to the best count as alike: another weekday or part of the day is tried then."""
OPTIONS = 3
LOW_ODDS = 0.06
"""Below this, and after the standard follow-ups, an email is worth more than a call."""
HASH = 12


class Side(Struct, frozen=True, kw_only=True):
    """The rep's side: times as `slots.kept` returns them, the instants of their other next touches,
    what a call place costs by half-hour since 1970 (0 where nothing is known)."""

    times: RepTimes
    booked: tuple[Ms, ...] = ()
    prices: Mapping[int, float] = {}


def choose(
    lead: Lead, bounds: Bounds, now: Ms, side: Side, playbook: Playbook, model: Model
) -> Choice | None:
    """A time inside `bounds`, free for the rep; None where the rep has no working time in them."""
    wanted = bounds.wished or bounds.spans
    if not wanted:
        return None
    free = slots.free(side.times, wanted[0][0], max(bounds.spans[-1][1], wanted[-1][1]))
    plan = _plan(lead, bounds, now, side, playbook, model)
    if bounds.tailored and bounds.channel == "call":
        chosen = _tailored(lead, bounds, now, side, free, playbook, model)
        if chosen is not None:
            return msgspec.structs.replace(chosen, plan=plan)
    return _standard(lead, bounds, side, free, plan)


def _standard(
    lead: Lead, bounds: Bounds, side: Side, free: tuple[Span, ...], plan: str
) -> Choice | None:
    """The first moment that suits both; what moved it is said."""
    for spans in (bounds.wished, bounds.spans):
        at = slots.first_free(slots.common(spans, free), side.booked, bounds.earliest)
        if at is not None:
            first = max(spans[0][0], bounds.earliest)
            moved = words.moved(lead, side.times, first, at)
            reason = f"{bounds.why}. {moved}" if moved else bounds.why
            return Choice(at=at, reason=reason, plan=plan)
    return None


def _tailored(
    lead: Lead,
    bounds: Bounds,
    now: Ms,
    side: Side,
    free: tuple[Span, ...],
    playbook: Playbook,
    model: Model,
) -> Choice | None:
    """The half-hour worth most, and two clearly different ones beside it."""
    open_slots = _open(bounds, side, free, playbook)
    if not open_slots:
        return None
    known = history.past(lead, now)
    facts = History(segment=known.segment, since=known.since, signs=known.signs)
    calls = len(tries.calls(lead))
    ahead = outlook(
        model,
        facts,
        Places(
            cell=[history.cell(lead, slot.at) for slot in open_slots],
            day=[history.day(lead, slot.at) for slot in open_slots],
            clock=[slot.number for slot in open_slots],
            price=[side.prices.get(slot.number, 0.0) for slot in open_slots],
        ),
        left=max(1, playbook.planning.attempts - calls),
        gap=-(-playbook.min_gap * 1000 // slots.HALF_HOUR),
    )
    picked = _picked(lead, bounds, open_slots, ahead)
    at = [open_slots[n].at for n in picked]
    cells = [(history.cell(lead, moment), history.day(lead, moment)) for moment in at]
    options = tuple(
        _option(lead, known, why, moment, model)
        for moment, why in zip(at, explain_all(model, facts, cells), strict=True)
    )
    first = options[0]
    low = first.odds < LOW_ODDS and calls >= playbook.planning.review_after
    return Choice(
        at=first.at,
        reason=". ".join(
            filter(None, (words.leading(bounds), words.reason(first.ratio, first.factors)))
        ),
        ratio=first.ratio,
        odds=first.odds,
        factors=first.factors,
        options=options,
        advice=words.advice(lead, first.odds) if low else "",
    )


def _open(bounds: Bounds, side: Side, free: tuple[Span, ...], playbook: Playbook) -> list[Slot]:
    """What they asked for first; by the cadence's latest where anything is left before it."""
    for spans in (bounds.wished, bounds.spans):
        found = slots.open_slots(
            slots.common(spans, free), side.booked, playbook.planning, bounds.earliest
        )
        if found:
            return [slot for slot in found if slot.at < bounds.latest] or found
    return []


def _picked(lead: Lead, bounds: Bounds, open_slots: Sequence[Slot], ahead: Outlook) -> list[int]:
    """Positions of the chosen slot and of up to two that differ from it and from each other by day
    or part of the day. Ties go to the earlier."""
    order = sorted(range(len(open_slots)), key=lambda n: (-round(ahead.worth[n], 9), n))
    best = order[0]
    varied = (n for n in order if _inside(open_slots[n].at, bounds.varied))
    other = next((n for n in varied if ahead.chance[n] >= ALIKE * ahead.chance[best]), best)
    picked = [other]
    for n in order:
        if len(picked) == OPTIONS:
            break
        if all(_differ(lead, open_slots[n].at, open_slots[m].at) for m in picked):
            picked.append(n)
    return picked


def _option(lead: Lead, known: history.Past, why: Explanation, at: Ms, model: Model) -> Option:
    ratio, shown = factors(lead, known, why, at, model.trust)
    return Option(
        at=at, ratio=ratio, odds=round(why.chance, 4), why=words.strongest(shown), factors=shown
    )


def _differ(lead: Lead, one: Ms, other: Ms) -> bool:
    a, b = tries.local(lead, one), tries.local(lead, other)
    return a.date() != b.date() or words.daypart(a) != words.daypart(b)


def _inside(at: Ms, spans: Sequence[Span]) -> bool:
    return any(low <= at < high for low, high in spans)


def _plan(lead: Lead, bounds: Bounds, now: Ms, side: Side, playbook: Playbook, model: Model) -> str:
    """Hash of all a choice is worked out from: the lead's facts, what rules leave open, the rep's
    side, the tables, the moment."""
    facts = (lead.id, lead.v, bounds, now, side, playbook.planning, model.version)
    return hashlib.sha256(msgspec.json.encode(facts)).hexdigest()[:HASH]
