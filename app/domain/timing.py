"""What time alone brings: an offer ends, a lease runs out, a deadline is missed, a touch falls
due. Each is dated to the moment it happened, however late it is noticed."""

from app.domain import commands as c
from app.domain import facts as f
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.policy import Decision, Policy


def end_offer(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    waiting = lead.state == "open" and lead.offer_ended is None and not lead.attempts
    if not waiting or lead.claim_by is None or lead.claim_by > now:
        return ()
    return (f.OfferEnded(at=lead.claim_by),)


def expire_lease(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    return lapse(lead, now)


def lapse(lead: Lead, now: Ms) -> tuple[Fact, ...]:
    """The lease's end, if it is behind us. A claim asks this too, so that no sleeping clock
    blocks it."""
    if lead.state != "claimed" or lead.lease_until is None or lead.lease_until >= now:
        return ()
    return (
        f.LeaseExpired(rep=lead.owner, rep_name=lead.owner_name, gen=lead.gen, at=lead.lease_until),
    )


def mark_breached(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    return breach(lead, now)


def breach(lead: Lead, now: Ms) -> tuple[Fact, ...]:
    """The missed deadline of a lead nobody has answered. Asked also when a touch begins or the
    lead closes: what comes after the deadline must not hide that it was missed."""
    if lead.due is None or lead.due > now or lead.breached or lead.first_attempt is not None:
        return ()
    return () if lead.state == "closed" else (f.SlaBreached(at=lead.due),)


def tell_due(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    due = lead.next_touch
    if due is None or due.due_told or due.at > now or lead.state == "closed":
        return ()
    return (f.TouchFellDue(at=due.at),)
