"""Arrival: an enquiry becomes a lead, or one more enquiry of a lead that is already there."""

from app.domain import cadence, fences, places
from app.domain import facts as f
from app.domain.commands import ReceiveLead
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.playbook import Lane
from app.domain.policy import Decision, Policy

NO_LANE = Lane(title="Needs mapping", rings=False)


def receive(lead: Lead | None, command: ReceiveLead, policy: Policy) -> Decision:
    """The first fact of a new lead, or what asking again changes about `lead`."""
    if lead is not None:
        return _again(lead, command, policy)
    lane = policy.playbook.lanes.get(command.lane) or NO_LANE
    return (
        f.LeadReceived(
            team=command.team,
            received=command.received,
            source=command.source,
            person=command.person,
            where=command.where,
            rank=command.rank,
            rank_why=command.rank_why,
            lane=command.lane,
            opted_in=command.opted_in,
            consent=command.consent,
            due=_later(command.received, lane.sla),
            claim_by=_later(command.received, lane.accept),
            not_before=_later(command.received, lane.not_before or None),
            test=command.test,
        ),
    )


def _again(lead: Lead, command: ReceiveLead, policy: Policy) -> Decision:
    """Who downloads a paper at nine and asks for a demo at ten must not wait for the paper's
    lane: the better rank counts from now on. A deadline may come nearer by that, never further
    away."""
    if lead.state == "closed":
        return fences.closed_already(lead)
    mapped = "needs_mapping" not in (lead.lane, command.lane)
    better = mapped and command.rank < lead.rank
    lane = policy.playbook.lanes.get(command.lane if better else lead.lane) or NO_LANE
    known, where = lead.person, places.better(lead.where, command.where)
    asked = f.LeadReenquired(
        at=command.received,
        source=command.source,
        message=command.person.message,
        content=command.person.content,
        rank=command.rank if better else None,
        rank_why=command.rank_why if better else "",
        lane=command.lane if better else None,
        due=_later(command.received, lane.sla) if better else None,
        claim_by=_later(command.received, lane.accept),
        email="" if known.email else command.person.email,
        phone="" if known.phone else command.person.phone,
        where=where if where != lead.where else None,
        consent={
            channel: said for channel, said in command.consent.items() if said.state != "unknown"
        },
    )
    return (asked, *_answer_now(lead, command, policy))


def _answer_now(lead: Lead, command: ReceiveLead, policy: Policy) -> tuple[f.Fact, ...]:
    """Somebody already being followed up moves to the front of the agenda; a promise stays where
    it is."""
    planned = lead.next_touch
    if lead.first_attempt is None or lead.running() is not None:
        return ()
    if planned is not None and (planned.pinned or planned.at <= command.received):
        return ()
    at = command.received
    ahead = cadence.soon(lead, "Asked again", policy.playbook, at)
    return (f.NextTouchSet(next=ahead, at=at),)


def _later(start: Ms, seconds: int | None) -> Ms | None:
    return None if seconds is None else start + seconds * 1000
