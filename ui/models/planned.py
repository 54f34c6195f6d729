"""My leads as the agenda shows them: with what the desk worked out itself while the hub cannot be
asked, and with moves that wait for its answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec.structs import replace

from app.domain.ids import Ms
from app.domain.lead import Lead
from ui.bridge import Bridge, DeskLike


@dataclass
class Unsettled:
    """What the rep did and the hub has not answered: times asked for, by lead; and plans accepted
    and taken back, to be chosen again."""

    moving: dict[str, Ms] = field(default_factory=dict)
    reopened: set[str] = field(default_factory=set)


def planned(desk: DeskLike, me: str, unsettled: Unsettled) -> list[Lead]:
    """Every lead of mine, as it is to be shown."""
    waiting = {act.lead for act in desk.pending() if act.do == "end_touch"}
    mine = (lead for lead in desk.leads.values() if lead.owner == me)
    return [_overlaid(desk, lead, unsettled, lead.id in waiting) for lead in mine]


def _overlaid(desk: DeskLike, lead: Lead, unsettled: Unsettled, waiting: bool) -> Lead:
    ahead = desk.next_touch(lead.id) if waiting or lead.next_touch is not None else None
    if ahead is not None and ahead.provisional:
        lead = _as_ended(lead)
    if ahead is not None and lead.id in unsettled.moving:
        at = unsettled.moving[lead.id]
        ahead = replace(ahead, at=at, pinned=True, needs_time=False, review=False)
    elif ahead is not None and lead.id in unsettled.reopened and ahead.options:
        ahead = replace(ahead, pinned=False, review=True)
    return lead if ahead == lead.next_touch else replace(lead, next_touch=ahead)


def _as_ended(lead: Lead) -> Lead:
    """The touch whose outcome waits for the link is over for whoever made it."""
    touches = tuple(
        replace(t, ended=t.started) if t.ended is None and t.rep == lead.owner else t
        for t in lead.touches
    )
    return replace(lead, touches=touches, state="engaged")


def as_shown(desk: DeskLike, lead: Lead) -> Lead:
    """One lead, with what the desk worked out for it while the hub cannot be asked."""
    waiting = any(act.do == "end_touch" for act in desk.pending(lead.id))
    return _overlaid(desk, lead, Unsettled(), waiting)


def seen(bridge: Bridge, lead_id: str) -> Lead | None:
    """A lead of the desk as it is to be shown; None when the desk does not have it."""
    desk, lead = bridge.desk, bridge.lead(lead_id)
    if desk is None or lead is None or not desk.pending(lead_id):
        return lead
    return as_shown(desk, lead)


def by_id(leads: Iterable[Lead], lead_id: str) -> Lead | None:
    """The one of this id."""
    return next((lead for lead in leads if lead.id == lead_id), None)
