"""Closing: a lead is handed back, or leaves the calling schedule for good."""

from app.domain import commands as c
from app.domain import facts as f
from app.domain import fences, reach, timing
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused
from app.domain.touch import NextTouch


def hand_back(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command = order.command
    assert isinstance(command, c.ReturnLead)
    if (lost := fences.not_mine_to_plan(lead, order)) is not None:
        return lost
    if not known_reason(command.reason, policy):
        return Refused(code="bad_field", msg="reason: choose one of the return reasons.")
    if (no := fences.too_long(text=command.text)) is not None:
        return no
    return close(lead, order.actor, now, command.reason, command.text)


def qualify(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command = order.command
    assert isinstance(command, c.QualifyLead)
    if (lost := fences.not_mine(lead, order)) is not None:
        return lost
    if (no := fences.too_long(text=command.text)) is not None:
        return no
    return close(lead, order.actor, now, "qualified", command.text)


def nurture(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """Nothing more by hand; marketing goes on."""
    command = order.command
    assert isinstance(command, c.NurtureLead)
    if (lost := fences.not_mine_to_plan(lead, order)) is not None:
        return lost
    if (no := fences.too_long(text=command.text)) is not None:
        return no
    return close(lead, order.actor, now, "nurture", command.text)


def planned_or_closed(
    lead: Lead, ahead: NextTouch | None, actor: c.Actor, now: Ms, reason: str = "nurture"
) -> tuple[Fact, ...]:
    """The next touch, or the end: a lead is never without either. While a message is about to leave
    nothing ends; that it was sent does."""
    if ahead is not None:
        return (f.NextTouchSet(next=ahead, at=now),)
    if lead.leaving() is not None:
        return ()
    left = reach.fallback(lead, "call")
    return close(lead, actor, now, reason, "the cadence is over" if left else "no channel is left")


def when_over(lead: Lead, playbook: Playbook) -> str:
    """The reason with which the cadence of the lead's lane ends."""
    lane = playbook.lanes.get(lead.lane)
    plan = playbook.cadences.get(lane.cadence) if lane else None
    return plan.closes_with if plan else "nurture"


def known_reason(key: str, policy: Policy) -> bool:
    """Is `key` one of the playbook's return reasons?"""
    return any(reason.key == key for reason in policy.playbook.return_reasons)


def close(lead: Lead, actor: c.Actor, now: Ms, reason: str, text: str) -> tuple[Fact, ...]:
    """The closing fact, after the breach it would else hide."""
    done = f.LeadClosed(rep=actor.rep, rep_name=actor.name, at=now, reason=reason, text=text)
    return (*timing.breach(lead, now), done)
