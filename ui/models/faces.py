"""What a row says: a lead and a moment turned into shape and words. Nothing is painted here."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace

from app.domain import sla
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.domain.touch import Touch
from ui import words
from ui.models.call_words import stands
from ui.my_clock import my_zone
from ui.person_words import cleaned, name, origin
from ui.their_clock import there
from ui.tokens import Role
from ui.widgets.heat import WORD_ROLE, Heat

STATES: dict[sla.HeatState, Heat] = {
    "not_yet": Heat.NOT_YET,
    "calm": Heat.CALM,
    "warm": Heat.WARM,
    "hot": Heat.HOT,
    "over": Heat.OVER,
    "red": Heat.RED_ZONE,
    "answered": Heat.ANSWERED,
    "taken": Heat.OTHERS,
    "unknown": Heat.UNKNOWN,
}
TRYING = "trying …"
_BY_ITSELF = {"sms": "SMS", "email": "email"}


@dataclass
class Moment:
    """What rows need to know besides their lead. One object, shared and changed by its owner."""

    now: Ms = 0
    me: str = ""
    stale_at: Ms | None = None
    """Since when nothing is live; clocks stop there."""
    trying: set[str] = field(default_factory=set)
    """Leads whose claim the hub has not answered."""
    lost: dict[str, str] = field(default_factory=dict)
    """Leads somebody else just got: who, and by how much."""

    @property
    def shown(self) -> Ms:
        """The instant the clocks show."""
        return self.now if self.stale_at is None else self.stale_at


@dataclass(frozen=True, slots=True)
class RowFace:
    """A row ready to be painted."""

    heat: Heat
    share: float
    rank: str
    name: str
    second: str
    time: str
    time_role: Role
    clock: str
    faded: bool = False


def pool_heat(lead: Lead, now: Ms, me: str) -> sla.Heat:
    """Heat against the lane's deadline alone: two clocks never stand in one column."""
    return sla.heat(replace(lead, claim_by=None), now, me)


def time_words(lead: Lead, heat: sla.Heat, now: Ms) -> str:
    """The words beside the shape: `0:24 to claim`, `4:24 left`, `1:07 over`, `from 02:00`."""
    if heat.what == "claim":
        return words.to_claim(heat.ms)
    if heat.what in ("left", "over"):
        return words.time_left(heat.ms)
    if heat.what == "in":
        return words.answered_in(heat.ms)
    if heat.what == "owner":
        return cleaned(lead.owner_name, 24) or "taken"
    if heat.state == "not_yet" and lead.not_before is not None:
        return words.not_before(at(lead.not_before), my_zone())
    return words.age(at(lead.received), at(now), my_zone())


def pool_face(lead: Lead, moment: Moment) -> RowFace:
    """A lead in the pool: against its lane's deadline."""
    return _face(lead, pool_heat(lead, moment.shown, moment.me), moment)


def slot_face(lead: Lead, moment: Moment) -> RowFace:
    """A lead in the slot: against the offer's deadline, or the running touch."""
    running = lead.running()
    if running is not None and moment.stale_at is None and lead.owner == moment.me:
        return _running_face(lead, running, moment)
    return _face(lead, sla.heat(lead, moment.shown, moment.me), moment)


def _face(lead: Lead, heat: sla.Heat, moment: Moment) -> RowFace:
    shown, state = moment.shown, STATES[heat.state]
    time, role = time_words(lead, heat, shown), WORD_ROLE[state]
    clock, faded = there(lead.where, shown), False
    if moment.stale_at is not None:
        state, time, role = Heat.UNKNOWN, _frozen(lead, heat, time), "ink"
    elif lead.id in moment.lost:
        state, time, role, faded = Heat.OTHERS, moment.lost[lead.id], "ink3", True
    elif lead.id in moment.trying:
        time = TRYING
    return RowFace(
        heat=state,
        share=heat.share,
        rank=lead.rank,
        name=name(lead.person),
        second=origin(lead.source.name, lead.person.company),
        time=time,
        time_role=role,
        clock=clock,
        faded=faded,
    )


def _running_face(lead: Lead, running: Touch, moment: Moment) -> RowFace:
    if running.channel == "call":
        what, since = stands(running, moment.now)
    else:
        what, since = _BY_ITSELF[running.channel], moment.now - running.started
    return RowFace(
        heat=Heat.ANSWERED,
        share=0.0,
        rank=lead.rank,
        name=name(lead.person),
        second=origin(lead.source.name, lead.person.company),
        time=f"{what} {words.span(since)}",
        time_role="good_text",
        clock=there(lead.where, moment.now),
    )


def _frozen(lead: Lead, heat: sla.Heat, words_then: str) -> str:
    return words.was(heat.ms) if heat.what in ("claim", "left", "over") else words_then


def spoken(face: RowFace) -> str:
    """A row for a screen reader."""
    return f"{face.name}, {face.second}, rank {face.rank}, {face.time}, {face.clock}"
