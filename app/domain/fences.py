"""Fences: who may give an order at all, whatever it says. Each returns the refusal, or None."""

from app.domain.commands import Order
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.refusals import Refused

LEADERS = ("team-lead", "admin")
LONGEST = 8000
"""Characters of a note, a clue or a message."""


def not_mine(lead: Lead, order: Order) -> Refused | None:
    """The actor must own the lead under the very grant it holds (FEED §2.8)."""
    if lead.state == "closed":
        return closed_already(lead)
    if not lead.owner:
        return Refused(
            code="stale_claim", msg="This lead went back to the pool. Claim it again first."
        )
    if lead.owner != order.actor.rep:
        return taken(lead, stale=True)
    if order.gen is not None and order.gen != lead.gen:
        return Refused(
            code="stale_claim", msg="You were given this lead again meanwhile; look again."
        )
    return None


def not_mine_to_plan(lead: Lead, order: Order) -> Refused | None:
    """Its owner, under the grant they hold, or a team lead."""
    if lead.state == "closed":
        return closed_already(lead)
    if lead.owner != order.actor.rep and leads_team(order) is None:
        return None
    return not_mine(lead, order)


def leads_team(order: Order) -> Refused | None:
    """Only a team lead or an admin."""
    if order.actor.role in LEADERS:
        return None
    return Refused(code="forbidden", msg="Only a team lead may do that.")


def taken(lead: Lead, stale: bool = False) -> Refused:
    """Somebody else has it: who, and since when."""
    return Refused(
        code="stale_claim" if stale else "already_claimed",
        msg=f"{lead.owner_name or 'Somebody'} has this lead.",
        owner=lead.owner,
        owner_name=lead.owner_name,
        since=lead.claimed,
    )


def closed_already(lead: Lead) -> Refused:
    since = lead.closed.at if lead.closed else None
    return Refused(code="not_open", msg="This lead is closed.", since=since)


def unmapped() -> Refused:
    return Refused(
        code="not_open", msg="Nobody can be reached on this yet: its form needs mapping."
    )


def too_long(**texts: str) -> Refused | None:
    """A text nobody meant to type."""
    for name, text in texts.items():
        if len(text) > LONGEST:
            return Refused(code="bad_field", msg=f"{name}: may have {LONGEST:,} characters.")
    return None


def when(order: Order, now: Ms, earliest: Ms) -> Ms:
    """When it was done: the desk's word for it, between what it rests on and `now`."""
    return now if order.at is None else max(min(order.at, now), min(earliest, now))


def keeping(lost: Refused, *facts: Fact) -> Refused:
    """The refusal stands, and what was written stays as an activity all the same."""
    return Refused(
        code=lost.code,
        msg=f"{lost.msg} What you wrote was kept.",
        owner=lost.owner,
        owner_name=lost.owner_name,
        since=lost.since,
        kept=facts,
    )
