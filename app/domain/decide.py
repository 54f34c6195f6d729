"""`decide(lead, order, policy, now)`: every rule about a lead, written once. Pure; the hub runs it inside its
write transaction, the desk may run it to preview. It returns facts to append, or why not."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from app.domain import cadence, clue_line, commands as c, facts as f, hours
from app.domain.clue import ClueNote
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead
from app.domain.playbook import Lane, Playbook
from app.domain.refusals import Refused
from app.domain.touch import Channel, NextTouch

Decision = tuple[Fact, ...] | Refused
CLUE_LIFE_MS = 30 * 86_400_000
SENT_WORDS = {"call": "call", "sms": "text", "email": "email"}


class Policy(Struct, frozen=True, kw_only=True):
    """What rules need besides the lead: the playbook, and the names of the team's reps by id."""

    playbook: Playbook
    roster: Mapping[str, str]


def decide(lead: Lead | None, order: c.Order, policy: Policy, now: Ms) -> Decision:
    """The facts `order` makes of `lead` at `now`, or a refusal whose `msg` can be shown as it stands."""
    command = order.command
    if isinstance(command, c.ReceiveLead):
        return _receive(lead, command, policy)
    if lead is None:
        return Refused(code="not_found", msg="There is no such lead here.")
    if order.not_after is not None and order.not_after < now:
        return Refused(
            code="expired_intent", msg="That took too long to reach the hub, so it was dropped."
        )
    return _RULES[type(command)](lead, order, policy, now)


# ---- arrival ---------------------------------------------------------------------------------


def _receive(lead: Lead | None, command: c.ReceiveLead, policy: Policy) -> Decision:
    person = command.person
    if lead is not None:
        return (
            f.LeadReenquired(
                at=command.received,
                source=command.source,
                message=person.message,
                content=person.content,
            ),
        )
    lane = policy.playbook.lanes.get(command.lane) or Lane(title="Needs mapping", rings=False)
    return (
        f.LeadReceived(
            team=command.team,
            received=command.received,
            source=command.source,
            person=person,
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


def _later(start: Ms, seconds: int | None) -> Ms | None:
    return None if seconds is None else start + seconds * 1000


# ---- who has it ------------------------------------------------------------------------------


def _claim(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    actor = order.actor
    if lead.state == "closed":
        return _closed_already(lead)
    if not lead.grabbable(now):
        if lead.lane == "needs_mapping":
            return Refused(
                code="not_open", msg="Nobody can be reached on this yet: its form needs mapping."
            )
        return _taken(lead)
    expired = _lapse(lead, now) if lead.state == "claimed" else ()
    return (
        *expired,
        f.LeadClaimed(
            rep=actor.rep,
            rep_name=actor.name,
            gen=lead.gen + 1,
            at=now,
            lease_until=now + policy.playbook.lease * 1000,
        ),
    )


def _release(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    if (lost := _not_mine(lead, order)) is not None:
        return lost
    command = order.command
    assert isinstance(command, c.ReleaseLead)
    actor = order.actor
    return (
        f.LeadReleased(
            rep=lead.owner, by=actor.rep, by_name=actor.name, at=now, reason=command.reason
        ),
    )


def _assign(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.AssignLead)
    if (no := _leads_team(order)) is not None:
        return no
    if lead.state == "closed":
        return _closed_already(lead)
    name = policy.roster.get(command.rep)
    if name is None:
        return Refused(code="bad_field", msg="rep: nobody on this team has that id.")
    if order.gen is not None and order.gen != lead.gen:
        return Refused(
            code="version_conflict", msg="Somebody changed this lead meanwhile; look again."
        )
    return (
        f.LeadAssigned(
            rep=command.rep,
            rep_name=name,
            by=actor.rep,
            by_name=actor.name,
            gen=lead.gen + 1,
            at=now,
            lease_until=now + policy.playbook.lease * 1000,
        ),
    )


def _pull_back(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.PullBackLead)
    if (no := _leads_team(order)) is not None:
        return no
    if lead.state not in ("claimed", "engaged"):
        return Refused(
            code="not_open", msg="Nobody has this lead, so there is nothing to pull back."
        )
    return (
        f.LeadReleased(
            rep=lead.owner, by=actor.rep, by_name=actor.name, at=now, reason=command.reason
        ),
    )


def _nudge(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.NudgeLead)
    if (no := _leads_team(order)) is not None:
        return no
    if lead.state == "closed":
        return _closed_already(lead)
    return (f.LeadNudged(by=actor.rep, by_name=actor.name, at=now, rep=command.rep or lead.owner),)


def _pass(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.PassLead)
    if not 1 <= command.minutes <= 24 * 60:
        return Refused(code="bad_field", msg="minutes: say between 1 and 1440.")
    if lead.state == "closed":
        return _closed_already(lead)
    until = now + command.minutes * 60_000
    return (f.LeadPassed(rep=actor.rep, rep_name=actor.name, at=now, until=until),)


# ---- touches ---------------------------------------------------------------------------------


def _start_touch(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.StartTouch)
    if (lost := _not_mine(lead, order)) is not None:
        return lost
    if any(t.id == command.touch for t in lead.touches):
        return Refused(code="version_conflict", msg="This touch has begun already.")
    if (no := may_touch(lead, command.channel, policy.playbook, now)) is not None:
        return no
    to = lead.person.email if command.channel == "email" else lead.person.phone
    return (
        f.TouchStarted(
            touch=command.touch,
            channel=command.channel,
            rep=actor.rep,
            rep_name=actor.name,
            at=now,
            to=to,
            text=command.text,
            template=command.template,
        ),
    )


def may_touch(lead: Lead, channel: Channel, playbook: Playbook, now: Ms) -> Refused | None:
    """Why this channel may not be used on this lead at `now`, or None. Consent, then address, then hours.

    Somebody who wrote within `answer_grace` is being answered, not called out of the blue: calling hours
    hold back everything later.
    """
    name = lead.person.name or "this person"
    said = lead.consent.get(channel, Consent())
    if said.state == "refused":
        why = f": {said.why}" if said.why else ""
        return Refused(code="no_consent", msg=f"No {SENT_WORDS[channel]} to {name}{why}.")
    if not (lead.person.email if channel == "email" else lead.person.phone):
        what = "email address" if channel == "email" else "number that can be dialled"
        return Refused(code="no_address", msg=f"{name} left no {what}.")
    answering = now - lead.received <= playbook.answer_grace * 1000
    if channel == "email" or answering or hours.legal(now, lead.where, playbook.hours):
        return None
    if not lead.where.zones:
        return None  # nobody knows what time it is there; the card says so and the rep decides
    return Refused(code="outside_hours", msg=hours.closed_words(now, lead.where, playbook.hours))


def _end_touch(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.EndTouch)
    begun = next((t for t in lead.touches if t.id == command.touch), None)
    channel: Channel = begun.channel if begun else "call"
    ended = f.TouchEnded(
        touch=command.touch,
        rep=actor.rep,
        rep_name=actor.name,
        at=now,
        disposition=command.disposition,
        channel=channel,
        note=command.note,
    )
    if (lost := _not_mine(lead, order)) is not None:
        return _keep(lost, f.TouchEnded, ended, command.clue)
    if command.disposition == "returned" and not _known_reason(command.reason, policy.playbook):
        return Refused(code="bad_field", msg="reason: choose one of the return reasons.")
    facts: list[Fact] = []
    if begun is None:
        # Dialled by hand outside Leadbell: one key logs it all the same.
        facts.append(
            f.TouchStarted(
                touch=command.touch, channel="call", rep=actor.rep, rep_name=actor.name, at=now
            )
        )
    facts.append(ended)
    if command.clue.strip():
        facts.append(f.ClueKept(note=_clue(lead, command.clue, actor, now)))
    if command.disposition == "refused":
        no = Consent(state="refused", why=f"said no to {actor.name}")
        facts.append(f.ConsentChanged(channel=channel, consent=no, at=now))
    facts.append(_what_follows(_fold(lead, facts), command, policy.playbook, actor, now))
    return tuple(facts)


def _what_follows(
    lead: Lead, command: c.EndTouch, playbook: Playbook, actor: c.Actor, now: Ms
) -> Fact:
    after = playbook.dispositions[command.disposition]
    if after.then == "close":
        reason = command.reason if command.disposition == "returned" else after.reason
        return _close(actor, now, reason or command.disposition, command.note)
    upcoming = cadence.next_touch(lead, command.disposition, playbook, now)
    if upcoming is None:
        lane = playbook.lanes[lead.lane]
        plan = playbook.cadences.get(lane.cadence)
        return _close(actor, now, plan.closes_with if plan else "nurture", "the cadence is over")
    return f.NextTouchSet(next=upcoming, at=now)


def _move(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.MoveNextTouch)
    if lead.state == "closed":
        return _closed_already(lead)
    if lead.owner != actor.rep and (no := _leads_team(order)) is not None:
        return no
    if command.at <= now:
        return Refused(code="bad_field", msg="at: that time has passed; choose a later one.")
    was = lead.next_touch
    channel = command.channel or (was.channel if was else "call")
    if channel != "email" and lead.where.zones:
        if not hours.legal(command.at, lead.where, policy.playbook.hours):
            closed = hours.closed_words(command.at, lead.where, policy.playbook.hours)
            return Refused(code="outside_hours", msg=closed)
    attempt, of = cadence.position(lead, policy.playbook)
    moved = NextTouch(
        at=command.at,
        channel=channel,
        attempt=was.attempt if was else attempt,
        of=was.of if was else of,
        reason=f"Set by {actor.name}",
        pinned=True,
    )
    return (f.NextTouchSet(next=moved, by=actor.rep, by_name=actor.name, at=now),)


def _note(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.AddNote)
    text = command.text.strip()
    if not text:
        return Refused(code="bad_field", msg="text: an empty note says nothing.")
    if len(text) > 8000:
        return Refused(code="bad_field", msg="text: a note may have 8,000 characters.")
    note = f.NoteAdded(rep=actor.rep, rep_name=actor.name, at=now, text=text)
    if order.gen is not None and order.gen != lead.gen:
        lost = _not_mine(lead, order) or _taken(lead)
        return _keep(lost, f.NoteAdded, note, "")
    return (note,)


def _return(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command, actor = order.command, order.actor
    assert isinstance(command, c.ReturnLead)
    if lead.state == "closed":
        return _closed_already(lead)
    if lead.owner != actor.rep and (no := _leads_team(order)) is not None:
        return no
    if not _known_reason(command.reason, policy.playbook):
        return Refused(code="bad_field", msg="reason: choose one of the return reasons.")
    return (_close(actor, now, command.reason, command.text),)


def _qualify(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    command = order.command
    assert isinstance(command, c.QualifyLead)
    if (lost := _not_mine(lead, order)) is not None:
        return lost
    return (_close(order.actor, now, "qualified", command.text),)


# ---- what time brings ------------------------------------------------------------------------


def _end_offer(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    waiting = lead.state == "open" and lead.offer_ended is None and not lead.attempts
    if not waiting or lead.claim_by is None or lead.claim_by > now:
        return ()
    return (f.OfferEnded(at=lead.claim_by),)


def _expire_lease(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    return _lapse(lead, now)


def _lapse(lead: Lead, now: Ms) -> tuple[Fact, ...]:
    if lead.state != "claimed" or lead.lease_until is None or lead.lease_until >= now:
        return ()
    return (
        f.LeaseExpired(rep=lead.owner, rep_name=lead.owner_name, gen=lead.gen, at=lead.lease_until),
    )


def _mark_breached(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    late = lead.due is not None and lead.due <= now
    if not late or lead.breached or lead.first_attempt or lead.state == "closed":
        return ()
    assert lead.due is not None
    return (f.SlaBreached(at=lead.due),)


def _tell_due(lead: Lead, order: c.Order, policy: Policy, now: Ms) -> Decision:
    due = lead.next_touch
    if due is None or due.due_told or due.at > now or lead.state == "closed":
        return ()
    return (f.TouchFellDue(at=due.at),)


# ---- shared words ----------------------------------------------------------------------------


def _not_mine(lead: Lead, order: c.Order) -> Refused | None:
    """The fence: the actor must own the lead under the very grant it holds."""
    if lead.state == "closed":
        return _closed_already(lead)
    if lead.owner == order.actor.rep and (order.gen is None or order.gen == lead.gen):
        return None
    if not lead.owner:
        return Refused(
            code="stale_claim", msg="This lead went back to the pool. Claim it again first."
        )
    taken = _taken(lead)
    return Refused(
        code="stale_claim",
        msg=taken.msg,
        owner=taken.owner,
        owner_name=taken.owner_name,
        since=taken.since,
    )


def _taken(lead: Lead) -> Refused:
    who = lead.owner_name or "Somebody"
    return Refused(
        code="already_claimed",
        msg=f"{who} has this lead.",
        owner=lead.owner,
        owner_name=lead.owner_name,
        since=lead.claimed,
    )


def _closed_already(lead: Lead) -> Refused:
    return Refused(
        code="not_open", msg="This lead is closed.", since=lead.closed and lead.closed.at
    )


def _leads_team(order: c.Order) -> Refused | None:
    if order.actor.role in ("team-lead", "admin"):
        return None
    return Refused(code="forbidden", msg="Only a team lead may do that.")


def _keep(lost: Refused, kind: type[Any], fact: Any, clue: str) -> Refused:
    """What was written after losing the claim stays as an activity; the refusal says so."""
    from msgspec.structs import asdict

    values = asdict(fact)
    if clue.strip():
        values["note"] = " ".join(part for part in (values.get("note", ""), clue) if part)
    return Refused(
        code="stale_claim",
        msg=f"{lost.msg} What you wrote was kept.",
        owner=lost.owner,
        owner_name=lost.owner_name,
        since=lost.since,
        kept=(kind(**{**values, "after_loss": True}),),
    )


def _clue(lead: Lead, line: str, actor: c.Actor, now: Ms) -> ClueNote:
    zone = lead.where.zones[0] if lead.where.zones else None
    clues = clue_line.parse(line, now, zone)
    return ClueNote(
        text=line.strip()[:500],
        clues=clues,
        echo=clue_line.echo(clues, zone) or line.strip()[:500],
        by=actor.rep,
        by_name=actor.name,
        kept=now,
        expires=now + CLUE_LIFE_MS,
    )


def _known_reason(key: str, playbook: Playbook) -> bool:
    return any(reason.key == key for reason in playbook.return_reasons)


def _close(actor: c.Actor, now: Ms, reason: str, text: str) -> f.LeadClosed:
    return f.LeadClosed(rep=actor.rep, rep_name=actor.name, at=now, reason=reason, text=text)


def _fold(lead: Lead, facts: list[Fact]) -> Lead:
    for fact in facts:
        lead = evolve(lead, fact)
    return lead


_RULES: dict[type, Callable[[Lead, c.Order, Policy, Ms], Decision]] = {
    c.ClaimLead: _claim,
    c.ReleaseLead: _release,
    c.AssignLead: _assign,
    c.PullBackLead: _pull_back,
    c.NudgeLead: _nudge,
    c.PassLead: _pass,
    c.StartTouch: _start_touch,
    c.EndTouch: _end_touch,
    c.AddNote: _note,
    c.MoveNextTouch: _move,
    c.ReturnLead: _return,
    c.QualifyLead: _qualify,
    c.EndOffer: _end_offer,
    c.ExpireLease: _expire_lease,
    c.MarkBreached: _mark_breached,
    c.TellTouchDue: _tell_due,
}
