"""Heat: how much of the time to answer a lead is used, and which clock to show. Painting and
wording are the screen's."""

from typing import Literal

from msgspec import Struct

from app.domain.ids import Ms
from app.domain.lead import Lead

HeatState = Literal["not_yet", "calm", "warm", "hot", "over", "red", "answered", "taken", "unknown"]
What = Literal["claim", "left", "over", "from", "in", "owner"]
WARM, HOT = 0.5, 0.8
RED_ZONE = 2 * 3_600_000
"""Milliseconds past the deadline."""


class Heat(Struct, frozen=True, kw_only=True):
    """`share` of the time is used, 0 to 1. `ms` is what `what` speaks of: left to claim, left to
    the deadline (negative once it has passed: over), until it may begin (from), from received to
    the first touch (in), since the claim (owner). `unknown` promises nothing: `ms` since
    received."""

    state: HeatState
    share: float = 0.0
    ms: int = 0
    what: What = "left"


def offered(lead: Lead, me: str, now: Ms) -> bool:
    """Is `lead` ringing for `me`? Offered to all, unclaimed, not put off by me, and not too
    soon."""
    return (
        lead.state == "open"
        and lead.lane != "needs_mapping"
        and lead.offer_ended is None
        and lead.claim_by is not None
        and now < lead.claim_by
        and not lead.attempts
        and (lead.not_before is None or lead.not_before <= now)
        and lead.passed.get(me, 0) <= now
    )


def heat(lead: Lead, now: Ms, me: str) -> Heat:
    """How hot `lead` is at `now` on the desk of `me`. The first outbound touch stops the clock at
    its own time; a claim does not."""
    if lead.first_attempt is not None:
        return Heat(state="answered", ms=lead.first_attempt - lead.received, what="in")
    if lead.closed is not None:
        return Heat(state="answered", ms=lead.closed.at - lead.received, what="in")
    if lead.due is not None and lead.due <= now:
        late = now - lead.due
        return Heat(state="red" if late >= RED_ZONE else "over", share=1.0, ms=-late, what="over")
    if lead.owner and lead.owner != me and not lead.grabbable(now):
        return Heat(state="taken", ms=now - (lead.claimed or lead.received), what="owner")
    if lead.not_before is not None and now < lead.not_before:
        return Heat(state="not_yet", ms=lead.not_before - now, what="from")
    # What may not begin at once uses up none of its time until it may.
    start = max(lead.received, lead.not_before or 0)
    if offered(lead, me, now) and lead.claim_by is not None:
        return _running(start, lead.claim_by, now, "claim")
    if lead.due is None:
        return Heat(state="unknown", ms=now - lead.received, what="from")
    return _running(start, lead.due, now, "left")


def _running(start: Ms, end: Ms, now: Ms, what: What) -> Heat:
    share = min(1.0, max(0.0, (now - start) / max(1, end - start)))
    state: HeatState = "hot" if share >= HOT else "warm" if share >= WARM else "calm"
    return Heat(state=state, share=share, ms=end - now, what=what)
