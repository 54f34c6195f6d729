"""A rep's whole queue packed anew: which touches move, where to, and why. Stable: what can stay
stays unless a move is worth it. Pure; the moves are ordered elsewhere, one lead at a time."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.domain import cadence, hours, tries
from app.domain.bounds import Bounds, Span
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


class _Work(Struct, frozen=True, kw_only=True):
    """What all touches of one queue have in common."""

    side: Side
    playbook: Playbook
    tables: Tables
    now: Ms
    why: str
    free: tuple[Span, ...]
    until: Ms


def moves(
    leads: Sequence[Lead], side: Side, playbook: Playbook, tables: Tables, now: Ms, why: str
) -> list[Move]:
    """`leads` are all of one rep's that have a next touch; `side.booked` is not looked at. `why`
    stands before the reason of what has to move for no reason of the rep's own times."""
    until = now + rota.DAYS * 86_400_000
    free = slots.free(side.times, now, until)
    work = _Work(
        side=side, playbook=playbook, tables=tables, now=now, why=why, free=free, until=until
    )
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
        elif bounds.tailored:
            touches.append(_touch(lead, ahead, bounds, work))
        elif bounds.allow(ahead.at) and slots.inside(ahead.at, free):
            fixed.append(ahead.at)
        else:
            found.append(Move(lead=lead.id, command=PlanAnew(why=why)))
    return found + _packed(touches, fixed, work)


def _touch(lead: Lead, ahead: NextTouch, bounds: Bounds, work: _Work) -> _Touch:
    row = open_to(bounds, work.free, (), work.playbook)
    return _Touch(
        lead=lead,
        now=ahead,
        bounds=bounds,
        known=history.past(lead, work.now),
        open=[slot for slot in row if slot.at >= work.now + SOON_MS],
        stays=bounds.allow(ahead.at) and slots.inside(ahead.at, work.free),
    )


def _held(lead: Lead, ahead: NextTouch, now: Ms) -> bool:
    return (
        ahead.pinned
        or ahead.needs_time
        or ahead.channel != "call"
        or ahead.at < now + SOON_MS
        or lead.running() is not None
        or not hours.zones(lead.where)
    )


def _packed(touches: Sequence[_Touch], fixed: Sequence[Ms], work: _Work) -> list[Move]:
    room = rota.rooms(work.side.times, fixed, work.playbook.planning, work.now, work.until)
    numbers = list(room)
    if not numbers:
        return [_anew(touch, work) for touch in touches if not touch.stays]
    views = _views(touches, numbers, work)
    wishes = [_wish(touch, view, numbers) for touch, view in zip(touches, views, strict=True)]
    given = [
        numbers[one.slot] if one.slot >= 0 else -1 for one in pack(wishes, list(room.values()))
    ]
    settled = [touch.keeps(number) for touch, number in zip(touches, given, strict=True)]
    booked = [*fixed, *(t.now.at for t, stays in zip(touches, settled, strict=True) if stays)]
    place = {number: n for n, number in enumerate(numbers)}
    found = []
    for touch, view, number, stays in zip(touches, views, given, settled, strict=True):
        if stays:
            continue
        move = _moved(touch, view, place, number, booked, work)
        if isinstance(move.command, PlaceTouch):
            booked.append(move.command.next.at)
        found.append(move)
    return found


def _views(touches: Sequence[_Touch], numbers: Sequence[int], work: _Work) -> list[Outlook]:
    """What each touch is worth in each half-hour."""
    clocks = rota.Clocks(numbers)
    pleas = []
    for touch in touches:
        mine = {slot.number for slot in touch.open}
        is_open = [number in mine for number in numbers]
        when = clocks.of(touch.lead)
        pleas.append(survey.plea(touch.lead, touch.known, when, is_open, work.playbook))
    return outlooks(
        work.tables.model,
        pleas,
        clock=numbers,
        price=[work.side.prices.get(number, 0.0) for number in numbers],
        gap=survey.gap(work.playbook),
    )


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
    place: Mapping[int, int],
    number: int,
    booked: Sequence[Ms],
    work: _Work,
) -> Move:
    """To half-hour `number`, on a minute nothing else has; planned anew where none is left."""
    row = open_to(touch.bounds, work.free, booked, work.playbook)
    open_ = [slot for slot in row if slot.number in place]
    first = next((n for n, slot in enumerate(open_) if slot.number == number), None)
    if first is None:
        return _anew(touch, work)
    ahead = Outlook(
        worth=tuple(view.worth[place[slot.number]] for slot in open_),
        chance=tuple(view.chance[place[slot.number]] for slot in open_),
    )
    seen = Survey(lead=touch.lead, bounds=touch.bounds, known=touch.known, open=open_, ahead=ahead)
    choice = survey.choice(seen, first, work.tables.model, work.playbook)
    side = replace(work.side, booked=tuple(sorted(booked)))
    made = replace(
        touch.now,
        at=choice.at,
        reason=f"{_because(touch, choice.at, work)}. {choice.reason}",
        ratio=choice.ratio,
        odds=choice.odds,
        factors=choice.factors,
        options=choice.options,
        advice=choice.advice,
        earliest=touch.bounds.earliest,
        due_told=False,
        plan=plan(touch.lead, touch.bounds, work.now, side, work.playbook, work.tables),
    )
    return Move(lead=touch.lead.id, command=PlaceTouch(next=made, seen_v=touch.lead.v))


def _anew(touch: _Touch, work: _Work) -> Move:
    return Move(lead=touch.lead.id, command=PlanAnew(why=work.why))


def _because(touch: _Touch, at: Ms, work: _Work) -> str:
    moved = words.moved(touch.lead, work.side.times, touch.now.at, at)
    if moved:
        return moved
    local, then = tries.local(touch.lead, touch.now.at), tries.local(touch.lead, at)
    clock = f"{local:%H:%M}" if local.date() == then.date() else f"{local:%a %H:%M}"
    said = "a better time came free" if touch.stays else work.why[:1].lower() + work.why[1:]
    return f"Moved from {clock} there: {said}"
