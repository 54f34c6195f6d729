"""Which leads stand in which list, and in what order. Both screens and the headless desk ask
here, so that no two of them disagree."""

from collections.abc import Iterable

from app.domain import sla
from app.domain.facts import CallMissed, GoodTimeAnswered, MessageQueued, TouchStarted
from app.domain.ids import Ms
from app.domain.lead import Lead

Leads = Iterable[Lead]
NEVER = 1 << 62


def pool(leads: Leads, me: str, now: Ms) -> list[Lead]:
    """What anybody may claim, most overdue first, then by rank, then the oldest. What `me` put off
    stays in it: its clock runs."""
    return unclaimed(leads, now)


def offered(leads: Leads, me: str, now: Ms) -> list[Lead]:
    """What is ringing for `me`, hottest first."""
    return sorted((lead for lead in leads if sla.offered(lead, me, now)), key=urgency)


def mine(leads: Leads, me: str) -> list[Lead]:
    """What `me` holds without an outcome: a running touch first, then what waits for its first."""
    held = (lead for lead in leads if _is_mine(lead, me) and not _scheduled(lead))
    return sorted(held, key=lambda lead: (lead.running() is None, *urgency(lead)))


def agenda(leads: Leads, me: str, now: Ms) -> list[Lead]:
    """My next touches: who waits at the phone first, then those that need a time, then by time,
    overdue ones leading."""
    due = (lead for lead in leads if _is_mine(lead, me) and _scheduled(lead))
    return sorted(due, key=lambda lead: (not at_the_phone(lead, now), *_when(lead)))


def unclaimed(leads: Leads, now: Ms) -> list[Lead]:
    """What nobody has, in the pool's order."""
    return sorted((lead for lead in leads if lead.grabbable(now)), key=urgency)


def in_hand(leads: Leads, now: Ms) -> list[Lead]:
    """What somebody has and is not closed: unanswered ones first, by deadline; then by next
    touch."""
    held = (lead for lead in leads if lead.owner and not _done(lead) and not lead.grabbable(now))
    return sorted(held, key=lambda lead: (lead.first_attempt is not None, *_when(lead)))


def at_the_phone(lead: Lead, now: Ms) -> bool:
    """Did they call us, or ask to be called now, and nobody has answered since? Only while that is
    due: at night they are not waiting."""
    ahead = lead.next_touch
    if ahead is None or ahead.at > now:
        return False
    for line in reversed(lead.timeline):
        if line.by and line.kind in (TouchStarted.k, MessageQueued.k):
            return False
        if line.kind == CallMissed.k or (line.kind == GoodTimeAnswered.k and line.text == "now"):
            return True
    return False


def _is_mine(lead: Lead, me: str) -> bool:
    return lead.owner == me and not _done(lead)


def _done(lead: Lead) -> bool:
    return lead.state == "closed"


def _scheduled(lead: Lead) -> bool:
    """Does it wait for its next touch? A fresh claim wants its touch now, whatever was planned."""
    return lead.state == "engaged" and lead.next_touch is not None and lead.running() is None


def urgency(lead: Lead) -> tuple[Ms, str, Ms, str]:
    """By the deadline still open (once answered: the next touch), then rank, age and id."""
    due = lead.due
    if lead.first_attempt is not None:
        due = lead.next_touch.at if lead.next_touch else None
    return NEVER if due is None else due, lead.rank, lead.received, lead.id


def _when(lead: Lead) -> tuple[bool, Ms, Ms, str, Ms, str]:
    ahead = lead.next_touch
    return not (ahead and ahead.needs_time), ahead.at if ahead else 0, *urgency(lead)
