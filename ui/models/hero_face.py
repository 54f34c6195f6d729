"""What the hero says about its lead: ring, headline, clocks, number. Words only."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import reach, sla
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.domain.touch import NextTouch, Touch
from ui import words
from ui.models.call_words import line_over, stands
from ui.models.faces import STATES, Moment
from ui.my_clock import my_zone
from ui.person_words import cleaned, name, role_line, whose
from ui.their_clock import full
from ui.widgets.heat import Heat
from ui.widgets.ring import Ring

_DAY = 86_400_000
_TO = {"call": "call", "sms": "SMS", "email": "email"}
_RUNNING = {"sms": "SMS", "email": "email"}


@dataclass(frozen=True)
class HeroFace:
    """The block at the upper left of the pane, and the two clocks beside it."""

    ring: Ring
    source: str
    note: str
    name: str
    role: str
    theirs: str
    mine: str
    number: str
    icon: str


def hero_face(lead: Lead, moment: Moment) -> HeroFace:
    """All the hero says at this moment."""
    shown = moment.shown
    return HeroFace(
        ring=_ring(lead, moment),
        source=cleaned(lead.source.name),
        note=_note(lead, moment),
        name=name(lead.person),
        role=role_line(lead),
        theirs=full(lead.where, shown, whose(lead.person)),
        mine=f"{words.clock(at(shown), my_zone())} yours",
        number=number(lead),
        icon="smartphone" if lead.person.phone_kind == "mobile" else "phone",
    )


def number(lead: Lead) -> str:
    """The number a call would go to, in groups that can be read out where the hub knew them."""
    e164, grouped = reach.address(lead, "call"), lead.person.phone_read
    same = "".join(c for c in grouped if c.isdigit()) == e164.removeprefix("+")
    return cleaned(grouped if same and grouped else e164)


def _ring(lead: Lead, moment: Moment) -> Ring:
    running = lead.running()
    if moment.stale_at is not None:
        return _stale_ring(lead, moment)
    if running is not None:
        if running.channel == "call":
            word, since = stands(running, moment.now)
        else:
            word, since = _RUNNING[running.channel], moment.now - running.started
        return Ring(Heat.ANSWERED, words.span(since), word, on_call=not line_over(running))
    if lead.next_touch is not None and lead.owner == moment.me:
        return _next_ring(lead.next_touch, moment.now)
    heat = sla.heat(lead, moment.now, moment.me)
    state = STATES[heat.state]
    if heat.what == "claim":
        return Ring(state, words.digits_left(heat.ms), "to claim", 1 - heat.share)
    if heat.what == "left":
        return Ring(state, words.digits_left(heat.ms), "left", 1 - heat.share)
    if heat.what == "over":
        return Ring(state, words.span(-heat.ms), "over", 0.0)
    if heat.what == "in":
        return Ring(state, words.span(heat.ms), "answered", 1.0)
    if heat.what == "owner":
        return Ring(state, words.span(heat.ms), "taken", 1.0)
    return _not_yet(lead, heat, moment)


def _next_ring(upcoming: NextTouch, now: Ms) -> Ring:
    """Mine and answered once: what counts is the next touch."""
    if upcoming.needs_time:
        return Ring(Heat.WARM, "when?", "say a time", 0.0)
    if upcoming.at < now:
        return Ring(Heat.OVER, words.span(now - upcoming.at), "past due", 0.0)
    left = upcoming.at - now
    digits = f"{left // _DAY} d" if left >= _DAY else words.digits_left(left)
    return Ring(Heat.CALM, digits, f"to {_TO[upcoming.channel]}", 1.0)


def _not_yet(lead: Lead, heat: sla.Heat, moment: Moment) -> Ring:
    """Two speeds: too soon first, then the time that is left after it."""
    if heat.state != "not_yet":
        return Ring(Heat.CALM, words.span(heat.ms), "waiting", 0.0)
    if lead.due is None or lead.not_before is None:
        return Ring(Heat.CALM, words.digits_left(heat.ms), "too soon", 1.0)
    whole = max(1, lead.due - lead.received)
    left = (lead.due - moment.now) / whole
    soon = (lead.not_before - moment.now) / whole
    return Ring(Heat.CALM, words.digits_left(lead.due - moment.now), "left", left, too_soon=soon)


def _stale_ring(lead: Lead, moment: Moment) -> Ring:
    heat = sla.heat(lead, moment.shown, moment.me)
    over = heat.what == "over"
    return Ring(Heat.CALM, words.span(abs(heat.ms)), "over" if over else "was", 0.0)


def _note(lead: Lead, moment: Moment) -> str:
    """What stands beside the source: its age, or how it was answered."""
    if lead.id in moment.lost:
        return f"gone to {moment.lost[lead.id]}"
    if lead.closed is not None:
        return f"closed {words.age(at(lead.closed.at), at(moment.shown), my_zone())}"
    if lead.owner and lead.owner != moment.me and not lead.grabbable(moment.shown):
        return f"{cleaned(lead.owner_name, 40) or 'somebody else'} has this lead"
    if lead.first_attempt is not None:
        return _answered(lead, lead.running())
    age = words.age(at(lead.received), at(moment.shown), my_zone())
    if lead.owner == moment.me and lead.lease_until is not None:
        until = words.clock_seconds(at(lead.lease_until), my_zone())
        return f"{age}, yours until {until} unless you begin"
    if lead.enquiries > 1:
        return f"{age}, asked {words.counted(lead.enquiries, 'time')}"
    if lead.not_before is not None and moment.shown < lead.not_before:
        return f"{age}, too soon before {words.clock(at(lead.not_before), my_zone())}"
    return age


def _answered(lead: Lead, running: Touch | None) -> str:
    first = lead.first_attempt or lead.received
    verb = "claimed and called" if running and running.channel == "call" else "answered"
    in_time = "" if lead.due is None else ", in time" if first <= lead.due else ", late"
    return f"{verb} after {words.span(first - lead.received)}{in_time}"
