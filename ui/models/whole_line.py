"""A next touch as one whole line, both clocks and the full reason: read out, copied, and shown
where there is room for all of it."""

from __future__ import annotations

from msgspec.structs import replace

from app.domain import hours, why
from app.domain.ids import Ms, at
from app.domain.lead import Lead
from app.domain.touch import NextTouch, Option
from ui.models.touch_reason import PROVISIONAL
from ui.my_clock import my_zone_name
from ui.person_words import cleaned
from ui.words import agreed_zone


def whole_line(lead: Lead, touch: NextTouch, now: Ms) -> str:
    """`Thu 16:10 there (18:10 yours) - 2.1x the usual pick-up. Because: ... Attempt 4 of 6.`"""
    if touch.needs_time:
        return f"No time yet. {cleaned(touch.reason, _MOST).rstrip('.')}."
    zones = hours.zones(lead.where)
    theirs = zones[0] if agreed_zone(zones, at(touch.at)) is not None else None
    said = why.sentence(touch, theirs, hours.zone(my_zone_name()), now)
    return cleaned(f"{said} {PROVISIONAL}." if touch.provisional else said, _MOST)


def of_option(touch: NextTouch, option: Option | None) -> NextTouch:
    """The touch as it would be at another of its times."""
    if option is None or option.at == touch.at:
        return touch
    return replace(touch, at=option.at, ratio=option.ratio, odds=option.odds, reason=option.why,
                   factors=option.factors)  # fmt: skip


_MOST = 1_000
"""Characters; a reason is never longer, what comes from outside might be."""
