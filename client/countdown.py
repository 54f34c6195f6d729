"""How much time is left and how long ago, in the words of the screen (0:24 to claim, 12 s ago)."""

from app.domain.ids import Ms, at
from app.domain.lead import Lead

MINUTE, HOUR, DAY = 60, 3_600, 86_400
EXACT_UNDER, MINUTES_UNDER = 20 * MINUTE, 2 * HOUR
"""Seconds. Notifications and the screen speak of time by these alike."""


def span(ms: int) -> str:
    """`0:41` under 20 minutes, then `48 min`, from two hours `3 h 40`, from a day `2 d 4 h`."""
    seconds = max(0, ms) // 1_000
    if seconds < EXACT_UNDER:
        return f"{seconds // MINUTE}:{seconds % MINUTE:02d}"
    if seconds < MINUTES_UNDER:
        return f"{seconds // MINUTE} min"
    if seconds < DAY:
        return f"{seconds // HOUR} h {seconds % HOUR // MINUTE:02d}"
    return f"{seconds // DAY} d {seconds % DAY // HOUR} h"


def countdown(ms: int) -> str:
    """Time to come. Rounded up, so that 0:00 appears at the deadline and not a second before it."""
    return span(-(-max(0, ms) // 1_000) * 1_000)


def age(then: Ms, now: Ms) -> str:
    """`12 s ago`, `4 min ago`, then as `span`. A moment in the future was just now."""
    seconds = max(0, now - then) // 1000
    if seconds < MINUTE:
        return f"{seconds} s ago"
    if seconds < MINUTES_UNDER:
        return f"{seconds // MINUTE} min ago"
    return f"{span(seconds * 1000)} ago"


def left(lead: Lead, now: Ms) -> str:
    """What its clock says: to claim while it is offered, then to the SLA, then how much over."""
    if lead.state == "open" and lead.claim_by is not None and lead.claim_by > now:
        return f"{countdown(lead.claim_by - now)} to claim"
    if lead.first_attempt is not None or lead.due is None:
        return ""
    if lead.due > now:
        return f"{countdown(lead.due - now)} left"
    return f"{span(now - lead.due)} over"


def by_how_much(mine: Ms, theirs: Ms) -> str:
    """How long before my click somebody else won: `0.3 s before you`. The hub's order decides, so
    a click that was earlier but arrived later reads `in the same moment`."""
    ahead = mine - theirs
    if ahead < 50:
        return "in the same moment"
    if ahead < 60_000:
        return f"{max(0.1, ahead / 1000):.1f} s before you"
    return f"{span(ahead)} before you"


def urgency(lead: Lead, now: Ms) -> tuple[int, str, Ms]:
    """Sorts hottest first: least time left, then rank, then age."""
    due = lead.claim_by if lead.claim_by and lead.claim_by > now else lead.due
    return (due - now if due is not None else 1 << 50, lead.rank, lead.received)


def clock(instant: Ms) -> str:
    """`14:32` on this machine's clock face."""
    return f"{at(instant).astimezone():%H:%M}"
