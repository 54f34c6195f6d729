"""Arrival: an enquiry becomes a lead, or one more enquiry of a lead that is already there."""

from msgspec.structs import replace

from app.domain import acknowledging, cadence, fences, hearing, places, reach
from app.domain import facts as f
from app.domain import wish as wishes
from app.domain.commands import ReceiveLead
from app.domain.evolve import evolve
from app.domain.ids import Ms
from app.domain.lead import LaneName, Lead
from app.domain.playbook import Lane
from app.domain.policy import Decision, Policy

NO_LANE = Lane(title="Needs mapping", rings=False)
ASKED_IN = "their form"
"""Who a clue from the form itself is by."""


def receive(lead: Lead | None, command: ReceiveLead, policy: Policy) -> Decision:
    """The first fact of a new lead, or what asking again changes about `lead`."""
    if lead is not None:
        return _again(lead, command, policy)
    lane = policy.playbook.lanes.get(command.lane) or NO_LANE
    arrived = _arrived(command, lane, policy)
    made = evolve(None, arrived)
    said = hearing.heard(made, command.asked, "", ASKED_IN, command.received)
    for fact in said:
        made = evolve(made, fact)
    promised = _promised(made, policy, command.received)
    named = promised or cadence.named_time(made, policy.playbook, command.received)
    if named is not None and lane.sla is not None:
        arrived = _from(arrived, lane, named, ahead=promised is not None)
    if promised is None:
        return (arrived, *said)
    return (arrived, *said, *_plan(made, policy, command.received))


def _arrived(command: ReceiveLead, lane: Lane, policy: Policy) -> f.LeadReceived:
    return f.LeadReceived(
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
        got=command.got,
        ack_at=_ack_at(command, command.lane, policy),
    )


def _from(arrived: f.LeadReceived, lane: Lane, named: Ms, ahead: bool) -> f.LeadReceived:
    """The clock jumps to the time they named (SCHEDULE D3). For a promised minute it rings `ahead`
    by the time there is to accept, so that somebody has it when the minute comes."""
    rings = max(arrived.received, named - (lane.accept or 0) * 1000) if ahead else named
    return replace(
        arrived,
        due=_later(named, lane.sla),
        claim_by=_later(rings, lane.accept),
        not_before=rings,
    )


def _promised(lead: Lead, policy: Policy, now: Ms) -> Ms | None:
    """The minute they asked for, or the first allowed one after it."""
    if wishes.wish(lead, now).promise is None:
        return None
    ahead = cadence.anew(lead, policy.playbook, now)
    return ahead.at if ahead is not None and not ahead.needs_time else None


def _plan(lead: Lead, policy: Policy, now: Ms) -> tuple[f.Fact, ...]:
    ahead = cadence.anew(lead, policy.playbook, now, policy.choose)
    return (
        () if ahead is None or ahead == lead.next_touch else (f.NextTouchSet(next=ahead, at=now),)
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
    again = f.LeadReenquired(
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
        ack_at=_ack_at(command, command.lane if better else lead.lane, policy),
    )
    made = evolve(lead, again)
    said = hearing.heard(made, command.asked, "", ASKED_IN, command.received)
    for fact in said:
        made = evolve(made, fact)
    when = cadence.named_time(made, policy.playbook, command.received)
    if said and (when or _promised(made, policy, command.received)):
        return (again, *said, *_as_asked(made, policy, command.received))
    return (again, *said, *_answer_now(made, command, policy))


def _as_asked(lead: Lead, policy: Policy, now: Ms) -> tuple[f.Fact, ...]:
    """They asked again and said when. Unanswered, only a promise is planned: the pool answers."""
    waits = lead.first_attempt is None and wishes.wish(lead, now).promise is None
    return () if waits or lead.on_the_phone(now) else _plan(lead, policy, now)


def _answer_now(lead: Lead, command: ReceiveLead, policy: Policy) -> tuple[f.Fact, ...]:
    """Somebody already being followed up moves to the front of the agenda; a promise stays where
    it is."""
    planned = lead.next_touch
    if lead.first_attempt is None or lead.running() is not None:
        return ()
    if reach.fallback(lead, "call") is None:
        return ()
    if planned is not None and (planned.pinned or planned.at <= command.received):
        return ()
    at = command.received
    ahead = cadence.soon(lead, "Asked again", policy.playbook, at)
    return (f.NextTouchSet(next=ahead, at=at),)


def _ack_at(command: ReceiveLead, lane: LaneName, policy: Policy) -> Ms | None:
    kind, at = command.source.kind, command.received
    return acknowledging.due_at(kind, lane, command.test, policy, at)


def _later(start: Ms, seconds: int | None) -> Ms | None:
    return None if seconds is None else start + seconds * 1000
