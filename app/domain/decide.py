"""`decide(lead, order, policy, now)`: every rule about a lead, written once. Pure; the hub runs
it inside its write transaction, the desk may run it to preview. The rules live by subject beside
this file."""

from collections.abc import Callable

from app.domain import (
    acknowledging,
    arrival,
    calling,
    claiming,
    closing,
    consents,
    delivering,
    ending,
    hearing,
    inbound,
    moving,
    sending,
    standing,
    timing,
    touching,
)
from app.domain import commands as c
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.permission import may_touch, may_use
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused

__all__ = ["Decision", "Policy", "decide", "may_touch", "may_use"]

Rule = Callable[[Lead, c.Order, Policy, Ms], Decision]


def decide(lead: Lead | None, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """The facts `order` makes of `lead` at `now` (none when it changes nothing), or a refusal whose
    `msg` can be shown as it stands. Whatever they are, no next touch leaves here that may not
    stand."""
    return standing.gate(lead, _decided(lead, order, policy, now), policy.playbook, now)


def _decided(lead: Lead | None, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command = order.command
    if isinstance(command, c.ReceiveLead):
        return arrival.receive(lead, command, policy)
    if lead is None:
        return Refused(code="not_found", msg="There is no such lead here.")
    if order.not_after is not None and order.not_after < now:
        return Refused(
            code="expired_intent", msg="That took too long to reach the hub, so it was dropped."
        )
    return _RULES[type(command)](lead, order, policy, now)


def _of_no_lead(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    return Refused(code="bad_field", msg="lead: a rep's own times belong to no lead; leave it out.")


_RULES: dict[type, Rule] = {
    c.ClaimLead: claiming.claim,
    c.ReleaseLead: claiming.release,
    c.AssignLead: claiming.assign,
    c.PullBackLead: claiming.pull_back,
    c.NudgeLead: claiming.nudge,
    c.PassLead: claiming.put_off,
    c.StartTouch: touching.start,
    c.EndTouch: ending.end,
    c.AddNote: touching.note,
    c.MoveNextTouch: moving.move,
    c.SkipTouch: moving.skip,
    c.KeepClue: hearing.keep,
    c.NurtureLead: closing.nurture,
    c.PlaceTouch: moving.place,
    c.PlanAnew: moving.plan_anew,
    c.SetTimes: _of_no_lead,
    c.ReturnLead: closing.hand_back,
    c.QualifyLead: closing.qualify,
    c.EndOffer: timing.end_offer,
    c.ExpireLease: timing.expire_lease,
    c.MarkBreached: timing.mark_breached,
    c.TellTouchDue: timing.tell_due,
    c.SendMessage: sending.send,
    c.TakeBackMessage: sending.take_back,
    c.AskMessage: sending.ask,
    c.BeginSending: delivering.begin,
    c.RecordSent: delivering.sent,
    c.RecordDelivered: delivering.delivered,
    c.RecordHeld: delivering.held,
    c.RecordFailed: delivering.failed,
    c.RecordUnknown: delivering.unknown,
    c.ReceiveMessage: inbound.message,
    c.MissCall: inbound.missed_call,
    c.AnswerGoodTime: inbound.good_time,
    c.SetConsent: consents.set_by_hand,
    c.Suppress: consents.suppress,
    c.LogCall: calling.log,
    c.Acknowledge: acknowledging.answer,
}
