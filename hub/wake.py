"""What time alone changes about a lead: when the next such moment is, and what it then brings."""

from app.domain import acknowledging
from app.domain import commands as c
from app.domain.decide import Policy, decide
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms, new_id
from app.domain.lead import Lead
from app.domain.refusals import Refused

IN_ORDER: tuple[c.HubCommand, ...] = (
    c.ExpireLease(),  # first: a lead whose lease ran out is waiting again
    c.EndOffer(),
    c.MarkBreached(),
    c.TellTouchDue(),
)


def wake_at(lead: Lead) -> Ms | None:
    """The earliest moment at which `bring` returns something, if nobody touches `lead` before."""
    if lead.state == "closed":
        return None
    moments: list[Ms] = []
    if lead.state == "claimed" and lead.lease_until is not None:
        moments.append(lead.lease_until + 1)
    if _offered(lead) and lead.claim_by is not None:
        moments.append(lead.claim_by)
    if lead.due is not None and not lead.breached and not lead.first_attempt:
        moments.append(lead.due)
    if lead.next_touch is not None and not lead.next_touch.due_told:
        moments.append(lead.next_touch.at)
    if lead.ack_at is not None and not acknowledging.waits(lead):
        moments.append(lead.ack_at)
    return min(moments, default=None)


def _offered(lead: Lead) -> bool:
    return lead.state == "open" and lead.offer_ended is None and not lead.attempts


def bring(lead: Lead, policy: Policy, now: Ms) -> tuple[Fact, ...]:
    """The facts time has brought about `lead` by `now`, in the order they fold."""
    facts: list[Fact] = []
    for command in (*IN_ORDER, c.Acknowledge(message=new_id(now))):
        made = decide(lead, c.Order(actor=c.HUB, command=command), policy, now)
        if isinstance(made, Refused):
            continue
        for fact in made:
            lead = evolve(lead, fact)
            facts.append(fact)
    return tuple(facts)
