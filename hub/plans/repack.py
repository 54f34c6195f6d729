"""A rep's whole queue packed anew: which touches move, where to, and why. Stable: what can stay
stays unless a move is worth it. Pure; the moves are ordered elsewhere, one lead at a time."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.domain import cadence, hours, tries
from app.domain.bounds import Bounds
from app.domain.commands import PlaceTouch, PlanAnew
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.touch import NextTouch
from hub.planner.ahead import Outlook, outlooks
from hub.planner.packing import Wish, pack
from hub.plans import history, rota, slots, survey, words
from hub.plans.choose import Side, Tables, open_to, plan
from hub.plans.history import Past
from hub.plans.slots import HALF_HOUR, Slot
from hub.plans.survey import Survey

SOON_MS = 2 * 3_600_000
"""What is due by then is being prepared: it stays."""
STAY = 0.01
"""Contacts a move has to win: one more person reached in a hundred calls. Less is not worth the
trouble of a time that changes."""


class Move(Struct, frozen=True, kw_only=True):
    lead: str
    command: PlaceTouch | PlanAnew


class _Touch(Struct, frozen=True, kw_only=True):
    """A touch that may move. `stays`: its present place is still possible; `open`: others are."""

    lead: Lead
    now: NextTouch
    bounds: Bounds
    known: Past
    open: Sequence[Slot]
    stays: bool

    def number(self) -> int:
        """The half-hour it is in, -1 where it cannot stay."""
        return self.now.at // HALF_HOUR if self.stays else -1

    def keeps(self, number: int) -> bool:
        """Is it left alone when it was given half-hour `number`, or none (-1)?"""
        return self.stays and number in (-1, self.number())


def moves(
    leads: Sequence[Lead], side: Side, playbook: Playbook, tables: Tables, now: Ms, why: str
) -> list[Move]:
    """`leads` are all of one rep's that have a next touch; `side.booked` is not looked at. `why`
    stands before the reason of what has to move for no reason of the rep's own times."""
    free = slots.free(side.times, now, now + rota.DAYS * 86_400_000)
    touches: list[_Touch] = []
    fixed: list[Ms] = []
    found: list[Move] = []
    for lead in sorted(leads, key=lambda one: one.id):
        ahead = lead.next_touch
        if ahead is None:
            continue
        bounds = None if _held(lead, ahead, now) else cadence.bounds(lead, playbook, now)
        if bounds is None:
            fixed.append(ahead.at)
            continue
        stays = bounds.allow(ahead.at) and slots.inside(ahead.at, free)
        if bounds.tailored:
            row = [s for s in open_to(bounds, free, (), playbook) if s.at >= now + SOON_MS]
            known = history.past(lead, now)
            touches.append(
                _Touch(lead=lead, now=ahead, bounds=bounds, known=known, open=row, stays=stays)
            )
        elif stays:
            fixed.append(ahead.at)
        else:
            found.append(Move(lead=lead.id, command=PlanAnew(why=why)))
    return found + _packed(touches, fixed, side, playbook, tables, now, why)


def _held(lead: Lead, ahead: NextTouch, now: Ms) -> bool:
    return (
        ahead.pinned
        or ahead.needs_time
        or ahead.channel != "call"
        or ahead.at < now + SOON_MS
        or lead.running() is not None
        or not hours.zones(lead.where)
    )


def _packed(
    touches: Sequence[_Touch],
    fixed: Sequence[Ms],
    side: Side,
    playbook: Playbook,
    tables: Tables,
    now: Ms,
    why: str,
) -> list[Move]:
    there = rota.rota({"": side.times}, {"": fixed}, playbook.planning, now)
    if not there.numbers:
        return [_anew(touch, why) for touch in touches if not touch.stays]
    clocks = rota.Clocks(there.numbers)
    pleas = []
    for touch in touches:
        open_numbers = {slot.number for slot in touch.open}
        is_open = [number in open_numbers for number in there.numbers]
        when = clocks.of(touch.lead)
        pleas.append(survey.plea(touch.lead, touch.known, when, is_open, playbook))
    views = outlooks(
        tables.model,
        pleas,
        clock=there.numbers,
        price=[side.prices.get(number, 0.0) for number in there.numbers],
        gap=survey.gap(playbook),
    )
    chosen = pack(
        [_wish(touch, view, there.numbers) for touch, view in zip(touches, views, strict=True)],
        there.places[""],
    )
    numbers = [there.numbers[one.slot] if one.slot >= 0 else -1 for one in chosen]
    row = dict(zip(there.numbers, range(len(there.numbers)), strict=True))
    settled = [touch.keeps(number) for touch, number in zip(touches, numbers, strict=True)]
    booked = [*fixed, *(t.now.at for t, stays in zip(touches, settled, strict=True) if stays)]
    found = []
    for touch, view, number, stays in zip(touches, views, numbers, settled, strict=True):
        if stays:
            continue
        move = _moved(touch, view, row, number, side, booked, playbook, tables, now, why)
        if isinstance(move.command, PlaceTouch):
            booked.append(move.command.next.at)
        found.append(move)
    return found


def _wish(touch: _Touch, view: Outlook, numbers: Sequence[int]) -> Wish:
    """Worth above nothing: a price may make a place cost more than it brings, and still a lead has
    to be somewhere."""
    least = min(0.0, *view.worth) - 1e-3
    worth = [
        (one - least + (STAY if number == touch.number() else 0.0)) if odds > 0 else 0.0
        for number, one, odds in zip(numbers, view.worth, view.chance, strict=True)
    ]
    return Wish(id=touch.lead.id, worth=tuple(worth))


def _moved(
    touch: _Touch,
    view: Outlook,
    row: dict[int, int],
    number: int,
    side: Side,
    booked: Sequence[Ms],
    playbook: Playbook,
    tables: Tables,
    now: Ms,
    why: str,
) -> Move:
    """To half-hour `number`, on a minute nothing else has; planned anew where none is left."""
    free = slots.free(side.times, now, now + rota.DAYS * 86_400_000)
    open_ = [s for s in open_to(touch.bounds, free, booked, playbook) if s.number in row]
    first = next((n for n, slot in enumerate(open_) if slot.number == number), None)
    if first is None:
        return _anew(touch, why)
    ahead = Outlook(
        worth=tuple(view.worth[row[slot.number]] for slot in open_),
        chance=tuple(view.chance[row[slot.number]] for slot in open_),
    )
    seen = Survey(lead=touch.lead, bounds=touch.bounds, known=touch.known, open=open_, ahead=ahead)
    choice = survey.choice(seen, first, tables.model, playbook)
    packed = replace(side, booked=tuple(sorted(booked)))
    made = replace(
        touch.now,
        at=choice.at,
        reason=f"{_because(touch, side, choice.at, why)}. {choice.reason}",
        ratio=choice.ratio,
        odds=choice.odds,
        factors=choice.factors,
        options=choice.options,
        advice=choice.advice,
        earliest=touch.bounds.earliest,
        due_told=False,
        plan=plan(touch.lead, touch.bounds, now, packed, playbook, tables),
    )
    return Move(lead=touch.lead.id, command=PlaceTouch(next=made, seen_v=touch.lead.v))


def _anew(touch: _Touch, why: str) -> Move:
    return Move(lead=touch.lead.id, command=PlanAnew(why=why))


def _because(touch: _Touch, side: Side, at: Ms, why: str) -> str:
    moved = words.moved(touch.lead, side.times, touch.now.at, at)
    if moved:
        return moved
    local = tries.local(touch.lead, touch.now.at)
    then = tries.local(touch.lead, at)
    clock = f"{local:%H:%M}" if local.date() == then.date() else f"{local:%a %H:%M}"
    return f"Moved from {clock} there: {'a better time came free' if touch.stays else why.lower()}"
