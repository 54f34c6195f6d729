"""Who has a lead: claim, release, assign, pull back, nudge, later."""

from app.domain import cadence, fences, sending, timing
from app.domain import commands as c
from app.domain import facts as f
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.policy import Decision, Policy
from app.domain.refusals import Refused

REASON = 500
"""Characters kept of a reason."""


def claim(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    actor = order.actor
    if actor.role == "marketing":
        return Refused(
            code="forbidden", msg="Marketing sees every lead but leaves them to the reps."
        )
    if lead.state == "closed":
        return fences.closed_already(lead)
    if lead.lane == "needs_mapping":
        return fences.unmapped()
    if not lead.grabbable(now):
        # The same rep on a second desk: theirs already, and the answer tells the grant.
        return (
            _answered(lead, (), order, policy, now)
            if lead.owner == actor.rep
            else fences.taken(lead)
        )
    granted = f.LeadClaimed(
        rep=actor.rep,
        rep_name=actor.name,
        gen=lead.gen + 1,
        at=now,
        lease_until=now + policy.playbook.lease * 1000,
    )
    return _answered(lead, (*timing.lapse(lead, now), granted), order, policy, now)


def _answered(
    lead: Lead, granted: tuple[Fact, ...], order: c.Order, policy: Policy, now: Ms
) -> tuple[Fact, ...]:
    """The claim with the answer it came with. Words that cannot be sent do not cost the lead: it is
    granted, nothing is queued, and `sending.unusable` says why to whoever asks."""
    command = order.command
    assert isinstance(command, c.ClaimLead)
    if command.answer is None:
        return granted
    after = lead
    for fact in granted:
        after = evolve(after, fact)
    made = sending.queued(after, command.answer, order.actor, policy, now)
    return granted if isinstance(made, Refused) else (*granted, *made)


def release(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command = order.command
    assert isinstance(command, c.ReleaseLead)
    if (lost := fences.not_mine(lead, order)) is not None:
        return lost
    if lead.running() is not None:
        return Refused(code="version_conflict", msg="Say how the running touch ended first.")
    return _freed(lead, order, command.reason, policy, now)


def pull_back(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command = order.command
    assert isinstance(command, c.PullBackLead)
    if (no := fences.leads_team(order)) is not None:
        return no
    if lead.state == "closed":
        return fences.closed_already(lead)
    if lead.state == "open":
        return Refused(
            code="not_open", msg="Nobody has this lead, so there is nothing to pull back."
        )
    return _freed(lead, order, command.reason, policy, now)


def assign(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.AssignLead)
    if (no := fences.leads_team(order)) is not None:
        return no
    if lead.state == "closed":
        return fences.closed_already(lead)
    if lead.lane == "needs_mapping":
        return fences.unmapped()
    name = policy.roster.get(command.rep)
    if name is None:
        return Refused(code="bad_field", msg="rep: nobody on this team has that id.")
    if order.gen is not None and order.gen != lead.gen:
        return Refused(
            code="version_conflict", msg="Somebody changed this lead meanwhile; look again."
        )
    lapsed = timing.lapse(lead, now)
    if lead.owner == command.rep and not lapsed:
        return ()
    given = f.LeadAssigned(
        rep=command.rep,
        rep_name=name,
        by=actor.rep,
        by_name=actor.name,
        gen=lead.gen + 1,
        at=now,
        lease_until=now + policy.playbook.lease * 1000,
    )
    return (*lapsed, given, *_onward(lead, f"Handed on by {actor.name}", policy, now))


def nudge(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.NudgeLead)
    if (no := fences.leads_team(order)) is not None:
        return no
    if lead.state == "closed":
        return fences.closed_already(lead)
    return (f.LeadNudged(by=actor.rep, by_name=actor.name, at=now, rep=command.rep or lead.owner),)


def put_off(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.PassLead)
    if not 1 <= command.minutes <= 24 * 60:
        return Refused(code="bad_field", msg="minutes: say between 1 and 1440.")
    if lead.state == "closed":
        return fences.closed_already(lead)
    if lead.owner not in ("", actor.rep) and not lead.grabbable(now):
        return fences.taken(lead)
    until = now + command.minutes * 60_000
    return (f.LeadPassed(rep=actor.rep, rep_name=actor.name, at=now, until=until),)


def _freed(lead: Lead, order: c.Order, reason: str, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    actor = order.actor
    freed = f.LeadReleased(
        rep=lead.owner, by=actor.rep, by_name=actor.name, at=now, reason=reason[:REASON]
    )
    return (freed, *_onward(lead, f"Put back by {actor.name}", policy, now))


def _onward(lead: Lead, reason: str, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """A lead that was answered once and changes hands in the middle of a touch has lost its plan:
    whoever has it next goes on at once, or as soon as it is allowed."""
    if lead.first_attempt is None or lead.next_touch is not None:
        return ()
    ahead = cadence.soon(lead, reason, policy.playbook, now)
    return (f.NextTouchSet(next=ahead, at=now),)
