"""`evolve(lead, fact) -> lead`: the one projection, folded by the hub and by every desk alike."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from app.domain import facts as f
from app.domain import message_folds as m
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Closed, Lead
from app.domain.telling import told as _told
from app.domain.touch import NextTouch, Touch

Change = dict[str, Any]
CONTENT_KEPT = 50
CLUES_KEPT = 20


def born(lead_id: str, fact: f.LeadReceived) -> Lead:
    """The lead as its first fact makes it, at version 1."""
    lead = Lead(
        id=lead_id,
        team=fact.team,
        v=1,
        received=fact.received,
        source=fact.source,
        person=fact.person,
        where=fact.where,
        rank=fact.rank,
        rank_why=fact.rank_why,
        lane=fact.lane,
        opted_in=fact.opted_in,
        consent=fact.consent,
        due=fact.due,
        claim_by=fact.claim_by,
        not_before=fact.not_before,
        test=fact.test,
        got=fact.got,
        ack_at=fact.ack_at,
    )
    return _told(
        lead, fact, at=fact.received, by="", by_name="", direction="inbound", text=fact.source.name
    )


def evolve(lead: Lead | None, fact: Fact, lead_id: str = "") -> Lead:
    """`lead` after `fact`, one version on. Only `LeadReceived` may meet None, and needs
    `lead_id`."""
    if isinstance(fact, f.LeadReceived):
        return born(lead_id or (lead.id if lead else ""), fact)
    if lead is None:
        raise ValueError(f"{fact.k} about a lead that was never received")
    changed = _FOLDS[type(fact)](lead, fact)
    return replace(changed, v=lead.v + 1)


def _reenquired(lead: Lead, fact: f.LeadReenquired) -> Lead:
    again = _told(
        lead, fact, at=fact.at, direction="inbound", text=fact.message or fact.source.name
    )
    seen = tuple(dict.fromkeys((*fact.content, *lead.person.content)))[:CONTENT_KEPT]
    person = replace(
        lead.person,
        content=seen,
        message=fact.message or lead.person.message,
        email=lead.person.email or fact.email,
        phone=lead.person.phone or fact.phone,
    )
    changes: Change = {
        "enquiries": lead.enquiries + 1,
        "person": person,
        "where": fact.where or lead.where,
        "consent": {**lead.consent, **fact.consent},
        "ack_at": fact.ack_at,
    }
    if fact.rank is not None and fact.lane is not None:
        dues = [due for due in (lead.due, fact.due) if due is not None]
        changes |= {"rank": fact.rank, "rank_why": fact.rank_why, "lane": fact.lane}
        changes |= {"due": min(dues, default=None), "not_before": None}
    if lead.state == "open" and fact.claim_by is not None:
        changes |= {"claim_by": fact.claim_by, "offer_ended": None, "passed": {}}
    return replace(again, **changes)


def _offer_ended(lead: Lead, fact: f.OfferEnded) -> Lead:
    return replace(_told(lead, fact, at=fact.at), offer_ended=fact.at)


def _granted(lead: Lead, fact: f.LeadClaimed | f.LeadAssigned, by: str, by_name: str) -> Lead:
    held = replace(
        lead,
        state="claimed",
        owner=fact.rep,
        owner_name=fact.rep_name,
        gen=fact.gen,
        lease_until=fact.lease_until,
        claimed=fact.at,
        passed={},
    )
    return _told(held, fact, at=fact.at, by=by, by_name=by_name, text=fact.rep_name)


def _claimed(lead: Lead, fact: f.LeadClaimed) -> Lead:
    held = _granted(lead, fact, fact.rep, fact.rep_name)
    return _without_lease(held) if _promised_later(lead, fact.at) else held


def _assigned(lead: Lead, fact: f.LeadAssigned) -> Lead:
    held = _granted(lead, fact, fact.by, fact.by_name)
    # Who is given a lead that was answered once goes on with it.
    return _without_lease(held) if lead.first_attempt or _promised_later(lead, fact.at) else held


def _promised_later(lead: Lead, at: Ms) -> bool:
    """Whoever takes a promise for later keeps it until then: there is no first touch to wait
    for."""
    ahead = lead.next_touch
    return ahead is not None and ahead.pinned and not ahead.needs_time and ahead.at > at


def _without_lease(held: Lead) -> Lead:
    return replace(held, state="engaged", lease_until=None)


def _freed(lead: Lead) -> Lead:
    return replace(lead, state="open", owner="", owner_name="", lease_until=None)


def _released(lead: Lead, fact: f.LeadReleased) -> Lead:
    return _told(_freed(lead), fact, at=fact.at, by=fact.by, by_name=fact.by_name, text=fact.reason)


def _lease_expired(lead: Lead, fact: f.LeaseExpired) -> Lead:
    return _told(_freed(lead), fact, at=fact.at, by=fact.rep, by_name=fact.rep_name)


def _passed(lead: Lead, fact: f.LeadPassed) -> Lead:
    later = replace(lead, passed={**lead.passed, fact.rep: fact.until})
    return _told(later, fact, at=fact.at, by=fact.rep, by_name=fact.rep_name)


def _nudged(lead: Lead, fact: f.LeadNudged) -> Lead:
    rung = {rep: until for rep, until in lead.passed.items() if fact.rep and rep != fact.rep}
    told = _told(lead, fact, at=fact.at, by=fact.by, by_name=fact.by_name)
    return replace(told, passed=rung)


def _touch_started(lead: Lead, fact: f.TouchStarted) -> Lead:
    touch = Touch(
        id=fact.touch,
        channel=fact.channel,
        rep=fact.rep,
        started=fact.at,
        direction=fact.direction,
    )
    outbound = fact.direction == "outbound"
    tried = replace(
        lead,
        state="engaged" if lead.owner else lead.state,
        lease_until=None,
        touches=(*lead.touches, touch),
        attempts=lead.attempts + (1 if outbound and fact.channel == "call" else 0),
        first_attempt=lead.first_attempt or (fact.at if outbound else None),
        ack_at=None if outbound else lead.ack_at,
        breached=None if _in_time(lead, fact) else lead.breached,
        next_touch=lead.next_touch if _outlasts(lead.next_touch, fact) else None,
    )
    return _told(
        tried,
        fact,
        at=fact.at,
        by=fact.rep,
        by_name=fact.rep_name,
        channel=fact.channel,
        direction=fact.direction,
        text=fact.text,
    )


def _in_time(lead: Lead, fact: f.TouchStarted) -> bool:
    """An answer given in time at a desk that could not say so breaks no promise."""
    first = lead.first_attempt is None and fact.direction == "outbound"
    return first and lead.due is not None and fact.at < lead.due


def _outlasts(planned: NextTouch | None, fact: f.TouchStarted) -> bool:
    """A message does not undo a call promised for later; their own call or message undoes
    nothing."""
    if fact.direction == "inbound":
        return True
    return fact.channel != "call" and m.outlasts(planned, fact.at)


def _touch_ended(lead: Lead, fact: f.TouchEnded) -> Lead:
    touches = tuple(
        replace(t, ended=fact.at, disposition=fact.disposition) if t.id == fact.touch else t
        for t in lead.touches
    )
    reached = fact.disposition in ("connected", "callback", "refused") and fact.channel == "call"
    unsent = fact.disposition == "not_sent"
    begun = next((t.started for t in lead.touches if t.id == fact.touch), None)
    ended = replace(
        lead,
        touches=touches,
        first_attempt=None if unsent and lead.first_attempt == begun else lead.first_attempt,
        first_contact=lead.first_contact or (fact.at if reached else None),
    )
    return _told(
        ended,
        fact,
        at=fact.at,
        by=fact.rep,
        by_name=fact.rep_name,
        channel=fact.channel,
        direction="outbound",
        disposition=fact.disposition,
        text=fact.note,
        after_loss=fact.after_loss,
    )


def _note_added(lead: Lead, fact: f.NoteAdded) -> Lead:
    return _told(
        lead,
        fact,
        at=fact.at,
        by=fact.rep,
        by_name=fact.rep_name,
        text=fact.text,
        after_loss=fact.after_loss,
    )


def _clue_kept(lead: Lead, fact: f.ClueKept) -> Lead:
    note = fact.note
    kept = replace(lead, clues=(*lead.clues, note)[-CLUES_KEPT:])
    return _told(kept, fact, at=note.kept, by=note.by, by_name=note.by_name, text=note.echo)


def _next_set(lead: Lead, fact: f.NextTouchSet) -> Lead:
    due = replace(lead, next_touch=fact.next, reviewed=lead.reviewed or fact.next.review)
    if not fact.by:
        return due
    return _told(
        due,
        fact,
        at=fact.at,
        by=fact.by,
        by_name=fact.by_name,
        channel=fact.next.channel,
        text=fact.next.reason,
    )


def _skipped(lead: Lead, fact: f.TouchSkipped) -> Lead:
    told = _told(
        lead,
        fact,
        at=fact.at,
        by=fact.rep,
        by_name=fact.rep_name,
        channel=fact.channel,
        text=fact.reason,
    )
    return replace(told, skips=lead.skips + 1, next_touch=None)


def _where_set(lead: Lead, fact: f.WhereSet) -> Lead:
    told = _told(lead, fact, at=fact.at, by=fact.by, by_name=fact.by_name, text=fact.where.source)
    return replace(told, where=fact.where)


def _fell_due(lead: Lead, fact: f.TouchFellDue) -> Lead:
    told = lead.next_touch and replace(lead.next_touch, due_told=True)
    return replace(lead, next_touch=told)


def _breached(lead: Lead, fact: f.SlaBreached) -> Lead:
    return replace(_told(lead, fact, at=fact.at), breached=fact.at)


def _consent(lead: Lead, fact: f.ConsentChanged) -> Lead:
    told = _told(
        lead,
        fact,
        at=fact.at,
        by=fact.by,
        by_name=fact.by_name,
        channel=fact.channel,
        text=fact.consent.why,
    )
    return replace(told, consent={**lead.consent, fact.channel: fact.consent})


def _closed(lead: Lead, fact: f.LeadClosed) -> Lead:
    done = replace(
        lead,
        state="closed",
        closed=Closed(at=fact.at, reason=fact.reason, text=fact.text, by=fact.rep),
        next_touch=None,
        lease_until=None,
        ack_at=None,
    )
    return _told(done, fact, at=fact.at, by=fact.rep, by_name=fact.rep_name, text=fact.reason)


_FOLDS: dict[type, Callable[[Lead, Any], Lead]] = {
    f.LeadReenquired: _reenquired,
    f.OfferEnded: _offer_ended,
    f.LeadClaimed: _claimed,
    f.LeadReleased: _released,
    f.LeaseExpired: _lease_expired,
    f.LeadAssigned: _assigned,
    f.LeadPassed: _passed,
    f.LeadNudged: _nudged,
    f.TouchStarted: _touch_started,
    f.TouchEnded: _touch_ended,
    f.NoteAdded: _note_added,
    f.ClueKept: _clue_kept,
    f.NextTouchSet: _next_set,
    f.TouchSkipped: _skipped,
    f.WhereSet: _where_set,
    f.TouchFellDue: _fell_due,
    f.SlaBreached: _breached,
    f.ConsentChanged: _consent,
    f.MessageQueued: m.queued,
    f.MessageTakenBack: m.taken_back,
    f.MessageHeld: m.held,
    f.MessageSending: m.sending,
    f.MessageSent: m.sent,
    f.MessageDelivered: m.delivered,
    f.MessageFailed: m.failed,
    f.MessageUnknown: m.unknown,
    f.MessageReceived: m.received,
    f.CallMissed: m.call_missed,
    f.CallProgress: m.call_progress,
    f.GoodTimeAnswered: m.good_time_answered,
    f.LeadPromised: m.promised,
    f.AckSkipped: m.ack_skipped,
    f.LeadClosed: _closed,
}
