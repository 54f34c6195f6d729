"""Who may see what, in one place: used when a fact is logged, when it is read, and in snapshots."""

from typing import Literal

from app.domain import commands as c
from app.domain.commands import Actor, Role
from app.domain.lead import Lead
from app.domain.refusals import Refused

Audience = Literal["all", "leads-only"]
"""The routing set stored with a fact. `leads-only`: team leads, admins and marketing, not reps."""

HEARS_EVERYTHING: frozenset[Role] = frozenset({"team-lead", "admin", "marketing"})


def audience(lead: Lead) -> Audience:
    """Who hears the facts of `lead`. Depends only on what never changes after its first fact, so a
    desk that heard the beginning of a lead hears its end too."""
    return "leads-only" if lead.lane == "needs_mapping" else "all"


def hears(role: Role, vis: str) -> bool:
    """May somebody in `role` be sent a fact stored with audience `vis`? An unknown one: no rep."""
    return vis == "all" or role in HEARS_EVERYTHING


def visible(actor: Actor, lead: Lead) -> bool:
    """May `actor` know of `lead` (of their own team)?"""
    return hears(actor.role, audience(lead))


def may_order(actor: Actor, command: c.Command) -> Refused | None:
    """What a role may never do, whatever state the lead is in. Marketing reads and notes."""
    if actor.role != "marketing" or isinstance(command, c.AddNote):
        return None
    return Refused(code="forbidden", msg="Marketing sees every lead but leaves them to the reps.")
