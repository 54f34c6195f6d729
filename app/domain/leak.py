"""Leaks: an active lead that nobody will ever come back to. There must be none; who finds one has
it planned again."""

from app.domain.ids import Ms
from app.domain.lead import Lead


def leaks(lead: Lead, now: Ms) -> str:
    """Why nobody would come back to `lead`, as a sentence for the one who runs the hub; empty when
    somebody will: it is closed with a reason, waits in the pool (or for its form to be mapped), is
    held under a lease, is being talked to, has a message about to leave, or has a next touch."""
    if lead.state == "closed":
        said = lead.closed is not None and bool(lead.closed.reason)
        return "" if said else "It is closed, and nobody said why."
    if lead.state == "open":
        return ""
    if lead.state == "claimed":
        return "" if lead.lease_until is not None else "It is claimed, and no lease ends that."
    if lead.next_touch is not None or lead.on_the_phone(now) or lead.leaving() is not None:
        return ""
    if lead.running() is not None:
        return "A touch began over a day ago and never ended, and nothing is due next."
    return "It has an owner, and nothing is due next."
